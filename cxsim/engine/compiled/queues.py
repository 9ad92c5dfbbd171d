"""The queue of a team in the compiled engine: a binary heap of places, best first."""

from cxsim.engine.compiled.layout import PLACE, crews, people, places
from cxsim.engine.compiled.memory import Record, compiled

_WIDTH = PLACE.itemsize


@compiled
def line(world: Record, team: int) -> int:
    """Return the address of the places in the queue of a team."""
    return world.places_at + _WIDTH * (world.places_room + 1) * team


@compiled
def copy(to: Record, what: Record) -> None:
    """Copy a place."""
    to.rank = what.rank
    to.since = what.since
    to.person = what.person
    to.step = what.step


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


@compiled
def line_up(world: Record, team: int, rank: int, since: float, person: int, step: int) -> None:
    """Take a place in the queue. There has to be room."""
    crew, waiting = crews(world.crews_at, team), line(world, team)
    at = crew.places
    crew.places += 1
    if crew.places == world.places_room:
        world.queue_full = 1
    new = places(waiting, world.places_room)  # one place beyond the room, for what is on the way
    new.rank, new.since, new.person, new.step = rank, since, person, step
    while at > 0:
        above = (at - 1) >> 1
        if not before(world, new, places(waiting, above)):
            break
        copy(places(waiting, at), places(waiting, above))
        at = above
    copy(places(waiting, at), new)


@compiled
def take_first(world: Record, team: int) -> tuple[int, int]:
    """Take the first place out of the queue; return the person, and the step at which they took it."""
    crew, waiting = crews(world.crews_at, team), line(world, team)
    person, step = places(waiting, 0).person, places(waiting, 0).step
    crew.places -= 1
    size = crew.places
    last, at = places(waiting, size), 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and before(world, places(waiting, below + 1), places(waiting, below)):
            below += 1
        if not before(world, places(waiting, below), last):
            break
        copy(places(waiting, at), places(waiting, below))
        at = below
    copy(places(waiting, at), last)
    return person, step
