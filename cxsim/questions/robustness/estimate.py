"""Robustness: whether the same improvements reach most if the parameters are not what we think.

The whole ranking is done again for many sets of parameters, drawn from their ranges and with rival loyalty
curves, with the same people and the same draws each time. So what differs between sets is due to parameters
alone; what chance does in each of them is estimated apart from that, and never added to it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.interventions import Improve, InterventionError, world
from cxsim.questions.experiments.objectives import observed
from cxsim.questions.experiments.sums import sums
from cxsim.questions.experiments.uncertainty import (
    CURVE,
    CURVES,
    UncertainParameter,
    check_ranges,
    draws,
    supposing,
    uncertain,
)
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.questions.ranking.estimate import Ranking
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.whole_numbers import MOST_REPLICATIONS

TODAY = "today"
TOP = 3
MIDDLE = (0.05, 0.95)  # quantiles: nine tenths of the sets lie between


@dataclass(frozen=True, repr=False)
class Robustness(Answer, frames={"robustness": "figures", "sets": "sets"}):
    """How a ranking stands up to not knowing the parameters.

    Attributes
    ----------
    ranking
        What it is held against.
    manifest
        What decides every bit of the rest.
    parameters
        The parameters that were varied.
    left_out
        Those with a range that could not be tried, with the reason.
    points
        The sets: by number, each parameter's place in its range from 0 to 1 (columns are paths), and
        ``today``, how far the objective is reached today if it were true.
    gains
        Gain of each improvement (columns) in the objective of the ranking, by set (rows).
    figures
        By ``improvement``, most often among the top three first: ``title``; ``top``, ``best``, ``gains`` and
        ``pays`` (the share of sets in which it is among the three that gain most, gains most, gains more than
        the equivalence band, brings more than it costs); ``middle``, ``low``, ``high`` (median, and where
        nine tenths of the sets lie); ``spread`` (standard deviation due to parameters) and ``chance`` (of one
        set's gain, due to few replications).
    curves
        Mean gain of each improvement (rows) by loyalty curve (columns).
    """

    ranking: Ranking
    manifest: Manifest
    parameters: tuple[UncertainParameter, ...]
    left_out: tuple[tuple[str, str], ...]
    points: pd.DataFrame
    gains: pd.DataFrame
    figures: pd.DataFrame
    curves: pd.DataFrame

    @property
    def scenario(self) -> Scenario:
        """Today's journey."""
        return self.ranking.scenario

    @property
    def sets(self) -> pd.DataFrame:
        """The sets with their gains."""
        return self.points.join(self.gains)


@public(number=(1, 10_000), replications=(2, MOST_REPLICATIONS))
def robustness(
    ranking: Ranking,
    number: int = 40,
    replications: int = 4,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Robustness:
    """Rank the improvements for many sets of parameters that could as well be true.

    Parameters
    ----------
    ranking
        Of a journey with ranges beside its parameters; it says which improvements, and with which seed.
    number
        How many sets of parameters are drawn.
    replications
        Of each of them; at least 2.
    workers
        How many threads; by default one for each core.
    progress
        Called with the number of finished sets.

    Raises
    ------
    ParameterError
        If there are too few sets or replications.
    InterventionError
        If there is no such improvement; if values within the ranges give no valid journey with one of them.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.robustness(cx.rank(cx.load_scenario("scenarios/telecom.yaml"))).to_frame()  # doctest: +SKIP
    """
    scenario, asked, seed = ranking.scenario, list(ranking.names), ranking.manifest["seed"]
    check_ranges(scenario, asked, moved=False)
    unknown, left_out = uncertain(scenario)
    shares = draws(unknown, number, seed)
    found, net = np.zeros((2, number, replications, 1 + len(asked)))
    for place, point in enumerate(shares):
        given = (scenario, unknown, point, asked, replications, seed, workers)
        found[place], net[place] = reached(ranking.objective, *given)
        if progress is not None:
            progress(place + 1)
    gains = found[..., 1:] - found[..., :1]
    points = pd.DataFrame(shares, columns=[parameter.path for parameter in unknown])
    by_set = pd.DataFrame(gains.mean(axis=1), columns=asked)
    curve = points[CURVE].map(unknown[0].at)
    return Robustness(
        ranking,
        manifest(scenario, "compiled", seed, replications),
        tuple(unknown),
        tuple(left_out),
        points.assign(today=found[..., 0].mean(axis=1)),
        by_set,
        _table(scenario, asked, gains, net[..., 1:] - net[..., :1], ranking.band),
        by_set.groupby(curve).mean().reindex(CURVES).T,
    )


def refuse(scenario: Scenario, names: Sequence[str] | None) -> None:
    """Refuse ranges that give no valid journey with an improvement, before these are ranked."""
    check_ranges(scenario, chosen(scenario, names), moved=False)


def reached(
    objective: Objective,
    scenario: Scenario,
    parameters: Sequence[UncertainParameter],
    point: Sequence[float] | np.ndarray,
    names: Sequence[str],
    replications: int,
    seed: int,
    workers: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what an objective and net value are today and with each improvement, with these parameters.

    Returns
    -------
    tuple of numpy.ndarray
        How far the objective is reached, and net value: shape (replications, 1 + improvements).

    Raises
    ------
    InterventionError
        If they give no valid journey.
    """
    try:
        true = supposing(scenario, parameters, list(point))
        today = world(true)
        worlds = {TODAY: today, **{name: today.after(Improve(name)) for name in names}}
    except ScenarioError as error:
        raise InterventionError(
            f"{scenario.name}: some values within the ranges of its evidence give no valid journey: "
            f"{error.faults[0]}; narrow a range, or change the improvement"
        ) from error

    personas, cost = len(true.personas), np.array([0.0, *costs(true, names).values()])

    def digest(lived: Lived) -> np.ndarray:
        return np.array([sums(outcomes, personas)[0] for outcomes in lived.outcomes.values()])

    parts = live_through(worlds, digest, range(replications), seed, workers, cache_as="reached")
    found = np.array(parts)
    return observed(objective, found, cost), observed("net_value", found, cost)


def _table(
    scenario: Scenario, chosen: list[str], gains: np.ndarray, net: np.ndarray, band: float
) -> pd.DataFrame:
    """Return how each improvement fares; gains have the shape (sets, replications, improvements)."""
    means = gains.mean(axis=1)
    ranks = (-means).argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    spread, chance = apart(gains)
    low, middle, high = np.quantile(means, (MIDDLE[0], 0.5, MIDDLE[1]), axis=0)
    columns: dict[str, Any] = {
        "title": [scenario.improvements[name].title for name in chosen],
        "top": (ranks < TOP).mean(axis=0),
        "best": (ranks == 0).mean(axis=0),
        "gains": (means > band).mean(axis=0),
        "pays": (net.mean(axis=1) > 0.0).mean(axis=0),
        "middle": middle,
        "low": low,
        "high": high,
        "spread": spread,
        "chance": chance,
    }
    table = pd.DataFrame(columns, index=pd.Index(chosen, name="improvement"))
    return table.sort_values(["top", "middle"], ascending=False, kind="stable")


def apart(gains: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Tell what parameters do from what chance does.

    All sets share people and draws, so a replication that is lucky for one is lucky for all: that cancels
    among sets. What is left of chance is the interaction of sets and replications (a two-way analysis of
    variance, Searle, Casella & McCulloch 1992).

    Parameters
    ----------
    gains
        Shape (sets, replications, improvements).

    Returns
    -------
    tuple of numpy.ndarray
        By improvement: standard deviation due to parameters, and that of one set's mean due to chance.
    """
    sets, replications, _ = gains.shape
    of_sets, of_runs = gains.mean(axis=1, keepdims=True), gains.mean(axis=0, keepdims=True)
    residuals = gains - of_sets - of_runs + gains.mean(axis=(0, 1), keepdims=True)
    freedom = max((sets - 1) * (replications - 1), 1)
    noise = (residuals**2).sum(axis=(0, 1)) / freedom
    among = of_sets[:, 0].var(axis=0, ddof=1) if sets > 1 else np.zeros(gains.shape[2])
    luck = gains.var(axis=1, ddof=1).mean(axis=0) / replications
    return np.sqrt(np.maximum(among - noise / replications, 0.0)), np.sqrt(luck)
