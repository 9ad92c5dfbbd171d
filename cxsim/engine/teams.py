"""Teams: limited staff with opening hours and one queue, first come, first served within a priority."""

import heapq
import math
from collections.abc import Generator
from enum import IntEnum

import simpy

from cxsim.engine.clock import Clock, Kind
from cxsim.engine.parts import TeamPlan
from cxsim.engine.vocabulary import Callback


class Answer(IntEnum):
    """What became of a customer who asked to be served."""

    WAITING = 0
    SERVED = 1
    ABANDONED = 2
    CLOSED = 3
    BUSY = 4


class Ticket:
    """One customer's place in a queue; `answered` fires when the wait is over, in vain or not.

    `load` is what the queue left to the staff when it was answered.
    """

    __slots__ = ("answer", "answered", "callback", "load", "may_be_turned_away")

    def __init__(self, answered: simpy.Event, may_be_turned_away: bool, callback: Callback) -> None:
        self.answer = Answer.WAITING
        self.answered = answered
        # Who is called back is not on the line, and need not be sent home.
        self.may_be_turned_away = may_be_turned_away and callback is Callback.NONE
        self.callback = callback
        self.load = 0.0


class Team:
    """The staff of one team, the queue in front of them, and the clock on the wall.

    SimPy's own `PriorityResource` sorts its whole queue at each request and has no opening hours, hence this
    one.
    """

    def __init__(self, clock: Clock, plan: TeamPlan) -> None:
        self.clock = clock
        self.plan = plan
        self.on_duty = plan.staff.duty.staff[0]
        self.busy = 0
        self.waiting = 0
        self.called_back = 0
        self._queue: list[tuple[int, float, int, int, Ticket]] = []
        self._calendar = 0
        self._hang_up_calendar()

    def go_on_with(self, plan: TeamPlan) -> None:
        """Follow another plan from now on."""
        if plan == self.plan:
            return
        self.plan, self.on_duty = plan, plan.staff.duty.on_duty(self.clock.now)
        self._calendar += 1
        if self.on_duty == 0 and plan.turn_away:
            self._send_home()
        self._call_next()
        self._hang_up_calendar()

    @property
    def load(self) -> float:
        """Customers waiting per member of staff on duty."""
        return self._load(self.waiting)

    def _load(self, waiting: int) -> float:
        return waiting / self.on_duty if self.on_duty else float(waiting > 0)

    def at_once(self, may_be_turned_away: bool) -> Answer:
        """Return what who comes now hears at once."""
        if self.on_duty == 0 and self.plan.turn_away and may_be_turned_away:
            return Answer.CLOSED
        if self.busy < self.on_duty and self.waiting == 0:
            return Answer.SERVED
        if 0 <= self.plan.lines <= self.waiting - self.called_back and may_be_turned_away:
            return Answer.BUSY
        return Answer.WAITING

    def join(
        self,
        customer: int,
        step: int,
        priority: int,
        patience: float,
        may_be_turned_away: bool,
        callback: Callback = Callback.NONE,
    ) -> Ticket:
        """Ask to be served now; the ticket says at once, or later, what came of it."""
        ticket = Ticket(self.clock.env.event(), may_be_turned_away, callback)
        ticket.answer = self.at_once(may_be_turned_away)
        if ticket.answer is Answer.SERVED:
            self.busy += 1
        elif ticket.answer is Answer.WAITING:
            rank = -priority if self.plan.absolute_priority else 0
            since = self.clock.env.now - self.plan.head_start * priority
            heapq.heappush(self._queue, (rank, since, customer, step, ticket))
            self.waiting += 1
            self.called_back += callback is not Callback.NONE
            if patience < math.inf and callback is Callback.NONE:
                timer = self.clock.after(patience, Kind.PATIENCE, customer, step)
                timer.callbacks.append(lambda _: self._lose_patience(ticket))
        return ticket

    def leave(self) -> None:
        """Free the member of staff who has just served a customer."""
        self.busy -= 1
        self._call_next()

    def _call_next(self) -> None:
        load = self._load(self.waiting - max(min(self.waiting, self.on_duty - self.busy), 0))
        while self.waiting and self.busy < self.on_duty:
            ticket = heapq.heappop(self._queue)[-1]
            if ticket.answer is Answer.WAITING:
                ticket.load = load
                self.called_back -= ticket.callback is not Callback.NONE
                if ticket.callback is Callback.MISSED:
                    self._give(ticket, Answer.ABANDONED)
                else:
                    self.busy += 1
                    self._give(ticket, Answer.SERVED)

    def _lose_patience(self, ticket: Ticket) -> None:
        if ticket.answer is Answer.WAITING:  # its place in the heap is passed over later
            self._give(ticket, Answer.ABANDONED)

    def _give(self, ticket: Ticket, answer: Answer) -> None:
        self.waiting -= 1
        ticket.answer = answer
        ticket.answered.succeed()

    def _hang_up_calendar(self) -> None:
        if len(self.plan.staff.duty.staff) > 1:
            self.clock.env.process(self._follow_the_staff_plan())

    def _follow_the_staff_plan(self) -> Generator[simpy.Event, None, None]:
        starts, staff, cycle = duty = self.plan.staff.duty
        calendar, (turn, index) = self._calendar, duty.next_change(self.clock.now)
        while True:
            yield self.clock.until(cycle * turn + starts[index], Kind.CALENDAR, self.plan.index, calendar)
            if self._calendar != calendar:
                return
            self.on_duty = staff[index]
            if self.on_duty == 0 and self.plan.turn_away:
                self._send_home()
            self._call_next()
            index += 1
            if index == len(starts):
                turn, index = turn + 1, 0

    def _send_home(self) -> None:
        staying = []
        for place in sorted(self._queue):
            if place[-1].answer is Answer.WAITING:
                if place[-1].may_be_turned_away:
                    self._give(place[-1], Answer.CLOSED)
                else:
                    staying.append(place)
        self._queue = staying
