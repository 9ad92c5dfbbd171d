"""How the arrows of a journey map bend, and where on them a number can stand; whoever draws them."""

import itertools
import math
from collections.abc import Sequence

from cxsim.questions.journey.map.map_layout import Box

Point = tuple[float, float]
Step = tuple[str, *tuple[Point, ...]]
"""A step of a path, as SVG has it: M (begin here), L (straight on to), Q (bend towards the first point)."""


def rounded(corners: Sequence[Point], radius: float = 0.09) -> list[Step]:
    """Return a path through corners, rounded, that ends a little before the last one (where the head is).

    Examples
    --------
    >>> rounded([(1.0, 0.0), (0.0, 0.0)])
    [('M', (1.0, 0.0)), ('L', (0.07, 0.0))]
    >>> [code for code, *_ in rounded([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])]
    ['M', 'L', 'Q', 'L']
    """
    points = [*corners[:-1], _towards(corners[-1], corners[-2], 0.07)]
    steps: list[Step] = [("M", points[0])]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        steps += [("L", _towards(corner, before, room)), ("Q", corner, _towards(corner, after, room))]
    return [*steps, ("L", points[-1])]


def pieces(corners: Sequence[Point]) -> list[Box]:
    """Return the straight pieces of an arrow as (very thin) boxes."""
    return [
        Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
        for (x0, y0), (x1, y1) in itertools.pairwise(corners)
    ]


def free_place(
    corners: Sequence[Point], wide: float, taken: list[Box], arrows: list[Box], right: float
) -> Box | None:
    """Return a place for a number on an arrow where it covers no card or number, and few other arrows."""
    places = [
        Box(x0 + part * (x1 - x0) - wide / 2, y0 + part * (y1 - y0) - 0.09, wide, 0.18)
        for (x0, y0), (x1, y1) in sorted(itertools.pairwise(corners), key=lambda piece: -math.dist(*piece))
        for part in (0.5, 0.35, 0.65, 0.2, 0.8)
    ]
    free = [
        place
        for place in places
        if place.right < right - 0.02 and not any(place.touches(other, 0.01) for other in taken)
    ]
    return min(free, key=lambda place: sum(place.touches(arrow) for arrow in arrows), default=None)


def _towards(here: Point, there: Point, far: float) -> Point:
    """Return the place so far from here on the way there, but no farther than that is."""
    distance = math.dist(here, there)
    part = min(far / distance, 1.0) if distance else 0.0
    return here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])
