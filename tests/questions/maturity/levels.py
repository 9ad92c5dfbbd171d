"""A journey whose touchpoints stand at stages with levels of maturity."""

from cxsim.engine import rules
from cxsim.questions.maturity.estimate import maturity
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.portfolio.companies import LEAVES, STAYS, using
from tests.questions.small_worlds import LOST, SEVERITY_OF_LOSS, row_of

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


def serving():
    """Today's customers, who use the service once: context that is lost on their way drives some away."""
    data = using({"a": {"one": 0.0}, "b": {"one": 0.0}}, {})
    del data["improvements"]
    data["journeys"]["use"]["links"] = {"a": {"b": {"share": 1.0, "context_loss": LOST}}, "b": {"goal": 1.0}}
    changes = {"mechanisms.handoffs": True, "touchpoints.letter.stage": "advocacy"}
    changes |= {f"touchpoints.{name}.stage": "use" for name in ("a", "b")}
    changes["maturity"] = {"stages": {"use": "defined", "advocacy": "optimised"}}
    return changed(data, changes)


def staying(loss):
    """How likely a customer of `serving` stays, where so much of what is lost on the way is lost."""
    despite = 1.0 - rules.stop_probability(LEAVES, 1.0, 3.0, SEVERITY_OF_LOSS, 1.0, 0.0, 0.0, 0.0)
    return STAYS * (STAYS + LOST * loss * (despite - STAYS))
