"""A study: which scenario is asked about, which improvements, how precisely, and with what money."""

import os
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, ValidationError

from cxsim.language.wording import counted, in_short
from cxsim.scenario.arguments import public
from cxsim.scenario.asked import DECISION, Asked
from cxsim.scenario.at_a_glance import at_a_glance, first_of
from cxsim.scenario.document import Document, document_of
from cxsim.scenario.faults import Fault, ScenarioError, either, nearest, shown
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.quantities import Name, Positive, Text, Title
from cxsim.scenario.source import Kind, name_of, read_file
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.translate import problems
from cxsim.scenario.versions import SecondVersion, refuse_earlier
from cxsim.scenario.whole_numbers import LARGEST_SEED, MOST_REPLICATIONS, MOST_SETS

STUDY = Kind("a study or a scenario", "study, name, …")

Language = Literal["en", "fr"]
Points = Annotated[float, Field(strict=True, gt=0, lt=100, allow_inf_nan=False)]
Replications = Annotated[int, Field(strict=True, ge=2, le=MOST_REPLICATIONS)]


def _none_or_two(number: int) -> int:
    if number == 1:
        raise ValueError("0 for none, or at least 2")
    return number


class Choice(StrictModel):
    """How safe the choice of one improvement has to be."""

    smallest_difference: Points = Field(default=0.1, description="of 100: smaller differences do not matter")
    confidence: Annotated[float, Field(strict=True, ge=0.5, lt=1, allow_inf_nan=False)] = Field(
        default=0.95, description="probability to choose the best, where it is ahead by that much"
    )
    replications: Replications = Field(default=200, description="at most; it stops as soon as it is safe")


class Uncertainty(StrictModel):
    """Which assumptions are held for possible, and how those that decide are looked for."""

    use: Literal["facts", "ranges", "none"] = Field(
        default="facts",
        description="sets that agree with the facts, drawn from the ranges of the evidence, or none: the "
        "values of the file alone",
    )
    sets: Annotated[int, Field(strict=True, ge=2, le=MOST_SETS)] = Field(
        default=100, description="how many, each in two replications"
    )
    replications: Replications = Field(default=3, description="of each point of that search")
    trajectories: Annotated[int, Field(strict=True, ge=0, le=1_000), AfterValidator(_none_or_two)] = Field(
        default=4, description="of the search for the assumptions that matter; 0: none"
    )


class Study(StrictModel):
    """A question about a scenario: which of its improvements to carry out."""

    schema_version: SecondVersion = Field(alias="study", description="version of this format")
    name: Name
    title: Title
    description: Text = ""
    scenario: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="the scenario file, relative to this one"
    )
    improvements: tuple[Name, ...] | None = Field(
        default=None, min_length=1, description="which of the scenario's own; all where absent"
    )
    objective: Objective | None = Field(
        default=None,
        description="what improvements are for, which ranking, choice, portfolio and staffing follow: that "
        "today's customers stay (the default), that prospects join (where there are no customers), customers "
        "at the end, or net value",
    )
    questions: tuple[Asked, ...] = Field(default=DECISION, min_length=1, description="what is asked")
    replications: Replications = Field(default=20, description="independent repetitions")
    seed: Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)] = 1
    equivalence_band: Points = Field(
        default=0.25, description="of 100: effects within it are as good as none"
    )
    precision: Points = Field(
        default=0.25, description="of 100: how far limits of gains may lie from the estimate"
    )
    choice: Choice = Choice()
    budget: Positive | None = Field(default=None, description="what a portfolio may cost in the first year")
    uncertainty: Uncertainty = Uncertainty()
    lang: Language = Field(default="en", description="language of the report")
    report: Literal["decision"] = Field(default="decision", description="the notebook that is published")

    def __repr__(self) -> str:
        asked = counted(len(self.questions), "question")
        times = counted(self.replications, "replication")
        return f'<Study "{in_short(self.name)}" "{in_short(self.title)}": {asked}, {times}, seed {self.seed}>'

    __str__ = __repr__

    def _repr_html_(self) -> str:
        rows = [
            ("Scenario", in_short(self.scenario)),
            ("Questions", first_of(one.replace("_", " ") for one in self.questions)),
            ("Improvements", "all" if self.improvements is None else first_of(self.improvements)),
            ("Replications", str(self.replications)),
            ("Seed", str(self.seed)),
            ("Budget", "none" if self.budget is None else f"{self.budget:,.0f}"),
        ]
        return at_a_glance(f"{self.title} ({self.name})", ["What", "Which"], rows)

    def over(self, sets: int, use: str) -> "Study":
        """Return the same questions, over so many sets of assumptions."""
        uncertainty = self.uncertainty.model_copy(update={"sets": sets, "use": use})
        return self.model_copy(update={"uncertainty": uncertainty})

    def quickly(self) -> "Study":
        """Return the same questions, answered roughly: with the values of the file, and few replications."""
        few = {"use": "none", "replications": 2, "trajectories": 0}
        uncertainty = self.uncertainty.model_copy(update=few)
        choice = self.choice.model_copy(update={"replications": min(self.choice.replications, 10)})
        given = {"replications": min(self.replications, 3), "choice": choice, "uncertainty": uncertainty}
        return self.model_copy(update=given)


