"""Drawing the emotional curve of a journey map: how each touchpoint feels, in the column of its stage."""

import math
from collections.abc import Iterator

import numpy as np
from matplotlib.axes import Axes

from cxsim.language.speech import say
from cxsim.language.wording import signed
from cxsim.questions.journey.map.map_drawing import badge, write
from cxsim.questions.journey.map.map_layout import BADGE, LABELS, Box, Layout, Rows
from cxsim.theme.colours import LINE
from cxsim.theme.style import INK, MUTED, PAPER, text_width


def draw_curve(axes: Axes, layout: Layout, rows: Rows, box: Box) -> None:
    """Draw the mean feeling at each touchpoint with its interval.

    Parameters
    ----------
    rows
        By by touchpoint, with ``number``, ``stage``, ``felt``, ``felt_low`` and ``felt_high``.
    box
        Where to draw; the names at the left stand inside it.
    """
    values = [row[name] for row in rows.values() for name in ("felt", "felt_low", "felt_high")]
    low, high = float(np.nanmin([0.0, *values])), float(np.nanmax([0.0, *values]))
    scale = (box.height - 0.8) / max(high - low, 0.05)

    def down(felt: float) -> float:
        return box.top + 0.4 + scale * (high - felt)

    write(axes, 0.1, box.top + 0.06, say("How it feels"), weight="bold")
    write(axes, 0.1, down(0.0), say("as expected"), va="center", color=MUTED)
    if box.bottom - down(0.0) > 0.5:
        write(axes, 0.1, box.bottom - 0.1, say("worse"), va="bottom", color=MUTED)
    axes.plot([LABELS, box.right], [down(0.0)] * 2, color=MUTED, lw=0.8, zorder=1)
    seen = {name: row for name, row in rows.items() if not math.isnan(row["felt"])}
    places = layout.along_stages(seen)
    points = {name: (x, down(seen[name]["felt"])) for name, x in places.items()}
    if points:
        axes.plot(*zip(*points.values(), strict=True), color=LINE, lw=1.6, zorder=2)
    for name, (x, y) in points.items():
        row = seen[name]
        if not math.isnan(row["felt_low"]):
            axes.plot([x, x], [down(row["felt_low"]), down(row["felt_high"])], color=INK, lw=1.6, zorder=3)
        badge(axes, (x, y), row["number"], row["felt"], 4)
    taken = [Box(x - BADGE, y - BADGE, 2 * BADGE, 2 * BADGE) for x, y in points.values()]
    for name, (x, y) in points.items():
        row = seen[name]
        reaches = [
            abs(down(limit) - y) for limit in (row["felt_high"], row["felt_low"]) if not math.isnan(limit)
        ]
        away = max([BADGE, *reaches]) + 0.025
        text = signed(row["felt"])
        for place in _beside(x, y, away, text_width(text) / 72, below=row["felt"] < 0):
            if not any(place.touches(other) for other in taken):
                taken.append(place)
                halo = {"fc": PAPER, "ec": "none", "pad": 0.4}
                write(
                    axes,
                    x,
                    place.top + place.height / 2,
                    text,
                    ha="center",
                    va="center_baseline",
                    zorder=3.5,
                    bbox=halo,
                )
                break


def _beside(x: float, y: float, away: float, wide: float, below: bool) -> Iterator[Box]:
    """Yield places for a number: on the outer side of its point first."""
    tall = 0.14
    for under in (below, not below):
        yield Box(x - wide / 2, y + away if under else y - away - tall, wide, tall)
