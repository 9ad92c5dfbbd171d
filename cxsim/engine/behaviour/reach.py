"""What behaviour reaches: tables of the plan, draws, the log, tallies, and where people meet.

As written here it works on the objects of the SimPy engine; `cxsim.engine.compiled.reach` says of each the
same for records. So behaviour knows neither.
"""

from bisect import bisect_right
from math import floor
from typing import Any, NamedTuple

from cxsim.engine import rules
from cxsim.engine.sampling import quantile
from cxsim.engine.seasons import advance_in_season
from cxsim.engine.streams import mix
from cxsim.engine.vocabulary import FIRST_REFERRED, GROUPS, JourneyDraw, LifeDraw
from cxsim.engine.weekly import ALWAYS, advance, is_active_in, opening
from cxsim.scenario.distributions import CONSTANT

Sim = Any  # of a simulation: `cxsim.engine.simulation.Simulation`, or a record
Person = Any  # `cxsim.engine.customer.Customer`, or a record
Part = Any  # of a plan (see `cxsim.engine.parts`), or a record
Row = Any  # of the event log


class Escape(NamedTuple):
    """A touchpoint to which those escape who were not served."""

    target: int
    share: float


# --- the plan
# -----------------------------------------------------------------------------------------------------


def plan_of(sim: Sim, person: Person) -> Part:
    """Return the plan that a person lives, by which partial improvements address them."""
    return sim.variants[person.variant]


def persona_of(sim: Sim, person: Person) -> Part:
    """Return the persona of a person."""
    return plan_of(sim, person).personas[person.persona]


def touchpoint_at(sim: Sim, person: Person, place: int) -> Part:
    """Return a touchpoint."""
    return plan_of(sim, person).touchpoints[place]


def journey_at(sim: Sim, person: Person, number: int) -> Part:
    """Return a journey."""
    return plan_of(sim, person).journeys[number]


def team_at(sim: Sim, number: int) -> Part:
    """Return a team."""
    return sim.plan.teams[number]


def desk_at(sim: Sim, person: Person, number: int) -> Part:
    """Return a recovery desk."""
    return plan_of(sim, person).desks[number]


def meeting(sim: Sim, person: Person) -> Part:
    """Return what the touchpoint means to this persona (see `cxsim.engine.meetings`)."""
    return sim.meetings[person.variant][person.persona][person.here]


def causes_of(touchpoint: Part) -> int:
    """Return how many causes of friction a touchpoint has of its own."""
    return len(touchpoint.causes)


def cause_at(sim: Sim, touchpoint: Part, rank: int) -> Part:
    """Return one of the causes of a touchpoint."""
    return touchpoint.causes[rank]


def calm_strike(sim: Sim, person: Person, touchpoint: Part, rank: int) -> float:
    """Return how likely a cause strikes this persona while nobody waits."""
    cause, persona = touchpoint.causes[rank], persona_of(sim, person)
    return rules.friction_probability(
        cause.probability, persona.friction_log_odds, cause.technology, persona.technology, cause.load, 0.0
    )


def escapes_of(touchpoint: Part) -> int:
    """Return to how many touchpoints one can escape."""
    return len(touchpoint.escapes)


def escape_at(sim: Sim, touchpoint: Part, rank: int) -> Part:
    """Return one of them."""
    return Escape(*touchpoint.escapes[rank])


def loss_on_escape(sim: Sim, person: Person, target: int) -> float:
    """Return how likely an escape to a touchpoint loses the context."""
    loss: float = journey_at(sim, person, person.journey).context_loss[person.here][target]
    return loss


def fork_here(sim: Sim, person: Person) -> Part:
    """Return the fork of the touchpoint where a person is."""
    return journey_at(sim, person, person.journey).forks[person.here]


def branches_of(fork: Part) -> int:
    """Return how many other forks may take the place of a fork."""
    return len(fork.branches)


def branch_at(sim: Sim, fork: Part, rank: int) -> Part:
    """Return one of them, with its condition."""
    return fork.branches[rank]


def fork_of(sim: Sim, person: Person, branch: Part) -> Part:
    """Return the fork to which a branch leads."""
    return journey_at(sim, person, person.journey).forks[branch.fork]


def links_of(fork: Part) -> int:
    """Return how many links a fork has."""
    return len(fork.links)


def share_until(sim: Sim, person: Person, fork: Part, rank: int) -> float:
    """Return the share of a link together with those before it, as this persona prefers."""
    share: float = fork.routes[person.persona][rank]
    return share


