"""Large tables read column by column: what cannot be read is told with its line.

A log of a year has half a million lines, so columns are read as a whole, and only those with a fault again.
"""

import re
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxsim.calibration.tables import TableError
from cxsim.scenario.faults import Fault, either, nearest, shown
from cxsim.scenario.source import name_of

MOST_TOLD = 20  # faults of one column

_DAY = r"\d{4}-\d\d?-\d\d?"  # pandas would read "now", too
_CLOCK = r"([0-4]?\d):([0-5]\d):([0-5]\d)"
_TOO_MANY = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")


class _Kind(NamedTuple):
    """How the text of a column is read, nothing where it cannot be; and what is expected, in words."""

    read: Callable[["pd.Series[str]"], "pd.Series[Any]"]
    words: str


def _numbers(text: "pd.Series[str]") -> "pd.Series[Any]":
    found = pd.to_numeric(text, errors="coerce").astype(float)
    return found.where(np.isfinite(found) & (found.abs() <= 1e15))


def _counts(text: "pd.Series[str]") -> "pd.Series[Any]":
    found = _numbers(text)
    return found.where((found >= 0) & (found % 1 == 0))


def _seconds(text: "pd.Series[str]") -> "pd.Series[Any]":
    found = _numbers(text)
    return found.where(found >= 0)


def _dates(text: "pd.Series[str]") -> "pd.Series[Any]":
    days = text.str.strip()
    return pd.to_datetime(days.where(days.str.fullmatch(_DAY)), format="%Y-%m-%d", errors="coerce")


def _clocks(text: "pd.Series[str]") -> "pd.Series[Any]":
    clocks = text.str.strip()
    return pd.to_timedelta(clocks.where(clocks.str.fullmatch(_CLOCK)), errors="coerce")


KINDS = {
    "count": _Kind(_counts, "a whole number from 0 on"),
    "seconds": _Kind(_seconds, "a number of seconds from 0 on"),
    "date": _Kind(_dates, "a date such as 1999-08-01"),
    "clock": _Kind(_clocks, "a time of the day such as 9:05:30"),
    "text": _Kind(lambda text: text, "text"),
}


def read_columns(
    path: str | Path,
    columns: Mapping[str, str],
    wanted: Mapping[str, tuple[str, ...]],
    unwanted: Mapping[str, tuple[str, ...]],
) -> pd.DataFrame:
    """Read columns of a table (CSV, also gzipped).

    Parameters
    ----------
    path
        The file.
    columns
        The kind of each column, one of `KINDS`; others are ignored.
    wanted, unwanted
        Values of a column that are read, and those whose lines are left out; any other is a fault.

    Raises
    ------
    TableError
        With everything that is wrong: file, line, what was found and what was expected.
    """
    file, raw = name_of(Path(path)), _raw(Path(path))
    missing = [name for name in columns if name not in raw.columns]
    if missing:
        others = [str(name) for name in raw.columns if name not in columns]
        raise TableError(
            Fault(file, 1, "", f"no column {name}", f"columns {', '.join(columns)}", nearest(name, others))
            for name in missing
        )
    raw = raw.dropna(how="all")
    faults: list[Fault] = []
    for name, values in wanted.items():
        known = (*values, *unwanted.get(name, ()))
        faults += _faults(file, name, raw[name].where(raw[name].isin(known)), raw[name], either(known))
        raw = raw[raw[name].isin(values)]
        if raw.empty and not faults:
            raise TableError([Fault(file, None, name, "no line", f"lines with {either(values)}")])
    found = {}
    for name, kind in columns.items():
        text = raw[name].fillna("")
        found[name] = KINDS[kind].read(text)
        if kind == "text":
            continue
        faults += _faults(file, name, found[name], text, KINDS[kind].words)
    if faults:
        raise TableError(faults)
    return pd.DataFrame(found).reset_index(drop=True)


def _faults(
    file: str, name: str, read: "pd.Series[Any]", text: "pd.Series[str]", expected: str
) -> list[Fault]:
    """Tell the first cells of a column that could not be read."""
    at = np.flatnonzero(read.isna().to_numpy())[:MOST_TOLD]
    cells = [(int(text.index[one]) + 2, text.iloc[one]) for one in at]
    return [
        Fault(file, line, name, shown(cell) if isinstance(cell, str) and cell else "nothing", expected)
        for line, cell in cells
    ]


def _raw(path: Path) -> pd.DataFrame:
    """Read all cells as text; the index counts the lines below the header, empty ones too."""

    def refused(found: str, expected: str, line: int | None = None) -> TableError:
        return TableError([Fault(name_of(path), line, "", found, expected)])

    table = "a table with commas between cells (CSV, UTF-8)"
    try:
        return pd.read_csv(path, dtype=str, skip_blank_lines=False, keep_default_na=False, na_values=[""])
    except pd.errors.ParserError as error:
        if cells := _TOO_MANY.search(str(error)):
            raise refused(f"{cells[3]} cells", f"{cells[1]}, one for each column", int(cells[2])) from None
        raise refused("a table that cannot be read", table) from None
    except pd.errors.EmptyDataError:
        raise refused("an empty file", table, 1) from None
    except FileNotFoundError:
        raise refused("no such file", table) from None
    except IsADirectoryError:
        raise refused("a folder", table) from None
    except (UnicodeDecodeError, UnicodeError):
        raise refused("bytes that are not UTF-8", table) from None
    except (OSError, EOFError, zlib.error):  # of a gzipped file, which may be cut off
        raise refused("a file that cannot be read, or not to its end", table) from None
