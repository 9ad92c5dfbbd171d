"""Running a notebook: parameters checked before, a fresh kernel, and one clear message if it fails."""

import contextlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, cast

from cxsim.errors import CxsimError
from cxsim.files.drafts import Scratch, throw_away_scratch
from cxsim.reporting.parameters import check_parameters
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import shown
from cxsim.scenario.shipped import NOTEBOOKS, shipped
from cxsim.scenario.whole_numbers import LARGEST_SEED

Notebook = Any
"""A notebook as nbformat holds it in memory."""

# What a report can be about, and the notebook it is made from.
REPORTS = {"journey": "scenario_report.ipynb", "decision": "decision_report.ipynb"}

KERNEL = "python3"
SCRATCH = "cxsim-notebook-"  # what temporary folders begin with
ATTEMPTS = 2  # a kernel sometimes does not start on a machine under load
CANNOT_START = ("Kernel died before replying", "Kernel didn't respond")


# What `show_progress` writes: it tells how fast a machine was, so that no two runs say the same.
PROGRESS = r"\r?\d+ of \d+ \w+, (?:\d+ s left|done) *"


class NotebookError(CxsimError):
    """A notebook did not run to its end; the message says where and why."""


class Place(NamedTuple):
    """Where a notebook is: below which heading, in which code cell (counted from 1), how that begins."""

    section: str = ""
    cell: int = 0
    begins: str = ""

    def __str__(self) -> str:
        if not self.cell:
            return "before its first cell"
        return (f'at "{self.section}", ' if self.section else "") + f"in cell [{self.cell}] {self.begins}"


class Progress(NamedTuple):
    """How far a notebook is.

    Attributes
    ----------
    section
        The heading it is below.
    done, replications
        Finished replications, and how many there will be; 0 and 0 until that is known.
    """

    section: str
    done: int = 0
    replications: int = 0


def report_notebook(about: str = "journey") -> Path:
    """Return the notebook that a report is made from.

    Parameters
    ----------
    about
        A name in `REPORTS`.

    Raises
    ------
    NotebookError
        If it did not come with the package.
    """
    notebook = shipped(NOTEBOOKS) / REPORTS[about]
    if not notebook.is_file():
        raise NotebookError(f"{notebook} is missing from this installation")
    return notebook


def run_notebook(
    path: str | Path,
    parameters: Mapping[str, Any],
    on_progress: Callable[[Progress], None] | None = None,
    cell_timeout: float | None = None,
) -> Notebook:
    """Run a notebook and return it with its outputs; the file itself is not touched.

    Parameters
    ----------
    path
        A notebook with a cell tagged `parameters`.
    parameters
        Values for that cell, compared with it first.
    on_progress
        Called at every cell, and at every replication of a simulation that uses `show_progress`.
    cell_timeout
        Seconds that one cell may take; no limit if absent.

    Raises
    ------
    ParameterError
        If a parameter does not fit the notebook.
    NotebookError
        If it cannot be read, or does not run to its end.
    """
    source = read_notebook(Path(path))
    check_parameters(parameters, source)
    listener = _Listener(list(_places(source, bool(parameters))), on_progress)
    throw_away_scratch(SCRATCH)
    with Scratch(SCRATCH) as folder, _own_kernel(folder):
        copy = folder / "notebook.ipynb"
        shutil.copyfile(path, copy)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return _tidy(_execute(copy, parameters, listener, cell_timeout))
            except RuntimeError as error:
                if attempt == ATTEMPTS or not str(error).startswith(CANNOT_START):
                    raise _told(error, listener) from error
            except Exception as error:
                raise _told(error, listener) from error
    raise AssertionError("unreachable")


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a notebook as plain data, each source one text; NotebookError if it is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {str(error.strerror).lower()}") from error
    try:
        return as_notebook(content)
    except NotebookError as error:
        raise NotebookError(f"{path} {error}") from error


def as_notebook(content: bytes) -> dict[str, Any]:
    """Return what `read_notebook` does from what is in a file; its errors name no file.

    Examples
    --------
    >>> as_notebook(b'{"cells": [{"cell_type": "code", "source": ["1", "2"], "metadata": {}}]}')["cells"]
    [{'cell_type': 'code', 'source': '12', 'metadata': {}}]
    """
    try:
        notebook = json.loads(content.decode("utf-8"))
        for cell in notebook["cells"]:
            cell["source"] = "".join(cell["source"])
            cell["metadata"], cell["cell_type"] = dict(cell["metadata"]), str(cell["cell_type"])
            tags = cell["metadata"].get("tags", [])
            if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
                raise NotebookError(f"is no notebook: found tags {shown(tags)}, expected a list of texts")
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise NotebookError("is no notebook") from error
    return dict(notebook)


@public(total=(0, LARGEST_SEED))
def show_progress(total: int, what: str = "replications") -> Callable[[int], None]:
    """Return a function that says how far a simulation is: one line, to the error stream.

    Parameters
    ----------
    total, what
        How many there are, of what: replications, or questions.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.simulate(scenario, replications=8, progress=show_progress(8))  # doctest: +SKIP
    3 of 8 replications, 12 s left
    """
    started = time.monotonic()

    def show(done: int) -> None:
        left = (time.monotonic() - started) / max(done, 1) * (total - done)
        until = f"{left:.0f} s left" if done < total else "done"
        print(f"\r{done} of {total} {what}, {until:<12}", end="", file=sys.stderr, flush=True)

    return show