def link_at(sim: Sim, fork: Part, rank: int) -> Part:
    """Return one of the links of a fork."""
    return fork.links[rank]


def in_rhythm(sim: Sim, rhythm: Any, time: float, delay: float) -> float:
    """Return how long a delay from that time takes in a rhythm, which may be none."""
    if rhythm is None or delay == float("inf"):
        return delay
    return advance(rhythm.table, time, delay)


def is_awake(sim: Sim, rhythm: Any, hour: int) -> bool:
    """Tell whether customers are active in an hour, counted from time 0, in a rhythm that may be none."""
    return rhythm is None or is_active_in(rhythm.table, hour)


def in_season(sim: Sim, season: Any, rhythm: Any, time: float, delay: float) -> float:
    """Return how long a delay takes in a rhythm that is faster on some days, if there are such."""
    if season is None or delay == float("inf"):
        return in_rhythm(sim, rhythm, time, delay)
    return advance_in_season((rhythm or ALWAYS).table, season.days, sim.days, time, delay)


def opens(sim: Sim, team: int, time: float) -> float:
    """Return when a team is open first, from a time on."""
    starts, staff, cycle = sim.plan.teams[team].staff.duty
    return opening(starts, staff, len(starts), cycle, time)


def on_day(sim: Sim, season: Any, time: float) -> float:
    """Return what is added on the day of a time; 0 where no day differs from the others."""
    return 0.0 if season is None else float(season.days[int(time)])


# --- draws
# -----------------------------------------------------------------------------------------------------


def turn_to_life(sim: Sim, number: int) -> None:
    """Let draws be those of a whole life."""
    sim.draws = sim.life_draws(number)


def turn_to_improvement(sim: Sim, person: Person, number: int) -> None:
    """Let draws be those of a life about a partial improvement."""
    sim.draws = sim.life_draws(person.number, sim.plan.partial[number].address)


def turn_to_journey(sim: Sim, number: int, address: int, occurrence: int) -> None:
    """Let draws be those of one journey of a life."""
    sim.draws = sim.journey_draws(number, address, occurrence)


def turn_to_visit(sim: Sim, person: Person) -> None:
    """Let draws be those of the visit under way."""
    sim.draws = sim.visit_draws(person)


def turn_to_case(sim: Sim, person: Person, late: int) -> None:
    """Let draws be those of the visit at which the case was opened, or of the n-th time it is overdue."""
    sim.draws = sim.case_draws(person, late)


def draw(sim: Sim, purpose: int) -> float:
    """Return the draw for a purpose."""
    value: float = sim.draws[purpose]
    return value


def happens(sim: Sim, probability: float, purpose: int) -> bool:
    """Tell whether something of this probability happens."""
    return probability > 0.0 and draw(sim, purpose) < probability


def sample(sim: Sim, sampler: Any, purpose: int) -> float:
    """Return the value of a distribution."""
    if sampler.kind == CONSTANT:
        constant: float = sampler.a
        return constant
    return quantile(sampler.kind, sampler.a, sampler.b, sampler.c, sampler.table, draw(sim, purpose))


def quantile_at(sim: Sim, sampler: Any, u: float) -> float:
    """Return the quantile of a distribution that is none of durations: a share of people is below it."""
    return quantile(sampler.kind, sampler.a, sampler.b, sampler.c, sampler.table, u)


def choose_persona(sim: Sim) -> int:
    """Return the place of a persona, as often as its share says."""
    return bisect_right(sim.plan.persona_shares, draw(sim, LifeDraw.PERSONA))


def share_addressed(sim: Sim, person: Person, number: int) -> float:
    """Return which share of a person's persona a partial improvement addresses."""
    share: float = sim.plan.partial[number].shares[person.persona]
    return share


def variant_of(sim: Sim, together: int) -> int:
    """Return which variant of the plan those live whom these partial improvements address, a bit for each."""
    variant: int = sim.plan.together.index(together)
    return variant


def choose_first(sim: Sim, person: Person, journey: Part) -> int:
    """Return the touchpoint at which a person begins a journey."""
    first: int = journey.first[bisect_right(journey.starts[person.persona], draw(sim, JourneyDraw.START))]
    return first


def choose_way(sim: Sim, person: Person, fork: Part, purpose: int) -> int:
    """Return the place of the link that a person takes at a fork."""
    return bisect_right(fork.routes[person.persona], draw(sim, purpose))


# --- what a person has been through
# -----------------------------------------------------------------------------------------------------


