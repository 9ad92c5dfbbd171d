"""Robustness: whether the same improvements reach most whatever the assumptions, of those that are possible.

A ranking over sets of assumptions is about their average. Here it is told how far they lie apart: what each
improvement reaches in each set, without the noise of the few replications that a set has.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.questions.experiments.assumptions import EACH
from cxsim.questions.experiments.components import components, without_noise
from cxsim.questions.experiments.interventions import NothingToTell
from cxsim.questions.ranking.estimate import Ranking
from cxsim.questions.ranking.over_sets import OverSets, check_varied
from cxsim.results.answer import Answer
from cxsim.scenario.arguments import public

TOP = 3
MIDDLE = (0.05, 0.95)  # quantiles: nine tenths of the sets lie between


@dataclass(frozen=True, repr=False)
class Robustness(OverSets, Answer, frames={"robustness": "figures", "sets": "sets"}):
    """How a ranking stands up to not knowing the parameters.

    Attributes
    ----------
    ranking
        What it is about.
    gains, net
        Gain of each improvement (columns) in the objective of the ranking, and its net value, by set (rows):
        without the noise of few replications.
    figures
        By ``improvement``, most often among the top three first: ``title``; ``top``, ``best``, ``gains`` and
        ``pays`` (the share of sets in which it is among the three that gain most, gains most, gains more than
        the equivalence band, brings more than it costs; those that gain the same share a place, and what
        gains nothing has none); ``middle``, ``low``, ``high`` (median, and where
        nine tenths of the sets lie); ``spread`` (standard deviation due to assumptions) and ``chance`` (of
        one set's gain, due to few replications).
    curves
        Mean gain of each improvement (rows) by loyalty curve (columns), as far as it was varied.
    """

    ranking: Ranking
    gains: pd.DataFrame
    net: pd.DataFrame
    figures: pd.DataFrame
    curves: pd.DataFrame

    @property
    def sets(self) -> pd.DataFrame:
        """The sets with their gains."""
        return self.assumed.points.join(self.gains)


@public()
def robustness(ranking: Ranking) -> Robustness:
    """Tell what a ranking over sets of assumptions says in each of them.

    Parameters
    ----------
    ranking
        Made over sets, such as ``cx.rank(scenario, use="ranges")``.

    Raises
    ------
    NothingToTell
        If it was made with the values of the file alone.

    Examples
    --------
    >>> import cxsim as cx
    >>> ranking = cx.rank(cx.load_scenario("scenarios/telecom.yaml"), use="ranges")  # doctest: +SKIP
    >>> cx.robustness(ranking).to_frame()  # doctest: +SKIP
    """
    check_varied(ranking)
    if not ranking.names:
        raise NothingToTell("improvements: found none, expected one at least")
    names = list(ranking.names)
    gains, net = (each.reshape(-1, EACH, len(names)) for each in (ranking.gains, ranking.net))
    by_set, of_net = (pd.DataFrame(without_noise(each), columns=names) for each in (gains, net))
    return Robustness(
        ranking,
        by_set,
        of_net,
        _table(ranking, gains, by_set.to_numpy(), of_net.to_numpy()),
        by_set.groupby([one.loyalty.curve for one in ranking.assumed.sets]).mean().T,
    )


def _table(ranking: Ranking, each: np.ndarray, gains: np.ndarray, net: np.ndarray) -> pd.DataFrame:
    """Return how each improvement fares; gains and net have the shape (sets, improvements)."""
    spread, chance = components(each)
    low, middle, high = np.quantile(gains, (MIDDLE[0], 0.5, MIDDLE[1]), axis=0)
    names = list(ranking.names)
    columns: dict[str, Any] = {
        "title": [ranking.figures["title"][name] for name in names],
        "top": _among(gains, TOP).mean(axis=0),
        "best": _among(gains, 1).mean(axis=0),
        "gains": (gains > ranking.band).mean(axis=0),
        "pays": (net > 0.0).mean(axis=0),
        "middle": middle,
        "low": low,
        "high": high,
        "spread": spread,
        "chance": chance,
    }
    table = pd.DataFrame(columns, index=pd.Index(names, name="improvement"))
    return table.sort_values(["top", "middle"], ascending=False, kind="stable")


def _among(gains: np.ndarray, places: int) -> np.ndarray:
    """Return how surely each is among the first so many of its set; what gains the same shares a place."""
    ahead = (gains[:, None, :] > gains[:, :, None]).sum(axis=2)
    level = (gains[:, None, :] == gains[:, :, None]).sum(axis=2)
    return np.where(gains > 0.0, np.clip((places - ahead) / level, 0.0, 1.0), 0.0)
