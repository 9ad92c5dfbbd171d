"""The agenda: what will happen at meeting points, in the canonical order (see `clock`)."""

from typing import Any

import numpy as np

from cxsim.engine.compiled.heap import heap_of
from cxsim.engine.compiled.memory import Record, compiled, hot
from cxsim.engine.compiled.records import HAPPENING, happenings, people


@compiled
def number(sim: Record, person: int) -> Any:
    """Return the number by which simultaneous happenings are ordered: of the customer, or of the team."""
    if person < 0:
        return -1 - person
    return np.int64(people(sim.people_at, person).number)  # not of two kinds, which would meet as floats


@compiled
def before_at_once(sim: Record, a: Record, b: Record) -> bool:
    """Tell whether one of two simultaneous happenings comes before the other."""
    if a.kind != b.kind:
        return a.kind < b.kind
    first, second = number(sim, a.person), number(sim, b.person)
    if first != second:
        return first < second
    return a.step < b.step


@hot
def before(sim: Record, a: Record, b: Record) -> bool:
    """Tell whether one happening comes before another."""
    return a.time < b.time if a.time != b.time else before_at_once(sim, a, b)


put, take_first = heap_of(HAPPENING, before)


@compiled
def schedule(sim: Record, time: float, kind: int, person: int, step: int) -> None:
    """Put a happening on the agenda, unless it lies beyond the horizon. There has to be room."""
    if time < sim.horizon:
        new = happenings(sim.agenda_at, sim.agenda_room)
        new.time, new.kind, new.person, new.step = time, kind, person, step
        put(sim, sim.agenda_at, sim.agenda_size, new)
        sim.agenda_size += 1


@compiled
def take(sim: Record) -> None:
    """Take the first happening off the agenda."""
    sim.agenda_size -= 1
    take_first(sim, sim.agenda_at, sim.agenda_size)
