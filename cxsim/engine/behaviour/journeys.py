"""One journey: touchpoint after touchpoint towards a goal, and how it is remembered."""

import math

from cxsim.engine import rules
from cxsim.engine.behaviour.cases import answer_is_coming, call_later, is_in_case
from cxsim.engine.behaviour.differences import pace_of
from cxsim.engine.behaviour.feelings import memory
from cxsim.engine.behaviour.forks import branch_taken, choose_open, is_blocked, is_over, went_wrong
from cxsim.engine.behaviour.intentions import intend, is_held
from cxsim.engine.behaviour.log import write_in_journey
from cxsim.engine.behaviour.matters import leave_matter, take_up_matter
from cxsim.engine.behaviour.perception import speak
from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    branch_at,
    branches_of,
    case_of,
    choose_first,
    choose_way,
    counts_now,
    draw,
    escape_at,
    escapes_of,
    forget_visits,
    fork_here,
    fork_of,
    happens,
    in_rhythm,
    journey_at,
    journey_cell,
    link_at,
    loss_on_escape,
    meeting,
    on_day,
    persona_of,
    read,
    sample,
    touchpoint_at,
    turn_to_journey,
)
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.parts import AFTER, TO_GOAL
from cxsim.engine.tally import count_journey, served
from cxsim.engine.vocabulary import NONE, Draw, Event, Forced, Outcome, State

OVER = -1.0  # in the place of a delay: the journey has ended


@behaviour
def set_out(sim: Sim, person: Person, number: int, occurrence: int) -> float:
    """Begin a journey; return how long it is until the first touchpoint is there for it."""
    person.journeys += 1
    person.in_journey = True
    person.mood = person.satisfaction
    person.total, person.count, person.peak, person.end = 0.0, 0, 0.0, 0.0
    person.journey, person.occurrence = number, occurrence
    write_in_journey(sim, person, Event.JOURNEY_STARTED)
    person.started = person.now
    journey = journey_at(sim, person, number)
    if journey.is_after_sales and person.matter == 0:
        take_up_matter(person)
    turn_to_journey(sim, person.number, journey.address, occurrence)
    person.here = choose_first(sim, person, journey)
    person.origin, person.context_loss = NONE, 0.0
    if person.state == State.PROSPECT:
        person.entry = person.here
    forget_visits(sim, person)
    return in_rhythm(sim, journey.rhythm, person.now, 0.0)


@often
def base_of_stopping(person: Person, touchpoint: Part) -> float:
    """Return how likely somebody neutral and untroubled stops here."""
    return (  # type: ignore[no-any-return]
        touchpoint.stop_prospect if person.state == State.PROSPECT else touchpoint.stop_customer
    )


@often
def reads_reviews(sim: Sim, person: Person, touchpoint: Part) -> bool:
    """Tell whether what others wrote holds this person back, or draws them on."""
    return (  # type: ignore[no-any-return]
        person.state == State.PROSPECT and touchpoint.reads_reviews and sim.review_weight != 0.0
    )


@often
def stops(sim: Sim, person: Person, touchpoint: Part, reads: bool) -> bool:
    """Decide whether a person stops at this touchpoint."""
    base = base_of_stopping(person, touchpoint)
    return happens(sim, stop_probability(sim, person, base, reads), Draw.GATE)


@often
def stop_probability(sim: Sim, person: Person, base: float, reads: bool) -> float:
    """Return how likely a person stops here; who is calm stops as often as everybody who is."""
    sense, remembered, own = meeting(sim, person), memory(sim, person), person.bond
    drawn = on_day(sim, sim.pull_by_day, person.now)
    if remembered == 0.0 and sim.mood_weight == 0.0 and not reads and own == 0.0 and drawn == 0.0:
        return sense.calm_prospect if person.state == State.PROSPECT else sense.calm_customer  # type: ignore[no-any-return]
    holding_back = 0.0
    if person.state != State.PROSPECT:
        holding_back = persona_of(sim, person).switching_cost + own
    elif reads:
        holding_back = sim.review_weight * (read(sim, person.now) - sim.prior_rating)
    return rules.stop_probability(
        base,
        sense.stakes,
        sim.friction_weight,
        remembered,
        sim.mood_weight,
        person.mood,
        sim.competition + drawn,
        holding_back,
    )


@behaviour
def pull(sim: Sim, person: Person) -> float:
    """Return what draws a person away today."""
    drawn: float = sim.competition + on_day(sim, sim.pull_by_day, person.now)
    return drawn


