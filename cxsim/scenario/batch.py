"""A batch: which reports are wanted, of which studies and scenarios, and of which grids of scenarios."""

import contextlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import Field, ValidationError

from cxsim.scenario.document import Document, document_of
from cxsim.scenario.faults import Fault, Path, ScenarioError, nearest, shown
from cxsim.scenario.grid import Variant, variants
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import Name, Text, Title
from cxsim.scenario.source import Kind, name_of, read_file
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.study import Language, Study, is_study, load_study
from cxsim.scenario.translate import problems
from cxsim.scenario.versions import FirstVersion
from cxsim.scenario.whole_numbers import LARGEST_SEED, MOST_REPLICATIONS

BATCH = Kind("a batch", "batch, name, items")
ANY = Kind("a scenario, a study or a batch", "schema, study or batch, name, …")
REPORTS = ("journey", "decision")
NOTEBOOK = ".ipynb"

FileName = Annotated[str, Field(min_length=1, max_length=500)]
Values = Annotated[tuple[Any, ...], Field(min_length=1, max_length=1_000)]


class Item(StrictModel):
    """One entry of a batch: a report, or one for each scenario of a grid."""

    study: FileName | None = Field(default=None, description="a study file, relative to this one")
    scenario: FileName | None = Field(default=None, description="or a scenario file")
    name: Name | None = Field(
        default=None, description="of the report's folder; that of the study or scenario where absent"
    )
    report: FileName | None = Field(
        default=None,
        description="journey, decision, or a notebook of your own (.ipynb, relative to this file), run "
        "anew when it changes, or a file named in its parameters, but not when code does that it imports; "
        "decision for a study, journey for a scenario where absent",
    )
    replications: Annotated[int, Field(strict=True, ge=1, le=MOST_REPLICATIONS)] | None = Field(
        default=None, description="instead of those of the study"
    )
    seed: Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)] | None = Field(
        default=None, description="instead of that of the study"
    )
    lang: Language | None = Field(
        default=None, description="language of the report, instead of that of the batch or study"
    )
    grid: dict[str, Values] | None = Field(
        default=None, min_length=1, description="values by path: one scenario for each combination"
    )


class Batch(StrictModel):
    """Reports that are made together."""

    schema_version: FirstVersion = Field(alias="batch", description="version of this format")
    name: Name
    title: Title | None = None
    description: Text = ""
    lang: Language | None = Field(
        default=None, description="language of the reports; that of each study, or en, where absent"
    )
    items: tuple[Item, ...] = Field(min_length=1, max_length=1_000)


@dataclass(frozen=True)
class Task:
    """One report that is wanted.

    Attributes
    ----------
    name, batch
        Of its folder; and of the batch it comes from, if any.
    report
        Journey, decision, or the path of a notebook.
    file
        The study or scenario file that was named.
    is_study
        Whether it is a study.
    scenario, study
        What is simulated, and how.
    variant
        The scenario of a grid, which has no file yet; none where it has.
    place
        Where it was asked for: a file, and a line.
    """

    name: str
    batch: str
    report: str
    file: FilePath
    is_study: bool
    scenario: Scenario
    study: Study
    variant: Variant | None
    place: tuple[str, int | None]

    @property
    def base(self) -> FilePath:
        """The scenario file that is simulated, or extended by the variant."""
        return self.file.parent / self.study.scenario


def is_batch(path: FilePath) -> bool:
    """Tell whether a file is meant as a batch, be it right or not."""
    try:
        return "batch" in read_file(path, ANY)[0].value
    except ScenarioError:
        return False


def read_tasks(paths: Iterable[str | os.PathLike[str]]) -> list[Task]:
    """Read scenarios, studies and batches: every report that they ask for.

    Parameters
    ----------
    paths
        YAML files. A scenario asks for a journey report, a study for a decision report.

    Raises
    ------
    ScenarioError
        With everything that is wrong with any of them, or if two reports would have one folder.

    Examples
    --------
    >>> [task.report for task in read_tasks(["scenarios/bank.yaml", "scenarios/telecom_study.yaml"])]
    ['journey', 'decision']
    """
    tasks: list[Task] = []
    faults: list[Fault] = []
    for path in map(FilePath, paths):
        try:
            tasks += load_batch(path) if is_batch(path) else [_by_itself(path)]
        except ScenarioError as error:
            faults += error.faults
    faults += _named_twice(tasks)
    if faults:
        raise ScenarioError(faults)
    return tasks


def load_batch(path: str | os.PathLike[str]) -> list[Task]:
    """Read a batch file: every report that it asks for, with all scenarios of its grids.

    Parameters
    ----------
    path
        A YAML file, such as ``scenarios/telecom_batch.yaml``, which explains itself.

    Raises
    ------
    ScenarioError
        With everything that is wrong: file, line, what was found and what was expected.

    Examples
    --------
    >>> [task.name for task in load_batch("scenarios/telecom_batch.yaml")][-1]
    'telecom_lines_24_loss_aversion_2_25'
    """
    file = FilePath(path)
    tree, faults = read_file(file, BATCH)
    document, note_faults = document_of(tree)
    faults = [*faults, *note_faults]
    faults += [document.fault(noted, "a note", "the value alone") for noted in document.notes]
    batch: Batch | None = None
    try:
        batch = Batch.model_validate(document.data)
    except ValidationError as error:
        faults += [document.fault(*problem) for problem in problems(error, Batch, document.data)]
    reader = _Reader(file, document, batch.lang if batch else None)
    tasks: list[Task] = []
    for index, item in reader.items():
        try:
            tasks += reader.tasks(("items", index), item)
        except ScenarioError as error:
            faults += error.faults
    faults += _named_twice(tasks)
    if batch is None or faults:
        raise ScenarioError(faults)
    return [replace(task, batch=batch.name) for task in tasks]


