"""One report of a batch: its notebook is run, and what comes of it is published."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cxsim.errors import ParameterError
from cxsim.files.drafts import trouble
from cxsim.files.folders import TakenError, checksum, write_file
from cxsim.reporting.notebooks import NotebookError, Progress, run_notebook
from cxsim.reporting.payload import shown_manifest
from cxsim.reporting.publish import PublishError, publish
from cxsim.scenario.shipped import NOTEBOOKS, shipped


@dataclass(frozen=True)
class Job:
    """A report to be made.

    Attributes
    ----------
    folder
        Where it is published.
    notebook, parameters
        What is run, with what.
    fingerprint
        The digest of everything that decides it.
    scenario_hash, sources
        Of the scenario that was checked; and of the files that were read, by their names from the working
        directory.
    beside
        Texts of the files it is made from that have no other place, by name.
    """

    folder: str
    notebook: str
    parameters: dict[str, Any]
    fingerprint: str
    scenario_hash: str
    sources: dict[str, str]
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
                write_file(folder / name, text)  # by its manifest, the report there is no longer whole
        notebook = run_notebook(job.notebook, job.parameters, tell)
        simulated = (shown_manifest(notebook) or {}).get("scenario_hash", job.scenario_hash)
        changed = [name for name, before in job.sources.items() if checksum(Path(name)) != before]
        if changed or simulated != job.scenario_hash:
            what = ", ".join(map(_told, changed)) or "its scenario"
            raise ReportError(f"{what} was changed while the batch was running; start it again")
        return publish(notebook, folder, job.fingerprint, job.beside)
    except (NotebookError, ParameterError, PublishError) as error:
        raise ReportError(str(error)) from error
    except TakenError as error:
        raise ReportError(str(error)) from error
    except OSError as error:
        raise ReportError(trouble(error, job.folder)) from error


def _told(name: str) -> str:
    """Name a file of a job so that nothing is told of where cxsim is installed."""
    inside = Path(name).absolute().is_relative_to(shipped(NOTEBOOKS))
    return f"{NOTEBOOKS}/{Path(name).name}" if inside else name


def _text_of(file: Path) -> str | None:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
