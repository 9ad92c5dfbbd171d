"""What behaviour reaches, on records: the same as `cxsim.engine.behaviour.reach` says for SimPy's objects."""

import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numba.extending import overload

from cxsim.engine.behaviour import reach
from cxsim.engine.behaviour.reach import Part, Person, Row, Sim
from cxsim.engine.clock import Kind
from cxsim.engine.compiled import draws
from cxsim.engine.compiled.agenda import schedule
from cxsim.engine.compiled.draws import choose
from cxsim.engine.compiled.memory import compiled, floats, integers, some_floats
from cxsim.engine.compiled.people import newcomer, person_at
from cxsim.engine.compiled.phases import CasePhase
from cxsim.engine.compiled.records import (
    branches,
    cases,
    causes,
    desks,
    escapes,
    forks,
    journeys,
    links,
    meetings,
    personas,
    rows,
    samplers,
    teams,
    touchpoints,
)
from cxsim.engine.counted import AtVisit, InJourney, InTeam, Spent, Whose
from cxsim.engine.record import NAN
from cxsim.engine.rules import rating
from cxsim.engine.seasons import advance_in_season
from cxsim.engine.streams import mix64
from cxsim.engine.vocabulary import CASES, FIRST_REFERRED, LATE, NONE, JourneyDraw, LifeDraw, Origin
from cxsim.engine.weekly import TABLE, advance, is_active_in, opening

F = TypeVar("F", bound=Callable[..., Any])

_AT_VISIT, _IN_JOURNEY, _IN_TEAM = len(AtVisit), len(InJourney), len(InTeam)
_WHOSE, _SPENT = len(Whose), len(Spent)
_FIRST_REFERRED = np.uint64(FIRST_REFERRED)
_2 = np.uint64(2)


def on_records(function: F, behind: Callable[..., Any] | None = None, **options: Any) -> F:
    """Let a function stand for that of the same name in `reach`, wherever behaviour is compiled."""
    said = getattr(reach, (behind or function).__name__)
    settings: Any = {"error_model": "numpy", "forceinline": True, "no_cfunc_wrapper": True, **options}
    overload(said, jit_options=settings, strict=False)(lambda *arguments, **given: function)
    return function


_TURNING = (draws.turn_to_life, draws.turn_to_improvement, draws.turn_to_journey)
_drawing: Any
for _drawing in (*_TURNING, draws.draw, draws.happens, draws.sample):
    on_records(_drawing.py_func, forceinline=_drawing not in _TURNING)


# --- the plan
# -----------------------------------------------------------------------------------------------------


@on_records
def persona_of(sim: Sim, person: Person) -> Part:
    """Return the persona of a person."""
    return personas(sim.personas_at, person.variant * sim.personas + person.persona)


@on_records
def touchpoint_at(sim: Sim, person: Person, place: int) -> Part:
    """Return a touchpoint."""
    return touchpoints(sim.touchpoints_at, person.variant * sim.touchpoints + place)


@on_records
def journey_at(sim: Sim, person: Person, number: int) -> Part:
    """Return a journey."""
    return journeys(sim.journeys_at, person.variant * sim.journeys + number)


@on_records
def team_at(sim: Sim, number: int) -> Part:
    """Return a team."""
    return teams(sim.teams_at, number)


@on_records
def desk_at(sim: Sim, person: Person, number: int) -> Part:
    """Return a recovery desk."""
    return desks(sim.desks_at, person.variant * sim.desks + number)


@on_records
def meeting(sim: Sim, person: Person) -> Part:
    """Return what the touchpoint means to this persona."""
    return meetings(
        sim.meetings_at,
        (person.variant * sim.personas + person.persona) * sim.touchpoints + person.here,
    )


@on_records
def causes_of(touchpoint: Part) -> int:
    """Return how many causes of friction a touchpoint has of its own."""
    return touchpoint.causes


@on_records
def cause_at(sim: Sim, touchpoint: Part, rank: int) -> Part:
    """Return one of the causes of a touchpoint."""
    return causes(sim.causes_at, touchpoint.cause + rank)


@on_records
def calm_strike(sim: Sim, person: Person, touchpoint: Part, rank: int) -> float:
    """Return how likely a cause strikes this persona while nobody waits."""
    return floats(sim.strikes_at)[(touchpoint.cause + rank) * sim.personas + person.persona]


@on_records
def escapes_of(touchpoint: Part) -> int:
    """Return to how many touchpoints one can escape."""
    return touchpoint.escapes


@on_records
def escape_at(sim: Sim, touchpoint: Part, rank: int) -> Part:
    """Return one of them."""
    return escapes(sim.escapes_at, touchpoint.escape + rank)


@on_records
def loss_on_escape(sim: Sim, person: Person, target: int) -> float:
    """Return how likely an escape to a touchpoint loses the context."""
    fork = reach.fork_here(sim, person)
    return floats(sim.numbers_at)[fork.context_loss + target]


