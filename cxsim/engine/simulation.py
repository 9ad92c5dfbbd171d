"""The simulation of one replication: plan, clock, teams, board, streams, log and everybody in it."""

from collections.abc import Callable, Generator, Iterator
from typing import Any

import simpy

from cxsim.engine.behaviour.addressed import be_addressed
from cxsim.engine.behaviour.differences import follow_persona
from cxsim.engine.board import Board
from cxsim.engine.clock import Clock, Kind, Moment
from cxsim.engine.customer import Customer
from cxsim.engine.meetings import meetings
from cxsim.engine.parts import Plan, TouchpointPlan
from cxsim.engine.passages import passages
from cxsim.engine.record import Row
from cxsim.engine.streams import Streams
from cxsim.engine.tally import empty_tally
from cxsim.engine.teams import Team
from cxsim.engine.values import values_of
from cxsim.engine.vocabulary import LATE, LIFE, WHOLE_JOURNEY, JourneyDraw, LifeDraw


class EventRow:
    """A row of the event log that is being written; see `cxsim.engine.record.Row`."""

    __slots__ = Row._fields

    def __init__(self, customer: Customer, time: float, event: int) -> None:
        for name, value in Row._field_defaults.items():
            setattr(self, name, value)
        self.customer, self.step, self.persona = customer.number, customer.step, customer.persona
        self.time, self.event = time, event
        self.mood, self.satisfaction = customer.mood, customer.satisfaction

    def done(self) -> Row:
        """Return it as it is now."""
        return Row(*(getattr(self, name) for name in Row._fields))


class Simulation:
    """What the customers of one replication share; single values of the plan are attributes, too.

    Attributes
    ----------
    everybody
        All customers, in the order in which they came.
    tally
        What KPIs count.
    crowds
        Of touchpoints with a capacity: the hour of the last visit, and visits in the one before and in it.
    draws
        Those of the life, journey or visit that is under way.
    invite
        Lets a referred prospect with this number arrive after this delay.
    start_case
        Lets a new case of a customer go its own way.
    """

    def __init__(self, plan: Plan, streams: Streams, keep_events: bool) -> None:
        first, *self._later = plan.stages
        self.streams, self.recording = streams, keep_events
        self.clock = Clock()
        self.teams = [Team(self.clock, team) for team in first.teams]
        self.board = Board(first.advocacy.prior_rating, first.advocacy.prior_reviews)
        self.everybody: list[Customer] = []
        self.tally, self.passages = empty_tally(plan), passages(plan).number
        self.draws: list[float] = []
        self.crowds: dict[int, tuple[int, int, int]] = {}
        self.invite: Callable[[int, float], None] = lambda number, delay: None
        self.start_case: Callable[[Customer], None] = lambda customer: None
        self._rows: list[EventRow] = []
        self._draws = [max(one.draws for one in places) for places in _touchpoints(plan)]
        self._live(first)

    def __getattr__(self, name: str) -> Any:  # values of the plan, for type checkers
        raise AttributeError(name)

    def _live(self, plan: Plan) -> None:
        self.plan, self.variants = plan, (plan, *plan.variants)
        self.meetings = [meetings(one) for one in self.variants]
        vars(self).update(values_of(plan)._asdict())

    def branch(self) -> Generator[simpy.Event, None, None]:
        """Let everybody live the next plan from its time on."""
        times = [self.clock.branch(plan.since) for plan in self._later]
        for time, plan in zip(times, self._later, strict=True):
            yield time
            self._live(plan)
            for customer in self.everybody:
                be_addressed(self, customer)
                follow_persona(self, customer)
            self.board.begin_with(plan.advocacy.prior_rating, plan.advocacy.prior_reviews)
            for team, its_plan in zip(self.teams, plan.teams, strict=True):
                team.go_on_with(its_plan)

    def pause(self, customer: Customer, delay: float) -> Moment:
        """Let time pass for a customer."""
        return self.clock.after(delay, Kind.STEP, customer.number, customer.step)

    def write(self, customer: Customer, event: int) -> EventRow:
        """Begin a row of the event log, with the customer's own number of it."""
        customer.step += 1
        row = EventRow(customer, self.clock.now, event)
        if self.recording:
            self._rows.append(row)
        return row

    def rows(self) -> list[Row]:
        """Return the event log, by customer and the customer's own number of each event."""
        return sorted(row.done() for row in self._rows)

    def life_draws(self, number: int, about: int = 0) -> list[float]:
        """Return the draws that belong to a whole life, or to an improvement in it."""
        return self.streams.uniforms(number, LIFE, about, WHOLE_JOURNEY, 0, len(LifeDraw))

    def journey_draws(self, number: int, address: int, occurrence: int) -> list[float]:
        """Return the draws that belong to one journey of a life."""
        return self.streams.uniforms(number, address, occurrence, WHOLE_JOURNEY, 0, len(JourneyDraw))

    def visit_draws(self, customer: Customer) -> list[float]:
        """Return the draws that belong to the visit under way, whatever plan it ends in."""
        journey, place = self.plan.journeys[customer.journey], self.plan.touchpoints[customer.here]
        count, visit = self._draws[place.index], customer.visit
        return self.streams.uniforms(
            customer.number, journey.address, customer.occurrence, place.address, visit, count
        )

    def case_draws(self, customer: Customer, late: int) -> list[float]:
        """Return the draws of the visit at which a case was opened, or of the n-th time it is overdue."""
        case = customer.case
        journey, place = self.plan.journeys[case.journey], self.plan.touchpoints[case.here]
        count, visit = self._draws[place.index], case.visit + LATE * late
        return self.streams.uniforms(
            customer.number, journey.address, case.occurrence, place.address, visit, count
        )


def _touchpoints(plan: Plan) -> Iterator[tuple[TouchpointPlan, ...]]:
    """Yield what each touchpoint is in the plans that are lived one after another, and in their variants."""
    plans = (one for stage in plan.stages for one in (stage, *stage.variants))
    return zip(*(one.touchpoints for one in plans), strict=True)
