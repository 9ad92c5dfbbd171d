"""Customers and events that are written as they come are those that are kept in memory."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxsim as cx
from cxsim.results import pieces
from cxsim.results.pieces import InFile
from cxsim.results.table_file import TableFile


@pytest.mark.parametrize("rows", [1, 1_000, pieces.ROWS])
def test_a_run_into_a_folder_holds_the_same(scenario: cx.Scenario, run, tmp_path, monkeypatch, rows) -> None:
    monkeypatch.setattr(pieces, "ROWS", rows)
    written = cx.simulate(scenario, replications=4, seed=3, folder=tmp_path)
    assert isinstance(written.recorded_customers, TableFile)
    assert written.customers_table.equals(run.customers_table)
    assert written.events_table.equals(run.events_table)
    assert pq.read_table(tmp_path / "customers.parquet").to_pandas().equals(run.customers)
    again = written.save(tmp_path / "again")
    assert pq.read_table(again / "customers.parquet").to_pandas().equals(run.customers)


def test_only_some_customers_are_in_memory(scenario: cx.Scenario, tmp_path, monkeypatch) -> None:
    """However many replications there are."""
    monkeypatch.setattr(pieces, "ROWS", 200)

    def most(replications: int) -> int:
        held = []

        def look(done: int) -> None:
            held.append(pa.total_allocated_bytes())

        cx.simulate(scenario, replications, record="customers", progress=look, folder=tmp_path / "run")
        return max(held)

    few = most(4)
    assert most(20) < 2 * few


def test_what_fails_leaves_no_error_of_its_own(tmp_path: Path) -> None:
    table = pa.table({"a": pa.array([1, 2])})

    def fail() -> None:
        with InFile(table.slice(0, 0), tmp_path / "draft") as file:
            file.take(table)
            raise RuntimeError("on the way")

    with pytest.raises(RuntimeError, match="on the way"):
        fail()
