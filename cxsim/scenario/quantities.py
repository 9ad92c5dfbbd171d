"""Quantities with units and bounds: durations such as ``6 min``, probabilities, money.

Inside the model time is a number of days (``float``); a scenario file always writes the unit.
"""

import functools
import math
import re
import unicodedata
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, WithJsonSchema

# Days as a fraction, so that 30 s and 0.5 min are the same number to the last bit.
DAYS_PER_UNIT = {
    "s": (1, 86_400),
    "min": (1, 1_440),
    "h": (1, 24),
    "d": (1, 1),
    "w": (7, 1),
    "mo": (365, 12),
    "y": (365, 1),
}

_DURATION = re.compile(r"^\s*([0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)\s*(s|min|h|d|w|mo|y)\s*$")
_NO_DURATION = "a duration, which is a number with a unit (s, min, h, d, w, mo, y), such as 6 min"


def parse_duration(value: Any) -> float:
    """Turn ``"6 min"`` into days.

    Parameters
    ----------
    value
        A number and a unit out of s, min, h, d, w, mo (365/12 d) and y (365 d).

    Returns
    -------
    float
        The duration in days.

    Raises
    ------
    ValueError
        If the text is not a finite, non-negative number with a known unit.

    Examples
    --------
    >>> parse_duration("36 h")
    1.5
    """
    if not isinstance(value, str):
        raise ValueError(_NO_DURATION)
    return _days(value)


@functools.lru_cache(4_096)  # the same few stand in every scenario that is built from another one
def _days(text: str) -> float:
    match = _DURATION.match(text)
    if match is None:
        raise ValueError(_NO_DURATION)
    number, unit = float(match.group(1)), match.group(2)
    numerator, denominator = DAYS_PER_UNIT[unit]
    days = number * numerator / denominator
    if not math.isfinite(days) or days > 36_500:
        raise ValueError("a duration of at most 100 years")
    return days


def format_duration(days: float) -> str:
    """Write days the way people say them.

    Examples
    --------
    >>> format_duration(0.5), format_duration(6 / 1440), format_duration(30.0)
    ('12 h', '6 min', '30 d')
    """
    for unit in ("d", "h", "min", "s"):
        numerator, denominator = DAYS_PER_UNIT[unit]
        amount = days * denominator / numerator
        if amount >= 1 or unit == "s":
            return f"{amount:.3g} {unit}"
    raise AssertionError("unreachable")


def _positive(days: float) -> float:
    if days <= 0:
        raise ValueError("a duration above zero")
    return days


def _at_least_an_hour(days: float) -> float:
    if days < 1 / 24:
        raise ValueError("a duration of at least 1 h")
    return days


_DURATION_SCHEMA = WithJsonSchema(
    {
        "type": "string",
        "pattern": _DURATION.pattern,
        "description": "a number with a unit, such as 6 min or 30 d",
    }
)

# A dumped scenario can be read again, to the last bit.
_IN_DAYS = PlainSerializer(lambda days: f"{float(days)!r} d", return_type=str, when_used="json")

Duration = Annotated[float, BeforeValidator(parse_duration), _IN_DAYS, _DURATION_SCHEMA]
PositiveDuration = Annotated[
    float, BeforeValidator(lambda value: _positive(parse_duration(value))), _IN_DAYS, _DURATION_SCHEMA
]
LongDuration = Annotated[
    float, BeforeValidator(lambda value: _at_least_an_hour(parse_duration(value))), _IN_DAYS, _DURATION_SCHEMA
]

Probability = Annotated[float, Field(strict=True, ge=0, le=1, allow_inf_nan=False)]
Share = Probability
NonNegative = Annotated[float, Field(strict=True, ge=0, le=1e9, allow_inf_nan=False)]
Positive = Annotated[float, Field(strict=True, gt=0, le=1e9, allow_inf_nan=False)]
Feeling = Annotated[float, Field(strict=True, ge=-1, le=1, allow_inf_nan=False)]

# Ranges that no study leaves. Inside them no engine computes a number that is too large for it: with every
# parameter of feelings at its limit, somebody who remembers n failures feels the next one as 500 n + 150.
Coefficient = Annotated[float, Field(strict=True, ge=-1_000, le=1_000, allow_inf_nan=False)]
LogOdds = Coefficient
Weight = Annotated[float, Field(strict=True, ge=0, le=1_000, allow_inf_nan=False)]
Odds = Annotated[float, Field(strict=True, ge=0.001, le=1_000, allow_inf_nan=False)]
Factor = Annotated[float, Field(strict=True, ge=0.01, le=100, allow_inf_nan=False)]
UpToTen = Annotated[float, Field(strict=True, ge=0, le=10, allow_inf_nan=False)]
# The standard deviation of a logarithm: at 2, one in a thousand is sixty times the mean.
LogSd = Annotated[float, Field(strict=True, ge=0, le=2, allow_inf_nan=False)]
LossAversion = Annotated[float, Field(strict=True, ge=0.01, le=10, allow_inf_nan=False)]
Money = NonNegative
Count = Annotated[int, Field(strict=True, ge=0, le=10_000_000)]
Flag = Annotated[bool, Field(strict=True)]  # true or false, not "yes"
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
Text = Annotated[str, Field(max_length=4_000)]


def is_seen(text: str) -> bool:
    r"""Tell whether there is anything to read in a text.

    Examples
    --------
    >>> is_seen("Shop"), is_seen(" \u200b")
    (True, False)
    """
    return any(not c.isspace() and unicodedata.category(c) not in ("Cf", "Cc", "Mn") for c in text)


def _to_read(text: str) -> str:
    if not is_seen(text):
        raise ValueError("text with something to read in it")
    return text


Title = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_to_read)]
