"""Drawing the arrows of a journey map: wider for more passages, broken and red where context is lost."""

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from cxsim.language.wording import percent
from cxsim.questions.journey.map.map_bends import Point, free_place, pieces, rounded
from cxsim.questions.journey.map.map_drawing import write
from cxsim.questions.journey.map.map_layout import Box, Layout
from cxsim.theme.colours import ARROW
from cxsim.theme.style import ALARM, PAPER, text_width

CODES = {"M": Path.MOVETO, "L": Path.LINETO, "Q": Path.CURVE3}


def draw_arrows(
    axes: Axes, layout: Layout, links: dict[tuple[str, str], tuple[float, float]], alarming: float
) -> list[Box]:
    """Draw the arrows: wider for more passages; broken, red and with a number where context is often lost.

    Parameters
    ----------
    links
        Passages, and the share of them that loses the context, by (source, target).
    alarming
        Share of hand-offs without context from which on an arrow is marked.

    Returns
    -------
    list of Box
        Where the numbers stand.
    """
    most = max((passed for passed, _ in links.values()), default=1.0)
    for link, corners in layout.arrows.items():
        passed, lost = links[link]
        width, broken = 0.8 + 4.2 * passed / most, lost >= alarming
        path, colour = _path(corners), ALARM if broken else ARROW
        _line(axes, path, PAPER, width + 2.0, "-", 2.0)  # a gap where it passes over another arrow
        dashes = (0.0, (max(3.0 / width, 1.2), max(1.6 / width, 0.6))) if broken else "-"
        _line(axes, path, colour, width, dashes, 2.5)
        _head(axes, corners, width, colour)
    taken = [*layout.cards.values(), *layout.badges()]
    written: list[Box] = []
    for link, corners in layout.arrows.items():
        lost = links[link][1]
        if lost >= alarming:
            wide = text_width(percent(lost, 0)) / 72 + 0.08
            others = [
                piece for way, points in layout.arrows.items() if way != link for piece in pieces(points)
            ]
            box = free_place(corners, wide, [*taken, *written], others, layout.width)
            if box is not None:
                written.append(box)
                _number(axes, box, percent(lost, 0))
    return written


def _line(axes: Axes, path: Path, colour: str, width: float, dashes: Any, zorder: float) -> None:
    look: dict[str, Any] = {"capstyle": "butt", "joinstyle": "round", "fill": False}
    axes.add_patch(PathPatch(path, ec=colour, lw=width, ls=dashes, zorder=zorder, **look))


def _number(axes: Axes, box: Box, text: str) -> None:
    frame: dict[str, Any] = {"fc": PAPER, "ec": ALARM, "lw": 0.9, "zorder": 3.0}
    axes.add_patch(Rectangle((box.left, box.top), box.width, box.height, **frame))
    middle = (box.left + box.width / 2, box.top + box.height / 2)
    write(axes, *middle, text, color=ALARM, ha="center", va="center_baseline", zorder=3.1)


def _head(axes: Axes, corners: list[Point], width: float, colour: str) -> None:
    (x0, _), (x, y) = corners[-2], corners[-1]
    length, half = 0.075 + 0.012 * width, 0.04 + 0.011 * width
    back = x - math.copysign(length, x - x0)
    axes.fill([x, back, back], [y, y - half, y + half], color=colour, lw=0, zorder=2.6)


def _path(corners: list[Point]) -> Path:
    steps = [(CODES[code], point) for code, *points in rounded(corners) for point in points]
    return Path([point for _, point in steps], [code for code, _ in steps])
