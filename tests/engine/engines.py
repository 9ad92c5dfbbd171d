"""Both engines, and what they leave behind as rows or as columns."""

import gc
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from cxsim.engine import compiled_engine
from cxsim.engine.compiled.output import customer_columns, event_columns
from cxsim.engine.parts import Plan
from cxsim.engine.record import NAN, CustomerRow, Row, dtypes
from cxsim.engine.simpy_engine import Replication, replicate
from cxsim.engine.tally import Tally

Columns = dict[str, np.ndarray]


class Result(NamedTuple):
    """What an engine leaves behind: events by customer and step, and customers by number, as columns."""

    events: Columns
    customers: Columns
    tally: Tally


def by_simpy(plan: Plan, seed: int = 1, replication: int = 0, recording: bool = True) -> Replication:
    """Simulate with the SimPy engine; without recording there are no events."""
    gc.disable()  # nothing to collect before the end, and looking for it takes a third of the time
    try:
        return replicate(plan, seed, replication, recording)
    finally:
        gc.enable()


def by_kernel(plan: Plan, seed: int = 1, replication: int = 0, recording: bool = True) -> Result:
    """Simulate with the compiled engine; without recording there are no events."""
    parts: list[np.ndarray] = []
    empty_log = (lambda rows: parts.append(rows.copy())) if recording else None
    sim = compiled_engine.simulate(plan, seed, replication, empty_log)
    if not recording:
        return Result({}, customer_columns(sim), sim.tally)
    log = np.concatenate(parts)
    log = log[np.lexsort((log["step"], log["customer"]))]
    return Result(event_columns(log), customer_columns(sim), sim.tally)


def in_columns(found: Replication) -> Result:
    """The same as columns."""
    events, customers = _columns(found.events, Row), _columns(found.customers, CustomerRow)
    return Result(events, customers, found.tally)


def in_rows(found: Result) -> Replication:
    """The same as rows."""
    events, customers = _rows(found.events, Row), _rows(found.customers, CustomerRow)
    return Replication(events, customers, found.tally)


def _columns(rows: Sequence[Row] | Sequence[CustomerRow], kind: type[Row] | type[CustomerRow]) -> Columns:
    types = dtypes(kind)
    by_column = zip(*rows, strict=True) if rows else [()] * len(types)
    return {name: np.array(values, types[name]) for name, values in zip(types, by_column, strict=True)}


def _rows(table: Columns, kind: type[Any]) -> list[Any]:
    # The same nan everywhere, as in SimPy's, so that equal rows are equal.
    names = kind._fields if table else ()
    values = [[NAN if one != one else one for one in table[name].tolist()] for name in names]
    return [kind._make(row) for row in zip(*values, strict=True)]
