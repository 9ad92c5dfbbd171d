"""Read figures of a contact centre by the hour, as somebody wrote them down."""

import math
from pathlib import Path

import pandas as pd

from cxsim.calibration.tables import Figure, Line, TableReader
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import shown

#: What has an interval on both sides, and so a distance worth a verdict.
JUDGED = ("abandoned", "mean_wait")

#: What else is set side by side: the calls, who had to wait at all, and how much days differ.
ALONGSIDE = ("calls", "had_to_wait", "abandoned_spread")

_SHARE = Figure(0.0, 1.0, "a share from 0 to 1")
_SECONDS = Figure(0.0, 1e9, "a number of seconds from 0 on")
_KINDS = {
    "calls": Figure(0.0, 1e9, "a number of calls from 0 on"),
    "had_to_wait": _SHARE,
    "abandoned_spread": _SHARE._replace(may_be_empty=True),  # of one day there is none
    "mean_wait_served": _SECONDS._replace(may_be_empty=True),  # perhaps nobody was
    **{f"abandoned{limit}": _SHARE for limit in ("", "_low", "_high")},
    **{f"mean_wait{limit}": _SECONDS for limit in ("", "_low", "_high")},
}
_NEEDED = tuple(name for name in _KINDS if name != "mean_wait_served")
_ALL = "all"


@public()
def read_observed(path: str | Path) -> pd.DataFrame:
    """Read observed figures from a CSV file (lines with # are comments), as `figures_by_hour` returns them.

    Parameters
    ----------
    path
        A file with the columns ``hour`` (0 to 23, and a line ``all``), ``calls``, ``had_to_wait``,
        ``abandoned`` and ``mean_wait`` with their ``_low`` and ``_high``, and ``abandoned_spread`` (which may
        be empty). ``mean_wait_served`` is read, too; other columns are ignored.

    Raises
    ------
    TableError
        With everything that is wrong: file, line, what was found and what was expected.

    Examples
    --------
    >>> read_observed("scenarios/bank_observed.csv").loc["all", ["calls", "abandoned"]].tolist()
    [1456.5, 0.1818]
    """
    reader = TableReader(path, "a table of figures by hour (CSV)")
    names, lines = reader.lines(("hour", *_NEEDED))
    hours = [_hour(reader, line) for line in lines]
    first: dict[int | str, int] = {}
    for line, hour in zip(lines, hours, strict=True):
        if hour is not None and hour in first:
            found = f"{hour} again"
            reader.refuse(line.number, "hour", found, "each hour once", f"it is also in line {first[hour]}")
        elif hour is not None:
            first[hour] = line.number
    columns = [name for name in names if name in _KINDS]
    table = {name: [reader.figure(line, name, _KINDS[name]) for line in lines] for name in columns}
    for place, line in enumerate(lines):
        for name in JUDGED:
            low, high = table[f"{name}_low"][place], table[f"{name}_high"][place]
            if low > high and not math.isnan(low + high):
                found = f"{line.cells[f'{name}_low']}, above {name}_high, {line.cells[f'{name}_high']}"
                reader.refuse(line.number, f"{name}_low", found, "a lower limit of at most the upper one")
    if _ALL not in first:
        last = lines[-1].number if lines else 1
        reader.refuse(last, "", "no line all", "figures by hour, and a last line all for the whole day")
    reader.check()
    return pd.DataFrame(table, index=pd.Index(hours, name="hour"), dtype=float)


def _hour(reader: TableReader, line: Line) -> int | str | None:
    cell = line.cells["hour"]
    if cell == _ALL:
        return cell
    if cell.isascii() and cell.isdigit() and len(cell) <= 2 and int(cell) < 24:
        return int(cell)
    reader.refuse(line.number, "hour", shown(cell), "a whole hour from 0 to 23, or all")
    return None
