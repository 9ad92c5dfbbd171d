"""Selection: the improvement that keeps the most customers, with a promise, at the least simulation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxsim.questions.choice.screening import equal_allocation, screen
from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario
from cxsim.scenario.whole_numbers import MOST_REPLICATIONS

TODAY = "today"
TODAYS_TITLE = "Today's journey"
ZONE = 0.001  # of customers kept: a tenth of a point


@dataclass(frozen=True, repr=False)
class Selection(Answer, frames={"choice": "figures"}):
    """The improvement to choose, and what it took to be safe.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    best
        The improvement that keeps the most customers, or ``"today"`` where none is better than doing nothing.
    sure
        Whether the promise holds; if not, more replications would have been needed than were allowed.
    zone
        The smallest difference in the share kept that matters.
    confidence
        Promised probability that `best` is the best where it is ahead of all others by the zone.
    figures
        By ``improvement`` and for ``today``, those that stayed longest first: ``title``, ``replications``
        until it left or the choice was safe, ``beaten_by`` (the one that sent it away; empty if none did),
        ``gain`` in the share kept over those replications (of what leaves early, a rough one).
    customers
        How many customers were simulated.
    customers_equal
        How many it would have taken with equally many for all and other draws for each, for the same promise.
    """

    scenario: Scenario
    manifest: Manifest
    best: str
    sure: bool
    zone: float
    confidence: float
    figures: pd.DataFrame
    customers: int
    customers_equal: int


@public(first=(2, MOST_REPLICATIONS), most=(2, MOST_REPLICATIONS))
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
) -> Selection:
    """Choose the improvement that keeps the most customers, simulating no longer than the choice needs.

    Today's journey is the standard: it stays unless an improvement is better by the zone.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    names
        Which of them; by default all.
    zone
        The smallest difference in the share kept that matters (0.001 is a tenth of a point).
    confidence
        Promised probability of choosing the best, where it is ahead by the zone.
    first, most
        Replications of all, from which variances are estimated (all that there may be, where `most` is less);
        and after which it ends, sure or not. Both at least 2.
    seed, workers
        As in `cxsim.effects`.
    progress
        Called with the number of finished replications.

    Examples
    --------
    >>> import cxsim as cx
    >>> chosen = cx.select(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> chosen.best, chosen.customers_equal / chosen.customers  # doctest: +SKIP
    """
    asked = chosen(scenario, names)
    start = world(scenario)
    worlds = {TODAY: start, **{name: start.after(Improve(name)) for name in asked}}
    titles = list(worlds)
    kept: dict[str, list[float]] = {name: [] for name in worlds}
    people: list[float] = []

    def digest(lived: Lived) -> np.ndarray:
        first_of_all = next(iter(lived.outcomes.values()))
        return np.array([*(one.kept.mean() for one in lived.outcomes.values()), len(first_of_all.customer)])

    def observe(replications: range, there: Sequence[int]) -> np.ndarray:
        asked = {titles[place]: worlds[titles[place]] for place in there}
        done = len(kept[titles[there[0]]])
        show = None if progress is None else lambda more: progress(done + more)
        found = np.array(live_through(asked, digest, replications, seed, workers, show, "selection"))
        people.extend(found[:, -1] * len(there))
        for name, shares in zip(asked, found.T, strict=False):
            kept[name].extend(shares)
        return found[:, :-1]

    result = screen(observe, len(worlds), zone, confidence, min(first, most), most)
    variance = float(np.mean([np.var(shares, ddof=1) for shares in kept.values()]))
    equally = equal_allocation(len(worlds), variance, zone, confidence)
    today = np.array(kept[TODAY])
    table = pd.DataFrame(
        {
            "title": [TODAYS_TITLE, *(scenario.improvements[name].title for name in asked)],
            "replications": result.used,
            "beaten_by": [titles[place] if place >= 0 else "" for place in result.beaten_by],
            "gain": [_gain(np.array(shares), today) for shares in kept.values()],
        },
        index=pd.Index(titles, name="improvement"),
    )
    return Selection(
        scenario,
        manifest(scenario, "compiled", seed, int(result.used.max())),
        titles[result.best],
        result.sure,
        zone,
        confidence,
        table.sort_values(["replications", "gain"], ascending=False, kind="stable"),
        int(sum(people)),
        int(equally * len(worlds) * sum(people) / result.used.sum()),
    )


def _gain(shares: np.ndarray, today: np.ndarray) -> float:
    both = min(len(shares), len(today))
    return float((shares[:both] - today[:both]).mean())
