"""The look of every picture: colours that colour-blind people tell apart, type, and text that fits its place.

Pictures are made with `matplotlib.figure.Figure` alone, inside `house_style`: nothing is left open, and
neither the settings of a notebook nor those of other code change them.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags
from matplotlib.ticker import PercentFormatter, ScalarFormatter

from cxsim.reporting.colours import (
    ALARM,
    BLUE,
    CAUSE,
    FAINT,
    FRICTION,
    GREEN,
    INK,
    LOSS,
    MUTED,
    ORANGE,
    PALETTE,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
)
from cxsim.reporting.language import in_habit, say, speaking, spoken

__all__ = [
    "ALARM",
    "BLUE",
    "CAUSE",
    "FAINT",
    "FEELINGS",
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
    "ShareTicks",
    "drawable",
    "feeling_colour",
    "heading",
    "house_style",
    "new_figure",
    "spread",
    "text_width",
    "wrap",
]

FEELINGS = LinearSegmentedColormap.from_list(
    "feelings", ["#B34700", "#E9A36B", "#F2F2F0", "#7DB4D8", "#005A8D"]
)

SMALL, TEXT, LARGE = 9.0, 10.0, 13.0  # points
WIDTH = 8.0  # inches; at this width the smallest text is still read on a phone held sideways
FONT = "DejaVu Sans"  # ships with matplotlib, so that pictures are the same everywhere


@contextmanager
def house_style() -> Iterator[None]:
    """Set type, colours and axes for the figures made or drawn inside.

    Examples
    --------
    >>> with house_style():
    ...     figure = new_figure(2.0)
    >>> figure.get_size_inches().tolist()
    [8.0, 2.0]
    """
    settings: Any = {
        **sns.axes_style("whitegrid"),
        "font.family": "sans-serif",
        "font.sans-serif": [FONT],
        "font.size": SMALL,
        "axes.titlesize": TEXT,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.labelsize": SMALL,
        "axes.labelcolor": MUTED,
        "axes.edgecolor": FAINT,
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.labelsize": SMALL,
        "ytick.labelsize": SMALL,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "text.color": INK,
        "text.parse_math": False,  # a title may hold two dollar signs
        "text.usetex": False,
        "text.hinting": "none",  # letters as wide as `text_width` says
        "grid.color": "#E9EDF0",
        "figure.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "figure.autolayout": False,
        "path.simplify": True,
    }
    with mpl.rc_context(settings):
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


def feeling_colour(felt: float, largest: float = 0.6) -> str:
    """Return the colour of a feeling: orange-brown below expectation, blue above.

    Examples
    --------
    >>> feeling_colour(0.0)
    '#f1f2f0'
    """
    scale = TwoSlopeNorm(0.0, -largest, largest)
    return mpl.colors.to_hex(FEELINGS(min(max(float(scale(felt)), 0.0), 1.0)))


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


@functools.cache
def _font(weight: str) -> Any:
    return font_manager.get_font(font_manager.findfont(FontProperties(family=FONT, weight=weight)))


@functools.cache
def _advance(character: str, weight: str) -> float:
    """Return the width of a character, in parts of the size of the type."""
    font = _font(weight)
    font.set_size(100.0, 72.0)
    return float(font.load_char(ord(character), LoadFlags.NO_HINTING).linearHoriAdvance) / 6_553_600


def drawable(text: str) -> str:
    r"""Return a text on one line, with a sign in the place of characters that the font does not have.

    Invisible characters, such as those that turn the direction of writing, are left out.

    Examples
    --------
    >>> drawable("Call\n centre \u5ba2\u202e")
    'Call centre \ufffd'
    """
    line = re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip()
    seen = (character for character in line if unicodedata.category(character) != "Cf")
    return "".join(c if _font("normal").get_char_index(ord(c)) else "\ufffd" for c in seen)


def text_width(text: str, size: float = SMALL, weight: str = "normal") -> float:
    """Return the width of a line of text in points.

    Examples
    --------
    >>> 20 < text_width("hello", 9.0) < text_width("hello", 9.0, "bold") < 30
    True
    """
    return 1.02 * size * sum(_advance(character, weight) for character in text)


def wrap(text: str, width: float, size: float = SMALL, lines: int = 2, weight: str = "normal") -> list[str]:
    """Break a text into lines that fit a width in points; what does not fit into the last line is cut off.

    Examples
    --------
    >>> wrap("Call to the service hotline of the company", 80.0)
    ['Call to the', 'service hotline…']
    """
    words = drawable(text).split(" ") if text.strip() else []
    done: list[str] = []
    while words and len(done) < lines:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size, weight) <= width:
            line = f"{line} {words.pop(0)}"
        last = len(done) == lines - 1
        if text_width(line, size, weight) > width or (last and words):
            whole = " ".join([line, *words]) if last else line
            fitting = _fitting(whole, width, size, weight)
            line = f"{fitting.rstrip()}…" if last else f"{fitting}-"
            if not last:
                words.insert(0, whole[len(fitting) :])
        done.append(line)
    return done


def _fitting(text: str, width: float, size: float, weight: str) -> str:
    """Return the longest beginning of a text that leaves room for one more character."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if text_width(f"{text[:middle].rstrip()}…", size, weight) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low]
