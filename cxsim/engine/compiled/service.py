"""Being served in the compiled engine: service begins, at a touchpoint or at a recovery desk."""

from cxsim.engine.behaviour.cases import begin_work
from cxsim.engine.behaviour.visits import begin_case, begin_service
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import come_back, schedule
from cxsim.engine.compiled.memory import Record, compiled, hot
from cxsim.engine.compiled.phases import CasePhase, Phase
from cxsim.engine.compiled.records import cases
from cxsim.engine.vocabulary import CASES, NONE


@hot
def passes(sim: Record, person: Record, time: float) -> bool:
    """Let a person's own time pass; tell whether that is before the horizon, beyond which nothing is.

    Who has an open case lives with everybody else's time, as the answer may come in between.
    """
    if person.has_case:
        come_back(sim, person, person.now + time)
        return False
    person.now += time
    return person.now < sim.horizon


@hot
def serve(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Begin the service of a visit; tell whether the person goes on privately."""
    begin_service(sim, person, touchpoint)
    person.phase = Phase.SERVED
    if person.team != NONE:
        schedule(sim, person.now + person.duration, Kind.SERVICE_END, person.index, person.step)
        return False
    return person.duration == 0.0 or passes(sim, person, person.duration)


@compiled
def work_on_case(sim: Record, person: Record) -> bool:
    """Begin the work of a recovery desk; tell whether the person goes on privately."""
    begin_case(sim, person)
    person.phase = Phase.CASE_WORKED_ON
    if person.team != NONE or person.has_case:
        schedule(sim, person.now + person.desk_time, Kind.SERVICE_END, person.index, person.step)
        return False
    return passes(sim, person, person.desk_time)


@compiled
def work_on_open_case(sim: Record, person: Record) -> None:
    """Begin the work on a case whose customer lives on."""
    case = cases(sim.cases_at, person.index)
    begin_work(sim, person)
    case.phase = CasePhase.WORKED_ON
    schedule(sim, sim.now + case.time, Kind.SERVICE_END, person.index, CASES + case.number)
