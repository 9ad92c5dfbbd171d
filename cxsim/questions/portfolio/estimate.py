"""Portfolios: which improvements together reach most of an objective under a budget, and in which order.

Gains do not add up: whom one improvement keeps cannot be kept again by another, and two may also help each
other. So sets are simulated, with the same draws for all. `interactions` says which pairs help or hinder each
other, `search` which sets are tried, and `worthwhile` what is left out of the best one because it surely adds
nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.assumptions import SETS, Assumptions, Use, assumptions
from cxsim.questions.experiments.besides import AT_ODDS, at_odds
from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.contradictions import Contradiction
from cxsim.questions.experiments.costs import cost_paths, first_year_costs, paid_back
from cxsim.questions.experiments.differences import difference
from cxsim.questions.experiments.large import is_large
from cxsim.questions.experiments.objectives import in_units_of, objective_of
from cxsim.questions.experiments.same_staff import same_staff
from cxsim.questions.experiments.sums import CAME, MEASURES, TODAYS
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.questions.portfolio.interactions import at_a_glance, interactions
from cxsim.questions.portfolio.search import NOTHING, Names, Search
from cxsim.questions.portfolio.sets import Glimpse, Sets, Study
from cxsim.questions.portfolio.worthwhile import worthwhile
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.whole_numbers import MOST_SETS

SEARCHED, OF_LARGE = 20, 2  # replications in which a search looks at sets; of a large company fewer


@dataclass(frozen=True, repr=False)
class Portfolio(
    Answer, frames={"portfolio": "steps", "portfolio_sets": "tried", "interactions": "interactions"}
):
    """Improvements chosen under a budget.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    objective
        What they are chosen by: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or ``net_value``.
    first_year
        What each improvement to choose from costs in the first year.
    budget
        What they may cost together in the first year.
    equivalence_band
        What adds no more than this share (of today's customers, of prospects; or of customers or value there
        are today) is left out.
    steps
        The chosen ones, in the order in which to do them; what ends in ``…_low`` and ``…_high`` are 95 %
        limits that hold for all sets `tried` together, as these are what was chosen from.

        ``improvement``, ``with_next``
            Its name; whether it is done together with the next, because the two help each other.
        ``first_year``, ``cost``
            In the first year; until the horizon of value, discounted.
        ``gain``
            What it adds in the objective to those before.
        ``within``
            What the chosen set would lose without it; limits hold for all of the set together.
        ``together``
            Gain in the objective of all up to there.
        ``stay``, ``join``, ``customers``, ``net``, ``net_as_staffed``
            Of all up to there: gain in the share of today's customers who stay until the end (1 point is
            0.01), in the share of prospects who join, in customers at the end, and value minus cost until
            the horizon, also if staff are paid as today, whatever time is saved.
        ``payback``
            Days after which all up to there is paid back, for good; infinite if not before the horizon.
        ``first_year_so_far``, ``cost_so_far``
            Of all up to there.
    tried
        All sets that were simulated in all replications: ``improvements``, ``first_year``, ``gain`` (in the
        objective), ``net``, ``net_as_staffed`` and their limits, which hold for all of them together,
        ``payback``, ``stay``, ``join``, ``customers`` with their limits, ``harmed`` (personas of whom surely
        fewer stay, or join), whether there is a ``conflict`` (of stay, join and customers one surely rises
        while another surely falls), and whether they are ``efficient`` (nothing tried gains as much for less
        in the first year).
    interactions
        All pairs that the budget allows, the largest interaction first: ``one``, ``other``, ``both`` (what
        both gain together in the objective), ``interaction`` (by how much that is more than what each gains
        by itself), ``interaction_low``, ``interaction_high`` (95 %, for all pairs together),
        ``replications``, and whether one was ``found``: its limits do not hold 0.
    interaction_size
        The interaction that was sought and would have been found with a probability of 95 %; nan from one
        replication or without pairs.
    glanced
        In how many replications each pair was simulated at least.
    exact
        Whether all sets that the budget allows were tried.
    simulated
        How many sets were simulated, besides none; where there are many replications, most in some of them.
    left_out
        What was taken out of the best set because it does not surely add anything to speak of.
    harmed
        Personas of whom surely fewer stay with the portfolio (or, where the objective is joining, join).
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    contradictions
        Improvements that are never done together: they set the same thing, or together give no valid
        scenario.
    pays_in
        The share of sets of assumptions in which the chosen ones together pay, and those that surely pay and
        gain most, or bring most; empty where nothing was varied.
    assumed
        What was held for true: each replication takes the next set of assumptions.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    first_year: dict[str, float]
    budget: float
    equivalence_band: float
    steps: pd.DataFrame
    tried: pd.DataFrame
    interactions: pd.DataFrame
    interaction_size: float
    glanced: int
    exact: bool
    simulated: int
    left_out: tuple[str, ...]
    harmed: tuple[str, ...]
    todays: float
    came: float
    contradictions: tuple[Contradiction, ...]
    pays_in: dict[frozenset[str], float]
    assumed: Assumptions


