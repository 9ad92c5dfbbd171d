"""A run: the same manifest gives the same bits for any number of workers; files are whole or not there."""

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import cxsim as cx
from cxsim.errors import ParameterError
from cxsim.files.folders import write_folder
from cxsim.results.run import Run
from tests.small import names_in


def test_workers_change_no_bit(scenario: cx.Scenario, run: Run) -> None:
    parallel = cx.simulate(scenario, replications=4, seed=3, workers=2)
    assert parallel.events_table.equals(run.events_table)
    assert parallel.customers_table.equals(run.customers_table)
    assert parallel.manifest == run.manifest


def test_more_replications_leave_the_first_ones_as_they_were(scenario: cx.Scenario, run: Run) -> None:
    two = cx.simulate(scenario, replications=2, seed=3)
    assert two.events_table.equals(run.events_table.slice(0, two.events_table.num_rows))


def test_two_seeds_differ(scenario: cx.Scenario, run: Run) -> None:
    assert not cx.simulate(scenario, replications=1, seed=4).events_table.equals(
        cx.simulate(scenario, replications=1, seed=3).events_table
    )


def test_replications_differ(run: Run) -> None:
    arrivals = run.customers[run.customers["origin"] == "prospect"].groupby("replication")["arrived"].first()
    assert arrivals.nunique() == 4


def test_saved_files_hold_the_run(run: Run, tmp_path) -> None:
    folder = run.save(tmp_path / "deep" / "folder")
    assert names_in(folder) == [
        "customers.parquet",
        "events.parquet",
        "kpis.parquet",
        "manifest.json",
        "scenario.json",
    ]
    assert pq.read_table(folder / "events.parquet").to_pandas().equals(run.events)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "kpis.parquet"), run.kpis(), check_dtype=False)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["scenario"], manifest["seed"], manifest["replications"]) == ("small", 3, 4)
    assert len(manifest["scenario_hash"]) == 64


def test_saving_twice_gives_the_same_bytes(run: Run, tmp_path) -> None:
    one, two = run.save(tmp_path / "one"), run.save(tmp_path / "two")
    for file in one.iterdir():
        assert file.read_bytes() == (two / file.name).read_bytes()


def test_a_write_that_fails_leaves_what_was_there(tmp_path) -> None:
    write_folder(tmp_path, lambda to: (to / "manifest.json").write_text("old"))

    def fail(to) -> None:
        (to / "manifest.json").write_text("half")
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_folder(tmp_path, fail)
    assert names_in(tmp_path) == ["manifest.json"]
    assert (tmp_path / "manifest.json").read_text() == "old"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"replications": 0}, "replications: found 0, expected a whole number from 1"),
        ({"seed": -1}, "seed"),
        ({"workers": 0}, "workers: found 0, expected a whole number from 1"),
        ({"engine": "x"}, '"x"'),
    ],
)
def test_wrong_numbers_are_refused(scenario: cx.Scenario, wrong, message) -> None:
    with pytest.raises(ValueError, match=message):
        cx.simulate(scenario, **wrong)


def test_it_is_not_written_into_the_folder_where_one_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ParameterError, match='found "", expected the name of a file or folder'):
        run.save("")
    assert not list(tmp_path.iterdir())
