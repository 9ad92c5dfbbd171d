"""The years of a run before time 0: when they end, and how many it takes until a company has settled.

By MSER-5 (White 1997; Hoad, Robinson & Davies 2010): from where on does the mean of the rest of a series
have the smallest standard error? What comes before is the run-in. Where that is the longer part, the
series is still on its way.

With many customers MSER-5 sees any drift, be it too small to matter: where the loyal stay and others leave,
loss falls for decades. So a series has settled, too, when it hardly drifts any more.
"""

import math
from collections.abc import Sequence
from statistics import fmean

import numpy as np

# Years until it may count as settled, and after which it is taken as it is.
LEAST, MOST = 3, 30
# At most this share of customers have been there since the run began.
FIRST = 0.2
BATCH = 5
# Two years are compared with the two before them; a year may change a series by so much.
SPAN, LITTLE = 24, 0.005


def end_of_year(number: int) -> int:
    """Return the day on which a year of the run before ends: a Monday, at the same time of the year.

    Examples
    --------
    >>> end_of_year(1), end_of_year(30)
    (364, 10955)
    """
    return 7 * round(number * 365.25 / 7)


def have_settled(years: int, satisfaction: Sequence[float], loss: Sequence[float], first: float) -> bool:
    """Tell whether a company has settled, by mean satisfaction and loss each month.

    Tenures have once few of the `first` customers are left; their mean moves too smoothly to tell it.
    """
    yearly = [12.0 * one for one in loss]
    return years >= LEAST and first <= FIRST and has_settled(satisfaction) and has_settled(yearly)


def run_in(series: Sequence[float]) -> int:
    """Return how many numbers at the beginning belong to the run-in.

    Examples
    --------
    >>> run_in([9.0] * 10 + [1.0, 2.0] * 20)
    10
    """
    batches = np.array(series[: len(series) // BATCH * BATCH]).reshape(-1, BATCH).mean(axis=1)
    # Of the last few the spread tells nothing.
    errors = [np.mean((rest - rest.mean()) ** 2) / len(rest) for rest in _rests(batches)]
    return BATCH * int(np.argmin(errors)) if errors else len(series)


def has_settled(series: Sequence[float]) -> bool:
    """Tell whether the run-in is at most half of a series, or the series hardly drifts any more.

    Examples
    --------
    >>> slowly = [0.2 - 0.0003 * month for month in range(60)]
    >>> has_settled(slowly), has_settled([2.0 * one for one in slowly])
    (True, False)
    """
    return 2 * run_in(series) <= len(series) or drift(series) <= LITTLE


def drift(series: Sequence[float]) -> float:
    """Return by how much a year has changed a series of months of late; without limit if it is too short."""
    if len(series) < 2 * SPAN:
        return math.inf
    return abs(fmean(series[-SPAN:]) - fmean(series[-2 * SPAN : -SPAN])) / (SPAN / 12)


def _rests(batches: np.ndarray) -> list[np.ndarray]:
    return [batches[first:] for first in range(len(batches) - BATCH + 1)]
