"""Rows with limits: a name, a figure with its limits on a common scale, and what is to be read beside it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.language.wording import percent
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    VERMILLION,
    WIDTH,
    NumberTicks,
    heading,
    new_figure,
    without_frame,
    wrap,
)


@dataclass(frozen=True)
class Row:
    """A row of a picture.

    Attributes
    ----------
    name
        What is written at the left; nothing where empty.
    mean, low, high
        The figure and its limits; nan where there are none. Without a figure, a dash is drawn.
    colour
        Of the dot; by default blue above zero, vermillion below, grey where that cannot be told.
    right
        What is written at the right, in as many columns.
    bold
        Whether the name is.
    dot, line
        How large the dot is, and how thick the line of its limits, in points.
    mark
        Where a tick is drawn, to which the figure is held.

    Examples
    --------
    >>> Row("Shop", 1.2, 0.9, 1.5).shade == BLUE, Row("Web", 0.1, -0.2, 0.4).shade == MUTED
    (True, True)
    """

    name: str
    mean: float = math.nan
    low: float = math.nan
    high: float = math.nan
    colour: str = ""
    right: tuple[str, ...] = ()
    bold: bool = False
    dot: float = 6.0
    line: float = 1.6
    mark: float = math.nan

    @classmethod
    def of(cls, name: str, figures: Any, columns: Sequence[str], factor: float = 100.0, **look: Any) -> "Row":
        """Return the row of a table of figures.

        Parameters
        ----------
        name
            What is written at the left.
        figures
            The row.
        columns
            Those of the figure and its limits, if it has any.
        factor
            What they are multiplied by; shares become customers of 100.
        **look
            Everything else.
        """
        mean, low, high = [*(factor * float(figures[column]) for column in columns), math.nan, math.nan][:3]
        return cls(name, mean, low, high, **look)

    @property
    def shade(self) -> str:
        """The colour of the dot."""
        return self.colour or (BLUE if self.low > 0 else VERMILLION if self.high < 0 else MUTED)


def rows_figure(
    title: str,
    note: str,
    rows: int,
    left: float = 2.75,
    wide: float = 3.1,
    step: float = 0.4,
    above: float = 0.32,
    rest: float = 1.75,
    panels: int = 1,
    gap: float = 0.18,
) -> tuple[Figure, list[Axes]]:
    """Return a figure with a heading, and a scale or several side by side for so many rows.

    Parameters
    ----------
    title, note
        As of `cxsim.theme.style.heading`.
    rows
        How many there are.
    left, wide
        Inches: where the first scale begins, and how wide each is.
    step, above, rest
        Inches: a row, what is between heading and scales, and all that is no row.
    panels, gap
        How many scales there are, and inches between them.
    """
    height = rest + step * rows
    figure = new_figure(height)
    besides = heading(figure, title, note) + above + 0.55
    if besides > height - 0.8 * step * rows:  # a long note, in another language, and few rows
        height = besides + step * rows
        figure = new_figure(height)
        heading(figure, title, note)
    tall = 1 - besides / height
    starts = [(left + panel * (wide + gap)) / WIDTH for panel in range(panels)]
    return figure, [figure.add_axes((start, 0.55 / height, wide / WIDTH, tall)) for start in starts]


def draw_rows(
    axes: Axes,
    rows: Sequence[Row | None],
    label: str,
    left: float = 2.75,
    columns: Sequence[tuple[float, str]] = (),
    lines: int = 2,
    room: float = 0.06,
    least: float = 0.1,
    ends: Iterable[float] = (),
    lift: float = 0.0,
    top: float = 0.6,
) -> None:
    """Draw rows one below the other on a scale with a line at zero.

    Parameters
    ----------
    axes
        Where.
    rows
        From the top; None leaves its place empty.
    label
        What the scale is of.
    left
        Inches from where names begin to the scale.
    columns
        Of what is at the right: inches from the scale, and what is written above.
    lines
        How many a name may take.
    room, least, ends
        How much of the scale is left free on either side; how long the scale is counted at least; what it
        has to hold besides.
    lift
        By how much of a row dots are drawn above its middle.
    top
        How much of a row is above the middle of the first.
    """
    drawn = [row for row in rows if row is not None]
    known = [0.0, *ends, *(end for row in drawn for end in (row.mean, row.low, row.high, row.mark))]
    known = [end for end in known if not math.isnan(end)]
    low, high = min(known), max(known)
    free = room * max(high - low, least)
    axes.set_xlim(low - free, high + free)
    axes.set_ylim(len(rows) - 0.4, -top)
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    axes.set_xlabel(label)
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    without_frame(axes, "left")
    above: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL}
    for start, words in columns:
        axes.annotate(words, (1, 1), (72 * start, 6), color=MUTED, **above)
    for position, row in enumerate(rows):
        if row is not None:
            _draw(axes, row, position - lift)
            write_row(axes, row, position, left, [start for start, _ in columns], lines)


def _draw(axes: Axes, row: Row, height: float) -> None:
    """Draw the dot, the line of its limits, and the tick."""
    if math.isnan(row.mean):
        axes.annotate("–", (0, height), ha="center", va="center", color=FAINT, size=SMALL)
        return
    if not math.isnan(row.low):
        axes.plot([row.low, row.high], [height] * 2, color=row.shade, lw=row.line)
    axes.plot(row.mean, height, "o", color=row.shade, ms=row.dot)
    if not math.isnan(row.mark):
        axes.plot(row.mark, height, "|", color=INK, ms=12, mew=1.6)


def write_row(
    axes: Axes, row: Row, position: int, left: float, starts: Sequence[float] = (), lines: int = 2
) -> None:
    """Write the name to the left and what belongs to it to the right; see `draw_rows`."""
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "va": "center",
        "size": SMALL,
    }
    if lines > 1:
        place["linespacing"] = 1.05
    weight = "bold" if row.bold else "normal"
    if row.name:
        name = "\n".join(wrap(row.name, 72 * (left - 0.3), SMALL, lines, weight))
        axes.annotate(name, (0, position), (-72 * left + 11, 0), color=INK, ha="left", weight=weight, **place)
    for start, words in zip(starts, row.right, strict=True):
        colour = MUTED if words in ("–", percent(0.0)) else INK
        axes.annotate(words, (1, position), (72 * start, 0), color=colour, **place)
