"""What links and parts cost is what theory says, and the links are found where they leak."""

import numpy as np
import pytest

from cxsim.questions.experiments.interventions import NoWaiting, world
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, TODAY, TOGETHER, fragmentation
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed, one_queue
from tests.questions.small_worlds import LOST, row_of, today

STAKES = {"a": 1.0, "b": 0.6, "c": 0.8}


def kept(leak: float, **friction: float) -> float:
    passing = [today(stake, leak if rank else 0.0, **friction) for rank, stake in enumerate(STAKES.values())]
    return float(np.prod(passing))


@pytest.fixture(scope="module")
def found():
    """The second touchpoint belongs to another department than the first and the third."""
    data = changed(row_of(STAKES), {"touchpoints.b.department": "care"})
    return fragmentation(Scenario.model_validate(data), replications=25)


@pytest.mark.parametrize(
    ("which", "truth"),
    [
        (LINKS, kept(0.0) - kept(LOST)),
        (PARTS, kept(LOST, friction=0.0) - kept(LOST)),
        (BOTH, kept(0.0, friction=0.0) - kept(LOST)),
    ],
)
def test_gains_are_what_theory_says(found, which, truth):
    row = found.figures.loc[which]
    assert row["low_all"] <= truth <= row["high_all"]
    assert row["high"] - row["low"] < 0.02


def test_the_share_of_the_links(found):
    links, parts, both = (
        kept(leak, **friction) - kept(LOST)
        for leak, friction in ((0.0, {}), (LOST, {"friction": 0.0}), (0.0, {"friction": 0.0}))
    )
    truth = (links + both - parts) / 2 / both
    assert found.share["low"] <= truth <= found.share["high"]
    assert 0.0 < found.share["high"] - found.share["low"] < 0.1
    gain = found.figures["mean"]
    assert found.share["mean"] == pytest.approx((gain[LINKS] + gain[BOTH] - gain[PARTS]) / 2 / gain[BOTH])
    assert found.share["mean"] != pytest.approx(gain[LINKS] / gain[BOTH], abs=1e-4), "they overlap"


def test_steps_lead_from_today_to_a_journey_without_fault(found):
    steps, gains = found.steps["mean"], found.figures["mean"]
    assert steps[TODAY] + steps[[LINKS, PARTS, TOGETHER]].sum() == pytest.approx(steps[BOTH])
    assert steps[[LINKS, PARTS]].to_list() == pytest.approx(gains[[LINKS, PARTS]].to_list())
    together = kept(0.0, friction=0.0) - kept(0.0) - kept(LOST, friction=0.0) + kept(LOST)
    for step, truth in ((TODAY, kept(LOST)), (TOGETHER, together), (BOTH, kept(0.0, friction=0.0))):
        assert found.steps.loc[step, "low_all"] <= truth <= found.steps.loc[step, "high_all"]
        assert found.steps.loc[step, "high_all"] - found.steps.loc[step, "low_all"] < 0.04


def test_departments_between_which_context_is_lost(found):
    departments = found.departments.set_index(["source", "target"])
    assert set(departments.index) == {("sales", "care"), ("care", "sales")}
    first = np.prod([today(1.0, 0.0), today(0.6, 0.0), today(0.8, LOST)]) - kept(LOST)
    row = departments.loc[("sales", "care")]
    assert row["low_all"] <= first <= row["high_all"]


def test_where_nothing_is_lost_nothing_is_due_to_links():
    data = changed(row_of(STAKES), handoffs=False)
    found = fragmentation(Scenario.model_validate(data), replications=4)
    assert found.figures.loc[LINKS, "mean"] == 0.0
    assert found.share["mean"] == pytest.approx(0.0, abs=1e-12)
    assert found.departments.empty


def test_without_gain_there_is_no_share():
    found = fragmentation(Scenario.model_validate(row_of(dict.fromkeys("ab", 0.0))), replications=3)
    assert np.isnan(found.share["mean"])


def test_nobody_waits_where_staff_never_ends():
    scenario = Scenario.model_validate(one_queue(arrival=50.0, service="1 h", staff=1, horizon=20.0))
    plan = world(scenario, NoWaiting()).plan
    assert {one.team for one in plan.touchpoints} == {-1}
