"""The parameters of a notebook: checked before a kernel starts, and once more by the notebook itself.

Papermill only warns of an unknown parameter, writes numbers that JSON does not have, and hands on `1e-3` as
text. So whoever runs a notebook compares with its parameters cell first (`check_parameters`), and the
notebook asks for what makes sense (`report_parameters`): it can also be run by hand or by papermill alone.
"""

import ast
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from cxsim.errors import ParameterError
from cxsim.language.speech import LANGUAGES
from cxsim.language.wording import counted, in_short
from cxsim.reporting.figures_file import figures_in
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import nearest, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study, load_study
from cxsim.scenario.whole_numbers import (
    LARGEST_SEED,
    MOST_REPLICATIONS,
    MOST_SETS,
    MOST_WORKERS,
    whole_number,
)

if TYPE_CHECKING:
    from cxsim.results.figures import Figure

KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "text"),
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "bool": (bool, "true or false"),
    "list": (list, "a list"),
}


class ReportParameters(NamedTuple):
    """What a scenario report is made from.

    Attributes
    ----------
    scenario
        The scenario file, as found.
    replications, seed
        As in `cxsim.simulate`.
    workers
        Number of processes, at least 1.
    lang
        Language of the report, one of `cxsim.language.speech.LANGUAGES`.
    figures
        Figures of your own, as `cxsim.figure` makes them.
    """

    scenario: Path
    replications: int
    seed: int
    workers: int
    lang: str
    figures: "tuple[Figure, ...]" = ()

    def __repr__(self) -> str:
        times = f"{counted(self.replications, 'replication')}, seed {self.seed}"
        own = f", {counted(len(self.figures), 'figure')} of your own" if self.figures else ""
        named = in_short(self.scenario.as_posix())
        return f"<ReportParameters of {named}: {times}, {counted(self.workers, 'worker')}, {self.lang}{own}>"


def report_parameters(
    scenario: object,
    replications: object,
    seed: object,
    workers: object = 0,
    lang: object = "en",
    figures: object = "",
) -> ReportParameters:
    """Check the parameters of a scenario report.

    Parameters
    ----------
    scenario
        Path of a scenario file, from here or from the folder of the notebooks.
    replications, seed
        Whole numbers.
    workers
        Number of processes; 0 for as many as there are cores.
    lang
        Language of the report.
    figures
        Path of a Python file with figures of your own; empty for none.

    Raises
    ------
    ParameterError
        If one of them has another type, is out of range, or there is no such file.

    Examples
    --------
    >>> report_parameters("scenarios/telecom.yaml", replications="1e-3", seed=1)
    Traceback (most recent call last):
    ...
    cxsim.errors.ParameterError: replications: found "1e-3", expected a whole number...
    """
    count = whole_number("replications", replications, 1, MOST_REPLICATIONS)
    checked_seed = whole_number("seed", seed, 0, LARGEST_SEED)
    processes = whole_number("workers", workers, 0, MOST_WORKERS)
    language = language_parameter(lang)
    file = file_parameter("scenario", scenario)
    own = figures_in(file_parameter("figures", figures)) if figures != "" else ()
    from cxsim.engine.replications import available_cores  # here, because the engine takes seconds to import

    return ReportParameters(file, count, checked_seed, processes or available_cores(), language, own)


class StudyParameters(NamedTuple):
    """What a decision report is made from.

    Attributes
    ----------
    scenario, study
        As `cxsim.load_study` reads them.
    workers
        Number of threads, at least 1.
    """

    scenario: Scenario
    study: Study
    workers: int

    def __repr__(self) -> str:
        return f"<StudyParameters: {self.study!r}, {counted(self.workers, 'worker')}>"


def study_parameters(
    study: object,
    quick: object = False,
    replications: object = 0,
    sets: object = 0,
    seed: object = -1,
    workers: object = 0,
    lang: object = "",
) -> StudyParameters:
    """Check the parameters of a decision report, and read its study.

    Parameters
    ----------
    study
        Path of a study or scenario file, from here or from the folder of the notebooks.
    quick
        A rough answer, from few replications and few sets of assumptions.
    replications, sets, seed
        Whole numbers, instead of those of the study; 0, 0 and -1 for those of the study.
    workers
        Number of threads; 0 for as many as there are cores.
    lang
        Language of the report, instead of that of the study; empty for that of the study.

    Raises
    ------
    ParameterError
        If one of them has another type, is out of range, or there is no such file.
    ScenarioError
        If something is wrong with the study or its scenario.

    Examples
    --------
    >>> study_parameters("scenarios/telecom_study.yaml", quick=True).study.replications
    3
    """
    if not isinstance(quick, bool):
        raise ParameterError(f"quick: found {shown(quick)}, expected true or false")
    count = whole_number("replications", replications, 0, MOST_REPLICATIONS)
    number = whole_number("sets", sets, 0, MOST_SETS) and whole_number("sets", sets, 2, MOST_SETS)
    chosen_seed = whole_number("seed", seed, -1, LARGEST_SEED)
    threads = whole_number("workers", workers, 0, MOST_WORKERS)
    language = language_parameter(lang) if lang != "" else ""
    scenario, found = load_study(file_parameter("study", study))
    use = found.uncertainty.use
    if number and use == "none":
        raise ParameterError(f"sets: found {number}, expected 0: the study says uncertainty.use: none")
    if quick:
        found = found.quickly()
    if number:
        found = found.over(number, use)
    given = {
        "replications": count or found.replications,
        "seed": found.seed if chosen_seed < 0 else chosen_seed,
        "lang": language or found.lang,
    }
    from cxsim.engine.replications import available_cores  # here, because the engine takes seconds to import

    return StudyParameters(scenario, found.model_copy(update=given), threads or available_cores())


