"""Shapley shares: how much of what all friction costs is due to each touchpoint.

Taking friction away at one touchpoint keeps fewer customers if it is taken away elsewhere, too: who is saved
once cannot be saved again. So what touchpoints bring one by one does not add up. Their Shapley shares do: the
mean of what each adds, over all orders in which they could be mended (Shapley 1953).

Each replication takes an order at random (Castro, Gómez & Tejada 2009) and its reverse (Mitchell, Cooper,
Frank & Holmes 2022), with the same draws throughout; intervals are over replications, and hold both for
chance among customers and for the choice of orders.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.questions.experiments.differences import means
from cxsim.questions.experiments.interventions import LessFriction, World, world
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario


@dataclass(frozen=True, repr=False)
class Shapley(Answer, frames={"shapley": "figures"}):
    """What friction costs, shared out among touchpoints.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    figures
        By ``touchpoint``, the largest share first: ``mean`` (of everybody measured, who would be kept more),
        its ``low`` and ``high`` (95 %, by itself), ``low_all`` and ``high_all`` (95 % for all together),
        ``people``, and ``part`` of the total.
    total
        The same for taking all friction away everywhere; the shares add up to it.
    """

    scenario: Scenario
    manifest: Manifest
    figures: pd.DataFrame
    total: pd.Series


@public()
def shapley(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Shapley:
    """Share out among touchpoints what friction costs in customers kept.

    Parameters
    ----------
    scenario
        Today's journey.
    replications, seed, workers, progress
        As in `cxsim.effects`.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.shapley(cx.load_scenario("scenarios/telecom.yaml")).figures  # doctest: +SKIP
    """
    names, today = list(scenario.touchpoints), world(scenario)
    nothing: frozenset[int] = frozenset()

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

    def digest(lived: Lived) -> np.ndarray:
        kept = {name: outcomes.kept.mean() for name, outcomes in lived.outcomes.items()}
        added = np.zeros(len(names))
        for order in orders(lived.replication):
            for n, place in enumerate(order):
                added[place] += kept[_key(frozenset(order[: n + 1]))] - kept[_key(frozenset(order[:n]))]
        return np.append(added / 2, len(lived.outcomes[_key(nothing)].customer))

    found = np.array(live_through(worlds, digest, range(replications), seed, workers, progress, "shapley"))
    added, people = found[:, :-1], found[:, -1].sum()
    table = pd.DataFrame(means(added, people)._asdict(), index=pd.Index(names, name="touchpoint"))
    whole = means(added.sum(axis=1, keepdims=True), people)
    table["part"] = table["mean"] / whole.mean[0] if whole.mean[0] else np.nan
    return Shapley(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        table.sort_values("mean", ascending=False, kind="stable"),
        pd.Series({name: float(values[0]) for name, values in whole._asdict().items()}),
    )


def _key(places: frozenset[int]) -> str:
    return ",".join(map(str, sorted(places)))
