"""Portfolios: which improvements together keep the most customers under a budget, and in which order.

Gains do not add up: who is kept by one improvement cannot be kept by another, and two may also help each
other. So sets are simulated, with the same draws for all; `portfolio_search` says which ones.
"""

import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.contradictions import Contradiction, contradictions, smallest
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.differences import Estimate, means
from cxsim.questions.experiments.interventions import Improve, World, world
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.portfolio.search import NOTHING, Names, Search
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.model import Scenario


@dataclass(frozen=True, repr=False)
class Portfolio(Answer, frames={"portfolio": "steps", "portfolio_sets": "tried"}):
    """Improvements chosen under a budget.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    costs
        What each improvement to choose from costs, over the follow-up.
    budget
        What they may cost together.
    steps
        The chosen ones, in the order in which to do them: ``improvement``, ``cost``, ``gain`` (what each adds
        to those before, in the share kept), ``gain_low``, ``gain_high`` (95 %), ``kept`` (all up to there
        together), ``kept_low``, ``kept_high`` (95 %), ``cost_so_far``.
    tried
        All sets that were simulated: ``improvements``, ``cost``, ``kept``, ``kept_low``, ``kept_high``, and
        whether they are ``efficient`` (nothing tried keeps as many for less).
    exact
        Whether all sets that the budget allows were tried.
    gap
        By how much the best set may keep more at most, if gains never more than add up; 0 if exact, and nan
        if sets were seen whose gains clearly do.
    contradictions
        Improvements that are never done together: they set the same thing, or together give no valid
        scenario.
    """

    scenario: Scenario
    manifest: Manifest
    costs: dict[str, float]
    budget: float
    steps: pd.DataFrame
    tried: pd.DataFrame
    exact: bool
    gap: float
    contradictions: tuple[Contradiction, ...]


