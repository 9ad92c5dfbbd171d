"""The look of every picture: colours that colour-blind people tell apart, type, and text that fits its place.

Pictures are made with `matplotlib.figure.Figure` alone, inside `house_style`: nothing is left open, and
neither the settings of a notebook nor those of other code change them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter, ScalarFormatter

from cxsim.language.speech import in_habit, say, speaking, spoken
from cxsim.language.wording import plain_number
from cxsim.theme.colours import (
    ALARM,
    BLUE,
    CAUSE,
    DARK,
    FAINT,
    FRICTION,
    GREEN,
    GRID,
    INK,
    LOSS,
    MUTED,
    ORANGE,
    PALETTE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    feeling_colour,
)
from cxsim.theme.fonts import FONT, families, quiet
from cxsim.theme.lettering import LARGE, SMALL, TEXT, WIDTH, drawable, text_width, wrap

__all__ = [
    "ALARM",
    "BLUE",
    "CAUSE",
    "FAINT",
    "FONT",
    "FRICTION",
    "GREEN",
    "INK",
    "LARGE",
    "LOSS",
    "MUTED",
    "ORANGE",
    "PALETTE",
    "PAPER",
    "PURPLE",
    "SKY",
    "SMALL",
    "TEXT",
    "VERMILLION",
    "WIDTH",
    "NumberTicks",
    "PlainTicks",
    "ShareTicks",
    "drawable",
    "feeling_colour",
    "heading",
    "house_style",
    "new_figure",
    "spread",
    "text_width",
    "without_frame",
    "wrap",
]

# What seaborn's style "whitegrid" sets, written out: asking seaborn for it would take seconds at every start.
WHITEGRID: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.facecolor": PAPER,
    "axes.grid": True,
    "axes.labelcolor": MUTED,
    "axes.spines.bottom": True,
    "axes.spines.left": True,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": PAPER,
    "font.family": ["sans-serif"],
    "font.sans-serif": [FONT],
    "grid.color": GRID,
    "grid.linestyle": "-",
    "lines.solid_capstyle": "round",
    "patch.edgecolor": PAPER,
    "patch.force_edgecolor": True,
    "text.color": INK,
    "xtick.bottom": False,
    "xtick.color": MUTED,
    "xtick.direction": "out",
    "xtick.top": False,
    "ytick.color": MUTED,
    "ytick.direction": "out",
    "ytick.left": False,
    "ytick.right": False,
}


@contextmanager
def house_style(dark: bool = False) -> Iterator[None]:
    """Set type, colours and axes for the figures made or drawn inside.

    Parameters
    ----------
    dark
        Whether they are on a dark ground.

    Examples
    --------
    >>> with house_style():
    ...     figure = new_figure(2.0)
    >>> figure.get_size_inches().tolist()
    [8.0, 2.0]
    """
    settings: Any = {
        **WHITEGRID,
        "font.family": families(),
        "font.size": SMALL,
        "axes.titlesize": TEXT,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.labelsize": SMALL,
        "axes.unicode_minus": True,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "text.parse_math": False,  # a title may hold two dollar signs
        "text.usetex": False,
        "text.hinting": "none",  # letters as wide as `text_width` says
        "savefig.facecolor": PAPER,
        "figure.autolayout": False,
        "path.simplify": True,
        "pdf.fonttype": 42,  # text that can still be changed in a drawing program
        "svg.hashsalt": "cxsim",  # the same bits for the same figure
    }
    if dark:
        settings = {name: DARK.get(str(value), value) for name, value in settings.items()}
    with quiet(), mpl.rc_context(settings):
        yield


def new_figure(height: float, width: float = WIDTH) -> Figure:
    """Return an empty figure, in inches."""
    return Figure(figsize=(width, height), dpi=100)


class NumberTicks(ScalarFormatter):
    """Labels of an axis, written as numbers are in the language that is spoken when it is made.

    Examples
    --------
    >>> with house_style():
    ...     axes = new_figure(2.0).add_axes((0, 0, 1, 1))
    >>> with speaking("fr"):
    ...     axes.xaxis.set_major_formatter(NumberTicks())
    >>> axes.xaxis.get_major_formatter().format_ticks([0.0, 0.5])
    ['0,0', '0,5']
    """

    def __init__(self) -> None:
        super().__init__()
        self._language = spoken()

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of a tick."""
        with speaking(self._language):
            return in_habit(super().__call__(x, pos))


class PlainTicks(NumberTicks):
    """The same, to three digits that count."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of a tick."""
        with speaking(self._language):
            return plain_number(x)


class ShareTicks(PercentFormatter):
    """The same for shares, written in percent; as many decimals as the ticks need where not given."""

    def __init__(self, decimals: int | None = None) -> None:
        super().__init__(1.0, decimals, symbol=say("{number}\u00a0%", number=""))
        self._language = spoken()

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the label of a tick."""
        with speaking(self._language):
            return in_habit(super().__call__(x, pos))


def heading(figure: Figure, title: str, note: str = "") -> float:
    """Write a title, and a note on how to read the picture, at the top left.

    Returns
    -------
    float
        Inches from the top that are taken.
    """
    width, height = (float(size) for size in figure.get_size_inches())
    top = 0.14
    for text, size, weight, colour, lines in (
        (title, LARGE, "bold", INK, 2),
        (note, SMALL, "normal", MUTED, 4),
    ):
        for line in wrap(text, 72 * (width - 0.3), size, lines, weight):
            figure.text(
                0.15 / width,
                1 - top / height,
                line,
                size=size,
                weight=weight,
                color=colour,
                va="top",
                ha="left",
            )
            top += size * 1.4 / 72
        top += 0.04
    return top


def without_frame(axes: Axes, *sides: str) -> None:
    """Take away lines beside axes: ``"left"``, ``"bottom"``; none has them at the top and the right.

    Examples
    --------
    >>> axes = new_figure(2.0).add_subplot()
    >>> without_frame(axes, "left")
    >>> axes.spines["left"].get_visible()
    False
    """
    for side in sides:
        axes.spines[side].set_visible(False)


def spread(wanted: list[float], apart: float, low: float, high: float) -> list[float]:
    """Move positions as little as needed to keep them apart, within limits where possible.

    Examples
    --------
    >>> spread([1.0, 1.0, 5.0], apart=2.0, low=0.0, high=10.0)
    [0.0, 2.0, 5.0]
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    groups: list[tuple[float, list[int]]] = []  # mean of the wanted positions, members
    for i in order:
        centre, members = wanted[i], [i]
        while groups and groups[-1][0] + apart * (len(groups[-1][1]) + len(members)) / 2 > centre:
            before, others = groups.pop()
            centre = (before * len(others) + centre * len(members)) / (len(others) + len(members))
            members = others + members
            half = apart * (len(members) - 1) / 2
            centre = max(min(centre, high - half), low + half)
        groups.append((centre, members))
    placed = [0.0] * len(wanted)
    for centre, members in groups:
        for rank, i in enumerate(members):
            placed[i] = centre + apart * (rank - (len(members) - 1) / 2)
    return placed
