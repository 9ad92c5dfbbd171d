"""Scenarios compared: what becomes of the same people in each of several journeys, against the first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.errors import CxsimError
from cxsim.questions.experiments.gains import ON, gains_by_persona, gains_of
from cxsim.questions.experiments.interventions import Improve, Intervention, world
from cxsim.questions.experiments.sums import MEASURES, sums
from cxsim.questions.experiments.transitions import LOST, STAYED, WON, transitions
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.questions.ranking.estimate import verdicts
from cxsim.results.answer import Answer
from cxsim.results.figures import Figure, checked_figures
from cxsim.results.intervals import ratio_intervals
from cxsim.results.manifest import Manifest, manifest
from cxsim.results.run import simulate
from cxsim.scenario.arguments import public
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario


class ComparisonError(CxsimError, ValueError):
    """Scenarios cannot be compared; the text says why."""


@dataclass(frozen=True, repr=False)
class Comparison(Answer, frames={"comparison": "figures", "levels": "levels", "personas": "personas"}):
    """Several scenarios against the first.

    Attributes
    ----------
    scenarios
        The first, and those compared with it.
    manifest
        What decides every bit of the rest, with the first scenario; for the others see `levels`.
    equivalence_band
        Differences in the share kept that lie within it are as good as none.
    levels
        By scenario, the first included: ``hash``, and each of ``kept`` (share of everybody measured),
        ``retention`` (share of those who ever were customers), ``satisfaction`` and ``lifetime_value`` (mean
        of everybody measured) and figures of your own, with ``…_low`` and ``…_high``, its own 95 % limits.
    figures
        By scenario other than the first:

        ``branches``
            Whether it branches from the first at the end of the warm-up, as interventions do; a scenario of
            its own lives a warm-up of its own.
        ``same_people``
            Whether it has the same customers as the first, who then are compared one by one.
        ``verdict``
            As in `cxsim.rank`: keeps customers, loses customers, no effect to speak of, undecided.
        ``kept``, ``retention``, ``satisfaction``, ``lifetime_value``, and figures of your own
            How much more than in the first, each with ``…_low`` and ``…_high``: 95 % limits that hold for
            all scenarios together. Money is nan where currencies differ.
        ``stayed``, ``won``, ``lost``
            Kept who would have left; kept who would never have become customers; kept in the first only. nan
            without the same people.
    personas
        The same by persona: ``scenario``, ``persona`` (or everybody), ``measure``, ``mean``, ``low``,
        ``high``, ``low_all``, ``high_all``, ``people``; nan for personas that one of the two does not have.
    """

    scenarios: tuple[Scenario, ...]
    manifest: Manifest
    equivalence_band: float
    levels: pd.DataFrame
    figures: pd.DataFrame
    personas: pd.DataFrame

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
) -> Comparison:
    """Compare scenarios with a first one: who is kept, how they feel, what they are worth.

    All are simulated with the same draws. Where they have the same people (see `same_people`), a person has
    the same number and the same luck in each, so that differences have little noise and it is known who is
    kept and who is lost. Draws at a touchpoint belong to its place in the file: add new ones at the end.
    Where people differ, only what is true of all of them together is compared, and luck cancels less.

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
        Differences in the share kept that are as good as none.
    figures
        Figures of your own (see `cxsim.figure`) to compare as well, for which each scenario is simulated once
        more, with its events where they need them.

    Raises
    ------
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
    >>> found.figures[["kept", "kept_low", "kept_high"]]  # doctest: +SKIP
    """
    start, own = world(scenario), checked_figures(figures)
    branches = [isinstance(one, Intervention) for one in others]
    if own and any(branches):
        raise ComparisonError("figures: found with an intervention, expected with scenarios alone")
    lived = [start, *(start.after(one) if isinstance(one, Intervention) else world(one) for one in others)]
    scenarios = tuple(one.scenario for one in lived)
    called = [scenario.title, *(_title(scenario, one) for one in others)]
    names = _names(called, titles)
    worlds = dict(zip(names, lived, strict=True))
    people = [len(one.personas) for one in scenarios]
    same = [same_people(scenario, one) for one in scenarios[1:]]

    def digest(lived: Lived) -> tuple[np.ndarray, ...]:
        first, *rest = lived.outcomes.values()
        changes = [
            transitions(first, outcomes, people[0])[0] if alike else np.full(3, np.nan)
            for outcomes, alike in zip(rest, same, strict=True)
        ]
        return (np.array(changes), *map(sums, lived.outcomes.values(), people))

    parts = live_through(worlds, digest, range(replications), seed, workers, progress, "comparison")
    totals = np.array([_aligned(scenarios, each[1:]) for each in parts])
    personas = gains_by_persona(totals, names[1:], list(scenario.personas), "scenario")
    of_own = _own_sums(scenarios, own, replications, seed, workers)
    parts_of_own = (
        gains_of(one.name, *of_own[one.name], one.scale, names[1:], list(scenario.personas), "scenario")
        for one in own
    )
    personas = pd.concat([personas, *parts_of_own], ignore_index=True)
    foreign = [n for n, one in zip(names, scenarios, strict=True) if one.currency != scenario.currency]
    money = personas["scenario"].isin(foreign) & personas["measure"].isin(
        ["lifetime_value", *(one.name for one in own if one.unit == "money")]
    )
    personas.loc[money, ["mean", "low", "high", "low_all", "high_all"]] = np.nan
    changes = np.array([each[0] for each in parts]).mean(axis=0)
    return Comparison(
        scenarios,
        manifest(scenario, "compiled", seed, replications, own),
        equivalence_band,
        _levels(scenarios, names, totals, own, of_own),
        _table(personas, names[1:], branches, same, changes, equivalence_band, [*ON, *of_own]),
        personas,
    )


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


def _title(scenario: Scenario, other: Scenario | Intervention) -> str:
    """Return what somebody called it, or what it does."""
    if isinstance(other, Scenario):
        return other.title
    if isinstance(other, Improve):
        return " + ".join(scenario.improvements[name].title for name in other.names)
    return str(other)


def _names(called: Sequence[str], titles: Sequence[str] | None) -> list[str]:
    """Return what each is called: its title, with a number where another has the same."""
    if len(called) < 2:
        raise ComparisonError("found one scenario, expected others to compare it with")
    if titles is not None and len(titles) != len(called) - 1:
        raise ComparisonError(f"found {len(titles)} titles for {len(called) - 1} others, expected as many")
    names: list[str] = []
    for title in (called[0], *(titles or called[1:])):
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
    columns: dict[str, Any] = {"hash": [scenario_hash(one) for one in scenarios]}
    of_all = {name: (totals[..., MEASURES[name][0]], totals[..., MEASURES[name][1]]) for name in ON} | of_own
    scales = {name: MEASURES[name][2] for name in ON} | {one.name: one.scale for one in own}
    for measure, (above, below) in of_all.items():
        found = ratio_intervals(above[:, :, 0], below[:, :, 0], scales[measure])
        columns |= {measure: found["mean"], f"{measure}_low": found["low"], f"{measure}_high": found["high"]}
    return pd.DataFrame(columns, index=pd.Index(names, name="scenario"))


def _table(
    personas: pd.DataFrame,
    names: list[str],
    branches: list[bool],
    same: list[bool],
    changes: np.ndarray,
    equivalence_band: float,
    measures: Sequence[str],
) -> pd.DataFrame:
    whole = personas[personas["persona"] == EVERYBODY].set_index(["measure", "scenario"])
    kept = whole.loc["kept"]
    columns: dict[str, Any] = {
        "branches": branches,
        "same_people": same,
        "verdict": verdicts(kept["low_all"].to_numpy(), kept["high_all"].to_numpy(), equivalence_band),
    }
    for measure in measures:
        found = whole.loc[measure]
        for name, column in (("", "mean"), ("_low", "low_all"), ("_high", "high_all")):
            columns[measure + name] = found[column].to_numpy()
    for name, place in (("stayed", STAYED), ("won", WON), ("lost", LOST)):
        columns[name] = changes[:, place]
    return pd.DataFrame(columns, index=pd.Index(names, name="scenario"))