def is_study(path: FilePath) -> bool:
    """Tell whether a file is meant as a study, and not as the scenario that it asks about."""
    try:
        return "study" in read_file(path, STUDY)[0].value
    except ScenarioError:
        return False


@public()
def load_study(path: str | os.PathLike[str]) -> tuple[Scenario, Study]:
    """Read a study and its scenario. A scenario file by itself is studied with all its improvements.

    Parameters
    ----------
    path
        A YAML file.

    Raises
    ------
    ScenarioError
        With everything that is wrong: file, line, what was found and what was expected.

    Examples
    --------
    >>> scenario, study = load_study("scenarios/telecom_study.yaml")
    >>> scenario.name, study.replications
    ('telecom', 4)
    """
    file = FilePath(path)
    tree, faults = read_file(file, STUDY)
    if not {"study", "scenario"} & set(tree.value):
        scenario = load_scenario(file)
        given = {"study": 2, "name": scenario.name, "title": scenario.title, "scenario": file.name}
        return scenario, Study.model_validate(given)
    refuse_earlier(tree, "study")
    document, note_faults = document_of(tree)
    faults = [*faults, *note_faults]
    faults += [document.fault(path, "a note", "the value alone") for path in document.notes]
    study: Study | None = None
    try:
        study = Study.model_validate(document.data)
    except ValidationError as error:
        faults += [document.fault(*problem) for problem in problems(error, Study, document.data)]
    named: Any = document.data.get("scenario")
    found: Scenario | None = None
    if isinstance(named, str) and named:
        try:
            found = _scenario(document, file.parent / named, named)
            faults += _check_improvements(document, found)
        except ScenarioError as error:
            faults += error.faults
    if study is None or found is None or faults:
        raise ScenarioError(faults)
    return found, study


def _scenario(document: Document, file: FilePath, named: str) -> Scenario:
    try:
        return load_scenario(file)
    except ScenarioError as error:
        # One that cannot be opened is a fault of the line that names it.
        raise ScenarioError(
            document.fault(("scenario",), f"{shown(named)}, {fault.found}", fault.expected, fault.hint)
            if fault.line is None and not fault.path and fault.file == name_of(file)
            else fault
            for fault in error.faults
        ) from None


def _check_improvements(document: Document, scenario: Scenario) -> list[Fault]:
    names = document.data.get("improvements")
    library = scenario.improvements
    if names is None and not library:
        return [
            document.fault(
                ("scenario",), f"{shown(scenario.name)}, which has no improvements", "a scenario with some"
            )
        ]
    faults = []
    seen: dict[str, int] = {}
    for index, name in enumerate(names if isinstance(names, list) else ()):
        path = ("improvements", index)
        if not isinstance(name, str):
            continue  # the model has said so
        if name not in library:
            expected = f"an improvement of {shown(scenario.name)}"
            hint = nearest(name, library)
            faults.append(
                document.fault(
                    path, shown(name), expected if hint else f"{expected} ({either(library)})", hint
                )
            )
        elif name in seen:
            faults.append(document.fault(path, f"{shown(name)} again", "each improvement once"))
        seen[name] = index
    return faults
