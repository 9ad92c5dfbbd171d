"""With thirty improvements the search comes close to the best there is."""

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest

from cxsim.questions.portfolio import search as portfolio_search
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.portfolio.search import Search
from cxsim.scenario.model import Scenario
from tests.questions.library import friction
from tests.questions.small_worlds import FRICTION, row_of, today

PLACES, MEANS = 10, 3  # touchpoints, and improvements at each


class Case:
    """Improvements that each leave a part of the friction at one of some touchpoints.

    Two at the same touchpoint gain less than their sum. Each prospect passes one of the touchpoints
    (`beside`), so that gains at different ones add up, or all of them, so that they more than do.
    """

    def __init__(self, seed: int, beside: bool) -> None:
        rng = np.random.default_rng(seed)
        self.beside = beside
        self.stakes = {f"t{place}": round(float(rng.uniform(0.0, 1.2)), 2) for place in range(PLACES)}
        self.left = {
            f"t{place}_{which}": round(float(rng.uniform(0.2, 0.95)), 2)
            for place in range(PLACES)
            for which in range(MEANS)
        }
        self.costs = {name: float(rng.integers(1, 25)) for name in self.left}

        self.known: dict[tuple[str, float], float] = {}

    def passing(self, place: str, names: frozenset[str]) -> float:
        left = math.prod(sorted(self.left[name] for name in names if name.startswith(f"{place}_")))
        if (place, left) not in self.known:
            self.known[place, left] = today(self.stakes[place], 0.0, FRICTION * left)
        return self.known[place, left]

    def kept(self, names: frozenset[str]) -> float:
        parts = [self.passing(place, names) for place in self.stakes]
        return sum(parts) / PLACES if self.beside else math.prod(parts)

    def best(self, budget: int) -> float:
        """The most that any set within the budget gains, by dynamic programming over whole costs."""
        join: Callable[[float, float], float] = (lambda a, b: a + b) if self.beside else (lambda a, b: a * b)
        most = [0.0 if self.beside else 1.0] * (budget + 1)
        for place in self.stakes:
            ways = [
                (int(sum(self.costs[name] for name in names)), self.passing(place, frozenset(names)))
                for number in range(MEANS + 1)
                for names in itertools.combinations(
                    [n for n in self.left if n.startswith(f"{place}_")], number
                )
            ]
            most = [
                max(join(most[money - cost], passes) for cost, passes in ways if cost <= money)
                for money in range(budget + 1)
            ]
        return most[budget] / (PLACES if self.beside else 1) - self.kept(frozenset())

    def scenario(self) -> Scenario:
        library = {
            name: friction(name.partition("_")[0], left, one_off=self.costs[name])
            for name, left in self.left.items()
        }
        data = row_of(self.stakes, prospects=40.0, improvements=library)
        data["mechanisms"]["handoffs"] = False
        if self.beside:
            data["journeys"]["buy"]["start"] = dict.fromkeys(self.stakes, 1.0 / PLACES)
            data["journeys"]["buy"]["links"] = {place: {"goal": 1.0} for place in self.stakes}
        return Scenario.model_validate(data)


class Known:
    """The gains of theory, instead of those that are simulated."""

    def __init__(self, case: Case) -> None:
        self.case, self.asked = case, set()

    def learn(self, sets) -> None:
        self.asked |= set(sets)

    def possible(self, names: frozenset[str]) -> bool:
        return True

    def gain(self, names: frozenset[str]) -> float:
        assert not names or names in self.asked
        return self.case.kept(names) - self.case.kept(frozenset())


def parts_found(beside: bool, budget: int, seeds: range) -> list[float]:
    """What part of the most that can be gained is found, case by case."""
    parts = []
    for seed in seeds:
        case = Case(seed, beside)
        gains = Known(case)
        search = Search(case.costs, budget, gains)
        exact, chosen = search.all_sets() is not None, search.best()
        truth, found = case.best(budget), gains.gain(chosen)
        assert search.cost(chosen) <= budget
        assert not exact or found == pytest.approx(truth)
        assert found <= truth + 1e-12
        parts.append(found / truth)
    return parts


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("budget", [15, 60])
def test_nearly_the_best_is_found(beside, budget):
    assert min(parts_found(beside, budget, range(7, 10))) >= 0.98


@pytest.mark.verify
@pytest.mark.parametrize("beside", [True, False])
def test_nearly_the_best_is_found_in_many_cases(beside, verification):
    parts = [part for budget in (15, 60, 120, 200) for part in parts_found(beside, budget, range(20))]
    kind = "gains that add up at most" if beside else "gains that more than add up"
    verification(f"portfolio of 30, least part of the best, {kind}", min(parts), "at least", 0.98)
    verification(f"portfolio of 30, mean part of the best, {kind}", sum(parts) / len(parts), "at least", 0.99)


@pytest.mark.parametrize("budget", [15, pytest.param(60, marks=pytest.mark.verify)])
def test_nearly_the_best_is_found_when_gains_are_simulated(budget):
    case = Case(3, beside=True)
    found = portfolio(case.scenario(), budget, replications=4, equivalence_band=1e-6)
    truth, steps = case.best(budget), found.steps
    chosen = case.kept(frozenset(steps["improvement"])) - case.kept(frozenset())
    assert not found.exact
    assert len(found.first_year) == PLACES * MEANS
    assert steps["together_low"].iloc[-1] <= chosen <= steps["together_high"].iloc[-1]
    assert chosen >= 0.9 * truth, "what does not surely add anything is left out"


class Complements:
    """Pairs of which neither does anything alone, besides others that bring a little."""

    def __init__(self) -> None:
        self.asked: set[frozenset[str]] = set()

    def learn(self, sets) -> None:
        self.asked |= set(sets)

    def possible(self, names: frozenset[str]) -> bool:
        return True

    def gain(self, names: frozenset[str]) -> float:
        return 28.0 * ({"x", "y"} <= names) + sum(1.0 for name in names if name not in "xy")


def test_a_pair_that_helps_is_found_if_it_is_known(monkeypatch):
    monkeypatch.setattr(portfolio_search, "FEW", 1)
    costs = dict.fromkeys(["x", "y", *map(str, range(10))], 1.0)
    pair = frozenset({"x", "y"})
    gains = Complements()
    search = Search(costs, 5.0, gains)
    assert gains.gain(search.best()) == 5.0, "nothing leads there one by one"
    search = Search(costs, 5.0, gains, [pair])
    best = search.best()
    assert pair <= best
    assert gains.gain(best) == 31.0
    assert set(search.order(best, [pair])[0]) == pair
    assert all(len(one) == 1 for one in search.order(best))


def test_a_pair_that_is_too_dear_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(portfolio_search, "FEW", 1)
    search = Search({"x": 3.0, "y": 3.0, "a": 1.0}, 5.0, Complements(), [frozenset({"x", "y"})])
    assert search.best() >= {"a"}
