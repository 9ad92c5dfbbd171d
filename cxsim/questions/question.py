"""A question that can be asked of a scenario: its name, what it takes, and how it is asked.

Each room holds its `QUESTION`, which imports nothing heavy: commands, studies, reports and documentation read
it without the estimate, which is imported when it is asked.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from cxsim.errors import InterventionError

if TYPE_CHECKING:
    from cxsim.results.answer import Answer
    from cxsim.scenario.faults import Fault
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

Progress = Callable[[int], None]


@dataclass(frozen=True)
class Parameter:
    """What a question takes, besides the scenario and how often it is simulated.

    Attributes
    ----------
    name
        Of the argument.
    kind
        Its type on a command line.
    help
        What it is, in one line.
    study
        Where a study says it, such as ``choice.confidence``; empty if it cannot.
    of_100
        Whether people give it in customers of 100, and the function takes a share.
    needed
        Whether nothing can be asked without it.
    option
        How the command line calls it, where that is not its name; a needed one without a place in a study
        stands after the file by itself.
    limits
        Of a whole number on a command line, where more would take too long.
    """

    name: str
    kind: type
    help: str = ""
    study: str = ""
    of_100: bool = False
    needed: bool = False
    option: str = ""
    limits: tuple[int, int] | None = None

    def said_by(self, study: Study) -> Any:
        """Return what a study says, as people give it; None if it says nothing."""
        return reduce(getattr, self.study.split("."), study) if self.study else None


IMPROVEMENTS = Parameter("names", list, study="improvements")
EQUIVALENCE_BAND = Parameter(
    "equivalence_band",
    float,
    "Effects within so many of 100 are as good as none.  [default: 0.25]",
    study="equivalence_band",
    option="--equivalence-band",
    of_100=True,
)
OBJECTIVE = Parameter(
    "objective",
    str,
    "stay, join, customers or net_value.  [default: stay, or join where there are no customers]",
    study="objective",
)


USE = Parameter(
    "use",
    str,
    "Which assumptions are possible: facts, ranges (of the evidence), or none (only the values of the file).",
    study="uncertainty.use",
)
SETS = Parameter("sets", int, "How many sets of assumptions.", study="uncertainty.sets")


@functools.cache
def question(name: str) -> Question:
    """Return the question of a room."""
    found: Question = importlib.import_module(f"cxsim.questions.{name}").QUESTION
    return found


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes
    ----------
    name
        Of its room.
    command
        How it is asked: ``cxsim ask COMMAND``, and of the function in `cxsim` (with ``_`` for ``-``).
    title
        What is asked, as people would.
    about
        What is done to answer it, in a sentence or two.
    parameters
        What it takes.
    improvements
        How many improvements the scenario must have at least.
    requires
        Parameters of the question that it builds on, without which there is nothing to tell.
    builds_on
        The question whose answer it takes in the place of a scenario.
    counts
        What its progress is counted in: one of its parameters, ``replications``, or nothing known before.
    answered_by
        Where its function is, if not in its room: ``package.module:function``.
    to_ends
        Whether it moves assumptions to the very ends of their ranges.
    example
        How it is asked in a shell, after ``cxsim ask``.
    """

    name: str
    command: str
    title: str
    about: str
    example: str
    parameters: tuple[Parameter, ...] = ()
    requires: tuple[Parameter, ...] = ()
    improvements: int = 0
    builds_on: str = ""
    counts: str = "replications"
    answered_by: str = ""
    to_ends: bool = False

    @property
    def function(self) -> Callable[..., Answer]:
        """What answers it."""
        at = self.answered_by or f"cxsim.questions.{self.name}.estimate:{self.command.replace('-', '_')}"
        function: Callable[..., Answer] = _function(at)
        return function

    def check(self, scenario: Scenario, study: Study, given: Mapping[str, Any] | None = None) -> None:
        """Refuse what could not be answered, before hours of answering what it builds on.

        Raises
        ------
        InterventionError
            If a range of the evidence gives no valid journey with an improvement that is asked about.
        """
        if fault := self.impossible(scenario, study, given):
            raise InterventionError(str(fault))

    def impossible(
        self, scenario: Scenario, study: Study, given: Mapping[str, Any] | None = None
    ) -> Fault | None:
        """Return a range of the evidence that gives no valid journey with an improvement, if one does."""
        from cxsim.questions.experiments.chosen import chosen
        from cxsim.scenario.ranges import impossible_range

        use = (given or {}).get(USE.name) or USE.said_by(study)
        if not self.to_ends and (use == "none" or USE not in (*self.parameters, *self.requires)):
            return None
        return impossible_range(scenario, chosen(scenario, study.improvements), self.to_ends)

    @property
    def answers(self) -> type[Answer]:
        """What its answers are."""
        kind: type[Answer] = inspect.signature(self.function).return_annotation
        return kind

    def arguments(self, study: Study, given: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return what the function takes: what is `given`, else what the study says; shares as shares."""
        found = {}
        for one in self.parameters:
            value = (given or {}).get(one.name)
            value = one.said_by(study) if value is None else value
            if value is not None:
                found[one.name] = value / 100 if one.of_100 else value
        return found

    def why_not(
        self, scenario: Scenario, study: Study, given: Mapping[str, Any] | None = None
    ) -> Parameter | str:
        """Return what is missing to ask it: a parameter, or ``"improvements"``; empty if nothing is."""
        if self.improvements > len(
            scenario.improvements if study.improvements is None else study.improvements
        ):
            return "improvements"
        there = self.arguments(study, given)
        needed = [one for one in self.parameters if one.needed and not there.get(one.name)]
        needed += [one for one in self.requires if (given or {}).get(one.name, one.said_by(study)) == "none"]
        return needed[0] if needed else ""

    def ask(
        self,
        scenario: Scenario,
        study: Study,
        workers: int | None = None,
        progress: Progress | None = None,
        given: Mapping[str, Any] | None = None,
        answers: Mapping[str, Answer] | None = None,
    ) -> Answer:
        """Ask it.

        Parameters
        ----------
        scenario, study
            As `cxsim.load_study` reads them.
        workers
            How many threads; by default one for each core.
        progress
            Called with how much is done, in what it `counts`.
        given
            Parameters that go before what the study says, as people give them.
        answers
            What has been answered already, by question.
        """
        common = {"seed": study.seed, "workers": workers, "progress": progress}
        if not self.builds_on:  # the answer that it builds on has the replications of the study
            common["replications"] = study.replications
        taken = inspect.signature(self.function).parameters
        arguments: dict[str, Any] = {name: value for name, value in common.items() if name in taken}
        arguments |= self.arguments(study, given)
        several = [
            name for name, one in taken.items() if name in arguments and one.kind is one.VAR_POSITIONAL
        ]
        more = [one for name in several for one in arguments.pop(name)]
        subject: Scenario | Answer = scenario
        if self.builds_on:
            there = (answers or {}).get(self.builds_on)
            if there is None:
                self.check(scenario, study, given)
                there = question(self.builds_on).ask(scenario, study, workers, progress, given)
            subject = there
        return self.function(subject, *more, **arguments)


def _function(at: str) -> Callable[..., Any]:
    """Return a function by its place: ``package.module:function``."""
    module, _, name = at.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return found
