"""Tallies: what KPIs count, counted while it happens, so that they need no event log.

Counts are whole numbers, and so are sums of feelings and times (in units of 2^-32): adding whole numbers in
any order gives the same sum, to the last bit. These are rules (see `rules`), which every engine calls.
"""

import math
from typing import NamedTuple

import numpy as np

from cxsim.engine.counted import AtLevel, AtVisit, InJourney, InTeam, Spent, Whose
from cxsim.engine.parts import Plan
from cxsim.engine.passages import passages
from cxsim.engine.rules import rule
from cxsim.engine.vocabulary import NONE, Outcome

UNIT = 2.0**-32
MONEY = 2.0**-16  # units of the scenario's currency
MONTH = 365.0 / 12.0  # days
Counts = np.ndarray


class Tally(NamedTuple):
    """The tallies of one replication, of whole numbers.

    Attributes
    ----------
    visits
        Visits, of shape (personas, passages, `AtVisit`); see `cxsim.engine.passages`.
    journeys
        Shape (personas, `InJourney`).
    teams
        Shape (teams, `InTeam`).
    costs
        What it cost to serve everybody since the warm-up, of shape (personas, `Whose`, months, `Spent`):
        months go back from the end, so that the first twelve are the last year.
    levels
        How the levels of customers changed since the warm-up, as whose costs are counted, and the last axis
        that of `AtLevel`. Who has another level than 1 when it ends counts as changing then.
    """

    visits: Counts
    journeys: Counts
    teams: Counts
    costs: Counts
    levels: Counts


def empty_tally(plan: Plan) -> Tally:
    """Return tallies in which nothing is counted yet."""
    personas, by_month = len(plan.personas), months(plan.horizon - plan.warm_up)
    return Tally(
        np.zeros((personas, len(passages(plan).origin), len(AtVisit)), np.int64),
        np.zeros((personas, len(InJourney)), np.int64),
        np.zeros((len(plan.teams), len(InTeam)), np.int64),
        np.zeros((personas, len(Whose), by_month, len(Spent)), np.int64),
        np.zeros((personas, len(Whose), by_month, len(AtLevel)), np.int64),
    )


def months(days: float) -> int:
    """Return by how many months costs are counted; the first, which comes last, may be a shorter one."""
    return max(1, math.ceil(days / MONTH))


def by_touchpoint(tally: Tally, plan: Plan) -> Counts:
    """Return what was counted at visits, of shape (personas, touchpoints, `AtVisit`)."""
    cells = np.zeros((len(plan.touchpoints), len(plan.personas), len(AtVisit)), np.int64)
    np.add.at(cells, passages(plan).touchpoint, tally.visits.swapaxes(0, 1))
    return cells.swapaxes(0, 1)


@rule
def units(value: float) -> int:
    """Return a value as a whole number of units."""
    return math.floor(value / UNIT + 0.5)


@rule
def month_of(left: float, months: int) -> int:
    """Return the month in which something happens so many days before the end."""
    return min(max(0, math.floor(left / MONTH)), months - 1)


@rule
def count_cost(cell: Counts, on: int, amount: float) -> None:
    """Count what something cost."""
    cell[on] += math.floor(amount / MONEY + 0.5)


@rule
def count_step(cell: Counts, step: float, rest: float) -> None:
    """Count that somebody's level changes, so many days before the end of the month."""
    cell[AtLevel.STEPS] += units(step)
    cell[AtLevel.DAYS] += units(step * rest)


@rule
def served(outcome: int) -> bool:
    """Tell whether a visit with this outcome was served."""
    return outcome < Outcome.ABANDONED


