"""Lives: who somebody is, what comes next for them, and how the relationship ends."""

import math

from cxsim.engine import rules
from cxsim.engine.behaviour.addressed import be_addressed
from cxsim.engine.behaviour.differences import be_oneself, follow_persona
from cxsim.engine.behaviour.feelings import memory, remembers_worst
from cxsim.engine.behaviour.intentions import give_notice, means_to_leave, recall_reason, rest_of_term
from cxsim.engine.behaviour.journeys import look_back, pull
from cxsim.engine.behaviour.levels import choose_level, come_at_level, keeps_part, note_step
from cxsim.engine.behaviour.log import write_in_journey
from cxsim.engine.behaviour.matters import leave_matter
from cxsim.engine.behaviour.needs import ends_contract, foresee_needs, needed_again, needed_first, term
from cxsim.engine.behaviour.reach import (
    Person,
    Sim,
    choose_persona,
    draw,
    in_rhythm,
    in_season,
    journey_at,
    need,
    persona_of,
    sample,
    set_need,
    turn_to_journey,
    turn_to_life,
    write,
)
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.vocabulary import CALLED_FOR, NONE, Event, JourneyDraw, LifeDraw, Outcome, State

NOTHING, GONE = -1, -2  # in the place of a journey: what has come was none; the relationship has ended


@behaviour
def be_existing_customer(sim: Sim, person: Person) -> None:
    """Be a customer at time 0, in the middle of a contract or between two purchases."""
    turn_to_life(sim, person.number)
    person.persona = choose_persona(sim)
    be_addressed(sim, person)
    be_oneself(sim, person)
    person.since = -sample(sim, sim.tenure, LifeDraw.TENURE)
    person.satisfaction = sample(sim, persona_of(sim, person).satisfaction, LifeDraw.SATISFACTION)
    person.mood = person.satisfaction
    person.state, person.measured = State.CUSTOMER, 1
    foresee_needs(sim, person)


@behaviour
def take_up_life(sim: Sim, person: Person) -> None:
    """Go on at time 0 as a customer who was one before, but for what is drawn as the file says."""
    turn_to_life(sim, person.number)
    follow_persona(sim, person)
    come_at_level(sim, person)
    if sim.keeps_satisfaction:
        person.satisfaction = sample(sim, persona_of(sim, person).satisfaction, LifeDraw.SATISFACTION)
        if not person.in_journey:
            person.mood = person.satisfaction
    if sim.keeps_tenure:
        person.since = -sample(sim, sim.tenure, LifeDraw.TENURE)
        if sim.renewing != NONE and ends_contract(sim, sim.renewing):
            person.past_first = 0
            set_need(sim, person, sim.renewing, term(sim, person, sim.renewing))
    if person.in_journey and person.due < 0.0:
        rhythm = journey_at(sim, person, person.journey).rhythm
        person.due = in_rhythm(sim, rhythm, person.now, 0.0)


@behaviour
def be_prospect(sim: Sim, person: Person) -> None:
    """Come into the simulation now, and be nobody's customer yet."""
    person.arrived = person.now
    turn_to_life(sim, person.number)
    person.persona = choose_persona(sim)
    be_addressed(sim, person)
    be_oneself(sim, person)
    person.measured = sim.warm_up <= person.now <= sim.last_arrival


@behaviour
def until_arrival(sim: Sim, number: int, now: float) -> float:
    """Return how long it is until the prospect of this number arrives: a Poisson process, in a rhythm."""
    turn_to_life(sim, number)
    gap = -math.log(1.0 - draw(sim, LifeDraw.ARRIVAL)) / sim.prospects_per_day
    return in_season(sim, sim.arrivals_by_day, sim.arrival_rhythm, now, gap)


@behaviour
def comes_next(sim: Sim, person: Person) -> float:
    """Return when something comes next: a need, an after-sales journey, the end of a window or a notice."""
    return first_of(sim, person, need(sim, person, needed_first(sim, person)))


@often
def first_of(sim: Sim, person: Person, due: float) -> float:
    """Return when something comes next, if that is when a journey is needed next."""
    first: float = min(due, person.called_for, person.leaves_at, person.last_purchase + sim.window)
    return first


