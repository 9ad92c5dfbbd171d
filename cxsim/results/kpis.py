"""KPIs with 95 % intervals over replications, for the whole journey and for each of its parts.

A KPI is a ratio of two sums over all replications (such as complaints over frictions); the interval is over
replications (see `cxsim.results.intervals`).
`cxsim.results.catalogue` says what each KPI means. The table has one row for each scope, name and KPI: scope
(journey, persona, touchpoint, link, stage, channel, department, team), name, kpi, unit, mean, low, high, and
the number of replications that have a say in it. Of a follow-up of several years ``stay`` and ``customers``
come again after each year (see `cxsim.results.catalogue.after_years`). Figures of a user's own come last, of
the journey and each persona (see `cxsim.results.figures`).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.engine.passages import passages
from cxsim.engine.tally import by_touchpoint
from cxsim.engine.vocabulary import NONE
from cxsim.results.catalogue import CATALOGUE, after_years
from cxsim.results.counts import (
    Counts,
    frame,
    journey_sums,
    team_sums,
    visit_sums,
)
from cxsim.results.customers import ends_of_years
from cxsim.results.figures import Figure
from cxsim.results.intervals import ratio_intervals
from cxsim.scenario.measures import KPIS, LINK, TEAM, WHOLE, Scope
from cxsim.scenario.model import Scenario

# Which personas.
Personas = slice | list[int]
EVERYBODY = slice(None)


def kpis(
    counts: Sequence[Counts], plan: Plan, scenario: Scenario, figures: Sequence[Figure] = ()
) -> pd.DataFrame:
    """Return all KPIs of a run.

    Parameters
    ----------
    counts
        Of all replications.
    figures
        Figures of the user's own, which were counted too.

    Returns
    -------
    pandas.DataFrame
        Columns scope, name, kpi, unit, mean, low, high, replications; see the module.
    """

    def joined(scope: Scope) -> pd.DataFrame:
        return pd.concat([sums_of(scope, one, plan, scenario) for one in counts])

    tables = [_intervals(scope, joined(scope), WHOLE) for scope in ("journey", "persona")]
    for scope in ("touchpoint", "stage", "channel", "department"):
        tables.append(_intervals(scope, _that_occur(joined(scope), "visits"), KPIS[scope]))
    tables.append(_intervals("link", _that_occur(joined("link"), "passages"), LINK))
    tables.append(_intervals("team", joined("team"), TEAM))
    tables += _by_year(counts, plan, scenario)
    for one in figures:
        above, below = np.moveaxis(np.array([each.figures[one.name] for each in counts]), -1, 0)
        tables.append(_of_everybody(one.name, one.unit, scenario, ratio_intervals(above, below, one.scale)))
    return pd.concat(tables, ignore_index=True)


def sums_of(
    scope: Scope, counts: Counts, plan: Plan, scenario: Scenario, persona: str | None = None
) -> pd.DataFrame:
    """Return what the KPIs of a scope are made of in one replication, by (replication, name).

    Of one persona where it is named; no team is known by persona.
    """
    if scope in ("journey", "persona"):
        return _whole(counts, scenario, scope == "journey")
    if scope == "team":
        return _teams(counts, plan, scenario)
    whose = EVERYBODY if persona is None else [list(scenario.personas).index(persona)]
    if scope == "link":
        return _links(counts, plan, scenario, whose)
    return _places(counts, plan, scenario, scope, whose)


def _that_occur(sums: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the places at which something occurs in any replication, with the zeros of the others."""
    somewhere = sums[what].groupby(level="name").transform("sum") > 0
    return sums[somewhere]


def _whole(counts: Counts, scenario: Scenario, all_together: bool) -> pd.DataFrame:
    """Return the sums of everybody, or of each persona."""
    cells = counts.tally.visits.sum(axis=1)
    runs = {"runs": np.ones(len(cells))}
    sums = counts.people | runs | visit_sums(cells) | journey_sums(counts.tally.journeys)
    if not all_together:
        return frame(sums, counts.replication, list(scenario.personas))
    people = {name: values.sum() for name, values in counts.people.items()} | {"runs": 1.0}
    sums = people | visit_sums(cells.sum(axis=0)) | journey_sums(counts.tally.journeys.sum(axis=0))
    return frame(sums, counts.replication, ["all"])


