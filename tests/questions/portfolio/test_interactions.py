"""Pairs are looked at in twice as many replications again, as long as they do not look like none."""

import numpy as np
import pytest

from cxsim.questions.experiments.differences import Estimate
from cxsim.questions.portfolio.interactions import interactions

ALL = 20
ALIKE = 0.01 * np.tile([1.0, -1.0], ALL // 2)


class Told:
    """Sets that gain nothing but what is told of pairs, replication by replication."""

    replications = ALL

    def __init__(self, pairs: dict[str, np.ndarray], names: str = "abcd") -> None:
        self.names = tuple(names)
        self.pairs = {frozenset(pair): figures for pair, figures in pairs.items()}
        self.often: dict[frozenset[str], int] = {}

    def learn(self, sets, replications=ALL):
        self.often |= {one: max(self.often.get(one, 0), replications) for one in sets}

    def possible(self, names):
        return True

    def ordered(self, names):
        return tuple(sorted(names))

    def gains(self, names, replications=None):
        assert self.often[names] >= (replications or 1)
        return self.pairs.get(names, 0.0 * ALIKE)[: replications or self.often[names]]

    def gain(self, names):
        return float(self.gains(names).mean())

    def limits(self, figures, family=None):
        table = np.array(figures)
        mean, far = table.mean(axis=1), table.std(axis=1)
        return Estimate(mean, mean - far, mean + far, mean - far, mean + far, 0.0 * mean)


def test_what_looked_like_something_by_chance_is_looked_at_no_further():
    chance = np.concatenate([[1.0, 1.1, -1.0, -1.1], 0.0 * ALIKE[4:]])
    sets = Told({"ab": chance, "cd": 1.0 + ALIKE, "ac": ALIKE})
    found = interactions(sets, lambda names: True, glance=2)
    table = found.figures.set_index(["one", "other"])
    often = {one + other: number for (one, other), number in table["replications"].items()}
    assert often == {"cd": ALL, "ab": 4, "ac": 2, "ad": 2, "bc": 2, "bd": 2}
    assert all(sets.often[frozenset(pair)] == number for pair, number in often.items())
    assert found.helping == [frozenset("cd")]
    assert found.glanced == 2
    row = table.loc[("a", "b")]
    assert row["interaction"] == pytest.approx(0.0)
    assert row["interaction_low"] < 0.0 < row["interaction_high"]


def test_what_scatters_much_hides_nothing_that_scatters_little():
    """Of two real pairs one is large and unsteady; the other is seen all the same, and the size holds it."""
    unsteady = 1.0 + 20.0 * ALIKE
    sets = Told({"ab": unsteady, "cd": 0.1 + ALIKE}, "abcdefghijkl")
    found = interactions(sets, lambda names: True, glance=2)
    table = found.figures.set_index(["one", "other"])
    assert table.loc[("c", "d"), "replications"] == ALL
    limits = table.loc[("a", "b"), ["interaction_low", "interaction_high"]]
    assert found.size > (limits["interaction_high"] - limits["interaction_low"]) / 2.0, "of the unsteady one"
