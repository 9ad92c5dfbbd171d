"""Moments of truth: what today's frictions cost at each touchpoint, and where a single visit decides.

Touchpoints are ranked by what today's frictions there cost in a year: today against the same time without
them. Beside it stands what one visit does, from which the class follows. A touchpoint is judged by whether
today's customers stay, or by whether prospects join, whoever comes there more.

Classes rest on simultaneous limits: with 95 % probability all effects lie within theirs, and with the same
probability all losses, all pains, and all joys. A class is never forced: where the limits straddle what
counts as decisive the touchpoint stays undecided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxsim.engine.plan import plan
from cxsim.questions.experiments.interventions import Visits
from cxsim.questions.experiments.objectives import objective_of
from cxsim.questions.moments.effects import Effects, effects
from cxsim.questions.moments.forced import groups_in
from cxsim.results.answer import Answer
from cxsim.results.customers import MOMENT, YEAR
from cxsim.results.manifest import Manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario

Kind = Literal["breaker", "maker", "both", "pain point", "delight", "neutral", "undecided"]

EQUIVALENCE_BAND = 0.0025  # of everybody: a quarter of a point
# What one visit does to those who come decides from so many times what is as good as none of everybody:
# 5 of 100 who come, so that a friction which strikes one in twenty makes a difference of a band in all.
ONE_VISIT = 20
DECISIVE: tuple[Kind, ...] = ("breaker", "maker", "both")
STANDING_OUT = 1.5  # times the median of the others


@dataclass(frozen=True, repr=False)
class Moments(Answer, frames={"moments": "figures"}):
    """The touchpoints of a journey, sorted by what they do to the relationship.

    Attributes
    ----------
    effects
        What the classes rest on.
    equivalence_band
        Effects on shares of everybody that lie within it are as good as none; of one visit, on those who
        come, twenty times as much.
    figures
        By ``touchpoint``, what costs most in a year first:

        ``judged_by``
            stay, if more of today's customers come there than prospects who come by themselves; else join.
        ``kind``
            By what one visit does: breaker « ça casse » (a friction there decides: it clearly loses more than
            5 of 100 who come, and clearly more than delight wins), maker « ça passe » (the other way round),
            both, pain point (no visit decides, and the pain stands out), delight (no visit decides, and the
            joy stands out), neutral, undecided.
        ``moment_of_truth``
            Whether it is one of the few that decide: a breaker or maker where break and make together stand
            out (clearly half as large again as the median of the others), and clearly move who reaches the
            goal of the journey.
        ``unjustified_delight``
            Whether delight there keeps as good as nobody.
        ``loss``
            What today's frictions there cost in a year (or in the follow-up, if that is shorter), as a share
            of today's customers, or of prospects who come by themselves.
        ``customers``
            The same as a number of customers lost, by which touchpoints are ranked.
        ``break``, ``make``
            What one friction, and delight, does at the first visit to those who come there: to the share that
            stays to the end of the follow-up, or joins in time. The individual effect, on each visitor while
            all the others live as today.
        ``policy_break``
            The policy effect: what a friction does if it befalls everybody, and queues and reviews respond.
        ``crowding_break``
            By how much the policy effect is more than the individual one.
        ``gate``, ``gate_delight``
            What friction, and delight, do to reaching the goal of the journey.
        ``pain``, ``joy``
            Sums of negative and of positive feelings there, for each person measured.
        ``…_low``, ``…_high``
            Simultaneous limits of each of these; nan where the scenario does not say what can go wrong there,
            or what delight would be like.
        ``people``, ``todays``, ``prospects``
            How many came there, over all replications; how many of them were today's customers, and how many
            prospects who came by themselves and were no customers yet.
    """

    effects: Effects
    equivalence_band: float
    figures: pd.DataFrame

    @property
    def scenario(self) -> Scenario:
        """Today's journey."""
        return self.effects.scenario

    @property
    def manifest(self) -> Manifest:
        """What decides every bit of the rest."""
        return self.effects.manifest

    @property
    def moments_of_truth(self) -> list[str]:
        """The touchpoints that decide, what costs most in a year first."""
        return list(self.figures.index[self.figures["moment_of_truth"]])


