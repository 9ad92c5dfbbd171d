"""Intentions: who is bound by a contract leaves when its term ends, unless they are won back before."""

import math

from cxsim.engine.behaviour.feelings import remembers_worst
from cxsim.engine.behaviour.reach import (
    Person,
    Sim,
    counts_now,
    happens,
    journey_cell,
    sample,
    write,
)
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.counted import InJourney
from cxsim.engine.tally import count_decision
from cxsim.engine.vocabulary import NONE, Draw, Event, State


@often
def means_to_leave(person: Person) -> bool:
    """Tell whether a customer means to leave, or has given notice."""
    return person.intends != 0 and (person.leaves_at < math.inf or person.now < person.intends_until)  # type: ignore[no-any-return]


@behaviour
def is_held(sim: Sim, person: Person) -> bool:
    """Tell whether a contract holds a customer at whom a gate has closed."""
    if person.state != State.CUSTOMER or sim.at_once == 1.0:
        return False
    return not happens(sim, sim.at_once, Draw.AT_ONCE)


@behaviour
def intend(sim: Sim, person: Person) -> None:
    """Mean to leave from now on, for a time."""
    make_up_mind(sim, person, person.journey, person.here)
    until = person.now + sample(sim, sim.intention_lasts, Draw.INTENTION_LASTS)
    person.intends_until = max(person.intends_until, until)


@behaviour
def make_up_mind(sim: Sim, person: Person, journey: int, touchpoint: int) -> None:
    """Mean to leave; the worst friction on one's mind is the reason, even when it will have faded."""
    already = means_to_leave(person)
    person.intends = 1
    if remembers_worst(sim, person, person.now):
        person.reason, person.reason_touchpoint = person.worst_cause, person.worst_touchpoint
    elif not already:
        person.reason, person.reason_touchpoint = NONE, NONE
    if not already:
        note(sim, person, Event.INTENDED, InJourney.INTENDED, journey, touchpoint)


@behaviour
def give_notice(sim: Sim, person: Person, ends: float) -> None:
    """Give notice to the end of the term, which makes the intention last."""
    if not means_to_leave(person):
        make_up_mind(sim, person, sim.renewing, NONE)
    person.leaves_at = ends
    note(sim, person, Event.NOTICE, InJourney.NOTICES, sim.renewing, NONE)


@behaviour
def be_won_back(sim: Sim, person: Person, probability: float, purpose: int) -> None:
    """Perhaps think better of leaving, and take a notice back while it has not come into force."""
    if means_to_leave(person) and person.now < person.leaves_at and happens(sim, probability, purpose):
        person.intends, person.intends_until, person.leaves_at = 0, 0.0, math.inf
        note(sim, person, Event.WON_BACK, InJourney.WON_BACK, person.journey, NONE)


@behaviour
def note(sim: Sim, person: Person, event: int, kind: int, journey: int, touchpoint: int) -> None:
    """Record and count a decision, with its reason."""
    row = write(sim, person, event)
    row.journey, row.touchpoint, row.cause = journey, touchpoint, person.reason
    if counts_now(sim, person):
        count_decision(journey_cell(sim, person), kind)


@behaviour
def recall_reason(sim: Sim, person: Person) -> None:
    """Have on one's mind why one meant to leave, however long ago that was."""
    if means_to_leave(person) and person.reason != NONE:
        person.worst_cause, person.worst_touchpoint = person.reason, person.reason_touchpoint
        person.worst_severity, person.worst_time = 1.0, person.now


@behaviour
def rest_of_term(person: Person) -> float:
    """Return for how long a customer would be bound yet."""
    return max(min(person.term_ends, person.leaves_at) - person.now, 0.0)  # type: ignore[no-any-return]
