"""How far the difference between two scenarios scatters, by where their random numbers come from.

A journey is simulated, and so is the improved one. The less of the difference between two runs is chance, the
fewer runs tell them apart; common random numbers are there for that. Four ways to draw:

- addressed: each draw belongs to a customer, journey, touchpoint, visit and purpose (`cxsim.engine.streams`);
- one stream for each activity: a generator for each journey, touchpoint and purpose, asked whenever a
  customer needs that draw, as textbooks advise;
- same seed: one generator for everything, started alike in both runs;
- independent: another seed for the other run.
"""

import functools
import gc
from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.telecom import scenario
from cxsim.engine.compiled.output import customer_columns
from cxsim.engine.compiled_engine import simulate
from cxsim.engine.lives import populate
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.simulation import Simulation
from cxsim.engine.vocabulary import State
from cxsim.scenario.improve import improve, with_changes

IMPROVEMENT = "one_case_file"
PERIOD = {"period.warm_up": "0 d", "period.follow_up": "90 d", "period.time_to_decide": "30 d"}
"""A quarter of the year, and everything else as it is: the SimPy engine has to do two of the four."""

Address = tuple[int, ...]


class Sequential:
    """Stands in for `cxsim.engine.streams.Streams`: draws come one after another, as they are asked for.

    Parameters
    ----------
    seed, replication
        The same pair gives the same sequences.
    stream_of
        Which sequence a draw comes from, by journey, place and purpose.
    """

    def __init__(self, seed: int, replication: int, stream_of: Callable[[int, int, int], Address]) -> None:
        self._seed = (seed, replication)
        self._stream_of = stream_of
        self._streams: dict[Address, Iterator[float]] = {}

    def uniforms(
        self, customer: int, journey: int, occurrence: int, place: int, visit: int, count: int
    ) -> dict[int, float]:
        """Return what draws are looked up in; each is taken from its sequence when it is first needed."""
        return _Draws(functools.partial(self._next, journey, place))

    def _next(self, journey: int, place: int, purpose: int) -> float:
        address = self._stream_of(journey, place, int(purpose))
        if address not in self._streams:
            self._streams[address] = _numbers(np.random.default_rng([*self._seed, *address]))
        return next(self._streams[address])


class _Draws(dict):
    def __init__(self, draw: Callable[[int], float]) -> None:
        self._draw = draw

    def __missing__(self, purpose: int) -> float:
        value = self[purpose] = self._draw(purpose)
        return value


def _numbers(generator: np.random.Generator) -> Iterator[float]:
    while True:
        yield from generator.random(256).tolist()


def kept(state: np.ndarray, measured: np.ndarray) -> float:
    """The share of everyone measured who are customers at the end."""
    return float((state[measured] == State.CUSTOMER).mean())


def kept_with_addresses(numbers: Plan, seed: int, replication: int) -> float:
    """Simulate as cxsim does, and return the share kept."""
    columns = customer_columns(simulate(numbers, seed, replication))
    return kept(columns["state"], columns["measured"])


def kept_in_sequence(
    numbers: Plan, seed: int, replication: int, stream_of: Callable[[int, int, int], Address]
) -> float:
    """Simulate with draws one after another, and return the share kept; only the SimPy engine can."""
    sim = Simulation(numbers, Sequential(seed, replication, stream_of), keep_events=False)
    gc.disable()  # nothing to collect before the end, and looking for it takes a third of the time
    populate(sim)
    sim.clock.env.run(until=numbers.horizon)
    gc.enable()
    everybody = sim.everybody
    measured = np.array([c.measured and not c.ended < numbers.warm_up for c in everybody])
    return kept(np.array([c.state for c in everybody]), measured)


def differences(few: int, many: int, seed: int) -> dict[str, np.ndarray]:
    """What the improvement changes in the share kept, in each replication, by kind of stream.

    Parameters
    ----------
    few, many
        Replications in the SimPy and in the compiled engine.
    """
    short = with_changes(scenario(), PERIOD)
    before, after = plan(short), plan(improve(short, IMPROVEMENT))

    def pairs(
        run: Callable[[Plan, int, int], float], replications: int, other_seed: int = seed
    ) -> np.ndarray:
        return np.array([run(after, other_seed, r) - run(before, seed, r) for r in range(replications)])

    by_activity = functools.partial(kept_in_sequence, stream_of=lambda *address: address)
    one_for_all = functools.partial(kept_in_sequence, stream_of=lambda *address: ())
    return {
        "addressed": pairs(kept_with_addresses, many),
        "one stream for each activity": pairs(by_activity, few),
        "same seed": pairs(one_for_all, few),
        "independent": pairs(kept_with_addresses, many, seed + 1),
    }


def variance_ratios(samples: dict[str, np.ndarray], resamples: int = 10_000) -> dict[str, dict[str, float]]:
    """Times the variance of the first kind, with a 95 % bootstrap interval (basic percentiles).

    Returns
    -------
    dict
        By kind: ``replications``, ``mean`` difference and its ``error``, ``variance``, ``ratio``, ``low``
        and ``high``.
    """
    rng = np.random.default_rng(1)

    def resampled(sample: np.ndarray) -> np.ndarray:
        return rng.choice(sample, (resamples, len(sample))).var(axis=1, ddof=1)

    first = next(iter(samples.values()))
    reference = resampled(first)
    report = {}
    for kind, sample in samples.items():
        ratios = np.ones(resamples) if sample is first else resampled(sample) / reference
        low, high = np.percentile(ratios, [2.5, 97.5])
        report[kind] = {
            "replications": len(sample),
            "mean": float(sample.mean()),
            "error": float(sample.std(ddof=1) / len(sample) ** 0.5),
            "variance": float(sample.var(ddof=1)),
            "ratio": float(sample.var(ddof=1) / first.var(ddof=1)),
            "low": float(low),
            "high": float(high),
        }
    return report
