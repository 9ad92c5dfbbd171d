"""Binary heaps in the memory of the compiled engine, whose first record in some order is always at hand.

A heap is an address and a size. One place beyond its room is needed, for the record on its way in.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from cxsim.engine.compiled.memory import Record, compiled, copies, records


def heap_of(dtype: np.dtype, comes_before: Callable[[Record, Record, Record], bool]) -> tuple[Any, Any]:
    """Return what puts a record into a heap, and what takes the first one out, for records of one type.

    Parameters
    ----------
    dtype
        Of the records.
    comes_before
        Tells of two records whether the first comes before the other, given the simulation; of no two records
        may neither come first.

    Returns
    -------
    put
        ``put(sim, heap, size, new)``: put a copy of a new record into a heap that has this size.
    take_first
        ``take_first(sim, heap, size)``: close the gap in a heap whose first record has been read, and
        which has this size from now on.
    """
    at, copy = records(dtype), copies(dtype)

    @compiled
    def put(sim: Record, heap: int, place: int, new: Record) -> None:
        while place > 0:
            above = (place - 1) >> 1
            if not comes_before(sim, new, at(heap, above)):
                break
            copy(at(heap, place), at(heap, above))
            place = above
        copy(at(heap, place), new)

    @compiled
    def take_first(sim: Record, heap: int, size: int) -> None:
        # The gap sinks to the bottom, then the last record rises from there: it mostly belongs near the
        # bottom, and so nothing has to be guessed on the way.
        place, below = 0, 1
        while below < size:
            below += below + 1 < size and comes_before(sim, at(heap, below + 1), at(heap, below))
            copy(at(heap, place), at(heap, below))
            place, below = below, 2 * below + 1
        put(sim, heap, place, at(heap, size))

    return put, take_first
