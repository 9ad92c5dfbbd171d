"""The arrows of the live journey map: wider for more passages; broken and red where context is often lost."""

import math

import pandas as pd

from cxsim.language.wording import percent
from cxsim.questions.journey.map.map_bends import Point, free_place, pieces, rounded
from cxsim.questions.journey.map.map_layout import Box, Layout
from cxsim.theme import svg
from cxsim.theme.lettering import text_width

PX = 96
ARROW = "#7B8794"
ALARMING = 0.1  # share of hand-offs without context from which on an arrow is marked


def arrows(layout: Layout, links: pd.DataFrame, changed: bool, top: float) -> list[str]:
    """Draw the passages of the changed journey, with today's loss of context before the new one.

    Parameters
    ----------
    layout
        Where the arrows lead.
    links
        As in `Differences.links`.
    changed
        Whether anything is.
    top
        Where the swimlanes begin.
    """
    rows = {
        (str(row["source"]), str(row["target"])): {str(key): row[key] for key in links.columns[2:]}
        for row in links.to_dict("records")
    }
    most = max((rows[link]["passages_then"] for link in layout.arrows), default=0.0) or 1.0
    parts: list[str] = []
    numbers: list[str] = []
    taken = [*layout.cards.values(), *layout.badges()]
    for link, corners in layout.arrows.items():
        row = rows[link]
        alarming = max(row["lost_then"], row["lost_today"] if changed else 0.0) >= ALARMING
        parts += _arrow(corners, row["passages_then"] / most, alarming, top)
        if alarming:
            words = _lost(row["lost_today"], row["lost_then"], changed)
            others = [
                piece for way, points in layout.arrows.items() if way != link for piece in pieces(points)
            ]
            box = free_place(corners, text_width(words) / 72 + 0.1, taken, others, layout.width)
            if box is not None:
                taken.append(box)
                numbers += _number(box, words, top)
    return [*parts, *numbers]


def _lost(today: float, then: float, changed: bool) -> str:
    before, after = percent(today, 0), percent(then, 0)
    return f"{before} → {after}" if changed and before != after else after


def _arrow(corners: list[Point], share: float, alarming: bool, top: float) -> list[str]:
    width = 1.1 + 5.4 * share
    colour = svg.ALARM if alarming else ARROW
    points = [(PX * x, top + PX * y) for x, y in corners]
    steps = rounded(points, 9.0)
    # The head takes the last few pixels, and the line ends before it.
    (x0, _), (x, y) = points[-2], points[-1]
    length, half = 7.2 + 1.1 * width, 3.8 + 0.8 * width
    back = x - math.copysign(length, x - x0)
    steps[-1] = ("L", (back, y))
    dashes = (
        f' stroke-dasharray="{max(3.0, 1.2 * width):.1f} {max(2.0, 0.6 * width):.1f}"' if alarming else ""
    )
    return [
        svg.path(
            steps, svg.PAPER, f'stroke-width="{width + 2.6:.1f}"'
        ),  # a gap where it passes over another arrow
        svg.path(steps, colour, f'stroke-width="{width:.1f}"{dashes}'),
        svg.polygon([(x, y), (back, y - half), (back, y + half)], colour),
    ]


def _number(box: Box, words: str, top: float) -> list[str]:
    place = Box(PX * box.left, top + PX * box.top, PX * box.width, PX * box.height)
    middle = place.left + place.width / 2
    return [
        svg.rectangle(*place, svg.PAPER, f'stroke="{svg.ALARM}"'),
        svg.text(middle, place.bottom - 4.5, words, svg.ALARM, "middle"),
    ]
