"""Plain data in which every entry remembers the file and line it was written on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from numbers import Integral, Real
from typing import Any, NoReturn

from cxsim.scenario.faults import Fault, Path, ScenarioError, path_text, shown
from cxsim.scenario.scalars import CONTROL, bounded

DEEPEST = 40  # mappings and lists inside each other


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it was written: a scalar, a list or a mapping of the same, with its place."""

    value: Any
    file: str
    line: int | None

    def plain(self) -> Any:
        """Return the value alone."""
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        if isinstance(self.value, list):
            return [entry.plain() for entry in self.value]
        return self.value

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, "Written"]]:
        """Go through this value and everything inside it, with paths."""
        yield path, self
        if isinstance(self.value, dict):
            for key, entry in self.value.items():
                yield from entry.walk((*path, key))
        elif isinstance(self.value, list):
            for index, entry in enumerate(self.value):
                yield from entry.walk((*path, index))


def is_times(key: Any, path: Path) -> bool:
    """Tell whether a key is a whole number where one may be: so many times that one is there again.

    Examples
    --------
    >>> is_times(3, ("journeys", "help", "links", "call", "again")), is_times(3, ("teams",))
    (True, False)
    """
    return isinstance(key, int) and not isinstance(key, bool) and path[-1:] == ("again",)


def from_data(data: Any, file: str) -> Written:
    """Check plain Python data as strictly as a file, and copy it.

    Parameters
    ----------
    data
        Mappings, lists, tuples, numbers, text, booleans, dates and None.
    file
        What faults give as the file.

    Raises
    ------
    ScenarioError
        If there is anything else in it, or it is nested too deep.
    """

    def copy(value: Any, path: Path) -> Written:
        def refuse(found: str, expected: str) -> NoReturn:
            raise ScenarioError([Fault(file, None, path_text(path), found, expected)])

        if len(path) > DEEPEST:
            refuse(
                f"a nesting of more than {DEEPEST}", f"at most {DEEPEST} mappings and lists inside each other"
            )
        if isinstance(value, Mapping):
            for key in value:
                if not isinstance(key, str) and not is_times(key, path):
                    refuse(f"the key {shown(key)}", "text as a key")
            return Written(
                {str(key): copy(entry, (*path, str(key))) for key, entry in value.items()}, file, None
            )
        if isinstance(value, list | tuple):
            return Written([copy(entry, (*path, index)) for index, entry in enumerate(value)], file, None)
        if isinstance(value, str):
            if CONTROL.search(value):
                refuse(shown(value), "text without control characters")
            return Written(str(value), file, None)
        if value is None or isinstance(value, bool):
            return Written(value, file, None)
        if isinstance(value, date):
            return Written(value.isoformat(), file, None)
        if isinstance(value, Integral):
            return Written(bounded(int(value)), file, None)
        if isinstance(value, Real):
            return Written(float(value), file, None)
        return refuse(
            f"a value of type {type(value).__name__}", "a number, text, true, false, a list or a mapping"
        )

    return copy(data, ())
