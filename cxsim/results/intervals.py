"""Confidence intervals over replications, which are independent of each other by construction."""

import numpy as np
import pandas as pd
from scipy import special

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
    data = np.asarray(values, dtype=float).reshape(-1, 1)
    mean, low, high, n = (column[0] for column in mean_intervals(data, bounded).values())
    return float(mean), float(low), float(high), int(n)


def mean_intervals(values: np.ndarray, bounded: bool = False) -> dict[str, np.ndarray]:
    """Return the same for many KPIs at once.

    Parameters
    ----------
    values
        Shape (replications, KPIs).

    Returns
    -------
    dict
        Columns ``mean``, ``low``, ``high`` and ``replications``.
    """
    known = ~np.isnan(values)
    n = known.sum(axis=0)
    some, more = np.where(n > 0, n, np.nan), np.where(n > 1, n, np.nan)
    mean = np.where(known, values, 0.0).sum(axis=0) / some
    squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
    half = special.stdtrit(more - 1, 0.5 + LEVEL / 2) * np.sqrt(squares / (more - 1) / more)
    low, high = mean - half, mean + half
    if bounded:
        low, high = np.clip(low, 0.0, None), np.clip(high, None, 1.0)
    return {"mean": mean, "low": low, "high": high, "replications": n}
