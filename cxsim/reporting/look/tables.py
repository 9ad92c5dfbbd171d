"""Tables that people read: figures with units, each with its interval and its meaning."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from cxsim.reporting.language import say, translated, written
from cxsim.reporting.look.on_page import on_page
from cxsim.reporting.look.table_data import bundle, table_data
from cxsim.results.kpis import CATALOGUE
from cxsim.results.run import Run

NAMES = {
    "ces": "CES (effort)",
    "csat": "CSAT",
    "csat_satisfied": "CSAT, satisfied",
    "first_contact_resolution": "First-contact resolution",
    "nps": "NPS",
}

MORE_MEANINGS = {"yearly_retention": "of customers, who still are after a year (Kaplan–Meier)"}

HEADLINES = (
    "kept",
    "retention",
    "conversion",
    "satisfaction",
    "nps",
    "csat",
    "unresolved",
    "wait",
    "abandonment",
    "lifetime_value",
)


NUMBER = re.compile(r"[-+–−±<>≈ ]*[\d.,\u202f]*\d([ \u00a0\u202f]?(%|[a-z]{1,5}|[A-Z]{3}))?|–?")
NUMERIC = ' class="cx-number"'
# JupyterLab would put every cell to the right.
ALIGNED = "<style>.cx-scroll th,.cx-scroll td{text-align:left}.cx-scroll .cx-number{text-align:right}</style>"
LONG = 40  # characters, from which a cell is a sentence


@dataclass(frozen=True)
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
    """

    frame: pd.DataFrame
    caption: str = ""
    data: pd.DataFrame | None = None
    name: str = "table"

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


def kpi_table(run: Run, names: Sequence[str] | None = None) -> Table:
    """Return the KPIs of the whole journey: figure, interval over replications, meaning.

    Parameters
    ----------
    names
        Which KPIs, by the names in `cxsim.results.kpis.CATALOGUE`; all if absent.
    """
    kpis = run.kpis()
    whole = {str(row["kpi"]): row for row in kpis[kpis["scope"] == "journey"].to_dict("records")}
    currency = run.scenario.currency
    rows = []
    for name in names or whole:
        if name in whole:
            row = whole[name]
            unit = str(row["unit"])
            low, high = _number(row["low"], unit), figure(row["high"], unit, currency)
            interval = "" if math.isnan(row["low"]) else say("{low} to {high}", low=low, high=high)
            rows.append((readable(name), figure(row["mean"], unit, currency), interval, meaning(name, unit)))
    columns = [say("KPI"), say("Figure"), say("95 % interval"), say("Meaning")]
    caption = _kpi_caption(run.manifest["replications"])
    return Table(pd.DataFrame(rows, columns=columns), caption, kpis, "kpis")


def _kpi_caption(replications: int) -> str:
    if replications == 1:
        return say("KPIs of the whole journey; one replication, hence no intervals")
    number = str(replications)
    return say("KPIs of the whole journey; intervals over {number} replications", number=number)


def readable(name: str) -> str:
    """Write the name of a KPI the way people do.

    Examples
    --------
    >>> readable("silent_leavers"), readable("nps")
    ('Silent leavers', 'NPS')
    """
    return translated(NAMES.get(name, name.replace("_", " ").capitalize()))


def figure(value: float, unit: str, currency: str) -> str:
    r"""Write a KPI with its unit, which stays on the same line.

    Examples
    --------
    >>> figure(0.8123, "share", "EUR"), figure(-12.34, "points", "EUR"), figure(1234.5, "money", "EUR")
    ('81.2\xa0%', '−12.3', '1,234\xa0EUR')
    """
    number = _number(value, unit)
    if math.isnan(value):
        return number
    if unit == "share":
        return say("{number}\u00a0%", number=number)
    sign = {"money": currency, "min": "min"}.get(unit, "")
    return f"{number}\u00a0{sign}" if sign else number


def _number(value: float, unit: str) -> str:
    if math.isnan(value):
        return say("none")
    shown = 100 * value if unit == "share" else value
    digits = {"share": 1, "money": 0, "min": 1, "points": 1, "feeling": 3}.get(unit, 2)
    return written(shown, digits)


def meaning(name: str, unit: str) -> str:
    """Say what a KPI means.

    Examples
    --------
    >>> meaning("conversion", "share"), meaning("value_of_a_smile", "money")
    ('Share of prospects who became customers', '')
    """
    said = CATALOGUE[name].meaning if name in CATALOGUE else MORE_MEANINGS.get(name, "")
    if unit != "share" or not said.startswith("of "):
        return translated(said[:1].upper() + said[1:])
    whole, comma, part = said.partition(", ")
    defines = re.match(r"(about|of|after) which |(who|that|with) ", part) and " who " not in whole
    return translated(f"Share {whole}{' ' if defines else comma}{part}")


def _row(cells: list[str], names: list[str], numbers: list[bool]) -> str:
    columns = list(zip(cells, names, numbers, strict=True))
    rest = "".join(
        f'<td data-label="{name}"{NUMERIC if number else ""}>{cell}</td>'
        for cell, name, number in columns[1:]
    )
    return f'<tr><th scope="row">{cells[0]}</th>{rest}</tr>'
