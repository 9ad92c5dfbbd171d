"""Opening hours such as ``mon-fri 08:00-20:00; sat 09:00-13:00``, as intervals of the week.

The week starts on Monday at 00:00; times are in days from there, so Tuesday noon is 1.5.
"""

import re

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_PART = re.compile(
    r"^\s*(?:(?P<days>[a-z]{3}(?:-[a-z]{3})?(?:\s*,\s*[a-z]{3}(?:-[a-z]{3})?)*)\s+)?"
    r"(?P<from>\d{1,2}:\d{2})\s*-\s*(?P<to>\d{1,2}:\d{2})\s*$"
)
_EXPECTED = "hours such as mon-fri 08:00-20:00; sat 09:00-13:00, or always"


def parse_hours(text: str) -> tuple[tuple[float, float], ...]:
    """Turn opening hours into intervals of the week.

    Parameters
    ----------
    text
        Parts separated by ``;``, each with optional days (``mon-fri``, ``sat,sun``) and a span of time.
        ``always`` is the whole week. A span may not pass midnight; write two.

    Returns
    -------
    tuple of (float, float)
        Sorted, merged intervals in days from Monday 00:00.

    Raises
    ------
    ValueError
        If a part cannot be read or a span is empty, so that hours which never open are refused.

    Examples
    --------
    >>> parse_hours("mon 06:00-18:00; tue 00:00-12:00")
    ((0.25, 0.75), (1.0, 1.5))
    """
    if text.strip() == "always":
        return ((0.0, 7.0),)
    spans = [span for part in text.split(";") for span in _parse_part(part)]
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _parse_part(part: str) -> list[tuple[float, float]]:
    match = _PART.match(part.lower())
    if match is None:
        raise ValueError(_EXPECTED)
    start, end = _time_of_day(match["from"]), _time_of_day(match["to"])
    if end <= start:
        raise ValueError(
            "a span that ends after it starts (split spans at midnight, which ends a day as 24:00)"
        )
    days = _weekdays(match["days"]) if match["days"] else list(range(7))
    return [(day + start / 1_440, day + end / 1_440) for day in days]


def _time_of_day(text: str) -> int:
    hours, minutes = (int(number) for number in text.split(":"))
    if minutes > 59 or hours * 60 + minutes > 1_440:
        raise ValueError("a time of day from 00:00 to 24:00")
    return hours * 60 + minutes


def _weekdays(text: str) -> list[int]:
    days: set[int] = set()
    for item in text.split(","):
        names = item.strip().split("-")
        if not all(name in WEEKDAYS for name in names):
            raise ValueError(f"days out of {', '.join(WEEKDAYS)}")
        first, last = WEEKDAYS.index(names[0]), WEEKDAYS.index(names[-1])
        days.update((first + step) % 7 for step in range((last - first) % 7 + 1))
    return sorted(days)
