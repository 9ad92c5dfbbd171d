"""The agenda: what will happen at meeting points, in the canonical order (see `clock`), as a binary heap."""

from typing import Any

import numpy as np

from cxsim.engine.compiled.layout import happenings, people
from cxsim.engine.compiled.memory import Record, compiled


@compiled
def number(world: Record, person: int) -> Any:
    """Return the number by which simultaneous happenings are ordered: of the customer, or of the team."""
    if person < 0:
        return -1 - person
    return np.int64(people(world.people_at, person).number)  # not of two kinds, which would meet as floats


@compiled
def copy(to: Record, what: Record) -> None:
    """Copy a happening."""
    to.time = what.time
    to.kind = what.kind
    to.person = what.person
    to.step = what.step


@compiled
def before(world: Record, a: Record, b: Record) -> bool:
    """Tell whether one happening comes before another."""
    if a.time != b.time:
        return a.time < b.time
    if a.kind != b.kind:
        return a.kind < b.kind
    first, second = number(world, a.person), number(world, b.person)
    if first != second:
        return first < second
    return a.step < b.step


@compiled
def schedule(world: Record, time: float, kind: int, person: int, step: int) -> None:
    """Put a happening on the agenda, unless it lies beyond the horizon. There has to be room."""
    if not time < world.horizon:
        return
    agenda, place = world.agenda_at, world.agenda_size
    world.agenda_size += 1
    new = happenings(agenda, world.agenda_room)  # one place beyond the room, for what is on the way
    new.time, new.kind, new.person, new.step = time, kind, person, step
    while place > 0:
        above = (place - 1) >> 1
        if not before(world, new, happenings(agenda, above)):
            break
        copy(happenings(agenda, place), happenings(agenda, above))
        place = above
    copy(happenings(agenda, place), new)


@compiled
def take(world: Record) -> None:
    """Take the first happening off the agenda."""
    agenda = world.agenda_at
    world.agenda_size -= 1
    size = world.agenda_size
    last, place = happenings(agenda, size), 0
    while True:
        below = 2 * place + 1
        if below >= size:
            break
        if below + 1 < size and before(world, happenings(agenda, below + 1), happenings(agenda, below)):
            below += 1
        if not before(world, happenings(agenda, below), last):
            break
        copy(happenings(agenda, place), happenings(agenda, below))
        place = below
    copy(happenings(agenda, place), last)
