"""Tables that people read: figures with units, each with its interval and its meaning."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from cxsim.results.kpis import CATALOGUE, Kpi
from cxsim.results.run import Run

NAMES = {
    "ces": "CES (effort)",
    "csat": "CSAT",
    "csat_satisfied": "CSAT, satisfied",
    "first_contact_resolution": "First-contact resolution",
    "nps": "NPS",
}

HEADLINES = ("kept", "retention", "conversion", "satisfaction", "nps", "csat", "unresolved", "wait", "abandonment", "lifetime_value")


@dataclass(frozen=True)
class Table:
    """A table of text that displays itself in a notebook: whole, and with everything in it escaped.

    Attributes
    ----------
    frame
        What it shows; the first column names the row.
    caption
        A sentence above it.
    """

    frame: pd.DataFrame
    caption: str = ""

    def __str__(self) -> str:
        return self.frame.to_string(index=False)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in self.frame.columns)
        rows = "".join(_row(row) for row in self.frame.itertuples(index=False, name=None))
        caption = f"<caption>{escape(self.caption)}</caption>" if self.caption else ""
        label = escape(self.caption or "Table", quote=True)
        return (
            f'<div class="cx-scroll" role="region" tabindex="0" aria-label="{label}"><table class="cx-table">{caption}'
            f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
        )


def kpi_table(run: Run, names: Sequence[str] | None = None) -> Table:
    """Return the KPIs of the whole journey: figure, 95 % interval over replications, and what it means.

    Parameters
    ----------
    names
        Which KPIs, by the names in `cxsim.results.kpis.CATALOGUE`; all if absent.
    """
    kpis = run.kpis()
    whole = kpis[kpis["scope"] == "journey"].set_index("kpi")
    chosen = [name for name in (names or whole.index) if name in whole.index]
    currency = run.scenario.currency
    rows = []
    for name in chosen:
        row = whole.loc[name]
        unit, low, high = str(row["unit"]), float(row["low"]), float(row["high"])
        meaning = CATALOGUE.get(name, Kpi("", "", unit, "")).meaning
        interval = "" if math.isnan(low) else f"{figure(low, unit, '')} to {figure(high, unit, currency)}"
        rows.append((readable(name), figure(float(row["mean"]), unit, currency), interval, _sentence(meaning, unit)))
    frame = pd.DataFrame(rows, columns=["KPI", "Figure", "95 % interval", "Meaning"])
    many = f"{run.manifest['replications']} replications"
    return Table(frame, f"KPIs of the whole journey; intervals over {many}")


def readable(name: str) -> str:
    """Write the name of a KPI the way people do.

    Examples
    --------
    >>> readable("silent_leavers"), readable("nps")
    ('Silent leavers', 'NPS')
    """
    return NAMES.get(name, name.replace("_", " ").capitalize())


def figure(value: float, unit: str, currency: str) -> str:
    """Write a KPI with its unit.

    Examples
    --------
    >>> figure(0.8123, "share", "EUR"), figure(-12.34, "points", "EUR"), figure(1234.5, "money", "EUR")
    ('81.2 %', '-12.3', '1,234 EUR')
    """
    if math.isnan(value):
        return "none"
    match unit:
        case "share":
            return f"{100 * value:.1f} %" if currency else f"{100 * value:.1f}"
        case "money":
            return f"{value:,.0f} {currency}".rstrip()
        case "min":
            return f"{value:.1f} min" if currency else f"{value:.1f}"
        case "points":
            return f"{value:.1f}"
    return f"{value:.2f}"


def _sentence(meaning: str, unit: str) -> str:
    return f"Share {meaning}" if unit == "share" and meaning.startswith("of ") else meaning[:1].upper() + meaning[1:]


def _row(cells: tuple[object, ...]) -> str:
    first, *rest = (escape(str(cell)) for cell in cells)
    return f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
