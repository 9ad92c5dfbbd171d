"""Commands that are killed at random moments: nothing is half, and the same command leaves nothing behind.

Starting commands takes long; every day tests/reporting/test_killed.py kills the same code without them.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cxsim.files.folders import checksum
from cxsim.files.own import LIST, read_json
from tests.reporting.batches import gone, processes_in, write_batch
from tests.reporting.site.reports import kpis, publish_small
from tests.small import ROOT

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")

COMMANDS = {
    "run": "run journey.yaml --replications 3 --workers 2 --out out",
    "report": "report journey.yaml --replications 2 --workers 1 --out out",
    "publish": "publish --out out",
}


def start(folder: Path, command: str) -> subprocess.Popen[bytes]:
    """Start a command in a folder, with another for temporary files."""
    places = {"TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(ROOT), "CXSIM_BROWSER": "", "CXSIM_CACHE": ""}
    return subprocess.Popen(
        [sys.executable, "-m", "cxsim.cli", *command.split()],
        cwd=folder,
        env=os.environ | places | {"SOURCE_DATE_EPOCH": "1772373900"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def half(folder: Path) -> list[str]:
    """What a manifest speaks of and is not there as it says."""
    return [
        str(manifest.parent / name)
        for manifest in folder.rglob("manifest.json")
        if not any(part.startswith(".") for part in manifest.relative_to(folder).parts)
        for name, said in (read_json(manifest) or {"files": {"": ""}})["files"].items()
        if not (manifest.parent / name).is_file() or checksum(manifest.parent / name) != said
    ]


def kill_at_random(folder: Path, what: str, times: int, seed: int) -> int:
    """Kill a command at random moments, start it again; return how often it was killed at work."""
    (folder / "tmp").mkdir()
    (folder / "out").mkdir()
    (folder / "out" / "notes.txt").write_text("mine")
    write_batch(folder, [])
    if what == "publish":
        publish_small(folder / "out" / "one", kpis(0.5), title="A journey")
        publish_small(folder / "out" / "two", kpis(0.6), title="Another")
    before, chance, killed = files(folder / "out"), random.Random(seed), 0

    def finished() -> float:
        began = time.monotonic()
        process = start(folder, COMMANDS[what])
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
        hidden = [path for path in folder.rglob(".*") if path.name != LIST]
        assert hidden == []
        assert list((folder / "tmp").glob("cxsim-*")) == []
        return time.monotonic() - began

    lasts = finished()
    wanted = files(folder / "out")
    while killed < times:
        process = start(folder, COMMANDS[what])
        time.sleep(chance.uniform(0.3, 1.0) * lasts)
        killed += process.poll() is None
        process.kill()
        process.communicate()
        assert half(folder / "out") == []
        now = files(folder / "out")
        assert all(now[name] == content for name, content in before.items() if LIST not in name)
        assert gone(folder, 10.0), processes_in(folder)
        if chance.random() < 0.3:
            finished()
            assert files(folder / "out") == wanted
    finished()
    assert files(folder / "out") == wanted
    return killed


@pytest.mark.verify
@pytest.mark.parametrize(("what", "times"), [("run", 30), ("report", 15), ("publish", 30)])
def test_commands_that_are_killed_leave_nothing_half(
    what: str, times: int, tmp_path: Path, verification
) -> None:
    killed = kill_at_random(tmp_path, what, times, seed=2)
    verification(f"kills that {what} survives", killed, "at least", times)
