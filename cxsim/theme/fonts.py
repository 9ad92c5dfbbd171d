"""Which font has which letter: the one of every picture, and installed ones where it lacks a script.

Pictures are the same everywhere as long as their own font has all letters. It has Latin, Greek, Cyrillic,
Arabic and Hebrew, but no Chinese, Japanese, Korean, Devanagari or emoji: there, the first installed font that
has a letter is asked, in an order that does not depend on what was drawn before.
"""

import contextlib
import functools
import logging
import unicodedata
from collections.abc import Iterable, Iterator

from matplotlib import font_manager, ft2font
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

FONT = "DejaVu Sans"  # ships with matplotlib, so that pictures are the same everywhere

# Whether letters are joined and set from right to left, as their script asks for (from matplotlib 3.11 on).
SHAPES = hasattr(ft2font, "__libraqm_version__")

# What to install for a script, by the beginning of the names of its letters.
ADVICE = {
    ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO"): "Noto Sans CJK (fonts-noto-cjk)",
    ("EMOJI",): "Symbola (fonts-symbola)",
}
OTHERWISE = "a Noto Sans (fonts-noto-core)"

# Fonts that draw a box for everything, or whose letters stand at numbers of their own.
_NO_LETTERS = ("Last Resort", "Adobe Blank", "cm", "STIXSize", "STIXNonUnicode")
_FOR_SIGNS = (
    "Symbola",
    "STIX",
    "Unifont",
    "DejaVu Math",
)  # with some letters of many scripts, none of them whole
_found: set[str] = set()


def families() -> list[str]:
    """Return the fonts of pictures, in the order in which they are asked for a letter."""
    return [FONT, *sorted(_found, key=_preference)]


def home_of(character: str) -> str:
    r"""Return the font that has a character; empty if none has.

    Examples
    --------
    >>> home_of("é"), home_of("ب"), home_of("\ue123")
    ('DejaVu Sans', 'DejaVu Sans', '')
    """
    family = _home_of(character)
    if family and family != FONT:
        _found.add(family)
    return family


def font_of(family: str, weight: str) -> FT2Font:
    """Return a font, at a weight."""
    with quiet():
        return font_manager.get_font(font_manager.findfont(FontProperties(family=family, weight=weight)))


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Let nothing be logged about fonts: that one has no bold letters is no news to a reader."""
    logger = logging.getLogger("matplotlib.font_manager")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def lacking(texts: Iterable[str]) -> str:
    r"""Return the characters of some texts that no installed font has, each once.

    Examples
    --------
    >>> lacking(["Café", "\ue123 \ue123\u200b"]) == "\ue123"
    True
    """
    characters = dict.fromkeys(character for text in texts for character in text)
    return "".join(c for c in characters if is_drawn(c) and not home_of(c))


def turned(texts: Iterable[str]) -> bool:
    """Tell whether letters would stand in the wrong order, as this matplotlib cannot turn them."""
    return not SHAPES and any(needs_shaping(text) for text in texts)


def is_drawn(character: str) -> bool:
    """Tell whether there is anything to draw of a character."""
    selects = "\ufe00" <= character <= "\ufe0f"
    return (
        not character.isspace() and unicodedata.category(character) not in ("Cf", "Cc", "Cs") and not selects
    )


@functools.cache
def needs_shaping(text: str) -> bool:
    """Tell whether letters change with their neighbours, or are set from right to left.

    Examples
    --------
    >>> needs_shaping("Café"), needs_shaping("שלום"), needs_shaping("सेवा")
    (False, True, True)
    """
    return not text.isascii() and any(
        unicodedata.bidirectional(c) in ("R", "AL") or unicodedata.category(c) in ("Mn", "Mc") for c in text
    )


def advice(characters: str) -> str:
    """Say which fonts to install for some characters.

    Examples
    --------
    >>> advice("客"), advice("न"), advice("😀")
    ('Noto Sans CJK (fonts-noto-cjk)', 'a Noto Sans (fonts-noto-core)', 'Symbola (fonts-symbola)')
    """
    wanted = []
    for character in characters:
        name = "EMOJI" if unicodedata.category(character) == "So" else unicodedata.name(character, "")
        wanted.append(next((font for scripts, font in ADVICE.items() if name.startswith(scripts)), OTHERWISE))
    return ", ".join(dict.fromkeys(wanted))


def letter(texts: Iterable[Text]) -> None:
    """Give texts of a figure the fonts that they need, where theirs lacks a letter."""
    for text in texts:
        lacks = [character for character in text.get_text() if _home_of(character) not in (FONT, "")]
        if lacks:
            text.set_fontfamily(families())


@functools.cache
def _home_of(character: str) -> str:
    if _has(FONT, character):
        return FONT
    for family in _installed():
        if _has(family, character):
            return family
    return ""


@functools.cache
def _installed() -> tuple[str, ...]:
    """Return the families that are installed, those that suit first; also the ones that are new since."""
    known = {entry.fname for entry in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts():
        if path not in known:
            with contextlib.suppress(Exception):  # a font that FreeType cannot read
                font_manager.fontManager.addfont(path)
    names = {entry.name for entry in font_manager.fontManager.ttflist} - {FONT}
    return tuple(sorted((name for name in names if not name.startswith(_NO_LETTERS)), key=_preference))


def _preference(family: str) -> tuple[bool, bool, str]:
    odd = any(word in family for word in ("Mono", "Serif", "Condensed", "Display", "Light", "Color"))
    return odd or family.startswith(_FOR_SIGNS), "Sans" not in family, family


def _has(family: str, character: str) -> bool:
    return ord(character) in _letters(family)


@functools.cache
def _letters(family: str) -> frozenset[int]:
    """Return the letters that a font has, at either weight that pictures use; none of one with dots only."""
    try:
        fonts = [font_of(family, weight) for weight in ("normal", "bold")]
        if not all(font.scalable for font in fonts):
            return frozenset()
        return frozenset.intersection(*(frozenset(font.get_charmap()) for font in fonts))
    except Exception:  # a font that is listed, and gone or broken
        return frozenset()