@public()
def moments(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    equivalence_band: float = EQUIVALENCE_BAND,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    visits: Visits = "first",
) -> Moments:
    """Find the moments of truth of a journey.

    Parameters
    ----------
    scenario
        Today's journey.
    replications, seed, workers, progress
        As in `cxsim.effects`.
    equivalence_band
        Effects on the share of everybody who stays, or joins, that are as good as none.
    visits
        Force outcomes at each person's ``first`` visit, or at ``every`` one.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.moments(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.moments_of_truth  # doctest: +SKIP
    ['technician', 'checkout']
    """
    return classify(
        effects(scenario, replications, seed, visits, workers, progress, links=False), equivalence_band
    )


@public()
def classify(found: Effects, equivalence_band: float = EQUIVALENCE_BAND) -> Moments:
    """Sort the touchpoints of a journey whose effects are known."""
    visited = found.visitors.reindex(list(found.scenario.touchpoints)).rename_axis("touchpoint")
    table = pd.DataFrame(index=visited.index)
    table["judged_by"] = judged_by(found)
    for name, measures in _effects(found.scenario).items():
        for column, source in ((name, "mean"), (f"{name}_low", "low_all"), (f"{name}_high", "high_all")):
            of = {judged: found.of(name, measure)[source] for judged, measure in measures.items()}
            table[column] = _chosen(of, table["judged_by"])
    a_year = table["judged_by"].map(in_a_year(found))
    for end in ("", "_low", "_high"):
        table[f"customers{end}"] = table[f"loss{end}"] * a_year
    for feeling, rows in (("pain", found.pain), ("joy", found.joy)):
        table[[feeling, f"{feeling}_low", f"{feeling}_high"]] = rows[["mean", "low_all", "high_all"]]
        there = visited["people"] > 0
        table[f"much_{feeling}"] = _stands_out(table[f"{feeling}_low"], table[f"{feeling}_high"], there)
    if not groups_in(plan(found.scenario)):  # where nobody meets anybody else they are the same
        for end in ("", "_low", "_high"):
            table[f"policy_break{end}"] = table[f"break{end}"]
    table = table.join(visited)
    least, most = _range(table)
    gate = pd.concat([_least(table, "gate"), _least(table, "gate_delight")], axis=1).max(axis=1)
    possible = {what: set(found.of(what).index) for what in ("break", "make")}
    classes = [
        _kind(row, [what for what in possible if name in possible[what]], ONE_VISIT * equivalence_band)
        for name, row in table.iterrows()
    ]
    decides = pd.Series([kind in DECISIVE for kind in classes], table.index)
    out = _stands_out(least, most, visited["people"] > 0)
    table.insert(1, "kind", classes)
    table.insert(2, "moment_of_truth", decides & out & (gate > equivalence_band))
    table.insert(3, "unjustified_delight", _within(table, "make", equivalence_band))
    table = table.drop(columns=["much_pain", "much_joy"])
    range_ = table["break"].abs().fillna(0.0) + table["make"].abs().fillna(0.0)
    order = table.assign(customers=-table["customers"].fillna(0.0), range=-range_)
    return Moments(
        found, equivalence_band, table.loc[order.sort_values(["customers", "range"], kind="stable").index]
    )


def _effects(scenario: Scenario) -> dict[str, dict[str, str]]:
    """Return the effects that are looked at, and on what, by how a touchpoint is judged."""
    year = "stay_year" if year_or_less(scenario) == YEAR else "stay"
    shares, goals = {"stay": "stay", "join": "join"}, {"stay": "goal", "join": "goal"}
    whose = ("break", "make", "policy_break", "crowding_break")
    return {
        "loss": {"stay": year, "join": "join"},
        **dict.fromkeys(whose, shares),
        **dict.fromkeys(("gate", "gate_delight"), goals),
    }


