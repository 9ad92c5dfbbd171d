"""Maturity: what the next level of CEM maturity is worth, stage by stage and for the whole company.

A level says how much reaches the company's records, how much friction it notices by itself, how often it
loses context on the way to a touchpoint, and what its recovery desks may do (`maturity.levels` in a
scenario). The levels of stages are changed as an editor of the file would, and the same people live through
the journey with the same draws. What a level costs is not asked: an improvement with that change and its
price can be ranked.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.errors import InterventionError
from cxsim.questions.experiments.besides import besides
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.chances import chances
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.interventions import Intervention, world
from cxsim.questions.experiments.objectives import check_objective, gain, measure_of, objective_of, observed
from cxsim.questions.experiments.sums import CAME, MEASURES, TODAYS
from cxsim.results.answer import Answer
from cxsim.results.intervals import ratio_intervals
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.assessment import Assessment
from cxsim.scenario.company import LEVELS
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.touchpoints import STAGES

TODAY, TOGETHER = "today", "all stages"
NOT_MET, AT_THE_TOP = "no touchpoint at this stage", f"{LEVELS[-1]} already"


@dataclass(frozen=True)
class ReachLevel(Intervention):
    """Bring a stage, or the whole company, to a level of CEM maturity.

    Attributes
    ----------
    level
        initial, developing, defined, managed or optimised.
    stage
        Of the journey; None stands for all seven.

    Examples
    --------
    >>> ReachLevel("managed", "use")
    ReachLevel(level='managed', stage='use')
    """

    level: str
    stage: str | None = None

    def to_scenario(self, scenario: Scenario, time: float | None = None) -> Scenario:
        """Return the scenario with this level there."""
        for kind, name, names in (("level", self.level, LEVELS), ("stage", self.stage, STAGES)):
            if name is not None and name not in names:
                hint = nearest(name, names) or f"expected {either(names)}"
                raise InterventionError(f"{self}: no {kind} {shown(name)}; {hint}")
        stages = STAGES if self.stage is None else (self.stage,)
        return with_changes(scenario, {f"maturity.stages.{stage}": self.level for stage in stages})


@dataclass(frozen=True, repr=False)
class Ladder(Answer, frames={"maturity": "stages", "ladder": "rungs"}):
    """What levels of CEM maturity are worth.

    All gains are over today, with simultaneous 95 % limits (``…_low``, ``…_high``): ``gain``, that in the
    objective (1 of 100 is 0.01); ``stay``, ``join``, ``customers``, ``value`` and ``harmed``, as
    `cxsim.questions.experiments.besides.besides` gives them. What a change costs is not counted.

    Attributes
    ----------
    scenario, manifest
        Today's journey, with the levels of the assessment if one was given, and what decides every bit of the
        rest.
    objective
        What levels are for: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or value (``net_value``).
    stages
        By stage, the largest gain first: ``level`` (today), ``next`` (the level above), the gains of reaching
        it at this stage alone, and ``best``, the chance that nothing else gains more (neither the next level
        of another stage nor today's journey). Limits hold for all rows and `together`.
    together
        The gains of one level more at all these stages; nan where no stage can be raised.
    rungs
        By level, from initial to optimised: ``reached``, how far the objective is if all stages are there
        (95 % limits of this figure alone), the gains over today (limits hold for all five), and ``step``, the
        gain over the level below (limits hold for all four).
    today
        How far the objective is today: ``mean``, ``low``, ``high`` (95 %).
    missing
        Stages that cannot be raised: ``stage``, ``why``.
    assessment
        Whose levels those of today are; None where they are the scenario's.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    stages: pd.DataFrame
    together: pd.Series
    rungs: pd.DataFrame
    today: pd.Series
    missing: pd.DataFrame
    assessment: Assessment | None
    todays: float
    came: float


@public()
def maturity(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    today: Assessment | None = None,
    objective: Objective | None = None,
) -> Ladder:
    """Find out what the next level of CEM maturity is worth, at each stage and for all of them.

    Parameters
    ----------
    scenario
        Today's journey.
    replications, seed, workers, progress
        As in `cxsim.effects`.
    today
        An assessment (`cxsim.assess`), whose levels replace those of the scenario.
    objective
        As in `cxsim.rank`.

    Raises
    ------
    InterventionError
        If nobody could stay, or join.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.maturity(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.stages[["level", "next", "gain", "gain_low", "gain_high"]]  # doctest: +SKIP
    >>> found.rungs["reached"]  # doctest: +SKIP
    """
    if today is not None:
        scenario = today.applied_to(scenario)
    following, missing = _next_levels(scenario)
    steps = {stage: ReachLevel(level, stage) for stage, level in following.items()}
    start = world(scenario)
    worlds = {
        TODAY: start,
        **{stage: start.after(step) for stage, step in steps.items()},
        TOGETHER: start.after(*steps.values()),
        **{level: start.after(ReachLevel(level)) for level in LEVELS},
    }
    aim, names, stages = objective_of(scenario, objective), list(worlds), list(steps)
    totals = live_each(list(worlds.values()), range(replications), seed, workers, progress).sums
    check_objective(aim, totals[:, 0, 0])

    def lived(*wanted: str) -> np.ndarray:
        return totals[:, [names.index(name) for name in wanted]]

    now = lived(TODAY)
    gains = _gains(aim, lived(TODAY, *stages, TOGETHER), [*stages, TOGETHER], scenario)
    together = gains.T[TOGETHER].rename(None)
    chance = chances(observed(aim, lived(TODAY, *stages)[:, :, 0]) - observed(aim, now[:, :, 0]))[0][1:]
    return Ladder(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        aim,
        _stages(scenario, following, gains)
        .assign(best=chance)
        .sort_values("gain", ascending=False, kind="stable"),
        together if stages else together.map(lambda _: np.nan),
        _rungs(aim, lived(*LEVELS), now, scenario),
        _reached(aim, now[:, :, 0]).iloc[0].rename(None),
        pd.DataFrame(missing, columns=["stage", "why"]),
        today,
        float(now[..., 0, TODAYS].mean()),
        float(now[..., 0, CAME].mean()),
    )


def _next_levels(scenario: Scenario) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the next level of each stage that can be raised, and why the others cannot."""
    met = {touchpoint.stage for touchpoint in scenario.touchpoints.values()}
    following: dict[str, str] = {}
    missing: list[tuple[str, str]] = []
    for stage in STAGES:
        level = scenario.maturity.level_name(stage)
        if stage not in met:
            missing.append((stage, NOT_MET))
        elif level == LEVELS[-1]:
            missing.append((stage, AT_THE_TOP))
        else:
            following[stage] = LEVELS[LEVELS.index(level) + 1]
    return following, missing


def _stages(scenario: Scenario, following: dict[str, str], gains: pd.DataFrame) -> pd.DataFrame:
    """Put the levels of today and the next ones before the gains."""
    levels = {"level": [scenario.maturity.level_name(stage) for stage in STAGES if stage in following]}
    table = pd.DataFrame(levels | {"next": list(following.values())}, index=pd.Index(following, name="stage"))
    return table.join(gains)


def _rungs(objective: Objective, rungs: np.ndarray, today: np.ndarray, scenario: Scenario) -> pd.DataFrame:
    """Return the ladder of the whole company; totals have the shape (replications, rungs, groups, sums)."""
    reached = _reached(objective, rungs[:, :, 0]).set_axis(pd.Index(LEVELS, name="level"))
    gains = _gains(objective, np.concatenate([today, rungs], axis=1), list(LEVELS), scenario)
    step = gain(objective, rungs[:, 1:, 0], rungs[:, :-1, 0], family=len(LEVELS) - 1)
    steps = {"step": step.mean, "step_low": step.low_all, "step_high": step.high_all}
    table = reached.rename(columns={"mean": "reached", "low": "reached_low", "high": "reached_high"}).join(
        gains
    )
    return table.join(pd.DataFrame(steps, index=pd.Index(LEVELS[1:])))


def _reached(objective: Objective, totals: np.ndarray) -> pd.DataFrame:
    """Return how far the objective is in each world, each with limits of its own."""
    above, below, scale = MEASURES[measure_of(objective)]
    if objective == "net_value":  # of a sum of money no single event is known
        worth = combined("value", by_replication("value", totals), totals[:, 0])
        return pd.DataFrame({"mean": worth.mean, "low": worth.low, "high": worth.high})
    found = ratio_intervals(totals[..., above], totals[..., below], scale)
    return pd.DataFrame({name: found[name] for name in ("mean", "low", "high")})


def _gains(objective: Objective, totals: np.ndarray, names: list[str], scenario: Scenario) -> pd.DataFrame:
    """Return the gains of worlds over the first, as one family."""
    found = gain(objective, totals[:, 1:, 0], totals[:, :1, 0], family=len(names))
    more = besides(objective, totals, names, list(scenario.personas))
    return pd.DataFrame(
        {"gain": found.mean, "gain_low": found.low_all, "gain_high": found.high_all}, index=pd.Index(names)
    ).join(more)
