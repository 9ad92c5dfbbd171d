"""Tables that people read: figures with units, each with its interval and its meaning."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxsim.language.speech import say
from cxsim.language.wording import counted, in_short
from cxsim.theme.on_page import on_page
from cxsim.theme.table_data import bundle, table_data

NUMBER = re.compile(r"[-+–−±<>≈ ]*[\d.,\u202f]*\d([ \u00a0\u202f]?(%|[a-z]{1,5}|[A-Z]{3}))?|–?")
NUMERIC = ' class="cx-number"'
# JupyterLab would put every cell to the right.
ALIGNED = "<style>.cx-scroll th,.cx-scroll td{text-align:left}.cx-scroll .cx-number{text-align:right}</style>"
LONG = 40  # characters, from which a cell is a sentence


@dataclass(frozen=True, repr=False)
class Table:
    """A table of text that displays itself in a notebook: whole, and with everything in it escaped.

    Attributes
    ----------
    frame
        What it shows; the first column names the row.
    caption
        A sentence above it.
    data
        The figures behind it, as numbers; what is shown where absent.
    name
        What the files of these figures are called.
    brief
        Columns that matter most, for a narrow terminal; all where empty.

    Examples
    --------
    >>> print(Table(pd.DataFrame({"Team": ["Agents"], "Wait": ["2 min"]}), "How long people wait"))
       Team  Wait
     Agents 2 min
    """

    frame: pd.DataFrame
    caption: str = ""
    data: pd.DataFrame | None = None
    name: str = "table"
    brief: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f'<Table "{in_short(self.caption or self.name)}": {counted(len(self.frame), "row")}>'

    def __str__(self) -> str:
        return self.frame.to_string(index=False)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        title = self.caption or self.name.replace("_", " ").capitalize()
        return bundle(table_data(self.name, title, self.frame if self.data is None else self.data))

    def _repr_html_(self) -> str:
        names = [on_page(str(name)) for name in self.frame.columns]
        cells = [[on_page(str(cell)) for cell in row] for row in self.frame.itertuples(index=False)]
        # Numbers stand under each other; a table with sentences becomes a list on a phone.
        numbers = [all(NUMBER.fullmatch(row[k]) for row in cells) for k in range(len(names))]
        prose = any(len(cell) > LONG for row in cells for cell in row)
        head = "".join(
            f'<th scope="col"{NUMERIC if number else ""}>{name}</th>'
            for name, number in zip(names, numbers, strict=True)
        )
        rows = "".join(_row(row, names, numbers) for row in cells)
        caption = f"<caption>{on_page(self.caption)}</caption>" if self.caption else ""
        label = on_page(self.caption or say("Table"))
        return (
            f'{ALIGNED}<div class="cx-scroll" role="group" tabindex="0" aria-label="{label}">'
            f"<table{' class=cx-prose' if prose else ''}>{caption}"
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )


def table_of(
    columns: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    caption: str,
    data: pd.DataFrame | None = None,
    name: str = "table",
    brief: Sequence[int] = (),
) -> Table:
    """Return a table of these columns and rows.

    Parameters
    ----------
    columns, rows
        What it shows, in words.
    caption, data, name
        As of `Table`.
    brief
        The places of the columns that matter most.

    Where two columns have one name, such as that of net value where that is also the objective, they say the
    same, and the first of them is shown.

    Examples
    --------
    >>> table_of(["Who", "Kept"], [("Shop", "3"), ("App", "4")], "By place", brief=[0]).brief
    ('Who',)
    >>> print(table_of(["Who", "Net", "Net"], [("Shop", "3", "3")], "By place"))
     Who Net
    Shop   3
    """
    shown = pd.DataFrame(rows, columns=list(columns))
    shown = shown.loc[:, ~shown.columns.duplicated()]
    return Table(shown, caption, data, name, tuple(dict.fromkeys(columns[place] for place in brief)))


def _row(cells: list[str], names: list[str], numbers: list[bool]) -> str:
    columns = list(zip(cells, names, numbers, strict=True))
    rest = "".join(
        f'<td data-label="{name}"{NUMERIC if number else ""}>{cell}</td>'
        for cell, name, number in columns[1:]
    )
    return f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>'
