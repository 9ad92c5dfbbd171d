"""One visit to a touchpoint: hand-off, service, outcome, recovery; waiting is the engines' matter.

They call `come`, and then `be_turned_back` or `begin_service` and `be_served`; where that says so, a recovery
desk works on the case in between (`begin_case`, `end_case`, `learn_result`). `finish` ends the visit.
"""

from cxsim.engine import rules
from cxsim.engine.behaviour.callbacks import waited
from cxsim.engine.behaviour.cases import bring_to_desk
from cxsim.engine.behaviour.crowds import crowd
from cxsim.engine.behaviour.differences import felt_as_expected, judged
from cxsim.engine.behaviour.feelings import be_let_down, escalated, feel, remember, take_in
from cxsim.engine.behaviour.forcing import forced_outcome, go_as_forced
from cxsim.engine.behaviour.frictions import worst_friction
from cxsim.engine.behaviour.intentions import be_won_back
from cxsim.engine.behaviour.log import write_at_touchpoint
from cxsim.engine.behaviour.matters import speak_about_matter
from cxsim.engine.behaviour.perception import ask
from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    case_of,
    cost_cell,
    count_visits_here,
    counts_now,
    desk_at,
    happens,
    journey_at,
    meeting,
    persona_of,
    sample,
    team_at,
    team_cell,
    turn_to_case,
    turn_to_visit,
    visit_cell,
)
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.counted import Spent, Whose
from cxsim.engine.tally import (
    count_callback,
    count_case,
    count_contact,
    count_cost,
    count_visit,
    month_of,
    served,
)
from cxsim.engine.vocabulary import (
    ABANDONED,
    LONG_WAIT,
    LOST_CONTEXT,
    NONE,
    Callback,
    Draw,
    Event,
    Notice,
    Outcome,
    State,
)


