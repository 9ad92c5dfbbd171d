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

    What surely harms a persona, or holds an improvement that by itself does, is not offered as what pays;
    nor is what loses money if shifts stay as they are, where something else surely pays. Where no set of
    several surely pays, it is what to do first, if the budget buys that.
    """
    there = _affordable(portfolio, ranking)
    if there.empty:
        return None
    paying = surely_paying(_harmless(there, ranking))
    alone, single = start(ranking), paying["improvements"].map(len) == 1
    if alone is not None and single.all() and (alone,) in set(paying["improvements"]):
        return Offer((alone,), ranking.figures.loc[alone], True)
    chosen = tuple(portfolio.steps["improvement"])
    ours = there[there["improvements"].map(set) == set(chosen)]
    if len(ours) and paying.empty:
        return Offer(chosen, ours.iloc[0], False)
    if len(ours) and ours.index[0] in paying.index:
        return _fuller(Offer(chosen, ours.iloc[0], True), paying, ranking.band)
    return None if paying.empty else _most(paying, ranking.band)


def offer_if_shifts_follow(portfolio: Portfolio, ranking: Ranking, found: Offer) -> Offer | None:
    """Return what surely pays and reaches more than what is offered, but not if shifts stay as they are."""
    there = _harmless(_affordable(portfolio, ranking), ranking)
    more = there[
        (there["net_low"] > 0.0) & (there["gain"] > found.row["gain"]) & (there["net_as_staffed"] <= 0.0)
    ]
    return None if more.empty else _most(more, ranking.band)


def harming(portfolio: Portfolio, ranking: Ranking) -> Offer | None:
    """Return what reaches most for the budget, if it pays and is left out for what it does only together."""
    chosen = frozenset(portfolio.steps["improvement"])
    there = _affordable(portfolio, ranking)
    ours = there[there["improvements"].map(frozenset) == chosen]
    if len(chosen) < 2 or ours.empty or len(_harmless(ours, ranking)) or not ours["net_low"].iloc[0] > 0.0:
        return None
    table = ranking.figures.loc[list(chosen)]
    if table["harmed"].map(bool).any() or table["conflict"].any():
        return None
    return Offer(tuple(portfolio.steps["improvement"]), ours.iloc[0], True)


def _affordable(portfolio: Portfolio, ranking: Ranking) -> pd.DataFrame:
    """Return the sets that were simulated; of one alone the figures of the ranking, which are more exact."""
    several = portfolio.tried[portfolio.tried["improvements"].map(len) > 1]
    bought = ranking.figures[ranking.figures["first_year"] <= portfolio.budget * (1 + 1e-12)]
    names = pd.Series([(str(name),) for name in bought.index], bought.index, dtype=object)
    alone = bought.assign(improvements=names)
    return pd.concat([alone, several], join="inner", ignore_index=True)


def _most(paying: pd.DataFrame, band: float) -> Offer:
    """Return the set that gains most, of some that surely pay; of those that gain as much what brings most.

    As much is what holds it, and gains no less but for the `band` within which gains are as good as none.
    """
    most: Any = paying.iloc[int(paying["gain"].to_numpy().argmax())]
    return _fuller(Offer(most["improvements"], most, True), paying, band)


def _fuller(found: Offer, paying: pd.DataFrame, band: float) -> Offer:
    """Return what an offer becomes with what brings more money besides, and gains no less to speak of."""
    row = found.row
    more = paying[
        paying["improvements"].map(set(found.names).issubset)
        & (paying["gain"] >= row["gain"] - band)
        & (paying["net_as_staffed"] >= row["net_as_staffed"])
        & (paying["net"] > row["net"])
    ]
    if more.empty:
        return found
    best: Any = more.loc[more["net"].idxmax()]
    return Offer(
        (*found.names, *(name for name in best["improvements"] if name not in found.names)), best, True
    )


def _harmless(tried: pd.DataFrame, ranking: Ranking) -> pd.DataFrame:
    """Return the sets that harm nobody for sure, and hold no improvement that by itself surely does."""
    table = ranking.figures
    harmful = set(table.index[table["harmed"].map(bool) | table["conflict"]])
    harms = tried["harmed"].map(bool) | tried["conflict"].astype(bool)
    return tried[tried["improvements"].map(harmful.isdisjoint) & ~harms]


def pays_in(decision: Any, names: tuple[str, ...]) -> float:
    """Return in which share of the sets of assumptions some improvements together pay; nan if not known."""
    if len(names) == 1:
        return float(decision.answers["ranking"].figures["pays_in"][names[0]])
    return float(decision.answers["portfolio"].pays_in.get(frozenset(names), math.nan))


def ahead_in(decision: Any) -> pd.Series:
    """Return in which share of the sets each improvement gains most; empty if that was not asked."""
    robustness = decision.answers.get("robustness")
    return pd.Series(dtype=float) if robustness is None else robustness.figures["best"]
