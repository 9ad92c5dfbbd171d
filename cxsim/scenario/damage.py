"""What editors, word processors and spreadsheets do to YAML: the line it happened on, and what to type there.

A parser stops where it can no longer go on, which is often a line later, and speaks of grammar. Here the
lines around that place are looked at for what people really do.
"""

import itertools
import re
import unicodedata
from typing import NamedTuple

from cxsim.scenario.faults import shortened, shown

_BULLETS = "–—−•·‣◦*"
_CONFLICT = re.compile(r"(<{7}|={7}|>{7}|\|{7})(\s|$)")
_FIELD = re.compile(r"(?:- +)?(?P<key>[^\W\d]\w*)(?P<rest>.*)", re.DOTALL)
_WIDE = "：｛｝［］，"
_CLOSING = {'"': '"', "'": "'", "[": "]", "{": "}"}
_OF_QUOTES = "“”„«»‘’"
QUOTES = "quotes around that text"


class Damage(NamedTuple):
    """What was found on a line, what should be there, and what to do where that does not say it."""

    found: str
    expected: str
    hint: str = ""


def odd_space(character: str) -> bool:
    r"""Tell whether a character looks like a space or like nothing, and is no space of the keyboard.

    Examples
    --------
    >>> [odd_space(character) for character in " \u00a0\u200bx"]
    [False, True, True, False]
    """
    return character != " " and (character.isspace() or unicodedata.category(character) == "Cf")


def called(character: str) -> str:
    r"""Say which character it is.

    Examples
    --------
    >>> called("\u00a0")
    'a no-break space (U+00A0)'
    """
    if character == "\t":
        return "a tab"
    name = unicodedata.name(character, "unknown character").lower()
    return f"{'an' if name[0] in 'aeio' else 'a'} {name} (U+{ord(character):04X})"


def damage(line: str) -> Damage | None:
    """Say what has happened to a line; None where it looks as it should.

    Examples
    --------
    >>> damage("  share:0.6")
    Damage(found='"share:0.6", without a space behind the colon', expected='"share: 0.6"', hint='')
    >>> damage("  share: 0.6")
    """
    if seen := in_the_indentation(line):
        return seen
    text = line.lstrip(" ")
    if text.startswith("#") or not text:
        return None
    if conflict := _CONFLICT.match(text):
        found = f"{conflict[1]}, the mark of a merge that was not finished"
        return Damage(found, "one of the two versions, without the marks")
    if text.startswith("```"):
        return Damage("```, the mark of a document around this text", "the text without it")
    if text.rstrip() == "...":
        return Damage("... before the end", "one document in a file")
    return _bullet(text) or _field(text)


def in_the_indentation(line: str) -> Damage | None:
    """Say which character of the indentation is no space; None where all are, or the line is a comment."""
    indentation = "".join(itertools.takewhile(_like_space, line))
    if line[len(indentation) :].startswith("#"):
        return None
    for character in indentation:
        if character == "\t":
            return Damage("a tab", "spaces for indentation")
        if odd_space(character):
            return Damage(f"{called(character)} in the indentation", "spaces of the keyboard there")
    return None


def _like_space(character: str) -> bool:
    return character == " " or odd_space(character)


def _bullet(text: str) -> Damage | None:
    if text[0] in _BULLETS and _like_space(text[1:2] or " "):
        return Damage(f"{text[0]} at the beginning of an entry", "a hyphen and a space, -")
    if text[0] == "-" and len(text) > 1 and (odd_space(text[1]) or re.match(r"[\w{\[\"']", text[1])):
        found = called(text[1]) if odd_space(text[1]) else "no space"
        return Damage(f"{found} behind the hyphen of an entry", "a hyphen and a space, -")
    return None


def _field(text: str) -> Damage | None:
    if entry := re.match(r"- +([\[{].*)", text):
        return _closed(entry[1], entry[1][0])
    field = _FIELD.match(text)
    if field is None:
        return None
    key, rest = field["key"], field["rest"]
    if rest[:1] == ":":
        if odd_space(rest[1:2] or " ") and rest[1] != "\t":
            return Damage(
                f"{called(rest[1])} behind the colon of {shortened(key)}", "a space of the keyboard there"
            )
        if not rest[1:2].isspace() and rest[1:]:
            return _separated(text, key, rest[1:], ", without a space behind the colon")
        return _value(rest[1:].strip(" \t"))
    if match := re.match(r"\s*[：=;]", rest):
        return _separated(text, key, rest[match.end() :], f', with "{match[0].strip()}" for the colon')
    return None


def _separated(text: str, key: str, value: str, how: str) -> Damage:
    return Damage(f"{shown(text.strip())}{how}", shown(f"{key}: {value.strip()}"))


def _value(value: str) -> Damage | None:
    begins = value[:1]
    if (begins and begins in "@`%*|>!&") or re.match(r"[-?] ", value):
        if begins in "|>" and re.fullmatch(r"[|>][-+\d]*\s*(#.*)?", value):
            return None
        return Damage(f"text that begins with {begins}", QUOTES)
    if wide := next((character for character in value if character in _WIDE), ""):
        return Damage(
            f"the wide sign {wide}", f"the one of the keyboard, {unicodedata.normalize('NFKC', wide)}"
        )
    if begins in _CLOSING:
        return _closed(value, begins)
    if re.search(r":\s", re.split(r"\s#", value)[0]):
        return Damage("a colon and a space inside text", QUOTES)
    return None


def _closed(value: str, begins: str) -> Damage | None:
    """Look behind the sign that closes what `begins`."""
    if begins in "\"'":
        inside = r"(?:[^\"\\]|\\.)*" if begins == '"' else "(?:[^']|'')*"
        closed = re.match(f"{begins}{inside}{begins}", value)
        if closed is None:
            odd = next((character for character in value if character in _OF_QUOTES), "")
            instead = f", not {odd}" if odd else ""
            return Damage(
                f"{begins} that is not closed", f"the same sign {begins} at the end of the text{instead}"
            )
        end = closed.end()
    else:
        end = _end_of(value)
        if not end and (comment := re.search(r"\s(#[^\s#].*)", value)):
            return Damage(f"{shown(comment[1])}, which is a comment", "quotes around text that holds #")
    behind = value[end:].strip() if end else ""
    if not behind or behind.startswith("#"):
        return None
    found = f"{shown(behind)} behind the closing {_CLOSING[begins]}"
    return Damage(found, "nothing more there, or quotes around the whole text")


def _end_of(value: str) -> int:
    """Return where the bracket that a value begins with is closed; 0 where it is not, on this line."""
    deep = 0
    for place, character in enumerate(value):
        deep += (character in "[{") - (character in "]}")
        if deep == 0:
            return place + 1
    return 0
