"""Interactions: pairs of improvements that together gain more, or less, than both by themselves.

All pairs that a budget allows are glanced at in a few replications, with the same draws as everything else,
so that a pair of which neither touches the other shows no interaction at all. What does not look like none is
looked at in twice as many, and so on; what never does is simulated as often as everything that is told of,
and its limits hold for all pairs together, so that it does not matter that it was picked.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from cxsim.questions.experiments.differences import Estimate
from cxsim.questions.experiments.large import is_large
from cxsim.questions.portfolio.search import Names
from cxsim.questions.portfolio.sets import Sets
from cxsim.results.intervals import LEVEL
from cxsim.scenario.model import Scenario

GLANCE, OF_LARGE = 4, 2  # replications of every pair; of a large company fewer
NOT_NONE = 2.0  # standard errors from 0 at which a pair is looked at more closely
SURE = 1.645  # standard errors by which 95 of 100 estimates are not lower than that


class Interactions(NamedTuple):
    """What all pairs were found to do to each other.

    Attributes
    ----------
    figures
        By pair, the largest interaction first: ``one``, ``other``, ``both`` (what both gain together),
        ``interaction`` (what that is more than the sum of what each gains by itself), ``…_low``, ``…_high``
        (95 % limits that hold for all pairs together), ``replications``, and whether one was ``found``: its
        limits do not hold 0.
    glanced
        In how many replications each pair was simulated at least.
    size
        The interaction that would have been found with a probability of 95 %; nan from one replication.
    """

    figures: pd.DataFrame
    glanced: int
    size: float

    @property
    def helping(self) -> list[Names]:
        """The pairs that were found to gain more together than by themselves."""
        found = self.figures[self.figures["found"] & (self.figures["interaction"] > 0.0)]
        return [frozenset(pair) for pair in zip(found["one"], found["other"], strict=True)]

    @property
    def inseparable(self) -> list[Names]:
        """Those of them whose gain is mostly due to what both do together."""
        table = self.figures
        mostly = table["found"] & (table["interaction"] > table["both"] / 2) & (table["both"] > 0.0)
        return [frozenset(pair) for pair in zip(table["one"][mostly], table["other"][mostly], strict=True)]


def at_a_glance(scenario: Scenario) -> int:
    """Return in how many replications every pair is glanced at."""
    return OF_LARGE if is_large(scenario.population.existing) else GLANCE


def interactions(sets: Sets, fits: Callable[[Names], bool], glance: int = GLANCE) -> Interactions:
    """Find out which pairs gain more, or less, together than by themselves.

    Parameters
    ----------
    sets
        What simulates them.
    fits
        Whether a set can be paid, and done.
    glance
        In how many replications every pair is simulated.
    """
    pairs = [one for one in map(frozenset, itertools.combinations(sets.names, 2)) if fits(one)]
    sets.learn(dict.fromkeys(frozenset([name]) for pair in pairs for name in pair))
    first = min(glance, sets.replications)
    sets.learn(pairs, first)
    pairs = [one for one in pairs if all(map(sets.possible, (one, *(frozenset([name]) for name in one))))]
    floor = _pooled(_looked_at(sets, pairs, first))
    known: dict[Names, tuple[float, float, float]] = {}
    often: dict[Names, int] = {}
    closer = pairs
    for number in _looks(first, sets.replications):
        sets.learn(closer, number)
        looked = _looked_at(sets, closer, number)
        mean, error = looked.mean(axis=0), _errors(looked, floor * math.sqrt(first / number))
        # Where replications are few, the scatter of all pairs says more than that of each.
        free = len(pairs) * (first - 1)
        half = special.stdtrit(free, 1.0 - _level(pairs)) * error if free else error
        known |= dict(zip(closer, zip(mean, mean - half, mean + half, strict=True), strict=True))
        often |= dict.fromkeys(closer, number)
        closer = [one for one, far in zip(closer, np.abs(mean) > NOT_NONE * error, strict=True) if far]
    sets.learn(closer)
    found = sets.limits([apart(sets, one) for one in closer], len(pairs))
    known |= dict(zip(closer, zip(found.mean, found.low_all, found.high_all, strict=True), strict=True))
    often |= dict.fromkeys(closer, sets.replications)
    rows = [(*sets.ordered(one), sets.gain(one), *known[one], often[one]) for one in pairs]
    names = ("one", "other", "both", "interaction", "interaction_low", "interaction_high", "replications")
    table = pd.DataFrame(rows, columns=names)
    surely = (table["interaction_low"] > 0.0) | (table["interaction_high"] < 0.0)
    table["found"] = surely & (table["replications"] == sets.replications)
    table = table.sort_values("interaction", ascending=False, kind="stable", ignore_index=True)
    return Interactions(table, first, _size(sets, pairs, floor, first, found))


def apart(sets: Sets, pair: Names, replications: int | None = None) -> np.ndarray:
    """Return by how much both gain more than the sum of each, as figures of replications."""
    each = (sets.gains(frozenset([name]), replications) for name in pair)
    return np.asarray(sets.gains(pair, replications) - sum(each))


def _looks(first: int, last: int) -> list[int]:
    """Return in how many replications pairs are looked at before the last look, which is in all.

    Examples
    --------
    >>> _looks(2, 10), _looks(4, 20), _looks(2, 2)
    ([2, 4], [4, 8], [2])
    """
    looks = [first]
    while 4 * looks[-1] <= last:
        looks.append(2 * looks[-1])
    return looks


def _looked_at(sets: Sets, pairs: Sequence[Names], number: int) -> np.ndarray:
    """Return the interactions of pairs by replication: shape (replications, pairs)."""
    return np.array([apart(sets, one, number) for one in pairs]).reshape(len(pairs), number).T


def _level(pairs: list[Names]) -> float:
    """Return what each end of limits may miss, for all pairs to be within theirs together."""
    return (1.0 - LEVEL) / 2.0 / max(len(pairs), 1)


def _pooled(looked: np.ndarray) -> float:
    """Return the standard error that pairs have on the whole; nan from one replication or without pairs."""
    if len(looked) < 2 or not looked.size:
        return math.nan
    return float(np.sqrt(np.mean(looked.var(axis=0, ddof=1)) / len(looked)))


def _errors(looked: np.ndarray, floor: float) -> np.ndarray:
    """Return standard errors: those of each pair, or that of all together where its own is less."""
    if len(looked) < 2:
        return np.full(looked.shape[1], math.nan)
    return np.asarray(np.maximum(looked.std(axis=0, ddof=1) / math.sqrt(len(looked)), floor))


def _size(sets: Sets, pairs: list[Names], floor: float, first: int, closely: Estimate) -> float:
    """Return the interaction that is surely looked at more closely, and then surely told from none.

    Of pairs that were looked at closely the one of which least is known says how much that takes.
    """
    if not pairs or first < 2:
        return np.nan
    number = sets.replications
    there = sets.limits([np.zeros(number)], len(pairs))  # what was not seen among so few people
    rare = sets.limits([np.zeros(first)])
    far = special.stdtrit(number - 1, 1.0 - _level(pairs))
    usual = (far + SURE) * floor * math.sqrt(first / number)
    widest = float(np.max((closely.high_all - closely.low_all) / 2.0, initial=0.0)) * (1.0 + SURE / far)
    return float(max((NOT_NONE + SURE) * floor, usual, widest, there.high_all[0], rare.high[0]))
