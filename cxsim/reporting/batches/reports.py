"""From reports that are wanted to jobs: which notebook is run with what, checked before anything runs."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cxsim.errors import ParameterError
from cxsim.files.folders import checksum
from cxsim.files.overwriting import report_would_overwrite
from cxsim.reporting.batches.fingerprint import fingerprint_of
from cxsim.reporting.batches.make_report import Job
from cxsim.reporting.notebooks import NotebookError, read_notebook, report_notebook
from cxsim.reporting.parameters import (
    check_parameters,
    declared_parameters,
    default_texts,
    file_parameter,
)
from cxsim.scenario.batch import REPORTS, Task
from cxsim.scenario.extends import made_of
from cxsim.scenario.faults import Fault, ScenarioError
from cxsim.scenario.grid import written, written_whole, yaml_text
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.source import name_of

SCENARIO, STUDY = "scenario.yaml", "study.yaml"  # of a grid, beside their report


def jobs_of(tasks: list[Task], folders: Mapping[str, Path], workers: int | None) -> dict[str, Job]:
    """Return what has to be done for each report.

    Parameters
    ----------
    tasks, folders
        The reports, and where they go, by name; in the same order.
    workers
        How many may work at once. Of several reports, each simulates in one thread.

    Raises
    ------
    ScenarioError
        If a notebook cannot be used, or files of somebody else are in the way, with every such place.
    """
    threads = (workers or 0) if len(tasks) == 1 else 1
    faults: list[Fault] = []
    jobs = {}
    for task, (name, folder) in zip(tasks, folders.items(), strict=True):
        if taken := _taken(task, folder):
            faults.append(Fault(*task.place, "", f"in its place {taken}", "a folder of its own"))
            continue
        try:
            jobs[name] = _job(task, folder, threads)
        except (NotebookError, ParameterError) as error:
            faults.append(Fault(*task.place, "report", hint=str(error)))
    if faults:
        raise ScenarioError(faults)
    return jobs


def _taken(task: Task, folder: Path) -> str:
    """Return what stands where a report shall go and would be lost; empty if there is nothing."""
    if (folder.exists() or folder.is_symlink()) and not folder.is_dir():
        return f"{name_of(folder)}, which is no folder"
    for file in (task.base, task.file, *([] if task.report in REPORTS else [Path(task.report)])):
        if folder.resolve() in file.resolve().parents:
            return f"{name_of(file)}, which it is made from"
    return report_would_overwrite(folder, _names_beside(task))


def _job(task: Task, folder: Path, threads: int) -> Job:
    notebook = report_notebook(task.report) if task.report in REPORTS else Path(task.report)
    source = read_notebook(notebook)
    parameters = dict(_parameters(task, folder, threads, declared_parameters(source)))
    check_parameters(parameters, source)
    beside = dict(_beside(task, folder))
    reads = list(_reads(source, parameters, task.base.parent))
    sources = dict.fromkeys((task.base, task.file, notebook, *reads))
    return Job(
        folder=str(folder),
        notebook=str(notebook),
        parameters=parameters,
        fingerprint=fingerprint_of(task.scenario, task.study, notebook, parameters, beside, reads),
        scenario_hash=scenario_hash(task.scenario),
        sources={name_of(file): checksum(file) for file in sources},
        beside=beside,
    )


def _parameters(
    task: Task, folder: Path, threads: int, declared: Mapping[str, str]
) -> Iterator[tuple[str, Any]]:
    """Say what the notebook is given; to one of your own, only what it asks for."""
    here = {
        "scenario": folder / SCENARIO if task.variant else task.base,
        "study": folder / (STUDY if task.is_study else SCENARIO) if task.variant else task.file,
    }
    asks_for = [name for name in here if name in declared]
    if not asks_for:
        raise NotebookError(f"{name_of(Path(task.report))} has no parameter scenario or study")
    for name in asks_for:
        yield name, name_of(here[name])
    if task.report == "decision":
        yield "quick", False
    for name, value in (
        ("replications", task.study.replications),
        ("seed", task.study.seed),
        ("workers", threads),
        ("lang", task.study.lang),
    ):
        if name in declared:
            yield name, value


def _reads(notebook: Mapping[str, Any], given: Mapping[str, Any], folder: Path) -> Iterator[Path]:
    """Return further files that a notebook names in its parameters, from where it would read them."""
    for name, value in default_texts(notebook).items():
        if name not in given:
            try:
                file = file_parameter(name, value)
            except ParameterError:
                file = folder / value
            yield from made_of(file)


def _names_beside(task: Task) -> tuple[str, ...]:
    """Name the files that a scenario of a grid has beside its report."""
    return () if task.variant is None else (SCENARIO, *((STUDY,) if task.is_study else ()))


def _beside(task: Task, folder: Path) -> Iterator[tuple[str, str]]:
    """Write the scenario of a grid as a file that can be opened and run again, and its study."""
    if task.variant is None:
        return
    near = _from(folder, task.base)
    # A way out of the working directory would tell where things lie, and leads nowhere on another machine.
    yield SCENARIO, written(near, task.variant) if near else written_whole(task.base, task.variant)
    if task.is_study:
        study = task.study.model_dump(mode="json", by_alias=True, exclude_none=True)
        yield STUDY, yaml_text({**study, "scenario": SCENARIO})


def _from(folder: Path, file: Path) -> str:
    """Name a file as seen from a folder, wherever links lead; empty if one is outside the working folder."""
    there, here, work = file.resolve(), folder.resolve(), Path.cwd().resolve()
    if work not in there.parents or work not in (here, *here.parents):
        return ""
    return Path(os.path.relpath(there, here)).as_posix()
