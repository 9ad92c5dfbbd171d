"""All questions, in the order in which a study asks them: commands, reports and documentation read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from cxsim.questions.question import Parameter, Question, question
from cxsim.scenario.asked import Asked

if TYPE_CHECKING:
    from cxsim.scenario.faults import Fault
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

__all__ = ["asked_as", "impossible", "lacking", "question", "questions"]

# Those that no study asks: of the facts, or that need a team, other scenarios, or a look into improvements.
MORE = ("facts", "staffing", "comparison", "bundles")


def questions() -> tuple[Question, ...]:
    """Return all questions."""
    return tuple(map(question, (*get_args(Asked), *MORE)))


def asked_as(command: str) -> Question:
    """Return the question that a command asks."""
    return next(one for one in questions() if one.command == command)


def lacking(study: Study, scenario: Scenario) -> dict[str, str]:
    """Return what a study would have to say for questions that it names, by question."""
    named = study.questions if "questions" in study.model_fields_set else ()
    missing = {name: question(name).why_not(scenario, study) for name in named}
    return {name: one.study for name, one in missing.items() if isinstance(one, Parameter) and one.study}


def impossible(scenario: Scenario, study: Study) -> Fault | None:
    """Return a range with which an improvement gives no valid journey, as questions of a study find it."""
    asked = (question(name) for name in study.questions)
    faults = (one.impossible(scenario, study) for one in asked if not one.why_not(scenario, study))
    return next(filter(None, faults), None)
