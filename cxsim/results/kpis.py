"""KPIs with 95 % intervals over replications, for the whole journey and for each of its parts.

A KPI is a ratio of two sums over all replications (such as complaints over frictions), or the share of
customers kept by Kaplan–Meier; the interval is over replications (see `cxsim.results.intervals`). `CATALOGUE`
says what each KPI means. The table has one row for each scope, name and KPI: scope (journey, persona,
touchpoint, link, stage, channel, department, team), name, kpi, unit, mean, low, high, and the number of
replications that have a say in it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.engine.passages import passages
from cxsim.engine.tally import by_touchpoint
from cxsim.engine.vocabulary import NONE
from cxsim.results.counts import (
    Counts,
    frame,
    journey_sums,
    team_sums,
    visit_sums,
)
from cxsim.results.intervals import AMOUNT, ANY, COUNT, FEELING, SHARE, Scale, ratio_intervals
from cxsim.results.survival import stays
from cxsim.scenario.model import Scenario


class Kpi(NamedTuple):
    """What a KPI means: numerator over denominator (columns of sums), its unit and scale, and a sentence."""

    numerator: str
    denominator: str
    unit: str
    scale: Scale
    meaning: str


CATALOGUE: dict[str, Kpi] = {
    "kept": Kpi("kept", "people", "share", SHARE, "of everyone measured, who are customers at the end"),
    "retention": Kpi(
        "kept", "customers", "share", SHARE, "of those who were customers, who still are at the end"
    ),
    "conversion": Kpi("converted", "prospects", "share", SHARE, "of prospects, who became customers"),
    "silent_leavers": Kpi(
        "silent_lost", "lost", "share", SHARE, "of those who left or lapsed, who had never complained"
    ),
    "troubled": Kpi(
        "troubled", "customers", "share", SHARE, "of customers, who met at least one friction while measured"
    ),
    "cost_to_serve": Kpi("cost", "years", "money", AMOUNT, "cost to serve, for each customer-year"),
    "value": Kpi(
        "value",
        "people",
        "money",
        ANY,
        "margin minus cost to serve during the simulation, for each person measured",
    ),
    "lifetime_value": Kpi(
        "lifetime_value",
        "people",
        "money",
        ANY,
        "value plus the value still to come, for each person measured",
    ),
    "satisfaction": Kpi(
        "satisfaction", "kept", "feeling", FEELING, "true relationship satisfaction of those kept, -1 to 1"
    ),
    "visits": Kpi("visits", "people", "count", COUNT, "visits, for each person measured"),
    "friction": Kpi(
        "frictions", "visits", "share", SHARE, "of visits, with a friction (recovered or not, or not served)"
    ),
    "unresolved": Kpi(
        "unresolved", "visits", "share", SHARE, "of visits, with a friction that was not put right"
    ),
    "delight": Kpi("delights", "visits", "share", SHARE, "of visits, with delight"),
    "complaint": Kpi(
        "complaints", "frictions", "share", SHARE, "of frictions, about which the customer complained"
    ),
    "silent": Kpi("silences", "frictions", "share", SHARE, "of frictions, of which the company never heard"),
    "recovered": Kpi("recoveries", "noticed", "share", SHARE, "of frictions noticed, that were put right"),
    "felt": Kpi(
        "felt",
        "visits",
        "feeling",
        Scale(most=1.0),
        "mean feeling of a visit, below 0 for worse than expected",
    ),
    "pain": Kpi(
        "pain", "people", "feeling", Scale(most=0.0), "sum of negative feelings, for each person measured"
    ),
    "losses": Kpi(
        "losses", "all_losses", "share", SHARE, "of all losses, that happened here (place of leaving)"
    ),
    "losses_caused": Kpi(
        "losses_caused",
        "all_losses",
        "share",
        SHARE,
        "of all losses, after a friction here that was still on the mind",
    ),
    "stopping": Kpi("losses", "visits", "share", SHARE, "of visits, after which the person stopped or left"),
    "csat": Kpi("csat", "csat_answers", "score", Scale(1.0, 5.0), "CSAT 1 to 5, mean of answers"),
    "satisfied": Kpi("csat_satisfied", "csat_answers", "share", SHARE, "of CSAT answers, 4 or 5"),
    "ces": Kpi("ces", "ces_answers", "score", Scale(1.0, 7.0), "CES 1 (hard) to 7 (easy), mean of answers"),
    "nps": Kpi(
        "nps",
        "nps_answers",
        "points",
        Scale(-100.0, 100.0),
        "share of promoters minus share of detractors, in points",
    ),
    "first_contact_resolution": Kpi(
        "resolved_first",
        "after_sales",
        "share",
        SHARE,
        "of after-sales journeys with a contact, settled at the first attempt",
    ),
    "goal_reached": Kpi("goals", "journeys", "share", SHARE, "of journeys, that reached their goal"),
    "wait": Kpi("wait", "served", "min", AMOUNT, "mean wait of those served, minutes"),
    "abandonment": Kpi(
        "abandoned", "queued", "share", SHARE, "of those who came while it was open, who hung up"
    ),
    "closed": Kpi(
        "closed", "arrived", "share", SHARE, "of those who came, who found it closed or were sent home"
    ),
    "busy": Kpi("busy", "arrived", "share", SHARE, "of those who came, who heard a busy tone"),
    "context_lost": Kpi(
        "context_lost", "passages", "share", SHARE, "of hand-offs, in which the context was lost"
    ),
    "occupancy": Kpi(
        "busy_days",
        "staffed_days",
        "share",
        AMOUNT,  # who is served at closing time is served to the end
        "of staff time on duty, spent with customers and their cases",
    ),
    "contacts": Kpi("served", "people", "count", COUNT, "contacts served by staff, for each person measured"),
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


def kpis(counts: Sequence[Counts], plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Return all KPIs of a run.

    Parameters
    ----------
    counts
        Of all replications.

    Returns
    -------
    pandas.DataFrame
        Columns scope, name, kpi, unit, mean, low, high, replications; see the module.
    """
    tables = [
        _intervals("journey", _joined(_whole(one, scenario, True) for one in counts), WHOLE),
        _intervals("persona", _joined(_whole(one, scenario, False) for one in counts), WHOLE),
    ]
    for scope in ("touchpoint", "stage", "channel", "department"):
        sums = _joined(_places(one, plan, scenario, scope) for one in counts)
        tables.append(_intervals(scope, _that_occur(sums, "visits"), PLACE))
    passages = _joined(_links(one, plan, scenario) for one in counts)
    tables.append(_intervals("link", _that_occur(passages, "passages"), LINK))
    tables.append(_intervals("team", _joined(_teams(one, plan, scenario) for one in counts), TEAM))
    tables.append(_yearly_retention(counts, scenario))
    return pd.concat(tables, ignore_index=True)


