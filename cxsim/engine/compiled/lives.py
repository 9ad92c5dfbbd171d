"""Lives in the compiled engine: the twin of `cxsim.engine.lives`."""

import math

from cxsim.engine import rules
from cxsim.engine.compiled.draws import choose, draw, sample, turn_to_journey, turn_to_life
from cxsim.engine.compiled.feelings import memory
from cxsim.engine.compiled.journeys import in_rhythm, look_back, set_out
from cxsim.engine.compiled.log import write, write_in_journey
from cxsim.engine.compiled.memory import Record, compiled, counts, floats
from cxsim.engine.compiled.newcomers import newcomer
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.records import journeys, people, personas
from cxsim.engine.compiled.service import passes
from cxsim.engine.lives import FORGOTTEN, SETTLED
from cxsim.engine.vocabulary import (
    CALLED_FOR,
    EARLIER,
    FIRST_PROSPECT,
    NONE,
    Event,
    JourneyDraw,
    LifeDraw,
    Origin,
    Outcome,
    State,
)


@compiled
def existing_customer(sim: Record) -> int:
    """Put the next existing customer in place, in the middle of a contract or between two purchases."""
    index = newcomer(sim, sim.placed, Origin.EXISTING)
    sim.placed += 1
    person = people(sim.people_at, index)
    turn_to_life(sim, person.number)
    person.persona = choose(sim, sim.persona_shares, sim.personas, LifeDraw.PERSONA)
    person.since = -sample(sim, sim.tenure, LifeDraw.TENURE)
    satisfaction = personas(sim.personas_at, person.persona).satisfaction
    person.satisfaction = sample(sim, satisfaction, LifeDraw.SATISFACTION)
    person.mood = person.satisfaction
    person.state, person.measured = State.CUSTOMER, 1
    foresee_needs(sim, index, person)
    return index


@compiled
def next_prospect(sim: Record) -> int:
    """Let the next prospect arrive now, and foresee when the one after comes."""
    index = newcomer(sim, FIRST_PROSPECT + sim.rank, Origin.PROSPECT)
    people(sim.people_at, index).now = sim.next_arrival
    sim.rank += 1
    foresee_arrival(sim, sim.next_arrival)
    return index


@compiled
def foresee_arrival(sim: Record, now: float) -> None:
    """Foresee when the next prospect arrives: a Poisson process, in the rhythm of the week."""
    sim.next_arrival = math.inf
    if sim.prospects_per_day > 0.0:
        turn_to_life(sim, FIRST_PROSPECT + sim.rank)
        gap = -math.log(1.0 - draw(sim, LifeDraw.ARRIVAL)) / sim.prospects_per_day
        sim.next_arrival = now + in_rhythm(sim, sim.arrival_rhythm, now, gap)


@compiled
def begin(sim: Record, index: int, person: Record) -> bool:
    """Arrive: existing customers wait for what comes next, prospects set out."""
    if person.state == State.PROSPECT:
        person.arrived = person.now
        turn_to_life(sim, person.number)
        person.persona = choose(sim, sim.persona_shares, sim.personas, LifeDraw.PERSONA)
        person.measured = sim.warm_up <= person.now <= sim.last_arrival
    write(sim, person, Event.ARRIVED)
    if person.state == State.PROSPECT:
        return set_out(sim, index, person, sim.onboarding, 0)
    person.phase = Phase.NEXT_CHAPTER
    return True


@compiled
def foresee_needs(sim: Record, index: int, person: Record) -> None:
    """Set when each journey is needed first."""
    needs = floats(sim.needs_at + 8 * index * sim.journeys)
    occurrences = counts(sim.occurrences_at + 4 * index * sim.journeys)
    for number in range(sim.journeys):
        journey = journeys(sim.journeys_at, number)
        occurrences[number] = 0
        if ends_contract(sim, number):
            contract = personas(sim.personas_at, person.persona).contract
            rest = contract - (person.now - person.since) % contract
            needs[number] = person.now + in_rhythm(sim, journey.rhythm, person.now, rest)
        elif person.origin_kind == Origin.EXISTING:
            needs[number] = need_underway(sim, person, number)
        else:
            first = interval(sim, person, journey, 0)
            needs[number] = person.now + in_rhythm(sim, journey.rhythm, person.now, first)


@compiled
def need_underway(sim: Record, person: Record, number: int) -> float:
    """Return the first need after time 0 for somebody whose needs have come up for long before."""
    journey = journeys(sim.journeys_at, number)
    if journey.mean_interval == math.inf:
        return math.inf
    turn_to_journey(sim, person.number, journey.address, 0)
    phase = draw(sim, JourneyDraw.PHASE)
    need = -(SETTLED + phase) * journey.mean_interval * personas(sim.personas_at, person.persona).pace
    last, earlier = need, EARLIER
    while need <= 0.0:
        last = need
        need = need + interval(sim, person, journey, earlier)
        earlier += 1
    if number == sim.renewing:
        person.last_purchase = last if -last < sim.window else -phase * sim.window
    return in_rhythm(sim, journey.rhythm, 0.0, need)


