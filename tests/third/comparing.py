"""Hold the third simulator against cxsim, KPI by KPI.

Both run in batches of a few replications with seeds of their own. A KPI of a batch is a ratio of sums over
its replications, which is what both sides call it; how far batches differ tells how well the mean is known.
"""

import math
from typing import NamedTuple

import numpy as np
from scipy import stats

import cxsim as cx
from cxsim.results.catalogue import in_years
from cxsim.scenario.model import Scenario
from tests.third.lives import Simulation
from tests.third.sums import KPIS, PLACE, kpis

FALSE_ALARMS = 0.01  # of all comparisons of a scenario together
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
    """All KPIs of a scenario on both sides, and which are known on one side only."""

    compared: list[Compared]
    one_sided: list[Name]

    @property
    def limit(self) -> float:
        """What no |z| exceeds but with the probability of false alarms (Bonferroni)."""
        return float(stats.norm.isf(FALSE_ALARMS / 2 / max(len(self.compared), 1)))

    @property
    def worst(self) -> list[Compared]:
        return sorted(self.compared, key=lambda one: -abs(one.z))

    @property
    def root_mean_square(self) -> float:
        varying = [one.z for one in self.compared if one.z != 0]
        return float(np.sqrt(np.mean(np.square(varying))))


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
    compared = [
        _compared(name, [one[name] for one in here], [one[name] for one in there])
        for name in names
        if _often(name, *seen[name]) or seen[name][0] == 0
        if all(name in one for one in (*here, *there))
    ]
    return Comparison(compared, one_sided)


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


def _compared(name: Name, here: list[float], there: list[float]) -> Compared:
    mean, other = float(np.mean(here)), float(np.mean(there))
    if max(np.ptp(here), np.ptp(there)) <= 1e-9 * abs(mean):  # the same in all batches
        return Compared(name, mean, other, 0.0 if math.isclose(mean, other) else math.inf)
    test = stats.ttest_ind(here, there, equal_var=False)
    z = float(stats.norm.isf(max(test.pvalue, 1e-300) / 2))
    return Compared(name, mean, other, math.copysign(z, mean - other))
