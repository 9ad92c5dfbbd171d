"""Tables as data, carried along with what a notebook shows of them: numbers stay numbers.

A picture or a table that is displayed carries the figures behind it under a type of its own, which JupyterLab
does not show. Publishing takes them from there and writes them as files, so a report that papermill ran by
itself holds the same.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

TABLES_TYPE = "application/vnd.cxsim.tables+json"


def table_data(name: str, title: str, frame: "pd.DataFrame") -> dict[str, Any]:
    """Return a table as plain data that JSON can hold.

    Parameters
    ----------
    name
        What its files are called.
    title
        What it is about, for people.
    frame
        An index with a name becomes columns.

    Returns
    -------
    dict
        ``name``, ``title``, and ``columns``: of each its ``name``, its ``type`` (text, number, integer or
        boolean) and its ``values``, which are None where there is none. Numbers that JSON does not have are
        the texts ``inf`` and ``-inf``.

    Examples
    --------
    >>> import pandas as pd
    >>> table_data("waits", "Waiting", pd.DataFrame({"team": ["Care"], "wait": [1.5]}))["columns"][1]
    {'name': 'wait', 'type': 'number', 'values': [1.5]}
    """
    named = [level for level in frame.index.names if level is not None]
    whole = frame.reset_index() if named else frame
    columns = [_column(str(label), list(whole.iloc[:, place])) for place, label in enumerate(whole.columns)]
    return {"name": name, "title": title, "columns": columns}


def bundle(*tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a displayed object adds to its output, so that its tables are carried along."""
    return {TABLES_TYPE: list(tables)} if tables else {}


def payload_of(shown: Any) -> list[dict[str, Any]]:
    """Return the tables that an object carries when it is displayed; none for most."""
    add = getattr(shown, "_repr_mimebundle_", None)
    return list(add().get(TABLES_TYPE, [])) if callable(add) else []


def values_of(column: Mapping[str, Any]) -> list[Any]:
    """Return the values of a column, numbers as they were before JSON.

    Examples
    --------
    >>> values_of({"name": "age", "type": "number", "values": [1.0, "inf", None]})
    [1.0, inf, None]
    """
    if column["type"] != "number":
        return list(column["values"])
    return [None if value is None else float(value) for value in column["values"]]


def _column(name: str, cells: list[Any]) -> dict[str, Any]:
    values = [_plain(cell) for cell in cells]
    types = {type(value) for value in values if value is not None}
    if types == {bool}:
        kind = "boolean"
    elif types == {int}:
        kind = "integer"
    elif types and types <= {int, float}:
        kind, values = "number", list(_numbers(values))
    else:
        kind, values = "text", [None if value is None else str(value) for value in values]
    return {"name": name, "type": kind, "values": values}


def _plain(cell: Any) -> Any:
    """Return a cell as a value of plain Python; None for what is missing."""
    value = cell.item() if hasattr(cell, "item") and getattr(cell, "ndim", 0) == 0 else cell
    if value is None or type(value).__name__ in (
        "NAType",
        "NaTType",
    ):  # of pandas
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | float) else str(value)


def _numbers(values: list[Any]) -> Iterator[float | str | None]:
    for value in values:
        finite = value is None or math.isfinite(value)
        yield (None if value is None else float(value)) if finite else str(float(value))
