"""What a finished world of the compiled engine leaves behind, as columns like those of the SimPy engine."""

from collections.abc import Iterator

import numpy as np

from cxsim.engine.compiled import layout
from cxsim.engine.compiled.arrays import World
from cxsim.engine.record import Columns, CustomerRow, Row, dtypes
from cxsim.engine.vocabulary import NONE, Event, Origin, State


def people(world: World) -> np.ndarray:
    """Return the records of everybody."""
    everybody: np.ndarray = world.array("people")[: world["people_count"]]
    return everybody


def rows(world: World) -> np.ndarray:
    """Return the rows of the event log that are in memory."""
    log: np.ndarray = world.array("rows")[: world["rows_count"]]
    return log


def last_rows(world: World) -> np.ndarray:
    """Return the last row of everybody who was followed to the end."""
    everybody = people(world)
    followed = everybody[np.isin(everybody["state"], (State.PROSPECT, State.CUSTOMER))]
    log = np.zeros(len(followed), layout.ROW)
    for name, kind in dtypes(Row).items():
        log[name] = np.nan if kind is np.float64 else NONE
    log["customer"], log["step"], log["time"] = followed["number"], followed["step"] + 1, world["horizon"]
    log["persona"] = followed["persona"]
    log["event"], log["visit"], log["recorded"] = Event.FOLLOWED_UP, 0, True
    log["mood"], log["satisfaction"] = followed["mood"], followed["satisfaction"]
    return log


def event_columns(log: np.ndarray) -> Columns:
    """Return rows of the event log, in their order, as columns."""
    return {name: log[name].astype(kind) for name, kind in dtypes(Row).items()}


def by_number(world: World, piece: int) -> Iterator[np.ndarray]:
    """Yield the places of people in the order of their numbers, so many at a time."""
    order = np.argsort(people(world)["number"])
    for first in range(0, len(order), piece):
        yield order[first : first + piece]


def customer_columns(world: World, order: np.ndarray | None = None) -> Columns:
    """Return customers as columns: those at these places, or all by their number."""
    everybody = people(world)
    if order is None:
        order = np.argsort(everybody["number"])
    names = {"customer": "number", "origin": "origin_kind", "cause": "worst_cause"}
    names["cause_touchpoint"] = "worst_touchpoint"
    columns: Columns = {}
    for name, kind in dtypes(CustomerRow).items():
        if name != "converted":
            columns[name] = everybody[names.get(name, name)][order].astype(kind)
    columns["measured"] &= ~(columns["ended"] < world["warm_up"])
    prospects = columns["origin"] != Origin.EXISTING
    columns["converted"] = np.where(prospects, columns["since"], np.nan)
    return {name: columns[name] for name in dtypes(CustomerRow)}
