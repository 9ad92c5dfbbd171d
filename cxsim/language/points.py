"""Customers of 100, with their sign and their limits."""

import math
from collections.abc import Sequence
from typing import Any

from cxsim.language.speech import written
from cxsim.language.wording import MINUS, between

ALONE = ("mean", "low", "high")  # limits that hold for one figure by itself
OF_ALL = ("mean", "low_all", "high_all")  # and for all of them together


def signed_points(value: float, digits: int = 1) -> str:
    """Write customers of 100 with their sign.

    Examples
    --------
    >>> signed_points(-26.27), signed_points(0.42), signed_points(0.001)
    ('−26.3', '+0.4', '0.0')
    """
    if math.isnan(value):
        return "–"
    text = written(abs(value), digits)
    return text if round(abs(value), digits) == 0 else f"{MINUS if value < 0 else '+'}{text}"


def with_limits(value: float, low: float, high: float, digits: int = 2) -> str:
    """Write customers of 100 with their sign and limits, as far as there are any.

    Examples
    --------
    >>> with_limits(1.234, 0.9, 1.57), with_limits(-1.234, math.nan, math.nan, digits=1)
    ('+1.23 (+0.90 to +1.57)', '−1.2')
    """
    return between((signed_points(limit, digits) for limit in (value, low, high)), known=not math.isnan(low))


def points(row: Any, effect: str | Sequence[str], digits: int = 2) -> str:
    """Write an effect in customers of 100, with its limits; a dash where there is none to ask for.

    Examples
    --------
    >>> points({"stay": 0.012, "stay_low": 0.009, "stay_high": 0.0157}, "stay", 1)
    '+1.2 (+0.9 to +1.6)'
    """
    return with_limits(*_of_100(row, effect), digits)


def limits(row: Any, effect: str | Sequence[str], digits: int = 2) -> dict[str, str]:
    """Write an effect in customers of 100, without signs, to fill in: its ``gain``, ``low`` and ``high``.

    Examples
    --------
    >>> limits({"mean": 0.012, "low_all": 0.009, "high_all": 0.015}, ("mean", "low_all", "high_all"), 1)
    {'gain': '1.2', 'low': '0.9', 'high': '1.5'}
    """
    return dict(
        zip(("gain", "low", "high"), (written(one, digits) for one in _of_100(row, effect)), strict=True)
    )


def unsigned(row: Any, effect: str | Sequence[str], digits: int = 2) -> str:
    """Write an effect in customers of 100, without signs, with limits as far as there are any.

    Examples
    --------
    >>> unsigned({"stay": 0.012, "stay_low": 0.009, "stay_high": 0.0157}, "stay", 1)
    '1.2 (0.9–1.6)'
    """
    said = limits(row, effect, digits)
    known = not math.isnan(_of_100(row, effect)[1])
    return f"{said['gain']} ({said['low']}–{said['high']})" if known else said["gain"]


def _of_100(row: Any, effect: str | Sequence[str]) -> tuple[float, float, float]:
    """Return an effect and its limits, in columns named after it or in those that are named."""
    columns = (effect, f"{effect}_low", f"{effect}_high") if isinstance(effect, str) else effect
    value, low, high = (100 * row[column] for column in columns)
    return value, low, high
