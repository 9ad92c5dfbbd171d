"""The queue of a team in the compiled engine."""

from cxsim.engine.compiled.heap import heap_of
from cxsim.engine.compiled.layout import PLACE, crews, people, places
from cxsim.engine.compiled.memory import Record, compiled

_WIDTH = PLACE.itemsize


@compiled
def before(world: Record, a: Record, b: Record) -> bool:
    """Tell whether one place comes before another."""
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.since != b.since:
        return a.since < b.since
    first, second = people(world.people_at, a.person).number, people(world.people_at, b.person).number
    if first != second:
        return first < second
    return a.step < b.step


put, take_first = heap_of(PLACE, before)


@compiled
def line(world: Record, team: int) -> int:
    """Return the address of the places in the queue of a team."""
    return world.places_at + _WIDTH * (world.places_room + 1) * team


@compiled
def line_up(world: Record, team: int, rank: int, since: float, person: int, step: int) -> None:
    """Take a place in the queue. There has to be room."""
    crew, waiting = crews(world.crews_at, team), line(world, team)
    new = places(waiting, world.places_room)
    new.rank, new.since, new.person, new.step = rank, since, person, step
    put(world, waiting, crew.places, new)
    crew.places += 1
    if crew.places == world.places_room:
        world.queue_full = 1


@compiled
def leave_line(world: Record, team: int) -> tuple[int, int]:
    """Take the first place out of the queue; return the person, and the step at which they took it."""
    crew, waiting = crews(world.crews_at, team), line(world, team)
    person, step = places(waiting, 0).person, places(waiting, 0).step
    crew.places -= 1
    take_first(world, waiting, crew.places)
    return person, step
