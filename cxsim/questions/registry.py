"""All questions, in the order in which a study asks them: commands, reports and documentation read them."""

from typing import get_args

from cxsim.questions.question import Question, question
from cxsim.scenario.asked import Asked

__all__ = ["asked_as", "question", "questions"]

# Those that no study asks: of the facts, or that need a team, other scenarios, or a look into improvements.
MORE = ("facts", "staffing", "comparison", "bundles")


def questions() -> tuple[Question, ...]:
    """Return all questions."""
    return tuple(map(question, (*get_args(Asked), *MORE)))


def asked_as(command: str) -> Question:
    """Return the question that a command asks."""
    return next(one for one in questions() if one.command == command)
