"""Where to spend: prevent what goes wrong, put it right, or delight, for the same money.

Money becomes change through the improvements of the scenario's own library: for each kind (see `types`),
those that together keep the most under the budget are chosen by `cxsim.portfolio`. What they keep is then
measured anew, with other draws than those they were chosen by, so that luck in the choice is no gain.
"""

import dataclasses
import itertools
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.engine.parts import AT_ONCE, Plan
from cxsim.engine.vocabulary import NONE
from cxsim.questions.experiments.chosen import chosen as asked
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.differences import means
from cxsim.questions.experiments.improvement_types import DELIGHT, PREVENTION, RECOVERY, TYPES, type_of
from cxsim.questions.experiments.interventions import (
    Improve,
    Intervention,
    KeepContext,
    LessFriction,
    NoWaiting,
    cannot_be_forced,
    world,
)
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario

TODAY = "today"
ALL = "all of it: "


@dataclass(frozen=True, repr=False)
class WhereToSpend(
    Answer, frames={"spending": "figures", "differences": "differences", "potential": "potential"}
):
    """What the same money keeps if it is spent on prevention, on recovery or on delight.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    budget
        What each kind may cost, over the follow-up.
    types
        By improvement: prevention, recovery, delight, mixed (more than one of them, so that it stands for
        none, and is left out) or none of these.
    figures
        By ``type``: ``improvements`` (names of those chosen), ``cost``, ``kept`` (gain in the share kept of
        everybody measured), ``kept_low``, ``kept_high`` (95 %, for all three together), ``customers``
        (gained), ``cost_per_customer`` (nan unless customers are clearly gained). Where nothing is chosen,
        nothing is gained.
    differences
        Between two types: ``one``, ``other``, ``mean`` (how much more ``one`` keeps), ``low``, ``high`` (95
        %, for all pairs together).
    potential
        By ``type``, whatever it may cost: ``kept``, ``kept_low``, ``kept_high`` if touchpoints were flawless,
        nobody waited and context were never lost; if every friction that a desk can put right were noticed
        and put right at once; if each visit without friction delighted, wherever the scenario says what
        delight is like.
    """

    scenario: Scenario
    manifest: Manifest
    budget: float
    types: pd.Series
    figures: pd.DataFrame
    differences: pd.DataFrame
    potential: pd.DataFrame


@public()
def where_to_spend(
    scenario: Scenario,
    budget: float,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
) -> WhereToSpend:
    """Compare prevention, recovery and delight for the same money.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    budget
        What the improvements of each kind may cost together: once, and for the years of the follow-up.
    replications
        How many to choose by, and as many others to measure by.
    seed, workers
        As in `cxsim.effects`.

    Raises
    ------
    ValueError
        If the budget is not more than 0, or there are no improvements to choose from.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.where_to_spend(cx.load_scenario("scenarios/telecom.yaml"), 40_000)  # doctest: +SKIP
    >>> found.figures[["cost", "kept", "kept_low", "kept_high"]]  # doctest: +SKIP
    """
    types = pd.Series({name: type_of(scenario, name) for name in asked(scenario)}, name="type")
    picked: dict[str, tuple[str, ...]] = {}
    for kind in TYPES:
        members = list(types.index[types == kind])
        best = portfolio(scenario, budget, members, replications, seed, workers).steps if members else None
        picked[kind] = () if best is None else tuple(best["improvement"])
    kept, people = _measured(scenario, picked, range(replications, 2 * replications), seed, workers)
    gains = kept - kept[:, :1]
    of_sets, potential = gains[:, 1 : 1 + len(TYPES)], gains[:, 1 + len(TYPES) :]
    by_type = pd.Index(TYPES, name="type")
    return WhereToSpend(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        budget,
        types,
        _table(scenario, picked, of_sets, people).set_index(by_type),
        _differences(of_sets, people),
        pd.DataFrame(_limits(potential, people), index=by_type),
    )


def _measured(
    scenario: Scenario,
    chosen: dict[str, tuple[str, ...]],
    replications: range,
    seed: int,
    workers: int | None,
) -> tuple[np.ndarray, float]:
    """Return the share kept by replication and world (today, sets, potentials), and the number of people."""
    flawless: list[Intervention] = [LessFriction(name, 1.0) for name in scenario.touchpoints]
    everything: dict[str, list[Intervention]] = {
        PREVENTION: [*flawless, NoWaiting(), KeepContext()],
        RECOVERY: [PutRightAtOnce()],
        DELIGHT: [AlwaysDelight()],
    }
    today = world(scenario)
    worlds = {
        TODAY: today,
        **{kind: today.after(Improve(*chosen[kind])) for kind in TYPES},
        **{f"{ALL}{kind}": today.after(*everything[kind]) for kind in TYPES},
    }

    def digest(lived: Lived) -> np.ndarray:
        kept = [outcomes.kept.mean() for outcomes in lived.outcomes.values()]
        return np.array([*kept, len(lived.outcomes[TODAY].customer)])

    found = np.array(live_through(worlds, digest, replications, seed, workers))
    return found[:, :-1], float(found[:, -1].sum())


def _limits(gains: np.ndarray, people: float) -> dict[str, np.ndarray]:
    found = means(gains, people)
    return {"kept": found.mean, "kept_low": found.low_all, "kept_high": found.high_all}


def _table(
    scenario: Scenario, chosen: dict[str, tuple[str, ...]], gains: np.ndarray, people: float
) -> pd.DataFrame:
    limits = _limits(gains, people)
    cost = np.array([sum(costs(scenario, chosen[kind]).values()) for kind in TYPES])
    none = np.array([not chosen[kind] for kind in TYPES])
    customers = limits["kept"] * people / len(gains)
    clear = limits["kept_low"] > 0.0
    return pd.DataFrame(
        {
            "improvements": [chosen[kind] for kind in TYPES],
            "cost": cost,
            **{name: np.where(none, 0.0, values) for name, values in limits.items()},
            "customers": customers,
            "cost_per_customer": np.where(clear, cost / np.where(clear, customers, 1.0), np.nan),
        }
    )


def _differences(gains: np.ndarray, people: float) -> pd.DataFrame:
    pairs = list(itertools.combinations(range(len(TYPES)), 2))
    found = means(np.column_stack([gains[:, one] - gains[:, other] for one, other in pairs]), people)
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
                    desk, team=NONE, skill=1.0, hardness=0.0, time=AT_ONCE, turnaround=AT_ONCE
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