@on_records
def fork_here(sim: Sim, person: Person) -> Part:
    """Return the fork of the touchpoint where a person is."""
    journey = person.variant * sim.journeys + person.journey
    return forks(sim.forks_at, journey * sim.touchpoints + person.here)


@on_records
def branches_of(fork: Part) -> int:
    """Return how many other forks may take the place of a fork."""
    return fork.branches


@on_records
def branch_at(sim: Sim, fork: Part, rank: int) -> Part:
    """Return one of them, with its condition."""
    return branches(sim.branches_at, fork.branch + rank)


@on_records
def fork_of(sim: Sim, person: Person, branch: Part) -> Part:
    """Return the fork to which a branch leads."""
    return forks(sim.forks_at, branch.fork)


@on_records
def links_of(fork: Part) -> int:
    """Return how many links a fork has."""
    return fork.links


@on_records
def share_until(sim: Sim, person: Person, fork: Part, rank: int) -> float:
    """Return the share of a link together with those before it, as this persona prefers."""
    return floats(sim.numbers_at)[fork.routes + person.persona * fork.links + rank]


@on_records
def link_at(sim: Sim, fork: Part, rank: int) -> Part:
    """Return one of the links of a fork."""
    return links(sim.links_at, fork.link + rank)


@on_records
def in_rhythm(sim: Sim, rhythm: int, time: float, delay: float) -> float:
    """Return how long a delay from that time takes in a rhythm, which may be none."""
    if rhythm == NONE or delay == math.inf:
        return delay
    return advance(some_floats(sim.numbers_at + 8 * rhythm, TABLE), time, delay)


@on_records
def is_awake(sim: Sim, rhythm: int, hour: int) -> bool:
    """Tell whether customers are active in an hour, counted from time 0, in a rhythm that may be none."""
    return rhythm == NONE or is_active_in(some_floats(sim.numbers_at + 8 * rhythm, TABLE), hour)


@on_records
def in_season(sim: Sim, season: int, rhythm: int, time: float, delay: float) -> float:
    """Return how long a delay takes in a rhythm that is faster on some days, if there are such."""
    if season == NONE or delay == math.inf:
        return reach.in_rhythm(sim, rhythm, time, delay)
    return _in_season(sim, season, sim.always if rhythm == NONE else rhythm, time, delay)


@compiled
def _in_season(sim: Sim, season: int, rhythm: int, time: float, delay: float) -> float:
    table = some_floats(sim.numbers_at + 8 * rhythm, TABLE)
    return advance_in_season(table, some_floats(sim.numbers_at + 8 * season, sim.days), sim.days, time, delay)


@on_records
def opens(sim: Sim, team: int, time: float) -> float:
    """Return when a team is open first, from a time on."""
    plan = teams(sim.teams_at, team)
    starts, staff = floats(sim.numbers_at + 8 * plan.starts), integers(sim.whole_numbers_at + 8 * plan.staff)
    return opening(starts, staff, plan.shifts, plan.cycle, time)


@on_records
def on_day(sim: Sim, season: int, time: float) -> float:
    """Return what is added on the day of a time; 0 where no day differs from the others."""
    return 0.0 if season == NONE else floats(sim.numbers_at)[season + int(time)]


# --- draws
# -----------------------------------------------------------------------------------------------------


@on_records
def turn_to_visit(sim: Sim, person: Person) -> None:
    """Let draws be those of the visit under way."""
    journey = journeys(sim.journeys_at, person.journey)
    touchpoint = touchpoints(sim.touchpoints_at, person.here)
    draws.turn_to(sim, person.number, journey.address, person.occurrence, touchpoint.address, person.visit)


@on_records
def quantile_at(sim: Sim, sampler: int, u: float) -> float:
    """Return the quantile of a distribution."""
    return draws.at_quantile(sim, samplers(sim.samplers_at, sampler), u)


@on_records
def turn_to_case(sim: Sim, person: Person, late: int) -> None:
    """Let draws be those of the visit at which the case was opened, or of the n-th time it is overdue."""
    case = cases(sim.cases_at, person.index)
    address = journeys(sim.journeys_at, case.journey).address
    place, visit = touchpoints(sim.touchpoints_at, case.here).address, case.visit + LATE * late
    draws.turn_to(sim, person.number, address, case.occurrence, place, visit)


@on_records
def choose_persona(sim: Sim) -> int:
    """Return the place of a persona, as often as its share says."""
    return choose(sim, sim.persona_shares, sim.personas, LifeDraw.PERSONA)


@on_records
def share_addressed(sim: Sim, person: Person, number: int) -> float:
    """Return which share of a person's persona a partial improvement addresses."""
    return floats(sim.numbers_at)[sim.addressed + number * sim.personas + person.persona]


@on_records
def variant_of(sim: Sim, together: int) -> int:
    """Return which variant of the plan those live whom these partial improvements address, a bit for each."""
    variant = 0
    while integers(sim.whole_numbers_at)[sim.together + variant] != together:
        variant += 1
    return variant


