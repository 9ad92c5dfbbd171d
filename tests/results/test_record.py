"""What is recorded, where it goes and which engine runs: no result depends on it."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import cxsim as cx
from cxsim.engine.compiled import records
from cxsim.engine.compiled.store import Store
from cxsim.results.recorded import NotRecordedError
from cxsim.results.run import RECORDS, Run
from tests.small import names_in


def test_both_engines_give_the_same_run(scenario: cx.Scenario, run: Run) -> None:
    simpy = cx.simulate(scenario, replications=4, seed=3, engine="simpy")
    assert run.manifest["engine"] == "compiled"
    assert simpy.events_table.equals(run.events_table)
    assert simpy.customers_table.equals(run.customers_table)
    pd.testing.assert_frame_equal(simpy.kpis(), run.kpis(), check_exact=True)


@pytest.mark.parametrize("record", RECORDS)
@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_kpis_are_the_same_whatever_is_recorded(scenario: cx.Scenario, run: Run, record, engine) -> None:
    # SimPy's workers are processes, which take seconds to start: one record of it is enough to try them.
    workers = 1 if engine == "simpy" and record != "kpis" else 2
    less = cx.simulate(scenario, replications=4, seed=3, record=record, engine=engine, workers=workers)
    pd.testing.assert_frame_equal(less.kpis(), run.kpis(), check_exact=True)
    if record != "kpis":
        assert less.customers_table.equals(run.customers_table)


def test_what_was_not_recorded_is_said(scenario: cx.Scenario) -> None:
    run = cx.simulate(scenario, replications=1, record="kpis")
    with pytest.raises(NotRecordedError, match='record="events"'):
        _ = run.events
    with pytest.raises(NotRecordedError, match='record="customers"'):
        _ = run.customers


@pytest.mark.parametrize("record", RECORDS)
def test_a_folder_gets_what_is_recorded_and_nothing_stays_of_another_run(
    scenario: cx.Scenario, run: Run, record, tmp_path
) -> None:
    run.save(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    there = cx.simulate(scenario, replications=4, seed=3, record=record, folder=tmp_path)
    files = {"events.parquet", "customers.parquet", "kpis.parquet"}
    recorded = {"events": files, "customers": files - {"events.parquet"}, "kpis": {"kpis.parquet"}}[record]
    assert set(names_in(tmp_path)) == recorded | {"manifest.json", "scenario.json", "notes.txt"}
    pd.testing.assert_frame_equal(there.kpis(), run.kpis(), check_exact=True)
    if record == "events":
        assert pq.read_table(tmp_path / "events.parquet").equals(run.events_table)
        assert there.events_table.equals(run.events_table)


@pytest.mark.parametrize(("in_memory", "piece"), [(10**6, 10**6), (10**6, 700), (900, 700), (3_000, 10**6)])
def test_a_log_too_large_for_memory_comes_back_in_order(in_memory: int, piece: int) -> None:
    rng = np.random.default_rng(1)
    rows = np.zeros(20_000, records.ROW)
    rows["customer"] = rng.integers(0, 2_000, len(rows)) * 2**50  # as far apart as real numbers are
    rows["step"] = rng.permutation(len(rows))
    store = Store(in_memory, piece)
    for start in range(0, len(rows), 450):
        part = rows[start : start + 450].copy()
        store.add(part)
        part["step"] = -1  # what was handed over may be overwritten
    pieces = list(store.pieces())
    store.close()
    expected = rows[np.lexsort((rows["step"], rows["customer"]))]
    assert np.array_equal(np.concatenate(pieces), expected)
    if piece == 700:
        assert max(map(len, pieces)) < 5_000 < len(rows)
