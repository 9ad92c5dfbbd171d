"""One journey in the compiled engine: the twin of `cxsim.engine.journeys`, and the gate of `visits`."""

import math

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import schedule
from cxsim.engine.compiled.draws import choose, draw, happens, sample, turn_to_journey
from cxsim.engine.compiled.feelings import meeting, memory
from cxsim.engine.compiled.log import write_in_journey
from cxsim.engine.compiled.memory import Record, compiled, counts, floats, hot, integers, some_floats
from cxsim.engine.compiled.perception import read, speak
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.records import escapes, forks, journeys, links, personas, touchpoints
from cxsim.engine.compiled.service import passes
from cxsim.engine.compiled.tallies import counts_now, journey_cell
from cxsim.engine.parts import TO_GOAL
from cxsim.engine.tally import count_journey, served
from cxsim.engine.vocabulary import NONE, Draw, Event, Forced, JourneyDraw, Outcome, State
from cxsim.engine.weekly import advance

TICKS = 169  # of a rhythm


@compiled
def set_out(sim: Record, index: int, person: Record, number: int, occurrence: int) -> bool:
    """Begin a journey; tell whether it comes to its first touchpoint before the horizon."""
    person.journeys += 1
    person.mood = person.satisfaction
    person.total, person.count, person.peak, person.end = 0.0, 0, 0.0, 0.0
    person.contacts, person.good_contacts = 0, 0
    person.journey, person.occurrence = number, occurrence
    write_in_journey(sim, person, Event.JOURNEY_STARTED)
    person.started = person.now
    journey = journeys(sim.journeys_at, number)
    turn_to_journey(sim, person.number, journey.address, occurrence)
    shares = journey.starts + person.persona * journey.firsts
    first = choose(sim, shares, journey.firsts, JourneyDraw.START)
    person.here = integers(sim.whole_numbers_at)[journey.first + first]
    person.origin, person.context_loss = NONE, 0.0
    person.passage = touchpoints(sim.touchpoints_at, person.here).entry
    been = counts(sim.visits_at)
    for touchpoint in range(sim.touchpoints):
        been[index * sim.touchpoints + touchpoint] = 0
    person.phase = Phase.VISIT
    asleep = in_rhythm(sim, journey.rhythm, person.now, 0.0)
    return not asleep > 0.0 or passes(sim, person, asleep)


@hot
def in_rhythm(sim: Record, rhythm: int, time: float, delay: float) -> float:
    """Return how long a delay from that time takes in a rhythm, which may be none."""
    if rhythm == NONE or delay == math.inf:
        return delay
    return advance(some_floats(sim.numbers_at + 8 * rhythm, TICKS), time, delay)


