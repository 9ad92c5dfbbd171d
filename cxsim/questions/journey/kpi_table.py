"""KPIs as people read them: figure with its unit, interval, meaning."""

import math
import re
from collections.abc import Sequence

import pandas as pd

from cxsim.language.speech import say, translated, written
from cxsim.results.kpis import CATALOGUE
from cxsim.results.run import Run
from cxsim.theme.tables import Table

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
