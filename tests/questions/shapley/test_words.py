"""Who is responsible for what friction costs is said as far as the numbers say it."""

import dataclasses

import pandas as pd

from cxsim.questions.shapley import words
from cxsim.questions.shapley.estimate import shapley
from cxsim.scenario.model import Scenario
from tests.questions.small_worlds import row_of


def test_what_friction_costs_is_said_with_who_is_responsible():
    found = shapley(Scenario.model_validate(row_of({"a": 0.0, "b": 1.0})), replications=10)
    said = found.summary()
    more = f"{100 * found.total['mean']:.1f}"
    assert f"of 100 prospects {more} more become customers within 1 day (95\u00a0% limits +" in said
    assert "; 100\u00a0% of the gain is due to “Touchpoint b”." in said
    assert found.table().frame["Part of all"].iloc[0] == "100\u00a0%"
    harmless = shapley(Scenario.model_validate(row_of({"a": 0.0})), replications=3)
    assert words.due(harmless).startswith(
        "It is not clear that friction of the touchpoints’ own costs anything: without it, of 100 prospects "
        "0.0 more become customers within 1 day (95"
    )


def test_what_is_lost_elsewhere_and_who_is_harmed_is_said_first():
    found = shapley(Scenario.model_validate(row_of({"a": 0.0, "b": 1.0})), replications=4)
    lost = {"stay": -0.02, "stay_low": -0.03, "stay_high": -0.01, "harmed": ("anybody",)}
    total = pd.concat([found.total.drop(list(lost)), pd.Series(lost)])
    first, second = dataclasses.replace(found, total=total).summary().splitlines()[:2]
    assert first.endswith(
        "; but of 100 of today’s customers 2.0 fewer stay after 3 months (95\u00a0% limits −3.0 to −1.0)."
    )
    assert second == "It does harm: among “Anybody” fewer join."
