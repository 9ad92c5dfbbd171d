"""Customers of 100, with their sign and their limits."""

import math
from collections.abc import Iterable
from typing import Any

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import MINUS


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
    said, least, most = (signed_points(limit, digits) for limit in (value, low, high))
    return said if math.isnan(low) else f"{said} ({say('{low} to {high}', low=least, high=most)})"


def points(row: Any, effect: str, digits: int = 1) -> str:
    """Write an effect in customers of 100, with its limits; a dash where there is none to ask for."""
    value, low, high = (100 * row[column] for column in (effect, f"{effect}_low", f"{effect}_high"))
    return "–" if math.isnan(value) else with_limits(value, low, high, digits)


def of_each(gains: Iterable[tuple[str, float]], digits: int = 1) -> str:
    """Say the effect of each of several, in the share kept.

    Examples
    --------
    >>> of_each([("Shop", 0.012), ("App", -0.001)])
    'Shop: +1.2; App: −0.1'
    """
    return translated("; ").join(
        say("{title}: {figure}", title=title, figure=signed_points(100 * gain, digits))
        for title, gain in gains
    )


def kept_more(title: str, said: str, told: str) -> str:
    """Describe a picture of customers kept: what it concludes, and the figures of each row."""
    return say(
        "{title}. {said} Customers kept more than today, of 100: {told}.", title=title, said=said, told=told
    )
