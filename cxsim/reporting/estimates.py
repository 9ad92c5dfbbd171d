"""Numbers with their uncertainty, and when a difference between them may be called one."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxsim.results.intervals import mean_interval
from cxsim.results.run import Run


class Estimate(NamedTuple):
    """A mean over replications with its 95 % interval; the limits are nan if there is one replication."""

    mean: float
    low: float
    high: float
    replications: int

    @property
    def known(self) -> bool:
        """Whether there is a value at all."""
        return not math.isnan(self.mean)

    @property
    def sure(self) -> bool:
        """Whether there is an interval."""
        return not math.isnan(self.low)


UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0)


def estimate(run: Run, kpi: str, scope: str = "journey", name: str = "all") -> Estimate:
    """Look up a KPI of a run; unknown where the run has none."""
    table = run.kpis()
    row = table[(table["scope"] == scope) & (table["name"] == name) & (table["kpi"] == kpi)]
    return UNKNOWN if row.empty else Estimate(*row[["mean", "low", "high", "replications"]].iloc[0])


def over_replications(values: pd.Series | np.ndarray, share: bool = True) -> Estimate:
    """Return the mean of one value for each replication, with its interval."""
    return Estimate(*mean_interval(values, share))


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


def leaders(values: pd.DataFrame) -> list[str]:
    """Return the column with the largest mean, and all others that cannot be told apart from it.

    Two columns are told apart if the 95 % interval of their difference, replication by replication, is clear
    of 0.
    From one replication nothing can be told apart; then only the largest is returned, and it is for the
    text to say so.

    Examples
    --------
    >>> leaders(pd.DataFrame({"a": [1.0, 1.1, 0.9], "b": [3.0, 3.2, 2.9], "c": [2.9, 3.3, 2.8]}))
    ['b', 'c']
    """
    means = values.mean().dropna().sort_values(ascending=False, kind="stable")
    if means.empty:
        return []
    first = means.index[0]
    tied = [str(first)]
    for name in means.index[1:]:
        difference = (values[first] - values[name]).dropna()
        _, low, _, n = mean_interval(difference)
        if means[name] == means[first] or (n > 1 and low <= 0.0):
            tied.append(str(name))
    return tied
