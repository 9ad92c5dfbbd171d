"""Selection: the improvement that reaches most of an objective, with a promise, at the least simulation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.choice.screening import equal_allocation, screen
from cxsim.questions.experiments.assumptions import SETS, Assumptions, Use, assumptions
from cxsim.questions.experiments.besides import besides
from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.differences import interval
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.interventions import Improve, World
from cxsim.questions.experiments.objectives import in_units_of, objective_of, observed
from cxsim.questions.experiments.sums import CAME, PEOPLE, TODAYS, VALUE, worth_of_one
from cxsim.results.answer import Answer
from cxsim.results.intervals import ANY
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.whole_numbers import MOST_REPLICATIONS, MOST_SETS

TODAY = "today"
TODAYS_TITLE = "Today’s journey"
ZONE = 0.001  # of customers: a tenth of a point


@dataclass(frozen=True, repr=False)
class Selection(Answer, frames={"choice": "figures"}):
    """The improvement to choose, and what it took to be safe.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    best
        The improvement that reaches most, or ``"today"`` where none is better than doing nothing.
    sure
        Whether the promise holds; if not, more replications would have been needed than were allowed.
    objective
        What is to be reached: ``stay``, ``join``, ``customers`` or ``net_value``.
    zone
        The smallest difference that matters, as a share (see `select`).
    confidence
        Promised probability that `best` is the best where it is ahead of all others by the zone.
    assumed
        What was held for true.
    figures
        By ``improvement`` and for ``today``, those that stayed longest first: ``title``, ``replications``
        until it left or the choice was safe, ``beaten_by`` (the one that sent it away; empty if none did),
        ``gain`` in the objective over those replications (of what leaves early, a rough one); ``net``,
        ``net_low``, ``net_high``, net value with 95 % limits for all improvements together.
    besides
        Of `best` against today: ``stay``, ``join``, ``customers``, ``value`` and ``harmed``, as
        `cxsim.questions.experiments.besides.besides` gives them; empty if that is today.
    todays, came
        How many customers of today, and prospects who come by themselves, this is about.
    customers
        How many customers were simulated.
    customers_equal
        How many it would have taken with equally many for all and other draws for each, for the same promise.
    """

    scenario: Scenario
    manifest: Manifest
    best: str
    sure: bool
    objective: Objective
    zone: float
    confidence: float
    assumed: Assumptions
    figures: pd.DataFrame
    besides: dict[str, Any]
    todays: float
    came: float
    customers: int
    customers_equal: int


@public(first=(2, MOST_REPLICATIONS), most=(2, MOST_REPLICATIONS), sets=(2, MOST_SETS))
def select(
    scenario: Scenario,
    names: Sequence[str] | None = None,
    zone: float = ZONE,
    confidence: float = 0.95,
    first: int = 10,
    most: int = 200,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    objective: Objective | None = None,
    use: Use = "none",
    sets: int = SETS,
) -> Selection:
    """Choose the improvement that reaches most, simulating no longer than the choice needs.

    Today's journey is the standard: it stays unless an improvement is better by the zone.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    names
        Which of them; by default all.
    zone
        The smallest difference that matters, as a share of today's customers, or of prospects (0.001 is a
        tenth of a point); of customers at the end and of value it is that share of today's.
    confidence
        Promised probability of choosing the best, where it is ahead by the zone.
    first, most
        Replications of all, from which variances are estimated (all that there may be, where `most` is less);
        and after which it ends, sure or not. Both at least 2.
    seed, workers
        As in `cxsim.effects`.
    progress
        Called with the number of finished replications.
    objective, use, sets
        As in `cxsim.rank`; of sets of assumptions each replication takes the next, so that the promise is
        about all of them.

    Examples
    --------
    >>> import cxsim as cx
    >>> chosen = cx.select(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> chosen.best, chosen.customers_equal / chosen.customers  # doctest: +SKIP
    """
    asked, aim = chosen(scenario, names), objective_of(scenario, objective)
    assumed = assumptions(scenario, use, sets, seed, asked, workers)
    cost = {TODAY: 0.0, **costs(scenario, asked)}
    titles = [TODAY, *asked]
    reached: dict[str, list[float]] = {name: [] for name in titles}
    net: dict[str, list[float]] = {name: [] for name in titles}
    people: list[float] = []
    lives: dict[str, list[np.ndarray]] = {name: [] for name in titles}

    def worlds(today: World, names: Sequence[str]) -> list[World]:
        return [today if name == TODAY else today.after(Improve(name)) for name in names]

    def observe(replications: range, there: Sequence[int]) -> np.ndarray:
        names = [titles[place] for place in there]
        done = len(reached[names[0]])
        show = None if progress is None else lambda more: progress(done + more)
        lived = live_each(
            assumed.worlds(lambda today: worlds(today, names)), replications, seed, workers, show
        )
        of_all, price = lived.sums[:, :, 0], np.array([cost[name] for name in names])
        found, money = observed(aim, of_all, price), of_all[..., VALUE] - price
        people.extend(of_all[:, 0, PEOPLE] * len(there))
        for place, name in enumerate(names):
            reached[name].extend(found[:, place])
            net[name].extend(money[:, place])
            lives[name].extend(lived.sums[:, place])
        return found

    once = live_each(assumed.worlds(lambda today: [today]), range(1), seed).sums[:, :, 0]
    # Where there is nothing today, a share of that is nothing: then of one customer, or of the dearest cost.
    least = zone * ((aim == "net_value" and max(cost.values())) or 1.0)
    matters = in_units_of(aim, zone, once) or least
    result = screen(observe, len(titles), matters, confidence, min(first, most), most)
    variance = float(np.mean([np.var(values, ddof=1) for values in reached.values()]))
    equally = equal_allocation(len(titles), variance, matters, confidence)
    today = np.array(reached[TODAY])
    table = pd.DataFrame(
        {
            "title": [TODAYS_TITLE, *(scenario.improvements[name].title for name in asked)],
            "replications": result.used,
            "beaten_by": [titles[place] if place >= 0 else "" for place in result.beaten_by],
            "gain": [_gain(np.array(values), today) for values in reached.values()],
            **_net(net, worth_of_one(once)),
        },
        index=pd.Index(titles, name="improvement"),
    )
    return Selection(
        scenario,
        manifest(scenario, "compiled", seed, int(result.used.max())),
        titles[result.best],
        result.sure,
        aim,
        zone,
        confidence,
        assumed,
        table.sort_values(["replications", "gain"], ascending=False, kind="stable"),
        _besides(scenario, aim, lives, titles[result.best]),
        float(np.mean([one[0, TODAYS] for one in lives[TODAY]])),
        float(np.mean([one[0, CAME] for one in lives[TODAY]])),
        int(sum(people)),
        int(equally * len(titles) * sum(people) / result.used.sum()),
    )


def _besides(
    scenario: Scenario, objective: Objective, lives: dict[str, list[np.ndarray]], best: str
) -> dict[str, Any]:
    """Return what the best does to whoever stays, joins, or is harmed."""
    if best == TODAY:
        return {}
    both = min(len(lives[TODAY]), len(lives[best]))  # today's journey may have left before
    totals = np.stack([np.stack(lives[name][:both]) for name in (TODAY, best)], axis=1)
    return dict(besides(objective, totals, [best], list(scenario.personas)).loc[best])


def _net(net: dict[str, list[float]], one: float) -> dict[str, list[float]]:
    """Return net value against today, with limits that hold for all together; of today's journey it is 0."""
    today, found = np.array(net[TODAY]), {"net": [0.0], "net_low": [0.0], "net_high": [0.0]}
    others = list(net.values())[1:]
    for money in others:
        both = min(len(money), len(today))  # today's journey may have left before
        more = np.array(money[:both]) - today[:both]
        mean = more.mean()
        value = interval(mean, more - mean, np.asarray(len(more)), len(others), ANY, one)
        for name, figure in zip(found, (value.mean, value.low_all, value.high_all), strict=True):
            found[name].append(float(figure))
    return found


def _gain(values: np.ndarray, today: np.ndarray) -> float:
    both = min(len(values), len(today))
    return float((values[:both] - today[:both]).mean())
