"""Bundles: improvements taken apart, each part done alone, with others, and not at all, with the same draws.

What parts bring one by one does not add up; their Shapley shares do: the mean of what each adds, over orders
in which they could be done. Of up to four parts all orders are taken; of more, one order and its reverse,
begun at each of the parts (so that each part is first, second … equally often).
"""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from cxsim.engine.plan import plan
from cxsim.errors import InterventionError
from cxsim.questions.bundles.parts import DoParts, Part, parts_of
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.interventions import Improve, World, world
from cxsim.questions.experiments.objectives import in_units_of, measure_of, objective_of
from cxsim.questions.experiments.sums import CAME, TODAYS
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.whole import beside

EXACT = 4  # parts of which all orders are taken
PARTS = ("alone", "without", "share", "rest", "value", "net")
ENDS = {"": "mean", "_low": "low_all", "_high": "high_all"}
WHOLE = [*(f"{name}{end}" for name in ("gain", "value") for end in ENDS), "cost"]
FIGURES = [
    *("improvement", "part"),
    *(f"{name}{end}" for name in PARTS for end in ENDS),
    *("idle", "cost_part", "cost"),
]


@dataclass(frozen=True, repr=False)
class Bundles(Answer, frames={"bundles": "figures", "bundles_whole": "whole"}):
    """What the parts of improvements do.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    objective
        What they are for: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or value (``net_value``; what they cost is told beside it).
    figures
        One row for each part, by improvement; what ends in ``…_low`` and ``…_high`` are 95 % limits for all
        parts of an improvement together.

        ``improvement``, ``part``
            Its name; the place of the part among `parts`.
        ``alone``, ``without``, ``share``
            Gain in the objective of the part alone; what the whole would lose without it; its Shapley share,
            which add up to the whole.
        ``rest``
            What all other parts add to it.
        ``idle``
            Whether it surely adds nothing to speak of, alone or to the others.
        ``value``
            Its Shapley share in value until the horizon.
        ``net``
            Net value of the part alone, which is what it brings minus its part of the cost; nan where that is
            not known.
        ``cost``, ``cost_part``
            Until the horizon of value, discounted, and as a part of the improvement's, by the wages of hours
            on duty; nan where the improvement is not a matter of hours alone.
    whole
        By ``improvement``, the largest gain first: ``gain``, ``value`` with limits, and ``cost``.
    parts
        By improvement.
    indivisible
        Improvements whose parts are not possible without each other.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    figures: pd.DataFrame
    whole: pd.DataFrame
    parts: dict[str, tuple[Part, ...]]
    indivisible: tuple[str, ...]
    todays: float
    came: float


@public()
def bundles(
    scenario: Scenario,
    names: Iterable[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    objective: Objective | None = None,
) -> Bundles:
    """Find out which part of improvements that hold several does the work.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    names
        Which of them; by default all that have several parts.
    replications, seed, workers, progress
        As in `cxsim.moments`.
    objective
        As in `cxsim.rank`.

    Raises
    ------
    InterventionError
        If there is no such improvement; if nobody could stay, or join.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.bundles(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.figures[["improvement", "alone", "share", "cost_part"]]  # doctest: +SKIP
    """
    aim, start = objective_of(scenario, objective), world(scenario)
    parts: dict[str, tuple[Part, ...]] = {}
    worlds: dict[tuple[str, frozenset[int]], World] = {("", frozenset()): start}
    indivisible: list[str] = []
    for name in chosen(scenario, names):
        improved = beside(improve(scenario, name), scenario)
        found = parts_of(scenario, name, start.plan, plan(improved, start.plan))
        if len(found) < 2:
            continue
        try:
            some = {one: _world(start, name, found, one) for one in _sets(len(found)) if one}
        except (ScenarioError, InterventionError):
            indivisible.append(name)
            continue
        parts[name] = found
        worlds |= {(name, one): there for one, there in some.items()}
    totals = live_each(list(worlds.values()), range(replications), seed, workers, progress).sums[:, :, 0]
    places, now = {key: place for place, key in enumerate(worlds)}, totals[:, 0]
    levels = {name: by_replication(name, totals) for name in (measure_of(aim), "value")}

    def level(name: str, measure: str, one: frozenset[int]) -> np.ndarray:
        return np.asarray(levels[measure][:, places[name, one] if one else 0])

    band = in_units_of(aim, EQUIVALENCE_BAND, now)
    tables, wholes = {}, {}
    for name, found in parts.items():
        table, row = _of_one(measure_of(aim), partial(level, name), len(found), now)
        wages = np.array([part.yearly(scenario) for part in found])
        known = all(part.team for part in found) and wages.sum() > 0.0
        wholes[name] = {**row, "cost": costs(scenario, [name])[name]}
        low, high = table[["alone_low", "without_low"]], table[["alone_high", "without_high"]]
        table["idle"] = (low >= -band).all(axis=1) & (high <= band).all(axis=1)
        table["cost_part"] = wages / wages.sum() if known else np.nan
        table["cost"] = table["cost_part"] * wholes[name]["cost"]
        net = [f"net{end}" for end in ENDS]
        table[net] = table[net].sub(table["cost"], axis=0)
        tables[name] = table
    order = sorted(wholes, key=lambda name: -wholes[name]["gain"])
    whole = pd.DataFrame([wholes[name] for name in order], order, WHOLE).rename_axis("improvement")
    figures = pd.DataFrame(columns=FIGURES)
    if order:
        figures = pd.concat({name: tables[name] for name in order}, names=["improvement"])
        figures = figures.reset_index("improvement").reset_index(drop=True)
    return Bundles(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        aim,
        figures,
        whole,
        parts,
        tuple(indivisible),
        float(now[:, TODAYS].mean()),
        float(now[:, CAME].mean()),
    )


def _world(start: World, name: str, parts: tuple[Part, ...], some: frozenset[int]) -> World:
    if len(some) == len(parts):
        return start.after(Improve(name))
    return start.after(DoParts(name, tuple(parts[place] for place in sorted(some))))


def _orders(number: int) -> list[tuple[int, ...]]:
    """Return the orders in which so many parts are done."""
    if number <= EXACT:
        return list(itertools.permutations(range(number)))
    once = tuple(range(number))
    begun = [once[place:] + once[:place] for place in once]
    return [*begun, *(order[::-1] for order in begun)]


def _sets(number: int) -> list[frozenset[int]]:
    """Return all sets on the way of the orders; each part alone, and all but each, are among them."""
    return list(dict.fromkeys(frozenset(order[:n]) for order in _orders(number) for n in range(number + 1)))


def _of_one(
    measure: str, level: Callable[[str, frozenset[int]], np.ndarray], number: int, now: np.ndarray
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return the figures of the parts of an improvement, and of the whole."""
    every, nothing = frozenset(range(number)), frozenset[int]()

    def shares(of: str) -> np.ndarray:
        added = np.zeros((len(now), number))
        for order in _orders(number):
            for n, place in enumerate(order):
                added[:, place] += level(of, frozenset(order[: n + 1])) - level(of, frozenset(order[:n]))
        return added / len(_orders(number))

    by_itself = np.array([level(measure, frozenset({one})) for one in range(number)]).T
    left_out = np.array([level(measure, every - {one}) for one in range(number)]).T
    today, all_ = level(measure, nothing)[:, None], level(measure, every)[:, None]
    changes = (by_itself - today, all_ - left_out, shares(measure), all_ - by_itself)
    worth_alone = [level("value", frozenset({one})) - level("value", nothing) for one in range(number)]
    found = [combined(measure, one, now) for one in changes]
    found += [combined("value", one, now) for one in (shares("value"), np.array(worth_alone).T)]
    columns = {
        name + end: getattr(one, column)
        for name, one in zip(PARTS, found, strict=True)
        for end, column in ENDS.items()
    }
    worth = (level("value", every) - level("value", nothing))[:, None]
    wholes = {"gain": combined(measure, all_ - today, now), "value": combined("value", worth, now)}
    row = {
        name + end: float(getattr(found, column)[0])
        for name, found in wholes.items()
        for end, column in ENDS.items()
    }
    return pd.DataFrame({"part": range(number), **columns}), row
