"""Forks: which of the ways on from a touchpoint hold after this visit, and which one is taken."""

from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    branch_at,
    branches_of,
    cause_at,
    causes_of,
    draw,
    has_been_at,
    link_at,
    links_of,
    share_until,
    touchpoint_at,
)
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.parts import AFTER, FROM, TO_GOAL
from cxsim.engine.vocabulary import LONG_WAIT, NONE, Draw, Outcome


@often
def went_wrong(person: Person) -> bool:
    """Tell whether a friction counts for what comes next: a long wait is over, and stops nobody."""
    return bool(person.outcome == Outcome.FRICTION and person.cause != LONG_WAIT)


@often
def branch_taken(sim: Sim, person: Person, fork: Part) -> int:
    """Return which of the forks that may take the place of this one does: the first that holds; or -1."""
    for rank in range(branches_of(fork)):
        branch = branch_at(sim, fork, rank)
        if branch.kind == AFTER:
            holds = person.outcome == branch.key and (branch.key != Outcome.FRICTION or went_wrong(person))
        elif branch.kind == FROM:
            holds = person.origin == branch.key
        else:
            holds = person.visit >= branch.key
        if holds:
            return rank
    return NONE


@behaviour
def is_blocked(sim: Sim, person: Person, touchpoint: Part) -> bool:
    """Tell whether what somebody came for is not done, because of the friction that stays unresolved."""
    if person.outcome != Outcome.FRICTION:
        return False
    for rank in range(causes_of(touchpoint)):
        cause = cause_at(sim, touchpoint, rank)
        if cause.index == person.cause:
            return bool(cause.blocks)
    return False


@behaviour
def choose_open(sim: Sim, person: Person, fork: Part, blocked: bool) -> int:
    """Return the place of the link that is taken among those that are open, in proportion; -1 if none is."""
    total, before = 0.0, 0.0
    for rank in range(links_of(fork)):
        share = share_until(sim, person, fork, rank)
        if is_open(sim, person, link_at(sim, fork, rank), blocked):
            total += share - before
        before = share
    if total <= 0.0:
        return NONE
    u, edge, before, last = draw(sim, Draw.ROUTE) * total, 0.0, 0.0, NONE
    for rank in range(links_of(fork)):
        share = share_until(sim, person, fork, rank)
        if share > before and is_open(sim, person, link_at(sim, fork, rank), blocked):
            edge += share - before
            last = rank
            if u < edge:
                return rank
        before = share
    return last


@behaviour
def is_open(sim: Sim, person: Person, link: Part, blocked: bool) -> bool:
    """Tell whether a link can be taken: the goal not while it is blocked, some touchpoints only once."""
    if link.target < 0:
        return link.target != TO_GOAL or not blocked
    return not is_over(sim, person, link.target)


@behaviour
def is_over(sim: Sim, person: Person, target: int) -> bool:
    """Tell whether a person has been, in this journey, where nobody comes a second time."""
    return bool(touchpoint_at(sim, person, target).once and has_been_at(sim, person, target))
