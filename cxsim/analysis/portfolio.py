"""Portfolios: which improvements together keep the most customers under a budget, and in which order.

Gains do not add up: who is kept by one improvement cannot be kept by another, and two may also help each
other. So sets are simulated, with the same draws for all. All sets that the budget allows are tried where
these are few. Otherwise improvements are added one by one, each time the one that keeps most for its cost,
and again each time the one that keeps most; from the better of the two each is taken out and the budget
filled up with others, as long as that is better still. Gains already known stand in as guesses for gains on
top of a larger set, and only the most promising are simulated anew (Minoux 1978, "Accelerated greedy
algorithms").
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.analysis.costs import costs
from cxsim.analysis.estimates import means
from cxsim.analysis.interventions import Improve, World, world
from cxsim.analysis.worlds import Lived, live_through
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.model import Scenario

FEW = 64  # sets that are all tried
Names = frozenset[str]


@dataclass(frozen=True)
class Portfolio:
    """Improvements chosen under a budget.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    budget
        What they may cost together, over the follow-up.
    steps
        The chosen ones, in the order in which to do them: ``improvement``, ``cost``, ``gain`` (what each adds
        to those before, in the share kept), ``kept`` (all up to there together), ``kept_low``,
        ``kept_high`` (95 %), ``cost_so_far``.
    tried
        All sets that were simulated: ``improvements``, ``cost``, ``kept``, ``kept_low``, ``kept_high``, and
        whether they are ``efficient`` (nothing tried keeps as many for less).
    exact
        Whether all sets that the budget allows were tried.
    gap
        By how much the best set may keep more at most, if gains never more than add up; 0 if exact.
    contradictions
        Pairs of improvements that set the same thing; they are never done together.
    """

    scenario: Scenario
    manifest: Manifest
    budget: float
    steps: pd.DataFrame
    tried: pd.DataFrame
    exact: bool
    gap: float
    contradictions: tuple[tuple[str, str], ...]


def portfolio(
    scenario: Scenario,
    budget: float,
    names: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
) -> Portfolio:
    """Choose improvements that together keep the most customers under a budget.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    budget
        What they may cost together: once, and for the years of the follow-up.
    names
        Which of them to choose from; by default all.
    replications, seed, workers
        As in `cxsim.effects`.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.portfolio(cx.load_scenario("scenarios/telecom.yaml"), budget=50_000).steps  # doctest: +SKIP
    """
    if not budget > 0.0:
        raise ValueError("the budget has to be more than 0")
    chosen = list(scenario.improvements) if names is None else list(names)
    if not chosen:
        raise ValueError(f"{scenario.name} has no improvements to choose from")
    against = contradictions(scenario, chosen)
    search = _Search(scenario, costs(scenario, chosen), budget, against, replications, seed, workers)
    sets = search.allowed()
    exact = sets is not None
    if sets is not None:
        search.simulate(sets)
        best = max(sets, key=search.gain)
    else:
        best = search.exchanged(max((search.greedy(True), search.greedy(False)), key=search.gain))
    return Portfolio(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        budget,
        search.steps(best),
        search.table(),
        exact,
        0.0 if exact else max(search.bound() - search.gain(best), 0.0),
        tuple(against),
    )


def contradictions(scenario: Scenario, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of improvements that set the same path, so that one would undo the other."""
    found = []
    for one, other in itertools.combinations(names, 2):
        paths = [
            {change.path: change.operation for change in scenario.improvements[name].changes}
            for name in (one, other)
        ]
        shared = paths[0].keys() & paths[1].keys()
        if any("set" in (paths[0][path], paths[1][path]) for path in shared):
            found.append((one, other))
    return found


