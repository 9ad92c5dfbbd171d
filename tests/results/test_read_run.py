"""A run is read as it was written, or refused with the file that is another."""

import os
import shutil
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.results.recorded import NotRecordedError
from cxsim.results.table_file import ChangedError


@pytest.fixture(scope="module")
def saved(run, tmp_path_factory) -> Path:
    return run.save(tmp_path_factory.mktemp("saved") / "run")


@pytest.fixture
def folder(saved: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved, tmp_path / "run"))


def test_what_was_written_is_read(run, folder: Path) -> None:
    found = cx.read_run(folder)
    assert found.kpis().equals(run.kpis())
    assert found.customers.equals(run.customers)
    assert found.events.equals(run.events)
    assert {name: found.manifest[name] for name in run.manifest} == run.manifest


def test_what_was_not_recorded_is_told(scenario: cx.Scenario, tmp_path: Path) -> None:
    cx.simulate(scenario, replications=2, record="kpis", folder=tmp_path / "few")
    found = cx.read_run(tmp_path / "few")
    assert len(found.kpis())
    with pytest.raises(NotRecordedError, match="recorded no events"):
        _ = found.events


@pytest.mark.parametrize("name", ["events.parquet", "customers.parquet", "kpis.parquet"])
@pytest.mark.parametrize("what", ["bit", "missing", "link", "pipe", "other"])
def test_a_folder_whose_files_are_others_is_refused(
    name: str, what: str, folder: Path, scenario: cx.Scenario
) -> None:
    file = folder / name
    content = file.read_bytes()
    if what == "bit":
        file.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:])
    else:
        file.unlink()
    if what == "link":
        (folder.parent / name).write_bytes(content)
        file.symlink_to(folder.parent / name)
    elif what == "pipe":
        os.mkfifo(file)
    elif what == "other":
        other = cx.simulate(scenario, replications=2, seed=9).save(folder.parent / "other")
        shutil.copyfile(other / name, file)
    with pytest.raises(ChangedError, match=rf"{name}: found .*simulate again"):
        cx.read_run(folder)


def test_a_table_of_another_run_beside_it_is_refused(scenario: cx.Scenario, folder: Path) -> None:
    few = cx.simulate(scenario, replications=2, record="kpis").save(folder.parent / "few")
    shutil.copyfile(folder / "customers.parquet", few / "customers.parquet")
    with pytest.raises(ChangedError, match=r"customers\.parquet: found a file that is not of this run"):
        cx.read_run(few)


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere", Path("scenarios")):
        with pytest.raises(ChangedError, match=r"manifest\.json: found no manifest of a run"):
            cx.read_run(place)
