"""Pieces of pictures in SVG, by hand: a panel that follows a slider has no time for a plotting library.

Lengths are pixels. Whatever text is given is escaped.
"""

from collections.abc import Iterable, Sequence

from cxsim.theme import colours
from cxsim.theme.on_page import on_page

# Those of the page where it has some, as in JupyterLab and Voilà: a dark page gets dark pictures.
INK = f"var(--jp-content-font-color1, {colours.INK})"
MUTED = f"var(--jp-content-font-color2, {colours.MUTED})"
FAINT = f"var(--jp-border-color2, {colours.FAINT})"
PAPER = f"var(--jp-layout-color0, {colours.PAPER})"
BLUE = f"var(--jp-content-link-color, {colours.BLUE})"
ALARM = f"var(--jp-error-color1, {colours.ALARM})"
GREY = "#9AA5B1"  # today; and what is no more than a frame: seen on both

FONT = 'font-family="DejaVu Sans, Verdana, sans-serif" font-size="12"'


def text(
    x: float,
    y: float,
    words: str,
    colour: str = INK,
    anchor: str = "start",
    weight: str = "normal",
    size: float = 12,
) -> str:
    """Write a line of text whose baseline begins (or ends, or has its middle) at a place.

    Examples
    --------
    >>> text(8, 18, "<b>", weight="bold")
    '<text x="8" y="18" fill="var(...)" font-weight="bold">&lt;b&gt;</text>'
    """
    more = "" if anchor == "start" else f' text-anchor="{anchor}"'
    more += "" if weight == "normal" else f' font-weight="{weight}"'
    more += "" if size == 12 else f' font-size="{_n(size)}"'
    return f'<text x="{_n(x)}" y="{_n(y)}" fill="{colour}"{more}>{on_page(words)}</text>'


def line(x: float, y: float, to_x: float, to_y: float, colour: str, look: str = "") -> str:
    """Draw a straight line; `look` holds more attributes."""
    return f'<line x1="{_n(x)}" y1="{_n(y)}" x2="{_n(to_x)}" y2="{_n(to_y)}" stroke="{colour}"{_more(look)}/>'


def rectangle(x: float, y: float, wide: float, high: float, fill: str, look: str = "") -> str:
    """Draw a rectangle."""
    place = f'x="{_n(x)}" y="{_n(y)}" width="{_n(max(wide, 0.0))}" height="{_n(high)}"'
    return f'<rect {place} fill="{fill}"{_more(look)}/>'


def circle(x: float, y: float, radius: float, fill: str, look: str = "") -> str:
    """Draw a circle."""
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" fill="{fill}"{_more(look)}/>'


def polyline(points: Iterable[tuple[float, float]], colour: str, look: str = "") -> str:
    """Draw a line through points."""
    places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polyline points="{places}" fill="none" stroke="{colour}"{_more(look)}/>'


def polygon(points: Iterable[tuple[float, float]], fill: str, look: str = "") -> str:
    """Fill the area between points."""
    places = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polygon points="{places}" fill="{fill}"{_more(look)}/>'


def path(steps: Iterable[tuple[str, *tuple[tuple[float, float], ...]]], colour: str, look: str = "") -> str:
    """Draw a way of straight and bent steps, each its letter and its points."""
    way = " ".join(f"{code}{' '.join(f'{_n(x)},{_n(y)}' for x, y in points)}" for code, *points in steps)
    return f'<path d="{way}" fill="none" stroke="{colour}"{_more(look)}/>'


def group(parts: Sequence[str], told: str = "") -> str:
    """Put parts together; a mouse that rests on them is told something."""
    title = f"<title>{on_page(told)}</title>" if told else ""
    return f"<g>{title}{''.join(parts)}</g>"


def picture(wide: float, high: float, told: str, parts: Iterable[str], least: float = 0) -> str:
    """Return the whole picture, with what it tells those who do not see it.

    Parameters
    ----------
    wide, high
        Its size where there is room.
    told
        Its description.
    parts
        What is drawn.
    least
        It does not become narrower than this.
    """
    style = f"width:100%;min-width:{_n(least)}px;max-width:{_n(wide)}px;height:auto;background:{PAPER}"
    return (
        f'<svg viewBox="0 0 {_n(wide)} {_n(high)}" role="img" aria-label="{on_page(told)}" {FONT} '
        f'style="{style}">{"".join(parts)}</svg>'
    )


def _n(number: float) -> str:
    """Write a number as short as it goes."""
    return f"{number:.1f}".rstrip("0").rstrip(".") if number % 1 else f"{number:.0f}"


def _more(look: str) -> str:
    return f" {look}" if look else ""
