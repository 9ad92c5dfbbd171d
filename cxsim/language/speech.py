"""The language people read: sentences from a catalogue, numbers and dates in its habit.

A sentence is written in English where it is said, with what changes in braces: ``say("{n} stay", n=3)``.
`languages/fr/` holds what that is in French, in gettext's format, so that any translator's editor opens it.
What the author of a scenario wrote stays as it is.
"""

import datetime
import functools
import gettext
import io
import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from cxsim.errors import ParameterError

LANGUAGES = {"en": "English", "fr": "Français"}
CATALOGUES = Path(__file__).parent

_spoken = (
    "en"  # for the whole process: a notebook says it once, and Jupyter runs each cell in a context of its own
)
# Inside `speaking`: for this thread alone, so that two that speak at once do not take each other's word.
_inside: ContextVar[str | None] = ContextVar("inside", default=None)


def speak(language: str) -> None:
    """Choose the language of everything said from now on; inside `speaking`, until that ends.

    Parameters
    ----------
    language
        One of `LANGUAGES`.

    Raises
    ------
    ParameterError
        If there is no such language.

    Examples
    --------
    >>> speak("fr")
    >>> written(1234.5, 1)
    '1\u202f234,5'
    >>> speak("en")
    """
    global _spoken
    _check(language)
    if _inside.get() is None:
        _spoken = language
    else:
        _inside.set(language)


def spoken() -> str:
    """Return the language that is spoken now."""
    return _inside.get() or _spoken


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language inside; what other threads say meanwhile stays in theirs.

    Examples
    --------
    >>> with speaking("fr"):
    ...     written(1234.5, 1)
    '1\u202f234,5'
    """
    _check(language)
    before = _inside.set(language)
    try:
        yield
    finally:
        _inside.reset(before)


def say(sentence: str, /, **values: object) -> str:
    """Return a sentence in the language that is spoken.

    Parameters
    ----------
    sentence
        In English, with the names of `values` in braces.

    Examples
    --------
    >>> say("{number} of them", number=3)
    '3 of them'
    """
    return translated(sentence).format(**values)


def translated(text: str) -> str:
    """Return a text without anything to fill in, in the language that is spoken.

    What the catalogue does not hold stays as it is, and so may be what an author wrote.

    Examples
    --------
    >>> translated("as it {is}")
    'as it {is}'
    """
    return _catalogue(spoken()).gettext(text) if text else ""


def say_count(one: str, many: str, number: int, /, **values: object) -> str:
    """Return a sentence that depends on how many there are; `{number}` in it is written as numbers are.

    Examples
    --------
    >>> say_count("{number} replication", "{number} replications", 1200)
    '1,200 replications'
    """
    chosen = _catalogue(spoken()).ngettext(one, many, number)
    return chosen.format(**{"number": written(number), **values})


def written(number: float, digits: int = 0) -> str:
    """Write a number with so many decimals, thousands set apart; a dash where there is none.

    Examples
    --------
    >>> written(1234.5, 1), written(0.25, 2), written(-3), written(-0.001), written(math.nan)
    ('1,234.5', '0.25', '−3', '0', '–')
    """
    if math.isnan(number):
        return "–"
    return in_habit(f"{number:z,.{digits}f}")


def in_habit(number: str) -> str:
    """Turn a number that is written the English way into that of the language.

    Examples
    --------
    >>> with speaking("fr"):
    ...     in_habit("0.25")
    '0,25'
    """
    number = number.replace("-", "\u2212")
    if spoken() == "en":
        return number
    decimal, thousands = _marks(spoken())
    return number.translate({ord("."): decimal, ord(","): thousands})


def written_date(moment: datetime.datetime) -> str:
    """Write a day and its time.

    Examples
    --------
    >>> written_date(datetime.datetime(2026, 3, 1, 14, 5))
    '1 March 2026, 14:05'
    """
    return f"{written_day(moment)}, {moment:%H:%M}"


def written_day(day: datetime.date) -> str:
    """Write a day.

    Examples
    --------
    >>> written_day(datetime.date(2026, 3, 1))
    '1 March 2026'
    """
    from babel.dates import format_date

    written = str(format_date(day, "d MMMM y", locale=spoken()))
    return written.replace("1 ", "1er ", 1) if spoken() == "fr" and day.day == 1 else written


def _check(language: str) -> None:
    if not isinstance(language, str) or language not in LANGUAGES:
        raise ParameterError(f"lang: found {language!r:.60}, expected {' or '.join(LANGUAGES)}")


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages import Catalog
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    whole = Catalog(locale=language)
    for file in sorted((CATALOGUES / language).glob("*.po")):
        with file.open(encoding="utf-8") as part:
            for message in read_po(part, locale=language):
                if message.id:
                    whole[message.id] = message
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@functools.cache
def _marks(language: str) -> tuple[str, str]:
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return get_decimal_symbol(language), get_group_symbol(language)
