"""Titles that people tell things apart by: no two of a kind read the same.

Sentences, pictures, tables and downloads name touchpoints, improvements and the like by their titles. Two
that read the same would be one for whoever reads them, so they are refused, also where they differ only in
what nobody sees or hears: capitals, spaces, invisible characters, or how an accent is encoded.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from cxsim.scenario.faults import Fault, Path, escaped, path_text, shown
from cxsim.scenario.parts import Parts
from cxsim.scenario.quantities import is_seen
from cxsim.scenario.touchpoints import RESERVED_CAUSES

# Sections whose entries are told apart by title, and what several of them are called.
KINDS = {
    "personas": "personas",
    "touchpoints": "touchpoints",
    "journeys": "journeys",
    "teams": "teams",
    "desks": "recovery desks",
    "departments": "departments",
    "channels": "channels",
    "improvements": "improvements",
}

# Names that results have for something else, by section: the rows of all personas, and of no improvement.
TAKEN = {"personas": ("everybody", "all"), "improvements": ("today",)}

# Characters that are others in a form that reads the same: wide, joined, a space that does not break.
_SAME = ("<wide>", "<narrow>", "<compat>", "<noBreak>")


def check_titles(parts: Parts) -> Iterator[Fault]:
    """Find titles that are there twice where people tell things apart by them, and names that are taken."""
    for section, kind in KINDS.items():
        written = parts.document.data.get(section)
        entries = written if isinstance(written, dict) else {}
        yield from _taken(parts, section, entries)
        yield from _twice(parts, (section,), entries, kind)
    touchpoints = parts.document.data.get("touchpoints")
    for name, touchpoint in touchpoints.items() if isinstance(touchpoints, dict) else ():
        frictions = touchpoint.get("frictions") if isinstance(touchpoint, dict) else None
        if isinstance(frictions, dict):
            path: Path = ("touchpoints", name, "frictions")
            yield from _twice(parts, path, frictions, "causes of friction", by_name=True)


@functools.lru_cache(10_000)  # asked again for every set of parameters that is tried
def seen_as(title: str) -> str:
    r"""Return what is read of a title: equal for titles that nobody can tell apart.

    Examples
    --------
    >>> seen_as("Web  Shop ") == seen_as("web\u00a0shop"), seen_as("Caf\u00e9") == seen_as("Cafe\u0301")
    (True, True)
    >>> seen_as("Plan 2") == seen_as("Plan \u00b2")
    False
    """
    alike = "".join(
        unicodedata.normalize("NFKC", character)
        if unicodedata.decomposition(character).startswith(_SAME)
        else character
        for character in unicodedata.normalize("NFC", title)
    )
    seen = (c for c in alike if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", "".join(seen)).casefold()).strip()


def _taken(parts: Parts, section: str, entries: dict[str, Any]) -> Iterator[Fault]:
    for name in TAKEN.get(section, ()):
        if name in entries:
            found, why = f"the name {name}", "results use this one for something else"
            yield parts.document.fault((section, name), found, "another name", why)


def _twice(
    parts: Parts, path: Path, entries: dict[str, Any], kind: str, by_name: bool = False
) -> Iterator[Fault]:
    """Find titles that are there twice; `by_name` where what has no title is called by its name."""
    first: dict[str, tuple[Path, str]] = {}
    if by_name:
        first = {name.replace("_", " "): ((), name) for name in RESERVED_CAUSES}
    for name, entry in entries.items():
        title = entry.get("title") if isinstance(entry, dict) else None
        place: Path = (*path, name, "title")
        if title is None and by_name and name not in RESERVED_CAUSES:
            title, place = name.replace("_", " "), (*path, name)
        if not isinstance(title, str) or not is_seen(title):
            continue
        seen = seen_as(title)
        if seen in first:
            yield _fault(parts, first[seen], (place, title), kind)
        else:
            first[seen] = place, title


def _fault(parts: Parts, one: tuple[Path, str], other: tuple[Path, str], kind: str) -> Fault:
    document = parts.document
    if not one[0]:
        found, hint = f"the title {shown(other[1])}", f"the model itself has a cause {one[1]}"
        return document.fault(other[0], found, "another title", hint)
    # The fault is where it can be mended: in the file itself rather than in one that it extends.
    own = document.origin(())[0]
    if document.origin(one[0])[0] == own != document.origin(other[0])[0]:
        one, other = other, one
    file, line = document.origin(one[0])
    where = f"line {line}" if file == document.origin(other[0])[0] else f"{escaped(file)}:{line}"
    said = f"that of {path_text(one[0])}" + (f" in {where}" if line is not None else "")
    hint = f"it reads like {said}" if one[1] != other[1] else f"it is {said}"
    if one[0][-1] != "title":
        hint = f"it reads like the name {path_text(one[0])}, which has no title" + (
            f", in {where}" if line is not None else ""
        )
    found = f"the title {shown(other[1])} again"
    return document.fault(other[0], found, f"a title of its own, as people tell {kind} apart by it", hint)
