"""Forced outcomes: worlds in which they are forced on groups of visitors, or on everybody, and their sums.

What a single visit does is not what it does to force everybody: then all of them come back, call or write,
teams are flooded, and the queue does its own harm. So visitors are split into ten groups by their number. In
each of ten worlds every outcome is forced on one group only, another one each time, and the rest lives on as
today: ten worlds show each group under each outcome, and each of them is as busy as the others, so that what
the queues do cancels out between outcomes. The sum over the groups is the individual effect. Of a large
company four groups are enough: four worlds show each of them under each outcome. Two worlds in which
friction, and none, is forced on everybody give the policy effect, on the same visitors.

Where people meet neither at a team nor at reviews, nobody's visit can touch anybody else, and both are the
same to the last bit: then everybody is forced at once.
"""

from collections.abc import Collection, Mapping

import numpy as np

from cxsim.engine.parts import Plan, TouchpointPlan
from cxsim.engine.streams import mix64
from cxsim.engine.vocabulary import GROUPS, NONE
from cxsim.questions.experiments.interventions import (
    OUTCOMES,
    ForceOutcome,
    Intervention,
    Outcome,
    Visits,
    cannot_be_forced,
)
from cxsim.questions.experiments.large import is_large
from cxsim.questions.experiments.sums import SUMS, sums
from cxsim.questions.experiments.worlds import OF_ALL, Lived, Outcomes

# Outcomes that are forced on everybody, too.
POLICY: tuple[Outcome, ...] = ("friction", "ok")
FEWER = len(OUTCOMES)  # groups that tell enough of a large company


def groups_in(plan: Plan) -> int:
    """Return on how many groups of visitors outcomes are forced: 0 if everybody may be forced at once.

    That is so where nobody's visit can touch anybody else, at a team or by reviews and warnings.
    """
    teams = [one.team for one in plan.touchpoints] + [one.team for one in plan.desks]
    by_reviews = plan.advocacy.review_weight != 0.0 and any(one.reads_reviews for one in plan.touchpoints)
    meet = by_reviews or any(team != NONE for team in teams)
    return (FEWER if is_large(plan.existing) else GROUPS) * meet


def on_everybody(there: Collection[Outcome], groups: int) -> list[Outcome]:
    """Return the outcomes of those possible at a touchpoint that are forced on everybody."""
    return [outcome for outcome in there if not groups or outcome in POLICY]


def possible(touchpoint: TouchpointPlan) -> list[Outcome]:
    """Return the outcomes that can be forced at a touchpoint."""
    return [outcome for outcome in OUTCOMES if not cannot_be_forced(touchpoint, outcome)]


def for_everybody(place: str, outcome: Outcome) -> str:
    """Name the world in which everybody is forced."""
    return f"{place}: {outcome} for everybody"


def crowding(place: str, outcome: Outcome, reference: Outcome) -> str:
    """Name the sums under an outcome if it did to each what forcing everybody does, against a reference."""
    return f"{place}: {outcome} against {reference}, crowded"


def forcing(
    place: str, touchpoint: TouchpointPlan, visits: Visits, groups: int
) -> dict[str, list[Intervention]]:
    """Return what is done at a touchpoint in each world that is needed, by the name of the world."""
    there = possible(touchpoint)
    if len(there) < 2:
        return {}  # nothing to hold an outcome against
    done: dict[str, list[Intervention]] = {
        for_everybody(place, outcome): [ForceOutcome(place, outcome, visits)]
        for outcome in on_everybody(there, groups)
    }
    for number in range(groups):
        done[_of_groups(place, number)] = [
            ForceOutcome(place, outcome, visits, (number + rank) % groups)
            for rank, outcome in enumerate(there)
        ]
    return done


def _of_groups(place: str, number: int) -> str:
    return f"{place}: groups {number}"


def groups_of(customers: np.ndarray) -> np.ndarray:
    """Return the group of each customer, as the engines do (see `cxsim.engine.behaviour.reach.group_of`)."""
    with np.errstate(over="ignore"):
        mixed: np.ndarray = mix64.py_func(customers.astype(np.uint64)) % np.uint64(GROUPS)
    return mixed.astype(np.int64)


def sums_under(
    lived: Lived, personas: int, touchpoints: Mapping[str, TouchpointPlan], groups: int
) -> dict[str, np.ndarray]:
    """Return sums over the visitors of each touchpoint under each outcome, by name.

    ``place: outcome`` are those of the individual effect, ``place: outcome for everybody`` those of the
    policy, and `crowding` names those of the individual effect with what the policy adds to it.
    """
    assert lived.visitors is not None
    found: dict[str, np.ndarray] = {}
    seen = zip(touchpoints.items(), lived.visitors.came, lived.visitors.prospects, strict=True)
    for (place, touchpoint), came, prospects in seen:
        there = possible(touchpoint)
        if len(there) < 2:
            continue
        if groups:
            each = _of_each(lived, place, there, personas, came, prospects, groups)
            came = came[groups_of(came) < groups]
        everybody = {
            outcome: _sums(lived.outcomes[for_everybody(place, outcome)], personas, came, prospects)
            for outcome in on_everybody(there, groups)
        }
        shown = each if groups else everybody
        found |= {f"{place}: {outcome}": shown[outcome] for outcome in there}
        if groups:
            found |= {for_everybody(place, outcome): of_all for outcome, of_all in everybody.items()}
            found |= {
                crowding(place, one, other): everybody[one] - everybody[other] + each[other]
                for one in everybody
                for other in everybody
            }
    return found


def _of_each(
    lived: Lived,
    place: str,
    there: list[Outcome],
    personas: int,
    came: np.ndarray,
    prospects: np.ndarray,
    groups: int,
) -> dict[Outcome, np.ndarray]:
    """Return sums over visitors, each of them as they were in the world where their group was addressed."""
    found = {outcome: np.zeros((1 + personas, SUMS)) for outcome in there}
    group = groups_of(came)
    for number in range(groups):
        outcomes = lived.outcomes[_of_groups(place, number)]
        for rank, outcome in enumerate(there):
            addressed = came[group == (number + rank) % groups]
            found[outcome] += _sums(outcomes, personas, addressed, prospects)
    return found


def _sums(outcomes: Outcomes, personas: int, among: np.ndarray, prospects: np.ndarray) -> np.ndarray:
    """Return sums over some visitors; of those who came by themselves only who was no customer yet there."""
    there = np.isin(outcomes.customer, among)
    of_each = {name: getattr(outcomes, name)[there] for name in Outcomes._fields if name not in OF_ALL}
    still = np.isin(of_each["customer"], prospects)
    of_each |= {name: of_each[name] & still for name in ("came", "joined")}
    return sums(outcomes._replace(**of_each), personas, among)
