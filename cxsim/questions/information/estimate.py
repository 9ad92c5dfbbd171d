"""Value of information: what it would be worth to know an assumption before choosing (EVPPI).

Without knowing more one chooses what brings most on average over all sets of assumptions, or nothing. Whoever
knew one assumption would choose what brings most at its value. The difference, on average, is the expected
value of partial perfect information. What each choice brings at a value is estimated by regression over the
sets (Strong, Oakley & Brennan 2014, "Estimating multiparameter partial expected value of perfect information
from a probabilistic sensitivity analysis sample: a nonparametric regression approach"): a natural spline of
the assumption, or the mean by loyalty curve.

A regression finds something in noise, too: what it finds where values are dealt out at random is taken off,
and what does not stand out from that is not shown.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.questions.experiments.assumptions import EACH
from cxsim.questions.experiments.history_matching import LEAST
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.over_sets import OverSets, check_varied
from cxsim.results.answer import Answer
from cxsim.scenario.arguments import public
from cxsim.scenario.ranges import CURVE, CURVES, ON

NOTHING = "nothing"
KNOTS = (0.05, 0.35, 0.65, 0.95)  # quantiles (Harrell 2001)
DEALT = 1_000  # times that values are dealt out at random
SURE = 0.05  # how often chance alone may show any assumption at all
DRAWN = 400  # times that sets are drawn again, to see which assumption stays the first
FIRST = 0.8  # so often one of those named has to be worth the most


@dataclass(frozen=True, repr=False)
class Information(OverSets, Answer, frames={"information": "figures"}):
    """What it is worth to know each assumption before choosing one improvement.

    Attributes
    ----------
    ranking
        Made over sets of assumptions.
    best
        What brings most on average: an improvement, or ``nothing``.
    figures
        By ``parameter`` (its path), the most worth first: ``worth`` (what it is worth to know it, in money
        over the horizon of value, less what chance alone shows), ``by_chance`` (that), ``sure`` (whether it
        stands out from chance, for all parameters together), ``other`` (what would be chosen most often
        instead, at values at which it is not `best`; empty where it always is), ``changes`` (in which share
        of the sets the choice would be another), and ``first`` (how often it is worth the most, of those that
        stand out, where as many sets are drawn again from these).
    """

    ranking: Ranking
    best: str
    figures: pd.DataFrame

    @property
    def too_few(self) -> bool:
        """Whether the sets of assumptions are too few to tell anything."""
        return not self.figures["sure"].any() and len(self.assumed.sets) < LEAST

    @property
    def charts(self) -> tuple[str, ...]:
        """The names that `chart` knows, where it would show anything."""
        return () if self.too_few else super().charts

    @property
    def to_find_out(self) -> list[str]:
        """The assumptions of which one is most likely worth the most; none where nothing stands out."""
        told = self.figures[self.figures["sure"]].sort_values("first", ascending=False, kind="stable")
        before = told["first"].cumsum() - told["first"]
        return [str(path) for path in told.index[before < FIRST]]


@public()
def information(ranking: Ranking) -> Information:
    """Tell what it is worth to know each assumption before choosing one improvement.

    Parameters
    ----------
    ranking
        Made over sets, such as ``cx.rank(scenario, use="facts")``.

    Raises
    ------
    NothingToTell
        If it was made with the values of the file alone.

    Examples
    --------
    >>> import cxsim as cx
    >>> ranking = cx.rank(cx.load_scenario("scenarios/telecom.yaml"), use="facts")  # doctest: +SKIP
    >>> cx.information(ranking).figures["worth"]  # doctest: +SKIP
    """
    check_varied(ranking)
    points = ranking.assumed.points.copy()
    for one in ranking.assumed.parameters:
        if one.is_switch:
            points[one.path] = points[one.path] >= ON
    names = list(ranking.names)
    net = ranking.net.reshape(-1, EACH, len(names)).mean(axis=1)
    brings = pd.DataFrame(net, columns=names)
    brings.insert(0, NOTHING, 0.0)
    figures = worth_of_each(points, brings, ranking.manifest["seed"])
    return Information(ranking, str(brings.mean().idxmax()), figures)


def worth_of_each(points: pd.DataFrame, brings: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return what it is worth to know each assumption.

    Parameters
    ----------
    points
        The place of each assumption (columns) by set (rows); of a switch, whether it is on.
    brings
        What each choice (columns) brings by set.
    seed
        Of the values that are dealt out at random.

    Returns
    -------
    pandas.DataFrame
        As `Information.figures`.
    """
    values, best = brings.to_numpy(), int(brings.mean().to_numpy().argmax())
    chance = np.random.default_rng(seed)
    dealt = [chance.permutation(len(values)) for _ in range(DEALT)]
    rows, most = [], np.zeros(DEALT)
    for path in map(str, points):
        fitted = _fitted(_terms(path, points[path].to_numpy()))
        found, nothing = fitted(values), np.array([worth(fitted(values[order])) for order in dealt])
        most = np.maximum(most, nothing - nothing.mean())
        chosen = found.argmax(axis=1)
        others = chosen[chosen != best]
        other = str(brings.columns[int(np.bincount(others).argmax())]) if len(others) else ""
        rows.append((worth(found) - nothing.mean(), nothing.mean(), other, len(others) / len(values)))
    columns, index = ["worth", "by_chance", "other", "changes"], pd.Index([*points], name="parameter")
    figures = pd.DataFrame(rows, columns=columns, index=index)
    stands_out = figures["worth"] > max(np.quantile(most, 1.0 - SURE), 0.0)
    figures.insert(2, "sure", stands_out & (figures["changes"] > 0.0))
    sure = [str(path) for path in figures.index[figures["sure"]]]
    figures = figures.assign(worth=figures["worth"].clip(lower=0.0), first=0.0)
    figures.loc[sure, "first"] = _first(points[sure], values, chance)
    return figures.sort_values(["sure", "worth"], ascending=False, kind="stable")


