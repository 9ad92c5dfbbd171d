"""The search for the best set of improvements under a budget, whatever it is that tells what a set gains.

All sets that the budget allows are tried where these are few. Otherwise improvements are added one by one,
each time the one that gains most for its cost, and again each time the one that gains most. From the better
of the two each is taken out and the budget filled up with others; where that does not help, each of the
others is put in and room made for it; and where that does not either, pairs are taken out; as long as one of
these is better still. Gains already known stand in as guesses for gains on top of a larger set, and only the
most promising are tried anew (Minoux 1978, "Accelerated greedy algorithms").
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
    """

    def __init__(self, costs: dict[str, float], budget: float, gains: Gains) -> None:
        self._costs, self._budget, self._gains = costs, budget, gains

    def best(self) -> tuple[Names, bool]:
        """Return the best set that was found, and whether all that the budget allows were tried."""
        sets = self._allowed()
        if sets is not None:
            self._gains.learn(sets)
            return max(filter(self._gains.possible, sets), key=self._merit), True
        return self._exchanged(max((self._greedy(True), self._greedy(False)), key=self._merit)), False

    def cost(self, names: Iterable[str]) -> float:
        """Return what a set costs."""
        return sum(self._costs[name] for name in names)

    def order(self, chosen: Names) -> list[str]:
        """Return the chosen ones in the order in which to do them: next what adds most for its cost.

        What cannot be done after those before is left out.
        """
        order: list[str] = []
        while True:
            before = frozenset(order)
            rest = [name for name in self._costs if name in chosen - before]
            self._gains.learn(before | {name} for name in rest)
            rest = [name for name in rest if self._gains.possible(before | {name})]
            if not rest:
                return order
            order.append(max(rest, key=lambda name: self._added(name, before) / self._price(name)))

    def bound(self) -> float:
        """Return what no set within the budget can gain more than, if gains never more than add up."""
        gains = {name: self._gains.gain(frozenset([name])) for name in self._singles()}
        return self._most(gains, self._budget)

    def _most(self, gains: dict[str, float], left: float) -> float:
        """Return what money buys if gains add up and parts of an improvement could be bought."""
        most = 0.0
        for name in sorted(gains, key=lambda name: -gains[name] / self._price(name)):
            if gains[name] > 0.0:
                part = min(1.0, left / self._price(name))
                most += part * gains[name]
                left -= part * self._costs[name]
        return most

    def _fits(self, names: Names) -> bool:
        return self.cost(names) <= self._budget * (1 + 1e-12) and self._gains.possible(names)

    def _price(self, name: str) -> float:
        return max(self._costs[name], 1e-9)

    def _merit(self, names: Names) -> tuple[float, float]:
        """Return by what sets are compared: what they gain, then how little they cost."""
        return self._gains.gain(names), -self.cost(names)

    def _added(self, name: str, before: Names) -> float:
        return self._gains.gain(before | {name}) - self._gains.gain(before)

    def _singles(self) -> list[str]:
        """Return the improvements that the budget allows by themselves."""
        self._gains.learn(one for name in self._costs if self._fits(one := frozenset([name])))
        return [name for name in self._costs if self._fits(frozenset([name]))]

    def _allowed(self) -> list[Names] | None:
        """Return all sets that fit, or nothing where they are too many to be tried."""
        found = [NOTHING]
        for name in self._costs:
            found += [bigger for one in found if self._fits(bigger := one | {name})]
            if len(found) > FEW:
                return None
        return found

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
        singles = {name: self._gains.gain(frozenset([name])) for name in self._singles()}

        def promise(pair: tuple[str, str]) -> float:
            rest = chosen.difference(pair)
            left = self._budget - self.cost(rest)
            others = {
                name: gain
                for name, gain in singles.items()
                if name not in chosen and self._costs[name] <= left
            }
            return self._most(others, left) / max(sum(losses.get(name, 0.0) for name in pair), 1e-12)

        pairs = sorted(itertools.combinations(self._ordered(chosen), 2), key=promise, reverse=True)
        return self._refilled([(chosen.difference(pair), "") for pair in pairs[:PAIRS]])

    def _with_one(self, chosen: Names) -> Iterator[Names]:
        """Put each of the others in, make room for it with the least loss, and fill the budget up."""
        losses = self._losses(chosen)
        by_price = sorted(losses, key=lambda name: losses[name] / self._price(name))
        by_loss = sorted(losses, key=lambda name: losses[name])
        for name in self._singles():
            if name not in chosen:
                for order in (by_price, by_loss):
                    yield from self._refilled([(self._with_room(chosen, name, order), "")], (True,))

    def _with_room(self, chosen: Names, name: str, order: list[str]) -> Names:
        """Add one to a set, and take out others in an order until it fits."""
        for number in range(len(order) + 1):
            if self._fits(smaller := chosen.difference(order[:number]) | {name}):
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
            name: self._added(name, chosen - {name})
            for name in self._ordered(chosen)
            if self._gains.possible(chosen - {name})
        }

    def _ordered(self, chosen: Names) -> list[str]:
        return [name for name in self._costs if name in chosen]

    def _greedy(self, by_cost: bool, chosen: Names = NOTHING, without: str = "") -> Names:
        """Add improvements one by one to some, each time the best on top of those before."""
        guesses = {name: self._gains.gain(frozenset([name])) for name in self._singles()}

        def worth(name: str) -> float:
            return guesses[name] / (self._price(name) if by_cost else 1.0)

        while True:
            known: set[str] = set()
            while open_ := [
                name for name in guesses if name not in chosen | {without} and self._fits(chosen | {name})
            ]:
                first = max(open_, key=worth)
                if first in known:
                    break
                self._gains.learn([chosen | {first}])
                if self._gains.possible(chosen | {first}):
                    guesses[first] = self._added(first, chosen)
                    known.add(first)
            if not open_ or guesses[first] <= 0.0:
                return chosen
            chosen |= {first}
