"""Processes that make reports: so many at once, each report by itself, and none that lives on by itself.

A process makes one report after the other, because it takes seconds to start; one that dies is replaced, and
only the report it was making has failed. Every report has a kernel of its own.
"""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import NamedTuple

from cxsim.files.drafts import draft_folder, throw_away_drafts
from cxsim.reporting.batches.make_report import Job
from cxsim.reporting.batches.report_process import message
from cxsim.reporting.notebooks import Progress

WORKING = ".batch-"  # what folders of temporary files begin with
COMMAND = (sys.executable, "-m", "cxsim.reporting.batches.report_process")
ERRORS = "errors"  # the file for what processes say of themselves
GRACE = 1.0  # seconds, in which a process that has been told so ends by itself
KILLED = -9  # the code of a process that the system has ended, mostly for want of memory


def cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Finished(NamedTuple):
    """What came of a job: how long it took, and why it failed, if it did."""

    seconds: float
    cause: str = ""


class Processes:
    """Runs jobs in processes that end with this one, be it killed.

    Parameters
    ----------
    home
        Temporary files are kept in it, so that what is left behind by a kill is found the next time.
    at_once
        How many run at the same time.
    locks
        Handles that the processes keep open as long as they live.
    """

    def __init__(self, home: Path, at_once: int, locks: tuple[int, ...]) -> None:
        self._home, self._at_once, self._locks = home, at_once, locks
        # Of the queues, the one that Ctrl-C cannot leave locked.
        self._news: queue.SimpleQueue[tuple[str, Progress | Finished]] = queue.SimpleQueue()
        self._alive: list[subprocess.Popen[bytes]] = []
        self._change = threading.Lock()
        self._ended = False

    def run(self, jobs: Mapping[str, Job]) -> Generator[tuple[str, Progress | Finished]]:
        """Run jobs by name; yield how far each is, and what came of it. Whatever ends this ends them."""
        throw_away_drafts(self._home, bool(self._locks), WORKING)
        if not jobs:
            return
        with draft_folder(self._home.absolute(), WORKING) as scratch:
            yield from self._run(jobs, scratch)

    def _run(self, jobs: Mapping[str, Job], scratch: Path) -> Generator[tuple[str, Progress | Finished]]:
        waiting = deque(jobs.items())
        threads = [
            threading.Thread(target=self._work, args=(waiting, scratch / str(number)))
            for number in range(min(self._at_once, len(jobs)))
        ]
        try:
            for thread in threads:
                thread.start()
            left = len(jobs)
            while left:
                name, news = self._news.get()
                left -= isinstance(news, Finished)
                yield name, news
        finally:
            self._end()
            for thread in threads:
                thread.join()

    def _work(self, waiting: deque[tuple[str, Job]], folder: Path) -> None:
        """Do one job after the other, with a process that is replaced when it dies."""
        process = None
        while waiting and not self._ended:
            try:
                name, job = waiting.popleft()
            except IndexError:  # another was faster
                break
            started = time.monotonic()
            try:
                if process is None or process.poll() is not None:
                    process = self._started(folder)
                cause = self._made(name, job, process, folder)
            except Exception as error:  # no report may be waited for in vain
                cause = f"{type(error).__name__}: {error}"
            self._news.put((name, Finished(round(time.monotonic() - started, 1), cause)))
        if process is not None:
            self._stop(process)
            assert process.stdout
            process.stdout.close()

    def _made(self, name: str, job: Job, process: "subprocess.Popen[bytes]", folder: Path) -> str:
        """Have a job done; return why it failed."""
        assert process.stdin
        assert process.stdout
        with contextlib.suppress(OSError):  # it has died, as its output will tell
            process.stdin.write(message(job))
            process.stdin.flush()
        for line in process.stdout:
            said = json.loads(line)
            if "section" not in said:
                return str(said.get("failed", ""))
            self._news.put((name, Progress(**said)))
        process.stdout.close()
        return _died(process.wait(), folder)

    def _started(self, folder: Path) -> "subprocess.Popen[bytes]":
        folder.mkdir(exist_ok=True)
        # What it and its kernel put into temporary folders goes with ours.
        places = {"TMPDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder / "jupyter")}
        with self._change, open(folder / ERRORS, "wb") as errors:
            if self._ended:
                raise InterruptedError
            process = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | places,
                pass_fds=self._locks,
                start_new_session=True,  # Ctrl-C in a terminal is for us to answer
            )
            self._alive.append(process)
            return process

    def _stop(self, process: "subprocess.Popen[bytes]") -> None:
        """Close its input, at which it ends with its kernel; kill it if it does not."""
        with contextlib.suppress(OSError):
            assert process.stdin
            process.stdin.close()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _end(self) -> None:
        with self._change:
            self._ended = True
        for process in self._alive:
            self._stop(process)


def _died(code: int, folder: Path) -> str:
    if code == KILLED:
        return "its process was killed, mostly for want of memory: fewer workers need less"
    lines = (folder / ERRORS).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    ended = f"its process ended with code {code}" if code >= 0 else f"its process was ended by signal {-code}"
    return ended + (f": {lines[-1]}" if lines else "")
