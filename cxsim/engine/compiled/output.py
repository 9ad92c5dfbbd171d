"""What a finished simulation of the compiled engine leaves behind, in columns like those of SimPy's."""

from collections.abc import Iterator

import numpy as np

from cxsim.engine.compiled import records
from cxsim.engine.compiled.arrays import Simulation
from cxsim.engine.record import Columns, CustomerRow, Row, dtypes
from cxsim.engine.vocabulary import NONE, Event, Origin, State

AT_HAND = 1_024  # people whose records stay near the processor


def people(sim: Simulation) -> np.ndarray:
    """Return the records of everybody."""
    everybody: np.ndarray = sim.array("people")["person"][: sim["people_count"]]
    return everybody


def rows(sim: Simulation) -> np.ndarray:
    """Return the rows of the event log that are in memory."""
    log: np.ndarray = sim.array("rows")[: sim["rows_count"]]
    return log


def last_rows(sim: Simulation) -> np.ndarray:
    """Return the last row of everybody who was followed to the end."""
    everybody = people(sim)
    followed = everybody[np.isin(everybody["state"], (State.PROSPECT, State.CUSTOMER))]
    log = np.zeros(len(followed), records.ROW)
    for name, kind in dtypes(Row).items():
        log[name] = np.nan if kind is np.float64 else NONE
    log["customer"], log["step"], log["time"] = followed["number"], followed["step"] + 1, sim["horizon"]
    log["persona"] = followed["persona"]
    log["event"], log["visit"], log["recorded"] = Event.FOLLOWED_UP, 0, True
    log["mood"], log["satisfaction"] = followed["mood"], followed["satisfaction"]
    return log


def event_columns(log: np.ndarray) -> Columns:
    """Return rows of the event log, in their order, as columns."""
    return {name: log[name].astype(kind) for name, kind in dtypes(Row).items()}


def by_number(sim: Simulation, piece: int) -> Iterator[np.ndarray]:
    """Yield the places of people in the order of their numbers, so many at a time."""
    order = _order(sim)
    for first in range(0, len(order), piece):
        yield order[first : first + piece]


def customer_columns(sim: Simulation, order: np.ndarray | None = None) -> Columns:
    """Return customers as columns: those at these places, or all by their number."""
    if order is None:
        order = _order(sim)
    names = {"customer": "number", "origin": "origin_kind", "cause": "worst_cause"}
    names |= {"cause_touchpoint": "worst_touchpoint", "converted": "since"}
    columns = {name: np.empty(len(order), kind) for name, kind in dtypes(CustomerRow).items()}
    # Each record is fetched from memory once, and not once again for each of its columns.
    everybody = sim.array("people")
    room = np.empty(AT_HAND, everybody.dtype)
    for first in range(0, len(order), AT_HAND):
        block = order[first : first + AT_HAND]
        some = everybody.take(block, out=room[: len(block)], mode="clip")["person"]
        for name, column in columns.items():
            column[first : first + AT_HAND] = some[names.get(name, name)]
    columns["measured"] &= ~(columns["ended"] < sim["warm_up"])
    columns["converted"][columns["origin"] == Origin.EXISTING] = np.nan
    return columns


def _order(sim: Simulation) -> np.ndarray:
    """Return the places of people by their numbers, in which most of them stand already."""
    return np.argsort(people(sim)["number"], kind="stable")
