"""What KPIs are made of: counts and sums of one replication, over the measured population.

They come from tallies that the engine keeps, and from the customers at the end; no event log is needed.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxsim.engine.counted import AtVisit, InJourney, InTeam, Whose
from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns, CustomerRow, columns
from cxsim.engine.tally import UNIT, Tally
from cxsim.engine.vocabulary import State
from cxsim.results.customers import MOMENT, YEAR, derived, past_first, stayed_for, there_after
from cxsim.results.worth import Times, times, worth
from cxsim.scenario.model import Scenario

MINUTES = 1_440.0
LOST = (State.LEFT, State.LAPSED)
Sums = dict[str, np.ndarray]


@dataclass(frozen=True)
class Counts:
    """The counts of one replication.

    Attributes
    ----------
    replication
        Its number.
    tally
        What was counted while it ran.
    people
        Sums over measured people, by persona.
    losses
        Measured people lost, by persona and the touchpoint where that was, or the one that had caused it; the
        last place is for none.
    figures
        What stands above and below in figures of the user's own: of all, and by persona.
    """

    replication: int
    tally: Tally
    people: Sums
    losses: Sums
    figures: Mapping[str, np.ndarray] = field(default_factory=dict)


def count(
    replication: int, tally: Tally, customers: Iterable[Columns], plan: Plan, scenario: Scenario
) -> Counts:
    """Count one replication."""
    personas, touchpoints = len(plan.personas), len(plan.touchpoints)
    people: Sums = {}
    losses = {name: np.zeros((personas, touchpoints + 1)) for name in ("left_here", "lost_after")}
    lived: list[Times] = []
    nobody = (columns([], CustomerRow),)
    for piece in itertools.chain(customers, nobody):
        lived.append(times(piece, plan, scenario))
        everybody = piece | derived(piece, plan, scenario)
        rows = {name: values[piece["measured"]] for name, values in everybody.items()}
        of_each, by_year = _of_each(rows, plan, scenario), _by_year(everybody, plan)
        for of_some, those in ((of_each, rows), (by_year, everybody)):
            for name, values in of_some.items():
                sums = np.bincount(those["persona"], values, personas)
                people[name] = people.get(name, 0.0) + sums
        gone = np.isin(rows["state"], (*LOST, State.NOT_CONVERTED))
        for name, place in (("left_here", "left_touchpoint"), ("lost_after", "cause_touchpoint")):
            np.add.at(losses[name], (rows["persona"][gone], rows[place][gone] % (touchpoints + 1)), 1.0)
    brought = worth(lived, tally, plan, scenario)[..., -1]
    people |= {"brought": brought.sum(axis=1), "brought_by_todays": brought[:, Whose.TODAYS]}
    people["customers_at_end"] = sum(one.there.sum(axis=1) for one in lived)
    return Counts(replication, tally, people, losses)


def _of_each(rows: Columns, plan: Plan, scenario: Scenario) -> dict[str, np.ndarray]:
    """Return what is summed up over people."""
    lost, kept, was_customer = np.isin(rows["state"], LOST), rows["kept"], rows["was_customer"]
    todays, stayed_year = rows["todays"], rows["todays"] & stayed_for(rows, plan, YEAR)
    a_year = plan.horizon - plan.warm_up >= YEAR - MOMENT
    free = past_first(rows, plan)
    margin = todays * np.array([one.value_per_year for one in scenario.personas.values()])[rows["persona"]]
    return {
        "people": np.ones(len(kept)),
        "customers": was_customer,
        "kept": kept,
        "todays": todays,
        "stayed": todays & kept,
        "margin_then": margin * rows["level_then"],
        "margin_kept": margin * rows["level"] * kept,
        "todays_for_a_year": todays & a_year,
        "stayed_year": stayed_year,
        "past_first": free & a_year,
        "past_first_stayed": free & stayed_year,
        "came": rows["came"],
        "joined": rows["joined"],
        "lost": lost,
        "silent_lost": lost & (rows["complaints"] == 0),
        "bound": lost & np.isfinite([one.contract for one in plan.personas])[rows["persona"]],
        "lost_bound": lost & (rows["rest"] > 0.0),
        "intending": kept & rows["intends"],
        "troubled": was_customer & rows["troubled"],
        "cost": rows["cost"],
        "years": rows["years"],
        "satisfaction": np.where(kept, rows["satisfaction"], 0.0),
        "all_lost": lost | (rows["state"] == State.NOT_CONVERTED),
    }


def _by_year(everybody: Columns, plan: Plan) -> dict[str, np.ndarray]:
    """Return what is summed up over people, measured or not, at the end of each year but the last."""
    found: dict[str, np.ndarray] = {}
    for year, there in enumerate(there_after(everybody, plan)[:-1], start=1):
        found |= {f"stayed_{year}": everybody["todays"] & there, f"customers_{year}": there}
    return found


def visit_sums(cells: np.ndarray) -> Sums:
    """Return what KPIs ask of visits; the last axis is that of `AtVisit`."""
    at = {kind.name.lower(): cells[..., kind] for kind in AtVisit}
    not_served = at["abandoned"] + at["closed"] + at["busy"]
    frictions = at["friction"] + at["recovered"] + not_served
    return {
        "visits": cells[..., : AtVisit.ABANDONED].sum(axis=-1) + not_served,
        "frictions": frictions,
        "unresolved": frictions - at["recovered"] - at["answered_well"],
        "delights": at["delight"],
        "complaints": at["complained"],
        "silences": at["silent"],
        "noticed": at["detected"] + at["complained"],
        "recoveries": at["recovered"] + at["answered_well"],
        "felt": at["felt"] * UNIT,
        "pain": at["pain"] * UNIT,
        "csat": at["csat"],
        "csat_answers": at["csat_answers"],
        "csat_satisfied": at["csat_satisfied"],
        "ces": at["ces"],
        "ces_answers": at["ces_answers"],
        "arrived": at["contacts"] + not_served,
        "served": at["contacts"],
        "wait": at["wait"] * (UNIT * MINUTES),
        "abandoned": at["abandoned"],
        "queued": at["contacts"] + at["abandoned"],
        "closed": at["closed"],
        "busy": at["busy"],
        "context_lost": at["context_lost"],
        "cases": at["cases"],
        "unanswered": at["cases"] - at["answers"],
        "answers": at["answers"],
        "answer_days": at["answer_time"] * UNIT,
        "targeted": at["targeted"],
        "in_target": at["in_target"],
    }


def journey_sums(cells: np.ndarray) -> Sums:
    """Return what KPIs ask of whole journeys; the last axis is that of `InJourney`."""
    return {
        "journeys": cells[..., InJourney.ENDED],
        "goals": cells[..., InJourney.GOALS],
        "matters": cells[..., InJourney.MATTERS],
        "resolved_first": cells[..., InJourney.RESOLVED_FIRST],
        "about_matters": cells[..., InJourney.CONTACTS],
        "again_7": cells[..., InJourney.AGAIN_7],
        "again_30": cells[..., InJourney.AGAIN_30],
        "nps": 100.0 * cells[..., InJourney.NPS],
        "nps_answers": cells[..., InJourney.NPS_ANSWERS],
        "intended": cells[..., InJourney.INTENDED],
        "notices": cells[..., InJourney.NOTICES],
        "won_back": cells[..., InJourney.WON_BACK],
    }


def team_sums(cells: np.ndarray) -> Sums:
    """Return what KPIs ask of teams; the last axis is that of `InTeam`."""
    at = {kind.name.lower(): cells[..., kind] for kind in InTeam}
    return {
        "busy_days": at["work"] * UNIT,
        "arrived": at["served"] + at["abandoned"] + at["closed"] + at["busy"],
        "served": at["served"],
        "wait": at["wait"] * (UNIT * MINUTES),
        "abandoned": at["abandoned"],
        "queued": at["served"] + at["abandoned"],
        "closed": at["closed"],
        "busy": at["busy"],
        "callbacks": at["callbacks"],
        "unreached": at["unreached"],
        "targeted": at["targeted"],
        "in_target": at["in_target"],
    }


def frame(sums: Sums, replication: int, names: list[Any]) -> pd.DataFrame:
    """Return sums as a table indexed by (replication, name)."""
    index = pd.MultiIndex.from_product([[replication], names], names=["replication", "name"])
    return pd.DataFrame({name: np.atleast_1d(values) for name, values in sums.items()}, index, dtype=float)
