"""The years of a run before time 0: when they end, and how many it takes until a company has settled.

As in Welch's procedure (1983) the eye is on moving means: two years of a series are held against the two
before them. It has settled when they differ by next to nothing, or by no more than chance makes them.
"""

import math
from collections.abc import Sequence
from statistics import fmean, variance

# Years until it may count as settled, and after which it is taken as it is.
LEAST, MOST = 4, 15
# At most this share of customers have been there since the run began.
FIRST = 0.2
# Two years are compared with the two before them, by half-years. A year may change a series by so much.
SPAN, BATCH, LITTLE = 24, 6, 0.0025
# Standard errors up to which a difference may be chance.
CHANCE = 2.0


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


def has_settled(series: Sequence[float]) -> bool:
    """Tell whether a series of months hardly drifts any more, or not so that it could be seen.

    Examples
    --------
    >>> slowly = [0.2 - 0.0002 * month for month in range(60)]
    >>> has_settled(slowly), has_settled([2.0 * one for one in slowly])
    (True, False)
    """
    drift, error = drift_of(series)
    return abs(drift) <= max(LITTLE, CHANCE * error)


def drift_of(series: Sequence[float]) -> tuple[float, float]:
    """Return by how much a year changes a series of late, and the standard error of that.

    The error is that of means of half-years, which are as good as independent.
    """
    before, late = (
        [fmean(part[at : at + BATCH]) for at in range(0, SPAN, BATCH)]
        for part in (series[-2 * SPAN : -SPAN], series[-SPAN:])
    )
    years = SPAN / 12.0
    error = math.sqrt((variance(before) + variance(late)) / len(late)) / years
    return (fmean(late) - fmean(before)) / years, error
