"""Self-assessment of CEM maturity: what is done at each stage of the journey, and the level it comes to.

At each stage five practices are answered, each by the highest of five statements that holds; a statement
counts only with all those before it. A stage has reached a level when all its practices have: the weakest
practice decides, as in the staged representation of CMMI (CMMI for Services 1.3, SEI 2010), where a level
asks for everything at that level and below, so that strength in one practice makes up for no other.

In a simulation a level drives four things: how much is recorded, how much trouble is noticed, how often
context is lost, and what recovery may do. Goals drive none of them: they can hold a stage back, as in any
staged model, but have no effect of their own.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from cxsim.language.wording import counted, in_short
from cxsim.scenario.arguments import public
from cxsim.scenario.company import LEVELS, LevelName
from cxsim.scenario.document import Document
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import Title
from cxsim.scenario.source import Kind, read_file
from cxsim.scenario.strict import StrictModel
from cxsim.scenario.touchpoints import Stage
from cxsim.scenario.translate import problems
from cxsim.scenario.versions import FirstVersion

if TYPE_CHECKING:  # assessments are read and checked without it, which takes a second to import
    import pandas as pd

ASSESSMENT = Kind("an assessment", "assessment, title, stages")

# What can be said of each practice, from initial to optimised.
PRACTICES: dict[str, tuple[str, str, str, str, str]] = {
    "recording": (
        "what customers do here is written down by whoever happens to need it",
        "the busiest channel is recorded, the others now and then",
        "every channel is recorded, in a form that has been agreed",
        "all channels are recorded by customer, with what customers say in surveys and reviews",
        "every interaction stands in one place while it still goes on",
    ),
    "detection": (
        "trouble becomes known when a customer complains",
        "complaints are counted, and somebody looks at the counts",
        "frequent trouble is reported by cause at fixed dates",
        "figures raise an alarm before most of those concerned complain",
        "trouble of a single customer is seen as it happens, and the customer hears of it from us",
    ),
    "context": (
        "customers start again with everybody they meet",
        "colleagues of one department find each other’s notes",
        "departments hand over what was agreed, by a set procedure",
        "whoever serves a customer sees what happened before, in any department and on any channel",
        "the case moves along with the customer, and whoever takes over has read it",
    ),
    "empowerment": (
        "every exception goes to a superior",
        "some may make small exceptions, each in a way of their own",
        "everybody who serves is trained, and decides within limits that are written down",
        "what went wrong is put right by the first person who hears of it, who has the means to do so",
        "teams put right the cause as well, without having to ask",
    ),
    "goals": (
        "nobody has a goal for what customers live through here",
        "departments set goals of their own",
        "goals for this stage are agreed with the board, with a figure and a date",
        "goals and KPIs are those of the whole journey, and departments answer for them together",
        "budgets and staff follow these KPIs, and what is learned changes the journey",
    ),
}


class AssessmentError(ScenarioError):
    """An assessment cannot be used. `faults` holds everything that is wrong with it, by file and line."""


class Answers(StrictModel):
    """What is done at one stage: for each practice the level of the highest statement that holds."""

    recording: LevelName = Field(description="what is recorded of what customers do and say")
    detection: LevelName = Field(description="how the company comes to know of trouble")
    context: LevelName = Field(description="what follows the customer from one department to the next")
    empowerment: LevelName = Field(description="what staff may do to put things right")
    goals: LevelName = Field(description="whose goals and KPIs these are")

    @property
    def level(self) -> LevelName:
        """The level that all practices have reached."""
        return min((answer for _, answer in self), key=LEVELS.index)

    @property
    def held_back_by(self) -> tuple[str, ...]:
        """The practices that have to rise before the next level is reached; none at the highest."""
        if self.level == LEVELS[-1]:
            return ()
        return tuple(practice for practice, answer in self if answer == self.level)


class Assessment(StrictModel):
    """What a company does at the stages of the journey, by its own account.

    Examples
    --------
    >>> Assessment.model_validate(
    ...     {
    ...         "assessment": 1,
    ...         "title": "Our shop",
    ...         "stages": {"use": {**dict.fromkeys(PRACTICES, "managed"), "context": "developing"}},
    ...     }
    ... ).held_back_by
    {'use': ('context',)}
    """

    version: FirstVersion = Field(alias="assessment", description="version of this format")
    title: Title
    stages: dict[Stage, Answers] = Field(min_length=1, description="those that are assessed")

    def __repr__(self) -> str:
        reached = sorted(set(self.levels.values()), key=LEVELS.index)
        span = " to ".join(dict.fromkeys((reached[0], reached[-1])))
        return f'<Assessment "{in_short(self.title)}": {counted(len(self.stages), "stage")}, {span}>'

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from cxsim.theme.tables import Table

        return Table(self.table.reset_index(), self.title)._repr_html_()

    @property
    def levels(self) -> dict[Stage, LevelName]:
        """The level of each stage that is assessed."""
        return {stage: answers.level for stage, answers in self.stages.items()}

    @property
    def held_back_by(self) -> dict[Stage, tuple[str, ...]]:
        """For each stage, the practices that have to rise before the next level is reached."""
        return {stage: answers.held_back_by for stage, answers in self.stages.items()}

    @property
    def table(self) -> "pd.DataFrame":
        """By stage: ``level``, ``held_back_by`` (with commas between), and the answer to each practice."""
        import pandas as pd

        rows = [
            {"level": answers.level, "held_back_by": ", ".join(answers.held_back_by), **dict(answers)}
            for answers in self.stages.values()
        ]
        return pd.DataFrame(rows, index=pd.Index(list(self.stages), name="stage"))

    def applied_to(self, scenario: Scenario) -> Scenario:
        """Return a scenario with these levels; stages that are not assessed stay as they are.

        Examples
        --------
        >>> from cxsim.scenario.load import load_scenario
        >>> scenario = load_scenario("scenarios/retail.yaml")
        >>> assess("scenarios/assessment.yaml").applied_to(scenario).maturity.stages["discovery"]
        'developing'
        """
        return with_changes(
            scenario, {f"maturity.stages.{stage}": level for stage, level in self.levels.items()}
        )


@public()
def assess(path: str | os.PathLike[str]) -> Assessment:
    """Read a self-assessment, and score it.

    Parameters
    ----------
    path
        A YAML file, such as ``scenarios/assessment.yaml``, which explains itself.

    Returns
    -------
    Assessment
        `levels` by stage, `held_back_by` which practices, and a `table` of both with the answers.

    Raises
    ------
    AssessmentError
        With everything that is wrong: file, line, what was found and what was expected.

    Examples
    --------
    >>> assessment = assess("scenarios/assessment.yaml")
    >>> assessment.levels["use"], assessment.held_back_by["use"]
    ('defined', ('recording', 'context', 'goals'))
    """
    try:
        return _assessment(Path(path))
    except ScenarioError as error:
        raise AssessmentError(error.faults) from None


def is_assessment(path: Path) -> bool:
    """Tell whether a file is meant as an assessment, be it right or not."""
    try:
        return "assessment" in read_file(path)[0].value
    except ScenarioError:
        return False


def _assessment(path: Path) -> Assessment:
    tree, faults = read_file(path, ASSESSMENT)
    origins = {place: (node.file, node.line) for place, node in tree.walk()}
    data: dict[str, Any] = tree.plain()
    document = Document(data, origins, {})
    if "touchpoints" in data or "extends" in data:
        hint = "scenarios hold their levels under maturity.stages"
        raise ScenarioError([document.fault((), "a scenario", f"a mapping with {ASSESSMENT.fields}", hint)])
    try:
        assessment = Assessment.model_validate(data)
    except ValidationError as error:
        faults += [document.fault(*problem) for problem in problems(error, Assessment, data)]
    if faults:
        raise ScenarioError(faults)
    return assessment
