"""Scenarios compared: who stays, who joins and what customers bring in each, against the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.errors import CxsimError
from cxsim.questions.comparison.called import called
from cxsim.questions.experiments.by_year import by_year, ends_in_all
from cxsim.questions.experiments.gains import ON, gains_by_persona, gains_of
from cxsim.questions.experiments.interventions import Improve, Intervention, world
from cxsim.questions.experiments.objectives import (
    VERDICTS,
    gain,
    in_units_of,
    measure_of,
    objective_of,
    verdicts,
)
from cxsim.questions.experiments.sums import CAME, MEASURES, RUNS, TODAYS, sums
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.questions.ranking.estimate import WAYS
from cxsim.results.answer import Answer
from cxsim.results.figures import Figure, checked_figures
from cxsim.results.intervals import ratio_intervals
from cxsim.results.manifest import Manifest, manifest
from cxsim.results.run import simulate
from cxsim.results.worth import grid
from cxsim.scenario.arguments import public
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective

# What a scenario costs is not known.
BRINGS = dict(zip(VERDICTS["net_value"], ("brings more", "brings less"), strict=True))


class ComparisonError(CxsimError, ValueError):
    """Scenarios cannot be compared; the text says why."""


@dataclass(frozen=True, repr=False)
class Comparison(
    Answer,
    frames={
        "comparison": "figures",
        "levels": "levels",
        "personas": "personas",
        "comparison_years": "years",
    },
):
    """Several scenarios against the first.

    Attributes
    ----------
    scenarios
        The first, and those compared with it.
    manifest
        What decides every bit of the rest, with the first scenario; for the others see `levels`.
    objective
        What the verdict is about: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or ``net_value`` (what customers bring; what a scenario costs it does not
        say).
    equivalence_band
        Differences within this share (of today's customers, of prospects; or of customers or value in the
        first) are as good as none.
    levels
        By scenario, the first included: ``hash``; ``todays`` and ``came``, today's customers and prospects
        who come by themselves, in a replication; and each of ``stay`` (share of today's customers, until the
        end), ``stay_year`` (for a year), ``join`` (share of prospects), ``customers`` (at the end), ``value``
        (until its horizon), ``satisfaction`` (of today's customers) and figures of your own, with ``…_low``
        and ``…_high``, its own 95 % limits.
    figures
        By scenario other than the first:

        ``branches``
            Whether it branches from the first at the end of the warm-up, as interventions do; a scenario of
            its own lives a warm-up of its own.
        ``same_people``
            Whether it has the same customers as the first, with the same luck.
        ``verdict``
            As in `cxsim.rank`: such as keeps customers, loses customers, no effect to speak of, undecided.
        ``gain``, ``gain_low``, ``gain_high``
            How much more of the objective is reached than in the first.
        ``stay``, ``stay_year``, ``join``, ``customers``, ``value``, ``satisfaction``, and your own figures
            How much more than in the first, each with ``…_low`` and ``…_high``: 95 % limits that hold for
            all scenarios together. nan where the two are not of the same thing: money in two currencies or
            until two horizons, those who stay after two periods, those who join within two.
        ``by_staying``, ``by_joining``, ``by_referral``, ``by_the_rest``
            How the difference in customers at the end comes about; the four add up to ``customers``.
        ``harmed``
            Personas of whom surely fewer stay (or, where the objective is joining, join).
        ``conflict``
            Whether more join while fewer stay, or the other way round, both surely.
    personas
        The same by persona: ``scenario``, ``persona`` (or everybody), ``measure``, ``mean``, ``low``,
        ``high``, ``low_all``, ``high_all``, ``people``; nan for personas that one of the two does not have.
    years
        Each ``scenario`` at the end of each year that all are followed: ``measure`` (stay, customers),
        ``day``, its ``level`` with its own limits, and ``gain``.
    improvements
        Those of the first that are carried out in others.
    """

    scenarios: tuple[Scenario, ...]
    manifest: Manifest
    objective: Objective
    equivalence_band: float
    levels: pd.DataFrame
    figures: pd.DataFrame
    personas: pd.DataFrame
    years: pd.DataFrame
    improvements: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """The one that the others are compared with."""
        return self.scenarios[0]

    @property
    def compared(self) -> dict[str, str]:
        """The hash of each of those compared with it, by what they are called."""
        return {str(name): str(known) for name, known in self.levels["hash"].iloc[1:].items()}


@public()
def compare(
    scenario: Scenario,
    *others: Scenario | Intervention,
    titles: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    equivalence_band: float = EQUIVALENCE_BAND,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    figures: Sequence[Figure] = (),
    objective: Objective | None = None,
) -> Comparison:
    """Compare scenarios with a first one: who stays, who joins, how they feel, what they are worth.

    All are simulated with the same draws. Where they have the same people (see `same_people`), a person has
    the same number and the same luck in each, so that differences have little noise. Draws at a touchpoint
    belong to its place in the file: add new ones at the end. Where people differ, luck cancels less.

    An intervention acts from the end of the warm-up on; a scenario lives a warm-up of its own, and may differ
    from its first day.

    Parameters
    ----------
    scenario
        The one to compare with.
    *others
        One or more others: scenarios, or interventions in the first (such as ``cx.Improve("name")``).
    titles
        What to call the others; by default by their own titles.
    replications, seed, workers, progress
        As in `cxsim.effects`.
    equivalence_band
        Differences that are as good as none, as a share.
    figures
        Figures of your own (see `cxsim.figure`) to compare as well, for which each scenario is simulated once
        more, with its events where they need them.
    objective
        As in `cxsim.rank`.

    Raises
    ------
    InterventionError
        If nobody could stay, or join, in the first.
    ComparisonError
        If there is nothing to compare with, or not one title for each of the others; if figures are asked of
        interventions.
    FigureError
        If something is wrong with a figure, or with what it finds.

    Examples
    --------
    >>> import cxsim as cx
    >>> today, green = map(cx.load_scenario, ("scenarios/telecom.yaml", "scenarios/green_channels.yaml"))
    >>> found = cx.compare(today, cx.Improve("one_case_file"), green)  # doctest: +SKIP
    >>> found.figures[["stay", "stay_low", "stay_high"]]  # doctest: +SKIP
    """
    start, own, aim = world(scenario), checked_figures(figures), objective_of(scenario, objective)
    branches = [isinstance(one, Intervention) for one in others]
    if own and any(branches):
        raise ComparisonError("figures: found with an intervention, expected with scenarios alone")
    lived = [start, *(start.after(one) if isinstance(one, Intervention) else world(one) for one in others)]
    scenarios = tuple(one.scenario for one in lived)
    names = _names([scenario.title, *(called(scenario, one) for one in others)], titles)
    worlds = dict(zip(names, lived, strict=True))
    people = [len(one.personas) for one in scenarios]

    def digest(lived: Lived) -> tuple[np.ndarray, ...]:
        found = lived.outcomes.values()
        return (*map(sums, found, people), *(one.years for one in found))

    parts = live_through(worlds, digest, range(replications), seed, workers, progress, "comparison")
    totals = np.array([_aligned(scenarios, each[: len(names)]) for each in parts])
    ends = ends_in_all([one.plan for one in lived])
    years = np.array([[one[:, : len(ends)] for one in each[len(names) :]] for each in parts])
    personas = gains_by_persona(totals, names[1:], list(scenario.personas), "scenario")
    of_own = _own_sums(scenarios, own, replications, seed, workers)
    parts_of_own = (
        gains_of(one.name, *of_own[one.name], one.scale, names[1:], list(scenario.personas), "scenario")
        for one in own
    )
    personas = pd.concat([personas, *parts_of_own], ignore_index=True)
    for name, other in zip(names[1:], scenarios[1:], strict=True):
        apart = (personas["scenario"] == name) & personas["measure"].isin(_not_of_one(scenario, other, own))
        personas.loc[apart, ["mean", "low", "high", "low_all", "high_all"]] = np.nan
    table = _table(personas, names[1:], aim, totals[:, :, 0], equivalence_band, [*ON, *of_own])
    table.insert(0, "branches", branches)
    table.insert(1, "same_people", [same_people(scenario, one) for one in scenarios[1:]])
    return Comparison(
        scenarios,
        manifest(scenario, "compiled", seed, replications, own),
        aim,
        equivalence_band,
        _levels(scenarios, names, totals, own, of_own),
        table,
        personas,
        by_year(ends, years, totals[:, :, 0], names, "scenario"),
        tuple(name for one in others if isinstance(one, Improve) for name in one.names),
    )


def _not_of_one(one: Scenario, other: Scenario, own: tuple[Figure, ...]) -> set[str]:
    """Return the measures that are not of the same thing in two scenarios."""
    found: set[str] = set()
    if one.currency != other.currency:
        found |= {"value", *(figure.name for figure in own if figure.unit == "money")}
    if grid(one)[-1] != grid(other)[-1]:
        found.add("value")
    if one.period.follow_up != other.period.follow_up:
        found |= {"stay", "customers", "satisfaction"}
    if to_decide(one) != to_decide(other):
        found.add("join")
    return found


def to_decide(scenario: Scenario) -> float:
    """Return in how many days prospects have to become customers to count as having joined."""
    return scenario.period.time_to_decide or scenario.period.follow_up


def same_people(one: Scenario, other: Scenario) -> bool:
    """Tell whether person number n is the same in two scenarios: same arrival, persona and tenure.

    Examples
    --------
    >>> import cxsim as cx
    >>> today = cx.load_scenario("scenarios/telecom.yaml")
    >>> same_people(today, cx.load_scenario("scenarios/green_channels.yaml"))
    True
    >>> same_people(today, cx.load_scenario("scenarios/retail.yaml"))
    False
    """

    def origin(scenario: Scenario) -> tuple[Any, ...]:
        crowd = scenario.population
        shares = [(name, persona.share) for name, persona in scenario.personas.items()]
        return scenario.period, scenario.start, crowd, scenario.rhythms.get(crowd.rhythm or ""), shares

    return origin(one) == origin(other)


def _names(all_called: Sequence[str], titles: Sequence[str] | None) -> list[str]:
    """Return what each is called: its title, with a number where another has the same."""
    if len(all_called) < 2:
        raise ComparisonError("found one scenario, expected others to compare it with")
    if titles is not None and len(titles) != len(all_called) - 1:
        raise ComparisonError(
            f"found {len(titles)} titles for {len(all_called) - 1} others, expected as many"
        )
    names: list[str] = []
    for title in (all_called[0], *(titles or all_called[1:])):
        before = sum(name == title or name.startswith(f"{title} (") for name in names)
        names.append(f"{title} ({before + 1})" if title in names else title)
    return names


def _aligned(scenarios: Sequence[Scenario], found: Sequence[np.ndarray]) -> np.ndarray:
    """Return the sums of each scenario, by the personas of the first; nobody where it has no such persona."""
    aligned = np.zeros((len(scenarios), *found[0].shape))
    for place, (scenario, of_personas) in enumerate(zip(scenarios, found, strict=True)):
        rows = {name: row for row, name in enumerate(scenario.personas, start=1)}
        aligned[place, 0] = of_personas[0]
        for to, name in enumerate(scenarios[0].personas, start=1):
            if name in rows:
                aligned[place, to] = of_personas[rows[name]]
    return aligned


def _own_sums(
    scenarios: Sequence[Scenario], own: tuple[Figure, ...], replications: int, seed: int, workers: int | None
) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return what stands above and below in figures of the user's own, as `gains_of` takes it."""
    if not own:
        return {}
    runs = [
        simulate(one, replications, seed, workers=workers, record="kpis", figures=own) for one in scenarios
    ]
    sums = {}
    for one in own:
        found = (
            _aligned(scenarios, [run.counts[number].figures[one.name] for run in runs])
            for number in range(replications)
        )
        both = np.array(list(found))
        sums[one.name] = both[..., 0], both[..., 1]
    return sums


def _levels(
    scenarios: Sequence[Scenario],
    names: list[str],
    totals: np.ndarray,
    own: tuple[Figure, ...],
    of_own: dict[str, tuple[np.ndarray, np.ndarray]],
) -> pd.DataFrame:
    people = totals[:, :, 0].sum(axis=0)
    columns: dict[str, Any] = {
        "hash": [scenario_hash(one) for one in scenarios],
        "todays": people[:, TODAYS] / people[:, RUNS],
        "came": people[:, CAME] / people[:, RUNS],
    }
    of_all = {name: (totals[..., MEASURES[name][0]], totals[..., MEASURES[name][1]]) for name in ON} | of_own
    scales = {name: MEASURES[name][2] for name in ON} | {one.name: one.scale for one in own}
    for measure, (above, below) in of_all.items():
        found = ratio_intervals(above[:, :, 0], below[:, :, 0], scales[measure])
        columns |= {measure: found["mean"], f"{measure}_low": found["low"], f"{measure}_high": found["high"]}
    return pd.DataFrame(columns, index=pd.Index(names, name="scenario"))


def _table(
    personas: pd.DataFrame,
    names: list[str],
    objective: Objective,
    totals: np.ndarray,
    equivalence_band: float,
    measures: Sequence[str],
) -> pd.DataFrame:
    """Return the differences; totals are of everybody, of shape (replications, scenarios, sums)."""
    whole = personas[personas["persona"] == EVERYBODY].set_index(["measure", "scenario"])
    today, changed = totals[:, :1], totals[:, 1:]
    found = gain(objective, changed, today, family=len(names))
    known = whole.loc[measure_of(objective)]["mean"].notna().to_numpy()
    gains = {
        f"gain{end}": np.where(known, values, np.nan)
        for end, values in (("", found.mean), ("_low", found.low_all), ("_high", found.high_all))
    }
    band = in_units_of(objective, equivalence_band, today)
    columns: dict[str, Any] = {
        "verdict": [
            BRINGS.get(one, one) for one in verdicts(objective, gains["gain_low"], gains["gain_high"], band)
        ],
        **gains,
    }
    for measure in measures:
        of_it = whole.loc[measure]
        for end, column in (("", "mean"), ("_low", "low_all"), ("_high", "high_all")):
            columns[measure + end] = of_it[column].to_numpy()
    apart = (changed - today).mean(axis=0)
    for name, place in WAYS.items():
        columns[name] = apart[:, place]
    columns["harmed"] = [_harmed(personas, name, objective) for name in names]
    low, high = ({name: columns[name + end] for name in ("stay", "join")} for end in ("_low", "_high"))
    columns["conflict"] = ((low["stay"] > 0.0) & (high["join"] < 0.0)) | (
        (high["stay"] < 0.0) & (low["join"] > 0.0)
    )
    return pd.DataFrame(columns, index=pd.Index(names, name="scenario"))


def _harmed(personas: pd.DataFrame, scenario: str, objective: Objective) -> tuple[str, ...]:
    """Return the personas of whom surely fewer stay than in the first scenario, or join."""
    measure = "join" if objective == "join" else "stay"
    mine = personas[(personas["scenario"] == scenario) & (personas["measure"] == measure)]
    return tuple(mine.loc[(mine["persona"] != EVERYBODY) & (mine["high_all"] < 0.0), "persona"])