@compiled
def interval(sim: Record, person: Record, journey: Record, occurrence: int) -> float:
    """Return how long it is from one need for a journey to the next, at this customer's pace."""
    turn_to_journey(sim, person.number, journey.address, occurrence)
    return sample(sim, journey.every, JourneyDraw.INTERVAL) * personas(sim.personas_at, person.persona).pace


@compiled
def ends_contract(sim: Record, journey: int) -> bool:
    """Tell whether a journey comes at the end of a contract."""
    return journey == sim.renewing and sim.window == math.inf


@compiled
def next_chapter(sim: Record, index: int, person: Record) -> bool:
    """Wait for what comes first, and begin it: a journey, or the day when the last purchase is too old."""
    needs = floats(sim.needs_at + 8 * index * sim.journeys)
    journey = 0
    for number in range(1, sim.journeys):
        if needs[number] < needs[journey]:
            journey = number
    need = needs[journey]
    first = min(need, person.called_for, person.last_purchase + sim.window)
    if not passes(sim, person, max(first - person.now, 0.0)):
        return False
    if first == person.called_for:
        person.called_for = math.inf
        person.calls += 1
        return set_out(sim, index, person, sim.after_sales, CALLED_FOR + person.calls)
    if first == need:
        return meet_need(sim, index, person, journey, need)
    end(sim, person, State.LAPSED, Event.LAPSED, NONE, NONE)
    return False


@compiled
def meet_need(sim: Record, index: int, person: Record, number: int, due: float) -> bool:
    """Set out on a journey that was due, and foresee when the next of its kind is."""
    occurrences = counts(sim.occurrences_at + 4 * index * sim.journeys)
    occurrences[number] += 1
    occurrence = occurrences[number]
    journey = journeys(sim.journeys_at, number)
    if ends_contract(sim, number):
        gap = personas(sim.personas_at, person.persona).contract
    else:
        gap = interval(sim, person, journey, occurrence)
    floats(sim.needs_at + 8 * index * sim.journeys)[number] = due + in_rhythm(sim, journey.rhythm, due, gap)
    if number == sim.renewing and not ends_contract(sim, number):
        turn_to_journey(sim, person.number, journey.address, occurrence)
        if draw(sim, JourneyDraw.LOYALTY) >= stays_probability(sim, person):
            row = write(sim, person, Event.BOUGHT_ELSEWHERE)
            row.journey, row.occurrence = number, occurrence
            return True
    return set_out(sim, index, person, number, occurrence)


@compiled
def after_journey(sim: Record, index: int, person: Record) -> bool:
    """Look back at a journey, and see what follows from it for the relationship."""
    look_back(sim, person)
    if person.state == State.PROSPECT:
        if person.outcome != Outcome.GOAL:
            touchpoint = person.last_touchpoint
            end(sim, person, State.NOT_CONVERTED, Event.NOT_CONVERTED, sim.onboarding, touchpoint)
            return False
        become_customer(sim, index, person)
    elif person.outcome == Outcome.LEFT:
        end(sim, person, State.LEFT, Event.LEFT, person.journey, person.last_touchpoint)
        return False
    elif ends_contract(sim, person.journey):
        journey = journeys(sim.journeys_at, person.journey)
        turn_to_journey(sim, person.number, journey.address, person.occurrence)
        if draw(sim, JourneyDraw.LOYALTY) >= stays_probability(sim, person):
            end(sim, person, State.LEFT, Event.LEFT, person.journey, NONE)
            return False
        write_in_journey(sim, person, Event.RENEWED)
    elif person.journey == sim.renewing and person.outcome == Outcome.GOAL:
        person.last_purchase = person.now
        write_in_journey(sim, person, Event.PURCHASED)
    person.phase = Phase.NEXT_CHAPTER
    return True


@compiled
def become_customer(sim: Record, index: int, person: Record) -> None:
    """Turn a prospect into a customer."""
    person.state = State.CUSTOMER
    person.since = person.last_purchase = person.now
    foresee_needs(sim, index, person)
    write(sim, person, Event.CONVERTED)


@compiled
def stays_probability(sim: Record, person: Record) -> float:
    """Return how likely a customer renews, or comes back, today."""
    persona = personas(sim.personas_at, person.persona)
    return rules.renewal_probability(
        person.satisfaction,
        sim.anchor,
        sim.renewal,
        sim.slope_below,
        sim.slope_above,
        sim.loyalty_friction,
        memory(sim, person),
        persona.loyalty + persona.switching_cost - sim.competition,
    )


@compiled
def end(sim: Record, person: Record, state: int, event: int, journey: int, touchpoint: int) -> None:
    """End the relationship, and note where it ended and which friction was on the customer's mind."""
    person.state = state
    person.phase = Phase.OVER
    person.ended = person.now
    person.left_journey, person.left_touchpoint = journey, touchpoint
    row = write(sim, person, event)
    row.journey, row.touchpoint = journey, touchpoint
    row.cause = person.worst_cause if remembers_worst(sim, person) else NONE


@compiled
def remembers_worst(sim: Record, person: Record) -> bool:
    """Tell whether the worst unresolved friction is still on a customer's mind."""
    elapsed = person.now - person.worst_time
    return rules.memory_now(person.worst_severity, elapsed, sim.half_life) >= FORGOTTEN
