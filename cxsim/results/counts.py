"""What KPIs are made of: counts and sums of one replication, over the measured population.

They come from tallies that the engine keeps, and from the customers at the end; no event log is needed.
"""

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns, CustomerRow, columns
from cxsim.engine.tally import UNIT, AtVisit, InJourney, InTeam, Tally, Whose
from cxsim.engine.vocabulary import State
from cxsim.results.customers import MOMENT, derived, stayed_for
from cxsim.results.survival import YEAR, Stay, stay
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
        Measured people lost, by the touchpoint where that was, and by the one that had caused it; the last
        place is for none.
    year
        How many of those past their first contract stay for a year: of all, and by persona.
    figures
        What stands above and below in figures of the user's own: of all, and by persona.
    """

    replication: int
    tally: Tally
    people: Sums
    losses: Sums
    year: tuple[Stay, ...]
    figures: Mapping[str, np.ndarray] = field(default_factory=dict)


def count(
    replication: int, tally: Tally, customers: Iterable[Columns], plan: Plan, scenario: Scenario
) -> Counts:
    """Count one replication."""
    personas, touchpoints = len(plan.personas), len(plan.touchpoints)
    people: Sums = {}
    losses = {name: np.zeros(touchpoints + 1) for name in ("losses", "losses_caused")}
    followed: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    lived: list[Times] = []
    nobody = (columns([], CustomerRow),)
    for piece in itertools.chain(customers, nobody):
        lived.append(times(piece, plan, scenario))
        rows = {name: values[piece["measured"]] for name, values in piece.items()}
        rows |= derived(rows, plan, scenario)
        rows["stayed_year"] = rows["todays"] & stayed_for(rows, plan, YEAR)
        for name, values in _of_each(rows, plan).items():
            sums = np.bincount(rows["persona"], values, personas)
            people[name] = people.get(name, 0.0) + sums
        gone = np.isin(rows["state"], (*LOST, State.NOT_CONVERTED))
        for name, place in (("losses", "left_touchpoint"), ("losses_caused", "cause_touchpoint")):
            losses[name] += np.bincount(rows[place][gone] % (touchpoints + 1), minlength=touchpoints + 1)
        followed.append(stays_of(rows, plan))
    brought = worth(lived, tally.costs, plan, scenario)[..., -1]
    people |= {"brought": brought.sum(axis=1), "brought_by_todays": brought[:, Whose.TODAYS]}
    people["customers_at_end"] = sum(one.there.sum(axis=1) for one in lived)
    return Counts(replication, tally, people, losses, _year(followed, personas))


def _of_each(rows: Columns, plan: Plan) -> dict[str, np.ndarray]:
    """Return what is summed up over people."""
    lost, kept, was_customer = np.isin(rows["state"], LOST), rows["kept"], rows["was_customer"]
    a_year = plan.horizon - plan.warm_up >= YEAR - MOMENT
    return {
        "people": np.ones(len(kept)),
        "customers": was_customer,
        "kept": kept,
        "todays": rows["todays"],
        "stayed": rows["todays"] & kept,
        "todays_for_a_year": rows["todays"] & a_year,
        "stayed_year": rows["stayed_year"],
        "came": rows["came"],
        "joined": rows["joined"],
        "lost": lost,
        "silent_lost": lost & (rows["complaints"] == 0),
        "troubled": was_customer & rows["troubled"],
        "cost": rows["cost"],
        "years": rows["years"],
        "satisfaction": np.where(kept, rows["satisfaction"], 0.0),
        "all_losses": lost | (rows["state"] == State.NOT_CONVERTED),
    }


def stays_of(rows: Columns, plan: Plan) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return persona, days followed, and whether lost, of those measured from when they could leave.

    That is the end of the warm-up, or of their first contract if that is later.
    """
    contracts = np.array([persona.contract for persona in plan.personas])
    contracts = np.where(np.isfinite(contracts), contracts, 0.0)[rows["persona"]]
    lost = np.isin(rows["state"], LOST)
    days = np.where(lost, rows["ended"], plan.horizon) - np.maximum(rows["since"] + contracts, plan.warm_up)
    free = rows["was_customer"] & (days > 0.0)
    return rows["persona"][free], days[free], lost[free]


def _year(followed: list[tuple[np.ndarray, np.ndarray, np.ndarray]], personas: int) -> tuple[Stay, ...]:
    persona, days, lost = (np.concatenate(parts) for parts in zip(*followed, strict=True))
    groups = [np.full(len(days), True), *(persona == number for number in range(personas))]
    return tuple(stay(days[group], lost[group]) for group in groups)


def visit_sums(cells: np.ndarray) -> Sums:
    """Return what KPIs ask of visits; the last axis is that of `AtVisit`."""
    at = {kind.name.lower(): cells[..., kind] for kind in AtVisit}
    not_served = at["abandoned"] + at["closed"] + at["busy"]
    frictions = at["friction"] + at["recovered"] + not_served
    return {
        "visits": cells[..., : AtVisit.ABANDONED].sum(axis=-1) + not_served,
        "frictions": frictions,
        "unresolved": frictions - at["recovered"],
        "delights": at["delight"],
        "complaints": at["complained"],
        "silences": at["silent"],
        "noticed": at["detected"] + at["complained"],
        "recoveries": at["recovered"],
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
    }


def journey_sums(cells: np.ndarray) -> Sums:
    """Return what KPIs ask of whole journeys; the last axis is that of `InJourney`."""
    return {
        "journeys": cells[..., InJourney.ENDED],
        "goals": cells[..., InJourney.GOALS],
        "after_sales": cells[..., InJourney.AFTER_SALES],
        "resolved_first": cells[..., InJourney.RESOLVED_FIRST],
        "nps": 100.0 * cells[..., InJourney.NPS],
        "nps_answers": cells[..., InJourney.NPS_ANSWERS],
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
    }


def frame(sums: Sums, replication: int, names: list[Any]) -> pd.DataFrame:
    """Return sums as a table indexed by (replication, name)."""
    index = pd.MultiIndex.from_product([[replication], names], names=["replication", "name"])
    return pd.DataFrame({name: np.atleast_1d(values) for name, values in sums.items()}, index, dtype=float)
