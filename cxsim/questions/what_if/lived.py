"""What becomes of the same people in a journey that is changed by hand, fast enough to watch.

Today's journey is lived through once and kept (`Lived`); after each change only the changed one is, from the
end of the warm-up on and with the same draws, and set beside it person by person (`compare`). A computation
that nobody waits for any more ends within some hundredths of a second.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxsim.engine.compiled.arrays import Simulation as Start
from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate, warmed_up
from cxsim.engine.passages import passages
from cxsim.engine.replications import available_cores, in_order
from cxsim.engine.tally import by_touchpoint
from cxsim.engine.vocabulary import NONE
from cxsim.questions.experiments.differences import difference
from cxsim.questions.experiments.interventions import Become, World, world
from cxsim.questions.experiments.sums import MEASURES, PEOPLE, TODAYS, sums, worth_of_one
from cxsim.questions.experiments.worlds import check_memory, outcomes_of
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.counts import count, visit_sums
from cxsim.results.customers import MOMENT, derived
from cxsim.results.intervals import SHARE
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario

ON = ("stay", "join", "customers", "value", "satisfaction")
AT_PLACE = ("visits", "frictions", "felt", "lost_after")
ON_THE_WAY = ("visits", "context_lost")


class Lived(NamedTuple):
    """What became of everybody in all replications of one journey.

    Attributes
    ----------
    scenario
        The journey.
    people
        Sums over them, as in `cxsim.questions.experiments.sums`: shape (replications, sums).
    days
        Days since measuring began, at which the curve is known.
    staying
        Number of today's customers who still are: shape (replications, days).
    places
        Visits, visits with a friction, sum of feelings, and people lost after a friction there, at each of
        today's touchpoints: shape (replications, touchpoints, 4).
    links
        Visits, and those whose context was lost, by touchpoint and the one they came from: shape
        (replications, touchpoints, touchpoints, 2).
    world, starts
        What was simulated, and where everybody stood at the end of the warm-up, by replication.
    """

    scenario: Scenario
    people: np.ndarray
    days: np.ndarray
    staying: np.ndarray
    places: np.ndarray
    links: np.ndarray
    world: World
    starts: tuple[Start, ...]


@public()
def live(
    scenario: Scenario,
    replications: int = 8,
    seed: int = 1,
    workers: int | None = None,
    wanted: Callable[[], bool] = lambda: True,
    today: Lived | None = None,
) -> Lived:
    """Live through a journey.

    Parameters
    ----------
    scenario
        The journey.
    replications, seed, workers
        As in `cxsim.moments`.
    wanted
        Asked now and then whether to go on.
    today
        Today's journey, lived with as many replications and the same seed, from which this one branches.

    Raises
    ------
    Interrupted
        If it is no longer wanted.
    """
    prepare()
    branched = world(scenario) if today is None else today.world.after(Become(scenario))
    lived = branched.whole or branched
    personas = len(scenario.personas)
    check_memory({"": lived}, replications, workers)
    days = np.arange(np.floor(scenario.period.follow_up + MOMENT) + 1.0)
    ways = passages(lived.plan)
    there = ways.origin != NONE
    stopped = threading.Event()

    def one(replication: int) -> tuple[Any, ...]:
        def still() -> bool:
            return wanted() and not stopped.is_set()

        start = today.starts[replication] if today else warmed_up(lived.plan, seed, replication, still)
        end = simulate(lived.plan, seed, replication, wanted=still, start=start)
        columns = customer_columns(end)
        people = sums(outcomes_of(lived, columns, end.tally), personas)[0]
        gone = columns["ended"][derived(columns, lived.plan, scenario)["todays"]] - lived.plan.warm_up
        gone = np.sort(np.where(np.isnan(gone), np.inf, gone))
        staying = len(gone) - np.searchsorted(gone, days + MOMENT, side="right")
        counts = count(replication, end.tally, [columns], lived.plan, scenario)
        here = visit_sums(by_touchpoint(end.tally, lived.plan).sum(axis=0))
        here["lost_after"] = counts.losses["lost_after"].sum(axis=0)[:-1]
        way = visit_sums(end.tally.visits[:, there].sum(axis=0))
        places = np.array([here[name] for name in AT_PLACE]).T
        links = np.zeros((len(places), len(places), len(ON_THE_WAY)), np.int64)
        links[ways.touchpoint[there], ways.origin[there]] = np.stack(
            [way[name] for name in ON_THE_WAY], axis=-1
        )
        return people, staying, places, links, start

    pool = ThreadPoolExecutor(workers or available_cores(), thread_name_prefix="what-if")
    try:
        parts = list(in_order(pool, one, range(replications), ahead=replications))
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)
    *sums_of, starts = zip(*parts, strict=True)
    people, staying, places, links = map(np.array, sums_of)
    there = len((today.scenario if today else scenario).touchpoints)  # what may be built comes after them
    places, links = places[:, :there], links[:, :there, :there]
    return Lived(scenario, people, days, staying, places, links, branched, starts)


class Differences(NamedTuple):
    """A changed journey beside today's.

    Attributes
    ----------
    figures
        By measure (stay, join, customers, value, satisfaction): ``today``, ``then``, ``mean`` of the paired
        difference with its 95 % interval ``low`` to ``high``.
    staying
        ``day``, and the share of today's customers still there: ``today``, ``then``; nan in a journey in
        which nobody was a customer when measuring began. It ends where ``stay`` is.
    touchpoints
        By touchpoint: ``friction`` (share of visits), ``felt`` (mean feeling of a visit) and ``caused``
        (people lost after a friction there, of 100), each with ``…_today`` and ``…_then``, and the 95 %
        interval ``…_low`` to ``…_high`` of their paired difference.
    links
        Passages from touchpoint to touchpoint, the most frequent of today first: ``source``, ``target``,
        ``passages`` (for each person) and ``lost`` (the share that loses the context), each with
        ``…_today`` and ``…_then``.
    people
        How many people were simulated in the changed journey.
    """

    figures: pd.DataFrame
    staying: pd.DataFrame
    touchpoints: pd.DataFrame
    links: pd.DataFrame
    people: int


def compare(today: Lived, then: Lived) -> Differences:
    """Set a changed journey beside today's, replication by replication.

    Examples
    --------
    >>> today = live(scenario)  # doctest: +SKIP
    >>> then = live(improve(scenario, "faster_website"), today=today)  # doctest: +SKIP
    >>> compare(today, then).figures  # doctest: +SKIP
    """
    rows = {}
    for measure in ON:
        above, below, scale = MEASURES[measure]
        changed, reference = then.people, today.people
        one = worth_of_one(reference) if measure == "value" else 1.0
        found = difference(
            changed[:, above],
            reference[:, above],
            changed[:, below],
            reference[:, below],
            scale=scale,
            one=one,
        )
        shares = [_ratio(one.people[:, above].sum(), one.people[:, below].sum()) for one in (today, then)]
        rows[measure] = [*map(float, shares), *map(float, (found.mean, found.low, found.high))]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=["today", "then", "mean", "low", "high"])
    staying = pd.DataFrame({"day": today.days, "today": _staying(today), "then": _staying(then)})
    everybody = int(then.people[:, PEOPLE].sum())
    names = table.rename_axis("measure")
    return Differences(names, staying, _places(today, then), _links(today, then), everybody)


def _staying(lived: Lived) -> np.ndarray:
    """Return the curve, in which every customer weighs the same, as in every KPI."""
    return _ratio(lived.staying.sum(axis=0), lived.people[:, TODAYS].sum())


def _places(today: Lived, then: Lived) -> pd.DataFrame:
    columns: dict[str, np.ndarray] = {}
    for name, above, below, times, scale in (
        ("friction", "frictions", "visits", 1.0, SHARE),
        ("felt", "felt", "visits", 1.0, CATALOGUE["felt"].scale),
        ("caused", "lost_after", None, 100.0, SHARE),
    ):
        sums = []
        for lived in (then, today):
            whole = lived.people[:, PEOPLE, None] if below is None else _at(lived, below)
            # The difference asks for a number of people at each place.
            sums += [_at(lived, above), np.broadcast_to(whole, _at(lived, above).shape)]
        found = difference(sums[0], sums[2], sums[1], sums[3], scale=scale)
        columns[f"{name}_today"] = times * _ratio(sums[2].sum(axis=0), sums[3].sum(axis=0))
        columns[f"{name}_then"] = times * _ratio(sums[0].sum(axis=0), sums[1].sum(axis=0))
        columns |= {f"{name}_low": times * found.low, f"{name}_high": times * found.high}
    return pd.DataFrame(columns, index=pd.Index(today.scenario.touchpoints, name="touchpoint"))


def _at(lived: Lived, what: str) -> np.ndarray:
    return np.asarray(lived.places[..., AT_PLACE.index(what)], dtype=float)


def _links(today: Lived, then: Lived) -> pd.DataFrame:
    names = list(today.scenario.touchpoints)
    columns: dict[str, object] = {"source": names * len(names), "target": np.repeat(names, len(names))}
    for when, lived in (("today", today), ("then", then)):
        visits, lost = lived.links.sum(axis=0).reshape(-1, len(ON_THE_WAY)).T
        columns[f"passages_{when}"] = _ratio(visits, lived.people[:, PEOPLE].sum())
        columns[f"lost_{when}"] = _ratio(lost, visits)
    table = pd.DataFrame(columns)
    seen = (table["passages_today"] + table["passages_then"] > 0) & (table["source"] != table["target"])
    return table[seen].sort_values("passages_today", ascending=False, ignore_index=True, kind="stable")


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(above / below)
