"""Facts held against what is simulated: the figures of which they tell, in the windows that they name."""

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import cast

import numpy as np

from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.replications import available_cores, in_order
from cxsim.results import cache
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.counts import Counts, count
from cxsim.results.kpis import sums_of
from cxsim.results.sizes import check_size, size_of
from cxsim.scenario.facts import Fact
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario

Facts = Mapping[str, Fact]


def within(scenario: Scenario, window: float | None) -> Scenario:
    """Return today's journey alone, followed for so long (days) from the end of the warm-up."""
    follow_up = scenario.period.follow_up if window is None else window
    period = scenario.period.model_copy(update={"follow_up": follow_up})
    return scenario.model_copy(update={"period": period, "improvements": {}, "facts": {}})


def windows(scenario: Scenario, facts: Facts) -> dict[float, list[str]]:
    """Return the facts by how long they have to be measured, days, the shortest window first."""
    found: dict[float, list[str]] = {}
    for name, fact in facts.items():
        found.setdefault(fact.after or scenario.period.follow_up, []).append(name)
    return dict(sorted(found.items()))


def sums(
    scenario: Scenario,
    facts: Facts,
    seed: int,
    replication: int,
    wanted: Callable[[], bool] = lambda: True,
) -> np.ndarray:
    """Simulate one replication, and return the figure of each fact: what is above and below its line.

    Parameters
    ----------
    scenario
        Today's journey.
    facts
        Of which figures.
    seed, replication
        As of `cxsim.simulate`.
    wanted
        Asked now and then whether to go on.

    Returns
    -------
    numpy.ndarray
        Shape (facts, 2).
    """
    found = np.zeros((len(facts), 2))
    places = {name: place for place, name in enumerate(facts)}
    for window, names in windows(scenario, facts).items():
        lived = within(scenario, window)
        numbers = plan(lived)
        end = simulate(numbers, seed, replication, wanted=wanted)
        counts = count(replication, end.tally, [customer_columns(end)], numbers, lived)
        for name, ratio in ratios({name: facts[name] for name in names}, counts, numbers, lived).items():
            found[places[name]] = ratio
    return found


def ratios(facts: Facts, counts: Counts, numbers: Plan, scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return what is above and below the line of each fact in one replication; zeros where nobody came."""
    tables = {
        (scope, persona): sums_of(scope, counts, numbers, scenario, persona).droplevel("replication")
        for scope, _, persona in {fact.place for fact in facts.values()}
    }
    found = {}
    for name, fact in facts.items():
        (scope, of, persona), kpi = fact.place, CATALOGUE[fact.kpi]
        table = tables[scope, persona]
        above, below = (table[column].get(of, 0.0) for column in (kpi.numerator, kpi.denominator))
        found[name] = (float(above), float(below))
    return found


def measured(
    scenario: Scenario,
    facts: Facts,
    replications: int,
    seed: int,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> np.ndarray:
    """Return the figure of each fact in some replications: shape (replications, facts, 2).

    Each replication is kept on disk, and need not be simulated again.

    Raises
    ------
    TooLarge
        If this machine has less memory than it takes.
    """
    of = f"{scenario_hash(within(scenario, None))} {what(facts)} {seed}"

    def one(replication: int, wanted: Callable[[], bool]) -> np.ndarray:
        return sums(scenario, facts, seed, replication, wanted)

    found = each_kept("facts", of, one, range(replications), (len(facts), 2), scenario, workers)
    done = []
    for each in found:
        done.append(each)
        if progress is not None:
            progress(len(done))
    return np.concatenate(done)


def what(facts: Facts) -> str:
    """Return what is measured for some facts, whatever their ranges."""
    return repr([(fact.place, fact.kpi, fact.after) for fact in facts.values()])


def each_kept(
    name: str,
    of: str,
    one: Callable[[int, Callable[[], bool]], np.ndarray],
    numbers: range,
    shape: tuple[int, ...],
    scenario: Scenario,
    workers: int | None,
    together: int = 1,
) -> Iterator[np.ndarray]:
    """Yield the arrays of some numbers, made in threads; what was found before is taken from disk.

    Parameters
    ----------
    name, of
        What it is, and everything it is made of.
    one
        Makes the array of a number, as long as it is wanted.
    numbers
        Which ones, from 0; those that nobody asks for any more are not made.
    shape
        Of each array.
    scenario
        About as large as what is simulated.
    workers
        How many threads; by default one for each core.
    together
        How many are kept and yielded at once: shape (together, *shape).
    """
    at_once = workers or available_cores()
    check_size(size_of(scenario, len(numbers) // together, workers=at_once, record="kpis"), at_once)
    stopped = threading.Event()

    def key(batch: int) -> str:
        return cache.key(name, of, f"{batch} of {together}")

    def jobs() -> Iterator[tuple[int, int, np.ndarray | None]]:
        for batch in range(len(numbers) // together):
            like = partial(np.zeros, (together, *shape))
            if (there := cast("np.ndarray | None", cache.recall(key(batch), like))) is not None:
                yield batch, 0, there
                continue
            prepare()
            yield from ((batch, number, None) for number in numbers[batch * together :][:together])

    def found(job: tuple[int, int, np.ndarray | None]) -> tuple[int, np.ndarray, bool]:
        batch, number, there = job
        if there is not None:
            return batch, there, True
        return batch, one(number, lambda: not stopped.is_set()), False

    pool = ThreadPoolExecutor(at_once, thread_name_prefix=name)
    made: list[np.ndarray] = []
    try:
        for batch, array, whole in in_order(pool, found, jobs(), ahead=at_once + 1):
            if whole:
                yield array
                continue
            made.append(array)
            if len(made) == together:
                there, made = np.array(made), []
                cache.keep(key(batch), there)
                yield there
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)
