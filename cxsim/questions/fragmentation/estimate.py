"""Fragmentation: every part fine, the whole poor, because the links between the parts lose customers.

Perfect parts with today's links are held against perfect links with today's parts. Parts are perfect when
nothing goes wrong at touchpoints by itself and nobody waits (what customers expect stays as it is); links are
perfect when context is never lost.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.questions.experiments.besides import besides
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.differences import Estimate, interval
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.interventions import (
    Intervention,
    KeepContext,
    LessFriction,
    world,
)
from cxsim.questions.experiments.objectives import check_objective, measure_of, objective_of
from cxsim.questions.experiments.staff import NoWaiting
from cxsim.questions.experiments.sums import CAME, MEASURES, TODAYS
from cxsim.questions.moments.effects import leaky_links
from cxsim.results.answer import Answer
from cxsim.results.intervals import SHARE
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective

TODAY, LINKS, PARTS, BOTH = "today", "perfect links", "perfect parts", "both"
TOGETHER = "only together"
AS_STAFFED = "value_as_staffed"


@dataclass(frozen=True, repr=False)
class Fragmentation(
    Answer, frames={"fragmentation": "figures", "steps": "steps", "departments": "departments"}
):
    """What perfect parts and perfect links would gain.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    objective
        What it tells of: how many of today's customers ``stay`` until the end, how many prospects ``join``,
        the ``customers`` at the end, or value (``net_value``; what perfection costs is not asked).
    figures
        By ``world`` (``perfect links`` with today's parts, ``perfect parts`` with today's links, ``both``):
        ``mean``, the gain in the objective (1 of 100 is 0.01), its 95 % limits ``low`` and ``high`` (by
        themselves), ``low_all`` and ``high_all`` (for all rows together), ``people``, how many there were
        over all replications, and ``value``, ``value_low``, ``value_high``, the gain in value until its
        horizon (95 % for all rows together); also ``stay``, ``join`` and ``customers``, each with ``…_low``
        and ``…_high``, and ``harmed``, as `cxsim.questions.experiments.besides.besides` gives them.
    share
        Which part of what both would gain is due to the links, with 95 % limits. What only both together gain
        is halved between them.
    steps
        By ``step``, from today to both, as a sum: ``today``, ``perfect links``, ``perfect
        parts``, ``only together`` (what neither gains alone; negative where each saves the same people),
        ``both``. Columns as in `figures`, up to ``people``.
    departments
        Gain of never losing context between two departments: ``source``, ``target``, the rest as in
        `steps`.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    figures: pd.DataFrame
    share: pd.Series
    steps: pd.DataFrame
    departments: pd.DataFrame
    todays: float
    came: float


@public()
def fragmentation(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    objective: Objective | None = None,
) -> Fragmentation:
    """Find out what the links between touchpoints cost, against the touchpoints themselves.

    Parameters
    ----------
    scenario
        Today's journey.
    replications, seed, workers, progress
        As in `cxsim.effects`.
    objective
        As in `cxsim.rank`.

    Raises
    ------
    InterventionError
        If nobody could stay, or join.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.fragmentation(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.share["mean"]  # doctest: +SKIP
    0.14
    """
    today = world(scenario)
    perfect: list[Intervention] = [LessFriction(name, 1.0) for name in scenario.touchpoints]
    perfect.append(NoWaiting())
    pairs = _pairs(scenario, leaky_links(scenario, today.plan))
    aim = objective_of(scenario, objective)
    # Who is served at once takes nobody's time: with shifts as they are that is no money.
    measure = AS_STAFFED if aim == "net_value" else measure_of(aim)
    worlds = [
        today,
        today.after(KeepContext()),
        today.after(*perfect),
        today.after(*perfect, KeepContext()),
        *(today.after(*(KeepContext(*link) for link in links)) for links in pairs.values()),
    ]
    totals = live_each(worlds, range(replications), seed, workers, progress).sums
    lived = totals[:, :, 0]
    check_objective(aim, lived[:, 0])
    now, level, brought = lived[:, 0], by_replication(measure, lived), by_replication(AS_STAFFED, lived)
    gains, worth = level[:, 1:] - level[:, :1], combined(AS_STAFFED, brought[:, 1:4] - brought[:, :1], now)
    links, parts, both = gains[:, :3].T
    steps = np.column_stack([level[:, 0], links, parts, both - links - parts, level[:, 3]])
    value = {"value": worth.mean, "value_low": worth.low_all, "value_high": worth.high_all}
    more = besides(aim, totals[:, :4], [LINKS, PARTS, BOTH], list(scenario.personas))
    departments = pd.DataFrame(list(pairs), columns=["source", "target"])
    return Fragmentation(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        aim,
        pd.DataFrame(
            combined(measure, gains[:, :3], now)._asdict() | value,
            index=pd.Index([LINKS, PARTS, BOTH], name="world"),
        ).join(more.drop(columns=list(value))),
        _share((links + both - parts) / 2.0, both, now[:, MEASURES[measure][1]].sum()),
        pd.DataFrame(
            combined(measure, steps, now)._asdict(),
            index=pd.Index([TODAY, LINKS, PARTS, TOGETHER, BOTH], name="step"),
        ),
        departments.assign(**combined(measure, gains[:, 3:], now)._asdict()).sort_values(
            "mean", ascending=False, kind="stable", ignore_index=True
        ),
        float(now[:, TODAYS].mean()),
        float(now[:, CAME].mean()),
    )


def _pairs(scenario: Scenario, links: list[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return the links on which context can be lost, by the departments between which they lead."""

    def departments(link: tuple[str, str]) -> tuple[str, str]:
        one, other = (scenario.touchpoints[name].department for name in link)
        return one, other

    in_order = sorted(links, key=departments)
    return {pair: list(group) for pair, group in itertools.groupby(in_order, departments)}


def _share(of_links: np.ndarray, of_both: np.ndarray, people: float) -> pd.Series:
    """Return a ratio of gains; nan where both together gain nothing."""
    whole = of_both.mean()
    if not whole > 0.0:
        return pd.Series(dict.fromkeys(Estimate._fields, np.nan))
    share = of_links.mean() / whole
    residuals = (of_links - share * of_both) / whole
    # The rule of three is about people: a gain of one among all, as a part of what both gain.
    found = interval(np.array(share), residuals, np.array(people * whole), 1, SHARE)
    return pd.Series({name: float(value) for name, value in found._asdict().items()})
