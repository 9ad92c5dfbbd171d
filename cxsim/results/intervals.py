"""Confidence intervals over replications, which are independent of each other by construction."""

import math

import numpy as np
import pandas as pd
from scipy import stats

LEVEL = 0.95


def mean_interval(values: pd.Series | np.ndarray, bounded: bool = False) -> tuple[float, float, float, int]:
    """Return mean, lower and upper limit of a 95 % Student interval, and how many replications it rests on.

    Parameters
    ----------
    values
        One value for each replication; replications in which the KPI is undefined (nan) are left out.
    bounded
        Whether the KPI is a share, so that the limits stay within 0 and 1.

    Examples
    --------
    >>> mean, low, high, n = mean_interval(np.array([0.4, 0.5, 0.6]))
    >>> round(mean, 3), round(low, 3), round(high, 3), n
    (0.5, 0.252, 0.748, 3)
    """
    data = np.asarray(values, dtype=float)
    data = data[~np.isnan(data)]
    n = len(data)
    if n == 0:
        return math.nan, math.nan, math.nan, 0
    mean = float(data.mean())
    if n == 1:
        return mean, math.nan, math.nan, 1
    half = float(stats.t.ppf(0.5 + LEVEL / 2, n - 1) * data.std(ddof=1) / math.sqrt(n))
    low, high = mean - half, mean + half
    return (mean, max(low, 0.0), min(high, 1.0), n) if bounded else (mean, low, high, n)