def year_or_less(scenario: Scenario) -> float:
    """Return over how many days frictions are said to cost something: a year, or a shorter follow-up."""
    follow_up = scenario.period.follow_up
    return YEAR if follow_up >= YEAR - MOMENT else follow_up


def in_a_year(found: Effects) -> pd.Series:
    """Return how many of today's customers there are, and how many prospects come in a year or less."""
    period = found.scenario.period
    coming = max(period.follow_up - period.time_to_decide, MOMENT)
    return found.population * pd.Series({"stay": 1.0, "join": year_or_less(found.scenario) / coming})


def judged_by(found: Effects) -> pd.Series:
    """Return whether each touchpoint is judged by staying or by joining: by who comes there today."""
    nobody = objective_of(found.scenario)
    todays, prospects = found.visitors["todays"], found.visitors["prospects"]
    judged = np.where(prospects > todays, "join", np.where(todays > 0, "stay", nobody))
    return pd.Series(judged, index=found.visitors.index)


def _chosen(of: dict[str, pd.Series], judged: pd.Series) -> pd.Series:
    """Return for each touchpoint the figure by which it is judged."""
    figures = {measure: rows.reindex(judged.index).astype(float) for measure, rows in of.items()}
    return figures["join"].where(judged == "join", figures["stay"])


def _least(table: pd.DataFrame, effect: str) -> pd.Series:
    """Return how large an effect is at least, whatever its sign; 0 where there is none to ask for."""
    low, high = table[f"{effect}_low"], table[f"{effect}_high"]
    return pd.concat([low, -high], axis=1).max(axis=1).clip(lower=0.0).fillna(0.0)


def _most(table: pd.DataFrame, effect: str) -> pd.Series:
    """Return how large an effect is at most, whatever its sign; 0 where there is none to ask for."""
    return table[[f"{effect}_low", f"{effect}_high"]].abs().max(axis=1).fillna(0.0)


def _range(table: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the limits of what is at stake: of break and make together."""
    return _least(table, "break") + _least(table, "make"), _most(table, "break") + _most(table, "make")


def _stands_out(low: pd.Series, high: pd.Series, visited: pd.Series) -> pd.Series:
    """Tell which stand out among the touchpoints to which anybody comes.

    They are clearly half as large again as the median of the others, which few large ones do not move.
    """
    there = high[visited]
    others = pd.Series({place: there.drop(place).median() for place in there.index}, dtype=float).fillna(0.0)
    return (low > STANDING_OUT * others.reindex(low.index)) & (low > 0.0)


def _within(table: pd.DataFrame, effect: str, equivalence_band: float) -> pd.Series:
    return (table[f"{effect}_low"] >= -equivalence_band) & (table[f"{effect}_high"] <= equivalence_band)


def _kind(row: Any, possible: list[str], decisive: float) -> Kind:
    """Return the class of one touchpoint, if one visit decides from such an effect on those who come.

    What cannot happen there does nothing.
    """
    limits = dict.fromkeys(("break", "make"), (0.0, 0.0))
    limits |= {what: (row[f"{what}_low"], row[f"{what}_high"]) for what in possible}
    (break_low, break_high), (make_low, make_high) = limits["break"], limits["make"]
    breaks, makes = break_high < -decisive, make_low > decisive
    if breaks or makes:
        if -break_high > max(make_high, -make_low) and breaks:
            return "breaker"
        if make_low > max(-break_low, break_high) and makes:
            return "maker"
        return "both" if breaks and makes else "undecided"
    if not all(-decisive <= low and high <= decisive for low, high in limits.values()):
        return "undecided"
    if row["much_pain"]:
        return "pain point"
    return "delight" if row["much_joy"] else "neutral"