@rule
def count_visit(
    cell: Counts,
    outcome: int,
    notice: int,
    felt: float,
    wait: float,
    staffed: bool,
    context_lost: bool,
) -> None:
    """Count a visit."""
    cell[outcome] += 1
    if notice != NONE:
        cell[AtVisit.DETECTED + notice] += 1
    if context_lost:
        cell[AtVisit.CONTEXT_LOST] += 1
    feeling = units(felt)
    cell[AtVisit.FELT] += feeling
    if feeling < 0:
        cell[AtVisit.PAIN] += feeling
    if staffed and served(outcome):
        cell[AtVisit.WAIT] += units(wait)
        cell[AtVisit.CONTACTS] += 1


@rule
def count_answer(cell: Counts, recovered: bool, elapsed: float, target: float) -> None:
    """Count the answer about a case where it was opened."""
    cell[AtVisit.ANSWERS] += 1
    cell[AtVisit.ANSWER_TIME] += units(elapsed)
    if recovered:
        cell[AtVisit.ANSWERED_WELL] += 1
    if target < math.inf:
        cell[AtVisit.TARGETED] += 1
        if elapsed <= target:
            cell[AtVisit.IN_TARGET] += 1


@rule
def count_csat(cell: Counts, score: int) -> None:
    """Count an answer to the CSAT question."""
    cell[AtVisit.CSAT] += score
    cell[AtVisit.CSAT_ANSWERS] += 1
    if score >= 4:
        cell[AtVisit.CSAT_SATISFIED] += 1


@rule
def count_ces(cell: Counts, score: int) -> None:
    """Count an answer to the CES question."""
    cell[AtVisit.CES] += score
    cell[AtVisit.CES_ANSWERS] += 1


@rule
def count_journey(cell: Counts, goal: bool) -> None:
    """Count the end of a journey."""
    cell[InJourney.ENDED] += 1
    if goal:
        cell[InJourney.GOALS] += 1


@rule
def count_about_matter(cell: Counts, elapsed: float) -> None:
    """Count a contact with staff about a matter, so many days after the last one."""
    cell[InJourney.CONTACTS] += 1
    if elapsed <= 7.0:
        cell[InJourney.AGAIN_7] += 1
    if elapsed <= 30.0:
        cell[InJourney.AGAIN_30] += 1


@rule
def count_matter(cell: Counts, settled: bool, contacts: int, good_contacts: int) -> None:
    """Count the end of a matter; of `contacts` served by staff good ones left no friction."""
    if contacts > 0:
        cell[InJourney.MATTERS] += 1
        if settled and contacts == 1 and good_contacts == 1:
            cell[InJourney.RESOLVED_FIRST] += 1


@rule
def count_nps(cell: Counts, score: int) -> None:
    """Count an answer to the NPS question."""
    cell[InJourney.NPS_ANSWERS] += 1
    if score >= 9:
        cell[InJourney.NPS] += 1
    elif score <= 6:
        cell[InJourney.NPS] -= 1


@rule
def count_decision(cell: Counts, kind: int) -> None:
    """Count that somebody made up their mind, gave notice, or was won back."""
    cell[kind] += 1


@rule
def count_contact(cell: Counts, outcome: int, wait: float, duration: float, target: float) -> None:
    """Count a visit to a team that should serve within a target, 0 if there is none."""
    if target > 0.0 and outcome <= Outcome.ABANDONED:
        cell[InTeam.TARGETED] += 1
        if served(outcome) and wait <= target:
            cell[InTeam.IN_TARGET] += 1
    if served(outcome):
        cell[InTeam.SERVED] += 1
        cell[InTeam.WAIT] += units(wait)
        cell[InTeam.WORK] += units(duration)
    else:
        cell[InTeam.ABANDONED + outcome - Outcome.ABANDONED] += 1


@rule
def count_callback(cell: Counts, outcome: int) -> None:
    """Count a visit of somebody who asked a team to call back."""
    cell[InTeam.CALLBACKS] += 1
    if not served(outcome):
        cell[InTeam.UNREACHED] += 1


@rule
def count_case(cell: Counts, duration: float) -> None:
    """Count the time a team spent on a case of a recovery desk."""
    cell[InTeam.WORK] += units(duration)
