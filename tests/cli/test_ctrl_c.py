"""Ctrl-C is heard wherever it comes, and nothing is said but that one line."""

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")

START = """
import contextlib, ctypes, gc, multiprocessing, os, signal, time
from cxsim.cli.ctrl_c import heard, interrupted_once, interruptible
"""


def interrupted(code: str) -> tuple[int, str, str]:
    """Run code that interrupts itself; return its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", START + code],
        capture_output=True,
        text=True,
        timeout=60,
        # Whoever runs the tests in the background has Ctrl-C ignored, and so would this process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env=os.environ,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("inside", ["heard()", "heard(), interrupted_once()"])
def test_where_nothing_can_be_raised_it_is_heard_a_moment_later(inside):
    """A callback of ctypes swallows what is raised in it, and prints a traceback."""
    code = f"""
@ctypes.CFUNCTYPE(None)
def callback():
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(5)

with {inside}:
    try:
        callback()
        time.sleep(5)
    except KeyboardInterrupt:
        print("heard")
"""
    assert interrupted(code) == (0, "heard\n", "")


def test_what_it_left_half_made_does_not_complain():
    code = """
class Half:
    def __init__(self):
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
        self.whole = True
    def __del__(self):
        self.whole

with heard():
    try:
        Half()
    except KeyboardInterrupt:
        gc.collect()
        print("heard")
"""
    assert interrupted(code) == (0, "heard\n", "")


def test_a_fault_that_nothing_interrupted_is_still_told():
    code = """
class Faulty:
    def __del__(self):
        raise ValueError("of its own")

with heard():
    Faulty()
"""
    assert "ValueError: of its own" in interrupted(code)[2]


def test_a_simulation_that_does_not_notice_is_ended_and_what_was_shared_given_back():
    code = """
with heard(), interruptible():
    shared = multiprocessing.get_context("spawn").Semaphore()
    os.kill(os.getpid(), signal.SIGINT)
    while True:
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(5)
"""
    assert interrupted(code) == (130, "", "cxsim: interrupted, nothing was written\n")
