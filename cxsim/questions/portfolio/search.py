"""The search for the best set of improvements under a budget, whatever it is that tells what a set gains.

All sets that the budget allows are tried where these are few. Otherwise improvements are added one by one,
each time the one that gains most for its cost, and again each time the one that gains most. From the better
of the two each is taken out and the budget filled up with others; where that does not help, each of the
others is put in and room made for it; and where that does not either, pairs are taken out; as long as one of
these is better still. Gains already known stand in as guesses for gains on top of a larger set, and only the
most promising are tried anew (Minoux 1978, "Accelerated greedy algorithms"). Pairs that are known to gain
more together than by themselves are added at once, so that two that do nothing alone are found.
"""

import itertools
from collections.abc import Iterable, Iterator
from typing import Protocol

FEW = 64  # sets that are all tried
PAIRS = 30  # that are taken out at most, the most promising first
Names = frozenset[str]
NOTHING: Names = frozenset()


class Gains(Protocol):
    """What tells the gains of sets of improvements."""

    def learn(self, sets: Iterable[Names]) -> None:
        """Find out what sets gain, or that they cannot be done."""

    def possible(self, names: Names) -> bool:
        """Tell whether a set can be done, as far as is known."""

    def gain(self, names: Names) -> float:
        """Return the gain of a set that is possible and that has been learnt."""


