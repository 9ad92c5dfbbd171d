"""Improvements ranked: which keep the most customers, of whom, at what cost, and how sure that is."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxsim.engine.plan import plan
from cxsim.errors import InterventionError
from cxsim.questions.experiments.assumptions import EACH, SETS, Assumptions, Use, assumptions
from cxsim.questions.experiments.besides import at_odds
from cxsim.questions.experiments.by_replication import by_replication, combined
from cxsim.questions.experiments.by_year import by_year
from cxsim.questions.experiments.chances import chances
from cxsim.questions.experiments.chosen import chosen
from cxsim.questions.experiments.components import without_noise
from cxsim.questions.experiments.costs import cost_paths, first_year_costs, paid_back
from cxsim.questions.experiments.each_world import live_each
from cxsim.questions.experiments.gains import gains_by_persona
from cxsim.questions.experiments.interventions import Improve, World
from cxsim.questions.experiments.objectives import (
    UNDECIDED,
    gain,
    in_units_of,
    measure_of,
    objective_of,
    observed,
    verdicts,
)
from cxsim.questions.experiments.reached import TODAY
from cxsim.questions.experiments.same_staff import same_staff
from cxsim.questions.experiments.sums import BY_JOINING, REFERRED, RUNS, STAYED, THE_REST
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.questions.moments.estimate import EQUIVALENCE_BAND
from cxsim.results.answer import Answer
from cxsim.results.customers import ends_of_years
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.whole_numbers import MOST_SETS

PAYS = ("surely", "surely not")
# How customers at the end are gained.
WAYS = {"by_staying": STAYED, "by_joining": BY_JOINING, "by_referral": REFERRED, "by_the_rest": THE_REST}


@dataclass(frozen=True, repr=False)
class Ranking(Answer, frames={"ranking": "figures", "personas": "personas", "years": "years"}):
    """The improvements of a scenario, ranked.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    names
        The improvements, in the order in which they were asked about.
    objective
        What they are ranked by: how many of today's customers ``stay``, how many prospects ``join``, the
        ``customers`` at the end, or ``net_value``.
    equivalence_band
        Gains within this share (of today's customers, of prospects; or of customers or value there are today)
        are as good as none.
    band
        The same in the units of the objective.
    precision
        How far limits of gains in the objective may lie from the estimate, if that was asked for.
    assumed
        What was held for true.
    gains, net
        By replication and improvement, in the order of `names`: gain in the objective, and net value; of sets
        of assumptions `cxsim.questions.experiments.assumptions.EACH` come one after the other.
    figures
        By improvement, the largest gain first:

        ``title``, ``owner``
            In words.
        ``verdict``
            By simultaneous limits: no effect to speak of (within the band), better (such as "keeps
            customers"), worse, undecided.
        ``gain``, ``gain_low``, ``gain_high``
            Gain in the objective, and its simultaneous 95 % limits.
        ``stay``, ``stay_year``, ``join``, ``customers``, ``value``
            Gains in the share of today's customers who stay until the end, and for a year (1 point is 0.01);
            in the share of prospects who join; in customers at the end; in value until its horizon, before
            the cost. Each with ``…_low`` and ``…_high``, 95 % limits that hold for all improvements.
        ``by_staying``, ``by_joining``, ``by_referral``, ``by_the_rest``
            Customers gained at the end: of today's; who came by themselves; who were referred; who had come
            before measuring began and decided since. They add up to ``customers``.
        ``cost``, ``first_year``
            Until the horizon of value, discounted; in the first year from its beginning on.
        ``net``, ``net_low``, ``net_high``
            Value minus cost.
        ``net_as_staffed``, ``net_as_staffed_low``, ``net_as_staffed_high``
            The same if staff are paid as today, whatever time they save or take.
        ``pays``
            ``surely`` (all of the limits above 0), ``surely not``, or ``undecided``.
        ``pays_in``
            In which share of the sets of assumptions it brings more than it costs, without the noise of few
            replications; nan if they were not varied.
        ``payback``
            Days from its beginning after which value has paid for the cost, for good; infinite if not before
            the horizon.
        ``best``, ``top``
            The chance to be the one that gains most, and to be among the three that do.
        ``harmed``
            Personas of whom surely fewer stay (or, where the objective is joining, join).
        ``conflict``
            Whether more stay, join or are customers at the end while fewer do another of these, both surely.
    personas
        The gains by persona: ``improvement``, ``persona`` (or everybody), ``measure`` (stay, stay_year, join,
        customers, value, satisfaction), ``mean``, ``low``, ``high``, ``low_all``, ``high_all``, ``people``.
    years
        Today's journey (``today``) and each ``improvement`` at the end of each year: ``measure`` (stay,
        customers), ``day``, its ``level`` with its own limits, and ``gain``.
    """

    scenario: Scenario
    manifest: Manifest
    names: tuple[str, ...]
    objective: Objective
    equivalence_band: float
    band: float
    precision: float | None
    assumed: Assumptions
    gains: np.ndarray
    net: np.ndarray
    figures: pd.DataFrame
    personas: pd.DataFrame
    years: pd.DataFrame

    @property
    def lead(self) -> tuple[str, str]:
        """The improvement that keeps the most customers, and the one its lead is over.

        Raises
        ------
        InterventionError
            If there is only one.
        """
        if len(self.figures) < 2:
            raise InterventionError(
                f"improvements: found {shown(self.figures.index[0])} alone, which has no lead over another; "
                "expected at least two: name more of them, or describe another under `improvements`"
            )
        leader, rival = map(str, self.figures.index[:2])
        return leader, rival


@public(sets=(2, MOST_SETS))
def rank(
    scenario: Scenario,
    names: Sequence[str] | None = None,
    replications: int = 20,
    seed: int = 1,
    equivalence_band: float = EQUIVALENCE_BAND,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    precision: float | None = None,
    objective: Objective | None = None,
    use: Use = "none",
    sets: int = SETS,
) -> Ranking:
    """Rank the improvements of a scenario by how many more customers stay, or another objective.

    Parameters
    ----------
    scenario
        Today's journey, with its library of improvements.
    names
        Which of them; by default all.
    replications, seed, workers, progress
        As in `cxsim.effects`.
    equivalence_band
        Gains that are as good as none, as a share.
    precision
        How far limits of gains may lie from the estimate; the answer says whether they do.
    objective
        ``stay``, ``join``, ``customers`` or ``net_value``; by default that today's customers stay, or that
        prospects join where there are no customers.
    use, sets
        Over which sets of assumptions, and how many, each in two replications: ``ranges`` of the evidence,
        or ``none``, the values of the file in `replications`.

    Raises
    ------
    InterventionError
        If nobody could stay, or join; if a range of the evidence gives no valid journey.

    Examples
    --------
    >>> import cxsim as cx
    >>> ranking = cx.rank(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> ranking.figures[["gain", "net", "verdict"]]  # doctest: +SKIP
    """
    asked, aim = chosen(scenario, names), objective_of(scenario, objective)
    assumed = assumptions(scenario, use, sets, seed, asked, workers, progress)
    which = assumed.replications(replications)

    def worlds(today: World) -> list[World]:
        return [today, *(today.after(Improve(name)) for name in asked)]

    each, worth, years = live_each(assumed.worlds(worlds), which, seed, workers, progress)
    totals = assumed.by_set(each)
    gains = gains_by_persona(totals, asked, list(scenario.personas), "improvement")
    band = in_units_of(aim, equivalence_band, totals[:, :1, 0])
    table = _table(scenario, asked, aim, totals, worth, gains, band)
    net = _of_each("net_value", each[:, :, 0]) - table["cost"].to_numpy()
    by_set = without_noise(net.reshape(-1, EACH, len(asked))) if assumed.varied else None
    table["pays_in"] = math.nan if by_set is None else (by_set > 0.0).mean(axis=0)
    return Ranking(
        scenario,
        manifest(scenario, "compiled", seed, len(which)),
        tuple(asked),
        aim,
        equivalence_band,
        band,
        precision,
        assumed,
        _of_each(aim, each[:, :, 0]) - (table["cost"].to_numpy() if aim == "net_value" else 0.0),
        net,
        table.sort_values("gain", ascending=False, kind="stable"),
        gains,
        by_year(
            ends_of_years(plan(scenario)),
            assumed.by_set(years),
            totals[:, :, 0],
            [TODAY, *asked],
            "improvement",
        ),
    )


def _table(
    scenario: Scenario,
    asked: list[str],
    objective: Objective,
    totals: np.ndarray,
    worth: np.ndarray,
    gains: pd.DataFrame,
    band: float,
) -> pd.DataFrame:
    """Return the ranking; totals have the shape (replications, worlds, groups of people, sums)."""
    today, changed = totals[:, :1, 0], totals[:, 1:, 0]
    paths = np.array(list(cost_paths(scenario, asked).values()))
    cost = paths[:, -1]
    found = gain(objective, changed, today, cost, len(asked))
    best, top = chances(observed(objective, changed, cost))
    improvements = [scenario.improvements[name] for name in asked]
    columns: dict[str, Any] = {
        "title": [one.title for one in improvements],
        "owner": [scenario.departments[one.owner].title for one in improvements],
        "verdict": verdicts(objective, found.low_all, found.high_all, band),
        "gain": found.mean,
        "gain_low": found.low_all,
        "gain_high": found.high_all,
    }
    whole = gains[gains["persona"] == EVERYBODY].set_index(["measure", "improvement"])
    for measure in ("stay", "stay_year", "join", "customers", "value"):
        of_it = whole.loc[measure].loc[asked]
        for end, column in (("", "mean"), ("_low", "low_all"), ("_high", "high_all")):
            columns[measure + end] = of_it[column].to_numpy()
    apart = (changed - today).sum(axis=0) / changed[..., RUNS].sum(axis=0)[:, None]
    for name, place in WAYS.items():
        columns[name] = apart[:, place]
    columns |= {
        "cost": cost,
        "first_year": list(first_year_costs(scenario, asked).values()),
        "net": columns["value"] - cost,
        "net_low": columns["value_low"] - cost,
        "net_high": columns["value_high"] - cost,
    }
    staffed = by_replication("value_as_staffed", totals[:, :, 0])
    of_staffed = combined("value_as_staffed", staffed[:, 1:] - staffed[:, :1], today[:, 0])
    same = [same_staff(scenario, [name]) for name in asked]
    for end, value in (("", of_staffed.mean), ("_low", of_staffed.low_all), ("_high", of_staffed.high_all)):
        columns[f"net_as_staffed{end}"] = np.where(same, value - cost, columns[f"net{end}"])
    more = (worth[:, 1:] - worth[:, :1]).mean(axis=0)
    columns |= {
        "pays": np.select([columns["net_low"] > 0.0, columns["net_high"] < 0.0], PAYS, UNDECIDED),
        "payback": [paid_back(scenario, [name], net) for name, net in zip(asked, more - paths, strict=True)],
        "best": best,
        "top": top,
        "harmed": [_harmed(gains, name, objective) for name in asked],
        "conflict": at_odds(columns),
    }
    return pd.DataFrame(columns, index=pd.Index(asked, name="improvement"))


def _of_each(objective: Objective, totals: np.ndarray) -> np.ndarray:
    """Return gains over today of each replication, before the cost; totals have no groups of people."""
    reached = by_replication(measure_of(objective), totals)
    return np.asarray(reached[:, 1:] - reached[:, :1])


def _harmed(gains: pd.DataFrame, improvement: str, objective: Objective) -> tuple[str, ...]:
    """Return the personas of whom an improvement surely loses some, whatever it does to others."""
    measure = "join" if objective == "join" else "stay"
    mine = gains[(gains["improvement"] == improvement) & (gains["measure"] == measure)]
    lost = (mine["persona"] != EVERYBODY) & (mine["high_all"] < 0.0)
    return tuple(mine.loc[lost, "persona"])
