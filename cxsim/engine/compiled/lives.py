"""Lives in the compiled engine: the twin of `cxsim.engine.lives`."""

import math

from cxsim.engine import rules
from cxsim.engine.compiled.draws import choose, draw, sample, turn_to_journey, turn_to_life
from cxsim.engine.compiled.feelings import memory
from cxsim.engine.compiled.journeys import in_rhythm, look_back, set_out
from cxsim.engine.compiled.layout import journeys, people, personas
from cxsim.engine.compiled.log import write, write_in_journey
from cxsim.engine.compiled.memory import Record, compiled, counts, floats
from cxsim.engine.compiled.newcomers import newcomer
from cxsim.engine.compiled.phases import Phase
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
def existing_customer(world: Record) -> int:
    """Put the next existing customer in place, in the middle of a contract or between two purchases."""
    index = newcomer(world, world.placed, Origin.EXISTING)
    world.placed += 1
    person = people(world.people_at, index)
    turn_to_life(world, person.number)
    person.persona = choose(world, world.persona_shares, world.personas, LifeDraw.PERSONA)
    person.since = -sample(world, world.tenure, LifeDraw.TENURE)
    satisfaction = personas(world.personas_at, person.persona).satisfaction
    person.satisfaction = sample(world, satisfaction, LifeDraw.SATISFACTION)
    person.mood = person.satisfaction
    person.state, person.measured = State.CUSTOMER, 1
    foresee_needs(world, index, person)
    return index


@compiled
def next_prospect(world: Record) -> int:
    """Let the next prospect arrive now, and foresee when the one after comes."""
    index = newcomer(world, FIRST_PROSPECT + world.rank, Origin.PROSPECT)
    people(world.people_at, index).now = world.next_arrival
    world.rank += 1
    foresee_arrival(world, world.next_arrival)
    return index


@compiled
def foresee_arrival(world: Record, now: float) -> None:
    """Foresee when the next prospect arrives: a Poisson process, in the rhythm of the week."""
    world.next_arrival = math.inf
    if world.prospects_per_day > 0.0:
        turn_to_life(world, FIRST_PROSPECT + world.rank)
        gap = -math.log(1.0 - draw(world, LifeDraw.ARRIVAL)) / world.prospects_per_day
        world.next_arrival = now + in_rhythm(world, world.arrival_rhythm, now, gap)


@compiled
def begin(world: Record, index: int, person: Record) -> bool:
    """Arrive: existing customers wait for what comes next, prospects set out."""
    if person.state == State.PROSPECT:
        person.arrived = person.now
        turn_to_life(world, person.number)
        person.persona = choose(world, world.persona_shares, world.personas, LifeDraw.PERSONA)
        person.measured = world.warm_up <= person.now <= world.last_arrival
    write(world, person, Event.ARRIVED)
    if person.state == State.PROSPECT:
        return set_out(world, index, person, world.onboarding, 0)
    person.phase = Phase.NEXT_CHAPTER
    return True


@compiled
def foresee_needs(world: Record, index: int, person: Record) -> None:
    """Set when each journey is needed first."""
    needs = floats(world.needs_at + 8 * index * world.journeys)
    occurrences = counts(world.occurrences_at + 4 * index * world.journeys)
    for number in range(world.journeys):
        journey = journeys(world.journeys_at, number)
        occurrences[number] = 0
        if ends_contract(world, number):
            contract = personas(world.personas_at, person.persona).contract
            rest = contract - (person.now - person.since) % contract
            needs[number] = person.now + in_rhythm(world, journey.rhythm, person.now, rest)
        elif person.origin_kind == Origin.EXISTING:
            needs[number] = need_underway(world, person, number)
        else:
            first = interval(world, person, journey, 0)
            needs[number] = person.now + in_rhythm(world, journey.rhythm, person.now, first)


@compiled
def need_underway(world: Record, person: Record, number: int) -> float:
    """Return the first need after time 0 for somebody whose needs have come up for long before."""
    journey = journeys(world.journeys_at, number)
    if journey.mean_interval == math.inf:
        return math.inf
    turn_to_journey(world, person.number, journey.address, 0)
    phase = draw(world, JourneyDraw.PHASE)
    need = -(SETTLED + phase) * journey.mean_interval * personas(world.personas_at, person.persona).pace
    last, earlier = need, EARLIER
    while need <= 0.0:
        last = need
        need = need + interval(world, person, journey, earlier)
        earlier += 1
    if number == world.renewing:
        person.last_purchase = last if -last < world.window else -phase * world.window
    return in_rhythm(world, journey.rhythm, 0.0, need)


@compiled
def interval(world: Record, person: Record, journey: Record, occurrence: int) -> float:
    """Return how long it is from one need for a journey to the next, at this customer's pace."""
    turn_to_journey(world, person.number, journey.address, occurrence)
    return (
        sample(world, journey.every, JourneyDraw.INTERVAL) * personas(world.personas_at, person.persona).pace
    )


