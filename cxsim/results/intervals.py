"""Confidence intervals over replications, which are independent of each other by construction.

Most figures are ratios of sums, such as complaints over frictions. The estimate is the ratio of the sums
over all replications: a replication in which nobody complained counts with its zeros, and one without any
friction, which says nothing about complaints, weighs nothing. The interval is Student's on how far each
replication pulls that ratio (Law 2015, "Simulation modeling and analysis", section 9.5; Cochran 1977, ch. 6).

Where little happened, replications that agree by chance would make Student's interval too narrow, or leave it
without width. So it is never narrower than what so few could tell if all were independent of each other: for
shares the exact limits of Clopper & Pearson (1934), for numbers of events those of Garwood (1936), for all
else what one answer at the far end of the scale, not seen among so many, would do (the rule of three). And no
limit lies outside what the figure can be.
"""

from functools import reduce
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from scipy import special

LEVEL = 0.95


class Scale(NamedTuple):
    """What a figure can be.

    Attributes
    ----------
    least, most
        Its ends.
    exact
        Whether it is a ``share`` (people, visits … of people, visits …), or a ``count`` of events for each of
        so many; empty for all else.
    """

    least: float = -np.inf
    most: float = np.inf
    exact: Literal["share", "count", ""] = ""

    @property
    def apart(self) -> "Scale":
        """What the difference of two such figures can be."""
        return Scale(self.least - self.most, self.most - self.least)


ANY = Scale()
SHARE = Scale(0.0, 1.0, "share")
COUNT = Scale(0.0, exact="count")
AMOUNT = Scale(0.0)  # of time or money, never below 0
FEELING = Scale(-1.0, 1.0)


def mean_interval(values: pd.Series | np.ndarray, scale: Scale = ANY) -> tuple[float, float, float, int]:
    """Return mean, lower and upper limit of a 95 % Student interval, and how many replications it rests on.

    Parameters
    ----------
    values
        One value for each replication; replications in which the figure is undefined (nan) are left out.
    scale
        What the figure can be.

    Examples
    --------
    >>> mean, low, high, n = mean_interval(np.array([0.4, 0.5, 0.6]))
    >>> round(mean, 3), round(low, 3), round(high, 3), n
    (0.5, 0.252, 0.748, 3)
    """
    data = np.asarray(values, dtype=float).reshape(-1, 1)
    known = ~np.isnan(data)
    # The number of values is no number of people: nothing exact is known of them.
    found = ratio_intervals(
        np.where(known, data, 0.0), known.astype(float), scale._replace(exact=""), 0.0 * data
    )
    mean, low, high, n = (column[0] for column in found.values())
    return float(mean), float(low), float(high), int(n)


def ratio_intervals(
    above: np.ndarray, below: np.ndarray, scale: Scale, trials: np.ndarray | None = None
) -> dict[str, np.ndarray]:
    """Return ratios of sums over replications with their 95 % limits.

    Parameters
    ----------
    above, below
        Sums in each replication, of shape (replications, figures).
    scale
        What the figures can be.
    trials
        Of how many people or answers in each replication the figure tells, where that is not `below`.

    Returns
    -------
    dict
        Columns ``mean``, ``low``, ``high`` and ``replications`` (how many have a say). The mean is nan where
        nothing stands below, the limits where fewer than two replications have a say.

    Examples
    --------
    Three of three were put right, in two replications:

    >>> found = ratio_intervals(np.array([[1.0], [2.0]]), np.array([[1.0], [2.0]]), SHARE)
    >>> found["mean"].tolist(), found["low"].round(2).tolist(), found["high"].tolist()
    ([1.0], [0.29], [1.0])

    Two visits by 22 people, all in one of two replications:

    >>> found = ratio_intervals(np.array([[2.0], [0.0]]), np.array([[11.0], [11.0]]), COUNT)
    >>> found["mean"].round(2).tolist(), found["replications"].tolist()
    ([0.09], [2])
    """
    mean, pulls = linearised(above, below)
    n = (below > 0).sum(axis=0)
    more = np.where(n > 1, n, np.nan)
    error = np.sqrt(over_replications(pulls**2) / (more - 1) / more)
    half = special.stdtrit(more - 1, 0.5 + LEVEL / 2) * error
    of = over_replications(below if trials is None else trials)
    low, high = _at_least(mean, half, mean * of, of, scale, span(above, below, scale))
    low, high = np.clip(low, scale.least, None), np.clip(high, None, scale.most)
    return {"mean": mean, "low": np.minimum(low, mean), "high": np.maximum(high, mean), "replications": n}


