"""What the first screen offers for the budget: what surely pays, or else what reaches most."""

import math
from typing import Any, NamedTuple

import pandas as pd

from cxsim.questions.portfolio.estimate import Portfolio, surely_paying
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.words import start


class Offer(NamedTuple):
    """A set of improvements that was simulated.

    Attributes
    ----------
    names
        The improvements, in the order in which to do them where that is known.
    row
        ``first_year``, ``gain``, ``net`` with their limits, ``payback``.
    pays
        Whether it surely brings more than it costs.
    """

    names: tuple[str, ...]
    row: Any
    pays: bool


def offer(portfolio: Portfolio, ranking: Ranking) -> Offer | None:
    """Return what surely pays and reaches most for the budget; if nothing does, what reaches most.

    What holds an improvement that by itself surely harms a persona is not offered as what pays; nor is what
    loses money if shifts stay as they are, where something else surely pays. Where no set surely pays, what
    to do first may: the ranking is more exact than what is simulated of sets.
    """
    tried = portfolio.tried[portfolio.tried["improvements"].map(len) > 0]
    if tried.empty:
        return None
    paying = surely_paying(_harmless(tried, ranking))
    alone = start(ranking)
    if paying.empty and alone is not None and ranking.figures["first_year"][alone] <= portfolio.budget:
        return Offer((alone,), ranking.figures.loc[alone], True)
    chosen = tuple(portfolio.steps["improvement"])
    ours = tried[tried["improvements"].map(set) == set(chosen)]
    if len(ours) and (ours.index[0] in paying.index or paying.empty):
        return _offer(ranking, chosen, ours.iloc[0], bool(len(paying)))
    if paying.empty:
        return None
    row: Any = paying.iloc[int(paying["gain"].to_numpy().argmax())]
    return _offer(ranking, row["improvements"], row, True)


def offer_if_shifts_follow(portfolio: Portfolio, ranking: Ranking, found: Offer) -> Offer | None:
    """Return what surely pays and reaches more than what is offered, but not if shifts stay as they are."""
    there = _harmless(portfolio.tried[portfolio.tried["improvements"].map(len) > 0], ranking)
    more = there[
        (there["net_low"] > 0.0) & (there["gain"] > found.row["gain"]) & (there["net_as_staffed"] <= 0.0)
    ]
    if more.empty:
        return None
    row: Any = more.iloc[int(more["gain"].to_numpy().argmax())]
    found = _offer(ranking, row["improvements"], row, True)
    return found if found.pays else None


def _harmless(tried: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    """Return the sets that hold no improvement that by itself surely harms a persona."""
    table = ranking.figures
    harmful = set(table.index[table["harmed"].map(bool) | table["conflict"]])
    return tried[tried["improvements"].map(harmful.isdisjoint)]


def _offer(ranking: Ranking, names: tuple[str, ...], row: Any, surely: bool) -> Offer:
    """Return a set; one improvement alone has the figures of the ranking, which are more exact."""
    if len(names) > 1:
        return Offer(names, row, surely)
    alone = ranking.figures.loc[names[0]]
    return Offer(names, alone, surely and bool(alone["net_low"] > 0.0))


def pays_in(decision: Any, names: tuple[str, ...]) -> float:
    """Return in which share of the sets of assumptions some improvements together pay; nan if not known."""
    portfolio = decision.answers.get("portfolio")
    known = {} if portfolio is None else portfolio.pays_in
    singles = shares_of_sets(decision, "pays")
    return float(
        known.get(frozenset(names), singles.get(names[0], math.nan) if len(names) == 1 else math.nan)
    )


def sets_told(decision: Any) -> int:
    """Return of how many sets of assumptions shares are told: of as many as there are, at most 100."""
    return min(len(decision.answers["ranking"].assumed.sets), 100)


def shares_of_sets(decision: Any, column: str) -> pd.Series:
    """Return in how many of the sets of assumptions something holds of each improvement; empty if untried."""
    robustness = decision.answers.get("robustness")
    return pd.Series(dtype=float) if robustness is None else robustness.figures[column]
