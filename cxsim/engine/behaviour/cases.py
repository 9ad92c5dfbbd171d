"""Cases: frictions that a recovery desk works on while the customer's life goes on, until there is an answer.

A person has one case at a time. The engines let it queue and be worked on, and call `begin_work`, `end_work`
(of `visits`, as it costs) and `hear_answer`; and `be_kept_waiting`, each time the customer's tolerance has
passed once more.
"""

import math

from cxsim.engine import rules
from cxsim.engine.behaviour.differences import pace_of
from cxsim.engine.behaviour.feelings import escalated, feel, memory, remember
from cxsim.engine.behaviour.intentions import be_won_back
from cxsim.engine.behaviour.matters import leave_matter
from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Row,
    Sim,
    case_cell,
    case_of,
    counts_now,
    desk_at,
    happens,
    in_rhythm,
    journey_at,
    persona_of,
    sample,
    start_case,
    team_cell,
    touchpoint_at,
    turn_to_case,
    turn_to_journey,
    write,
)
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.counted import AtVisit
from cxsim.engine.tally import count_answer, count_case
from cxsim.engine.vocabulary import NONE, OVERDUE, Draw, Event, JourneyDraw, Notice, Outcome, State


@behaviour
def bring_to_desk(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Open a case about the friction of this visit, or let the one that is open take it in."""
    case = case_of(sim, person)
    is_new = not person.has_case
    if is_new:
        person.has_case = True
        case.number += 1
        case.desk, case.team = touchpoint.desk, desk_at(sim, person, touchpoint.desk).team
        case.journey, case.occurrence, case.visit = person.journey, person.occurrence, person.visit
        case.here, case.origin, case.cause = person.here, person.origin, person.cause
        case.began, case.wait, case.time = person.now, 0.0, 0.0
        case.severity, case.memory, case.memory_time, case.late = 0.0, 0.0, person.now, 0
        case.in_matter = False
    if is_after_sales(sim, person):
        case.in_matter = True
    case.severity += person.severity
    if sim.memory:
        case.memory = faded(sim, person) + person.severity
        case.memory_time = person.now
        if person.worst_time == person.now and person.worst_cause == person.cause:
            person.worst_in_case = True
    if is_new:
        if counts_now(sim, person):
            case_cell(sim, person)[AtVisit.CASES] += 1
        start_case(sim, person, until_overdue(sim, person))


@behaviour
def is_in_case(sim: Sim, person: Person, touchpoint: Part) -> bool:
    """Tell whether the case that is open is, among others, about the friction of this visit."""
    heard = person.outcome == Outcome.FRICTION and person.notice != Notice.SILENT
    return heard and touchpoint.desk != NONE and not desk_at(sim, person, touchpoint.desk).on_the_spot


@behaviour
def faded(sim: Sim, person: Person) -> float:
    """Return what the customer still remembers of the frictions in the case."""
    case = case_of(sim, person)
    return rules.memory_now(case.memory, person.now - case.memory_time, sim.half_life)


@behaviour
def until_overdue(sim: Sim, person: Person) -> float:
    """Return how long a customer waits for an answer without being let down, once more."""
    patience = persona_of(sim, person).patience * person.patience_factor
    return desk_at(sim, person, case_of(sim, person).desk).tolerance * patience  # type: ignore[no-any-return]


@behaviour
def until_overdue_again(sim: Sim, person: Person) -> float:
    """Return how long it is from time 0 until a customer is let down who has waited since before."""
    case = case_of(sim, person)
    due: float = max(case.began + (case.late + 1) * until_overdue(sim, person), 0.0)
    return due


@behaviour
def begin_work(sim: Sim, person: Person) -> None:
    """Have staff begin with one's case, for a time."""
    case = case_of(sim, person)
    turn_to_case(sim, person, 0)
    case.wait = person.now - case.began
    case.time = sample(sim, desk_at(sim, person, case.desk).time, Draw.RECOVERY_TIME)


@behaviour
def hear_answer(sim: Sim, person: Person) -> bool:
    """Close the case, and hear what came of it, if still there; tell whether that changes what comes next."""
    case = case_of(sim, person)
    desk = desk_at(sim, person, case.desk)
    turn_to_case(sim, person, 0)
    person.has_case = False
    if desk.staffed_by != NONE and case.began >= sim.warm_up:
        count_case(team_cell(sim, desk.staffed_by), case.time)
    if not is_there(person):
        write_of_case(sim, person, Event.RECOVERY)  # it was worked on, and nobody hears of it
        return False
    elapsed, severity = person.now - case.began, min(case.severity, 1.0)
    empowerment = touchpoint_at(sim, person, case.here).empowerment
    skill = rules.recovery_probability(desk.skill, empowerment, desk.hardness, severity)
    recovered = happens(sim, skill, Draw.RECOVERY_SUCCESS)
    if person.measured != 0 and case.began >= sim.warm_up:
        count_answer(case_cell(sim, person), recovered, elapsed, desk.target)
    felt = have_it_right(sim, person, elapsed) if recovered else have_tried_in_vain(sim, person)
    between_journeys(sim, person, felt)
    row = write_of_case(sim, person, Event.RECOVERY)
    row.outcome = Outcome.RECOVERED if recovered else Outcome.FRICTION
    row.severity, row.felt = severity, felt
    if recovered:
        return think_better(sim, person)
    if case.journey != sim.after_sales and may_call(sim, person):
        journey = journey_at(sim, person, sim.after_sales)
        if happens(sim, journey.after_friction, Draw.AFTER_FRICTION):
            call_later(sim, person, journey)
            return True
    end_matter(sim, person, False)
    return False


@behaviour
def think_better(sim: Sim, person: Person) -> bool:
    """Have had one's case put right; tell whether that takes a notice back."""
    case, leaves_at = case_of(sim, person), person.leaves_at
    turn_to_journey(sim, person.number, journey_at(sim, person, case.journey).address, case.occurrence)
    be_won_back(sim, person, sim.recovery_wins_back, JourneyDraw.WIN_BACK_CASE)
    end_matter(sim, person, True)
    return person.leaves_at != leaves_at  # type: ignore[no-any-return]


@behaviour
def answer_is_coming(sim: Sim, person: Person) -> bool:
    """Tell whether the matter that somebody came with waits for the answer of a desk."""
    return bool(person.has_case and case_of(sim, person).in_matter)


@behaviour
def end_matter(sim: Sim, person: Person, settled: bool) -> None:
    """Have the answer that a matter waited for, unless one speaks about it again, or is about to."""
    waited = person.matter > 0 and case_of(sim, person).in_matter
    if waited and person.called_for == math.inf and not is_after_sales(sim, person):
        leave_matter(sim, person, settled)


@behaviour
def is_after_sales(sim: Sim, person: Person) -> bool:
    """Tell whether an after-sales journey is under way."""
    return bool(person.in_journey and journey_at(sim, person, person.journey).is_after_sales)


@behaviour
def have_it_right(sim: Sim, person: Person, elapsed: float) -> float:
    """Have one's case put right: what is repaired is forgotten, and a gain; return how that is felt."""
    case = case_of(sim, person)
    desk, tolerance = desk_at(sim, person, case.desk), until_overdue(sim, person)
    share = desk.repair
    if tolerance < math.inf:
        share = rules.repaired(desk.repair, sim.fast, elapsed, tolerance)
    person.recoveries += 1
    forget(sim, person, share)
    return feel(sim, person, min(case.severity, 1.0) * share + desk.goodwill)


@behaviour
def borne(sim: Sim, times: int) -> float:
    """Return what it weighs that an answer was overdue so often."""
    return rules.borne(times, sim.overdue, sim.double_deviation)


@behaviour
def have_tried_in_vain(sim: Sim, person: Person) -> float:
    """Hear that nothing was put right, as if all was worse than it was; return how that is felt."""
    case = case_of(sim, person)
    worse = sim.double_deviation - 1.0 - borne(sim, case.late)
    severity = min(case.severity, 1.0) * worse
    felt = feel(sim, person, -escalated(sim, person, severity))
    if worse < 0.0:
        forget(sim, person, -worse)
    else:
        remember(sim, person, case.cause, severity, case.here)
    return felt


@behaviour
def forget(sim: Sim, person: Person, share: float) -> None:
    """Forget a share of what one still remembers of the frictions in the case."""
    person.memory = max(memory(sim, person) - share * faded(sim, person), 0.0)
    person.memory_time = person.now
    if person.worst_in_case:
        person.worst_severity *= 1.0 - share


@behaviour
def be_kept_waiting(sim: Sim, person: Person) -> bool:
    """Have no answer although it should be there; tell whether one calls for help about it at once."""
    case = case_of(sim, person)
    case.late += 1
    turn_to_case(sim, person, case.late)
    severity = (borne(sim, case.late) - borne(sim, case.late - 1)) * min(case.severity, 1.0)
    felt = 0.0
    if severity > 0.0:
        person.frictions += 1
        felt = feel(sim, person, -escalated(sim, person, severity))
        remember(sim, person, OVERDUE, severity, case.here)
        between_journeys(sim, person, felt)
    row = write_of_case(sim, person, Event.OVERDUE)
    row.cause, row.severity, row.felt = OVERDUE, severity, felt
    if not may_call(sim, person):
        return False
    if not happens(sim, desk_at(sim, person, case.desk).asks_again, Draw.CASE_ASKS):
        return False
    case.in_matter = True
    rhythm = journey_at(sim, person, sim.after_sales).rhythm
    person.called_for = person.now + in_rhythm(sim, rhythm, person.now, 0.0)
    return True


@behaviour
def is_there(person: Person) -> bool:
    """Tell whether a person has anything to do with the company yet, so that news reach them."""
    return bool(person.state == State.CUSTOMER or person.state == State.PROSPECT)


@behaviour
def between_journeys(sim: Sim, person: Person, felt: float) -> None:
    """Let news that come between two journeys move satisfaction, as a journey of this one feeling would."""
    if person.in_journey:
        return
    remembered = rules.remembered_journey(
        felt, 1, felt, felt, sim.mean_weight, sim.peak_weight, sim.end_weight
    )
    tenure = person.now - person.since
    person.satisfaction = rules.satisfaction_after(
        person.satisfaction, remembered, sim.learning, tenure, sim.tenure_half
    )


@behaviour
def may_call(sim: Sim, person: Person) -> bool:
    """Tell whether a customer may call for help now: none is coming, and this is not one."""
    called = sim.after_sales
    if person.state != State.CUSTOMER or called == NONE or person.called_for < math.inf:
        return False
    if journey_at(sim, person, called).after_friction == 0.0:  # switched off
        return False
    return not (person.in_journey and person.journey == called)


@behaviour
def call_later(sim: Sim, person: Person, journey: Part) -> None:
    """Call for an after-sales journey, which comes after a while."""
    delay = sample(sim, journey.after_friction_delay, Draw.AFTER_FRICTION_DELAY)
    delay *= pace_of(sim, person)
    person.called_for = person.now + in_rhythm(sim, journey.rhythm, person.now, delay)


@behaviour
def write_of_case(sim: Sim, person: Person, event: int) -> Row:
    """Record an event of the case, under the visit at which it was opened."""
    row, case = write(sim, person, event), case_of(sim, person)
    if sim.recording:
        row.journey, row.occurrence, row.cause = case.journey, case.occurrence, case.cause
        row.touchpoint, row.origin, row.visit = case.here, case.origin, case.visit
        row.began = case.began
        if event == Event.RECOVERY:
            row.wait, row.duration = case.wait, case.time
    return row
