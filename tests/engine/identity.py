"""Whether the two engines agree: every row, every customer, every tally, to the last bit."""

from collections.abc import Sequence

import numpy as np

from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.simpy_engine import Replication
from cxsim.engine.vocabulary import Event
from cxsim.scenario.model import Scenario
from tests.engine.engines import Columns, Result, by_kernel, by_simpy, in_columns
from tests.engine.scenarios import Data

OF_EVENTS = ("customer", "step", "event")
OF_CUSTOMERS = ("customer", "origin", "state")


def assert_identical(plan: Plan, seed: int = 1, replication: int = 0) -> Replication:
    """Run both engines, hold their results against each other, and return SimPy's."""
    expected = by_simpy(plan, seed, replication)
    assert_same(in_columns(expected), by_kernel(plan, seed, replication))
    return expected


def assert_same(expected: Result, found: Result) -> None:
    """Hold all that an engine leaves behind against what it should."""
    __tracebackhide__ = True
    # Customers last: what is wrong with them can be seen earlier in their events.
    for what, named_by in (("events", OF_EVENTS), ("customers", OF_CUSTOMERS)):
        difference = first_difference(getattr(expected, what), getattr(found, what), named_by)
        assert not difference, f"{what}: {difference}"
    for name, right, wrong in zip(expected.tally._fields, expected.tally, found.tally, strict=True):
        different = np.argwhere(right != wrong)
        assert right.shape == wrong.shape, f"shapes of the tally of {name}"
        cell = tuple(map(int, different[0])) if len(different) else ()
        assert not cell, f"tally of {name}{list(cell)}: {wrong[cell]} instead of {right[cell]}"


def first_difference(expected: Columns, found: Columns, named_by: Sequence[str]) -> str:
    """Say in words where two tables differ first, or nothing."""
    assert list(expected) == list(found), "the same columns"
    assert {name: column.dtype for name, column in expected.items()} == {
        name: column.dtype for name, column in found.items()
    }
    lengths = [len(table["customer"]) for table in (expected, found)]
    both = min(lengths)
    differs = np.zeros(both, bool)
    for name in expected:
        differs |= bits(expected[name][:both]) != bits(found[name][:both])
    if not differs.any() and lengths[0] == lengths[1]:
        return ""
    if not differs.any():
        which, longer = ("missing", expected) if lengths[0] > both else ("too much", found)
        return f"{which} at the end: {_row(longer, both, list(longer))}"
    at = int(np.argmax(differs))
    names = [name for name in expected if bits(expected[name])[at] != bits(found[name])[at]]
    return (
        f"row {at} (of {lengths[0]} and {lengths[1]}), {_row(expected, at, named_by)}, "
        f"should be {_row(expected, at, names)}, is {_row(found, at, names)}"
    )


def bits(column: np.ndarray) -> np.ndarray:
    """Return numbers as bits, so that no two of them pass for equal; all that are not a number are one."""
    if column.dtype != np.float64:
        return column
    return np.where(np.isnan(column), np.nan, column).view(np.int64)


def _row(table: Columns, at: int, names: Sequence[str]) -> str:
    values = {name: table[name][at].item() for name in names}
    if "event" in values:
        values["event"] = Event(values["event"]).name
    return ", ".join(f"{name} {value}" for name, value in values.items())


def plan_of(data: Data) -> Plan:
    """A scenario in numbers."""
    return plan(Scenario.model_validate(data))
