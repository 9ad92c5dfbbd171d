"""Tables of a report as files: CSV for spreadsheets, Parquet for programs.

A spreadsheet takes a cell that begins with certain signs for a formula, and may run it. What an author typed
is therefore written with an apostrophe before such a sign, as OWASP advises ("CSV injection"); numbers, which
are known to be numbers, stay as they are. CSV begins with a byte order mark: without it Excel reads the file
in the code page of the machine and spoils accents, while pandas, R (``fileEncoding="UTF-8-BOM"``) and
LibreOffice know it. Parquet holds the texts to the letter, with types.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from cxsim.files.drafts import naming
from cxsim.theme.table_data import values_of

TABLES = "tables"  # the folder beside a report
SUFFIXES = (".csv", ".parquet")

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_LONGEST = 60  # characters of a name


def named_apart(tables: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each table a name that is fit for a file, and its own.

    Examples
    --------
    >>> [name for name, _ in named_apart([{"name": "kpis"}, {"name": "../kpis"}, {"name": ""}])]
    ['kpis', 'kpis_2', 'table']
    """
    given: set[str] = set()
    for table in tables:
        fit = re.sub(r"[^a-z0-9]+", "_", str(table["name"]).lower()).strip("_")[:_LONGEST] or "table"
        name, number = fit, 1
        while name in given:
            number += 1
            name = f"{fit}_{number}"
        given.add(name)
        yield name, table


def write_tables(tables: Iterable[Mapping[str, Any]], folder: Path) -> list[dict[str, Any]]:
    """Write each table as ``NAME.csv`` and ``NAME.parquet``.

    Parameters
    ----------
    tables
        As from `cxsim.theme.table_data.table_data`.
    folder
        Is made if there is something to write.

    Returns
    -------
    list of dict
        Of each table: ``name``, ``title``, ``rows`` and ``columns`` (their names).
    """
    listed = []
    for name, table in named_apart(tables):
        folder.mkdir(exist_ok=True)
        columns = table["columns"]
        with naming(folder / f"{name}.csv"):
            (folder / f"{name}.csv").write_bytes(csv_text(columns).encode("utf-8-sig"))
        with naming(folder / f"{name}.parquet"):
            _write_parquet(columns, folder / f"{name}.parquet")
        rows = len(columns[0]["values"]) if columns else 0
        labels = [str(column["name"]) for column in columns]
        listed.append({"name": name, "title": str(table["title"]), "rows": rows, "columns": labels})
    return listed


def csv_text(columns: Iterable[Mapping[str, Any]]) -> str:
    r"""Write columns as CSV (RFC 4180: commas, points, double quotes), harmless in a spreadsheet.

    Examples
    --------
    >>> csv_text([{"name": "who", "type": "text", "values": ["=1+1", "Ann"]},
    ...           {"name": "felt", "type": "number", "values": [-0.5, None]}])
    "who,felt\r\n'=1+1,-0.5\r\nAnn,\r\n"
    """
    columns = list(columns)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([harmless(str(column["name"])) for column in columns])
    cells = [
        [harmless(value) if isinstance(value, str) else value for value in values_of(column)]
        for column in columns
    ]
    writer.writerows(zip(*cells, strict=True))
    return file.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, without signs that nobody sees.

    Examples
    --------
    >>> harmless("@SUM(A1)"), harmless("a = b")
    ("'@SUM(A1)", 'a = b')
    """
    seen = UNSEEN.sub("", text)
    # A blank, too, may stand before the sign: some spreadsheets trim cells.
    return f"'{seen}" if seen.startswith(_FORMULA) or seen.lstrip().startswith(_FORMULA) else seen


def _write_parquet(columns: Iterable[Mapping[str, Any]], file: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "number": pa.float64(), "integer": pa.int64(), "boolean": pa.bool_()}
    columns = list(columns)
    arrays = [pa.array(_fit(values_of(column)), types[column["type"]]) for column in columns]
    # pyarrow takes two columns of one name, and readers do not.
    names: list[str] = []
    for column in columns:
        name, number = str(column["name"]), 1
        while name in names:
            number += 1
            name = f"{column['name']}_{number}"
        names.append(name)
    parquet.write_table(pa.Table.from_arrays(arrays, names=names), file)


def _fit(values: list[Any]) -> list[Any]:
    """Replace halves of characters, which UTF-8 does not have."""
    return [
        value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
        for value in values
    ]