def check_parameters(given: Mapping[str, Any], notebook: Mapping[str, Any]) -> None:
    """Compare parameters with the parameters cell of a notebook.

    Parameters
    ----------
    given
        Values by name.
    notebook
        The notebook, as nbformat reads it.

    Raises
    ------
    ParameterError
        If a name is unknown, a value is not of the type in the cell, or JSON has no way to write it.
    """
    known = declared_parameters(notebook)
    for name, value in given.items():
        if name not in known:
            hint = nearest(name, known) or f"there is {', '.join(known) or 'none'}"
            raise ParameterError(f"{shown(name)} is no parameter of this notebook; {hint}")
        kind, words = KINDS.get(known[name], (object, ""))
        right = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if not right or (isinstance(value, bool) and kind in (int, float)):
            raise ParameterError(f"{name}: found {shown(value)}, expected {words}")
        try:
            json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
        except (TypeError, ValueError) as error:
            raise ParameterError(
                f"{name}: found {shown(value)}, expected a value that JSON can hold"
            ) from error


def declared_parameters(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters that the cell tagged `parameters` declares: the name of the type by name.

    Raises
    ------
    ParameterError
        If the cell holds anything but plain Python.

    Examples
    --------
    >>> cell = {"cell_type": "code", "source": "seed: int = 1  # any", "metadata": {"tags": ["parameters"]}}
    >>> declared_parameters({"cells": [cell]})
    {'seed': 'int'}
    """
    return {name: kind for name, kind, _ in _declarations(notebook)}


def default_texts(notebook: Mapping[str, Any]) -> dict[str, str]:
    """Return the texts that the cell tagged `parameters` gives its parameters.

    Examples
    --------
    >>> cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}}
    >>> default_texts({"cells": [cell | {"source": 'other: str = "other.yaml"; seed: int = 1'}]})
    {'other': 'other.yaml'}
    """
    return {
        name: value.value
        for name, _, value in _declarations(notebook)
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def _declarations(notebook: Mapping[str, Any]) -> Iterator[tuple[str, str, ast.expr | None]]:
    """Go through the parameters cell: the name of each parameter, that of its type, its value."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "parameters" in cell["metadata"].get("tags", []):
            for statement in _statements(cell["source"]):
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    yield statement.target.id, ast.unparse(statement.annotation), statement.value
                elif isinstance(statement, ast.Assign):
                    for target in statement.targets:
                        if isinstance(target, ast.Name):
                            yield target.id, "", statement.value


def _statements(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        lines = source.splitlines() or [""]
        found = shown(lines[min(line, len(lines)) - 1].strip())
        raise ParameterError(
            f"line {line} of the parameters cell: found {found}, expected plain Python, such as seed: int = 1"
        ) from error


def language_parameter(value: object) -> str:
    """Return the language of a report, or raise `ParameterError` if there is no such language.

    Examples
    --------
    >>> language_parameter("fr")
    'fr'
    """
    if not isinstance(value, str) or value not in LANGUAGES:
        raise ParameterError(f"lang: found {shown(value)}, expected {' or '.join(LANGUAGES)}")
    return value


@public()
def file_parameter(name: str, value: object) -> Path:
    """Return the file that a notebook asks for, from here or from the folder of the notebooks.

    Parameters
    ----------
    name
        Of the parameter.
    value
        The path that was given.

    Raises
    ------
    ParameterError
        If it is no path, or there is no such file.

    Examples
    --------
    >>> file_parameter("scenario", "../scenarios/telecom.yaml").as_posix()
    'scenarios/telecom.yaml'
    """
    if not isinstance(value, str | os.PathLike) or not os.fspath(value):
        raise ParameterError(f"{name}: found {shown(value)}, expected the path of a {name} file")
    path = Path(value).expanduser()
    # A notebook names files from its own folder, papermill starts it in the folder of whoever calls.
    for folder in (Path(), Path("notebooks"), Path("..")):
        candidate = Path(os.path.normpath(folder / path))
        if os.path.isfile(candidate):  # which takes any text, be it no possible name
            return candidate
    raise ParameterError(f"{name}: found no file {shown(str(path))}, expected the path of a {name} file")
