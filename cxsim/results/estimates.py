"""Numbers with their uncertainty, and when a difference between them may be called one."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from cxsim.language.estimate import UNKNOWN, Estimate
from cxsim.results.intervals import (
    ANY,
    LEVEL,
    SHARE,
    Scale,
    linearised,
    mean_interval,
    ratio_intervals,
    rule_of_three,
    span,
)
from cxsim.results.run import Run


class Ratios(NamedTuple):
    """Figures of which each is a sum over a sum, such as those who gave up over those who queued.

    Attributes
    ----------
    above, below
        The sums: a row for each replication of the run, a column for each name, nan nowhere.
    scale
        What the figures can be.
    trials
        Of how many people the figures tell, where that is not `below`.

    Examples
    --------
    >>> gave_up, queued = pd.DataFrame({"desk": [1.0, 0.0]}), pd.DataFrame({"desk": [3.0, 5.0]})
    >>> Ratios(gave_up, queued).of("desk").mean
    0.125
    """

    above: pd.DataFrame
    below: pd.DataFrame
    scale: Scale = SHARE
    trials: pd.DataFrame | None = None

    @property
    def names(self) -> list[str]:
        """All of which there is a figure."""
        there = self.below.sum() > 0
        return [str(name) for name in self.below.columns[there]]

    def of(self, name: str) -> Estimate:
        """Return the figure of one name; unknown if there is none."""
        if name not in self.below:
            return UNKNOWN
        trials = None if self.trials is None else _column(self.trials, name)
        found = ratio_intervals(_column(self.above, name), _column(self.below, name), self.scale, trials)
        mean, low, high, n = (values[0] for values in found.values())
        return Estimate(float(mean), float(low), float(high), int(n))

    def only(self, names: Sequence[str]) -> "Ratios":
        """Return the figures of some names."""
        chosen = [name for name in self.below.columns if name in names]
        trials = None if self.trials is None else self.trials[chosen]
        return Ratios(self.above[chosen], self.below[chosen], self.scale, trials)

    def leaders(self, least: bool = False) -> list[str]:
        """Return the name with the largest figure (or the `least`), and all not to be told apart from it.

        Two are told apart if the 95 % interval of their difference is clear of 0. It rests on the
        replications in which both have a figure; from fewer than two nothing can be told apart. It is at
        least as wide as one event makes it that was not seen among so many: few may agree by chance.

        Examples
        --------
        >>> gone = pd.DataFrame({"a": [10.0, 11, 9], "b": [30.0, 32, 29], "c": [29.0, 33, 28]})
        >>> Ratios(gone, pd.DataFrame({name: [100.0] * 3 for name in gone})).leaders()
        ['b', 'c']
        """
        sign = -1.0 if least else 1.0
        figures = {name: sign * self.of(name).mean for name in self.names}
        in_order = sorted(figures, key=lambda name: -figures[name])
        return [name for name in in_order if name == in_order[0] or not self._apart(in_order[0], name, sign)]

    def _apart(self, first: str, other: str, sign: float) -> bool:
        """Tell whether one figure is clearly larger than another (smaller, if the sign is negative)."""
        common = ((self.below[first] > 0) & (self.below[other] > 0)).to_numpy()
        n = int(common.sum())
        if n < 2:
            return False
        pair = [first, other]
        above, below = (part[pair].to_numpy(dtype=float)[common] for part in (self.above, self.below))
        mean, pulls = linearised(above, below)
        difference, pull = sign * (mean[0] - mean[1]), pulls[:, 0] - pulls[:, 1]
        half = special.stdtrit(n - 1, 0.5 + LEVEL / 2) * np.sqrt((pull**2).sum() / (n - 1) / n)
        if np.isfinite([self.scale.least, self.scale.most]).any():  # or the figures are of nothing counted
            half = max(half, float(rule_of_three(below.sum(axis=0).min(), np.array(self._widest()))))
        return bool(difference > half)

    def _widest(self) -> float:
        above, below = (part.to_numpy(dtype=float).reshape(-1, 1) for part in (self.above, self.below))
        return float(span(above, below, self.scale)[0])


def _column(sums: pd.DataFrame, name: str) -> np.ndarray:
    return sums[name].to_numpy(dtype=float)[:, None]


def shares(who: pd.DataFrame, replication: pd.Series) -> Ratios:
    """Return of what share of rows something is true: a column of truths for each name.

    Parameters
    ----------
    who
        One row for each of those asked about.
    replication
        In which replication they were.
    """
    groups = who.astype(float).groupby(replication.to_numpy())
    above, number = groups.sum(), groups.size()
    return Ratios(above, pd.DataFrame(dict.fromkeys(above.columns, number)))


def share(who: pd.Series, replication: pd.Series) -> Estimate:
    """Return the share of rows of which something is true."""
    return shares(who.to_frame("all"), replication).of("all")


def estimate(run: Run, kpi: str, scope: str = "journey", name: str = "all") -> Estimate:
    """Look up a KPI of a run; unknown where the run has none."""
    table = run.kpis()
    row = table[(table["scope"] == scope) & (table["name"] == name) & (table["kpi"] == kpi)]
    return UNKNOWN if row.empty else Estimate(*row[["mean", "low", "high", "replications"]].iloc[0])


def over_replications(values: pd.Series | np.ndarray, scale: Scale = ANY) -> Estimate:
    """Return the mean of one value for each replication, with its interval."""
    return Estimate(*mean_interval(values, scale))


def figures(run: Run, scope: str, names: Sequence[str], kpis: Sequence[str]) -> pd.DataFrame:
    """Return KPIs side by side: for each name a row, for each KPI its mean, ``_low`` and ``_high``.

    Whatever the run does not know is nan.
    """
    table = run.kpis()
    rows = table[(table["scope"] == scope) & table["kpi"].isin(kpis)].set_index(["name", "kpi"])
    sides = []
    for limit, column in (("", "mean"), ("_low", "low"), ("_high", "high")):
        values = rows[column].astype(float).unstack("kpi").reindex(index=list(names), columns=list(kpis))
        sides.append(values.add_suffix(limit))
    in_order = [f"{kpi}{limit}" for kpi in kpis for limit in ("", "_low", "_high")]
    return pd.concat(sides, axis=1)[in_order].rename_axis(index=None, columns=None)
