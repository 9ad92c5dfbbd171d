"""Processes that make reports: so many at once, each by itself, and none that lives on by itself."""

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

from cxsim.reporting.notebooks import Progress
from cxsim.reporting.report_process import Job, message
from cxsim.results.files import WRITING, throw_away_drafts

COMMAND = (sys.executable, "-m", "cxsim.reporting.report_process")
GRACE = 1.0  # seconds, in which a process that has been told so ends by itself


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
        self._news: queue.Queue[tuple[str, Progress | Finished]] = queue.Queue()
        self._alive: set[subprocess.Popen[bytes]] = set()
        self._change = threading.Lock()
        self._ended = False

    def run(self, jobs: Mapping[str, Job]) -> Generator[tuple[str, Progress | Finished]]:
        """Run jobs by name; yield how far each is, and what came of it. Whatever ends this ends them."""
        throw_away_drafts(self._home)
        if not jobs:
            return
        scratch = Path(tempfile.mkdtemp(prefix=WRITING, dir=self._home)).absolute()
        pool = ThreadPoolExecutor(self._at_once)
        try:
            for name, job in jobs.items():
                pool.submit(self._follow, name, job, scratch)
            left = len(jobs)
            while left:
                name, news = self._news.get()
                left -= isinstance(news, Finished)
                yield name, news
        finally:
            self._end()
            pool.shutdown(cancel_futures=True)
            shutil.rmtree(scratch, ignore_errors=True)

    def _follow(self, name: str, job: Job, scratch: Path) -> None:
        started = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(dir=scratch) as folder:
                cause = self._made(name, job, Path(folder))
        except Exception as error:  # no report may be waited for in vain
            cause = f"{type(error).__name__}: {error}"
        self._news.put((name, Finished(round(time.monotonic() - started, 1), cause)))

    def _made(self, name: str, job: Job, folder: Path) -> str:
        """Run a job; return why it failed."""
        with open(folder / "errors", "w+b") as errors:
            process = self._started(folder, errors)
            if process is None:
                return "interrupted"
            assert process.stdin
            assert process.stdout
            with contextlib.suppress(OSError):
                process.stdin.write(message(job))
                process.stdin.flush()
            said: dict[str, str] = {}
            for line in process.stdout:
                said = json.loads(line)
                if "section" in said:
                    self._news.put((name, Progress(**said)))  # type: ignore[arg-type]
            code = process.wait()
            with self._change:
                self._alive.discard(process)
            with contextlib.suppress(OSError):
                process.stdin.close()
            process.stdout.close()
            return "" if "page" in said else said.get("failed") or _died(code, errors)

    def _started(self, folder: Path, errors: IO[bytes]) -> "subprocess.Popen[bytes] | None":
        # What it and its kernel put into temporary folders goes with ours.
        places = {"TMPDIR": str(folder), "JUPYTER_RUNTIME_DIR": str(folder / "jupyter")}
        with self._change:
            if self._ended:
                return None
            process = subprocess.Popen(
                COMMAND,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | places,
                pass_fds=self._locks,
                start_new_session=True,  # Ctrl-C in a terminal is for us to answer
            )
            self._alive.add(process)
            return process

    def _end(self) -> None:
        """Close the inputs, at which processes end with their kernels; kill those that do not."""
        with self._change:
            self._ended = True
            alive = list(self._alive)
        for process in alive:
            with contextlib.suppress(OSError):
                assert process.stdin
                process.stdin.close()
        until = time.monotonic() + GRACE
        for process in alive:
            try:
                process.wait(max(until - time.monotonic(), 0.0))
            except subprocess.TimeoutExpired:
                process.kill()


def _died(code: int, errors: IO[bytes]) -> str:
    if code < 0:
        return f"its process was ended by signal {-code}, mostly for want of memory: fewer workers need less"
    errors.seek(0)
    lines = errors.read()[-10_000:].decode(errors="replace").strip().splitlines()
    return f"its process ended with code {code}" + (f": {lines[-1]}" if lines else "")
