"""The arrays behind a simulation of the compiled engine: tables of a plan, and the state of a replication."""

import math
from typing import Any, NamedTuple

import numpy as np

from cxsim.engine.compiled import records
from cxsim.engine.compiled.agenda import QUARTERS
from cxsim.engine.compiled.draws import BLOCKS
from cxsim.engine.compiled.flatten import flattened
from cxsim.engine.machine import free_memory
from cxsim.engine.parts import Plan
from cxsim.engine.passages import passages
from cxsim.engine.streams import Streams
from cxsim.engine.tally import Tally, empty_tally
from cxsim.engine.vocabulary import NONE

# Room at the start; it doubles where it is not enough.
PEOPLE, HAPPENINGS, PLACES, ROWS = 1_024, 4_096, 64, 262_144
# What changes while a replication is lived; the rest are tables that all replications share.
STATE = {
    *("people", "cases", "agenda", "later", "quarters", "places", "crews", "board"),
    *("crowds", "uniforms", "blocks"),
}
# Bytes from which on it is asked beforehand whether there is so much: a system may promise what it has not.
ROOMY = 1 << 26


class Before(NamedTuple):
    """A run before time 0.

    Attributes
    ----------
    days
        It lasted.
    settled
        Whether it had settled by then.
    customers
        At its end.
    prospects
        A day, of late: as many as kept their number.
    """

    days: int
    settled: bool
    customers: int
    prospects: float


class Start(NamedTuple):
    """Where everybody stands at time 0.

    Attributes
    ----------
    people, cases
        Records of existing customers, by their new number (see `records`).
    stars, reviews
        On the board.
    before
        The run from which they come. Without customers at its end nothing else counts: they stand as given.
    """

    people: np.ndarray
    cases: np.ndarray
    stars: int
    reviews: int
    before: Before