class Search:
    """Looks for the set of improvements that gains most.

    Parameters
    ----------
    costs
        Of all improvements to choose from.
    budget
        What a set may cost at most.
    gains
        What is asked for the gains of sets.
    helping
        Pairs that gain more together than by themselves.
    """

    def __init__(
        self, costs: dict[str, float], budget: float, gains: Gains, helping: Iterable[Names] = ()
    ) -> None:
        self._costs, self._budget, self._gains = costs, budget, gains
        self._helping = [pair for pair in helping if self.fits(pair)]

    def on(self, gains: Gains) -> "Search":
        """Return the same search, by other gains."""
        return Search(self._costs, self._budget, gains, self._helping)

    def best(self) -> Names:
        """Return the best set that was found."""
        if (sets := self.all_sets()) is not None:
            return self.best_of(sets)
        return self._exchanged(max((self._greedy(True), self._greedy(False)), key=self._merit))

    def best_of(self, sets: Iterable[Names]) -> Names:
        """Return the best of some sets."""
        self._gains.learn(sets := list(sets))
        return max(filter(self._gains.possible, sets), key=self._merit)

    def all_sets(self) -> list[Names] | None:
        """Return all sets that fit, or nothing where they are too many to be tried."""
        found = [NOTHING]
        for name in self._costs:
            found += [bigger for one in found if self.fits(bigger := one | {name})]
            if len(found) > FEW:
                return None
        return found

    def fits(self, names: Names) -> bool:
        """Tell whether the budget allows a set, and it can be done."""
        return self.cost(names) <= self._budget * (1 + 1e-12) and self._gains.possible(names)

    def cost(self, names: Iterable[str]) -> float:
        """Return what a set costs."""
        return sum(self._costs[name] for name in names)

    def order(self, chosen: Names, inseparable: Iterable[Names] = ()) -> list[list[str]]:
        """Return the chosen ones in the order in which to do them: next what adds most for its cost.

        Inseparable ones come together where that is more for the cost of both. What cannot be done after
        those before is left out.
        """
        pairs = [pair for pair in inseparable if pair <= chosen]
        order: list[list[str]] = []
        before = NOTHING
        while True:
            rest = [one for one in [*self._singles(chosen), *pairs] if not one & before]
            self._gains.learn(before | one for one in rest)
            rest = [one for one in rest if self._gains.possible(before | one)]
            if not rest:
                return order
            following = max(rest, key=lambda one: self._added(one, before) / self._price(one))
            order.append([name for name in self._costs if name in following])
            before |= following

    def items(self, names: Iterable[str]) -> list[Names]:
        """Return what is added at once out of some improvements: each of them, and pairs that help."""
        there = frozenset(names)
        return [*self._singles(there), *(pair for pair in self._helping if pair <= there)]

    def _singles(self, names: Names) -> list[Names]:
        return [frozenset([name]) for name in self._ordered(names)]

    def _most(self, gains: dict[Names, float], left: float) -> float:
        """Return what money buys if gains add up and parts of an improvement could be bought."""
        most = 0.0
        for one in sorted(gains, key=lambda one: -gains[one] / self._price(one)):
            if gains[one] > 0.0:
                part = min(1.0, left / self._price(one))
                most += part * gains[one]
                left -= part * self.cost(one)
        return most

    def _price(self, names: Names) -> float:
        return max(self.cost(names), 1e-9)

    def _merit(self, names: Names) -> tuple[float, float]:
        """Return by what sets are compared: what they gain, then how little they cost."""
        return self._gains.gain(names), -self.cost(names)

    def _added(self, more: Names, before: Names) -> float:
        return self._gains.gain(before | more) - self._gains.gain(before)

    def _items(self) -> list[Names]:
        """Return what the budget allows to be added at once, by itself."""
        items = self.items(self._costs)
        self._gains.learn(one for one in items if self.fits(one))
        return [one for one in items if self.fits(one)]

    def _exchanged(self, chosen: Names) -> Names:
        """Exchange some of a set for others, as long as that gains more."""
        while True:
            for exchange in (self._without_one, self._with_one, self._without_two):
                best = max([chosen, *exchange(chosen)], key=self._merit)
                if self._gains.gain(best) > self._gains.gain(chosen):
                    chosen = best
                    break
            else:
                return chosen

    def _without_one(self, chosen: Names) -> Iterator[Names]:
        """Take each one out, and fill the budget up with others."""
        return self._refilled([(chosen - {name}, name) for name in self._ordered(chosen)])

    def _without_two(self, chosen: Names) -> Iterator[Names]:
        """Take pairs out, those first whose place promises most for what is lost; fill the budget up."""
        losses = self._losses(chosen)
        gains = {one: self._gains.gain(one) for one in self._items()}

        def promise(pair: tuple[str, str]) -> float:
            rest = chosen.difference(pair)
            left = self._budget - self.cost(rest)
            others = {one: gain for one, gain in gains.items() if not one & chosen and self.cost(one) <= left}
            return self._most(others, left) / max(sum(losses.get(name, 0.0) for name in pair), 1e-12)

        pairs = sorted(itertools.combinations(self._ordered(chosen), 2), key=promise, reverse=True)
        return self._refilled([(chosen.difference(pair), "") for pair in pairs[:PAIRS]])

    def _with_one(self, chosen: Names) -> Iterator[Names]:
        """Put each of the others in, make room for it with the least loss, and fill the budget up."""
        losses = self._losses(chosen)
        by_price = sorted(losses, key=lambda name: losses[name] / self._price(frozenset([name])))
        by_loss = sorted(losses, key=lambda name: losses[name])
        for one in self._items():
            if not one <= chosen:
                for order in (by_price, by_loss):
                    yield from self._refilled([(self._with_room(chosen, one, order), "")], (True,))

    def _with_room(self, chosen: Names, one: Names, order: list[str]) -> Names:
        """Add to a set, and take out others in an order until it fits."""
        for number in range(len(order) + 1):
            if self.fits(smaller := chosen.difference(order[:number]) | one):
                return smaller
        return NOTHING

    def _refilled(
        self, sets: list[tuple[Names, str]], orders: tuple[bool, ...] = (True, False)
    ) -> Iterator[Names]:
        """Fill the budget up from each set, without one improvement, by gain for the cost and by gain."""
        self._gains.learn(rest for rest, _ in sets)
        for rest, without in sets:
            if self._gains.possible(rest):
                yield from (self._greedy(by_cost, rest, without) for by_cost in orders)

    def _losses(self, chosen: Names) -> dict[str, float]:
        """Return what each of a set adds to the others."""
        self._gains.learn(chosen - {name} for name in chosen)
        return {
            name: self._added(frozenset([name]), chosen - {name})
            for name in self._ordered(chosen)
            if self._gains.possible(chosen - {name})
        }

    def _ordered(self, chosen: Names) -> list[str]:
        return [name for name in self._costs if name in chosen]

    def _greedy(self, by_cost: bool, chosen: Names = NOTHING, without: str = "") -> Names:
        """Add improvements one by one to some, or two at once, each time the best on top of those before."""
        guesses = {one: self._gains.gain(one) for one in self._items() if without not in one}

        def worth(one: Names) -> float:
            return guesses[one] / (self._price(one - chosen) if by_cost else 1.0)

        while True:
            known: set[Names] = set()
            while open_ := [one for one in guesses if not one <= chosen and self.fits(chosen | one)]:
                first = max(open_, key=worth)
                if first in known:
                    break
                self._gains.learn([chosen | first])
                if self._gains.possible(chosen | first):
                    guesses[first] = self._added(first, chosen)
                    known.add(first)
            if not open_ or guesses[first] <= 0.0:
                return chosen
            chosen |= first
