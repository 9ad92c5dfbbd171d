"""Which facts a scenario meets with its own values."""

import numpy as np
import pandas as pd

from cxsim.results.catalogue import CATALOGUE
from cxsim.results.facts import measured
from cxsim.results.intervals import ratio_intervals
from cxsim.scenario.model import Scenario

REPLICATIONS = 20
MET, MISSED, UNCLEAR, UNKNOWN = "met", "missed", "unclear", "unknown"


def met(
    scenario: Scenario, replications: int = REPLICATIONS, seed: int = 1, workers: int | None = None
) -> pd.DataFrame:
    """Hold a scenario against its facts.

    Parameters
    ----------
    scenario
        With facts.
    replications, seed, workers
        As of `cxsim.simulate`.

    Returns
    -------
    pandas.DataFrame
        As of `against`.
    """
    own = measured(scenario, scenario.facts, replications, seed, workers)
    return against(scenario, own)


def against(scenario: Scenario, own: np.ndarray) -> pd.DataFrame:
    """Return each fact beside what was measured.

    Parameters
    ----------
    scenario
        With facts.
    own
        What is above and below the line of each fact: shape (replications, facts, 2).

    Returns
    -------
    pandas.DataFrame
        By ``fact``: ``kpi``, ``scope``, ``name``, ``persona`` (if of one at that part), ``unit``, ``after``
        (days), ``lowest``, ``highest`` (its range), ``mean``, ``low``, ``high`` (measured, with 95 %
        limits) and ``status``: ``met`` where the mean lies in the range, ``missed`` where even the limits do
        not reach into it, ``unclear`` where only they do, ``unknown`` where there is nothing to measure.
    """
    rows = []
    for number, fact in enumerate(scenario.facts.values()):
        (scope, name, persona), kpi = fact.place, CATALOGUE[fact.kpi]
        found = ratio_intervals(own[:, number, :1], own[:, number, 1:], kpi.scale)
        mean, low, high = (float(found[column][0]) for column in ("mean", "low", "high"))
        after, status = fact.after or scenario.period.follow_up, _status(mean, low, high, *fact.range)
        of = fact.kpi, scope, name, persona or "", kpi.unit, after
        rows.append((*of, *fact.range, mean, low, high, status))
    columns = ("kpi", "scope", "name", "persona", "unit", "after", "lowest", "highest", "mean", "low", "high")
    index = pd.Index(scenario.facts, name="fact")
    return pd.DataFrame(rows, columns=[*columns, "status"], index=index)


def _status(mean: float, low: float, high: float, lowest: float, highest: float) -> str:
    if np.isnan(mean):
        return UNKNOWN
    if lowest <= mean <= highest:
        return MET
    return UNCLEAR if low <= highest and high >= lowest else MISSED
