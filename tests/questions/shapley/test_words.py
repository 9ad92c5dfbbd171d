"""Who is responsible for what friction costs is said as far as the numbers say it."""

from cxsim.questions.shapley import words
from cxsim.questions.shapley.estimate import shapley
from cxsim.scenario.model import Scenario
from tests.questions.small_worlds import row_of


def test_what_friction_costs_is_said_with_who_is_responsible():
    found = shapley(Scenario.model_validate(row_of({"a": 0.0, "b": 1.0})), replications=10)
    said = found.summary()
    more = f"{100 * found.total['mean']:.1f}"
    assert f"of 100 prospects {more} more become customers within 1 day (95\u00a0% limits +" in said
    assert "; “Touchpoint b” is responsible for 100\u00a0% of those people." in said
    assert found.table().frame["Part of all"].iloc[0] == "100\u00a0%"
    harmless = shapley(Scenario.model_validate(row_of({"a": 0.0})), replications=3)
    assert words.due(harmless) == "Taking all friction away would not clearly win or keep anybody."
