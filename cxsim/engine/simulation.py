"""The simulation of one replication: plan, clock, teams, board, streams, log and everybody in it."""

from collections.abc import Callable

from cxsim.engine.board import Board
from cxsim.engine.clock import Clock, Kind, Moment
from cxsim.engine.customer import Customer
from cxsim.engine.parts import Plan
from cxsim.engine.passages import passages
from cxsim.engine.record import Row
from cxsim.engine.rules import memory_now
from cxsim.engine.sampling import quantile
from cxsim.engine.streams import Streams
from cxsim.engine.tally import Counts, empty_tally
from cxsim.engine.teams import Team
from cxsim.engine.vocabulary import LIFE, WHOLE_JOURNEY, Event, JourneyDraw, LifeDraw
from cxsim.scenario.distributions import Sampler


class Simulation:
    """What the customers of one replication share.

    Attributes
    ----------
    everybody
        All customers, in the order in which they came.
    rows
        The event log so far.
    tally
        What KPIs count.
    invite
        Lets a referred prospect with this number arrive after this delay.
    """

    def __init__(self, plan: Plan, streams: Streams, keep_events: bool) -> None:
        self.plan = plan
        self.streams = streams
        self.clock = Clock()
        self.teams = [Team(self.clock, team) for team in plan.teams]
        self.board = Board(plan.advocacy.prior_rating, plan.advocacy.prior_reviews)
        self.everybody: list[Customer] = []
        self.rows: list[Row] = []
        self.tally = empty_tally(plan)
        self.invite: Callable[[int, float], None] = lambda number, delay: None
        self._keep_events = keep_events

    def pause(self, customer: Customer, delay: float) -> Moment:
        """Let time pass for a customer."""
        return self.clock.after(delay, Kind.STEP, customer.number, customer.step)

    def counts(self, customer: Customer) -> bool:
        """Tell whether what happens to a customer now counts in KPIs."""
        return customer.measured and self.clock.now >= self.plan.warm_up

    def cells(self, customer: Customer, touchpoint: int, origin: int) -> tuple[Counts, Counts]:
        """Return the cells in which visits of a customer to a touchpoint, from another one, are counted."""
        number = passages(self.plan).number[origin, touchpoint]
        return self.tally.personas[customer.persona.index], self.tally.passages[number]

    def write(self, customer: Customer, event: Event, **columns: float) -> None:
        """Record an event, with the customer's own number of it and how they feel now."""
        customer.step += 1
        if self._keep_events:
            columns.setdefault("mood", customer.mood)
            columns.setdefault("satisfaction", customer.satisfaction)
            start = (customer.number, customer.step, customer.persona.index, self.clock.now, event)
            self.rows.append(Row(*start, **columns))  # type: ignore[arg-type]

    def memory(self, customer: Customer) -> float:
        """Return what a customer still remembers of unresolved frictions."""
        if customer.memory == 0.0:
            return 0.0
        elapsed = self.clock.now - customer.memory_time
        return memory_now(customer.memory, elapsed, self.plan.feelings.memory_half_life)

    def life_draws(self, number: int) -> list[float]:
        """Return the draws that belong to a whole life."""
        return self.streams.uniforms(number, LIFE, 0, WHOLE_JOURNEY, 0, len(LifeDraw))

    def journey_draws(self, number: int, address: int, occurrence: int) -> list[float]:
        """Return the draws that belong to one journey of a life."""
        return self.streams.uniforms(number, address, occurrence, WHOLE_JOURNEY, 0, len(JourneyDraw))


def sample(sampler: Sampler, u: float) -> float:
    """Return the value of a distribution at a uniform number."""
    return quantile(sampler.kind, sampler.a, sampler.b, sampler.c, sampler.table, u)