def linearised(above: np.ndarray, below: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ratios of sums over replications, and how far each replication pulls them.

    The mean of the pulls over the replications that have a say is 0; nan where nothing stands below.
    """
    total = over_replications(below)
    total = np.where(total > 0, total, np.nan)
    mean = over_replications(above) / total
    return mean, (above - mean * below) * ((below > 0).sum(axis=0) / total)


def span(above: np.ndarray, below: np.ndarray, scale: Scale) -> np.ndarray:
    """Return how far apart the ends of a scale are; in place of one that it lacks, the farthest seen, or 0.

    Examples
    --------
    >>> span(np.array([[6.0], [90.0]]), np.array([[2.0], [9.0]]), AMOUNT).tolist()
    [10.0]
    """
    seen = np.divide(above, below, out=np.zeros(np.shape(above)), where=below > 0)
    least = scale.least if np.isfinite(scale.least) else seen.min(axis=0, initial=0.0)
    most = scale.most if np.isfinite(scale.most) else seen.max(axis=0, initial=0.0)
    return np.zeros(np.shape(above)[1:]) + (most - least)


def _at_least(
    mean: np.ndarray,
    half: np.ndarray,
    events: np.ndarray,
    of: np.ndarray,
    scale: Scale,
    widest: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits that are at least as far from the mean as so few events, or answers, allow."""
    low, high = mean - half, mean + half
    sure = ~np.isnan(half) & (of > 0)
    below, above = (1 - LEVEL) / 2, (1 + LEVEL) / 2
    events, of = np.where(sure, events, 0.0), np.where(sure, of, 1.0)
    with np.errstate(invalid="ignore"):
        if scale.exact == "share":
            rest = np.maximum(of - events, 0.0)
            exact_low = np.where(events > 0, special.betaincinv(events, rest + 1.0, below), 0.0)
            exact_high = np.where(rest > 0, special.betaincinv(events + 1.0, rest, above), 1.0)
        elif scale.exact == "count":
            exact_low = np.where(events > 0, special.gammaincinv(events, below), 0.0) / of
            exact_high = special.gammaincinv(events + 1.0, above) / of
        else:
            unseen = rule_of_three(of, widest)
            exact_low, exact_high = mean - unseen, mean + unseen
    return np.where(sure, np.minimum(low, exact_low), low), np.where(sure, np.maximum(high, exact_high), high)


def rule_of_three(of: np.ndarray, widest: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return how far one event that was not seen among so many may move a mean, from end to end of a scale.

    Examples
    --------
    >>> rule_of_three(np.array([30.0, 3000]), np.ones(2)).round(4).tolist()
    [0.123, 0.0012]
    """
    unseen: np.ndarray = -np.log((1.0 - level) / 2.0) * widest / np.maximum(of, 1.0)
    return unseen


def enough_replications(there: int, reached: float, asked: float, family: int = 1) -> int:
    """Return how many replications make limits as narrow as asked, where so many made them so wide.

    Half the width is Student's quantile over the root of the number: of few replications, it is the quantile
    that narrows most.

    Parameters
    ----------
    there
        How many replications there are, at least two.
    reached, asked
        Half the width of the limits.
    family
        How many limits hold together.

    Examples
    --------
    >>> enough_replications(2, 1.0, 0.1), enough_replications(50, 1.0, 0.5)
    (8, 193)
    """
    level = 1.0 - (1.0 - LEVEL) / max(family, 1) / 2.0

    def half(number: int) -> float:
        return float(special.stdtrit(number - 1, level) / np.sqrt(number))

    wanted = half(there) * asked / reached
    few, many = 2, max(there, int(there * (reached / asked) ** 2)) + 1
    while few < many:
        middle = (few + many) // 2
        few, many = (few, middle) if half(middle) <= wanted else (middle + 1, many)
    return few


def over_replications(values: np.ndarray) -> np.ndarray:
    """Add up rows one after the other: numpy's own order, hence the last bit, depends on what lies beside."""
    return np.asarray(reduce(np.add, values, np.zeros(np.shape(values)[1:])))