def forget_visits(sim: Sim, person: Person) -> None:
    """Begin to count visits anew."""
    person.been.clear()


def count_visits_here(sim: Sim, person: Person) -> int:
    """Return how often a person has come here in this journey, now included."""
    person.been[person.here] = number = person.been.get(person.here, 0) + 1
    return int(number)


def has_been_at(sim: Sim, person: Person, touchpoint: int) -> bool:
    """Tell whether a person has come to a touchpoint in this journey."""
    return touchpoint in person.been


def group_of(sim: Sim, person: Person) -> int:
    """Return to which group of people an experiment counts a person, in every world."""
    return mix(person.number) % GROUPS


def is_first_forced(sim: Sim, person: Person) -> bool:
    """Tell whether no outcome has been forced on this person here before; from now on one has."""
    first = person.here not in person.forced_at
    person.forced_at.add(person.here)
    return first


def need(sim: Sim, person: Person, number: int) -> float:
    """Return when a journey is needed next."""
    time: float = person.needs[number]
    return time


def set_need(sim: Sim, person: Person, number: int, time: float) -> None:
    """Say when a journey is needed next."""
    person.needs[number] = time


def forget_occurrences(sim: Sim, person: Person) -> None:
    """Begin to count journeys anew."""
    person.needs = [0.0] * sim.journeys
    person.occurrences = [0] * sim.journeys


def next_occurrence(sim: Sim, person: Person, number: int) -> int:
    """Return how often a journey has come up, now included."""
    person.occurrences[number] += 1
    return int(person.occurrences[number])


def case_of(sim: Sim, person: Person) -> Any:
    """Return the case that a recovery desk has of a person, or had last."""
    return person.case


def start_case(sim: Sim, person: Person, overdue: float) -> None:
    """Let a new case go its own way; an answer is overdue after a time."""
    sim.start_case(person)


# --- what is written and counted
# -----------------------------------------------------------------------------------------------------


def write(sim: Sim, person: Person, event: int) -> Row:
    """Record an event, with the customer's own number of it and how they feel now."""
    return sim.write(person, event)


def counts_now(sim: Sim, person: Person) -> bool:
    """Tell whether what happens to a customer now counts in KPIs."""
    return bool(person.measured and person.now >= sim.warm_up)


def visit_cell(sim: Sim, person: Person) -> Any:
    """Return the cell in which visits of this persona after the same passage are counted."""
    return sim.tally.visits[person.persona, sim.passages[person.origin, person.here]]


def case_cell(sim: Sim, person: Person) -> Any:
    """Return the cell of the visit at which somebody's case was opened."""
    case = case_of(sim, person)
    return sim.tally.visits[person.persona, sim.passages[case.origin, case.here]]


def journey_cell(sim: Sim, person: Person) -> Any:
    """Return the cell in which journeys of this persona are counted."""
    return sim.tally.journeys[person.persona]


def cost_cell(sim: Sim, person: Person, whose: int, month: int) -> Any:
    """Return the cell in which the cost of this persona's customers is counted."""
    return sim.tally.costs[person.persona, whose, month]


def level_cell(sim: Sim, person: Person, whose: int, month: int) -> Any:
    """Return the cell in which the levels of this persona's customers are counted."""
    return sim.tally.levels[person.persona, whose, month]


def team_cell(sim: Sim, team: int) -> Any:
    """Return the cell of a team."""
    return sim.tally.teams[team]


# --- where people meet
# -----------------------------------------------------------------------------------------------------


def count_in_hour(sim: Sim, person: Person) -> int:
    """Count a visit in the hour that it begins in; return how many were begun there in the hour before."""
    hour = floor(person.now * 24.0)
    last, before, now = sim.crowds.get(person.here, (hour, 0, 0))
    if hour > last:
        before, now = now if hour == last + 1 else 0, 0
    sim.crowds[person.here] = (hour, before, now + 1)
    return int(before)


def invite(sim: Sim, person: Person, delay: float) -> None:
    """Let somebody arrive whom a person has sent; the number follows from theirs, and how many they sent."""
    sim.invite(FIRST_REFERRED | mix(person.number ^ mix(person.referrals)) >> 2, delay)


def post(sim: Sim, time: float, stars: int) -> None:
    """Post a review; it can be read from the next day on."""
    sim.board.write(time, stars)


def read(sim: Sim, time: float) -> float:
    """Return the rating as it stands in the morning of that day."""
    rating: float = sim.board.read(time)
    return rating