@often
def come(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Come to a touchpoint, with or without one's context, and ask to be served."""
    person.visit = count_visits_here(sim, person)
    person.force = NONE if touchpoint.forced == NONE else forced_outcome(sim, person, touchpoint)
    person.visits += 1
    person.last_touchpoint = person.here
    spend(sim, person, Spent.ELSE, touchpoint.cost)
    turn_to_visit(sim, person)
    person.context_lost = happens(sim, person.context_loss, Draw.CONTEXT)
    if person.context_lost:
        lose_context(sim, person)
    person.began, person.load = person.now, 0.0
    person.callback = Callback.NONE
    if touchpoint.capacity > 0.0:
        person.load = crowd(sim, person, touchpoint)
    person.team = touchpoint.team


@often
def spend(sim: Sim, person: Person, on: int, amount: float) -> None:
    """Cost the company something."""
    person.cost += amount
    if person.now >= sim.warm_up:
        whose = Whose.PROSPECTS
        if person.state == State.CUSTOMER:
            whose = Whose.TODAYS if person.since < sim.warm_up else Whose.NEW
        month = month_of(sim.horizon - person.now, sim.months)
        count_cost(cost_cell(sim, person, whose, month), on, amount)


@behaviour
def lose_context(sim: Sim, person: Person) -> None:
    """Start again from scratch: a friction that is charged to the link, not to the touchpoint."""
    severity = sample(sim, sim.handoff_severity, Draw.CONTEXT_SEVERITY)
    felt = feel(sim, person, -escalated(sim, person, severity))
    remember(sim, person, LOST_CONTEXT, severity, person.here)
    person.frictions += 1
    row = write_at_touchpoint(sim, person, Event.CONTEXT_LOST)
    row.cause, row.severity, row.felt = LOST_CONTEXT, severity, felt


@behaviour
def be_turned_back(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Have not been served: out of patience, closed, or busy (which follow each other in both lists)."""
    person.cause = ABANDONED + (person.outcome - Outcome.ABANDONED)
    person.severity = sample(sim, touchpoint.turned_back_severity, Draw.TURNED_BACK_SEVERITY)
    person.wait, person.duration = waited(person), 0.0
    person.notice = Notice.SILENT
    person.felt = be_let_down(sim, person, person.severity, 0.0)


@often
def begin_service(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Have waited as long as it took, and be served for a time."""
    person.wait = waited(person)
    person.duration = sample(sim, touchpoint.service, Draw.SERVICE)


@often
def be_served(sim: Sim, person: Person, touchpoint: Part) -> bool:
    """Have been served: with friction, delight, or as one could expect; tell whether a desk takes over."""
    if person.team != NONE:
        spend(sim, person, Spent.STAFF, person.duration * team_at(sim, person.team).cost_per_day)
    worst_friction(sim, person, touchpoint)
    if person.force != NONE:
        person.outcome = person.force
        person.felt = go_as_forced(sim, person, touchpoint)
        return False
    if person.cause != NONE:
        return suffer(sim, person, touchpoint)
    person.notice = NONE
    if happens(sim, meeting(sim, person).delight, Draw.DELIGHT):
        strength = sample(sim, touchpoint.delight_strength, Draw.DELIGHT_STRENGTH)
        person.outcome = Outcome.DELIGHT
        person.felt = feel(sim, person, max(judged(sim, person), 0.0) + strength)
        return False
    person.outcome, person.felt = Outcome.OK, felt_as_expected(sim, person)
    take_in(sim, person, person.felt)
    return False


@behaviour
def suffer(sim: Sim, person: Person, touchpoint: Part) -> bool:
    """Meet a friction, which the company notices, or hears of, or not; tell whether a desk takes over."""
    complaint = persona_of(sim, person).complaint
    if person.cause == LONG_WAIT:  # it is over, as for who was not served: there is nothing to put right
        person.notice = Notice.SILENT
    elif happens(sim, touchpoint.detection, Draw.DETECT):
        person.notice = Notice.DETECTED
    elif happens(sim, rules.complaint_probability(complaint, person.severity), Draw.COMPLAIN):
        person.notice = Notice.COMPLAINED
        person.complaints += 1
    else:
        person.notice = Notice.SILENT
    if person.notice == Notice.SILENT or touchpoint.desk == NONE:
        person.outcome = Outcome.FRICTION
        in_vain = person.notice == Notice.COMPLAINED  # to a company that never answers
        worse = sim.double_deviation if in_vain else 1.0
        person.felt = be_let_down(sim, person, person.severity * worse, 0.0)
        return False
    if not desk_at(sim, person, touchpoint.desk).on_the_spot:
        person.outcome = Outcome.FRICTION
        person.felt = be_let_down(sim, person, person.severity, 0.0)
        bring_to_desk(sim, person, touchpoint)
        return False
    person.desk_began, person.desk = person.now, touchpoint.desk
    person.team = desk_at(sim, person, person.desk).team
    return True


@behaviour
def begin_case(sim: Sim, person: Person) -> None:
    """Have one's case worked on for a time."""
    person.desk_wait = person.now - person.desk_began
    person.desk_time = sample(sim, desk_at(sim, person, person.desk).time, Draw.RECOVERY_TIME)


@behaviour
def end_case(sim: Sim, person: Person) -> float:
    """Have had one's case worked on; return how long the result takes yet."""
    desk = desk_at(sim, person, person.desk)
    spend(sim, person, Spent.ELSE, desk.cost)
    if person.team != NONE:
        spend(sim, person, Spent.STAFF, person.desk_time * team_at(sim, person.team).cost_per_day)
    return sample(sim, desk.turnaround, Draw.RECOVERY_TURNAROUND)


@behaviour
def end_work(sim: Sim, person: Person) -> float:
    """Have had one's case worked on; return how long the answer takes yet."""
    case = case_of(sim, person)
    desk = desk_at(sim, person, case.desk)
    turn_to_case(sim, person, 0)
    spend(sim, person, Spent.ELSE, desk.cost)
    if case.team != NONE:
        spend(sim, person, Spent.STAFF, case.time * team_at(sim, case.team).cost_per_day)
    return sample(sim, desk.turnaround, Draw.RECOVERY_TURNAROUND)


@behaviour
def learn_result(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Learn what a recovery desk has achieved."""
    desk = desk_at(sim, person, person.desk)
    skill = rules.recovery_probability(desk.skill, touchpoint.empowerment, desk.hardness, person.severity)
    recovered = happens(sim, skill, Draw.RECOVERY_SUCCESS)
    person.outcome = Outcome.RECOVERED if recovered else Outcome.FRICTION
    row = write_at_touchpoint(sim, person, Event.RECOVERY)
    row.outcome, row.cause, row.severity = person.outcome, person.cause, person.severity
    row.began, row.wait, row.duration = person.desk_began, person.desk_wait, person.desk_time
    if desk.staffed_by != NONE and person.desk_began >= sim.warm_up:
        count_case(team_cell(sim, desk.staffed_by), person.desk_time)
    if recovered:
        person.recoveries += 1
        person.felt = be_let_down(sim, person, person.severity * (1.0 - desk.repair), desk.goodwill)
    else:
        person.felt = be_let_down(sim, person, person.severity * sim.double_deviation, 0.0)


@behaviour
def think_again(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Perhaps stay after all, after a visit that went well or a friction that was put right."""
    if person.outcome == Outcome.RECOVERED:
        be_won_back(sim, person, max(touchpoint.wins_back, sim.recovery_wins_back), Draw.WIN_BACK)
    elif person.outcome <= Outcome.DELIGHT:
        be_won_back(sim, person, touchpoint.wins_back, Draw.WIN_BACK)


@often
def finish(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Come to the end of a visit: record it, count it, be asked about it."""
    row = write_at_touchpoint(sim, person, Event.VISIT)
    if sim.recording:
        row.outcome, row.notice = person.outcome, person.notice
        row.cause, row.severity, row.felt = person.cause, person.severity, person.felt
        row.began, row.wait, row.duration = person.began, person.wait, person.duration
        row.recorded = happens(sim, touchpoint.recording, Draw.RECORDED)
    if person.intends != 0:
        think_again(sim, person, touchpoint)
    staffed = touchpoint.staffed_by != NONE
    if staffed and person.began >= sim.warm_up:
        cell = team_cell(sim, touchpoint.staffed_by)
        called_back = person.callback != Callback.NONE
        target = 0.0 if called_back else team_at(sim, touchpoint.staffed_by).target
        count_contact(cell, person.outcome, person.wait, person.duration, target)
        if called_back:
            count_callback(cell, person.outcome)
    if staffed and journey_at(sim, person, person.journey).is_after_sales:
        speak_about_matter(sim, person)
    if counts_now(sim, person):
        lost, good = person.context_lost != 0, person.outcome <= Outcome.DELIGHT
        cell = visit_cell(sim, person)
        count_visit(cell, person.outcome, person.notice, person.felt, person.wait, staffed, lost)
        person.troubled |= lost or not good
    if touchpoint.survey and served(person.outcome):
        ask(sim, person, touchpoint)
