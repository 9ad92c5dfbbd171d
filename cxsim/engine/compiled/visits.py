"""The phases of a visit in the compiled engine: what `cxsim.engine.visits` says as a process.

Each function lives through one phase and tells whether the person goes on privately, which ends where they
have put themselves on the agenda, or where the horizon is.
"""

import math

from cxsim.engine.behaviour import visits as behaviour
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import come_back, schedule
from cxsim.engine.compiled.memory import Record, compiled, hot
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.service import passes, serve, work_on_case
from cxsim.engine.vocabulary import NONE

come, be_served, finish = behaviour.come, behaviour.be_served, behaviour.finish
end_case, learn_result, be_turned_back = behaviour.end_case, behaviour.learn_result, behaviour.be_turned_back


@hot
def arrive(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Come to a touchpoint, and ask to be served."""
    if touchpoint.capacity > 0.0 and math.floor(person.now * 24.0) > math.floor(sim.now * 24.0):
        come_back(sim, person, person.now)  # others may still come in the hour before
        return False
    come(sim, person, touchpoint)
    if person.team == NONE:
        return serve(sim, person, touchpoint)
    person.phase = Phase.JOIN
    schedule(sim, person.now, Kind.JOIN, person.index, person.step)
    return False


@hot
def after_service(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Have been served; a recovery desk may take over."""
    if not be_served(sim, person, touchpoint):
        return at_end(sim, person, touchpoint)
    if person.team == NONE:
        return work_on_case(sim, person)
    person.phase = Phase.JOIN_CASES
    schedule(sim, person.now, Kind.JOIN, person.index, person.step)
    return False


@compiled
def after_case(sim: Record, person: Record) -> bool:
    """Have had a case worked on by a desk; the result may take time."""
    turnaround = end_case(sim, person)
    person.phase = Phase.CASE_CLOSED
    return not turnaround > 0.0 or passes(sim, person, turnaround)


@compiled
def hear_result(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Hear what a recovery desk has achieved."""
    learn_result(sim, person, touchpoint)
    return at_end(sim, person, touchpoint)


@compiled
def go_in_vain(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Have not been served."""
    be_turned_back(sim, person, touchpoint)
    return at_end(sim, person, touchpoint)


@hot
def at_end(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Come to the end of a visit."""
    finish(sim, person, touchpoint)
    person.phase = Phase.DECIDE
    return True
