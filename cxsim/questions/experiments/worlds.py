"""Worlds lived through: what became of the same people in each of several worlds."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, TypeVar, cast

import numpy as np

from cxsim.engine.compiled.arrays import Simulation as Start
from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate, warmed_up
from cxsim.engine.counted import AtVisit, Whose
from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns
from cxsim.engine.replications import available_cores, in_order
from cxsim.engine.tally import UNIT, Tally, by_touchpoint
from cxsim.engine.vocabulary import Event, Forced, Origin
from cxsim.errors import InterventionError
from cxsim.questions.experiments.interventions import World
from cxsim.results import cache
from cxsim.results.customers import YEAR, derived, ends_of_years, money, stayed_for, there_after
from cxsim.results.sizes import check_size, size_of
from cxsim.results.starts import pickled
from cxsim.results.worth import grid, staff_time, times, worth

T = TypeVar("T", bound=cache.Arrays)


class Outcomes(NamedTuple):
    """What became of everybody in one replication of a world since the warm-up, by the customer's number.

    Attributes
    ----------
    customer
        Numbers, rising; the same person has the same number in every world.
    persona
        Their place among the personas.
    todays
        Whether they were a customer when measuring began: the same people in every world.
    came, joined
        Whether they came by themselves, early enough to decide; whether they became a customer in that time.
    origin
        As in `cxsim.engine.vocabulary.Origin`.
    arrived
        Whether they came since the warm-up; the others had been there.
    kept, stayed_year
        Whether they are a customer at the end, and whether they were one a year after the warm-up, if that is
        known.
    measured, satisfaction
        Whether they are measured; how satisfied at the end, whether they are still a customer or not.
    reached_goal
        Whether the journey in which an outcome was first forced on them reached its goal.
    worth
        What customers have brought, as `cxsim.results.worth.worth` gives it: not by customer.
    staff_time
        What of that, at the horizon of value, the time of staff takes, as it lowers it: shape (personas,).
    years
        How many of today's customers still are, and customers there are, at the end of each year (see
        `cxsim.results.customers.ends_of_years`): shape (2, years).
    """

    customer: np.ndarray
    persona: np.ndarray
    todays: np.ndarray
    came: np.ndarray
    joined: np.ndarray
    origin: np.ndarray
    arrived: np.ndarray
    kept: np.ndarray
    stayed_year: np.ndarray
    measured: np.ndarray
    satisfaction: np.ndarray
    reached_goal: np.ndarray
    worth: np.ndarray
    staff_time: np.ndarray
    years: np.ndarray


# What of them is not by customer.
OF_ALL = ("worth", "staff_time", "years")


class Visitors(NamedTuple):
    """Who came where in one replication, from the end of the warm-up on.

    Attributes
    ----------
    came
        For each touchpoint, the numbers of those who came to it, rising.
    prospects
        Of these, who came by themselves, early enough to decide, and was no customer yet at the first visit.
    pain, joy
        For each touchpoint, the sums of negative (as a positive number) and of positive feelings there, over
        everybody measured.
    """

    came: tuple[np.ndarray, ...]
    prospects: tuple[np.ndarray, ...]
    pain: np.ndarray
    joy: np.ndarray


class Lived(NamedTuple):
    """One replication of all worlds.

    Attributes
    ----------
    replication
        Its number.
    outcomes
        Of each world, by name.
    visitors
        Of the first world, if they were asked for.
    """

    replication: int
    outcomes: Mapping[str, Outcomes]
    visitors: Visitors | None


def live_through(
    worlds: Mapping[str, World] | Callable[[int], Mapping[str, World]],
    digest: Callable[[Lived], T],
    replications: range,
    seed: int,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    cache_as: str = "",
    visitors: bool = False,
) -> list[T]:
    """Live through several worlds with the same draws.

    Parameters
    ----------
    worlds
        By name, for all replications or for each one.
    digest
        Makes what is wanted, an array or some, of one replication of all worlds, which are too large to be
        kept. Called in threads.
    replications
        Which ones.
    seed
        As in `cxsim.simulate`.
    workers
        How many threads; by default one for each core. No result depends on it.
    progress
        Called with the number of finished replications.
    cache_as
        A name of the question, with anything beside the worlds on which the digest depends. Digests are kept
        on disk under it and need not be computed again; without a name they are not.
    visitors
        Whether to look who comes where in the first world, which takes longer.

    Returns
    -------
    list
        A digest for each replication, in their order.

    Raises
    ------
    InterventionError
        If nobody was measured in a replication of some world: there is no share of nobody.
    TooLarge
        If this machine has less memory than it takes.
    """
    stopped = threading.Event()

    def wanted() -> bool:
        return not stopped.is_set()

    def one(replication: int) -> T:
        outcomes: dict[str, Outcomes] = {}
        seen: Visitors | None = None
        start = Starts(seed, replication, wanted)
        for name, world in (worlds(replication) if callable(worlds) else worlds).items():
            if visitors and not outcomes:
                outcomes[name], seen = look_on(world, seed, replication, wanted, start(world))
            else:
                outcomes[name] = live(world, seed, replication, wanted, start(world))
            check_somebody(outcomes[name].measured.sum())
        return digest(Lived(replication, outcomes, seen))

    keys = _keys(worlds, replications, cache_as, seed) if cache_as else {}
    found: dict[int, T] = {}
    for replication, key in keys.items():
        like = partial(_like, worlds, digest, replication, visitors)
        if (there := cache.recall(key, like)) is not None:
            found[replication] = cast("T", there)
    missing = [replication for replication in replications if replication not in found]
    if missing:
        check_memory(worlds(missing[0]) if callable(worlds) else worlds, len(missing), workers)
        prepare()
    pool = ThreadPoolExecutor(workers or available_cores(), thread_name_prefix="worlds")
    try:
        for replication, result in zip(
            missing, in_order(pool, one, missing, ahead=len(missing)), strict=True
        ):
            found[replication] = result
            if cache_as:
                cache.keep(keys[replication], result)
            if progress is not None:
                progress(len(found))
        return [found[replication] for replication in replications]
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _like(
    worlds: Mapping[str, World] | Callable[[int], Mapping[str, World]],
    digest: Callable[[Lived], T],
    replication: int,
    visitors: bool,
) -> T:
    """Return a digest of the right shapes and types: that of one customer who did nothing anywhere."""
    there = worlds(replication) if callable(worlds) else worlds
    one, no = np.zeros(1, np.int64), np.zeros(1, bool)
    world = next(iter(there.values()))
    brought = np.zeros((len(world.plan.personas), len(Whose), len(grid(world.scenario))))
    years = np.zeros((2, len(ends_of_years(world.plan))))
    outcomes = Outcomes(
        one, one, no, no, no, one, no, no, no, no, np.zeros(1), no, brought, brought[:, 0, 0], years
    )
    touchpoints = len(world.plan.touchpoints)
    seen = Visitors((one,) * touchpoints, (one,) * touchpoints, np.zeros(touchpoints), np.zeros(touchpoints))
    return digest(Lived(replication, dict.fromkeys(there, outcomes), seen if visitors else None))


def check_memory(worlds: Mapping[str, World], replications: int, workers: int | None) -> None:
    """Refuse what this machine cannot hold; all worlds are about as large as the first."""
    at_once = workers or available_cores()
    scenario = next(iter(worlds.values())).scenario
    check_size(size_of(scenario, replications, workers=at_once, worlds=len(worlds)), at_once)


def check_somebody(people: float) -> None:
    """Refuse a replication in which nobody was measured; InterventionError says what to do."""
    if not people:
        raise InterventionError(
            "nobody was measured in a replication, expected somebody in each: raise population.existing or "
            "population.prospects_per_day, or make period.follow_up longer"
        )


def _keys(
    worlds: Mapping[str, World] | Callable[[int], Mapping[str, World]],
    replications: range,
    cache_as: str,
    seed: int,
) -> dict[int, str]:
    """Return under which key each replication is kept: everything that decides what becomes of people."""
    same = b"" if callable(worlds) else content(worlds)
    return {
        replication: cache.key(
            cache_as, f"{seed} {replication}", content(worlds(replication)) if callable(worlds) else same
        )
        for replication in replications
    }


def content(worlds: Mapping[str, World]) -> bytes:
    """Return what decides what becomes of people in some worlds, but for their draws."""
    return pickled([(name, world.plan, money(world.scenario)) for name, world in worlds.items()])


class Starts:
    """Where everybody stands at the end of the warm-up, lived once for all worlds that branch there."""

    def __init__(self, seed: int, replication: int, wanted: Callable[[], bool]) -> None:
        self._given = (seed, replication, wanted)
        self._today: Plan | None = None
        self._start: Start | None = None

    def __call__(self, world: World) -> Start:
        """Return from where a world is lived."""
        today = world.plan.stages[0]
        if self._start is None or today is not self._today:
            self._today, self._start = today, warmed_up(today, *self._given)
        return self._start


def live(
    world: World,
    seed: int,
    replication: int,
    wanted: Callable[[], bool] = lambda: True,
    start: Start | None = None,
) -> Outcomes:
    """Live through one replication of one world, from the end of the warm-up if that has been lived."""
    end = simulate(world.plan, seed, replication, None, wanted, start)
    return outcomes_of(world, customer_columns(end), end.tally)


def look_on(
    world: World,
    seed: int,
    replication: int,
    wanted: Callable[[], bool] = lambda: True,
    start: Start | None = None,
) -> tuple[Outcomes, Visitors]:
    """Live through one replication, and look who comes where."""
    seen: list[tuple[np.ndarray, ...]] = []

    def look(rows: np.ndarray) -> None:
        visits = rows[(rows["event"] == Event.VISIT) & (rows["began"] >= world.plan.warm_up)]
        seen.append(tuple(visits[name].copy() for name in ("customer", "touchpoint", "began")))

    end = simulate(world.plan, seed, replication, look, wanted, start)
    columns = customer_columns(end)
    outcomes = outcomes_of(world, columns, end.tally)
    who, where, began = (np.concatenate(parts) for parts in zip(*seen, strict=True))
    order = np.argsort(columns["customer"])
    converted = columns["converted"][order][np.searchsorted(columns["customer"], who, sorter=order)]
    by_themselves, before = outcomes.customer[outcomes.came], ~(began > converted)
    places, measured = range(len(world.plan.touchpoints)), outcomes.customer[outcomes.measured]
    came = tuple(np.intersect1d(who[where == place], measured) for place in places)
    prospects = tuple(np.intersect1d(who[(where == place) & before], by_themselves) for place in places)
    cells = by_touchpoint(end.tally, world.plan).sum(axis=0)
    felt, pain = UNIT * cells[:, AtVisit.FELT], UNIT * cells[:, AtVisit.PAIN]
    return outcomes, Visitors(came, prospects, -pain, felt - pain)


def outcomes_of(world: World, columns: Columns, tally: Tally) -> Outcomes:
    """Return what became of everybody, from the columns and tallies that an engine leaves."""
    plan, scenario = world.plan, world.scenario
    lived = [times(columns, plan, scenario)]
    there = ~(columns["ended"] < plan.warm_up)
    rows = {name: values[there] for name, values in columns.items()}
    rows |= derived(rows, plan, scenario)
    rows["stayed_year"] = rows["todays"] & stayed_for(rows, plan, YEAR)
    rows["reached_goal"] = rows["forced"] == Forced.GOAL
    rows["arrived"] = (rows["arrived"] >= plan.warm_up) & (rows["origin"] != Origin.EXISTING)
    rows["worth"] = worth(lived, tally, plan, scenario)
    rows["staff_time"] = staff_time(lived, tally, plan, scenario)
    customers = there_after(rows, plan)
    rows["years"] = np.array([(customers & rows["todays"]).sum(axis=1), customers.sum(axis=1)], dtype=float)
    return Outcomes(*(rows[name] for name in Outcomes._fields))