class _Search:
    """Simulates sets of improvements, each once, and looks for the best among them."""

    def __init__(
        self,
        scenario: Scenario,
        costs: dict[str, float],
        budget: float,
        against: list[tuple[str, str]],
        replications: int,
        seed: int,
        workers: int | None,
    ) -> None:
        self._scenario, self._costs, self._budget = scenario, costs, budget
        self._against = [frozenset(pair) for pair in against]
        self._study = range(replications), seed, workers
        self._kept: dict[Names, np.ndarray] = {}
        self._people = 0.0
        self.simulate([frozenset()])

    def simulate(self, sets: Iterable[Names]) -> None:
        """Simulate those sets that have not been yet."""
        new = [one for one in dict.fromkeys(sets) if one not in self._kept]
        if not new:
            return
        worlds = {str(number): self._world(one) for number, one in enumerate(new)}

        def digest(lived: Lived) -> np.ndarray:
            first = lived.outcomes["0"]
            return np.array([*(found.kept.mean() for found in lived.outcomes.values()), len(first.customer)])

        found = np.array(live_through(worlds, digest, *self._study, kept_as="portfolio"))
        self._people = found[:, -1].sum()
        self._kept |= {one: found[:, number] for number, one in enumerate(new)}

    def _world(self, names: Names) -> World:
        return world(self._scenario, Improve(*(name for name in self._costs if name in names)))

    def cost(self, names: Iterable[str]) -> float:
        return sum(self._costs[name] for name in names)

    def gain(self, names: Names) -> float:
        """Return the mean gain of a set that has been simulated."""
        return float((self._kept[names] - self._kept[frozenset()]).mean())

    def fits(self, names: Names) -> bool:
        """Tell whether a set is within the budget and free of contradictions."""
        within = self.cost(names) <= self._budget * (1 + 1e-12)
        return within and not any(pair <= names for pair in self._against)

    def allowed(self) -> list[Names] | None:
        """Return all sets that fit, or nothing where they are too many to be tried."""
        found: list[Names] = [frozenset()]
        for name in self._costs:
            found += [bigger for one in found if self.fits(bigger := one | {name})]
            if len(found) > FEW:
                return None
        return found

    def exchanged(self, chosen: Names) -> Names:
        """Take each one out and fill up with others, as long as that gains more."""
        while True:
            others = [
                self.greedy(by_cost, chosen - {name}, name) for name in chosen for by_cost in (True, False)
            ]
            best = max([chosen, *others], key=self.gain)
            if self.gain(best) <= self.gain(chosen):
                return chosen
            chosen = best

    def greedy(self, by_cost: bool, chosen: Names = frozenset(), without: str = "") -> Names:
        """Add improvements one by one to some, each time the best on top of those before."""
        singles = [one for name in self._costs if self.fits(one := frozenset([name]))]
        self.simulate([chosen, *singles])
        guesses = {name: self.gain(one) for one in singles for name in one}

        def worth(name: str) -> float:
            return guesses[name] / max(self._costs[name], 1e-9) if by_cost else guesses[name]

        while True:
            open_ = [
                name for name in guesses if name not in chosen | {without} and self.fits(chosen | {name})
            ]
            known: set[str] = set()
            while open_:
                first = max(open_, key=worth)
                if first in known:
                    break
                self.simulate([chosen | {first}])
                guesses[first] = self.gain(chosen | {first}) - self.gain(chosen)
                known.add(first)
            if not open_ or guesses[first] <= 0.0:
                return chosen
            chosen |= {first}

    def bound(self) -> float:
        """Return what no set can gain more than, if gains never more than add up."""
        left, most = self._budget, 0.0
        gains = {name: self.gain(one) for name in self._costs if (one := frozenset([name])) in self._kept}
        for name in sorted(gains, key=lambda name: -gains[name] / max(self._costs[name], 1e-9)):
            if gains[name] > 0.0 and left > 0.0:
                part = min(1.0, left / max(self._costs[name], 1e-9))
                most += part * gains[name]
                left -= part * self._costs[name]
        return most

    def steps(self, chosen: Names) -> pd.DataFrame:
        """Return the chosen ones in order: each time the one that adds most for its cost."""
        order: list[str] = []
        while len(order) < len(chosen):
            before = frozenset(order)
            rest = [name for name in self._costs if name in chosen and name not in before]
            self.simulate(before | {name} for name in rest)
            order.append(
                max(
                    rest,
                    key=lambda name: (
                        (self.gain(before | {name}) - self.gain(before)) / max(self._costs[name], 1e-9)
                    ),
                )
            )
        sets = [frozenset(order[: number + 1]) for number in range(len(order))]
        gains = [self.gain(one) for one in sets]
        columns = {
            "improvement": order,
            "cost": [self._costs[name] for name in order],
            "gain": np.diff([0.0, *gains]),
            **self._limits(sets),
            "cost_so_far": [self.cost(one) for one in sets],
        }
        return pd.DataFrame(columns)

    def table(self) -> pd.DataFrame:
        """Return all sets that were simulated, the cheapest first."""
        sets = sorted(self._kept, key=lambda one: (self.cost(one), -self.gain(one)))
        columns = {
            "improvements": [tuple(name for name in self._costs if name in one) for one in sets],
            "cost": [self.cost(one) for one in sets],
            **self._limits(sets),
        }
        table = pd.DataFrame(columns)
        before = table["kept"].cummax().shift(fill_value=-np.inf)
        return table.assign(efficient=table["kept"] > before)

    def _limits(self, sets: Sequence[Names]) -> dict[str, np.ndarray]:
        if not sets:
            return dict.fromkeys(("kept", "kept_low", "kept_high"), np.zeros(0))
        found = means(
            np.column_stack([self._kept[one] - self._kept[frozenset()] for one in sets]), self._people
        )
        return {"kept": found.mean, "kept_low": found.low, "kept_high": found.high}
