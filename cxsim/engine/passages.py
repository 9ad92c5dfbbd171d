"""Passages: all the ways in which customers of a plan can come to a touchpoint.

They start a journey there, follow a link, escape from a touchpoint that did not serve them, or try again.
What is counted by passage grows with what can occur, not with all pairs of touchpoints.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from cxsim.engine.parts import Plan
from cxsim.engine.vocabulary import NONE


class Passages(NamedTuple):
    """The passages of a plan, by touchpoint and then by where they come from.

    Attributes
    ----------
    touchpoint, origin
        Where each leads, and the touchpoint from which, or -1 where a journey starts.
    number
        The place of each (origin, touchpoint) among them.
    """

    touchpoint: np.ndarray
    origin: np.ndarray
    number: dict[tuple[int, int], int]


@lru_cache(maxsize=8)
def passages(plan: Plan) -> Passages:
    """Return all passages that a plan allows, or one that is lived before it, or a variant."""
    found = sorted({(touchpoint, origin) for origin, touchpoint in _ways(plan)})
    touchpoint, origin = np.array(found, np.int64).reshape(-1, 2).T
    number = {(origin, touchpoint): place for place, (touchpoint, origin) in enumerate(found)}
    return Passages(touchpoint, origin, number)


def _ways(plan: Plan) -> Iterator[tuple[int, int]]:
    for other in (*((plan.before,) if plan.before else ()), *plan.variants):
        yield from _ways(other)
    for journey in plan.journeys:
        for first in journey.first:
            yield NONE, first
        for fork in journey.forks:
            for link in fork.links:
                if link.target >= 0:
                    yield fork.at, link.target
    for touchpoint in plan.touchpoints:
        if touchpoint.redial > 0.0:
            yield touchpoint.index, touchpoint.index
        for target, _ in touchpoint.escapes:
            yield touchpoint.index, target