@behaviour
def stop_here(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Leave at once; or, held by a contract, break off, perhaps call for help, and mean to leave later."""
    if not is_held(sim, person):
        person.outcome = Outcome.LEFT
        return
    call_for_after_sales(sim, person, touchpoint)
    person.outcome = Outcome.STOPPED
    intend(sim, person)


@often
def next_step(sim: Sim, person: Person, touchpoint: Part) -> float:
    """Take a link, or try otherwise; return after what delay one comes there, or `OVER`."""
    call_for_after_sales(sim, person, touchpoint)
    fork, says_how = fork_here(sim, person), served(person.outcome)
    while branches_of(fork) > 0:
        taken = branch_taken(sim, person, fork)
        if taken == NONE:
            break
        branch = branch_at(sim, fork, taken)
        says_how = says_how or branch.kind == AFTER
        fork = fork_of(sim, person, branch)
    if not says_how:
        return try_otherwise(sim, person, touchpoint)
    blocked = person.outcome == Outcome.FRICTION and is_blocked(sim, person, touchpoint)
    if blocked or fork.narrows:
        way = choose_open(sim, person, fork, blocked)
    else:
        way = choose_way(sim, person, fork, Draw.ROUTE)
    if way == NONE:
        person.outcome = Outcome.GAVE_UP if blocked else Outcome.STOPPED
        return OVER
    link = link_at(sim, fork, way)
    if link.target < 0:
        person.outcome = Outcome.GOAL if link.target == TO_GOAL else Outcome.STOPPED
        return OVER
    delay = sample(sim, link.delay, Draw.DELAY)
    since = person.started if link.from_start else person.now
    return go_on(sim, person, link.target, delay, link.context_loss, since)


@behaviour
def try_otherwise(sim: Sim, person: Person, touchpoint: Part) -> float:
    """Try again, escape to another touchpoint, or give up, for who was not served."""
    u, edge = draw(sim, Draw.REDIAL), touchpoint.redial
    if u < edge:
        delay = sample(sim, touchpoint.redial_delay, Draw.REDIAL_DELAY)
        if not touchpoint.is_message:
            delay *= pace_of(sim, person)
        # The clock runs on for who tries again, though not before one is up.
        rhythm = journey_at(sim, person, person.journey).rhythm
        delay += in_rhythm(sim, rhythm, person.now + delay, 0.0)
        person.origin, person.context_loss = person.here, 0.0
        return delay
    for rank in range(escapes_of(touchpoint)):
        escape = escape_at(sim, touchpoint, rank)
        edge += escape.share
        if u < edge:
            if is_over(sim, person, escape.target):
                break
            loss = loss_on_escape(sim, person, escape.target)
            return go_on(sim, person, escape.target, 0.0, loss, person.now)
    person.outcome = Outcome.GAVE_UP
    return OVER


@often
def go_on(sim: Sim, person: Person, target: int, delay: float, context_loss: float, since: float) -> float:
    """Go on to a touchpoint, at one's own pace (messages come at the company's) and rhythm, so long after."""
    if not touchpoint_at(sim, person, target).is_message:
        delay *= pace_of(sim, person)
    delay = in_rhythm(sim, journey_at(sim, person, person.journey).rhythm, since, delay)
    if since < person.now:
        delay = max(since + delay - person.now, 0.0)
    person.origin, person.here, person.context_loss = person.here, target, context_loss
    return delay


@often
def call_for_after_sales(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Let an unresolved friction call for an after-sales journey, unless one or an answer is coming."""
    called = sim.after_sales
    if person.state != State.CUSTOMER or called == NONE:
        return
    if person.called_for < math.inf or (served(person.outcome) and not went_wrong(person)):
        return
    journey, again = journey_at(sim, person, called), called == person.journey
    if again and person.matter >= journey.calls_in_a_row:
        return
    if person.has_case and is_in_case(sim, person, touchpoint):
        return
    if happens(sim, journey.after_friction, Draw.AFTER_FRICTION):
        call_later(sim, person, journey)
        if again:
            person.matter += 1
            person.goes_on = 1


@behaviour
def look_back(sim: Sim, person: Person) -> None:
    """Remember the journey by its mean, its peak and its end, then perhaps speak about it."""
    journey, customer = journey_at(sim, person, person.journey), person.state == State.CUSTOMER
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
        if person.has_case:
            case_of(sim, person).memory *= 1.0 - journey.resolves
    if person.forced == Forced.UNDER_WAY:
        person.forced = Forced.GOAL if goal else Forced.NO_GOAL
    row = write_in_journey(sim, person, Event.JOURNEY_ENDED)
    row.outcome, row.felt = person.outcome, remembered
    if counts_now(sim, person):
        count_journey(journey_cell(sim, person), goal)
    if journey.is_after_sales and not answer_is_coming(sim, person) and (goal or not person.goes_on):
        leave_matter(sim, person, goal)
    if customer:
        speak(sim, person)
    person.in_journey = False
