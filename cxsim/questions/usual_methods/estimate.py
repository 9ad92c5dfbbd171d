"""What the usual methods would say costs most customers, beside what does.

They look at the same customers from outside, as a company can: where they left, how friction goes with
staying, how friction and delight go with satisfaction, which touchpoints lie on the paths of those who stay.
None of them asks what would have happened otherwise.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxsim.questions.moments.estimate import Moments
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest
from cxsim.results.run import simulate
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario

TOP = 3
BAD = ("friction", "abandoned", "closed", "busy")  # outcomes of a visit that were not put right
TRUTHS = {"in_a_year": "", "one_visit": "_one_visit"}  # and how what is held against them is named
METHODS = {
    "place_of_leaving": "place of leaving",
    "correlation": "correlation of friction with staying",
    "penalty": "penalty–reward regression",
    "removal": "removal effect",
}


@dataclass(frozen=True, repr=False)
class UsualMethods(Answer, frames={"usual_methods": "figures", "agreement": "agreement"}):
    """What usual methods find, and how far that is from what decides.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    figures
        By ``touchpoint``, in the order of `Moments`: what is found by experiment, and what each method says;
        more is more important, nan is no answer.

        ``in_a_year``
            How many customers today's frictions there cost in a year.
        ``one_visit``
            Which share of those who come one friction there loses that nobody puts right.

        ``place_of_leaving``
            Share of those lost who left there (last touch).
        ``correlation``
            Minus the correlation of unresolved frictions there with staying, among those who came.
        ``penalty``
            By how much a friction there lowers relationship satisfaction, in a regression on friction and
            delight at all touchpoints (penalty–reward contrast analysis, Brandt 1987).
        ``removal``
            By how much fewer would stay if whoever came there was lost, in a Markov chain of all paths
            (Anderl, Becker, von Wangenheim & Schumann 2016).
    agreement
        By ``method``: ``tau`` (Kendall's rank correlation with ``in_a_year``: 1 the same order, 0 none, -1
        the reverse, nan if the method tells none apart) and ``in_top`` (how many of the three that cost most
        are among its three; where it cannot tell which those are, on average); ``tau_one_visit`` and
        ``in_top_one_visit``, the same for ``one_visit``.
    first
        The touchpoints that cost most ``in_a_year``, and where ``one_visit`` loses most: three, or fewer if
        no more cost anything.
    settled
        Of each of these, whether limits tell them from all others.
    """

    scenario: Scenario
    manifest: Manifest
    figures: pd.DataFrame
    agreement: pd.DataFrame
    first: dict[str, list[str]]
    settled: dict[str, bool]


@public()
def usual_methods(
    moments: Moments, replications: int = 5, progress: Callable[[int], None] | None = None
) -> UsualMethods:
    """Ask the usual methods about the same journey.

    Parameters
    ----------
    moments
        What decides, by experiment.
    replications
        How many replications they look at, at most as many as there are.
    progress
        Called with how many are done.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.moments(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> print(cx.usual_methods(found))  # doctest: +SKIP
    """
    scenario, seed = moments.scenario, moments.manifest["seed"]
    looked_at = min(replications, moments.manifest["replications"])
    run = simulate(scenario, looked_at, seed, progress=progress, record="events")
    people = run.customers[run.customers["measured"]].set_index(["replication", "customer"])
    visits = _visits(run.events, people, scenario)
    came = moments.figures["people"].gt(0) | moments.figures.index.isin(visits["touchpoint"].unique())
    names = [str(name) for name in moments.figures.index[came]]
    table = pd.DataFrame(index=pd.Index(names, name="touchpoint"))
    of_each = moments.figures.reindex(table.index)
    table["in_a_year"], table["one_visit"] = of_each["customers"].fillna(0.0), -of_each["break"].fillna(0.0)
    table["place_of_leaving"] = _place_of_leaving(people, names)
    table["correlation"] = _correlation(visits, people, names)
    table["penalty"] = _penalty(visits, people, names)
    table["removal"] = _removal(visits, people, names)
    first = {truth: _first(table[truth]) for truth in TRUTHS}
    limits = {
        "in_a_year": (of_each["customers_low"], of_each["customers_high"]),
        "one_visit": (-of_each["break_high"], -of_each["break_low"]),
    }
    settled = {truth: _settled(first[truth], *limits[truth]) for truth in TRUTHS}
    return UsualMethods(scenario, run.manifest, table, _agreement(table, first), first, settled)


def _first(values: pd.Series) -> list[str]:
    """Return the first few of those that cost anything."""
    return [str(name) for name in values[values > 0.0].nlargest(TOP).index]


def _settled(first: list[str], low: pd.Series, high: pd.Series) -> bool:
    """Tell whether the first few surely come before all others."""
    others = high.drop(first).fillna(0.0).max()
    return bool(first) and bool(low[first].min() > max(others, 0.0))


def _visits(events: pd.DataFrame, people: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """Return the visits of those measured, from the end of the warm-up on, in their order."""
    visits = events[(events["event"] == "visit") & (events["began"] >= scenario.period.warm_up)]
    visits = visits.set_index(["replication", "customer"])[["touchpoint", "outcome"]]
    visits["bad"] = visits["outcome"].isin(BAD)
    visits["good"] = visits["outcome"] == "delight"
    return visits[visits.index.isin(people.index)]


def _place_of_leaving(people: pd.DataFrame, names: list[str]) -> pd.Series:
    lost = people[people["outcome"].isin(["left", "lapsed", "not_converted"])]
    places = lost["left_touchpoint"].astype(str).value_counts()
    share: pd.Series = (places / max(len(lost), 1)).reindex(names).fillna(0.0)
    return share


def _correlation(visits: pd.DataFrame, people: pd.DataFrame, names: list[str]) -> pd.Series:
    found = {}
    for name in names:
        bad = visits[visits["touchpoint"] == name].groupby(level=[0, 1])["bad"].sum()
        kept = people.loc[bad.index, "kept"].astype(float)
        varies = bad.nunique() > 1 and kept.nunique() > 1
        found[name] = -float(np.corrcoef(bad, kept)[0, 1]) if varies else np.nan
    return pd.Series(found, dtype=float)


def _penalty(visits: pd.DataFrame, people: pd.DataFrame, names: list[str]) -> pd.Series:
    columns = [np.ones(len(people))]
    for kind in ("bad", "good"):
        for name in names:
            there = visits[(visits["touchpoint"] == name) & visits[kind]]
            columns.append(people.index.isin(there.index).astype(float))
    weights, *_ = np.linalg.lstsq(np.column_stack(columns), people["satisfaction"].to_numpy(), rcond=None)
    seen = np.array([column.any() for column in columns[1 : 1 + len(names)]])
    return pd.Series(np.where(seen, -weights[1 : 1 + len(names)], np.nan), index=names)


def _removal(visits: pd.DataFrame, people: pd.DataFrame, names: list[str]) -> pd.Series:
    """Return removal effects in the chain from touchpoint to touchpoint, to staying (last) or being lost."""
    if visits.empty:
        return pd.Series(np.nan, index=names, dtype=float)
    number = {name: rank + 1 for rank, name in enumerate(names)}  # 0 is where everybody starts
    stays = len(names) + 1
    here = visits["touchpoint"].map(number).astype(int).to_numpy()
    who = [visits.index.get_level_values(level).to_numpy() for level in (0, 1)]
    others = np.any([level[1:] != level[:-1] for level in who], axis=0)
    first, last = np.append(True, others), np.append(others, True)
    kept = people.loc[visits.index[last], "kept"].to_numpy(dtype=bool)
    counts = np.zeros((stays + 1, stays + 1))
    np.add.at(counts, (np.zeros(first.sum(), int), here[first]), 1)
    np.add.at(counts, (here[:-1][~last[:-1]], here[1:][~first[1:]]), 1)
    np.add.at(counts, (here[last][kept], np.full(kept.sum(), stays)), 1)
    total = counts.sum(axis=1)
    lost = np.bincount(here[last][~kept], minlength=stays + 1)
    chances = counts / np.maximum(total + lost, 1)[:, None]

    def staying(without: int) -> float:
        inner = chances[:stays, :stays].copy()
        if without:
            inner[:, without] = 0.0
        return float(np.linalg.solve(np.eye(stays) - inner, chances[:stays, stays])[0])

    today = staying(0)
    return pd.Series({name: 1.0 - staying(number[name]) / today if today else np.nan for name in names})


def _agreement(table: pd.DataFrame, first: dict[str, list[str]]) -> pd.DataFrame:
    found: dict[str, list[float]] = {}
    for truth, end in TRUTHS.items():
        found[f"tau{end}"] = [_tau(table[[truth, method]].dropna()) for method in METHODS]
        found[f"in_top{end}"] = [
            float(_in_top(table[method].fillna(-np.inf))[first[truth]].sum()) for method in METHODS
        ]
    return pd.DataFrame(found, index=pd.Index(METHODS, name="method"))


def _tau(both: pd.DataFrame) -> float:
    return float(stats.kendalltau(*both.to_numpy().T).statistic) if len(both) > 1 else math.nan


def _in_top(values: pd.Series) -> pd.Series:
    """Return for each whether it is among the first, or how likely that is where several are equal."""
    if values.empty:
        return values
    edge = values.nlargest(TOP).iloc[-1]
    above, level = values > edge, values == edge
    chance: pd.Series = above + level * (TOP - above.sum()) / level.sum()
    return chance
