"""A settled start: who is a customer at time 0, and how, comes from the same company lived for years before.

The run before has draws of its own, and is held in number. Of those who are customers at its end as many are
taken as the file says, evenly over all of them; each goes on under a new number. Both engines begin with the
same arrays.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import numpy as np

from cxsim.engine.compiled.arrays import Before, Simulation, Start
from cxsim.engine.compiled.phases import CasePhase, Phase
from cxsim.engine.holding import Held
from cxsim.engine.parts import Plan
from cxsim.engine.streams import Streams, mix
from cxsim.engine.vocabulary import BEFORE, LIFE, NONE, WHOLE_JOURNEY, Forced, Origin, State
from cxsim.engine.years import MOST, end_of_year, have_settled

MONTHS = 12
# In the place of when somebody comes to a touchpoint: they were there, and come anew.
ANEW = -1.0

# What a person keeps from the run before: times, which are moved, and what stays as it is.
TIMES = (
    *("since", "last_purchase", "called_for", "last_contact", "term_ends", "intends_until", "leaves_at"),
    *("memory_time", "worst_time", "started", "due"),
)
KEPT = (
    *("persona", "satisfaction", "mood", "memory", "worst_severity", "worst_cause", "worst_touchpoint"),
    *("worst_in_case", "matter", "goes_on", "calls", "past_first", "intends", "reason", "reason_touchpoint"),
    *("own_loyalty", "own_patience", "own_expectation", "own_pace", "own_needs", "level"),
    *("in_journey", "journey", "occurrence", "total", "count", "peak", "end", "origin", "here"),
    *("context_loss", "last_touchpoint", "has_case"),
)


class Nowhere:
    """Where starts are kept from one simulation to the next, unless something else is put in its place."""

    def alone(
        self, plan: Plan, seed: int, replication: int, wanted: Callable[[], bool]
    ) -> AbstractContextManager[None]:
        """Let nobody else live the same years meanwhile, as long as waiting for them is wanted."""
        return nullcontext()

    def recall(self, plan: Plan, seed: int, replication: int) -> Start | None:
        """Return the start that has been kept after a run of this plan."""
        return None

    def keep(self, plan: Plan, seed: int, replication: int, start: Start) -> None:
        """Keep a start."""


# Engines know no disk; `cxsim.results.starts` puts one here.
kept_in: list[Nowhere] = [Nowhere()]


def settle(plan: Plan, seed: int, replication: int, live: Callable[[Simulation], None]) -> Start:
    """Live the run before until it has settled, or until nobody is a customer any more.

    Parameters
    ----------
    plan
        What is lived before time 0.
    seed, replication
        Of the run that begins then.
    live
        Lets everybody live until `until`.
    """
    streams = Streams(mix(seed ^ BEFORE), replication)
    sim = Simulation(plan, streams, recording=False)
    satisfaction, loss = list[float](), list[float]()
    held = Held(plan.existing)
    years, day, before, there, settled = 0, 0, 0.0, plan.existing, False
    going_on, seen = np.arange(0), 0  # who has ended once is not looked at again: they soon are most
    while not settled and years < MOST:
        years += 1
        year = day, end_of_year(years)
        for until in np.linspace(*year, MONTHS + 1)[1:].tolist():
            sim["until"] = until
            live(sim)
            going_on, seen = np.append(going_on, np.arange(seen, sim["people_count"])), sim["people_count"]
            everybody = _everybody(sim)
            state = everybody["state"][going_on]
            customers = going_on[state == State.CUSTOMER]
            if not len(customers):
                return _nobody(sim, plan.existing, Before(year[1], False, 0, 0.0))
            satisfaction.append(float(everybody["satisfaction"][customers].mean()))
            left = going_on[np.isin(state, (State.LEFT, State.LAPSED))]
            loss.append(int(np.count_nonzero(everybody["ended"][left] >= before)) / there)
            going_on = going_on[(state == State.CUSTOMER) | (state == State.PROSPECT)]
            before, there = until, len(customers)
            sim["prospects_per_day"] = plan.prospects_per_day * held.factor(there)
        day = year[1]
        settled = have_settled(years, satisfaction, loss, float(np.mean(everybody["since"][customers] < 0.0)))
    held_by = plan.prospects_per_day * held.of_late()
    places = _some(plan.existing, customers, sim, streams)
    return Start(*_moved(sim, places, day), *_board(sim, day), Before(day, settled, there, held_by))


def _nobody(sim: Simulation, number: int, before: Before) -> Start:
    people, cases = (np.zeros(number, sim.array(name).dtype) for name in ("people", "cases"))
    return Start(people, cases, 0, 0, before)


def _everybody(sim: Simulation) -> np.ndarray:
    people: np.ndarray = sim.array("people")["person"][: sim["people_count"]]
    return people


def _some(number: int, places: np.ndarray, sim: Simulation, streams: Streams) -> np.ndarray:
    """Return so many of the customers in these places, evenly over all by their number."""
    in_order = places[np.argsort(_everybody(sim)["number"][places], kind="stable")]
    first = streams.uniforms(0, LIFE, BEFORE, WHOLE_JOURNEY, 0, 1)[0]
    return in_order[((np.arange(number) + first) * (len(in_order) / number)).astype(np.int64)]


def _moved(sim: Simulation, places: np.ndarray, day: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the records of people, and of their cases, as they begin at time 0."""
    then = sim.array("people")[places]
    people = np.zeros(len(then), then.dtype)  # in `zeros_like` what lies between fields is anything
    old, new = then["person"], people["person"]
    for name in KEPT:
        new[name] = old[name]
    for name in TIMES:
        new[name] = old[name] - day
    new["number"] = new["index"] = np.arange(len(new))
    new["state"], new["origin_kind"], new["measured"] = State.CUSTOMER, Origin.EXISTING, 1
    new["ended"], new["forced"] = np.nan, Forced.NEVER
    for name in ("left_touchpoint", "left_journey", "entry"):
        new[name] = NONE
    # What came due during a journey is lived at once after it.
    people["needs"] = np.maximum(then["needs"] - day, 0.0)
    people["occurrences"], people["visits"] = then["occurrences"], then["visits"]
    is_there = (old["in_journey"] != 0) & (old["phase"] != Phase.VISIT)
    new["due"] = np.where(is_there, ANEW, np.maximum(new["due"], 0.0))
    people["visits"][is_there, old["here"][is_there]] -= 1
    last = sim.array("cases")[places]
    cases = np.zeros(len(last), last.dtype)
    for name in last.dtype.names or ():
        cases[name] = last[name]
    for name in ("began", "memory_time"):
        cases[name] -= day
    answered = cases["phase"] == CasePhase.ANSWER
    cases["due"] = np.where(answered, cases["due"] - day, 0.0)
    cases["phase"] = np.where(answered, CasePhase.ANSWER, CasePhase.JOIN)
    return people, cases


def _board(sim: Simulation, day: int) -> tuple[int, int]:
    stars, reviews = sim.array("board")[:day].sum(axis=0).tolist()
    return stars, reviews