@public(sets=(2, MOST_SETS))
def portfolio(
    scenario: Scenario,
    budget: float,
    names: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    objective: Objective | None = None,
    equivalence_band: float = EQUIVALENCE_BAND,
    use: Use = "none",
    sets: int = SETS,
) -> Portfolio:
    """Choose improvements that together reach most of an objective under a budget.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    budget
        What they may cost together in the first year: once, and for a year.
    names
        Which of them to choose from; by default all.
    replications, seed, workers
        As in `cxsim.effects`.
    progress
        Called with the number of sets that have been simulated; how many it will be is not known before.
    objective
        As in `cxsim.rank`.
    equivalence_band
        What adds no more than this is left out, as a share.
    use, sets
        As in `cxsim.rank`; over sets of assumptions there are as many replications as sets, one in each.

    Raises
    ------
    InterventionError
        If the budget buys nothing, or there is nothing, or nothing of that name, to choose from; if nobody
        could stay, or join.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.portfolio(cx.load_scenario("scenarios/telecom.yaml"), budget=50_000).steps  # doctest: +SKIP
    """
    asked, aim = chosen(scenario, names), objective_of(scenario, objective)
    prices = first_year_costs(scenario, asked)
    assumed = assumptions(scenario, use, sets, seed, asked, workers, progress)
    number = len(assumed.sets) if assumed.varied else replications
    tried = Sets(scenario, asked, aim, Study(number, seed, workers, progress, assumed))
    search = Search(prices, budget, tried)
    exact = (every := search.all_sets()) is not None
    tried.learn(every or ())
    pairs = interactions(tried, search.fits, number if exact else at_a_glance(scenario))
    search = Search(prices, budget, tried, pairs.helping)
    today = tried.sums(NOTHING)[:, 0]
    band = in_units_of(aim, equivalence_band, today)
    best, left_out = worthwhile(_best(search, tried, scenario, exact), search, tried, band)
    order = search.order(best, pairs.inseparable)
    steps = _steps(order, prices, tried, scenario)
    table = _tried(prices, tried, scenario)
    return Portfolio(
        scenario,
        manifest(scenario, "compiled", seed, number),
        aim,
        prices,
        budget,
        equivalence_band,
        steps,
        table,
        pairs.figures,
        pairs.size,
        pairs.glanced,
        exact,
        tried.simulated - 1,
        tried.ordered(left_out),
        _harmed(best, tried, scenario),
        float(today[:, TODAYS].mean()),
        float(today[:, CAME].mean()),
        tuple(tried.against),
        _pays_in([best, *_may_be_offered(surely_paying(table))], tried) if assumed.varied else {},
        assumed,
    )


def _best(search: Search, tried: Sets, scenario: Scenario, exact: bool) -> Names:
    """Return the best set; where there are many replications some of them say which are simulated in all."""
    some = OF_LARGE if is_large(scenario.population.existing) else SEARCHED
    if exact or tried.replications <= some:
        return search.best()
    glimpse = Glimpse(tried, some)
    promising = search.on(glimpse).best()
    return search.best_of([promising, *glimpse.efficient(search.cost)])


def surely_paying(tried: pd.DataFrame) -> pd.DataFrame:
    """Return the sets that surely bring more than they cost, though the best of all tried may be picked.

    Of these only those that lose no money if shifts stay as they are, if there are any.
    """
    paying = tried[tried["net_low"] > 0.0]
    anyway = paying[paying["net_as_staffed"] > 0.0]
    return paying if anyway.empty else anyway


def _may_be_offered(paying: pd.DataFrame) -> list[Names]:
    """Return the set that gains most and the one that brings most, of those that surely pay."""
    if paying.empty:
        return []
    return [frozenset(paying["improvements"].iloc[int(paying[by].argmax())]) for by in ("gain", "net")]


def _pays_in(some: Iterable[Names], sets: Sets) -> dict[frozenset[str], float]:
    return {one: sets.pays_in(one) for one in dict.fromkeys(some) if one}


