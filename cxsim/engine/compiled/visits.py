"""One visit in the compiled engine: the twin of `cxsim.engine.visits` and `recovery`, phase by phase.

Each function lives through one phase and tells whether the person goes on privately, which ends where they
have put themselves on the agenda, or where the horizon is.
"""

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import schedule
from cxsim.engine.compiled.draws import happens, sample
from cxsim.engine.compiled.feelings import be_let_down, escalated, feel, meeting, remember, take_in
from cxsim.engine.compiled.forcing import forced_outcome, go_as_forced
from cxsim.engine.compiled.frictions import worst_friction
from cxsim.engine.compiled.layout import desks, personas, teams
from cxsim.engine.compiled.log import write_at_touchpoint
from cxsim.engine.compiled.memory import Record, compiled, counts, hot
from cxsim.engine.compiled.perception import ask
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.service import passes, serve, turn_to_visit, work_on_case
from cxsim.engine.compiled.tallies import counts_now, passage_cell, persona_cell, team_cell
from cxsim.engine.tally import count_case, count_contact, count_visit, served
from cxsim.engine.vocabulary import ABANDONED, LOST_CONTEXT, NONE, Draw, Event, Notice, Outcome


@hot
def arrive(world: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Come to a touchpoint, with or without one's context, and ask to be served."""
    been, here = counts(world.visits_at), index * world.touchpoints + person.here
    person.visit = been[here] + 1
    been[here] = person.visit
    person.force = NONE if touchpoint.forced == NONE else forced_outcome(world, index, person, touchpoint)
    person.visits += 1
    person.last_touchpoint = person.here
    person.cost += touchpoint.cost
    turn_to_visit(world, person)
    person.context_lost = happens(world, person.context_loss, Draw.CONTEXT)
    if person.context_lost:
        lose_context(world, person)
    person.began, person.load = person.now, 0.0
    if touchpoint.team == NONE:
        return serve(world, index, person, touchpoint)
    person.phase = Phase.JOIN
    schedule(world, person.now, Kind.JOIN, index, person.step)
    return False


@compiled
def lose_context(world: Record, person: Record) -> None:
    """Start again from scratch: a friction that is charged to the link, not to the touchpoint."""
    severity = sample(world, world.handoff_severity, Draw.CONTEXT_SEVERITY)
    felt = feel(world, person, -escalated(world, person, severity))
    remember(world, person, LOST_CONTEXT, severity)
    person.frictions += 1
    row = write_at_touchpoint(world, person, Event.CONTEXT_LOST)
    row.cause, row.severity, row.felt = LOST_CONTEXT, severity, felt


@hot
def after_service(world: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Have been served: with friction, delight, or as one could expect."""
    if touchpoint.team != NONE:
        person.cost += person.duration * teams(world.teams_at, touchpoint.team).cost_per_day
    worst_friction(world, person, touchpoint)
    if person.force != NONE:
        return be_forced(world, person, touchpoint)
    if person.cause != NONE:
        return suffer(world, index, person, touchpoint)
    sense = meeting(world, person)
    person.notice = NONE
    if happens(world, sense.delight, Draw.DELIGHT):
        strength = sample(world, touchpoint.delight_strength, Draw.DELIGHT_STRENGTH)
        felt = feel(world, person, max(sense.gap, 0.0) + strength)
        return finish(world, person, touchpoint, Outcome.DELIGHT, felt)
    take_in(world, person, sense.felt)
    return finish(world, person, touchpoint, Outcome.OK, sense.felt)


@compiled
def be_forced(world: Record, person: Record, touchpoint: Record) -> bool:
    """Have a visit that turns out as an experiment forces it to."""
    return finish(world, person, touchpoint, person.force, go_as_forced(world, person, touchpoint))


@compiled
def suffer(world: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Meet a friction: the company notices, or the customer complains or stays silent; recovery follows."""
    complaint = personas(world.personas_at, person.persona).complaint
    if happens(world, touchpoint.detection, Draw.DETECT):
        person.notice = Notice.DETECTED
    elif happens(world, rules.complaint_probability(complaint, person.severity), Draw.COMPLAIN):
        person.notice = Notice.COMPLAINED
        person.complaints += 1
    else:
        person.notice = Notice.SILENT
    if person.notice == Notice.SILENT or touchpoint.desk == NONE:
        felt = be_let_down(world, person, person.cause, person.severity, 0.0)
        return finish(world, person, touchpoint, Outcome.FRICTION, felt)
    person.desk_began = person.now
    if desks(world.desks_at, touchpoint.desk).team == NONE:
        return work_on_case(world, index, person, touchpoint)
    person.phase = Phase.JOIN_CASES
    schedule(world, person.now, Kind.JOIN, index, person.step)
    return False


@compiled
def after_case(world: Record, person: Record, touchpoint: Record) -> bool:
    """Have had a case worked on by a desk; the result may take time."""
    desk = desks(world.desks_at, touchpoint.desk)
    person.cost += desk.cost
    if desk.team != NONE:
        person.cost += person.desk_time * teams(world.teams_at, desk.team).cost_per_day
    turnaround = sample(world, desk.turnaround, Draw.RECOVERY_TURNAROUND)
    person.phase = Phase.CASE_CLOSED
    return not turnaround > 0.0 or passes(world, person, turnaround)


@compiled
def learn_result(world: Record, person: Record, touchpoint: Record) -> bool:
    """Learn what a recovery desk has achieved."""
    desk = desks(world.desks_at, touchpoint.desk)
    skill = rules.recovery_probability(desk.skill, touchpoint.empowerment, desk.hardness, person.severity)
    recovered = happens(world, skill, Draw.RECOVERY_SUCCESS)
    outcome = Outcome.RECOVERED if recovered else Outcome.FRICTION
    row = write_at_touchpoint(world, person, Event.RECOVERY)
    row.outcome, row.cause, row.severity = outcome, person.cause, person.severity
    row.began, row.wait, row.duration = person.desk_began, person.desk_wait, person.desk_time
    if desk.staffed_by != NONE and person.desk_began >= world.warm_up:
        count_case(team_cell(world, desk.staffed_by), person.desk_time)
    if recovered:
        person.recoveries += 1
        felt = be_let_down(world, person, person.cause, person.severity * (1.0 - desk.repair), desk.goodwill)
    else:
        felt = be_let_down(world, person, person.cause, person.severity * world.double_deviation, 0.0)
    return finish(world, person, touchpoint, outcome, felt)


@compiled
def be_turned_back(world: Record, person: Record, touchpoint: Record) -> bool:
    """Have not been served: out of patience, closed, or busy (which follow each other in both lists)."""
    person.cause = ABANDONED + (person.outcome - Outcome.ABANDONED)
    person.severity = sample(world, touchpoint.turned_back_severity, Draw.TURNED_BACK_SEVERITY)
    person.wait, person.duration = person.now - person.began, 0.0
    person.notice = Notice.SILENT
    felt = be_let_down(world, person, person.cause, person.severity, 0.0)
    return finish(world, person, touchpoint, person.outcome, felt)


@hot
def finish(world: Record, person: Record, touchpoint: Record, outcome: int, felt: float) -> bool:
    """Come to the end of a visit: record it, count it, be asked about it."""
    person.outcome = outcome
    row = write_at_touchpoint(world, person, Event.VISIT)
    if world.recording:
        row.outcome, row.notice = outcome, person.notice
        row.cause, row.severity, row.felt = person.cause, person.severity, felt
        row.began, row.wait, row.duration = person.began, person.wait, person.duration
        row.recorded = happens(world, touchpoint.recording, Draw.RECORDED)
    staffed = touchpoint.staffed_by != NONE
    if staffed and person.began >= world.warm_up:
        count_contact(team_cell(world, touchpoint.staffed_by), outcome, person.wait, person.duration)
    if counts_now(world, person):
        lost, good = person.context_lost != 0, outcome <= Outcome.DELIGHT
        for cell in (persona_cell(world, person), passage_cell(world, person)):
            count_visit(cell, outcome, person.notice, felt, person.wait, staffed, lost)
        person.troubled |= lost or not good
        person.contacts += staffed
        person.good_contacts += staffed and (good or outcome == Outcome.RECOVERED)
    if touchpoint.survey and served(outcome):
        ask(world, person, touchpoint, felt)
    person.phase = Phase.DECIDE
    return True
