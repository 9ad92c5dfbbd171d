"""A batch that is stopped at any moment and started again gives the files of one that was not stopped."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from cxsim.cli.app import run_command
from cxsim.files.folders import checksum
from cxsim.files.locks import alone_in
from cxsim.files.own import LIST
from cxsim.reporting import publish as publishing
from cxsim.reporting.batches import batch as batches
from cxsim.reporting.batches import make_report, processes
from cxsim.reporting.batches.make_report import Job, ReportError, make
from cxsim.reporting.batches.reports import jobs_of
from cxsim.reporting.notebooks import Progress
from cxsim.scenario.batch import read_tasks
from cxsim.scenario.shipped import NOTEBOOKS, shipped
from tests.reporting.batches import (
    PROBABILITY,
    files_of,
    gone,
    processes_in,
    start,
    write_batch,
    write_notebook,
)
from tests.small import small_scenario

HERE = Path(__file__).parent
QUICK = str(HERE / "quick_process.py")
BATCH = ("batch", "batch.yaml", "--workers", "2")

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")


def at_work(folder: Path) -> set[Path]:
    """What batches have for a process to work in, those that were killed included."""
    return set(folder.glob("reports/mine/.batch-*/0"))


def begun(folder: Path, process: subprocess.Popen[str], before: set[Path]) -> float:
    """Wait until a batch has started its processes, or has ended; return when that was."""
    while not at_work(folder) - before and process.poll() is None:
        time.sleep(0.01)
    return time.monotonic()


def finished(folder: Path, command: tuple[str, ...]) -> tuple[float, float]:
    """Run a batch to its end; return how long that took, and how long since it had begun."""
    started, before = time.monotonic(), at_work(folder)
    process = start(folder, *command)
    working = begun(folder, process, before)
    _, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    ended = time.monotonic()
    return ended - started, ended - working


def hidden_in(folder: Path) -> list[Path]:
    """What programs have for themselves while they work."""
    return [path for path in folder.rglob(".*") if path.name != LIST]


def interrupt(folder: Path, command: tuple[str, ...], times: int, seed: int) -> int:
    """Kill batches at random moments, and start them again at once; return how often one was killed."""
    reference, tried = folder / "reference", folder / "tried"
    values = [number / 20 for number in range(1, 13)]
    item = {"scenario": "journey.yaml", "report": "own.ipynb", "grid": {PROBABILITY: values}}
    for place in (reference, tried):
        place.mkdir()
        write_batch(place, [item])
        write_notebook(place / "own.ipynb", "print(open(scenario).read())", "print(seed)")
    lasts, works = finished(reference, command)
    wanted = files_of(reference)
    chance = random.Random(seed)
    killed = 0
    while killed < times:
        before = at_work(tried)
        process = start(tried, *command)
        if chance.random() < 0.2:  # perhaps before it has begun, or when nothing is left to do
            time.sleep(chance.uniform(0.0, lasts))
        else:
            begun(tried, process, before)
            time.sleep(chance.uniform(0.0, works))
        killed += process.poll() is None
        process.kill()
        process.communicate()
        if len(list(tried.glob("reports/mine/*/manifest.json"))) == len(values):
            finished(tried, command)
            assert files_of(tried) == wanted
            shutil.rmtree(tried / "reports")
    finished(tried, command)
    assert files_of(tried) == wanted
    assert not hidden_in(tried)
    assert gone(tried, 3.0), processes_in(tried)
    return killed


@pytest.mark.verify
def test_killed_twice_a_batch_gives_the_same_files(tmp_path: Path) -> None:
    assert interrupt(tmp_path, (QUICK, *BATCH), 2, seed=1) == 2


@pytest.mark.verify
def test_killed_two_hundred_times_a_batch_gives_the_same_files(tmp_path: Path, verification) -> None:
    killed = 0
    for name, command, times in (("quick", (QUICK,), 170), ("kernels", ("-m", "cxsim.cli"), 30)):
        (tmp_path / name).mkdir()
        killed += interrupt(tmp_path / name, (*command, *BATCH), times, seed=2)
    verification("interruptions that a batch survives", killed, "at least", 200)


def test_ctrl_c_ends_everything_at_once_and_the_next_start_goes_on(tmp_path: Path) -> None:
    items = [
        {"scenario": "journey.yaml", "name": name, "report": f"{name}.ipynb"} for name in ("quick", "slow")
    ]
    write_batch(tmp_path, items)
    write_notebook(tmp_path / "quick.ipynb", "print(seed)")
    wait = "import time, pathlib; pathlib.Path('started').touch()\ntime.sleep(60)"
    write_notebook(tmp_path / "slow.ipynb", wait)
    batch = start(tmp_path, "-m", "cxsim.cli", *BATCH[:2], "--workers", "2")
    until = time.monotonic() + 100
    summary = tmp_path / "reports" / "mine" / "batch.json"

    def one_is_done() -> bool:
        is_done = summary.exists() and '"done"' in summary.read_text()
        return is_done and (tmp_path / "started").exists()

    while not one_is_done() and time.monotonic() < until:
        time.sleep(0.05)
    assert sum("ipykernel" in command for command in processes_in(tmp_path)) == 1
    stopped = time.monotonic()
    for _ in range(3):  # as a terminal does, when somebody is impatient
        os.killpg(batch.pid, signal.SIGINT)
    out, err = batch.communicate(timeout=10)
    assert gone(tmp_path, 1.0), processes_in(tmp_path)
    assert time.monotonic() - stopped < 3.0
    said = "cxsim: interrupted, 1 of 2 reports are finished; the same command makes the others\n"
    assert (batch.returncode, err) == (130, said)
    assert out.startswith("1/2 quick: done (")
    assert not hidden_in(tmp_path)
    assert [item["state"] for item in json.loads(summary.read_text())["items"]] == ["done", "missing"]


def test_a_process_that_does_not_end_by_itself_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stubborn = 'import time; print(\'{"section": "here"}\', flush=True); time.sleep(60)'
    monkeypatch.setattr(processes, "COMMAND", (sys.executable, "-c", stubborn))
    job = Job(str(tmp_path / "new"), "own.ipynb", {}, "digest", "hash", {}, {})
    stream = processes.Processes(tmp_path, 1, ()).run({"new": job})
    assert next(stream) == ("new", Progress("here"))
    stopped = time.monotonic()
    stream.close()
    assert time.monotonic() - stopped < 30.0
    assert list(tmp_path.iterdir()) == []


def test_two_batches_do_not_work_in_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(batches, "PATIENCE", 0.1)
    write_batch(tmp_path, [{"scenario": "journey.yaml"}])
    with alone_in([Path("reports/mine")], 0.0, batches.AT_WORK):
        assert run_command(list(BATCH)) == 1
    said = "cxsim: another batch is at work in reports/mine: wait for it, or choose another folder\n"
    assert capsys.readouterr().err == said
    assert files_of(tmp_path / "reports") == {}


@pytest.mark.parametrize("room", range(4))
def test_a_full_disk_leaves_no_half_files(room: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many files there is no space left; later there is."""
    job = Job(str(tmp_path / "new"), "own.ipynb", {}, "digest", "hash", {}, {"scenario.yaml": "name: new\n"})
    monkeypatch.setattr(make_report, "run_notebook", lambda *_: {})
    monkeypatch.setattr(make_report, "shown_manifest", lambda _: None)
    quicker = {"without_places": {}, "render": "page", "shown_manifest": None, "shown_tables": []}
    quicker["_exporters"] = Exporters
    for name, quick in quicker.items():
        monkeypatch.setattr(publishing, name, lambda *_, quick=quick: quick)
    write, left = Path.write_text, room

    def full(file: Path, text: str, *args: str, **more: str) -> int:
        nonlocal left
        left -= 1
        write(file, text if left >= 0 else text[: len(text) // 2], *args, **more)
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return len(text)

    with monkeypatch.context() as disk:
        disk.setattr(Path, "write_text", full)
        with pytest.raises(ReportError, match=r"new.*: no space left on device"):
            make(job)
    found = files_of(tmp_path)
    assert set(found) <= {"new/scenario.yaml"}
    assert set(found.values()) <= {b"name: new\n"}
    make(job)
    assert sorted(files_of(tmp_path)) == [
        f"new/{name}" for name in ("index.html", "manifest.json", "report.ipynb", "scenario.yaml")
    ]


def test_what_changed_meanwhile_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = tmp_path / "study.yaml"
    study.write_text("equivalence_band: 1")
    job = Job(str(tmp_path / "new"), "own.ipynb", {}, "digest", "hash", {str(study): checksum(study)}, {})
    monkeypatch.setattr(make_report, "run_notebook", lambda *_: study.write_text("equivalence_band: 2"))
    monkeypatch.setattr(make_report, "shown_manifest", lambda _: None)
    with pytest.raises(
        ReportError, match=r"study\.yaml was changed while the batch was running; start it ag"
    ):
        make(job)
    assert sorted(files_of(tmp_path)) == ["study.yaml"]


@pytest.mark.parametrize("copied", [False, True])
def test_whether_a_notebook_of_ours_changed_is_not_asked_of_a_file_of_that_name_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, copied: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    if copied:  # and changed since, by its owner
        (tmp_path / "notebooks").mkdir()
        (tmp_path / "notebooks" / "scenario_report.ipynb").write_text("{}")
    tasks = read_tasks([small_scenario(tmp_path)])
    (job,) = jobs_of(tasks, {tasks[0].name: tmp_path / "new"}, 1).values()
    monkeypatch.setattr(make_report, "run_notebook", lambda *_: None)
    monkeypatch.setattr(make_report, "shown_manifest", lambda _: None)
    monkeypatch.setattr(make_report, "publish", lambda _, folder, *__: folder / "index.html")
    assert make(job) == tmp_path / "new" / "index.html"
    other = replace(job, sources=dict.fromkeys(job.sources, "another"))
    with pytest.raises(ReportError) as refused:
        make(other)
    assert "notebooks/scenario_report.ipynb was changed while" in str(refused.value)
    assert str(shipped(NOTEBOOKS)) not in str(refused.value)


class Exporters:
    """Writes a notebook without nbconvert."""

    class NotebookExporter:
        """As there."""

        def from_notebook_node(self, notebook: object) -> tuple[str, dict[str, str]]:
            return "notebook", {}