def _steps(
    order: Sequence[Sequence[str]], prices: dict[str, float], sets: Sets, scenario: Scenario
) -> pd.DataFrame:
    """Return the chosen ones in order, with what each adds to those before."""
    names = [name for group in order for name in group]
    upto = [frozenset(names[:number]) for number in range(len(names) + 1)]
    sets.learn([*upto, *(upto[-1] - {name} for name in names)])
    paths = cost_paths(scenario, names)
    spent = np.cumsum([paths[name] for name in names], axis=0)
    columns: dict[str, Any] = {
        "improvement": names,
        "with_next": [name != group[-1] for group in order for name in group],
        "first_year": [prices[name] for name in names],
        "cost": [sets.costs[name] for name in names],
    }
    columns |= _limited("gain", sets, [sets.gains(more) - sets.gains(less) for less, more in pairwise(upto)])
    columns |= _limited(
        "within", sets, [sets.gains(upto[-1]) - sets.gains(upto[-1] - {name}) for name in names], len(names)
    )
    columns |= _limited("together", sets, [sets.gains(one) for one in upto[1:]])
    columns |= _besides(upto[1:], sets) | _net(upto[1:], sets, scenario)
    columns["payback"] = [
        paid_back(scenario, one, sets.worth(one) - cost) for one, cost in zip(upto[1:], spent, strict=True)
    ]
    columns["first_year_so_far"] = np.cumsum(columns["first_year"])
    columns["cost_so_far"] = np.cumsum(columns["cost"])
    return pd.DataFrame(columns)


def _tried(prices: dict[str, float], sets: Sets, scenario: Scenario) -> pd.DataFrame:
    """Return all sets that were simulated, the cheapest first."""
    price = {one: sum(prices[name] for name in one) for one in sets.known}
    tried = sorted(price, key=lambda one: (price[one], -sets.gain(one)))
    paths = cost_paths(scenario, list(prices))
    columns = {
        "improvements": [sets.ordered(one) for one in tried],
        "first_year": [price[one] for one in tried],
        **_limited("gain", sets, [sets.gains(one) for one in tried]),
        **_besides(tried, sets),
        **_net(tried, sets, scenario),
        "payback": [
            paid_back(scenario, one, sets.worth(one) - sum(paths[name] for name in one)) for one in tried
        ],
        "harmed": [_harmed(one, sets, scenario) for one in tried],
    }
    table = pd.DataFrame(columns).assign(conflict=at_odds(columns))
    before = table["gain"].cummax().shift(fill_value=-np.inf)
    return table.assign(efficient=table["gain"] > before)


def _limited(
    name: str, sets: Sets, figures: Sequence[np.ndarray], family: int | None = None, measure: str = ""
) -> dict[str, np.ndarray]:
    """Return what figures of replications come to, with limits for a family: by default all sets tried.

    Whatever is told of one of them holds though it was picked among all for being the best.
    """
    found = sets.limits(figures, len(sets.known) - 1 if family is None else family, measure)
    return {name: found.mean, f"{name}_low": found.low_all, f"{name}_high": found.high_all}


def _besides(some: Sequence[Names], sets: Sets) -> dict[str, np.ndarray]:
    """Return how many more stay, join and are customers at the end."""
    columns: dict[str, np.ndarray] = {}
    for measure in AT_ODDS:
        columns |= _limited(measure, sets, [sets.more(measure, one) for one in some], measure=measure)
    return columns


def _net(some: Sequence[Names], sets: Sets, scenario: Scenario) -> dict[str, np.ndarray]:
    """Return value minus cost until the horizon of value, also if staff are paid as today."""
    same = [same_staff(scenario, one) for one in some]
    columns: dict[str, np.ndarray] = {}
    for name, measure in (("net", "value"), ("net_as_staffed", "value_as_staffed")):
        of_each = (measure if kept else "value" for kept in same)
        more = [sets.more(each, one) - sets.cost(one) for each, one in zip(of_each, some, strict=True)]
        columns |= _limited(name, sets, more, measure=measure)
    return columns


def _harmed(best: Names, sets: Sets, scenario: Scenario) -> tuple[str, ...]:
    """Return the personas of whom a set surely loses some, whatever it does to others."""
    above, below, scale = MEASURES["join" if sets.objective == "join" else "stay"]
    changed, today = sets.sums(best)[:, 1:], sets.sums(NOTHING)[:, 1:]
    found = difference(
        changed[..., above],
        today[..., above],
        changed[..., below],
        today[..., below],
        len(scenario.personas),
        scale,
    )
    return tuple(name for name, high in zip(scenario.personas, found.high_all, strict=True) if high < 0.0)