@public()
def portfolio(
    scenario: Scenario,
    budget: float,
    names: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
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
    progress
        Called with the number of sets that have been simulated; how many it will be is not known before.

    Raises
    ------
    InterventionError
        If the budget buys nothing, or there is nothing, or nothing of that name, to choose from.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.portfolio(cx.load_scenario("scenarios/telecom.yaml"), budget=50_000).steps  # doctest: +SKIP
    """
    asked = chosen(scenario, names)
    prices = costs(scenario, asked)
    sets = _Sets(scenario, asked, (range(replications), seed, workers), progress)
    search = Search(prices, budget, sets)
    best, exact = search.best()
    order = search.order(best)
    return Portfolio(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        prices,
        budget,
        _steps(order, prices, sets),
        _tried(prices, sets),
        exact,
        0.0 if exact else _gap(search.bound() - sets.gain(frozenset(order)), sets),
        tuple(sets.against),
    )


class _Sets:
    """Sets of improvements that were simulated, each once, and contradictions that came up with that.

    Attributes
    ----------
    kept
        The share kept in each replication, by set.
    against
        What cannot be done together, as far as is known.
    people
        How many were measured, over all replications.
    """

    def __init__(
        self,
        scenario: Scenario,
        names: Sequence[str],
        study: tuple[range, int, int | None],
        progress: Callable[[int], None] | None,
    ) -> None:
        self._scenario, self._names, self._study, self._progress = scenario, names, study, progress
        self._today = world(scenario)
        self.kept: dict[Names, np.ndarray] = {}
        self.against = contradictions(scenario, names)
        self.people = 0.0
        self.learn([NOTHING])

    def learn(self, sets: Iterable[Names]) -> None:
        """Simulate those sets that have not been yet, and can be done."""
        worlds = {
            one: found
            for one in dict.fromkeys(sets)
            if one not in self.kept and (found := self._world(one)) is not None
        }
        if not worlds:
            return

        def digest(lived: Lived) -> np.ndarray:
            first = lived.outcomes["0"]
            return np.array([*(found.kept.mean() for found in lived.outcomes.values()), len(first.customer)])

        numbered = {str(number): one for number, one in enumerate(worlds.values())}
        tell = self._tell(len(worlds))
        shares = np.array(live_through(numbered, digest, *self._study, tell, cache_as="portfolio"))
        self.people = float(shares[:, -1].sum())
        self.kept |= {one: shares[:, number] for number, one in enumerate(worlds)}
        if self._progress is not None:  # what was recalled from disk has told of nothing
            self._progress(len(self.kept))

    def possible(self, names: Names) -> bool:
        """Tell whether improvements can be done together, as far as is known."""
        return not any(names.issuperset(pair.improvements) for pair in self.against)

    def gain(self, names: Names) -> float:
        """Return the mean gain in the share kept of a set that has been simulated."""
        return float(self.gains(names).mean())

    def gains(self, names: Names) -> np.ndarray:
        """Return the gain in the share kept in each replication."""
        gains: np.ndarray = self.kept[names] - self.kept[NOTHING]
        return gains

    def limits(self, gains: Sequence[np.ndarray]) -> Estimate:
        """Return means over replications with their limits."""
        columns = np.column_stack(gains) if gains else np.zeros((len(self.kept[NOTHING]), 0))
        return means(columns, self.people)

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return names in the order of the scenario's library, in which improvements are applied."""
        return tuple(name for name in self._names if name in frozenset(names))

    def _world(self, names: Names) -> World | None:
        """Return the world with these improvements; nothing if they cannot be done, which is noted."""
        if not self.possible(names):
            return None
        try:
            return self._today.after(Improve(*self.ordered(names))) if names else self._today
        except ScenarioError:
            self.against.append(smallest(self._scenario, self.ordered(names)))
            return None

    def _tell(self, sets: int) -> Callable[[int], None] | None:
        """Return what tells of sets when replications of some of them are finished."""
        if self._progress is None:
            return None
        tell, before, replications = self._progress, len(self.kept), len(self._study[0])
        return lambda done: tell(before + sets * done // replications)


def _steps(order: Sequence[str], costs: dict[str, float], sets: _Sets) -> pd.DataFrame:
    """Return the chosen ones in order, with what each adds to those before."""
    upto = [frozenset(order[:number]) for number in range(len(order) + 1)]
    added = sets.limits([sets.gains(one) - sets.gains(less) for less, one in itertools.pairwise(upto)])
    columns = {
        "improvement": list(order),
        "cost": [costs[name] for name in order],
        "gain": added.mean,
        "gain_low": added.low,
        "gain_high": added.high,
        **_kept(upto[1:], sets),
        "cost_so_far": np.cumsum([costs[name] for name in order]),
    }
    return pd.DataFrame(columns)


def _tried(costs: dict[str, float], sets: _Sets) -> pd.DataFrame:
    """Return all sets that were simulated, the cheapest first."""
    price = {one: sum(costs[name] for name in one) for one in sets.kept}
    tried = sorted(sets.kept, key=lambda one: (price[one], -sets.gain(one)))
    columns = {
        "improvements": [sets.ordered(one) for one in tried],
        "cost": [price[one] for one in tried],
        **_kept(tried, sets),
    }
    table = pd.DataFrame(columns)
    before = table["kept"].cummax().shift(fill_value=-np.inf)
    return table.assign(efficient=table["kept"] > before)


def _kept(tried: Sequence[Names], sets: _Sets) -> dict[str, np.ndarray]:
    found = sets.limits([sets.gains(one) for one in tried])
    return {"kept": found.mean, "kept_low": found.low, "kept_high": found.high}


def _gap(gap: float, sets: _Sets) -> float:
    """Return how far a set is from the bound at most; nan if gains clearly more than add up somewhere."""
    singles = [one for one in sets.kept if len(one) == 1]
    together = [
        sets.gains(one) - sum(sets.gains(frozenset([name])) for name in one)
        for one in sets.kept
        if len(one) > 1 and all(frozenset([name]) in singles for name in one)
    ]
    helped = sets.limits(together)
    return math.nan if (helped.low_all > 0.0).any() else max(gap, 0.0)