@behaviour
def turn_page(sim: Sim, person: Person) -> int:
    """Begin what has come; return the journey to live, with its occurrence noted, or `NOTHING`, or `GONE`."""
    number = needed_first(sim, person)
    due = need(sim, person, number)
    first = first_of(sim, person, due)
    if first == person.leaves_at:
        leave_as_decided(sim, person)
        return GONE
    if first == person.called_for:
        person.called_for = math.inf
        person.goes_on = 0
        person.calls += 1
        person.occurrence = CALLED_FOR + person.calls
        return sim.after_sales  # type: ignore[no-any-return]
    if first != due:
        end(sim, person, State.LAPSED, Event.LAPSED, NONE, NONE)
        return GONE
    person.occurrence = needed_again(sim, person, number)
    if ends_contract(sim, number):
        if rolls_on(sim, person) or person.leaves_at < math.inf:
            decide(sim, person, number)
            return NOTHING if person.state == State.CUSTOMER else GONE
    elif number == sim.renewing:
        journey = journey_at(sim, person, number)
        turn_to_journey(sim, person.number, journey.address, person.occurrence)
        if draw(sim, JourneyDraw.LOYALTY) >= stays_probability(sim, person):
            row = write(sim, person, Event.BOUGHT_ELSEWHERE)
            row.journey, row.occurrence = number, person.occurrence
            return NOTHING
    return number


@behaviour
def after_journey(sim: Sim, person: Person) -> None:
    """Look back at a journey, and see what follows from it for the relationship."""
    look_back(sim, person)
    if person.state == State.PROSPECT:
        if person.outcome == Outcome.GOAL:
            become_customer(sim, person)
        else:
            place, onboarding = person.last_touchpoint, sim.onboarding
            end(sim, person, State.NOT_CONVERTED, Event.NOT_CONVERTED, onboarding, place)
    elif person.outcome == Outcome.LEFT:
        person.rest = rest_of_term(person)
        end(sim, person, State.LEFT, Event.LEFT, person.journey, person.last_touchpoint)
    elif ends_contract(sim, person.journey):
        decide(sim, person, person.journey)
    elif person.journey == sim.renewing and person.outcome == Outcome.GOAL:
        person.last_purchase = person.now
        write_in_journey(sim, person, Event.PURCHASED)


@behaviour
def rolls_on(sim: Sim, person: Person) -> bool:
    """Tell whether the term that is decided next follows by itself."""
    return person.past_first != 0 and persona_of(sim, person).rolls != 0  # type: ignore[no-any-return]


@behaviour
def decide(sim: Sim, person: Person, number: int) -> None:
    """Decide whether to stay for another term, which who means to leave does not; else leave at its end.

    Who stays may take more or less, and who would leave may keep a part.
    """
    persona, rolled, ends = persona_of(sim, person), rolls_on(sim, person), person.term_ends
    person.term_ends, person.past_first = need(sim, person, number) + persona.notice, 1
    if person.leaves_at < math.inf:
        return
    stays = stays_probability(sim, person)
    if rolled:
        stays = rules.rolling_probability(stays, persona.power)
    journey = journey_at(sim, person, number)
    turn_to_journey(sim, person.number, journey.address, person.occurrence)
    if not means_to_leave(person) and draw(sim, JourneyDraw.LOYALTY) < stays:
        if not rolled:
            write_in_journey(sim, person, Event.RENEWED)
            choose_level(sim, person)
    elif keeps_part(sim, person):
        if not rolled:
            write_in_journey(sim, person, Event.RENEWED)
    elif persona.notice > 0.0 and person.now < ends:
        give_notice(sim, person, ends)
    else:
        leave_as_decided(sim, person)


@behaviour
def leave_as_decided(sim: Sim, person: Person) -> None:
    """Leave at the end of a term: by the decision itself, not at a touchpoint."""
    recall_reason(sim, person)
    end(sim, person, State.LEFT, Event.LEFT, sim.renewing, NONE)


@behaviour
def become_customer(sim: Sim, person: Person) -> None:
    """Turn a prospect into a customer; who becomes one before measuring starts is one of today's."""
    person.state = State.CUSTOMER
    if person.now < sim.warm_up:
        person.measured = 1
    person.since = person.last_purchase = person.now
    foresee_needs(sim, person)
    write(sim, person, Event.CONVERTED)


@behaviour
def stays_probability(sim: Sim, person: Person) -> float:
    """Return how likely a customer renews, or comes back, today."""
    persona = persona_of(sim, person)
    return rules.renewal_probability(
        person.satisfaction,
        sim.anchor,
        sim.renewal,
        sim.slope_below,
        sim.slope_above,
        sim.loyalty_friction,
        memory(sim, person),
        persona.loyalty + persona.switching_cost + person.bond - pull(sim, person),
    )


@behaviour
def end(sim: Sim, person: Person, standing: int, event: int, journey: int, touchpoint: int) -> None:
    """End the relationship, and note where it ended and which friction was on the customer's mind."""
    if person.matter > 0:
        leave_matter(sim, person, False)
    if person.level != 1.0:
        note_step(sim, person, 1.0 - person.level)
    person.state = standing
    person.ended = person.now
    person.left_journey, person.left_touchpoint = journey, touchpoint
    row = write(sim, person, event)
    row.journey, row.touchpoint = journey, touchpoint
    row.cause = person.worst_cause if remembers_worst(sim, person, person.now) else NONE
