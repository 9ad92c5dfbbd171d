"""All questions, in the order in which a study asks them: commands, reports and documentation read them."""

import functools
import importlib
from typing import get_args

from cxsim.questions.question import Question
from cxsim.scenario.asked import Asked

# Those that need more than a study says: a team, other scenarios.
MORE = ("staffing", "comparison")


@functools.cache
def question(name: str) -> Question:
    """Return the question of a room."""
    found: Question = importlib.import_module(f"cxsim.questions.{name}").QUESTION
    return found


def questions() -> tuple[Question, ...]:
    """Return all questions."""
    return tuple(map(question, (*get_args(Asked), *MORE)))


def asked_as(command: str) -> Question:
    """Return the question that a command asks."""
    return next(one for one in questions() if one.command == command)