def _joined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(tables))


def _that_occur(sums: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the places at which something occurs in any replication, with the zeros of the others."""
    somewhere = sums[what].groupby(level="name").transform("sum") > 0
    return sums[somewhere]


def _whole(counts: Counts, scenario: Scenario, all_together: bool) -> pd.DataFrame:
    """Return the sums of everybody, or of each persona."""
    cells = counts.tally.personas
    sums = counts.people | visit_sums(cells) | journey_sums(counts.tally.journeys)
    if not all_together:
        return frame(sums, counts.replication, list(scenario.personas))
    people = {name: values.sum() for name, values in counts.people.items()}
    sums = people | visit_sums(cells.sum(axis=0)) | journey_sums(counts.tally.journeys.sum(axis=0))
    return frame(sums, counts.replication, ["all"])


def _places(counts: Counts, plan: Plan, scenario: Scenario, scope: str) -> pd.DataFrame:
    """Return the sums of touchpoints, or of stages, channels or departments."""
    points = scenario.touchpoints
    places = [name if scope == "touchpoint" else getattr(point, scope) for name, point in points.items()]
    names, group = np.unique(places, return_inverse=True)
    cells = by_touchpoint(counts.tally, plan)
    by_place = np.zeros((len(names), cells.shape[-1]), np.int64)
    np.add.at(by_place, group, cells)
    losses = {name: np.bincount(group, values[:-1]) for name, values in counts.losses.items()}
    sums = frame(visit_sums(by_place) | losses, counts.replication, names.tolist())
    return _of_everyone(sums, counts)


def _links(counts: Counts, plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Return the sums of visits by the link that led there, from one touchpoint to another."""
    names, ways = list(scenario.touchpoints), passages(plan)
    links = (ways.origin != NONE) & (ways.origin != ways.touchpoint)
    sums = visit_sums(counts.tally.passages[links])
    pairs = zip(ways.origin[links], ways.touchpoint[links], strict=True)
    called = [f"{names[origin]} → {names[touchpoint]}" for origin, touchpoint in pairs]
    table = frame(sums | {"passages": sums["visits"]}, counts.replication, called)
    return _of_everyone(table, counts)


def _teams(counts: Counts, plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Return what each team did, for everybody after the warm-up, and its time on duty."""
    period = (scenario.period.warm_up, plan.horizon)
    on_duty = np.array([team.staff.staffed_days(*period) for team in plan.teams])
    sums = team_sums(counts.tally.teams) | {"staffed_days": on_duty}
    return _of_everyone(frame(sums, counts.replication, list(scenario.teams)), counts)


def _of_everyone(table: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Add what shares of everyone refer to."""
    return table.assign(**{name: counts.people[name].sum() for name in ("people", "all_losses")})


def _intervals(scope: str, sums: pd.DataFrame, names: tuple[str, ...]) -> pd.DataFrame:
    """Return ratios of sums, with intervals over replications; `sums` is indexed by (replication, name)."""
    replications, keys = (sums.index.unique(level) for level in ("replication", "name"))
    by_key = {
        column: values.to_numpy().reshape(len(replications), len(keys)) for column, values in sums.items()
    }
    figures = []
    for name in names:
        kpi = CATALOGUE[name]
        figures.append(ratio_intervals(by_key[kpi.numerator], by_key[kpi.denominator], kpi.scale))
    labels = {
        "scope": scope,
        "name": np.tile(keys.to_numpy(), len(names)),
        "kpi": np.repeat(names, len(keys)),
        "unit": np.repeat([CATALOGUE[name].unit for name in names], len(keys)),
    }
    columns = ("mean", "low", "high", "replications")
    return pd.DataFrame(
        labels | {column: np.concatenate([one[column] for one in figures]) for column in columns}
    )


def _yearly_retention(counts: Sequence[Counts], scenario: Scenario) -> pd.DataFrame:
    scopes = ["journey", *("persona" for _ in scenario.personas)]
    named = {"scope": scopes, "name": ["all", *scenario.personas]}
    unit = {"kpi": "yearly_retention", "unit": "share"}
    return pd.DataFrame(named | unit | stays(one.year for one in counts))