def _first(points: pd.DataFrame, values: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Return how often each assumption is worth the most in a bootstrap sample of the sets."""
    times = np.zeros(points.shape[1])
    for _ in range(DRAWN if points.shape[1] else 0):
        drawn = chance.integers(len(values), size=len(values))
        found = [
            worth(_fitted(_terms(str(path), points[path].to_numpy()[drawn]))(values[drawn]))
            for path in points
        ]
        times[int(np.argmax(found))] += 1
    return times / DRAWN


def worth(expected: np.ndarray) -> float:
    """Return what it is worth to choose at each value, over choosing once for all.

    Parameters
    ----------
    expected
        What each choice brings (columns) at the value of each set (rows).

    Examples
    --------
    One choice brings nothing, the other loses 1 or gains 2:

    >>> worth(np.array([[0.0, -1.0], [0.0, 2.0]]))
    0.5
    """
    return float(expected.max(axis=1).mean() - expected.mean(axis=0).max())


def _terms(path: str, shares: np.ndarray) -> np.ndarray:
    """Return what a choice is regressed on: the curve, on or off, or a natural spline of the place."""
    if shares.dtype == bool:
        return np.asarray(np.eye(2)[shares.astype(int)])
    if path == CURVE:
        which = np.minimum((shares * len(CURVES)).astype(int), len(CURVES) - 1)
        return np.asarray(np.eye(len(CURVES))[which])
    knots = np.quantile(shares, KNOTS)
    return np.column_stack([np.ones(len(shares)), shares, *_bends(shares, knots)])


def _bends(shares: np.ndarray, knots: np.ndarray) -> list[np.ndarray]:
    """Return the bent terms of a natural cubic spline (Hastie, Tibshirani & Friedman 2009, ch. 5)."""
    *first, before, last = knots

    def bend(knot: float) -> np.ndarray:
        beyond = np.maximum(shares - knot, 0.0) ** 3 - np.maximum(shares - last, 0.0) ** 3
        return np.asarray(beyond / max(last - knot, 1e-12))

    return [bend(knot) - bend(before) for knot in first]


def _fitted(terms: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return what gives the regression on some terms."""
    basis, _ = np.linalg.qr(terms)

    def fitted(values: np.ndarray) -> np.ndarray:
        return np.asarray(basis @ (basis.T @ values))

    return fitted
