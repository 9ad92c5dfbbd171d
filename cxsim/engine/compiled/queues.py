"""The queue of a team in the compiled engine."""

from cxsim.engine.compiled.heap import heap_of
from cxsim.engine.compiled.memory import Record, compiled
from cxsim.engine.compiled.people import person_at
from cxsim.engine.compiled.records import PLACE, crews, places

_WIDTH = PLACE.itemsize


@compiled
def before(sim: Record, a: Record, b: Record) -> bool:
    """Tell whether one place comes before another."""
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.since != b.since:
        return a.since < b.since
    first, second = person_at(sim, a.person).number, person_at(sim, b.person).number
    if first != second:
        return first < second
    return a.step < b.step


put, take_first = heap_of(PLACE, before)


@compiled
def line(sim: Record, team: int) -> int:
    """Return the address of the places in the queue of a team."""
    return sim.places_at + _WIDTH * (sim.places_room + 1) * team


@compiled
def line_up(sim: Record, team: int, rank: int, since: float, person: int, step: int) -> None:
    """Take a place in the queue. There has to be room."""
    crew, waiting = crews(sim.crews_at, team), line(sim, team)
    new = places(waiting, sim.places_room)
    new.rank, new.since, new.person, new.step = rank, since, person, step
    put(sim, waiting, crew.places, new)
    crew.places += 1
    if crew.places == sim.places_room:
        sim.queue_full = 1


@compiled
def leave_line(sim: Record, team: int) -> tuple[int, int]:
    """Take the first place out of the queue; return the person, and the step at which they took it."""
    crew, waiting = crews(sim.crews_at, team), line(sim, team)
    person, step = places(waiting, 0).person, places(waiting, 0).step
    crew.places -= 1
    take_first(sim, waiting, crew.places)
    return person, step
