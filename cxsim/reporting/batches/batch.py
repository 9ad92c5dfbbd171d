"""Batches: many reports, several at once, that can be stopped at any moment and taken up again.

Each report is made in a process of its own, which publishes it whole, its manifest last. A report is found
again by the digest in its manifest of everything that decides it, so that only what is missing is made.
"""

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cxsim.errors import CxsimError
from cxsim.files.folders import tidy_up, write_file
from cxsim.files.locks import alone_in
from cxsim.files.overwriting import PAGE
from cxsim.language.wording import counted, in_short
from cxsim.reporting.batches.make_report import Job
from cxsim.reporting.batches.processes import Processes, cores
from cxsim.reporting.batches.reports import jobs_of
from cxsim.reporting.notebooks import Progress
from cxsim.reporting.publish import is_published
from cxsim.scenario.arguments import public
from cxsim.scenario.batch import read_tasks

if TYPE_CHECKING:
    import pandas as pd

SUMMARY = "batch.json"
AT_WORK = ".at-work"  # the lock of a batch, or of a site that is made, which write into it now and then
PATIENCE = 5.0  # seconds, in which processes of a batch that was killed notice it and end


class BatchError(CxsimError):
    """A batch cannot be run; the message says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of one report.

    Attributes
    ----------
    name
        Of its folder, from that of the batch.
    state
        ``done``, ``failed``, or ``missing`` as long as it has not been tried.
    digest
        Of everything that decides it.
    seconds
        How long it took to make; none if that is not known.
    cause
        Why it failed.
    """

    name: str
    state: str
    digest: str
    seconds: float | None = None
    cause: str = ""


@dataclass(frozen=True, repr=False)
class BatchRun:
    """What became of a batch.

    Attributes
    ----------
    folder
        Holds a folder for each report, and ``batch.json``.
    outcomes
        One for each report, in the order they were asked for.
    made
        Names of those that were made this time.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]
    made: tuple[str, ...]

    def __repr__(self) -> str:
        told = (
            f"{counted(len(self.outcomes), 'report')}, {len(self.made)} made now, {len(self.failed)} failed"
        )
        return f"<BatchRun in {in_short(str(self.folder))}: {told}>"

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The reports that could not be made."""
        return tuple(outcome for outcome in self.outcomes if outcome.state == "failed")

    @property
    def table(self) -> "pd.DataFrame":
        """By name: ``state``, ``seconds``, ``cause``, ``page`` (from here)."""
        import pandas as pd

        columns = ["state", "seconds", "cause", "page"]
        rows = [
            (one.state, one.seconds, one.cause, str(self.folder / one.name / PAGE)) for one in self.outcomes
        ]
        names = pd.Index([one.name for one in self.outcomes], name="name")
        return pd.DataFrame(rows, index=names, columns=columns)


class BatchProgress(NamedTuple):
    """How far a batch is.

    Attributes
    ----------
    done, under_way, total
        Finished reports, failed ones among them; how much of others is done, counted in reports; and all.
    name, doing
        Of a report under way.
    finished
        What became of it, if it has just finished.
    """

    done: int
    under_way: float
    total: int
    name: str = ""
    doing: str = ""
    finished: Outcome | None = None


@public()
def run_batch(
    files: Iterable[str | os.PathLike[str]],
    folder: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    progress: Callable[[BatchProgress], None] | None = None,
) -> BatchRun:
    """Make the reports of scenarios, studies and batches, several at once.

    What is there already, made from the same, is not made again. A report that fails does not stop the
    others. However the batch ends, what is published is whole, and the next time does what is missing.

    Parameters
    ----------
    files
        Scenario files (journey reports), study files (decision reports), batch files (what they list).
    folder
        Where reports go, each in a folder of its name. ``reports/NAME`` for one batch file, ``reports``
        otherwise, with a folder for each batch.
    workers
        How many reports are made at once, at most one for each core; as many where absent.
    progress
        Called whenever a report is further, or finished.

    Returns
    -------
    BatchRun
        What became of each report; `failed` of those that were not made, `table` of all.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the files; nothing has been run then.
    BatchError
        If another batch is at work in the folder.

    Examples
    --------
    >>> import cxsim as cx
    >>> run = cx.run_batch(["scenarios/telecom_batch.yaml"], workers=2)  # doctest: +SKIP
    >>> run.table["state"].value_counts()  # doctest: +SKIP
    """
    return run_jobs(*wanted(files, folder, workers), workers, progress)


