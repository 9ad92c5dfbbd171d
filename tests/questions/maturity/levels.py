"""A journey whose touchpoints stand at stages with levels of maturity."""

from cxsim.questions.maturity.estimate import maturity
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of

STAKES = {"a": 1.0, "b": 0.6, "c": 0.8}
STAGES = {"a": "interest", "b": "consideration", "c": "use"}
TODAY = {"interest": "developing", "consideration": "initial", "use": "defined"}


def journey(detection=True, stages=TODAY, **switches):
    """Three touchpoints in a row, each at a stage of its own; nobody ever gets the letter.

    A friction that could not be put right weighs as much as one that nobody heard of.
    """
    changes = {f"touchpoints.{name}.stage": stage for name, stage in STAGES.items()}
    changes["touchpoints.letter.stage"] = "advocacy"
    changes["maturity"] = {"stages": {**stages, "advocacy": "optimised"}}
    changes["feelings.double_deviation"] = 1.0
    return changed(row_of(STAKES), changes, detection=detection, **switches)


def study(replications=8, **parts):
    return maturity(Scenario.model_validate(journey(**parts)), replications)
