"""A team: staff on duty, a queue, lines, priorities, patience (docs/model.md, 3.5 and 7.6)."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.third.events import CALENDAR, JOINING, PATIENCE, SERVED, Events
from tests.third.hours import LOOKS_AHEAD, Planned
from tests.third.week import Duty

Reply = tuple[str, float, float]  # served or why not, wait, load when service began


@dataclass(eq=False)
class Ask:
    """Somebody, or a case, who wants to be served."""

    team: "Team"
    number: int
    priority: float
    service: float
    patience: float = float("inf")
    case: bool = False
    mean: float = 0.0  # of the service
    accepts: bool = False  # to be called back, if it is offered
    unreached: bool = False  # when called
    plan: Callable[[float], float | None] = lambda now: None  # of who knew that it is closed
    called_back: bool = False
    joined: float = 0.0
    order: tuple[float, ...] = ()
    answer: Callable[[Reply], None] = lambda reply: None
    waiting: bool = False


class Team:
    """Staff that serve from one queue."""

    def __init__(self, team: Any, events: Events, closed: frozenset[int] = frozenset()) -> None:
        self.team = team
        self.events = events
        self.duty = Duty(team, closed)
        self.planned = Planned(self.duty.until(events.horizon + 2 * LOOKS_AHEAD))
        self.staff = 0
        self.busy = 0
        self.queue: list[Ask] = []
        self._joins = 0
        for time, staff in self.duty.until(events.horizon):
            events.at(time, CALENDAR, -1, functools.partial(self._set_staff, staff))

    def _set_staff(self, staff: int) -> None:
        self.staff = staff
        if staff == 0 and self.team.when_closed == "turn_away":
            home = [ask for ask in self.queue if not ask.case and not ask.called_back]
            self.queue = [ask for ask in self.queue if ask not in home]
            for ask in home:
                self._refuse(ask, "closed")
        self._call()

    def ask(self, ask: Ask, answer: Callable[[Reply], None]) -> None:
        """Let somebody join; the answer comes at the end of service, or when there will be none."""
        ask.answer = answer
        self.events.at(self.events.now, JOINING, ask.number, lambda: self._join(ask))

    def _join(self, ask: Ask) -> None:
        ask.joined = self.events.now
        lines = self.team.lines
        if self.staff == 0 and self.team.when_closed == "turn_away" and not ask.case:
            later = ask.plan(self.events.now)
            if later is None:
                self._refuse(ask, "closed")
            else:
                self.events.at(later, JOINING, ask.number, lambda: self._join(ask))
        elif self.busy < self.staff:
            self._begin(ask, 0.0)
        elif lines is not None and self._on_lines() >= lines and not ask.case:
            self._refuse(ask, "busy")
        else:
            ask.called_back = ask.accepts and self._offers_to_call_back(ask)
            self._wait(ask)

    def _on_lines(self) -> int:
        return sum(not ask.called_back for ask in self.queue)

    def _offers_to_call_back(self, ask: Ask) -> bool:
        callback = self.team.callback
        return callback is not None and (
            self.staff == 0 or len(self.queue) * ask.mean / self.staff > callback.after
        )

    def _wait(self, ask: Ask) -> None:
        self._joins += 1
        head_start = self.team.head_start
        if head_start is None:
            ask.order = (-ask.priority, ask.joined, self._joins)
        else:
            ask.order = (ask.joined - head_start * ask.priority, self._joins)
        ask.waiting = True
        self.queue.append(ask)
        if ask.patience < float("inf") and not ask.called_back:
            self.events.at(
                self.events.now + ask.patience, PATIENCE, ask.number, lambda: self._lose_patience(ask)
            )

    def _lose_patience(self, ask: Ask) -> None:
        if ask.waiting:
            self.queue.remove(ask)
            self._refuse(ask, "abandoned")

    def _refuse(self, ask: Ask, why: str) -> None:
        ask.waiting = False
        ask.answer((why, self.events.now - ask.joined, 0.0))

    def _call(self) -> None:
        called: list[Ask] = []
        missed: list[Ask] = []
        left = max(len(self.queue) - max(self.staff - self.busy, 0), 0)
        while self.queue and self.busy + len(called) < self.staff:
            first = min(self.queue, key=lambda ask: ask.order)
            self.queue.remove(first)
            (missed if first.called_back and first.unreached else called).append(first)
        for ask in called:  # all are called before the first of them reads the load
            self._begin(ask, left / self.staff)
        for ask in missed:
            self._refuse(ask, "abandoned")

    def _begin(self, ask: Ask, load: float) -> None:
        ask.waiting = False
        self.busy += 1
        now = self.events.now
        reply = ("served", 0.0 if ask.called_back else now - ask.joined, load)
        self.events.at(now + ask.service, SERVED, ask.number, lambda: self._end(ask, reply))

    def _end(self, ask: Ask, reply: Reply) -> None:
        self.busy -= 1
        self._call()
        ask.answer(reply)
