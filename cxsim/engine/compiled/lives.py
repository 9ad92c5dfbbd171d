"""The phases of a life in the compiled engine: what `cxsim.engine.lives` says as a process."""

import math

from cxsim.engine.behaviour import lives as behaviour
from cxsim.engine.behaviour.reach import write
from cxsim.engine.compiled import cases, journeys
from cxsim.engine.compiled.memory import Record, compiled
from cxsim.engine.compiled.people import newcomer, person_at
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.service import passes
from cxsim.engine.vocabulary import FIRST_PROSPECT, Event, Origin, State

GONE, NOTHING = behaviour.GONE, behaviour.NOTHING
comes_next, turn_page, until_arrival = behaviour.comes_next, behaviour.turn_page, behaviour.until_arrival
be_existing_customer, be_prospect = behaviour.be_existing_customer, behaviour.be_prospect
take_up_life = behaviour.take_up_life
look_ahead = behaviour.after_journey


@compiled
def existing_customer(sim: Record) -> int:
    """Put the next existing customer in place."""
    index = sim.placed
    if sim.settled:
        take_up(sim, person_at(sim, index))
    else:
        index = newcomer(sim, sim.placed, Origin.EXISTING)
        be_existing_customer(sim, person_at(sim, index))
    sim.placed += 1
    return index


@compiled
def take_up(sim: Record, person: Record) -> None:
    """Let somebody go on who was a customer before time 0."""
    take_up_life(sim, person)
    if person.has_case:
        cases.take_up(sim, person)


@compiled
def next_prospect(sim: Record) -> int:
    """Let the next prospect arrive now, and foresee when the one after comes."""
    index = newcomer(sim, FIRST_PROSPECT + sim.rank, Origin.PROSPECT)
    person_at(sim, index).now = sim.next_arrival
    sim.rank += 1
    foresee_arrival(sim, sim.next_arrival)
    return index


@compiled
def foresee_arrival(sim: Record, now: float) -> None:
    """Foresee when the next prospect arrives."""
    sim.next_arrival = math.inf
    if sim.prospects_per_day > 0.0:
        sim.next_arrival = now + until_arrival(sim, FIRST_PROSPECT + sim.rank, now)


@compiled
def begin(sim: Record, person: Record) -> bool:
    """Arrive: existing customers wait for what comes next, prospects set out."""
    if person.state == State.PROSPECT:
        be_prospect(sim, person)
    write(sim, person, Event.ARRIVED)
    if person.state == State.PROSPECT:
        return journeys.begin(sim, person, sim.onboarding, 0)
    if person.in_journey:  # since before time 0
        return journeys.come_after(sim, person, person.due)
    person.phase = Phase.NEXT_CHAPTER
    return True


@compiled
def next_chapter(sim: Record, person: Record) -> bool:
    """Wait for what comes first, and begin it."""
    if person.phase == Phase.NEXT_CHAPTER:
        person.phase = Phase.CHAPTER_DUE
        if not passes(sim, person, max(comes_next(sim, person) - person.now, 0.0)):
            return False
        if person.now >= sim.until:
            return True
    person.phase = Phase.NEXT_CHAPTER
    number = turn_page(sim, person)
    if number >= 0:
        return journeys.begin(sim, person, number, person.occurrence)
    if number == GONE:
        person.phase = Phase.OVER
    return number == NOTHING


@compiled
def after_journey(sim: Record, person: Record) -> bool:
    """See what follows from a journey for the relationship."""
    look_ahead(sim, person)
    if person.state != State.CUSTOMER:
        person.phase = Phase.OVER
        return False
    person.phase = Phase.NEXT_CHAPTER
    return True