@compiled
def ends_contract(world: Record, journey: int) -> bool:
    """Tell whether a journey comes at the end of a contract."""
    return journey == world.renewing and world.window == math.inf


@compiled
def next_chapter(world: Record, index: int, person: Record) -> bool:
    """Wait for what comes first, and begin it: a journey, or the day when the last purchase is too old."""
    needs = floats(world.needs_at + 8 * index * world.journeys)
    journey = 0
    for number in range(1, world.journeys):
        if needs[number] < needs[journey]:
            journey = number
    need = needs[journey]
    first = min(need, person.called_for, person.last_purchase + world.window)
    if not passes(world, person, max(first - person.now, 0.0)):
        return False
    if first == person.called_for:
        person.called_for = math.inf
        person.calls += 1
        return set_out(world, index, person, world.after_sales, CALLED_FOR + person.calls)
    if first == need:
        return meet_need(world, index, person, journey, need)
    end(world, person, State.LAPSED, Event.LAPSED, NONE, NONE)
    return False


@compiled
def meet_need(world: Record, index: int, person: Record, number: int, due: float) -> bool:
    """Set out on a journey that was due, and foresee when the next of its kind is."""
    occurrences = counts(world.occurrences_at + 4 * index * world.journeys)
    occurrences[number] += 1
    occurrence = occurrences[number]
    journey = journeys(world.journeys_at, number)
    if ends_contract(world, number):
        gap = personas(world.personas_at, person.persona).contract
    else:
        gap = interval(world, person, journey, occurrence)
    floats(world.needs_at + 8 * index * world.journeys)[number] = due + in_rhythm(
        world, journey.rhythm, due, gap
    )
    if number == world.renewing and not ends_contract(world, number):
        turn_to_journey(world, person.number, journey.address, occurrence)
        if draw(world, JourneyDraw.LOYALTY) >= stays_probability(world, person):
            row = write(world, person, Event.BOUGHT_ELSEWHERE)
            row.journey, row.occurrence = number, occurrence
            return True
    return set_out(world, index, person, number, occurrence)


@compiled
def after_journey(world: Record, index: int, person: Record) -> bool:
    """Look back at a journey, and see what follows from it for the relationship."""
    look_back(world, person)
    if person.state == State.PROSPECT:
        if person.outcome != Outcome.GOAL:
            touchpoint = person.last_touchpoint
            end(world, person, State.NOT_CONVERTED, Event.NOT_CONVERTED, world.onboarding, touchpoint)
            return False
        become_customer(world, index, person)
    elif person.outcome == Outcome.LEFT:
        end(world, person, State.LEFT, Event.LEFT, person.journey, person.last_touchpoint)
        return False
    elif ends_contract(world, person.journey):
        journey = journeys(world.journeys_at, person.journey)
        turn_to_journey(world, person.number, journey.address, person.occurrence)
        if draw(world, JourneyDraw.LOYALTY) >= stays_probability(world, person):
            end(world, person, State.LEFT, Event.LEFT, person.journey, NONE)
            return False
        write_in_journey(world, person, Event.RENEWED)
    elif person.journey == world.renewing and person.outcome == Outcome.GOAL:
        person.last_purchase = person.now
        write_in_journey(world, person, Event.PURCHASED)
    person.phase = Phase.NEXT_CHAPTER
    return True


@compiled
def become_customer(world: Record, index: int, person: Record) -> None:
    """Turn a prospect into a customer."""
    person.state = State.CUSTOMER
    person.since = person.last_purchase = person.now
    foresee_needs(world, index, person)
    write(world, person, Event.CONVERTED)


@compiled
def stays_probability(world: Record, person: Record) -> float:
    """Return how likely a customer renews, or comes back, today."""
    persona = personas(world.personas_at, person.persona)
    return rules.renewal_probability(
        person.satisfaction,
        world.anchor,
        world.renewal,
        world.slope_below,
        world.slope_above,
        world.loyalty_friction,
        memory(world, person),
        persona.loyalty + persona.switching_cost - world.competition,
    )


@compiled
def end(world: Record, person: Record, state: int, event: int, journey: int, touchpoint: int) -> None:
    """End the relationship, and note where it ended and which friction was on the customer's mind."""
    person.state = state
    person.phase = Phase.OVER
    person.ended = person.now
    person.left_journey, person.left_touchpoint = journey, touchpoint
    row = write(world, person, event)
    row.journey, row.touchpoint = journey, touchpoint
    row.cause = person.worst_cause if remembers_worst(world, person) else NONE


@compiled
def remembers_worst(world: Record, person: Record) -> bool:
    """Tell whether the worst unresolved friction is still on a customer's mind."""
    elapsed = person.now - person.worst_time
    return rules.memory_now(person.worst_severity, elapsed, world.half_life) >= FORGOTTEN
