"""Disks that are full, or that may not be written: one line that names file and disk, and nothing half."""

import errno
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import cxsim as cx
from cxsim.cli.shell import outcome
from cxsim.engine.compiled import records
from cxsim.engine.compiled.store import SCRATCH, Store
from cxsim.files.drafts import FileError, Scratch, throw_away_scratch, trouble
from cxsim.questions.experiments.interventions import world
from cxsim.questions.experiments.worlds import live_through
from cxsim.results import cache
from cxsim.results.run import Run
from tests.small import names_in

KB = 1024
NAMES = ["customers.parquet", "events.parquet", "kpis.parquet", "manifest.json", "scenario.json"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mounts a small disk of so many kB in memory, with further options."""
    place = tmp_path / "disk"
    place.mkdir()

    def mount(size: int, *options: str) -> Path:
        command = ["mount", "-t", "tmpfs", "-o", ",".join([f"size={size}k", *options]), "none", str(place)]
        try:
            done = subprocess.run(command, capture_output=True, text=True).returncode
        except FileNotFoundError:
            done = 1
        if done:
            pytest.skip("only where the test may mount a disk")
        return place

    yield mount
    subprocess.run(["umount", str(place)], capture_output=True)


@pytest.mark.parametrize("how", ["saved", "while it comes"])
def test_a_run_that_does_not_fit_is_named_with_its_disk_and_leaves_nothing(
    how: str,
    run: Run,
    scenario: cx.Scenario,
    disk: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    needs = sum(file.stat().st_size for file in run.save(tmp_path / "whole").iterdir()) // KB
    home = disk(needs // 2)
    (home / "notes.txt").write_text("mine")

    def write() -> None:
        if how == "saved":
            run.save(home / "new" / "out")
        else:
            cx.simulate(scenario, replications=4, seed=3, folder=home / "new" / "out")

    assert outcome(write) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"cxsim: {home}/new/out/")
    assert said.split(": ", 2)[2] == f"no space left on device, the disk at {home}\n"
    assert names_in(home) == ["notes.txt"], "no draft and no folder"
    subprocess.run(["mount", "-o", f"remount,size={needs * 4}k", str(home)], check=True)
    assert outcome(write) == 0
    assert names_in(home / "new" / "out") == NAMES


def test_what_was_there_before_a_disk_was_full_is_there_afterwards(
    run: Run, scenario: cx.Scenario, disk: Callable[..., Path]
) -> None:
    small = cx.simulate(scenario, replications=1, record="kpis")
    home = disk(64)
    small.save(home)
    before = {name: (home / name).read_bytes() for name in names_in(home)}
    with pytest.raises(FileError, match="no space left on device, the disk at"):
        run.save(home)
    assert {name: (home / name).read_bytes() for name in names_in(home)} == before


def test_a_full_disk_of_the_cache_stops_nothing(
    scenario: cx.Scenario, disk: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = disk(16)
    (home / "full").write_bytes(b"0" * 16 * KB)
    monkeypatch.setenv(cache.PLACE, str(home))

    def digest(lived: object) -> np.ndarray:
        return np.arange(4_000.0)

    found = live_through({"today": world(scenario)}, digest, range(2), 1, cache_as="test")
    np.testing.assert_array_equal(found, np.tile(np.arange(4_000.0), (2, 1)))
    assert names_in(home) == ["full"]


def test_the_disk_of_the_event_store_is_a_third_one(
    disk: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = disk(64)
    monkeypatch.setattr("tempfile.tempdir", str(home))
    store = Store(1_000, 1_000)
    with pytest.raises(OSError, match="No space left on device") as caught:
        [store.add(np.zeros(1_000, records.ROW)) for _ in range(10)]
    said = trouble(caught.value)
    assert said.startswith(f"{home}/{SCRATCH}")
    assert said.endswith(f".npy: no space left on device, the disk at {home}; TMPDIR names another folder")
    store.close()
    assert names_in(home) == []


def test_a_disk_that_may_only_be_read_is_said_in_one_line(
    run: Run, disk: Callable[..., Path], capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = disk(64, "ro")
    assert outcome(lambda: run.save(home)) == 1
    assert capsys.readouterr().err == f"cxsim: {home}: read-only file system\n"
    monkeypatch.setenv(cache.PLACE, str(home))
    cache.keep("0" * 64, np.zeros(2))
    assert cache.recall("0" * 64, lambda: np.zeros(2)) is None
    assert names_in(home) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits a copy of itself")
def test_a_file_that_may_not_grow_is_named_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    """Everywhere, also where no disk can be mounted: the system limits the size of files."""
    whole = max(file.stat().st_size for file in run.save(tmp_path / "whole").iterdir())
    for limit in (whole - 1, whole // 3, 1):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
            said = "nothing"
            try:
                run.save(tmp_path / "new" / "out")
            except OSError as error:
                said = f"{error.errno} {error.filename}"
            os.write(writing, said.encode())
            os._exit(0)
        os.waitpid(child, 0)
        number, _, name = os.read(reading, 1_000).decode().partition(" ")
        os.close(reading)
        os.close(writing)
        assert (int(number), Path(name).parent) == (errno.EFBIG, tmp_path / "new" / "out")
        assert names_in(tmp_path) == ["whole"]


KILLED = """
import os, sys, signal
from cxsim.files.drafts import Scratch
one = Scratch(sys.argv[1])
(one.folder / "0.npy").write_bytes(b"0" * 1000)
print(one.folder, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="locks as POSIX has them")
def test_temporary_folders_of_programs_that_were_killed_go_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    there = os.environ | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", KILLED, SCRATCH]
    done = subprocess.run(command, env=there, capture_output=True, text=True)
    left = Path(done.stdout.strip())
    assert done.returncode == -9
    assert (left / "0.npy").exists()
    alive = Scratch(SCRATCH)
    assert oct(alive.folder.stat().st_mode & 0o777) == "0o700"
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine").write_text("mine")
    (tmp_path / f"{SCRATCH}link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / f"{SCRATCH}young").mkdir()
    (tmp_path / "cxsim-new-young").mkdir()
    for old in (tmp_path / f"{SCRATCH}old", tmp_path / "cxsim-new-old"):
        old.mkdir()
        os.utime(old, (0, 0))
    if os.geteuid() == 0:
        other = tmp_path / f"{SCRATCH}other"
        other.mkdir()
        os.utime(other, (0, 0))
        os.chown(other, 4321, 4321)
    throw_away_scratch(SCRATCH)
    stay = ["cxsim-new-young", "elsewhere", alive.folder.name, f"{SCRATCH}link", f"{SCRATCH}young"]
    assert names_in(tmp_path) == sorted(stay + [f"{SCRATCH}other"] * (os.geteuid() == 0))
    assert (tmp_path / "elsewhere" / "mine").read_text() == "mine"
    alive.close()
    assert not alive.folder.exists()
