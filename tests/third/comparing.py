"""Hold the third simulator against cxsim, KPI by KPI.

Both run in batches of a few replications with seeds of their own. A KPI of a batch is a ratio of sums over
its replications, which is what both sides call it; how far batches differ tells how well the mean is known.

KPIs are correlated, and how much depends on the scenario: how large the root mean square of z is by chance is
seen by dealing the batches of both sides at random to two sides, all KPIs of a batch together. If the two
simulators are the same model, no deal is likelier than another.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy import special, stats

import cxsim as cx
from cxsim.results.catalogue import in_years
from cxsim.scenario.model import Scenario
from tests.third.lives import Simulation
from tests.third.sums import KPIS, PLACE, kpis

FALSE_ALARMS = 0.01  # of all comparisons of a scenario together
SELDOM = 0.001  # the root mean square is above what is called chance, or below it
DEALS = 4_000
RARE = 30  # fewer events than this say little, and not with the distribution that z should have

Name = tuple[str, str, str]  # scope, name, KPI


class Compared(NamedTuple):
    """A KPI on both sides."""

    name: Name
    third: float
    cxsim: float
    z: float

    def __str__(self) -> str:
        return f"{' '.join(self.name)}: {self.third:.5g} here, {self.cxsim:.5g} in cxsim, z = {self.z:.2f}"


class Comparison(NamedTuple):
    """All KPIs of a scenario on both sides, which are known on one side only, and what chance allows."""

    compared: list[Compared]
    one_sided: list[Name]
    least: float  # of the root mean square
    most: float

    @property
    def limit(self) -> float:
        """What no |z| exceeds but with the probability of false alarms (Bonferroni)."""
        return float(stats.norm.isf(FALSE_ALARMS / 2 / max(len(self.compared), 1)))

    @property
    def worst(self) -> list[Compared]:
        return sorted(self.compared, key=lambda one: -abs(one.z))

    @property
    def root_mean_square(self) -> float:
        return float(_root_mean_square(np.array([one.z for one in self.compared])))


def compare(scenario: Scenario, batches: int, size: int, seed: int = 1) -> Comparison:
    """Simulate a scenario on both sides, so many batches of so many replications each."""
    here: list[dict[Name, float]] = []
    seen: dict[Name, list[float]] = {}  # events above, and the rest below, over all batches
    there: list[dict[Name, float]] = []
    for batch in range(batches):
        first = (seed * batches + batch) * size
        found = kpis([Simulation(scenario, first + one).run() for one in range(size)])
        here.append({name: value for name, (value, _, _) in found.items()})
        for name, (_, above, below) in found.items():
            events = seen.setdefault(name, [0.0, 0.0])
            events[0] += abs(above)
            events[1] += below
        table = cx.simulate(scenario, replications=size, seed=first, record="kpis").kpis()
        table = table[table["kpi"].map(in_years).isna()]  # it tells the end alone
        rows = zip(table["scope"], table["name"], table["kpi"], table["mean"], strict=True)
        there.append({(scope, name, kpi): mean for scope, name, kpi, mean in rows if not math.isnan(mean)})
    names = [name for name in seen if not _is_told_twice(scenario, name)]
    ever = set().union(*there)
    one_sided = [name for name in names if name not in ever and seen[name][1] >= RARE]
    one_sided += [name for name in ever - set(seen) if name in there[0]]
    names = [
        name
        for name in names
        if _often(name, *seen[name]) or seen[name][0] == 0
        if all(name in one for one in (*here, *there))
    ]
    values = np.array([[one[name] for name in names] for one in (*here, *there)])
    means = values.reshape(2, batches, -1).mean(axis=1)
    as_it_is = np.arange(2 * batches) < batches
    found = [
        Compared(*one) for one in zip(names, *means.tolist(), _z(as_it_is, values).tolist(), strict=True)
    ]
    deals = np.random.default_rng(1).permuted(np.tile(as_it_is, (DEALS, 1)), axis=1)
    least, most = np.quantile(_root_mean_square(_z(deals, values)), [SELDOM, 1.0 - SELDOM]).tolist()
    return Comparison(found, one_sided, least, most)


def _often(name: Name, above: float, below: float) -> bool:
    """Whether there were enough events; a number of people in a replication rests on people alone."""
    below_it: str = KPIS[name[2]][1]
    return above >= RARE and (below >= RARE or below_it == "runs")


def _is_told_twice(scenario: Scenario, name: Name) -> bool:
    """Whether a stage, channel or department is one touchpoint, whose KPIs are compared already."""
    scope, place, _ = name
    if scope not in PLACE[1:]:
        return False
    return sum(getattr(one, scope) == place for one in scenario.touchpoints.values()) == 1


def _z(first: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return z of each KPI (Welch's test), where `first` says which half of the batches is the first side."""
    number = len(values) // 2
    spread = np.ptp(values, axis=0)
    same = spread <= 1e-9 * np.abs(values.mean(axis=0))
    values = (values - values.mean(axis=0)) / np.where(same, 1.0, spread)
    means, variances = [], []
    for side in (first.astype(float), (~first).astype(float)):
        mean = side @ values / number
        means.append(mean)
        variances.append(np.maximum(side @ values**2 - number * mean**2, 0.0) / (number - 1))
    both = variances[0] + variances[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = (means[0] - means[1]) / np.sqrt(both / number)
        freedom = both**2 / (variances[0] ** 2 + variances[1] ** 2) * (number - 1)
    p = special.stdtr(np.where(both > 0, freedom, 1.0), -np.abs(t))
    return np.where(same, 0.0, np.sign(t) * -special.ndtri(np.maximum(p, 1e-300)))


def _root_mean_square(z: np.ndarray) -> np.ndarray:
    """Return it over all KPIs that vary."""
    return np.sqrt(np.sum(z**2, axis=-1) / np.maximum(np.count_nonzero(z, axis=-1), 1))
