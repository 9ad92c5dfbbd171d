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
from cxsim.engine.compiled.log import write_at_touchpoint
from cxsim.engine.compiled.memory import Record, compiled, counts, hot
from cxsim.engine.compiled.perception import ask
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.records import desks, personas, teams
from cxsim.engine.compiled.service import passes, serve, turn_to_visit, work_on_case
from cxsim.engine.compiled.tallies import counts_now, passage_cell, persona_cell, team_cell
from cxsim.engine.tally import count_case, count_contact, count_visit, served
from cxsim.engine.vocabulary import ABANDONED, LOST_CONTEXT, NONE, Draw, Event, Notice, Outcome


@hot
def arrive(sim: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Come to a touchpoint, with or without one's context, and ask to be served."""
    been, here = counts(sim.visits_at), index * sim.touchpoints + person.here
    person.visit = been[here] + 1
    been[here] = person.visit
    person.force = NONE if touchpoint.forced == NONE else forced_outcome(sim, index, person, touchpoint)
    person.visits += 1
    person.last_touchpoint = person.here
    person.cost += touchpoint.cost
    turn_to_visit(sim, person)
    person.context_lost = happens(sim, person.context_loss, Draw.CONTEXT)
    if person.context_lost:
        lose_context(sim, person)
    person.began, person.load = person.now, 0.0
    if touchpoint.team == NONE:
        return serve(sim, index, person, touchpoint)
    person.phase = Phase.JOIN
    schedule(sim, person.now, Kind.JOIN, index, person.step)
    return False


@compiled
def lose_context(sim: Record, person: Record) -> None:
    """Start again from scratch: a friction that is charged to the link, not to the touchpoint."""
    severity = sample(sim, sim.handoff_severity, Draw.CONTEXT_SEVERITY)
    felt = feel(sim, person, -escalated(sim, person, severity))
    remember(sim, person, LOST_CONTEXT, severity)
    person.frictions += 1
    row = write_at_touchpoint(sim, person, Event.CONTEXT_LOST)
    row.cause, row.severity, row.felt = LOST_CONTEXT, severity, felt


@hot
def after_service(sim: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Have been served: with friction, delight, or as one could expect."""
    if touchpoint.team != NONE:
        person.cost += person.duration * teams(sim.teams_at, touchpoint.team).cost_per_day
    worst_friction(sim, person, touchpoint)
    if person.force != NONE:
        return be_forced(sim, person, touchpoint)
    if person.cause != NONE:
        return suffer(sim, index, person, touchpoint)
    sense = meeting(sim, person)
    person.notice = NONE
    if happens(sim, sense.delight, Draw.DELIGHT):
        strength = sample(sim, touchpoint.delight_strength, Draw.DELIGHT_STRENGTH)
        felt = feel(sim, person, max(sense.gap, 0.0) + strength)
        return finish(sim, person, touchpoint, Outcome.DELIGHT, felt)
    take_in(sim, person, sense.felt)
    return finish(sim, person, touchpoint, Outcome.OK, sense.felt)


@compiled
def be_forced(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Have a visit that turns out as an experiment forces it to."""
    return finish(sim, person, touchpoint, person.force, go_as_forced(sim, person, touchpoint))


@compiled
def suffer(sim: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Meet a friction: the company notices, or the customer complains or stays silent; recovery follows."""
    complaint = personas(sim.personas_at, person.persona).complaint
    if happens(sim, touchpoint.detection, Draw.DETECT):
        person.notice = Notice.DETECTED
    elif happens(sim, rules.complaint_probability(complaint, person.severity), Draw.COMPLAIN):
        person.notice = Notice.COMPLAINED
        person.complaints += 1
    else:
        person.notice = Notice.SILENT
    if person.notice == Notice.SILENT or touchpoint.desk == NONE:
        felt = be_let_down(sim, person, person.cause, person.severity, 0.0)
        return finish(sim, person, touchpoint, Outcome.FRICTION, felt)
    person.desk_began = person.now
    if desks(sim.desks_at, touchpoint.desk).team == NONE:
        return work_on_case(sim, index, person, touchpoint)
    person.phase = Phase.JOIN_CASES
    schedule(sim, person.now, Kind.JOIN, index, person.step)
    return False


@compiled
def after_case(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Have had a case worked on by a desk; the result may take time."""
    desk = desks(sim.desks_at, touchpoint.desk)
    person.cost += desk.cost
    if desk.team != NONE:
        person.cost += person.desk_time * teams(sim.teams_at, desk.team).cost_per_day
    turnaround = sample(sim, desk.turnaround, Draw.RECOVERY_TURNAROUND)
    person.phase = Phase.CASE_CLOSED
    return not turnaround > 0.0 or passes(sim, person, turnaround)


@compiled
def learn_result(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Learn what a recovery desk has achieved."""
    desk = desks(sim.desks_at, touchpoint.desk)
    skill = rules.recovery_probability(desk.skill, touchpoint.empowerment, desk.hardness, person.severity)
    recovered = happens(sim, skill, Draw.RECOVERY_SUCCESS)
    outcome = Outcome.RECOVERED if recovered else Outcome.FRICTION
    row = write_at_touchpoint(sim, person, Event.RECOVERY)
    row.outcome, row.cause, row.severity = outcome, person.cause, person.severity
    row.began, row.wait, row.duration = person.desk_began, person.desk_wait, person.desk_time
    if desk.staffed_by != NONE and person.desk_began >= sim.warm_up:
        count_case(team_cell(sim, desk.staffed_by), person.desk_time)
    if recovered:
        person.recoveries += 1
        felt = be_let_down(sim, person, person.cause, person.severity * (1.0 - desk.repair), desk.goodwill)
    else:
        felt = be_let_down(sim, person, person.cause, person.severity * sim.double_deviation, 0.0)
    return finish(sim, person, touchpoint, outcome, felt)


@compiled
def be_turned_back(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Have not been served: out of patience, closed, or busy (which follow each other in both lists)."""
    person.cause = ABANDONED + (person.outcome - Outcome.ABANDONED)
    person.severity = sample(sim, touchpoint.turned_back_severity, Draw.TURNED_BACK_SEVERITY)
    person.wait, person.duration = person.now - person.began, 0.0
    person.notice = Notice.SILENT
    felt = be_let_down(sim, person, person.cause, person.severity, 0.0)
    return finish(sim, person, touchpoint, person.outcome, felt)


@hot
def finish(sim: Record, person: Record, touchpoint: Record, outcome: int, felt: float) -> bool:
    """Come to the end of a visit: record it, count it, be asked about it."""
    person.outcome = outcome
    row = write_at_touchpoint(sim, person, Event.VISIT)
    if sim.recording:
        row.outcome, row.notice = outcome, person.notice
        row.cause, row.severity, row.felt = person.cause, person.severity, felt
        row.began, row.wait, row.duration = person.began, person.wait, person.duration
        row.recorded = happens(sim, touchpoint.recording, Draw.RECORDED)
    staffed = touchpoint.staffed_by != NONE
    if staffed and person.began >= sim.warm_up:
        count_contact(team_cell(sim, touchpoint.staffed_by), outcome, person.wait, person.duration)
    if counts_now(sim, person):
        lost, good = person.context_lost != 0, outcome <= Outcome.DELIGHT
        for cell in (persona_cell(sim, person), passage_cell(sim, person)):
            count_visit(cell, outcome, person.notice, felt, person.wait, staffed, lost)
        person.troubled |= lost or not good
        person.contacts += staffed
        person.good_contacts += staffed and (good or outcome == Outcome.RECOVERED)
    if touchpoint.survey and served(outcome):
        ask(sim, person, touchpoint, felt)
    person.phase = Phase.DECIDE
    return True
