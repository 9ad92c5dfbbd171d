"""Maturity: what the next level of CEM maturity is worth, stage by stage and for the whole company.

A level says how much reaches the company's records, how much friction it notices by itself, how often it
loses context on the way to a touchpoint, and what its recovery desks may do (`maturity.levels` in a
scenario). The levels of stages are changed as an editor of the file would, and the same people live through
the journey with the same draws. What a level costs is not asked: an improvement with that change and its
price can be ranked.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.chances import chances
from cxsim.questions.experiments.differences import difference
from cxsim.questions.experiments.gains import ON
from cxsim.questions.experiments.interventions import Intervention, InterventionError, world
from cxsim.questions.experiments.sums import KEPT, MEASURES, PEOPLE, sums
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.results.answer import Answer
from cxsim.results.intervals import SHARE, ratio_intervals
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.assessment import Assessment
from cxsim.scenario.company import LEVELS
from cxsim.scenario.faults import either, nearest, shown
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario
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

    def to_scenario(self, scenario: Scenario) -> Scenario:
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

    All gains are over today, with simultaneous 95 % limits, in the columns ``kept`` (share of everybody
    measured who is kept; 1 point is 0.01), ``retention`` (of those who ever were customers), ``satisfaction``
    and ``lifetime_value`` (of everybody measured, before what the change costs), each with ``…_low`` and
    ``…_high``.

    Attributes
    ----------
    scenario, manifest
        Today's journey, with the levels of the assessment if one was given, and what decides every bit of the
        rest.
    stages
        By stage, the largest gain first: ``level`` (today), ``next`` (the level above), the gains of reaching
        it at this stage alone, and ``best``, the chance that nothing else keeps more (neither the next level
        of another stage nor today's journey). Limits hold for all rows and `together`.
    together
        The gains of one level more at all these stages; nan where no stage can be raised.
    rungs
        By level, from initial to optimised: ``share`` kept if all stages were there (95 % limits of this
        share alone), the gains over today (limits hold for all five), and ``step``, the gain in the share
        kept over the level below (limits hold for all four).
    today
        The share kept today: ``mean``, ``low``, ``high`` (95 %).
    missing
        Stages that cannot be raised: ``stage``, ``why``.
    assessment
        Whose levels those of today are; None where they are the scenario's.
    """

    scenario: Scenario
    manifest: Manifest
    stages: pd.DataFrame
    together: pd.Series
    rungs: pd.DataFrame
    today: pd.Series
    missing: pd.DataFrame
    assessment: Assessment | None


@public()
def maturity(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    today: Assessment | None = None,
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

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.maturity(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.stages[["level", "next", "kept", "kept_low", "kept_high"]]  # doctest: +SKIP
    >>> found.rungs["share"]  # doctest: +SKIP
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
    personas = len(scenario.personas)

    def digest(lived: Lived) -> np.ndarray:
        return np.array([sums(outcomes, personas)[0] for outcomes in lived.outcomes.values()])

    totals = np.array(live_through(worlds, digest, range(replications), seed, workers, progress, "maturity"))
    names, stages = list(worlds), list(steps)

    def lived(*wanted: str) -> np.ndarray:
        return totals[:, [names.index(name) for name in wanted]]

    gains = _gains(lived(*stages, TOGETHER), lived(TODAY), [*stages, TOGETHER])
    together = gains.T[TOGETHER].rename(None)
    table = _stages(scenario, following, gains).assign(best=_best(lived(TODAY, *stages)))
    return Ladder(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        table.sort_values("kept", ascending=False, kind="stable"),
        together if stages else together * np.nan,
        _rungs(lived(*LEVELS), lived(TODAY)),
        _shares(lived(TODAY)).iloc[0].rename(None),
        pd.DataFrame(missing, columns=["stage", "why"]),
        today,
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


def _rungs(rungs: np.ndarray, today: np.ndarray) -> pd.DataFrame:
    """Return the ladder of the whole company; totals have the shape (replications, rungs, sums)."""
    shares = (
        _shares(rungs)
        .set_axis(pd.Index(LEVELS, name="level"))
        .rename(columns={"mean": "share", "low": "share_low", "high": "share_high"})
    )
    step = _gains(rungs[:, 1:], rungs[:, :-1], list(LEVELS[1:]))[["kept", "kept_low", "kept_high"]]
    table = shares.join(_gains(rungs, today, list(LEVELS)))
    return table.join(step.rename(columns=lambda name: name.replace("kept", "step")))


def _shares(totals: np.ndarray) -> pd.DataFrame:
    """Return the shares kept, each with limits of its own."""
    found = ratio_intervals(totals[..., KEPT], totals[..., PEOPLE], SHARE)
    return pd.DataFrame({name: found[name] for name in ("mean", "low", "high")})


def _gains(changed: np.ndarray, reference: np.ndarray, names: list[str]) -> pd.DataFrame:
    """Return the gains of worlds over others, as one family."""
    columns: dict[str, Any] = {}
    for measure in ON:
        above, below, scale = MEASURES[measure]
        found = difference(
            changed[..., above],
            reference[..., above],
            changed[..., below],
            reference[..., below],
            len(names),
            scale,
        )
        columns |= {measure: found.mean, f"{measure}_low": found.low_all, f"{measure}_high": found.high_all}
    return pd.DataFrame(columns, index=pd.Index(names))


def _best(totals: np.ndarray) -> np.ndarray:
    """Return how likely each world but the first is the one that keeps most; ties go to the first."""
    kept = totals[..., KEPT] / totals[..., PEOPLE]
    return chances(kept - kept[:, :1])[0][1:]
