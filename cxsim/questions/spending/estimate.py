"""Where to spend: prevent what goes wrong, put it right, or delight, for the same money.

Money becomes change through the improvements of the scenario's own library: for each kind (see `types`), the
best portfolio under the budget is chosen by `cxsim.portfolio`. What it reaches is then measured anew, with
other draws than those it was chosen by, so that luck in the choice is no gain.
"""

import dataclasses
import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.engine.parts import AT_ONCE, Plan
from cxsim.engine.vocabulary import NONE
from cxsim.questions.experiments.besides import LIMITS, besides
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.chosen import chosen as asked
from cxsim.questions.experiments.costs import costs, first_year_costs
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.improvement_types import DELIGHT, PREVENTION, RECOVERY, TYPES, type_of
from cxsim.questions.experiments.interventions import (
    Improve,
    Intervention,
    KeepContext,
    LessFriction,
    cannot_be_forced,
    world,
)
from cxsim.questions.experiments.objectives import measure_of, objective_of
from cxsim.questions.experiments.staff import NoWaiting
from cxsim.questions.experiments.sums import CAME, TODAYS
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective


@dataclass(frozen=True, repr=False)
class WhereToSpend(
    Answer, frames={"spending": "figures", "differences": "differences", "potential": "potential"}
):
    """What the same money reaches if it is spent on prevention, on recovery or on delight.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    objective
        What the money is for: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or ``net_value``.
    budget
        What each kind may cost in the first year.
    types
        By improvement: prevention, recovery, delight, mixed (more than one of them, so that it stands for
        none, and is left out) or none of these.
    figures
        By ``type``, the best portfolio of it: ``improvements`` (names), ``first_year`` (cost in the first
        year), ``cost`` (until the horizon of value, discounted), ``gain`` (in the objective), ``gain_low``,
        ``gain_high`` (95 %, for all three together), ``customers`` (gained at the end), ``net`` (value minus
        cost), ``net_low``, ``net_high`` (95 %, for all three); ``stay``, ``join``, each with ``…_low`` and
        ``…_high``, and ``harmed``, as `cxsim.questions.experiments.besides.besides` gives them. Where nothing
        is chosen, nothing is gained.
    differences
        Between two types: ``one``, ``other``, ``mean`` (how much more ``one`` gains), ``low``, ``high`` (95
        %, for all pairs together).
    potential
        By ``type``, whatever it may cost: ``gain``, ``gain_low``, ``gain_high`` (where the objective is net
        value, before any cost) if touchpoints were flawless, nobody waited and context were never lost; if
        every friction that a desk can put right were noticed and put right at once; if each visit without
        friction delighted, wherever the scenario says what delight is like.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    budget: float
    types: pd.Series
    figures: pd.DataFrame
    differences: pd.DataFrame
    potential: pd.DataFrame
    todays: float
    came: float


@public()
def where_to_spend(
    scenario: Scenario,
    budget: float,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    objective: Objective | None = None,
    equivalence_band: float = EQUIVALENCE_BAND,
) -> WhereToSpend:
    """Compare prevention, recovery and delight for the same money.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    budget
        What the improvements of each kind may cost together in the first year.
    replications
        How many to choose by, and as many others to measure by.
    seed, workers
        As in `cxsim.effects`.
    objective, equivalence_band
        As in `cxsim.portfolio`.

    Raises
    ------
    ValueError
        If the budget is not more than 0, or there are no improvements to choose from.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.where_to_spend(cx.load_scenario("scenarios/telecom.yaml"), 40_000)  # doctest: +SKIP
    >>> found.figures[["first_year", "gain", "gain_low", "gain_high", "net"]]  # doctest: +SKIP
    """
    aim = objective_of(scenario, objective)
    types = pd.Series({name: type_of(scenario, name) for name in asked(scenario)}, name="type")
    picked: dict[str, tuple[str, ...]] = {}
    for kind in TYPES:
        members = list(types.index[types == kind])
        given = (scenario, budget, members, replications, seed, workers, None, aim, equivalence_band)
        picked[kind] = tuple(portfolio(*given).steps["improvement"]) if members else ()
    totals = _measured(scenario, picked, range(replications, 2 * replications), seed, workers)
    sums = totals[:, :, 0]
    today = sums[:, 0]
    cost = np.array([sum(costs(scenario, picked[kind]).values()) for kind in TYPES])

    def more(measure: str) -> np.ndarray:
        """Return by how much each set, and then each potential, is more than today."""
        found = by_replication(measure, sums)
        return np.asarray(found[:, 1:] - found[:, :1])

    gains, of_sets = more(measure_of(aim)), slice(None, len(TYPES))
    paid = gains[:, of_sets] - (cost if aim == "net_value" else 0.0)
    by_type = pd.Index(TYPES, name="type")
    net = combined("value", more("value")[:, of_sets] - cost, today)
    table = pd.DataFrame(
        {
            "improvements": [picked[kind] for kind in TYPES],
            "first_year": [sum(first_year_costs(scenario, picked[kind]).values()) for kind in TYPES],
            "cost": cost,
            **_limits(aim, paid, today),
            "customers": more("customers")[:, of_sets].mean(axis=0),
            "net": net.mean,
            "net_low": net.low_all,
            "net_high": net.high_all,
        },
        index=by_type,
    )
    else_changed = besides(aim, totals[:, : 1 + len(TYPES)], TYPES, list(scenario.personas))
    kept = [f"{measure}{end}" for measure in ("stay", "join") for end in LIMITS]
    table = table.join(else_changed[[*kept, "harmed"]].rename_axis("type"))
    nothing = [kind for kind in TYPES if not picked[kind]]
    table.loc[nothing, ["gain_low", "gain_high", "net_low", "net_high"]] = 0.0
    return WhereToSpend(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        aim,
        budget,
        types,
        table,
        _differences(aim, paid, today),
        pd.DataFrame(_limits(aim, gains[:, len(TYPES) :], today), index=by_type),
        float(today[:, TODAYS].mean()),
        float(today[:, CAME].mean()),
    )


def _measured(
    scenario: Scenario,
    chosen: dict[str, tuple[str, ...]],
    replications: range,
    seed: int,
    workers: int | None,
) -> np.ndarray:
    """Return sums by replication, world (today, the sets, the potentials) and persona, everybody first."""
    flawless: list[Intervention] = [LessFriction(name, 1.0) for name in scenario.touchpoints]
    everything: dict[str, list[Intervention]] = {
        PREVENTION: [*flawless, NoWaiting(), KeepContext()],
        RECOVERY: [PutRightAtOnce()],
        DELIGHT: [AlwaysDelight()],
    }
    today = world(scenario)
    sets = [today.after(Improve(*chosen[kind])) if chosen[kind] else today for kind in TYPES]
    worlds = [today, *sets, *(today.after(*everything[kind]) for kind in TYPES)]
    return live_each(worlds, replications, seed, workers).sums


def _limits(objective: Objective, gains: np.ndarray, today: np.ndarray) -> dict[str, np.ndarray]:
    found = combined(measure_of(objective), gains, today)
    return {"gain": found.mean, "gain_low": found.low_all, "gain_high": found.high_all}


def _differences(objective: Objective, gains: np.ndarray, today: np.ndarray) -> pd.DataFrame:
    pairs = list(itertools.combinations(range(len(TYPES)), 2))
    apart = np.column_stack([gains[:, one] - gains[:, other] for one, other in pairs])
    found = combined(measure_of(objective), apart, today)
    return pd.DataFrame(
        {
            "one": [TYPES[one] for one, _ in pairs],
            "other": [TYPES[other] for _, other in pairs],
            "mean": found.mean,
            "low": found.low_all,
            "high": found.high_all,
        }
    )


@dataclass(frozen=True)
class PutRightAtOnce(Intervention):
    """Notice every friction and put it right at once, wherever there is a desk for it."""

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan in which no friction that a desk hears of lasts."""
        return dataclasses.replace(
            plan,
            touchpoints=tuple(
                dataclasses.replace(point, detection=1.0, empowerment=1.0) for point in plan.touchpoints
            ),
            desks=tuple(
                dataclasses.replace(
                    desk,
                    team=NONE,
                    skill=1.0,
                    hardness=0.0,
                    time=AT_ONCE,
                    turnaround=AT_ONCE,
                    on_the_spot=True,
                )
                for desk in plan.desks
            ),
        )


@dataclass(frozen=True)
class AlwaysDelight(Intervention):
    """Delight at every visit without friction, wherever the scenario says what delight is like."""

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan with delight at each visit that goes well."""
        return dataclasses.replace(
            plan,
            touchpoints=tuple(
                point if cannot_be_forced(point, "delight") else dataclasses.replace(point, delight=1.0)
                for point in plan.touchpoints
            ),
        )
