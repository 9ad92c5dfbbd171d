"""The command that makes many reports, several at once."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim.cli.ctrl_c import interrupted_once
from cxsim.cli.inputs import Workers, caution, check_numbers
from cxsim.cli.shell import (
    Failure,
    Interrupted,
    Mistake,
    check_folder,
    check_free,
    progress_bar,
    put,
)

if TYPE_CHECKING:
    from cxsim.reporting.batches.batch import BatchProgress

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE…", help="Scenarios, studies, batches (YAML).", show_default=False),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Folder of the reports.  [default: reports/NAME of a batch, or reports]"
    ),
]


def batch(files: Files, workers: Workers = None, out: Out = None) -> None:
    """Make the reports of scenarios, studies and batches, several at once.

    Stop it whenever you like: the same command then makes only what is missing, or has changed since.
    Writes a folder for each report, and batch.json, which says what became of them.

    \b
    Examples:
      cxsim batch scenarios/telecom_batch.yaml
      cxsim batch scenarios/telecom.yaml scenarios/retail.yaml --workers 2
    """
    check_numbers(1, 1, workers)
    from cxsim.files.overwriting import batch_would_overwrite
    from cxsim.reporting.batches.batch import SUMMARY, BatchError, run_jobs, wanted
    from cxsim.reporting.batches.processes import cores
    from cxsim.scenario.faults import ScenarioError

    started = time.monotonic()
    try:
        home, jobs = wanted(files, out, workers)
    except ScenarioError as error:
        raise Mistake(str(error)) from error
    caution(*files)
    check_folder(home)
    check_free(batch_would_overwrite(home / SUMMARY))
    if workers and workers > cores() and len(jobs) > 1:
        put(
            f"workers: {workers} would wait for each other, {cores()} make reports, one for each core",
            err=True,
        )
    told = _Told(len(jobs))
    try:
        with interrupted_once(), progress_bar("Starting", len(jobs), told.left) as told.show:
            run = run_jobs(home, jobs, workers, told)
    except BatchError as error:
        raise Failure(str(error)) from error
    except KeyboardInterrupt:
        done = f"{told.done} of {len(jobs)} reports are finished"
        raise Interrupted(f"interrupted, {done}; the same command makes the others") from None
    for one in run.failed:
        put(f"{one.name}: {one.cause}", err=True)
    made = len(run.made) - len(run.failed)
    said = f"{made} of {len(jobs)} reports made, {len(jobs) - len(run.made)} unchanged"
    put(f"{home / SUMMARY}: {said} ({time.monotonic() - started:.0f} s)")
    if run.failed:
        raise Failure(f"{len(run.failed)} of {len(jobs)} reports could not be made")


class _Told:
    """Says how far a batch is: with a bar on a terminal, elsewhere with a line for each report."""

    def __init__(self, reports: int) -> None:
        self.show: Callable[..., None] = lambda *_: None
        self.done, self.reports = 0, reports
        self._before: int | None = None
        self._began = self._end = 0.0

    def __call__(self, progress: "BatchProgress") -> None:
        moment = time.monotonic()
        if self._before is None:  # what was there before says nothing of the time that is left
            self._before, self._began = progress.done, moment
        doing = ": ".join(filter(None, (progress.name, progress.doing))) or "Starting"
        now, total = progress.done + progress.under_way - self._before, progress.total - self._before
        if now > 0.0:  # as fast as since the beginning: reports of several workers come in heaps
            self._end = moment + (moment - self._began) * (total - now) / now
        self.show(doing, now, total)
        self.done, one = progress.done, progress.finished
        if one is not None and not sys.stderr.isatty():
            why = f", {one.cause}" if one.cause else ""
            left = f", {self.left()}" if self.done < self.reports else ""
            put(f"{self.done}/{self.reports} {one.name}: {one.state}{why} ({one.seconds:.0f} s{left})")
            sys.stdout.flush()

    def left(self) -> str:
        """Say how long it will take yet; nothing as long as nothing is done."""
        if not self._end:
            return ""
        seconds = max(0.0, self._end - time.monotonic())
        minutes = round(seconds / 60)
        if seconds < 100:
            return f"{seconds:.0f} s left"
        return f"{minutes} min left" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02} min left"
