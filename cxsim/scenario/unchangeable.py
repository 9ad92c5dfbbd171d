"""What no improvement changes: what was before it begins to act, and how a company counts."""

from collections.abc import Iterator
from typing import Any

from cxsim.scenario.faults import Path

# With what is expected instead: worlds branch when improvements begin, and all of them are counted alike.
_BEFORE = "none, because it decides what was before improvements begin to act"
_COUNTED = "none, because it says how customers and money are counted, and is nothing that is done"
_UNCHANGEABLE: dict[Path, str] = {
    ("start",): _BEFORE,
    ("population", "existing"): _BEFORE,
    ("population", "tenure"): _BEFORE,
    ("population", "start"): _BEFORE,
    ("population", "keep"): _BEFORE,
    ("personas", "*", "satisfaction"): _BEFORE,
    ("personas", "*", "spread"): _BEFORE,
    ("mechanisms", "differences"): _BEFORE,
    ("period",): _COUNTED,
    ("churn", "definition"): _COUNTED,
    ("churn", "window"): _COUNTED,
    ("value", "discount_rate"): _COUNTED,
    ("value", "value_horizon"): _COUNTED,
    ("value", "sector_retention"): _COUNTED,
    ("currency",): _COUNTED,
}
HINT = "write a scenario of its own, and compare it"


def unchangeable(today: dict[str, Any], improved: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    """Yield where two journeys differ though improvements cannot bring that about, and what is expected.

    Examples
    --------
    >>> list(unchangeable({"currency": "EUR"}, {"currency": "USD"}))[0][0]
    ('currency',)
    """
    for pattern, expected in _UNCHANGEABLE.items():
        for path in _there(today, pattern):
            if _at(today, path) != _at(improved, path):
                yield path, expected


def _there(data: Any, pattern: Path) -> Iterator[Path]:
    """Yield the places that a pattern stands for."""
    if "*" not in pattern:
        yield pattern
        return
    at = pattern.index("*")
    for key in _at(data, pattern[:at]) or {}:
        yield (*pattern[:at], key, *pattern[at + 1 :])


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data.get(part) if isinstance(data, dict) else None
    return data
