"""The compiled engine may be suspended at any time, and run short of any memory: nothing changes."""

import functools
import itertools
import time
from typing import Any

import numpy as np
import pytest

from cxsim.engine import compiled_engine
from cxsim.engine.compiled import arrays
from cxsim.engine.parts import Plan
from cxsim.engine.record import Row
from cxsim.engine.simpy_engine import Replication
from cxsim.engine.tally import Tally
from cxsim.engine.vocabulary import Event
from tests.engine.engines import Result, by_kernel
from tests.engine.identity import assert_identical, assert_same, plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import Data, chain, days, exponential, one_queue
from tests.engine.simultaneous import TOGETHER, together
from tests.engine.strategies import examples

MARGIN = 4_096
FILLING = 0xA5


class Cramped(arrays.Simulation):
    """A simulation with as little memory as possible, watched on both sides for writing beyond."""

    made: "Cramped"

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._watched: dict[int, np.ndarray] = {}
        super().__init__(*arguments, **options)
        teams = self["teams"]
        for name in ("people", "cases"):
            self.hold(name, self.array(name)[:2])
        self["people_room"] = 2
        for name in ("agenda", "later"):
            self.hold(name, self.array(name)[: 2 + teams])
        self["agenda_room"] = 1 + teams
        self.hold("places", self.array("places")[:, :2].copy())
        self["places_room"] = 1
        if self["recording"]:
            self.hold("rows", self.array("rows")[:16])
            self["rows_room"] = 16
        self.tally = Tally(*(self.array(f"{name.removesuffix('s')}_tally") for name in Tally._fields))
        Cramped.made = self

    def hold(self, name: str, array: np.ndarray) -> None:
        buffer = np.full(array.nbytes + 2 * MARGIN, FILLING, np.uint8)
        inside = buffer[MARGIN : MARGIN + array.nbytes].view(array.dtype).reshape(array.shape)
        inside[...] = array
        self._watched[id(inside)] = buffer
        super().hold(name, inside)

    def untouched(self) -> bool:
        """Whether nothing was written just before or just after any array there ever was."""
        around = (np.concatenate([b[:MARGIN], b[len(b) - MARGIN :]]) for b in self._watched.values())
        return all((bytes_around == FILLING).all() for bytes_around in around)


@pytest.fixture
def cramped(monkeypatch):
    monkeypatch.setattr(compiled_engine, "Simulation", Cramped)


KINDS = [
    *(f"rich {number}" for number in range(4)),
    *(f"{kind} {number}" for kind in ("fine", "coarse") for number in range(10)),
    *(f"together {number}" for number in range(0, len(TOGETHER), 3)),
]
kinds = pytest.mark.parametrize("kind", KINDS)


@functools.cache
def world_of(kind: str) -> Plan:
    name, number = kind.split()
    which = int(number)
    if name == "rich":
        return plan_of(rich(which, bool(which & 1), bool(which & 2)))
    return plan_of(together(*TOGETHER[which]) if name == "together" else ten(name == "coarse")[which])


@functools.cache
def ten(coarse: bool) -> list[Data]:
    return examples(10, coarse)


@functools.cache
def undisturbed(kind: str) -> Result:
    return by_kernel(world_of(kind))


@pytest.mark.parametrize("moves", [1, 7])
@kinds
def test_being_suspended_changes_nothing(monkeypatch, kind, moves):
    monkeypatch.setattr(compiled_engine, "MOVES", moves)
    assert_same(undisturbed(kind), by_kernel(world_of(kind)))


@kinds
def test_little_memory_changes_nothing(cramped, kind):
    found = by_kernel(world_of(kind))
    assert Cramped.made.untouched()
    assert_same(undisturbed(kind), found)


def test_little_memory_and_being_suspended_change_nothing(cramped, monkeypatch):
    monkeypatch.setattr(compiled_engine, "MOVES", 1)
    for kind in KINDS[:4]:
        assert_same(undisturbed(kind), by_kernel(world_of(kind)))


def test_there_is_room_from_the_start_for_no_more_than_asked(monkeypatch):
    """The smallest sizes to start with that `arrays` can be given."""
    for name, size in {"PEOPLE": 1, "HAPPENINGS": 1, "PLACES": 1, "ROWS": 16}.items():
        monkeypatch.setattr(arrays, name, size)
    for kind in KINDS[:4]:
        assert_same(undisturbed(kind), by_kernel(world_of(kind)))


@pytest.mark.parametrize(("when_closed", "staff"), [("wait", 150), ("turn_away", 1)])
def test_there_is_room_when_a_whole_queue_moves(cramped, when_closed, staff):
    """Callers with endless patience, for whom nothing is on the agenda until all are served or sent home."""
    hours = {"hours": "06:00-10:30", "when_closed": when_closed}
    data = one_queue(600.0, days(0.5), staff, 0.49, {"redial": 0.0}, **hours)
    result = assert_identical(plan_of(data))
    assert Cramped.made.untouched()
    customers = result.customers if when_closed == "wait" else [row for row in visits_of(result) if row.wait]
    assert len(customers) > 100


def visits_of(result: Replication) -> list[Row]:
    return [row for row in result.events if row.event == Event.VISIT]


# --- recording, and interrupting


@kinds
def test_recording_changes_no_customer_and_no_tally(kind):
    without = by_kernel(world_of(kind), recording=False)
    assert_same(undisturbed(kind)._replace(events={"customer": np.array([])}), with_no_events(without))


def with_no_events(found: Result) -> Result:
    assert found.events == {}
    return found._replace(events={"customer": np.array([])})


def test_nobody_waits_for_a_simulation_that_is_not_wanted(monkeypatch):
    asked: list[float] = []

    def wanted() -> bool:
        asked.append(time.perf_counter())
        return len(asked) < 4

    years = plan_of(one_queue(2_000.0, exponential(0.009), 20, 2_000.0))
    with pytest.raises(compiled_engine.Interrupted):
        compiled_engine.simulate(years, 1, 0, wanted=wanted)
    assert len(asked) == 4
    assert np.median(np.diff(asked)) < 0.5, "asked several times a second"


def test_it_is_asked_for_every_so_many_moves(monkeypatch):
    monkeypatch.setattr(compiled_engine, "MOVES", 50)
    asked = itertools.count()
    compiled_engine.simulate(plan_of(chain(3, 10.0, 20.0)), 1, 0, wanted=lambda: next(asked) >= 0)
    assert next(asked) >= 4
