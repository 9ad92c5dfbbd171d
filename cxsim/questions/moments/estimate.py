"""Moments of truth: which few touchpoints decide the relationship, and which only hurt or only please.

Classes rest on simultaneous limits: with 95 % probability all effects lie within theirs, and with the same
probability all pains, and all joys. A class is never forced: where the limits straddle the band of
equivalence the touchpoint stays undecided.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from cxsim.questions.experiments.interventions import Visits
from cxsim.questions.moments.effects import Effects, effects
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.model import Scenario

Kind = Literal["breaker", "maker", "both", "pain point", "delight", "neutral", "undecided"]

EQUIVALENCE_BAND = 0.0025  # of customers kept: a quarter of a point
STANDING_OUT = 1.5  # times the median of the others


@dataclass(frozen=True, repr=False)
class Moments(Answer, frames={"moments": "figures"}):
    """The touchpoints of a journey, sorted by what they do to the relationship.

    Attributes
    ----------
    effects
        What the classes rest on.
    equivalence_band
        Effects on the share of customers kept that lie within it are as good as none.
    figures
        By ``touchpoint``, the most decisive first:

        ``kind``
            breaker « ça casse » (a friction there loses customers, clearly more than delight keeps), maker
            « ça passe » (the other way round), both, pain point (the pain there stands out and loses nobody),
            delight (the joy there stands out and keeps nobody), neutral, undecided.
        ``moment_of_truth``
            Whether it is one of the few that decide: break and make together stand out (clearly half as large
            again as the median of the others), and they clearly move who reaches the goal of the journey.
        ``unjustified_delight``
            Whether delight there keeps as good as nobody.
        ``break``, ``make``, ``gate``, ``gate_delight``, ``pain``, ``joy``
            Estimates, each with ``…_low`` and ``…_high`` (simultaneous limits); nan where the scenario does
            not say what friction, or delight, would be like there.
        ``people``
            How many came there, over all replications.
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
        """The touchpoints that decide, the most decisive first."""
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
        Effects on the share of customers kept that are as good as none.
    visits
        Force outcomes at each person's ``first`` visit, or at ``every`` one.

    Examples
    --------
    >>> import cxsim as cx
    >>> found = cx.moments(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> found.moments_of_truth  # doctest: +SKIP
    ['technician', 'checkout', 'retention_desk', 'renewal_offer']
    """
    return classify(effects(scenario, replications, seed, visits, workers, progress), equivalence_band)


@public()
def classify(found: Effects, equivalence_band: float = EQUIVALENCE_BAND) -> Moments:
    """Sort the touchpoints of a journey whose effects are known."""
    table = pd.DataFrame(index=pd.Index(found.scenario.touchpoints, name="touchpoint"))
    for name, rows in (
        ("break", found.of("break")),
        ("make", found.of("make")),
        ("gate", found.of("gate", "goal")),
        ("gate_delight", found.of("gate_delight", "goal")),
        ("pain", found.pain),
        ("joy", found.joy),
    ):
        for column, source in ((name, "mean"), (f"{name}_low", "low_all"), (f"{name}_high", "high_all")):
            table[column] = rows[source].reindex(table.index).astype(float)
    table["people"] = found.visitors.reindex(table.index)
    visited = table["people"] > 0
    least, most = _range(table)
    gate = pd.concat([_least(table, "gate"), _least(table, "gate_delight")], axis=1).max(axis=1)
    for feeling in ("pain", "joy"):
        table[f"much_{feeling}"] = _stands_out(table[f"{feeling}_low"], table[f"{feeling}_high"], visited)
    table.insert(0, "kind", [_kind(row, equivalence_band) for _, row in table.iterrows()])
    table.insert(1, "moment_of_truth", _stands_out(least, most, visited) & (gate > equivalence_band))
    table.insert(2, "unjustified_delight", _within(table, "make", equivalence_band))
    table = table.drop(columns=["much_pain", "much_joy"])
    range_ = table["break"].abs().fillna(0.0) + table["make"].abs().fillna(0.0)
    order = pd.DataFrame({"truth": ~table["moment_of_truth"], "range": -range_}).sort_values(
        ["truth", "range"], kind="stable"
    )
    return Moments(found, equivalence_band, table.loc[order.index])


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


def _kind(row: Any, equivalence_band: float) -> Kind:
    """Return the class of one touchpoint."""
    described = row[["break", "make"]].notna()
    limits = {name: (row[f"{name}_low"], row[f"{name}_high"]) for name in ("break", "make")}
    limits = {name: pair if described[name] else (0.0, 0.0) for name, pair in limits.items()}
    (break_low, break_high), (make_low, make_high) = limits["break"], limits["make"]
    breaks, makes = break_high < -equivalence_band, make_low > equivalence_band
    if breaks or makes:
        if -break_high > max(make_high, -make_low) and breaks:
            return "breaker"
        if make_low > max(-break_low, break_high) and makes:
            return "maker"
        return "both" if breaks and makes else "undecided"
    if not all(-equivalence_band <= low and high <= equivalence_band for low, high in limits.values()):
        return "undecided"
    if row["much_pain"]:
        return "pain point"
    return "delight" if row["much_joy"] else "neutral"