@hot
def decide(sim: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Go on to the next touchpoint, or come to the end of the journey."""
    base = touchpoint.stop_prospect if person.state == State.PROSPECT else touchpoint.stop_customer
    if base > 0.0:
        reads = person.state == State.PROSPECT and touchpoint.reads_reviews and sim.review_weight != 0.0
        if reads and math.floor(person.now) > math.floor(sim.now):
            schedule(sim, person.now, Kind.STEP, index, person.step)  # others may still write before it
            return False
        if happens(sim, stop_probability(sim, person, touchpoint, base, reads), Draw.GATE):
            person.outcome = Outcome.LEFT
            person.phase = Phase.JOURNEY_OVER
            return True
    call_for_after_sales(sim, person)
    journey = journeys(sim.journeys_at, person.journey)
    if not served(person.outcome):
        return try_otherwise(sim, person, touchpoint, journey)
    fork = forks(sim.forks_at, person.journey * sim.touchpoints + person.here)
    shares = fork.routes + person.persona * fork.links
    link = links(sim.links_at, fork.link + choose(sim, shares, fork.links, Draw.ROUTE))
    if link.target < 0:
        person.outcome = Outcome.GOAL if link.target == TO_GOAL else Outcome.STOPPED
        person.phase = Phase.JOURNEY_OVER
        return True
    delay = sample(sim, link.delay, Draw.DELAY)
    return go_on(sim, person, journey, link.target, link.passage, delay, link.context_loss)


@hot
def stop_probability(sim: Record, person: Record, touchpoint: Record, base: float, reads: bool) -> float:
    """Return how likely a person stops here."""
    sense, remembered = meeting(sim, person), memory(sim, person)
    if remembered == 0.0 and sim.mood_weight == 0.0 and not reads:
        return sense.calm_prospect if person.state == State.PROSPECT else sense.calm_customer
    holding_back = 0.0
    if person.state != State.PROSPECT:
        holding_back = personas(sim.personas_at, person.persona).switching_cost
    elif reads:
        holding_back = sim.review_weight * (read(sim, person.now) - sim.prior_rating)
    return rules.stop_probability(
        base,
        sense.stakes,
        sim.friction_weight,
        remembered,
        sim.mood_weight,
        person.mood,
        sim.competition,
        holding_back,
    )


@compiled
def try_otherwise(sim: Record, person: Record, touchpoint: Record, journey: Record) -> bool:
    """Try again, escape to another touchpoint, or give up, for who was not served."""
    u, edge = draw(sim, Draw.REDIAL), touchpoint.redial
    if u < edge:
        delay = sample(sim, touchpoint.redial_delay, Draw.REDIAL_DELAY)
        if not touchpoint.is_message:
            delay *= personas(sim.personas_at, person.persona).pace
        # The clock runs on for who tries again, though not before one is up.
        delay += in_rhythm(sim, journey.rhythm, person.now + delay, 0.0)
        return come_to(sim, person, person.here, touchpoint.again, delay, 0.0)
    fork = forks(sim.forks_at, person.journey * sim.touchpoints + person.here)
    for rank in range(touchpoint.escapes):
        escape = escapes(sim.escapes_at, touchpoint.escape + rank)
        edge += escape.share
        if u < edge:
            loss = floats(sim.numbers_at)[fork.context_loss + escape.target]
            return go_on(sim, person, journey, escape.target, escape.passage, 0.0, loss)
    person.outcome = Outcome.GAVE_UP
    person.phase = Phase.JOURNEY_OVER
    return True


@hot
def go_on(
    sim: Record,
    person: Record,
    journey: Record,
    target: int,
    passage: int,
    delay: float,
    context_loss: float,
) -> bool:
    """Go on to a touchpoint, at one's own pace (messages come at the company's) and rhythm."""
    if not touchpoints(sim.touchpoints_at, target).is_message:
        delay *= personas(sim.personas_at, person.persona).pace
    delay = in_rhythm(sim, journey.rhythm, person.now, delay)
    return come_to(sim, person, target, passage, delay, context_loss)


@hot
def come_to(
    sim: Record, person: Record, target: int, passage: int, delay: float, context_loss: float
) -> bool:
    """Come to a touchpoint after a delay, if that is before the horizon."""
    person.origin, person.here, person.passage = person.here, target, passage
    person.context_loss = context_loss
    person.phase = Phase.VISIT
    return not delay > 0.0 or passes(sim, person, delay)


@hot
def call_for_after_sales(sim: Record, person: Record) -> None:
    """Let an unresolved friction call for an after-sales journey, unless one is coming already."""
    called = sim.after_sales
    if person.state != State.CUSTOMER or called == NONE or called == person.journey:
        return
    if person.called_for < math.inf or (served(person.outcome) and person.outcome != Outcome.FRICTION):
        return
    journey = journeys(sim.journeys_at, called)
    if happens(sim, journey.after_friction, Draw.AFTER_FRICTION):
        pace = personas(sim.personas_at, person.persona).pace
        delay = sample(sim, journey.after_friction_delay, Draw.AFTER_FRICTION_DELAY)
        person.called_for = person.now + in_rhythm(sim, journey.rhythm, person.now, delay * pace)


@compiled
def look_back(sim: Record, person: Record) -> None:
    """Remember the journey by its mean, its peak and its end, then perhaps speak about it."""
    journey, customer = journeys(sim.journeys_at, person.journey), person.state == State.CUSTOMER
    remembered = rules.remembered_journey(
        person.total,
        person.count,
        person.peak,
        person.end,
        sim.mean_weight,
        sim.peak_weight,
        sim.end_weight,
    )
    tenure = person.now - person.since if customer else 0.0
    person.satisfaction = rules.satisfaction_after(
        person.satisfaction, remembered, sim.learning, tenure, sim.tenure_half
    )
    goal = person.outcome == Outcome.GOAL
    if goal and journey.resolves > 0.0:
        person.memory = memory(sim, person) * (1.0 - journey.resolves)
        person.memory_time = person.now
        person.worst_severity *= 1.0 - journey.resolves
    if person.forced == Forced.UNDER_WAY:
        person.forced = Forced.GOAL if goal else Forced.NO_GOAL
    row = write_in_journey(sim, person, Event.JOURNEY_ENDED)
    row.outcome, row.felt = person.outcome, remembered
    if counts_now(sim, person):
        count_journey(
            journey_cell(sim, person),
            goal,
            journey.after_sales != 0,
            person.contacts,
            person.good_contacts,
        )
    if customer:
        speak(sim, person)
