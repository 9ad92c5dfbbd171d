"""Reports of a batch, made in another process: `python -m cxsim.reporting.report_process`.

The batch writes jobs to its input and keeps that open: when it closes, for whatever reason, this process ends
with its kernel. To its output go lines of JSON that say how far a report is, and in the end what came of it.
"""

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from cxsim.reporting.notebooks import NotebookError, Progress, run_notebook
from cxsim.reporting.parameters import ParameterError
from cxsim.reporting.publish import MANIFEST, PublishError, publish, shown_manifest
from cxsim.results.files import write_file


@dataclass(frozen=True)
class Job:
    """A report to be made.

    Attributes
    ----------
    folder
        Where it is published.
    notebook, parameters
        What is run, with what.
    made_from
        The digest of everything that decides it.
    scenario_hash
        Of the scenario that was checked.
    beside
        Texts of the files it is made from that have no other place, by name.
    """

    folder: str
    notebook: str
    parameters: dict[str, Any]
    made_from: str
    scenario_hash: str
    beside: dict[str, str]


class ReportError(Exception):
    """A report could not be made; the message says why."""


def make(job: Job, tell: Callable[[Progress], None] | None = None) -> Path:
    """Run the notebook of a job and publish it.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    ReportError
        If the notebook fails, cannot be published, or the disk does not take it.
    """
    folder = Path(job.folder)
    try:
        for name, text in job.beside.items():
            if _text_of(folder / name) != text:
                (folder / MANIFEST).unlink(missing_ok=True)  # the report there is of something else
                write_file(folder / name, text)
        notebook = run_notebook(job.notebook, job.parameters, tell)
        simulated = (shown_manifest(notebook) or {}).get("scenario_hash", job.scenario_hash)
        if simulated != job.scenario_hash:
            raise ReportError("its scenario was changed while the batch was running; start it again")
        return publish(notebook, folder, job.made_from, job.beside)
    except (NotebookError, ParameterError, PublishError) as error:
        raise ReportError(str(error)) from error
    except OSError as error:
        where = error.filename or job.folder
        raise ReportError(f"{where}: {(error.strerror or str(error)).lower()}") from error


def _text_of(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None


def main() -> None:
    """Make the reports whose jobs come from the input, one after the other."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever else prints does not mix with the answers
    jobs: queue.Queue[Job] = queue.Queue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()

    def say(**what: Any) -> None:
        with contextlib.suppress(OSError):  # the batch has gone, which the other thread notices
            answers.write(json.dumps(what) + "\n")

    while True:
        job = jobs.get()
        try:
            page = make(job, lambda progress: say(**progress._asdict()))
        except ReportError as error:
            say(failed=str(error))
        else:
            say(page=str(page))


def message(job: Job) -> bytes:
    """Return what the process wants to read."""
    return json.dumps(asdict(job)).encode() + b"\n"


def _listen(jobs: "queue.Queue[Job]") -> None:
    """Take in jobs until nobody holds the other end of the input; then end, and the kernel before."""
    with contextlib.suppress(OSError):
        for line in sys.stdin.buffer:
            jobs.put(Job(**json.loads(line)))
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    os._exit(0)


if __name__ == "__main__":
    main()