def _by_itself(path: FilePath) -> Task:
    file = name_of(path)
    tree, _ = read_file(path, ANY)
    if "assessment" in tree.value:
        line = tree.value["assessment"].line
        expected = "a scenario, a study or a batch"
        raise ScenarioError([Fault(file, line, "assessment", "an assessment", expected)])
    scenario, study = load_study(path)
    asked = is_study(path)
    return Task(
        study.name,
        "",
        "decision" if asked else "journey",
        path,
        asked,
        scenario,
        study,
        None,
        (file, 1),
    )


def _named_twice(tasks: Iterable[Task]) -> Iterator[Fault]:
    places: dict[tuple[str, str], str] = {}
    for task in tasks:
        file, line = task.place
        if first := places.get((task.batch, task.name)):
            found = f"the name {shown(task.name)} again"
            yield Fault(file, line, "", found, "a name of its own for each report", f"the first is {first}")
        places.setdefault((task.batch, task.name), f"{file}:{line}")


class _Reader:
    """Makes tasks of the items of one batch file; reads each scenario once."""

    def __init__(self, file: FilePath, document: Document, lang: Language | None) -> None:
        self.file = file
        self.document = document
        self.lang = lang
        self.studies: dict[tuple[FilePath, bool], tuple[Scenario, Study]] = {}

    def items(self) -> Iterator[tuple[int, Item]]:
        """Go through the items that can be read; of the others it is already known what is wrong."""
        items = self.document.data.get("items")
        for index, item in enumerate(items if isinstance(items, list) else ()):
            with contextlib.suppress(ValidationError):
                yield index, Item.model_validate(item)

    def tasks(self, place: Path, item: Item) -> list[Task]:
        """Return the reports of an item, or say what is wrong with it."""
        named = item.study or item.scenario
        if named is None or (item.study and item.scenario):
            found = "both study and scenario" if named else ""
            raise ScenarioError([self.document.fault(place, found, "a field study, or a field scenario")])
        field = "study" if item.study else "scenario"
        report = item.report or ("decision" if item.study else "journey")
        faults = list(self._check_report((*place, "report"), report))
        file = self.file.parent / named
        try:
            scenario, study = self._read((*place, field), file, named, as_study=field == "study")
        except ScenarioError as error:
            raise ScenarioError([*faults, *error.faults]) from None
        asked = is_study(file)
        if asked and item.replications == 1:
            expected = "2 or more, as in a study: from one nothing can be told apart"
            faults.append(self.document.fault((*place, "replications"), "1", expected))
        if report == "decision" and not scenario.improvements:
            found = f"{shown(scenario.name)}, which has no improvements"
            faults.append(
                self.document.fault((*place, field), found, "a scenario with some, or report: journey")
            )
        lang = item.lang or self.lang
        given = {"replications": item.replications, "seed": item.seed, "lang": lang}
        study = study.model_copy(update={key: value for key, value in given.items() if value is not None})
        name = item.name or (
            study.name if report != "decision" or item.study else f"{study.name}_decision"[:60]
        )
        report = report if report in REPORTS else str(self.file.parent / report)
        made = Task(name, "", report, file, asked, scenario, study, None, self.document.origin(place))
        if item.grid is None or faults:
            if faults:
                raise ScenarioError(faults)
            return [made]
        where = (*place, "grid")
        return [
            replace(
                made,
                name=variant.name,
                scenario=variant.scenario,
                variant=variant,
                study=study.model_copy(update={"name": variant.name}),
            )
            for variant in variants(made.base, scenario, name, item.grid, self.document, where)
        ]

    def _read(self, place: Path, file: FilePath, named: str, *, as_study: bool) -> tuple[Scenario, Study]:
        if (file, as_study) not in self.studies:
            try:
                self.studies[file, as_study] = load_study(file) if as_study else _scenario(file)
            except ScenarioError as error:
                # One that cannot be opened is a fault of the line that names it.
                raise ScenarioError(
                    self.document.fault(place, f"{shown(named)}, {fault.found}", fault.expected, fault.hint)
                    if fault.line is None and not fault.path and fault.file == name_of(file)
                    else fault
                    for fault in error.faults
                ) from None
        return self.studies[file, as_study]

    def _check_report(self, place: Path, report: str) -> Iterator[Fault]:
        if report in REPORTS:
            return
        if not report.endswith(NOTEBOOK):
            expected = f"{' or '.join(REPORTS)}, or the file of a notebook ({NOTEBOOK})"
            yield self.document.fault(place, shown(report), expected, nearest(report, REPORTS))
        elif not (self.file.parent / report).is_file():
            yield self.document.fault(place, f"{shown(report)}, no such file", "a notebook")


def _scenario(file: FilePath) -> tuple[Scenario, Study]:
    load_scenario(file)  # says of a study that it is none
    return load_study(file)
