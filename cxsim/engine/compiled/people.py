"""People in the compiled engine: a place in memory for each.

Behind a record stands what is kept for each journey and touchpoint (see `records.whole`), so that all that a
visit turns to is close together.
"""

from cxsim.engine.compiled.memory import Record, compiled, fetch, hot
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.records import people
from cxsim.engine.record import NAN
from cxsim.engine.vocabulary import NONE, Forced, State

INFINITY = float("inf")


@hot
def person_at(sim: Record, index: int) -> Record:
    """Return the record of a person."""
    return people(sim.people_at + sim.person_size * index, 0)


@hot
def fetch_person(sim: Record, index: int) -> None:
    """Have all that is kept of a person fetched, for which others need not wait."""
    fetch(sim.people_at + sim.person_size * index, sim.person_size)


@compiled
def newcomer(sim: Record, number: int, origin: int) -> int:
    """Take the next place for a person and return it; memory there is zero. There has to be room."""
    index = sim.people_count
    sim.people_count += 1
    person = person_at(sim, index)
    person.index = index
    person.number, person.origin_kind, person.state = number, origin, State.PROSPECT
    person.phase = Phase.ARRIVE
    person.leaves_at, person.reason, person.reason_touchpoint = INFINITY, NONE, NONE
    person.called_for, person.ended, person.since = INFINITY, NAN, NAN
    person.left_touchpoint, person.left_journey, person.last_touchpoint = NONE, NONE, NONE
    person.forced = Forced.NEVER
    person.entry, person.level, person.level_then = NONE, 1.0, 1.0
    person.worst_cause, person.worst_touchpoint = NONE, NONE
    return index
