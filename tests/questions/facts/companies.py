"""A company of which one number is not known: how often its first touchpoint fails."""

from typing import Any

from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of

STAKES = {"first": 1.0, "second": 0.5, "third": 1.0}


def friction(low: float, high: float) -> dict[str, Any]:
    """A fact: how often something goes wrong at the first touchpoint."""
    return {"kpi": "friction", "scope": "touchpoint", "name": "first", "range": [low, high]}


def company(facts: dict[str, Any], known: bool = False) -> Scenario:
    """A friction at the first touchpoint has a probability of 0 to 0.6, and of 0.3 in the file."""
    data = row_of(STAKES, days=40.0, prospects=60.0)
    if not known:
        with_note(data, PROBABILITY.format("first"), 0.0, 0.6)
    return scenario_from_dict({**data, **({"facts": facts} if facts else {})})