class _Listener:
    """Follows a run: which heading it is below, and what `show_progress` writes."""

    def __init__(self, places: list[Place], tell: Callable[[Progress], None] | None) -> None:
        self._places = places
        self._tell = tell
        self._text = ""
        self.place, self.progress = Place(), Progress("")

    def start_cell(self, cell: Notebook, cell_index: int) -> None:
        self.place, self._text = self._places[cell_index], ""
        self._say(self.progress._replace(section=self.place.section))

    def write(self, text: str) -> None:
        self._text = (self._text + text)[-200:]
        if counts := re.findall(r"(\d+) of (\d+) (?:replications|questions)", self._text):
            self._say(self.progress._replace(done=int(counts[-1][0]), replications=int(counts[-1][1])))

    def flush(self) -> None:
        """Nothing is kept back."""

    def _say(self, progress: Progress) -> None:
        if progress != self.progress:
            self.progress = progress
            if self._tell is not None:
                self._tell(progress)


def _execute(
    notebook: Path, parameters: Mapping[str, Any], listener: _Listener, cell_timeout: float | None
) -> Notebook:
    papermill = _papermill()
    return papermill.execute_notebook(
        re.sub(r"([{}])", r"\1\1", str(notebook)),  # it takes braces for places of parameters
        None,  # or it writes the whole notebook twice for each cell
        dict(parameters),
        kernel_name=KERNEL,
        language="python",
        progress_bar=False,
        stderr_file=listener,
        execution_timeout=cell_timeout,
        on_cell_start=listener.start_cell,
        # Kills the kernel's whole process group, so that no worker of a simulation outlives it.
        shutdown_kernel="immediate",
    )


def _papermill() -> Any:
    """Import papermill, without a grammar of addresses that jsonschema takes two seconds to read."""
    unneeded, modules = "rfc3987_syntax", cast(dict[str, Any], sys.modules)
    if unneeded in modules:
        return import_module("papermill")
    modules[unneeded] = None
    try:
        return import_module("papermill")
    finally:
        del modules[unneeded]


def _told(error: Any, listener: _Listener) -> NotebookError:
    """Say where a notebook stopped and why; the notebook itself would call every cell completed."""
    match type(error).__name__:
        case "PapermillExecutionError":
            why = f"{error.ename}: {error.evalue}" if error.evalue else error.ename
            if error.ename == "TooLarge":
                why = error.evalue
            elif error.ename.endswith("MemoryError"):
                why = "memory ran out: fewer customers, a shorter period or fewer workers need less"
        case "DeadKernelError":
            why = (
                "its Python process died, mostly for want of memory: fewer workers or replications need less"
            )
        case "CellTimeoutError":
            why = "the cell took longer than allowed"
        case name:
            why = f"{name}: {error}" if str(error) else name
    return NotebookError(f"the notebook stopped {listener.place}: {why}")


@contextlib.contextmanager
def _own_kernel(folder: Path) -> Iterator[None]:
    """Let the kernel be this Python: a kernel that somebody installed for themselves would come first."""
    from ipykernel.kernelspec import get_kernel_dict

    quiet = ["--IPKernelApp.log_level=40"]  # it warns of how kernels can be reached from outside
    place = folder / "kernels" / KERNEL
    place.mkdir(parents=True)
    (place / "kernel.json").write_text(json.dumps(get_kernel_dict(quiet)), encoding="utf-8")
    before = os.environ.get("JUPYTER_PATH")
    os.environ["JUPYTER_PATH"] = os.pathsep.join([str(folder), *([before] if before else [])])
    try:
        yield
    finally:
        if before is None:
            del os.environ["JUPYTER_PATH"]
        else:
            os.environ["JUPYTER_PATH"] = before


def _places(notebook: Mapping[str, Any], given: bool) -> Iterator[Place]:
    """Say of each cell where it is, with one more where papermill puts parameters that are given."""
    tags = [cell["metadata"].get("tags", []) for cell in notebook["cells"]]
    injected = not given or any("injected-parameters" in one for one in tags)
    section, cell = "", 0
    for source, its_tags in zip(notebook["cells"], tags, strict=True):
        text = source["source"]
        if source["cell_type"] == "markdown" and (line := re.match(r"#{1,2}[ \t]+(.+)", text)):
            section = line[1].strip()
        elif source["cell_type"] == "code":
            cell += 1
        place = Place(section, cell, _begins(text))
        yield place
        if "parameters" in its_tags and not injected:
            injected = True
            yield place


def _begins(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    return shown(next((line for line in lines if line and not line.startswith("#")), ""))


def _tidy(notebook: Notebook) -> Notebook:
    """Take out what says when and where a notebook ran, so that the same run gives the same notebook."""
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell["id"] = "injected-parameters"
        if cell.cell_type == "code":
            cell.outputs = [output for one in cell.outputs if (output := _without_progress(one))]
    return notebook


def _without_progress(output: Notebook) -> Notebook | None:
    """Take progress out of what was written to the error stream; none if there was nothing else."""
    if output.output_type == "stream" and output.name == "stderr":
        output.text, times = re.subn(PROGRESS, "", output.text)
        return None if times and not output.text.strip() else output
    return output