def _places(counts: Counts, plan: Plan, scenario: Scenario, scope: str, whose: Personas) -> pd.DataFrame:
    """Return the sums of touchpoints, or of stages, channels or departments, over some personas."""
    points = scenario.touchpoints
    places = [name if scope == "touchpoint" else getattr(point, scope) for name, point in points.items()]
    names, group = np.unique(places, return_inverse=True)
    cells = by_touchpoint(counts.tally, plan)[whose].sum(axis=0)
    by_place = np.zeros((len(names), cells.shape[-1]), np.int64)
    np.add.at(by_place, group, cells)
    lost = {name: values[whose, :-1].sum(axis=0) for name, values in counts.losses.items()}
    losses = {name: np.bincount(group, values) for name, values in lost.items()}
    sums = frame(visit_sums(by_place) | losses, counts.replication, names.tolist())
    return _of_everyone(sums, counts, whose)


def _links(counts: Counts, plan: Plan, scenario: Scenario, whose: Personas) -> pd.DataFrame:
    """Return the sums of visits by the link that led there, from one touchpoint to another."""
    names, ways = list(scenario.touchpoints), passages(plan)
    links = (ways.origin != NONE) & (ways.origin != ways.touchpoint)
    sums = visit_sums(counts.tally.visits[whose][:, links].sum(axis=0))
    pairs = zip(ways.origin[links], ways.touchpoint[links], strict=True)
    called = [f"{names[origin]} → {names[touchpoint]}" for origin, touchpoint in pairs]
    table = frame(sums | {"passages": sums["visits"]}, counts.replication, called)
    return _of_everyone(table, counts, whose)


def _teams(counts: Counts, plan: Plan, scenario: Scenario) -> pd.DataFrame:
    """Return what each team did, for everybody after the warm-up, and its time on duty."""
    period = (scenario.period.warm_up, plan.horizon)
    on_duty = np.array([team.staff.duty.staffed_days(*period) for team in plan.teams])
    sums = team_sums(counts.tally.teams) | {"staffed_days": on_duty}
    return _of_everyone(frame(sums, counts.replication, list(scenario.teams)), counts)


def _of_everyone(table: pd.DataFrame, counts: Counts, whose: Personas = EVERYBODY) -> pd.DataFrame:
    """Add what shares of everyone, of some personas, refer to."""
    return table.assign(**{name: counts.people[name][whose].sum() for name in ("people", "all_lost")})


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


def _by_year(counts: Sequence[Counts], plan: Plan, scenario: Scenario) -> list[pd.DataFrame]:
    """Return who stays and customers after each year of several, as far as no KPI of its own says so."""
    tables = []
    for year in range(1, len(ends_of_years(plan))):
        for kpi, above, below in (("stay", "stayed", "todays"), ("customers", "customers", "")):
            if kpi == "stay" and year == 1:  # as stay_year
                continue
            people = [_with_all(one.people[f"{above}_{year}"]) for one in counts]
            of = [_with_all(one.people[below]) if below else np.ones_like(people[0]) for one in counts]
            found = ratio_intervals(np.array(people), np.array(of), CATALOGUE[kpi].scale)
            tables.append(_of_everybody(after_years(kpi, year), CATALOGUE[kpi].unit, scenario, found))
    return tables


def _with_all(by_persona: np.ndarray) -> np.ndarray:
    return np.array([by_persona.sum(), *by_persona])


def _of_everybody(kpi: str, unit: str, scenario: Scenario, found: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return a KPI that is known of all together, and of each persona."""
    scopes = ["journey", *("persona" for _ in scenario.personas)]
    named = {"scope": scopes, "name": ["all", *scenario.personas], "kpi": kpi, "unit": unit}
    return pd.DataFrame(named | found)
