"""Two and four programs write into one folder: what a manifest speaks of stands beside it, always."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.files.folders import checksum
from cxsim.files.locks import LOCK, alone_in
from cxsim.results.run import Run
from cxsim.results.table_file import ChangedError
from tests.small import names_in

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="makes copies of itself that write")

NAMES = ["customers.parquet", "events.parquet", "kpis.parquet", "manifest.json", "scenario.json"]


def begin(work: Callable[[], object]) -> int:
    """Do some work in a child; it ends with 0, or with 4 where another program was in the way."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BlockingIOError:
        os._exit(4)
    except BaseException:
        os._exit(3)
    os._exit(0)


def is_whole(folder: Path) -> bool | None:
    """Tell whether a folder holds what its manifest says; nothing if it changed meanwhile."""
    manifest = folder / "manifest.json"
    try:
        before = manifest.read_text()
        right = all(checksum(folder / name) == said for name, said in json.loads(before)["files"].items())
        return right if manifest.read_text() == before else None
    except FileNotFoundError:
        return None


@pytest.mark.parametrize("writers", [2, 4])
def test_tight_writers_never_mix(writers: int, run: Run, scenario: cx.Scenario, tmp_path: Path) -> None:
    others = [cx.simulate(scenario, replications=1, seed=seed) for seed in range(writers - 1)]
    runs, folder, rounds = [run, *others], tmp_path / "out", 6
    hashes = {(one.manifest["seed"], one.manifest["replications"]) for one in runs}
    for one in runs:
        one.kpis()

    def write(one: Run) -> None:
        for _ in range(rounds):
            one.save(folder)

    left = {begin(lambda one=one: write(one)) for one in runs}
    looked, ends = 0, []
    while left:
        found = is_whole(folder)
        assert found is not False
        looked += bool(found)
        for child in list(left):
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                left.remove(child)
                ends.append(os.waitstatus_to_exitcode(status))
    assert set(ends) <= {0, 4}
    assert ends.count(0) >= 1
    assert looked
    assert is_whole(folder)
    said = json.loads((folder / "manifest.json").read_text())
    assert (said["seed"], said["replications"]) in hashes
    assert names_in(folder) == NAMES
    print(f"{writers} writers: {looked} times found whole, ended with {ends}")


def test_a_second_writer_waits_and_is_then_refused_in_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = rf"another program is writing there: wait for it, or choose another folder: '{tmp_path}'"
    with alone_in([tmp_path]), pytest.raises(BlockingIOError, match=said), alone_in([tmp_path], 0.1):
        pytest.fail("two at once")
    assert names_in(tmp_path) == []
    child = begin(lambda: [holder := alone_in([tmp_path]), holder.__enter__(), time.sleep(1.0)])
    while not (tmp_path / LOCK).exists():
        time.sleep(0.01)
    run.save(tmp_path)  # when the other has ended, which leaves its lock behind
    assert os.waitpid(child, 0)[1] == 0
    assert names_in(tmp_path) == NAMES


PLANTED = (Path.mkdir, os.mkfifo, lambda file: file.symlink_to("x"), lambda file: file.write_text("x"))


@pytest.mark.parametrize("make", PLANTED)
def test_what_stands_where_a_lock_has_to_be_is_named_and_stays(
    make: Callable[[Path], object], run: Run, tmp_path: Path
) -> None:
    make(tmp_path / LOCK)
    with pytest.raises(OSError, match=LOCK) as caught:
        run.save(tmp_path)
    assert caught.value.filename == str(tmp_path / LOCK)
    assert names_in(tmp_path) == [LOCK]


def test_events_that_another_run_replaced_are_not_taken_for_those_of_this_one(
    scenario: cx.Scenario, tmp_path: Path
) -> None:
    first, second = (cx.simulate(scenario, replications=1, seed=seed, folder=tmp_path) for seed in (1, 2))
    assert second.events_table.num_rows
    with pytest.raises(ChangedError, match=r"events\.parquet was replaced or changed after this"):
        _ = first.events
    written = json.loads((tmp_path / "manifest.json").read_text())
    assert {name: checksum(tmp_path / name) for name in written["files"]} == written["files"]
    assert sorted([*written["files"], "manifest.json"]) == NAMES


def test_what_is_published_has_the_usual_mode(run: Run, tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        run.save(tmp_path / "out")
    finally:
        os.umask(before)
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "out").iterdir()} == {"0o640"}
    assert oct((tmp_path / "out").stat().st_mode & 0o777) == "0o750"
