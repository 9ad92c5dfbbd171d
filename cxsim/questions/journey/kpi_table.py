"""KPIs as people read them: figure with its unit, interval, meaning."""

import math
from collections.abc import Sequence

import pandas as pd

from cxsim.errors import CxsimError
from cxsim.language.speech import say, translated, written
from cxsim.language.wording import lasting
from cxsim.results.catalogue import CATALOGUE, in_years
from cxsim.results.customers import YEAR
from cxsim.results.run import Run
from cxsim.scenario.faults import either, nearest, shown
from cxsim.theme.tables import Table

HEADLINES = (
    "stay",
    "join",
    "customers",
    "value",
    "satisfaction",
    "nps",
    "csat",
    "unresolved",
    "abandonment",
)


def kpi_table(run: Run, names: Sequence[str] | None = None) -> Table:
    """Return the KPIs of the whole journey: figure, interval over replications, meaning.

    Parameters
    ----------
    names
        Which KPIs, by the names in `cxsim.results.catalogue`, or of figures of your own; all if absent.
    """
    kpis = run.kpis()
    whole = {str(row["kpi"]): row for row in kpis[kpis["scope"] == "journey"].to_dict("records")}
    currency = run.scenario.currency
    rows = []
    for name in names or whole:
        if name not in whole:
            hint = nearest(name, whole) or f"expected {either(whole, len(whole))}"
            raise CxsimError(f"names: found {shown(name)}, which is no KPI of the journey; {hint}")
        row = whole[name]
        unit = str(row["unit"])
        low, high = _number(row["low"], unit), figure(row["high"], unit, currency)
        interval = "" if math.isnan(row["low"]) else say("{low} to {high}", low=low, high=high)
        rows.append((readable(name), figure(row["mean"], unit, currency), interval, _meaning(run, name)))
    columns = [say("KPI"), say("Figure"), say("95 % interval"), say("Meaning")]
    caption = _kpi_caption(run.manifest["replications"])
    return Table(pd.DataFrame(rows, columns=columns), caption, kpis, "kpis")


def _kpi_caption(replications: int) -> str:
    if replications == 1:
        return say("KPIs of the whole journey; one replication, hence no intervals")
    number = str(replications)
    return say("KPIs of the whole journey; intervals over {number} replications", number=number)


def readable(name: str) -> str:
    """Write the name of a KPI, or of a figure of somebody's own, the way people do.

    Examples
    --------
    >>> readable("nps"), readable("came_to_the_shop")
    ('NPS', 'Came to the shop')
    """
    if found := in_years(name):
        kpi, years = found
        return say("{kpi}, after {time}", kpi=readable(kpi), time=lasting(years * YEAR))
    known = CATALOGUE.get(name)
    return translated(known.title if known else name.replace("_", " ").capitalize())


def figure(value: float, unit: str, currency: str) -> str:
    r"""Write a KPI with its unit, which stays on the same line.

    Examples
    --------
    >>> figure(0.8123, "share", "EUR"), figure(-12.34, "points", "EUR"), figure(1234.5, "money", "EUR")
    ('81.2\xa0%', '−12.3', '1,234\xa0EUR')
    >>> figure(13_552.75, "count", ""), figure(1.234, "count", "")
    ('13,553', '1.23')
    """
    number = _number(value, unit)
    if math.isnan(value):
        return number
    if unit == "share":
        return say("{number}\u00a0%", number=number)
    sign = {"money": currency, "min": "min", "d": say("d")}.get(unit, "")
    return f"{number}\u00a0{sign}" if sign else number


def _number(value: float, unit: str) -> str:
    if math.isnan(value):
        return say("none")
    shown = 100 * value if unit == "share" else value
    digits = {"share": 1, "money": 0, "min": 1, "d": 1, "points": 1, "feeling": 3, "count": _few(value)}.get(
        unit, 2
    )
    return written(shown, digits)


def _few(count: float) -> int:
    """Return with how many digits a mean number is written: of many people none, of visits each two."""
    return 0 if abs(count) >= 100.0 else 1 if abs(count) >= 10.0 else 2


def _meaning(run: Run, name: str) -> str:
    """Say what a KPI means; of a figure of the user's own, as it was said there."""
    own = run.manifest.get("figures", {})
    if found := in_years(name):
        if found[0] == "stay":
            return say("Share of today’s customers who still are customers then")
        return say("Customers by then")
    return own[name]["meaning"] if name in own else translated(CATALOGUE[name].meaning)
