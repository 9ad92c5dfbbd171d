"""Tables that people made: read as text, so that whatever is wrong is told with file and line."""

import csv
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cxsim.scenario.faults import Fault, ScenarioError, nearest, shown
from cxsim.scenario.slips import as_number
from cxsim.scenario.source import name_of, text_of

if TYPE_CHECKING:
    from _csv import Reader

LARGEST = 20_000_000  # bytes of a table of figures
_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


class TableError(ScenarioError, ValueError):
    """A table cannot be used. `faults` holds everything that is wrong with it, by file and line."""


class Line(NamedTuple):
    """A line of a table: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, str]


class Figure(NamedTuple):
    """What a column may hold: numbers from and to, in words; and whether a cell may be empty."""

    least: float
    most: float
    words: str
    may_be_empty: bool = False


class TableReader:
    """Reads one table and gathers its faults; `file` is what they call it."""

    def __init__(self, path: str | Path, wanted: str) -> None:
        self.file = name_of(Path(path))
        self.faults: list[Fault] = []
        try:
            self.text = text_of(Path(path), self.file, wanted, LARGEST)
        except ScenarioError as error:
            raise TableError(error.faults) from None

    def refuse(self, line: int, where: str, found: str, expected: str, hint: str = "") -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, where, found, expected, hint))

    def lines(self, columns: tuple[str, ...]) -> tuple[list[str], list[Line]]:
        """Return the names of all columns, and the lines; lines that begin with # are comments.

        Raises
        ------
        TableError
            If one of `columns` is missing, or the lines have no columns at all.
        """
        text = ("" if row.startswith("#") else row for row in self.text.splitlines(keepends=True))
        rows = self._rows(csv.reader(text, skipinitialspace=True))
        number, header = next(rows, (1, []))
        names = [name.strip() for name in header]
        self._check_header(number, names, columns)
        lines = []
        for number, cells in rows:
            if len(cells) != len(names):
                expected = f"{len(names)}, one for each column"
                hint = "decimals have a point, not a comma" if len(cells) > len(names) else ""
                self.refuse(number, "", f"{len(cells)} cells", expected, hint)
            else:
                lines.append(Line(number, dict(zip(names, (cell.strip() for cell in cells), strict=True))))
        return names, lines

    def _rows(self, reader: "Reader") -> Iterator[tuple[int, list[str]]]:
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, cells
        except csv.Error as error:
            self.refuse(reader.line_num, "", str(error), "a table with commas between cells (CSV)")

    def _check_header(self, number: int, names: list[str], columns: tuple[str, ...]) -> None:
        if not names:
            self.refuse(number, "", "no lines", f"a table with the columns {', '.join(columns)}")
        elif len(names) == 1 and (separator := next((s for s in ";\t|" if s in names[0]), "")):
            found = f"columns separated by {'tabs' if separator == chr(9) else separator}"
            self.refuse(number, "", found, "by commas", "save it as CSV with commas, and points in decimals")
        else:
            for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
                self.refuse(number, "", f"the column {shown(name)} again", "each column once")
            for name in columns:
                if name not in names:
                    hint = nearest(name, [other for other in names if other not in columns])
                    self.refuse(number, "", f"no column {name}", f"columns {', '.join(columns)}", hint)
        if self.faults:
            raise TableError(self.faults)

    def figure(self, line: Line, column: str, kind: Figure) -> float:
        """Return the number in a cell; nan where it is empty and may be, or wrong."""
        cell = line.cells[column]
        if not cell and kind.may_be_empty:
            return math.nan
        value = float(cell) if _NUMBER.fullmatch(cell) else math.nan
        if not kind.least <= value <= kind.most:
            found = shown(cell) if math.isnan(value) else cell
            empty = ", or an empty cell where there is none" if kind.may_be_empty else ""
            hint = as_number(cell) if math.isnan(value) else ""
            self.refuse(line.number, column, found if cell else "nothing", kind.words + empty, hint)
        return value

    def check(self) -> None:
        """Raise `TableError` if there are faults."""
        if self.faults:
            raise TableError(self.faults)
