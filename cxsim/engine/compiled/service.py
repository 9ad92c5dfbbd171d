"""Being served in the compiled engine: service begins, at a touchpoint or at a recovery desk."""

from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import schedule
from cxsim.engine.compiled.draws import sample, turn_to
from cxsim.engine.compiled.memory import Record, compiled, hot
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.records import desks, journeys, touchpoints
from cxsim.engine.vocabulary import NONE, Draw


@hot
def turn_to_visit(sim: Record, person: Record) -> None:
    """Let draws be those of the visit under way."""
    journey = journeys(sim.journeys_at, person.journey)
    touchpoint = touchpoints(sim.touchpoints_at, person.here)
    turn_to(sim, person.number, journey.address, person.occurrence, touchpoint.address, person.visit)


@hot
def passes(sim: Record, person: Record, time: float) -> bool:
    """Let a person's own time pass; tell whether that is before the horizon, beyond which nothing is."""
    person.now += time
    return person.now < sim.horizon


@hot
def serve(sim: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Begin the service of a visit; tell whether the person goes on privately."""
    person.wait = person.now - person.began
    person.duration = sample(sim, touchpoint.service, Draw.SERVICE)
    person.phase = Phase.SERVED
    if touchpoint.team != NONE:
        schedule(sim, person.now + person.duration, Kind.SERVICE_END, index, person.step)
        return False
    return person.duration == 0.0 or passes(sim, person, person.duration)


@compiled
def work_on_case(sim: Record, index: int, person: Record, touchpoint: Record) -> bool:
    """Begin the work of a recovery desk; tell whether the person goes on privately."""
    desk = desks(sim.desks_at, touchpoint.desk)
    person.desk_wait = person.now - person.desk_began
    person.desk_time = sample(sim, desk.time, Draw.RECOVERY_TIME)
    person.phase = Phase.CASE_WORKED_ON
    if desk.team != NONE:
        schedule(sim, person.now + person.desk_time, Kind.SERVICE_END, index, person.step)
        return False
    return passes(sim, person, person.desk_time)
