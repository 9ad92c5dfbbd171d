"""The agenda: what will happen at meeting points, in the canonical order (see `clock`).

Most of it is days or months away. Only what happens up to the present quarter of an hour stands in a heap;
the rest is put aside by its quarter, in no order, and joins the heap when that has come. So the heap stays
small and at hand.
"""

import math
from typing import Any

import numpy as np

from cxsim.engine.clock import Kind
from cxsim.engine.compiled.heap import heap_of
from cxsim.engine.compiled.memory import Record, compiled, fetch, hot, integers
from cxsim.engine.compiled.people import person_at
from cxsim.engine.compiled.records import HAPPENING, happenings


@compiled
def number(sim: Record, person: int) -> Any:
    """Return the number by which simultaneous happenings are ordered: of the customer, or of the team."""
    if person < 0:
        return -1 - person
    return np.int64(person_at(sim, person).number)  # not of two kinds, which would meet as floats


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


QUARTERS = 96  # of an hour, in a day

put, take_first = heap_of(HAPPENING, before)
_SIZE = HAPPENING.itemsize


@compiled
def schedule(sim: Record, time: float, kind: int, person: int, step: int) -> None:
    """Put a happening on the agenda, unless it lies beyond the horizon. There has to be room."""
    if time < sim.horizon:
        quarter = math.floor(time * QUARTERS)
        later = quarter > sim.quarter
        new = put_aside(sim, quarter) if later else happenings(sim.agenda_at, sim.agenda_room)
        new.time, new.kind, new.person, new.step = time, kind, person, step
        if not later:
            put(sim, sim.agenda_at, sim.agenda_size, new)
            sim.agenda_size += 1


@compiled
def come_back(sim: Record, person: Record, time: float) -> None:
    """Put a person's next step on the agenda, in the place of any that is there."""
    person.awaits, person.due = person.step, time
    schedule(sim, time, Kind.STEP, person.index, person.step)


@compiled
def put_aside(sim: Record, quarter: int) -> Record:
    """Return a place for a happening of a later quarter; there is none at 0."""
    place = sim.later_free
    if place == 0:
        sim.later_size += 1
        place = sim.later_size
    new, quarters = happenings(sim.later_at, place), integers(sim.quarters_at)
    if place == sim.later_free:
        sim.later_free = new.other
    new.other, quarters[quarter] = quarters[quarter], place
    return new


@hot
def first_time(sim: Record) -> float:
    """Return the time of the first happening, which is first in the heap from then on."""
    while sim.agenda_size == 0 and sim.quarter < sim.horizon * QUARTERS:
        begin_quarter(sim)
    return happenings(sim.agenda_at, 0).time if sim.agenda_size > 0 else math.inf


@compiled
def begin_quarter(sim: Record) -> None:
    """Let what was put aside for the next quarter join the heap."""
    sim.quarter += 1
    quarters = integers(sim.quarters_at)
    fetch(sim.later_at + _SIZE * quarters[sim.quarter + 1], _SIZE)
    place = quarters[sim.quarter]
    while place != 0:
        due = happenings(sim.later_at, place)
        following = due.other
        fetch(sim.later_at + _SIZE * following, _SIZE)
        put(sim, sim.agenda_at, sim.agenda_size, due)
        sim.agenda_size += 1
        due.other, sim.later_free, place = sim.later_free, place, following


@compiled
def take(sim: Record) -> None:
    """Take the first happening off the agenda."""
    sim.agenda_size -= 1
    take_first(sim, sim.agenda_at, sim.agenda_size)
