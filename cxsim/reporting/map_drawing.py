"""Drawing a journey map that has been laid out: swimlanes, cards, arrows, the emotional curve, front and back stage."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from cxsim.reporting.map_layout import BADGE, LABELS, LINE, PAD, Box, Layout
from cxsim.reporting.style import (
    ALARM,
    FAINT,
    FRICTION,
    INK,
    LOSS,
    MUTED,
    PAPER,
    SMALL,
    TEXT,
    feeling_colour,
    text_width,
    wrap,
)
from cxsim.reporting.wording import percent, signed

ARROW = "#7B8794"
Point = tuple[float, float]


def write(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    """Write text with its upper left corner at a place in inches, unless `look` says otherwise."""
    axes.text(x, y, text, **{"size": SMALL, "va": "top", "ha": "left", **look})


def draw_stages(axes: Axes, layout: Layout, top: float) -> None:
    """Write the names of the stages, as arrows that lead from one to the next."""
    for number, (stage, box) in enumerate(layout.stages.items()):
        left, right, tip = box.left + 0.02, box.right - 0.02, 0.1
        notch = tip if number else 0.0
        shape = [(left, top), (right - tip, top), (right, top + 0.15), (right - tip, top + 0.3), (left, top + 0.3), (left + notch, top + 0.15)]
        axes.fill(*zip(*shape, strict=True), color="#E4E9EE", lw=0)
        write(axes, (left + right) / 2, top + 0.15, stage.capitalize(), size=TEXT, weight="bold", ha="center", va="center")


def draw_lanes(axes: Axes, layout: Layout, titles: dict[str, str]) -> None:
    """Draw the swimlanes with the names of their channels."""
    for number, (channel, box) in enumerate(layout.lanes.items()):
        colour = "#F5F7F9" if number % 2 == 0 else PAPER
        axes.add_patch(Rectangle((0.0, box.top), layout.width, box.height, color=colour, lw=0, zorder=0))
        lines = wrap(titles[channel], 72 * (LABELS - 0.15), SMALL, 3, "bold")
        write(axes, 0.1, box.top + box.height / 2, "\n".join(lines), weight="bold", va="center")


def draw_cards(axes: Axes, layout: Layout, table: pd.DataFrame, longest: float) -> None:
    """Draw the cards: number in the colour of the feeling, title, shares of friction and of all losses as bars.

    Parameters
    ----------
    table
        Indexed by touchpoint, with ``number``, ``felt``, ``friction`` and ``losses``.
    longest
        Share for which a bar is as wide as its card.
    """
    for name, box in layout.cards.items():
        row = table.loc[name]
        shape = FancyBboxPatch(
            (box.left, box.top), box.width, box.height, boxstyle="round,pad=0,rounding_size=0.06",
            fc=PAPER, ec="#9AA5B1", lw=1.0, zorder=4, gid=f"card {name}",
        )
        axes.add_patch(shape)
        _badge(axes, (box.left + PAD + 0.1, box.top + PAD + 0.09), int(row["number"]), row["felt"], 5)
        title = "\n".join(layout.titles[name])
        write(axes, box.left + PAD + BADGE, box.top + PAD, title, weight="bold", linespacing=1.18, zorder=5)
        for rank, (label, share, colour) in enumerate((("friction", row["friction"], FRICTION), ("losses", row["losses"], LOSS))):
            top = box.bottom - PAD - 0.175 * (2 - rank)
            wide = box.width - 2 * PAD
            if share > 0:
                bar = (box.left + PAD, top), min(share / longest, 1.0) * wide, 0.155
                axes.add_patch(Rectangle(*bar, color=colour, alpha=0.5, lw=0, zorder=5))
            look: dict[str, Any] = {"va": "center_baseline", "zorder": 6}
            write(axes, box.left + PAD + 0.03, top + 0.078, label, color=INK, **look)
            write(axes, box.right - PAD - 0.02, top + 0.078, percent(share), ha="right", **look)


def _badge(axes: Axes, at: Point, number: int, felt: float, zorder: float) -> None:
    colour = PAPER if math.isnan(felt) else feeling_colour(felt, 0.4)
    axes.add_patch(Circle(at, 0.115, fc=colour, ec=INK, lw=0.8, zorder=zorder))
    dark = not math.isnan(felt) and abs(felt) > 0.3
    write(axes, *at, str(number), ha="center", va="center_baseline", color=PAPER if dark else INK, zorder=zorder + 0.1)


def draw_arrows(axes: Axes, layout: Layout, links: pd.DataFrame, alarming: float) -> list[Box]:
    """Draw the arrows, wider for more passages; broken and red, with a number, where the context is often lost.

    Parameters
    ----------
    links
        Indexed by (source, target), with ``passages`` and ``context_lost``.
    alarming
        Share of hand-offs without context from which on an arrow is marked.

    Returns
    -------
    list of Box
        Where the numbers stand.
    """
    most = float(links["passages"].max()) if len(links) else 1.0
    written: list[Box] = []
    for link, corners in layout.arrows.items():
        row = links.loc[link]
        width = 0.8 + 3.7 * math.sqrt(row["passages"] / most)
        lost = row["context_lost"] >= alarming
        path, look = _rounded(corners), {"arrowstyle": "-", "capstyle": "butt", "joinstyle": "round"}
        axes.add_patch(FancyArrowPatch(path=path, lw=width + 2.0, color=PAPER, zorder=2, **look))
        dashes = (0, (max(3.0 / width, 1.2), max(1.6 / width, 0.6))) if lost else "-"
        colour = ALARM if lost else ARROW
        axes.add_patch(FancyArrowPatch(path=path, lw=width, color=colour, ls=dashes, zorder=2.5, **look))
        _head(axes, corners, width, colour)
    for link, corners in layout.arrows.items():
        share = links.loc[link, "context_lost"]
        if share >= alarming:
            box = _free_place(corners, text_width(percent(share, 0)) / 72 + 0.08, [*layout.cards.values(), *written])
            if box is not None:
                written.append(box)
                axes.add_patch(Rectangle((box.left, box.top), box.width, box.height, fc=PAPER, ec=ALARM, lw=0.9, zorder=3))
                middle = (box.left + box.width / 2, box.top + box.height / 2)
                write(axes, *middle, percent(share, 0), color=ALARM, ha="center", va="center_baseline", zorder=3.1)
    return written


def _head(axes: Axes, corners: list[Point], width: float, colour: str) -> None:
    (x0, _), (x, y) = corners[-2], corners[-1]
    length, half = 0.075 + 0.012 * width, 0.04 + 0.011 * width
    back = x - math.copysign(length, x - x0)
    axes.fill([x, back, back], [y, y - half, y + half], color=colour, lw=0, zorder=2.6)


def _rounded(corners: list[Point], radius: float = 0.09) -> Path:
    """Return a path through corners, rounded, that ends a little before the last one (where the head is)."""
    points = [np.array(corner) for corner in corners]
    points[-1] = points[-1] + _towards(points[-1], points[-2]) * min(0.07, float(np.linalg.norm(points[-1] - points[-2])))
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        room = min(radius, float(np.linalg.norm(corner - before)) / 2, float(np.linalg.norm(after - corner)) / 2)
        vertices += [corner + _towards(corner, before) * room, corner, corner + _towards(corner, after) * room]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def _towards(here: np.ndarray, there: np.ndarray) -> np.ndarray:
    distance = float(np.linalg.norm(there - here))
    return (there - here) / distance if distance else np.zeros(2)


def _free_place(corners: list[Point], wide: float, taken: list[Box]) -> Box | None:
    """Return a place for a number on an arrow where it covers nothing; none if there is none."""
    pieces = sorted(zip(corners, corners[1:], strict=False), key=lambda piece: -math.dist(*piece))
    for part in (0.5, 0.35, 0.65, 0.2, 0.8):
        for (x0, y0), (x1, y1) in pieces:
            box = Box(x0 + part * (x1 - x0) - wide / 2, y0 + part * (y1 - y0) - 0.09, wide, 0.18)
            if not any(box.touches(other, 0.01) for other in taken):
                return box
    return None


def draw_curve(axes: Axes, layout: Layout, table: pd.DataFrame, box: Box) -> None:
    """Draw the emotional curve: the mean feeling at each touchpoint, with its interval, in the column of its stage."""
    seen = table.dropna(subset=["felt"])
    values = seen[["felt", "felt_low", "felt_high"]].to_numpy(dtype=float)
    low, high = (min(0.0, np.nanmin(values)), max(0.0, np.nanmax(values))) if len(seen) else (0.0, 0.0)
    low, high = low - 0.12 * max(high - low, 0.1), high + 0.12 * max(high - low, 0.1)

    def down(felt: float) -> float:
        return box.top + 0.2 + (box.height - 0.4) * (high - felt) / (high - low)

    axes.plot([LABELS, box.right], [down(0.0)] * 2, color=MUTED, lw=0.8, zorder=1)
    write(axes, 0.1, box.top + 0.06, "How it feels", weight="bold")
    for felt, text in ((0.0, "as expected"),):
        write(axes, LABELS - 0.08, down(felt), text, ha="right", va="center", color=MUTED)
    places = {}
    for stage, column in layout.stages.items():
        here = [name for name in layout.order if name in seen.index and table.loc[name, "stage"] == stage]
        for rank, name in enumerate(here):
            places[name] = column.left + column.width * (rank + 0.5) / len(here)
    line = [name for name in layout.order if name in places]
    axes.plot([places[name] for name in line], [down(table.loc[name, "felt"]) for name in line], color="#9AA5B1", lw=1.6, zorder=2)
    for name in line:
        row, x = table.loc[name], places[name]
        if not math.isnan(row["felt_low"]):
            axes.plot([x, x], [down(row["felt_low"]), down(row["felt_high"])], color=INK, lw=1.6, zorder=3)
        _badge(axes, (x, down(row["felt"])), int(row["number"]), row["felt"], 4)
    for stage, column in layout.stages.items():
        here = [name for name in line if table.loc[name, "stage"] == stage]
        for name in here:
            side = 1 if table.loc[name, "felt"] < 0 else -1
            reach = table.loc[name, "felt_low" if side > 0 else "felt_high"]
            reach = table.loc[name, "felt"] if math.isnan(reach) else reach
            away = max(abs(down(reach) - down(table.loc[name, "felt"])), 0.115) + 0.03
            y = down(table.loc[name, "felt"]) + side * away
            write(axes, places[name], y, signed(table.loc[name, "felt"]), ha="center", va="top" if side > 0 else "bottom", zorder=4)


def draw_blueprint(axes: Axes, layout: Layout, title: str, texts: dict[str, str], table: pd.DataFrame, top: float) -> float:
    """Write a row below the swimlanes: for each stage a text for each of its touchpoints; return where the row ends."""
    columns = {}
    for stage, box in layout.stages.items():
        here = [name for name in layout.order if table.loc[name, "stage"] == stage and texts[name].strip()]
        lines: list[str] = []
        for name in here:
            number = f"{int(table.loc[name, 'number'])}  "
            lines += wrap(number + texts[name], 72 * (box.width - 0.14), SMALL, max(8 // len(here), 1) if len(here) > 1 else 4)
        columns[stage] = lines
    tall = LINE * max((len(lines) for lines in columns.values()), default=0) + 0.16
    axes.plot([0.0, layout.width], [top, top], color=FAINT, lw=1.0)
    write(axes, 0.1, top + 0.08, "\n".join(wrap(title, 72 * (LABELS - 0.15), SMALL, 3, "bold")), weight="bold")
    for stage, lines in columns.items():
        write(axes, layout.stages[stage].left + 0.07, top + 0.08, "\n".join(lines), linespacing=1.18, color=INK)
    return top + max(tall, 0.5)
