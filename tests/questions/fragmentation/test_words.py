"""What links cost is said in words as far as the numbers say it."""

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
    assert (
        f"would keep {100 * links['mean']:.1f} ({100 * links['low']:.1f}–{100 * links['high']:.1f}) more"
        in said
    )
    assert f"responsible for {100 * found.share['mean']:.0f}" in said
    assert said.endswith("most is lost from “Sales” to “Care”.")
    assert list(found.table().frame.iloc[0])[:2] == ["Sales", "Care"]


def test_links_that_lose_nothing_are_not_blamed():
    assert "it is the parts that count" in leaking(0.0).summary()