@on_records
def choose_first(sim: Sim, person: Person, journey: Part) -> int:
    """Return the touchpoint at which a person begins a journey."""
    shares = journey.starts + person.persona * journey.firsts
    first = choose(sim, shares, journey.firsts, JourneyDraw.START)
    return integers(sim.whole_numbers_at)[journey.first + first]


@on_records
def choose_way(sim: Sim, person: Person, fork: Part, purpose: int) -> int:
    """Return the place of the link that a person takes at a fork."""
    return choose(sim, fork.routes + person.persona * fork.links, fork.links, purpose)


# --- what is written and counted
# -----------------------------------------------------------------------------------------------------


@on_records
def write(sim: Sim, person: Person, event: int) -> Row:
    """Record an event with the customer's own number of it and how they feel now; fill in the rest.

    Without a log, every row is written over the same one.
    """
    person.step += 1
    row = rows(sim.rows_at, sim.rows_count)
    if sim.recording:
        sim.rows_count += 1
        row.customer, row.step, row.persona = person.number, person.step, person.persona
        row.time, row.event = person.now, event
        row.journey, row.occurrence, row.touchpoint, row.origin, row.visit = NONE, NONE, NONE, NONE, 0
        row.outcome, row.notice, row.cause = NONE, NONE, NONE
        row.severity, row.felt, row.began, row.wait, row.duration, row.score = NAN, NAN, NAN, NAN, NAN, NAN
        row.mood, row.satisfaction, row.recorded = person.mood, person.satisfaction, 1
    return row


@on_records
def counts_now(sim: Sim, person: Person) -> bool:
    """Tell whether what happens to a customer now counts in KPIs."""
    return person.measured != 0 and person.now >= sim.warm_up


@on_records
def visit_cell(sim: Sim, person: Person) -> Any:
    """Return the cell in which visits of this persona after the same passage are counted."""
    passage = integers(sim.ways_at)[(person.origin + 1) * sim.touchpoints + person.here]
    return integers(sim.visit_tally_at + 8 * _AT_VISIT * (sim.passages * person.persona + passage))


@on_records
def journey_cell(sim: Sim, person: Person) -> Any:
    """Return the cell in which journeys of this persona are counted."""
    return integers(sim.journey_tally_at + 8 * _IN_JOURNEY * person.persona)


@on_records
def cost_cell(sim: Sim, person: Person, whose: int, month: int) -> Any:
    """Return the cell in which the cost of this persona's customers is counted."""
    return integers(sim.cost_tally_at + 8 * _SPENT * ((_WHOSE * person.persona + whose) * sim.months + month))


@on_records
def team_cell(sim: Sim, team: int) -> Any:
    """Return the cell of a team."""
    return integers(sim.team_tally_at + 8 * _IN_TEAM * team)


# --- where people meet
# -----------------------------------------------------------------------------------------------------


@on_records
def count_in_hour(sim: Sim, person: Person) -> int:
    """Count a visit in the hour that it begins in; return how many were begun there in the hour before."""
    crowd, hour = integers(sim.crowds_at + 24 * person.here), math.floor(person.now * 24.0)
    if hour > crowd[0]:
        crowd[1] = crowd[2] if hour == crowd[0] + 1 else 0
        crowd[0], crowd[2] = hour, 0
    crowd[2] += 1
    return crowd[1]


def invite(sim: Sim, person: Person, delay: float) -> None:
    """Let somebody arrive whom a person has sent; the number follows from theirs, and how many they sent."""
    time = person.now + delay
    if time < sim.horizon:
        mixed = mix64(np.uint64(person.number) ^ mix64(np.uint64(person.referrals)))
        index = newcomer(sim, _FIRST_REFERRED | mixed >> _2, Origin.REFERRED)
        person_at(sim, index).now = time
        schedule(sim, time, Kind.STEP, index, 0)


def post(sim: Sim, time: float, stars: int) -> None:
    """Post a review; it can be read from the next day on."""
    board, day = integers(sim.board_at), 2 * math.floor(time)
    board[day] += stars
    board[day + 1] += 1


def read(sim: Sim, time: float) -> float:
    """Return the rating as it stands in the morning of that day."""
    board, today = integers(sim.board_at), math.floor(time)
    while sim.day < today:
        sim.stars += board[2 * sim.day]
        sim.reviews += board[2 * sim.day + 1]
        sim.day += 1
    return rating(sim.prior_rating, sim.prior_reviews, sim.stars, sim.reviews)


def start_case(sim: Sim, person: Person, overdue: float) -> None:
    """Let a new case go its own way; an answer is overdue after a time."""
    case = cases(sim.cases_at, person.index)
    case.phase = CasePhase.JOIN
    schedule(sim, person.now, Kind.JOIN, person.index, CASES + case.number)
    schedule(sim, person.now + overdue, Kind.PATIENCE, person.index, CASES + case.number)


for _meeting in (invite, post, read, start_case):  # seldom
    on_records(_meeting, forceinline=False)