class Simulation:
    """What one replication of the compiled engine works with.

    Parameters
    ----------
    plan
        The scenario in numbers.
    streams
        Its random numbers.
    recording
        Whether the event log is kept.
    start
        Where everybody stands at time 0, if that is settled.

    Attributes
    ----------
    record
        The one record through which compiled functions reach everything, as an array of length 1.
    tally
        What KPIs count.
    """

    def __init__(self, plan: Plan, streams: Streams, recording: bool, start: Start | None = None) -> None:
        self.record = np.zeros(1, records.SIMULATION)
        self._arrays: dict[str, np.ndarray] = {}
        self.plan, *self._later = plan.stages
        self._set_up(self.plan, streams, recording)
        self._live(self.plan, empty_tally(self.plan))
        self["until"] = self._next()
        if start is not None and start.before.customers:
            self._begin(start)

    def _begin(self, start: Start) -> None:
        """Put everybody where they stand at time 0."""
        people = self.array("people")[: len(start.people)]
        for name in start.people.dtype.names or ():
            there = start.people[name]
            if name in ("visits", "forced"):  # touchpoints may have come that nobody has been to
                people[name][:, : there.shape[1]] = there
            else:
                people[name] = there
        self.array("cases")[: len(start.cases)] = start.cases
        self["stars"], self["reviews"] = start.stars, start.reviews
        self["people_count"], self["settled"] = len(start.people), 1

    def _live(self, plan: Plan, tally: Tally) -> None:
        """Let everybody live a plan."""
        self.plan, self.tally = plan, tally
        values, tables = flattened(plan)
        for name, value in values.items():
            self[name] = value
        for name, table in tables.items():
            self.hold(name, table)
        for name, counted in tally._asdict().items():
            self.hold(f"{name.removesuffix('s')}_tally", counted)

    def _next(self) -> float:
        return self._later[0].since if self._later else math.inf

    def branch(self) -> None:
        """Let everybody live the next plan from now on."""
        before, plan = self.plan, self._later.pop(0)
        after, ways = passages(plan).number, passages(before)
        places = np.array(
            [after[way] for way in zip(ways.origin.tolist(), ways.touchpoint.tolist(), strict=True)], np.int64
        )
        tally = empty_tally(plan)
        for counts, known in zip(tally, self.tally, strict=True):
            counts[(slice(None), places) if known is self.tally.visits else slice(None)] = known
        self._live(plan, tally)
        crews = self.array("crews")
        for crew, old, new in zip(crews, before.teams, plan.teams, strict=True):
            crew["goes_on"] = old != new
            if old != new:
                crew["on_duty"] = new.staff.duty.on_duty(plan.since)
                crew["week"], crew["shift"] = new.staff.duty.next_change(plan.since)
                crew["calendar"] += 1
        self["next_until"], self["branching"] = self._next(), 1

    def copy(self, plan: Plan, recording: bool) -> "Simulation":
        """Return the same simulation where it stands, to go on with another plan in the place of the next."""
        new = Simulation.__new__(Simulation)
        new.record, new._arrays = self.record.copy(), {}
        new.plan, new._later = self.plan, list(plan.stages[1:]) or [plan]
        new.tally = Tally(*(counted.copy() for counted in self.tally))
        people = self["people_count"]
        for name, array in self._arrays.items():
            rows = people if name in ("people", "cases") else len(array)
            new.hold(name, _copied(array, rows) if name in STATE else array)
        for name, counted in new.tally._asdict().items():
            new.hold(f"{name.removesuffix('s')}_tally", counted)
        new.hold("rows", np.zeros(ROWS if recording else 1, records.ROW))
        new["recording"], new["rows_count"] = recording, 0
        return new

    def __getitem__(self, name: str) -> Any:
        return self.record[name][0]

    def __setitem__(self, name: str, value: Any) -> None:
        self.record[name][0] = value

    def array(self, name: str) -> np.ndarray:
        """Return the array at an address of the simulation."""
        return self._arrays[name]

    def hold(self, name: str, array: np.ndarray) -> None:
        """Keep an array, and let the simulation know its address."""
        self._arrays[name] = array
        self[f"{name}_at"] = array.ctypes.data

    def make_room(self, *names: str, room: str) -> None:
        """Double the room for something, in every array (name, or name by so many) that holds it."""
        wider = 2 * int(self[room])
        needed = sum(2 * self.array(name).nbytes for name in names)
        if needed > ROOMY and needed > free_memory():
            raise MemoryError(f"{room.removesuffix('_room')}: no room for more than {wider // 2:,}")
        for name in names:
            old = self.array(name)
            new = np.zeros((wider + 1, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            self.hold(name, new)
        self[room] = wider

    def make_room_in_queues(self) -> None:
        """Double the room in every queue."""
        old = self.array("places")
        new = np.zeros((len(old), 2 * int(self["places_room"]) + 1), records.PLACE)
        new[:, : old.shape[1]] = old
        self.hold("places", new)
        self["places_room"] *= 2
        self["queue_full"] = 0

    def _set_up(self, plan: Plan, streams: Streams, recording: bool) -> None:
        self["key0"], self["key1"] = streams.key
        people = max(PEOPLE, plan.existing + int(1.2 * plan.prospects_per_day * plan.horizon) + 64)
        person = records.whole(len(plan.journeys), len(plan.touchpoints))
        self.hold("people", np.zeros(people, person))
        self.hold("cases", np.zeros(people, records.CASE))
        self["people_room"], self["person_size"] = people, person.itemsize
        self.hold("agenda", np.zeros(HAPPENINGS + len(plan.teams) + 1, records.HAPPENING))
        self.hold("later", np.zeros_like(self.array("agenda")))
        self.hold("quarters", np.zeros(int(plan.horizon * QUARTERS) + 3, np.int64))
        self["agenda_room"] = HAPPENINGS + len(plan.teams)
        self.hold("places", np.zeros((len(plan.teams), PLACES + 1), records.PLACE))
        self["places_room"] = PLACES
        self.hold("crews", np.zeros(len(plan.teams), records.CREW))
        self.array("crews")["on_duty"] = [team.staff.duty.staff[0] for team in plan.teams]
        self.hold("board", np.zeros((int(plan.horizon) + 2, 2), np.int64))
        self.hold("crowds", np.zeros((len(plan.touchpoints), 3), np.int64))
        self.hold("uniforms", np.zeros(4 * BLOCKS))
        self.hold("blocks", np.full(BLOCKS, -1, np.int64))
        self.hold("rows", np.zeros(ROWS if recording else 1, records.ROW))
        self["rows_room"] = ROWS
        self["recording"] = recording
        self["now"], self["walking"] = -1.0, NONE


def _copied(array: np.ndarray, rows: int) -> np.ndarray:
    """Return a copy of the first rows, and zeros after them; as bytes, as numpy copies records by field."""
    new, some = np.zeros(array.nbytes, np.uint8), rows * array.strides[0]
    new[:some] = array.view(np.uint8).reshape(-1)[:some]
    return new.view(array.dtype).reshape(array.shape)
