"""Type that fits its place: how wide a text is, and where lines break; loads no more than the fonts."""

import functools
import re
import unicodedata

from matplotlib import font_manager
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import LoadFlags

from cxsim.theme.fonts import (
    FONT,
    SHAPES,
    families,
    font_of,
    home_of,
    is_drawn,
    needs_shaping,
    quiet,
)

SMALL, TEXT, LARGE = 9.0, 10.0, 13.0  # points
WIDTH = 8.0  # inches; at this width the smallest text is still read on a phone held sideways

_JOINERS = "\u200c\u200d"  # say in some scripts whether letters are joined


@functools.cache
def _advance(character: str, weight: str) -> float:
    """Return the width of a character, in parts of the size of the type."""
    font = font_of(home_of(character) or FONT, weight)
    font.set_size(100.0, 72.0)
    return float(font.load_char(ord(character), LoadFlags.NO_HINTING).linearHoriAdvance) / 6_553_600


@functools.lru_cache(10_000)
def _shaped_width(text: str, weight: str) -> float:
    """Return the width of a text whose letters change with their neighbours, in parts of the type's size."""
    for character in text:
        home_of(character)
    with quiet():
        files = [font_manager.findfont(FontProperties(family=name, weight=weight)) for name in families()]
    font = font_manager.get_font(files)
    font.set_size(100.0, 72.0)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 6_400


def drawable(text: str) -> str:
    r"""Return a text on one line, with a sign in the place of characters that no installed font has.

    Invisible characters, such as those that turn the direction of writing, are left out; but for those that
    keep letters of a script apart or together.

    Examples
    --------
    >>> drawable("Call\n centre \ue123\u202e")
    'Call centre \ufffd'
    """
    line = re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip()
    seen = (
        character
        for place, character in enumerate(line)
        if character.isspace() or is_drawn(character) or (character in _JOINERS and _joins(line, place))
    )
    return "".join(c if c in _JOINERS or home_of(c) else "\ufffd" for c in seen)


def _joins(line: str, place: int) -> bool:
    """Tell whether letters of a script that joins them stand on either side."""
    around = (line[place - 1 : place], line[place + 1 : place + 2])
    return SHAPES and all(c and unicodedata.category(c) in ("Lo", "Mn", "Mc") for c in around)


def text_width(text: str, size: float = SMALL, weight: str = "normal") -> float:
    """Return the width of a line of text in points.

    Examples
    --------
    >>> 20 < text_width("hello", 9.0) < text_width("hello", 9.0, "bold") < 30
    True
    """
    if SHAPES and needs_shaping(text):
        return 1.02 * size * _shaped_width(text, weight)
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
