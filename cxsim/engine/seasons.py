"""Seasons: days of a calendar on which more happens than on others."""

import math
from typing import NamedTuple

from cxsim.engine.rules import rule
from cxsim.engine.weekly import activity_in_week


class Season(NamedTuple):
    """A number for each day from time 0 to after the horizon: a factor on activity, or what is added."""

    days: tuple[float, ...]


@rule
def advance_in_season(
    table: tuple[float, ...], factors: tuple[float, ...], number: int, now: float, delay: float
) -> float:
    """Return how long it takes until `delay` days of activity have passed in a rhythm, faster on some days.

    `table` is that of a rhythm, `factors` those of so many days; after the last one nothing is asked for any
    more. Days are used up one by one: added up, they would round the activity, and a rounded night is not
    over.

    Examples
    --------
    >>> from cxsim.engine.weekly import ALWAYS
    >>> advance_in_season(ALWAYS.table, (1.0, 3.0, 1.0), 3, 0.0, 2.5)  # the second day is worth three
    1.5
    """
    day = math.floor(now)
    monday = 7 * (day // 7)
    rest = delay
    if day < number:
        before = activity_in_week(table, now - monday) - table[24 * (day - monday)]
        rest += before * factors[day]
    while day < number:
        first = 24 * (day % 7)
        whole = (table[first + 24] - table[first]) * factors[day]
        if rest < whole:
            wanted, hour = table[first] + rest / factors[day], 0
            while hour < 23 and table[first + hour + 1] <= wanted:
                hour += 1
            width = table[first + hour + 1] - table[first + hour]
            part = (wanted - table[first + hour]) / width if width > 0.0 else 0.0
            return max(day + (hour + part) / 24.0 - now, 0.0)
        rest -= whole
        day += 1
    return max(day + rest - now, 0.0)
