"""What is wrong with a scenario, said so that whoever knows customers and not Python can put it right."""

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cxsim.errors import CxsimError

Path = tuple[str | int, ...]
"""Where something stands: ``("touchpoints", "invoice", "quality")``; entries of lists count from 0."""

LONGEST = 60  # characters of a found value, so that a message stays one line
LISTED = 100  # faults that the text of an error lists


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, and where.

    Examples
    --------
    >>> print(Fault("telecom.yaml", 42, "personas.anna.share", "1.2", "a number from 0 to 1"))
    telecom.yaml:42: personas.anna.share: found 1.2, expected a number from 0 to 1
    >>> print(Fault("telecom.yaml", 7, "journeys.buy.start", '"invioce"', hint='did you mean "invoice"?'))
    telecom.yaml:7: journeys.buy.start: found "invioce"; did you mean "invoice"?
    """

    file: str
    line: int | None
    path: str
    found: str = ""
    expected: str = ""
    hint: str = ""

    @property
    def message(self) -> str:
        """What is wrong, without the place."""
        parts = [
            f"found {self.found}" if self.found else "",
            f"expected {self.expected}" if self.expected else "",
        ]
        said = ", ".join(part for part in parts if part)
        return "; ".join(part for part in (said, self.hint) if part)

    def __str__(self) -> str:
        place = escaped(self.file) if self.line is None else f"{escaped(self.file)}:{self.line}"
        return ": ".join(part for part in (place, self.path, self.message) if part)


class ScenarioError(CxsimError):
    """A scenario cannot be used. `faults` holds everything that is wrong with it, by file and line.

    Examples
    --------
    >>> faults = [Fault("b.yaml", 2, "name", "7", "text"), Fault("b.yaml", 1, "schema", "2", "1")]
    >>> print(ScenarioError(faults))
    b.yaml:1: schema: found 2, expected 1
    b.yaml:2: name: found 7, expected text
    """

    faults: tuple[Fault, ...]

    def __init__(self, faults: Iterable[Fault]) -> None:
        in_order = sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.line or 0))
        self.faults = tuple(in_order)
        super().__init__(self.faults)

    def __str__(self) -> str:
        lines = [str(fault) for fault in self.faults[:LISTED]]
        more = len(self.faults) - LISTED
        return "\n".join(lines + ([f"and {more} more"] if more > 0 else []))


def escaped(text: str) -> str:
    r"""Write text so that it is harmless on a terminal: whatever is not printable becomes an escape.

    Examples
    --------
    >>> print(escaped("café \x1b[31m"))
    café \x1b[31m
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode() for c in text
    )


def shortened(text: str, longest: int = LONGEST) -> str:
    """Cut long text, and say that it was cut."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def shown(value: Any) -> str:
    """Write a found value in one short line, the way a scenario file would have it.

    Examples
    --------
    >>> print(shown(0.5), shown("soon"), shown(None), shown({"mean": "3 min", "sd": True}))
    0.5 "soon" nothing {mean: "3 min", sd: true}
    """
    return shortened(_written(value, LONGEST), LONGEST + 2)


def _written(value: Any, room: int) -> str:
    # Stops as soon as the room is used up, so that a huge value costs nothing.
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + shortened(escaped(value[: room + 1]), max(room, 2)) + '"'
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinity" if value > 0 else "minus infinity"
    if isinstance(value, float):
        value = float(f"{value:.15g}")  # 0.1 + 0.2 is 0.3 to whoever reads it
    if isinstance(value, dict):
        entries = (
            f"{escaped(shortened(str(key)))}: {_written(entry, room // 2)}" for key, entry in value.items()
        )
        return "{" + _joined(entries, room) + "}"
    if isinstance(value, list | tuple):
        return "[" + _joined((_written(entry, room // 2) for entry in value), room) + "]"
    if isinstance(value, int) and abs(value) >= 10**LONGEST:
        return f"a number of more than {LONGEST} digits"
    return escaped(shortened(str(value), room))


def _joined(entries: Iterable[str], room: int) -> str:
    taken: list[str] = []
    for entry in entries:
        if sum(map(len, taken)) + len(entry) > room:
            return ", ".join([*taken, "…"])
        taken.append(entry)
    return ", ".join(taken)


def path_text(path: Path) -> str:
    """Write a path with dots.

    Examples
    --------
    >>> path_text(("teams", "hotline", "shifts", 0, "staff"))
    'teams.hotline.shifts.0.staff'
    """
    return ".".join(escaped(shortened(str(part))) for part in path)


def nearest(name: object, names: Iterable[str]) -> str:
    """Offer the right name that is nearest to a wrong one, as a hint; empty when none is near.

    Examples
    --------
    >>> nearest("invioce", ["invoice", "shop"])
    'did you mean "invoice"?'
    """
    if not isinstance(name, str):
        return ""
    close = difflib.get_close_matches(
        name[:100].lower(), [n for n in names if len(n) <= 100], n=1, cutoff=0.6
    )
    return f'did you mean "{escaped(close[0])}"?' if close else ""


def either(names: Iterable[str], most: int = 20) -> str:
    """Write what there is to choose from.

    Examples
    --------
    >>> either(["shop", "phone"]), either(["shop"]), either([])
    ('one of shop, phone', 'shop', 'none, as there are none')
    """
    all_names = [escaped(shortened(name)) for name in names]
    if len(all_names) > most:
        all_names = [*all_names[:most], "…"]
    return {0: "none, as there are none", 1: "".join(all_names)}.get(
        len(all_names), f"one of {', '.join(all_names)}"
    )
