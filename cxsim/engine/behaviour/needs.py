"""Needs: when a customer needs which journey next."""

import math

from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    draw,
    forget_occurrences,
    in_rhythm,
    in_season,
    journey_at,
    need,
    next_occurrence,
    persona_of,
    sample,
    set_need,
    turn_to_journey,
)
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.vocabulary import EARLIER, JourneyDraw, Origin

# So many mean intervals before time 0 a process of needs is started, that time 0 is any moment to it.
SETTLED = 3.0


@behaviour
def foresee_needs(sim: Sim, person: Person) -> None:
    """Set when each journey is needed first."""
    forget_occurrences(sim, person)
    for number in range(sim.journeys):
        journey = journey_at(sim, person, number)
        if ends_contract(sim, number):
            time = term(sim, person, number)
        elif person.origin_kind == Origin.EXISTING:
            time = need_underway(sim, person, number)
        else:
            first = interval(sim, person, journey, 0)
            time = person.now + in_season(sim, sim.needs_by_day, journey.rhythm, person.now, first)
        set_need(sim, person, number, time)


@behaviour
def term(sim: Sim, person: Person, number: int) -> float:
    """Note when the term ends that one is in; return when the next is decided."""
    rest = until_decision(sim, person)
    time: float = person.now + in_rhythm(sim, journey_at(sim, person, number).rhythm, person.now, rest)
    person.term_ends = time + persona_of(sim, person).notice
    return time


@behaviour
def until_decision(sim: Sim, person: Person) -> float:
    """Return how long it is until a customer decides on the next term; who is past that has decided."""
    persona, tenure = persona_of(sim, person), person.now - person.since
    rest = persona.contract - tenure
    if tenure >= persona.contract:
        person.past_first = 1
        rest = persona.then - (tenure - persona.contract % persona.then) % persona.then
    if rest < persona.notice:
        person.past_first = 1
        rest += persona.then
    return rest - persona.notice  # type: ignore[no-any-return]


@behaviour
def need_underway(sim: Sim, person: Person, number: int) -> float:
    """Return the first need after time 0 for somebody whose needs have come up for long before."""
    journey = journey_at(sim, person, number)
    if journey.mean_interval == math.inf:
        return math.inf
    turn_to_journey(sim, person.number, journey.address, 0)
    phase = draw(sim, JourneyDraw.PHASE)
    time = -(SETTLED + phase) * journey.mean_interval * leisure(sim, person)
    last, earlier = time, EARLIER
    while time <= 0.0:
        last = time
        time = time + interval(sim, person, journey, earlier)
        earlier += 1
    if number == sim.renewing:  # who bought nothing for longer than the window would not be a customer
        person.last_purchase = last if -last < sim.window else -phase * sim.window
    return in_season(sim, sim.needs_by_day, journey.rhythm, 0.0, time)


@behaviour
def interval(sim: Sim, person: Person, journey: Part, occurrence: int) -> float:
    """Return how long it is from one need for a journey to the next, at this customer's pace."""
    turn_to_journey(sim, person.number, journey.address, occurrence)
    return sample(sim, journey.every, JourneyDraw.INTERVAL) * leisure(sim, person)


@behaviour
def leisure(sim: Sim, person: Person) -> float:
    """Return by how much it takes this customer longer until the next need."""
    return persona_of(sim, person).pace / person.needs_factor  # type: ignore[no-any-return]


@behaviour
def ends_contract(sim: Sim, number: int) -> bool:
    """Tell whether a journey comes at the end of a contract."""
    return bool(number == sim.renewing and sim.window == math.inf)


@behaviour
def needed_first(sim: Sim, person: Person) -> int:
    """Return the journey that is needed next."""
    first = 0
    for number in range(1, sim.journeys):
        if need(sim, person, number) < need(sim, person, first):
            first = number
    return first


@behaviour
def needed_again(sim: Sim, person: Person, number: int) -> int:
    """Foresee when a journey that is due now is needed next; return how often it has come up."""
    occurrence = next_occurrence(sim, person, number)
    journey, due = journey_at(sim, person, number), need(sim, person, number)
    if ends_contract(sim, number):
        gap = in_rhythm(sim, journey.rhythm, due, persona_of(sim, person).then)
    else:
        gap = in_season(
            sim, sim.needs_by_day, journey.rhythm, due, interval(sim, person, journey, occurrence)
        )
    set_need(sim, person, number, due + gap)
    return occurrence
