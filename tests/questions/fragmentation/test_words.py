"""What links cost is said in words as far as the numbers say it."""

import dataclasses

from cxsim.questions.fragmentation.estimate import fragmentation
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of


def leaking(leak: float):
    data = changed(row_of({"a": 1.0, "b": 1.0}), {"touchpoints.b.department": "care"})
    data["journeys"]["buy"]["links"]["a"]["b"]["context_loss"] = leak
    return fragmentation(Scenario.model_validate(data), replications=10)


def test_what_links_cost_is_said_with_its_figures():
    found = leaking(0.5)
    said, links = found.summary(), found.figures.loc["perfect links"]
    gain, low, high = (f"{100 * links[name]:.1f}" for name in ("mean", "low", "high"))
    assert said.startswith(
        "If context were never lost between touchpoints, of 100 prospects "
        f"{gain} more become customers within 1 day (95\u00a0% limits +{low} to +{high}), which is worth "
        "EUR\u00a0"
    )
    assert f"responsible for {100 * found.share['mean']:.0f}" in said
    assert "\nMost is lost from “Sales” to “Care”: +" in said
    assert list(found.table().frame.iloc[0])[:2] == ["Sales", "Care"]


def test_links_that_lose_nothing_are_not_blamed():
    assert leaking(0.0).summary().startswith("It is not clear that the links between touchpoints cost ")


def test_what_is_sure_by_itself_is_said_to_be_whatever_else_was_looked_at():
    """Links are what is asked about, so that they have limits of their own, which are those that are said."""
    found = leaking(0.5)
    figures = found.figures.copy()
    figures.loc["perfect links", ["low", "low_all"]] = 0.001, -0.001
    said = dataclasses.replace(found, figures=figures).summary()
    assert said.startswith("If context were never lost between touchpoints, ")
    figures.loc["perfect links", "low"] = -0.001
    assert dataclasses.replace(found, figures=figures).summary().startswith("It is not clear that the links")