def wanted(
    files: Iterable[str | os.PathLike[str]],
    folder: str | os.PathLike[str] | None = None,
    workers: int | None = None,
) -> tuple[Path, dict[str, Job]]:
    """Return the folder of a batch, and its jobs by name, once everything is found right; as `run_batch`."""
    tasks = read_tasks(files)
    batches = {task.batch for task in tasks}
    one = len(batches) == 1 and "" not in batches
    home = Path(folder) if folder is not None else Path("reports", *(batches if one else ()))
    names = [task.name if one else "/".join(filter(None, (task.batch, task.name))) for task in tasks]
    return home, jobs_of(tasks, {name: home / name for name in names}, workers)


def run_jobs(
    home: Path,
    jobs: dict[str, Job],
    workers: int | None = None,
    progress: Callable[[BatchProgress], None] | None = None,
) -> BatchRun:
    """Do the jobs of a batch, as `run_batch`."""
    try:
        folders = {home, *(Path(job.folder).parent for job in jobs.values())}
        with alone_in(folders, PATIENCE, AT_WORK) as locks:
            processes = Processes(home, min(workers or cores(), cores()), locks)
            return _run(home, jobs, processes, progress or (lambda _: None))
    except BlockingIOError as error:
        message = f"another batch is at work in {error.filename}: wait for it, or choose another folder"
        raise BatchError(message) from error


def _run(
    home: Path, jobs: dict[str, Job], processes: Processes, progress: Callable[[BatchProgress], None]
) -> BatchRun:
    seconds = _seconds_before(home)
    outcomes: dict[str, Outcome] = {}
    for name, job in jobs.items():
        tidy_up(Path(job.folder))
        state = "done" if is_published(Path(job.folder), job.fingerprint) else "missing"
        outcomes[name] = Outcome(name, state, job.fingerprint, seconds.get(job.fingerprint))
    missing = {name: job for name, job in jobs.items() if outcomes[name].state == "missing"}
    under_way: dict[str, Progress] = {}

    def tell(name: str, doing: str = "", finished: Outcome | None = None) -> None:
        parts = sum(one.done / one.replications for one in under_way.values() if one.replications)
        done = len(jobs) - sum(outcome.state == "missing" for outcome in outcomes.values())
        progress(BatchProgress(done, parts, len(jobs), name, doing, finished))

    _write_summary(home, outcomes)
    tell("")
    with contextlib.closing(processes.run(missing)) as stream:
        for name, news in stream:
            if isinstance(news, Progress):
                under_way[name] = news
                tell(name, news.section)
            else:
                under_way.pop(name, None)
                state = "failed" if news.cause else "done"
                outcomes[name] = Outcome(name, state, jobs[name].fingerprint, news.seconds, news.cause)
                tell(name, finished=outcomes[name])  # before: writing may be interrupted, and it is finished
                _write_summary(home, outcomes)
    return BatchRun(home, tuple(outcomes.values()), tuple(missing))


def _write_summary(home: Path, outcomes: dict[str, Outcome]) -> None:
    listed = [asdict(outcome) for outcome in outcomes.values()]
    write_file(home / SUMMARY, json.dumps({"items": listed}, indent=2, ensure_ascii=False) + "\n")


def _seconds_before(home: Path) -> dict[str, float]:
    """Return how long reports took to make, by digest, as far as the summary knows."""
    try:
        listed = json.loads((home / SUMMARY).read_text(encoding="utf-8"))["items"]
        return {one["digest"]: one["seconds"] for one in listed if one["state"] == "done"}
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return {}
