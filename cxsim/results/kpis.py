"""KPIs with 95 % intervals over replications, for the whole journey and for each of its parts.

A KPI is a ratio of two sums within a replication (such as complaints over frictions), or the share of
customers kept by Kaplan–Meier; the interval is over replications. `CATALOGUE` says what each KPI means. The
table has one row for each scope, name and KPI: scope (journey, persona, touchpoint, link, stage, channel,
department, team), name, kpi, unit, mean, low, high, replications.
"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.results import measures
from cxsim.results.intervals import mean_interval
from cxsim.results.survival import durations, retention_at
from cxsim.scenario.model import Scenario


class Kpi(NamedTuple):
    """What a KPI means: numerator over denominator (columns of sums), its unit, and a sentence."""

    numerator: str
    denominator: str
    unit: str
    meaning: str


CATALOGUE: dict[str, Kpi] = {
    "kept": Kpi("kept", "people", "share", "of everyone measured, who are customers at the end"),
    "retention": Kpi("kept", "customers", "share", "of those who were customers, who still are at the end"),
    "conversion": Kpi("converted", "prospects", "share", "of prospects, who became customers"),
    "silent_leavers": Kpi(
        "silent_lost", "lost", "share", "of those who left or lapsed, who had never complained"
    ),
    "troubled": Kpi(
        "troubled", "customers", "share", "of customers, who met at least one friction while measured"
    ),
    "cost_to_serve": Kpi("cost", "years", "money", "cost to serve, for each customer-year"),
    "value": Kpi(
        "value",
        "people",
        "money",
        "margin minus cost to serve during the simulation, for each person measured",
    ),
    "lifetime_value": Kpi(
        "lifetime_value", "people", "money", "value plus the value still to come, for each person measured"
    ),
    "satisfaction": Kpi(
        "satisfaction", "kept", "feeling", "true relationship satisfaction of those kept, -1 to 1"
    ),
    "visits": Kpi("visits", "people", "count", "visits, for each person measured"),
    "friction": Kpi(
        "frictions", "visits", "share", "of visits, with a friction (recovered or not, or not served)"
    ),
    "unresolved": Kpi("unresolved", "visits", "share", "of visits, with a friction that was not put right"),
    "delight": Kpi("delights", "visits", "share", "of visits, with delight"),
    "complaint": Kpi("complaints", "frictions", "share", "of frictions, about which the customer complained"),
    "silent": Kpi("silences", "frictions", "share", "of frictions, of which the company never heard"),
    "recovered": Kpi("recoveries", "noticed", "share", "of frictions noticed, that were put right"),
    "felt": Kpi("felt", "visits", "feeling", "mean feeling of a visit, below 0 for worse than expected"),
    "pain": Kpi("pain", "people", "feeling", "sum of negative feelings, for each person measured"),
    "losses": Kpi("losses", "all_losses", "share", "of all losses, that happened here (place of leaving)"),
    "losses_caused": Kpi(
        "losses_caused",
        "all_losses",
        "share",
        "of all losses, after a friction here that was still on the mind",
    ),
    "stopping": Kpi("losses", "visits", "share", "of visits, after which the person stopped or left"),
    "csat": Kpi("csat", "csat_answers", "score", "CSAT 1 to 5, mean of answers"),
    "satisfied": Kpi("csat_satisfied", "csat_answers", "share", "of CSAT answers, 4 or 5"),
    "ces": Kpi("ces", "ces_answers", "score", "CES 1 (hard) to 7 (easy), mean of answers"),
    "nps": Kpi("nps", "nps_answers", "points", "share of promoters minus share of detractors, in points"),
    "first_contact_resolution": Kpi(
        "resolved_first",
        "after_sales",
        "share",
        "of after-sales journeys with a contact, settled at the first attempt",
    ),
    "goal_reached": Kpi("goals", "journeys", "share", "of journeys, that reached their goal"),
    "wait": Kpi("wait", "served", "min", "mean wait of those served, minutes"),
    "abandonment": Kpi("abandoned", "queued", "share", "of those who came while it was open, who hung up"),
    "closed": Kpi("closed", "arrived", "share", "of those who came, who found it closed or were sent home"),
    "busy": Kpi("busy", "arrived", "share", "of those who came, who heard a busy tone"),
    "context_lost": Kpi("context_lost", "passages", "share", "of hand-offs, in which the context was lost"),
    "occupancy": Kpi(
        "busy_days", "staffed_days", "share", "of staff time on duty, spent with customers and their cases"
    ),
    "contacts": Kpi("served", "people", "count", "contacts served by staff, for each person measured"),
}

PEOPLE = (
    "kept",
    "retention",
    "conversion",
    "silent_leavers",
    "troubled",
    "cost_to_serve",
    "value",
    "lifetime_value",
    "satisfaction",
)
VISITS = ("friction", "unresolved", "delight", "complaint", "silent", "recovered", "felt")
SURVEYS = ("csat", "satisfied", "ces")
WAITING = ("wait", "abandonment", "closed", "busy")
WHOLE = (*PEOPLE, *VISITS, *SURVEYS, "nps", "visits", "first_contact_resolution", "goal_reached", *WAITING)
PLACE = (*VISITS, *SURVEYS, "visits", "pain", "losses", "losses_caused", "stopping", *WAITING)
LINK = ("visits", "context_lost", "felt", "friction")
TEAM = ("occupancy", "wait", "abandonment", "closed", "busy", "contacts")


def kpis(events: pd.DataFrame, customers: pd.DataFrame, plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Return all KPIs of a run.

    Parameters
    ----------
    events, customers
        The event log and the customer table of all replications.

    Returns
    -------
    pandas.DataFrame
        Columns scope, name, kpi, unit, mean, low, high, replications; see the module.
    """
    table = measures.visit_table(events, customers, scenario)

    def whole(by: str | None) -> pd.DataFrame:
        return pd.concat(
            [
                measures.people(customers, table, by),
                measures.visits(table, by),
                measures.surveys(events, customers, scenario, by),
                measures.journeys(events, customers, table, scenario, by),
            ],
            axis=1,
        ).fillna(0.0)

    everyone = measures.people(customers, table).droplevel("name")[["people", "all_losses"]]
    tables = [_intervals("journey", whole(None), WHOLE), _intervals("persona", whole("persona"), WHOLE)]
    for scope in ("touchpoint", "stage", "channel", "department"):
        sums = measures.visits(table, scope).join(measures.losses(customers, scenario, scope)).fillna(0.0)
        tables.append(_intervals(scope, sums.join(everyone, on="replication"), PLACE))
    links = measures.visits(table[table["origin"].notna()], "link").join(everyone, on="replication")
    tables.append(_intervals("link", links[links["passages"] > 0], LINK))
    teams = measures.teams(events, plan, scenario).join(everyone, on="replication")
    tables.append(_intervals("team", teams, TEAM))
    tables.append(_yearly_retention(customers, scenario))
    return pd.concat(tables, ignore_index=True)


def _intervals(scope: str, sums: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Return ratios of sums, with intervals over replications; `sums` is indexed by (replication, name)."""
    rows = []
    for name in names:
        kpi = CATALOGUE[name]
        ratio = sums[kpi.numerator] / sums[kpi.denominator].where(sums[kpi.denominator] != 0)
        for key, values in ratio.groupby(level=1, sort=False, observed=True):
            rows.append((scope, key, name, kpi.unit, *mean_interval(values, kpi.unit == "share")))
    return _table(rows)


def _yearly_retention(customers: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    followed = durations(customers, scenario)
    groups: list[tuple[str, object, pd.DataFrame]] = [("journey", "all", followed)]
    for persona, group in followed.groupby("persona", sort=False, observed=True):
        groups.append(("persona", persona, group))
    rows = []
    for scope, name, group in groups:
        values = [retention_at(one) for _, one in group.groupby("replication")]
        rows.append(
            (scope, name, "yearly_retention", "share", *mean_interval(pd.Series(values, dtype=float), True))
        )
    return _table(rows)


def _table(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["scope", "name", "kpi", "unit", "mean", "low", "high", "replications"])
