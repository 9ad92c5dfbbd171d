"""Whether the tables beside a report are what its manifest says, and harmless; and its KPIs, as figures."""

import csv
import io
import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from cxsim.files.inside import InsideError, opened
from cxsim.language.speech import say
from cxsim.questions.journey.kpi_table import HEADLINES
from cxsim.reporting.downloads import TABLES, harmless
from cxsim.reporting.site.left_out import SoundError, of_file
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.figures import LONGEST, UNITS

KPIS = "kpis"  # the table of a report that holds them
COLUMNS = ["unit", "mean", "low", "high", "replications"]  # of that table, which are compared
MOST_OWN = 20  # figures of somebody's own that are compared
LARGEST_CELL = 1 << 24  # characters
LARGEST_FIGURE = 1e15


def check_tables(folder: Path, tables: Sequence[Mapping[str, Any]]) -> None:
    """Raise `SoundError` if a table of a report is not what its manifest says."""
    for table in tables:
        name = str(table["name"])
        try:
            _check_csv(folder, table)
            _check_parquet(folder, table)
        except InsideError as error:
            raise SoundError(of_file(f"{TABLES}/{name}", error.fault)) from None
        if holds_kpis(table):
            kpis(folder, {})


def holds_kpis(table: Mapping[str, Any]) -> bool:
    """Tell KPIs of ours from what else somebody may call so."""
    return table["name"] == KPIS and {"scope", "kpi", *COLUMNS} <= set(table["columns"])


def own_units(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the units of the first figures of somebody's own that a manifest names."""
    named = dict(manifest.get("figures") or {}).items()
    known = {
        name: str(said["unit"])
        for name, said in named
        if name.isidentifier() and len(name) <= LONGEST and said["unit"] in UNITS and name not in CATALOGUE
    }
    return dict(itertools.islice(known.items(), MOST_OWN))


def kpis(folder: Path, own: Mapping[str, str]) -> pd.DataFrame:
    """Return the headline KPIs of a report: columns ``kpi`` and `COLUMNS`, in the order of `HEADLINES`.

    They are read from the CSV file, which a program cannot be harmed by. Figures of somebody's own, whose
    units are given by name, come last.
    """
    units = {kpi: CATALOGUE[kpi].unit for kpi in HEADLINES} | dict(own)
    columns: list[str] = []
    found: dict[str, dict[str, Any]] = {}
    try:
        for row in _rows(folder, KPIS):
            if not columns:
                columns = row
                continue
            said = dict(zip(columns, row, strict=True))
            if said["scope"] != "journey" or said["kpi"] not in units:
                continue
            if said["kpi"] in found:
                raise ValueError("twice")
            found[said["kpi"]] = _figures(said, units[said["kpi"]])
    except (ValueError, OverflowError, KeyError):
        raise _wrong(KPIS) from None
    return pd.DataFrame([found[kpi] for kpi in units if kpi in found], columns=["kpi", *COLUMNS])


def _figures(said: Mapping[str, str], unit: str) -> dict[str, Any]:
    mean, low, high = (_figure(said[name]) for name in ("mean", "low", "high"))
    replications = int(float(said["replications"]))
    known = [value for value in (low, mean, high) if not math.isnan(value)]
    if math.isnan(low) != math.isnan(high) or known != sorted(known) or said["unit"] != unit:
        raise ValueError("no figure with its limits")
    return {
        "kpi": said["kpi"],
        "unit": said["unit"],
        "mean": mean,
        "low": low,
        "high": high,
        "replications": replications,
    }


def _figure(text: str) -> float:
    value = float(text) if text else math.nan
    if abs(value) > LARGEST_FIGURE:
        raise ValueError("no figure")
    return value


def _check_csv(folder: Path, table: Mapping[str, Any]) -> None:
    name, rows = str(table["name"]), -1
    for row in _rows(folder, name):
        if rows < 0 and row != [harmless(column) for column in table["columns"]]:
            raise _wrong(name)
        if any(cell != harmless(cell) and not _is_number(cell) for cell in row):
            raise SoundError(lambda: say("its table {name} holds what a spreadsheet may run", name=name))
        rows += 1
    if rows != table["rows"]:
        raise _wrong(name)


def _rows(folder: Path, name: str) -> Iterator[list[str]]:
    """Read a table, row by row; the first holds the names of columns, and all are as long."""
    before, width = csv.field_size_limit(LARGEST_CELL), -1
    try:
        with (
            opened(folder, f"{TABLES}/{name}.csv") as file,
            io.TextIOWrapper(file, "utf-8-sig", newline="") as text,
        ):
            for row in csv.reader(text, strict=True):
                width = len(row) if width < 0 else width
                if len(row) != width:
                    raise _wrong(name)
                yield row
    except (csv.Error, UnicodeDecodeError):
        raise _wrong(name) from None
    finally:
        csv.field_size_limit(before)


def _check_parquet(folder: Path, table: Mapping[str, Any]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    name = str(table["name"])
    with opened(folder, f"{TABLES}/{name}.parquet") as file:
        try:
            said = parquet.ParquetFile(
                file, thrift_string_size_limit=1 << 26, thrift_container_size_limit=1 << 20
            ).metadata
            agrees = (said.num_rows, said.num_columns) == (table["rows"], len(table["columns"]))
        except (pa.ArrowException, OSError, ValueError):
            raise _wrong(name) from None
    if not agrees:
        raise _wrong(name)


def _wrong(name: str) -> SoundError:
    return SoundError(lambda: say("its table {name} is not what its manifest says", name=name))


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
