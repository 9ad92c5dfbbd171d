"""Whatever a command or a test has started ends with it, be it killed at any moment."""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psutil
import pytest

from tests.ending import MARK, marked
from tests.small import ROOT, small_scenario

WITHIN = 8.0  # seconds, on a machine under load
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed as Unix does")

COMMANDS = {
    "simpy": ("run", "--engine", "simpy", "--workers", "2", "--replications", "3000", "--record", "kpis"),
    "compiled": ("run", "--workers", "2", "--replications", "3000"),
    "report": ("report", "--workers", "1", "--replications", "4"),
}


def left_by(command: list[str], folder: Path, after: float, least: int) -> list[psutil.Process]:
    """Kill a command some seconds after it has so many processes; return those it left."""
    mark = uuid.uuid4().hex
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with open(folder / "said", "w") as said:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | {MARK: mark, "PYTHONPATH": path}, stdout=said, stderr=said
        )
    try:
        until = time.monotonic() + 60.0
        while len(marked(mark)) < least and time.monotonic() < until:
            time.sleep(0.1)
        assert len(marked(mark)) >= least, (folder / "said").read_text()
        time.sleep(after)
        process.kill()
        process.wait()
        until = time.monotonic() + WITHIN
        while (left := marked(mark)) and time.monotonic() < until:
            time.sleep(0.1)
        return left
    finally:
        for one in marked(mark):
            one.kill()


def command_of(kind: str, folder: Path) -> list[str]:
    name, *options = COMMANDS[kind]
    scenario = small_scenario(folder)
    return [sys.executable, "-m", "cxsim.cli", name, str(scenario), *options, "--out", str(folder / "out")]


@pytest.mark.parametrize("kind", ["simpy", "report"])
def test_a_command_that_is_killed_leaves_nothing(kind: str, tmp_path: Path) -> None:
    """When it has started others: workers, or a kernel."""
    assert left_by(command_of(kind, tmp_path), tmp_path, 0.5, least=2) == []


@pytest.mark.verify
@pytest.mark.parametrize("number", range(12))
@pytest.mark.parametrize("kind", list(COMMANDS))
def test_a_command_that_is_killed_at_any_moment_leaves_nothing(kind, number, tmp_path) -> None:
    rng = random.Random(f"{kind} {number}")
    assert left_by(command_of(kind, tmp_path), tmp_path, rng.uniform(0.1, 12.0), least=1) == []


TESTS = """
import os, subprocess, sys, time
del os.environ["CXSIM_TESTS"]
from tests.ending import MARK, guard
guard()
print(os.environ[MARK], flush=True)
for options in ({}, {"start_new_session": True}):
    subprocess.Popen(["sh", "-c", "sleep 300 & sleep 300"], **options)
run = [sys.executable, "-m", "cxsim.cli", "run", sys.argv[1], *sys.argv[2:]]
subprocess.Popen(run, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
time.sleep(300)
"""


def check_tests(folder: Path, after: float, whole_group: bool) -> None:
    """Kill what looks like tests that have started a run and others, in sessions of their own."""
    options = [*COMMANDS["simpy"][1:], "--out", str(folder / "out")]
    command = [sys.executable, "-c", TESTS, str(small_scenario(folder)), *options]
    tests = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {MARK: "of those that run this test", "PYTHONPATH": str(ROOT)},
        process_group=0,
    )
    assert tests.stdout
    mark = tests.stdout.readline().strip()
    time.sleep(after)
    assert len(marked(mark)) >= 4
    if whole_group:
        os.killpg(tests.pid, signal.SIGKILL)
    else:
        tests.kill()
    tests.wait()
    tests.stdout.close()
    until = time.monotonic() + WITHIN
    while (left := marked(mark)) and time.monotonic() < until:
        time.sleep(0.1)
    for one in left:
        one.kill()
    assert left == []


@pytest.mark.parametrize("whole_group", [False, True])
def test_tests_that_are_killed_leave_nothing(tmp_path: Path, whole_group: bool) -> None:
    check_tests(tmp_path, 2.0, whole_group)


@pytest.mark.verify
@pytest.mark.parametrize("number", range(20))
def test_tests_that_are_killed_at_any_moment_leave_nothing(tmp_path: Path, number: int) -> None:
    rng = random.Random(number)
    check_tests(tmp_path, rng.uniform(0.2, 10.0), rng.random() < 0.5)


def test_tests_are_guarded() -> None:
    """These, too: by one guardian for all workers, which what they start would outlive otherwise."""
    assert len(os.environ[MARK]) == 32
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    try:
        assert child.pid in {one.pid for one in marked(os.environ[MARK])}
    finally:
        child.communicate(b"\n")
