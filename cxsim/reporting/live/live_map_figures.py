"""What the live journey map shows of each touchpoint, and what of it differs from today outside chance."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from cxsim.questions.what_if.levers import reach
from cxsim.questions.what_if.state import State
from cxsim.scenario.model import Scenario

Row = Mapping[str, float]


class Shown(NamedTuple):
    """What is drawn.

    Attributes
    ----------
    scenario
        Today's journey.
    rows
        By touchpoint, the columns of `Differences.touchpoints`.
    chosen
        The touchpoint whose sliders are shown.
    changed
        Whether anything is.
    moved
        The touchpoints at which a lever has been moved.
    """

    scenario: Scenario
    rows: dict[str, dict[str, float]]
    chosen: str
    changed: bool
    moved: frozenset[str]


def certain(row: Row, what: str) -> int:
    """Tell whether a figure is less (-1) or more (1) than today; 0 where that may be chance.

    Examples
    --------
    >>> certain({"felt_low": 0.01, "felt_high": 0.03}, "felt")
    1
    """
    low, high = row[f"{what}_low"], row[f"{what}_high"]
    if math.isnan(low):
        return 0
    return -1 if high < 0 else 1 if low > 0 else 0


def sign(row: Row, what: str) -> str:
    """Return the sign of what is surely more or less than today, before its figure."""
    return {-1: "▼", 0: "", 1: "▲"}[certain(row, what)]


def moved_at(scenario: Scenario, state: State) -> frozenset[str]:
    """Return the touchpoints that something moved belongs to."""
    moved = {setting[:2] for setting in state}
    return frozenset(name for name in scenario.touchpoints if moved & set(reach(scenario, name).items()))
