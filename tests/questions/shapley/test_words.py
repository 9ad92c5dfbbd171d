"""Who is responsible for what friction costs is said as far as the numbers say it."""

from cxsim.questions.shapley.estimate import shapley
from cxsim.scenario.model import Scenario
from tests.questions.small_worlds import row_of


def test_what_friction_costs_is_said_with_who_is_responsible():
    found = shapley(Scenario.model_validate(row_of({"a": 0.0, "b": 1.0})), replications=10)
    said = found.summary()
    assert f"{100 * found.total['mean']:.1f} more of 100 would be kept (" in said
    assert said.endswith("“Touchpoint b” is responsible for 100\u00a0% of that.")
    assert found.table().frame["Part of all"].iloc[0] == "100\u00a0%"
    harmless = shapley(Scenario.model_validate(row_of({"a": 0.0})), replications=3)
    assert harmless.summary() == "Taking all friction away would not clearly keep more customers."
