"""Shapley shares: how much of what all friction costs is due to each touchpoint.

Taking friction away at one touchpoint brings less if it is taken away elsewhere, too: who is saved once
cannot be saved again. So what touchpoints bring one by one does not add up. Their Shapley shares do: the mean
of what each adds, over all orders in which they could be mended (Shapley 1953).

Each replication takes an order at random (Castro, Gómez & Tejada 2009) and its reverse (Mitchell, Cooper,
Frank & Holmes 2022), with the same draws throughout; intervals are over replications, and hold both for
chance among customers and for the choice of orders.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.questions.experiments.besides import besides
from cxsim.questions.experiments.by_replication import combined
from cxsim.questions.experiments.interventions import LessFriction, World, world
from cxsim.questions.experiments.objectives import check_objective, measure_of, objective_of, observed
from cxsim.questions.experiments.sums import CAME, TODAYS, VALUE, sums
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective


@dataclass(frozen=True, repr=False)
class Shapley(Answer, frames={"shapley": "figures"}):
    """What friction costs, shared out among touchpoints.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    objective
        What is shared out: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or value (``net_value``; what it costs to have no friction is not asked).
    figures
        By ``touchpoint``, the largest share first: ``mean`` (what it adds in the objective; 1 of
        100 is 0.01), its ``low`` and ``high`` (95 %, by itself), ``low_all`` and ``high_all`` (95 % for all
        together), ``people``, ``part`` of the total, and ``value``, ``value_low``, ``value_high``, the same
        in value until its horizon (95 % for all together).
    total
        The same for taking all friction away everywhere; the shares add up to it. Also ``stay``, ``join``,
        ``customers`` and ``harmed``, as `cxsim.questions.experiments.besides.besides` gives them.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    figures: pd.DataFrame
    total: pd.Series
    todays: float
    came: float


@public()
def shapley(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    objective: Objective | None = None,
) -> Shapley:
    """Share out among touchpoints what friction costs in an objective, and in value.

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
    >>> cx.shapley(cx.load_scenario("scenarios/telecom.yaml")).figures  # doctest: +SKIP
    """
    names, today, aim = list(scenario.touchpoints), world(scenario), objective_of(scenario, objective)
    personas = len(scenario.personas)
    nothing, everything = frozenset[int](), frozenset(range(len(names)))

    def mended(places: frozenset[int]) -> World:
        return today.after(*(LessFriction(names[place], 1.0) for place in sorted(places)))

    def worlds(replication: int) -> dict[str, World]:
        sets = [
            nothing,
            *(frozenset(order[:n]) for order in orders(replication) for n in range(1, len(names) + 1)),
        ]
        return {_key(places): mended(places) for places in dict.fromkeys(sets)}

    def orders(replication: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        order = tuple(np.random.default_rng([seed, replication]).permutation(len(names)).tolist())
        return order, order[::-1]

    def digest(lived: Lived) -> tuple[np.ndarray, np.ndarray]:
        found = {name: sums(outcomes, personas) for name, outcomes in lived.outcomes.items()}
        both = {name: np.array([observed(aim, one[0]), one[0, VALUE]]) for name, one in found.items()}
        added = np.zeros((len(names), 2))
        for order in orders(lived.replication):
            for n, place in enumerate(order):
                added[place] += both[_key(frozenset(order[: n + 1]))] - both[_key(frozenset(order[:n]))]
        return added / 2, np.array([found[_key(nothing)], found[_key(everything)]])

    parts = live_through(worlds, digest, range(replications), seed, workers, progress, f"shapley {aim}")
    added, ends = (np.array(part) for part in zip(*parts, strict=True))
    sums_today = ends[:, 0, 0]
    check_objective(aim, sums_today)
    table = _shares(aim, added, sums_today).set_index(pd.Index(names, name="touchpoint"))
    whole = _shares(aim, added.sum(axis=1, keepdims=True), sums_today).iloc[0].rename(None)
    table["part"] = table["mean"] / whole["mean"] if whole["mean"] else np.nan
    more = besides(aim, ends, ["all"], list(scenario.personas)).iloc[0]
    whole = pd.concat([whole, more.drop([name for name in more.index if name in whole.index])])
    return Shapley(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        aim,
        table.sort_values("mean", ascending=False, kind="stable"),
        whole,
        float(sums_today[:, TODAYS].mean()),
        float(sums_today[:, CAME].mean()),
    )


def _shares(objective: Objective, added: np.ndarray, today: np.ndarray) -> pd.DataFrame:
    """Return what each adds, in the objective and in value, with limits."""
    people = combined(measure_of(objective), added[..., 0], today)
    value = combined("value", added[..., 1], today)
    columns = {"value": value.mean, "value_low": value.low_all, "value_high": value.high_all}
    return pd.DataFrame(people._asdict() | columns)


def _key(places: frozenset[int]) -> str:
    return ",".join(map(str, sorted(places)))
