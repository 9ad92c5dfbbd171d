"""The phases of a journey in the compiled engine: what `cxsim.engine.journeys` says as a process."""

import math

from cxsim.engine.behaviour.journeys import (
    base_of_stopping,
    next_step,
    reads_reviews,
    set_out,
    stop_here,
    stops,
)
from cxsim.engine.compiled.agenda import come_back
from cxsim.engine.compiled.memory import Record, compiled, hot
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.service import passes


@compiled
def begin(sim: Record, person: Record, number: int, occurrence: int) -> bool:
    """Set out on a journey; tell whether the person comes to its first touchpoint before the horizon."""
    return come_after(sim, person, set_out(sim, person, number, occurrence))


@hot
def decide(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Go on to the next touchpoint, or come to the end of the journey."""
    if base_of_stopping(person, touchpoint) > 0.0:
        reads = reads_reviews(sim, person, touchpoint)
        if reads and math.floor(person.now) > math.floor(sim.now):
            come_back(sim, person, person.now)  # others may still write before
            return False
        if stops(sim, person, touchpoint, reads):
            stop_here(sim, person, touchpoint)
            person.phase = Phase.JOURNEY_OVER
            return True
    delay = next_step(sim, person, touchpoint)
    if delay < 0.0:
        person.phase = Phase.JOURNEY_OVER
        return True
    return come_after(sim, person, delay)


@hot
def come_after(sim: Record, person: Record, delay: float) -> bool:
    """Come to a touchpoint after a delay, if that is before the horizon."""
    person.phase = Phase.VISIT
    return not delay > 0.0 or passes(sim, person, delay)
