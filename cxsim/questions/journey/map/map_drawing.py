"""Drawing a journey map that has been laid out: stages, swimlanes, cards, front and back stage."""

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from cxsim.language.speech import say, translated
from cxsim.language.wording import percent_briefly
from cxsim.questions.journey.map.map_layout import BADGE, BAR, LABELS, LINE, PAD, Layout, Rows
from cxsim.theme.colours import LINE as FRAME
from cxsim.theme.style import FAINT, FRICTION, INK, LOSS, PAPER, SMALL, TEXT, feeling_colour, wrap

STRONGEST = 0.26  # feeling up to which the colour of a badge grows, so that its number can be read


def write(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    """Write text with its upper left corner at a place in inches, unless `look` says otherwise."""
    axes.text(x, y, text, **{"size": SMALL, "va": "top", "ha": "left", **look})


def write_lines(axes: Axes, x: float, y: float, lines: list[str], **look: Any) -> None:
    """Write lines of small text below each other, on a common grid, from an upper left corner."""
    for number, line in enumerate(lines):
        write(axes, x, y + 0.115 + LINE * number, line, **{"va": "baseline", **look})


def draw_stages(axes: Axes, layout: Layout, top: float) -> None:
    """Write the names of the stages, as arrows that lead from one to the next."""
    for number, (stage, box) in enumerate(layout.stages.items()):
        left, right, tip = box.left + 0.02, box.right - 0.02, 0.1
        notch = tip if number else 0.0
        shape = [
            (left, top),
            (right - tip, top),
            (right, top + 0.15),
            (right - tip, top + 0.3),
            (left, top + 0.3),
            (left + notch, top + 0.15),
        ]
        axes.fill(*zip(*shape, strict=True), color="#E4E9EE", lw=0)
        write(
            axes,
            (left + right) / 2,
            top + 0.15,
            translated(stage).capitalize(),
            size=TEXT,
            weight="bold",
            ha="center",
            va="center",
        )


def draw_lanes(axes: Axes, layout: Layout, titles: dict[str, str]) -> None:
    """Draw the swimlanes with the names of their channels."""
    for number, (channel, box) in enumerate(layout.lanes.items()):
        colour = "#F5F7F9" if number % 2 == 0 else PAPER
        axes.add_patch(Rectangle((0.0, box.top), layout.width, box.height, color=colour, lw=0, zorder=0))
        lines = wrap(titles[channel], 72 * (LABELS - 0.15), SMALL, 3, "bold")
        write_lines(axes, 0.1, box.top + (box.height - LINE * len(lines)) / 2, lines, weight="bold")


def draw_cards(axes: Axes, layout: Layout, rows: Rows, longest: float) -> None:
    """Draw the cards: number in the colour of the feeling, title, friction and who left there as bars.

    Parameters
    ----------
    rows
        By by touchpoint, with ``number``, ``felt``, ``friction`` and ``left_here``.
    longest
        Share for which a bar is as wide as its card.
    """
    for name, box in layout.cards.items():
        row = rows[name]
        shape = FancyBboxPatch(
            (box.left, box.top),
            box.width,
            box.height,
            boxstyle="round,pad=0,rounding_size=0.06",
            fc=PAPER,
            ec=FRAME,
            lw=1.0,
            zorder=4,
            gid=f"card {name}",
        )
        axes.add_patch(shape)
        badge(axes, (box.left + 0.02, box.top + 0.01), row["number"], row["felt"], 5)
        write_lines(axes, box.left + PAD, box.top + PAD + 0.02, layout.titles[name], weight="bold", zorder=6)
        for rank, (label, share, colour) in enumerate(
            ((say("friction"), row["friction"], FRICTION), (say("left here"), row["left_here"], LOSS))
        ):
            top = box.bottom - PAD - BAR * (2 - rank)
            wide = box.width - 2 * PAD
            if share > 0:
                bar = (box.left + PAD, top), min(share / longest, 1.0) * wide, BAR - 0.02
                axes.add_patch(Rectangle(*bar, color=colour, alpha=0.5, lw=0, zorder=5))
            look: dict[str, Any] = {"va": "center_baseline", "zorder": 6}
            write(axes, box.left + PAD + 0.03, top + 0.078, label, color=INK, **look)
            write(axes, box.right - PAD - 0.02, top + 0.078, percent_briefly(share), ha="right", **look)


def badge(axes: Axes, at: tuple[float, float], number: int, felt: float, zorder: float) -> None:
    """Draw the number of a touchpoint in a circle, in the colour of how it feels."""
    shown = min(max(felt, -STRONGEST), STRONGEST)
    colour = PAPER if math.isnan(felt) else feeling_colour(shown, 0.4)
    axes.add_patch(Circle(at, BADGE, fc=colour, ec=INK, lw=0.8, zorder=zorder))
    write(axes, *at, str(number), ha="center", va="center_baseline", color=INK, zorder=zorder + 0.1)


def draw_blueprint(
    axes: Axes, layout: Layout, title: str, texts: dict[str, str], rows: Rows, top: float
) -> float:
    """Write a row below the swimlanes: a text for each touchpoint, by stage; return where the row ends."""
    if not any(text.strip() for text in texts.values()):
        return top
    end = top + 0.4
    for stage, box in layout.stages.items():
        here = [name for name in layout.order if rows[name]["stage"] == stage and texts[name].strip()]
        y = top + 0.08
        for name in here:
            lines = wrap(texts[name], 72 * (box.width - 0.32), SMALL, 4 if len(here) < 3 else 3)
            write_lines(axes, box.left + 0.22, y, [str(rows[name]["number"])], weight="bold", ha="right")
            write_lines(axes, box.left + 0.27, y, lines)
            y += LINE * len(lines) + 0.04
        end = max(end, y + 0.06)
    axes.plot([0.0, layout.width], [top, top], color=FAINT, lw=1.0)
    write_lines(axes, 0.1, top + 0.08, [title], weight="bold")
    return end
