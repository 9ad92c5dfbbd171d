"""What links and parts cost is what theory says, and the links are found where they leak."""

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.experiments.interventions import world
from cxsim.questions.experiments.staff import NoWaiting
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, TODAY, TOGETHER, fragmentation
from cxsim.questions.fragmentation.waterfall import conclude_waterfall
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed, one_queue
from tests.questions.portfolio.companies import STAYS, STAYS_DESPITE, using
from tests.questions.small_worlds import LOST, row_of, today

STAKES = {"a": 1.0, "b": 0.6, "c": 0.8}


def joined(leak: float, **friction: float) -> float:
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
        (LINKS, joined(0.0) - joined(LOST)),
        (PARTS, joined(LOST, friction=0.0) - joined(LOST)),
        (BOTH, joined(0.0, friction=0.0) - joined(LOST)),
    ],
)
def test_gains_are_what_theory_says(found, which, truth):
    row = found.figures.loc[which]
    assert row["low_all"] <= truth <= row["high_all"]
    assert row["high"] - row["low"] < 0.02


def test_the_share_of_the_links(found):
    links, parts, both = (
        joined(leak, **friction) - joined(LOST)
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
    together = joined(0.0, friction=0.0) - joined(0.0) - joined(LOST, friction=0.0) + joined(LOST)
    for step, truth in ((TODAY, joined(LOST)), (TOGETHER, together), (BOTH, joined(0.0, friction=0.0))):
        assert found.steps.loc[step, "low_all"] <= truth <= found.steps.loc[step, "high_all"]
        assert found.steps.loc[step, "high_all"] - found.steps.loc[step, "low_all"] < 0.04


def test_departments_between_which_context_is_lost(found):
    departments = found.departments.set_index(["source", "target"])
    assert set(departments.index) == {("sales", "care"), ("care", "sales")}
    first = np.prod([today(1.0, 0.0), today(0.6, 0.0), today(0.8, LOST)]) - joined(LOST)
    row = departments.loc[("sales", "care")]
    assert row["low_all"] <= first <= row["high_all"]


def test_of_todays_customers_it_tells_who_would_stay_and_what_that_is_worth():
    """Friction drives 30 of 100 away, and no context is ever lost."""
    data = using({"a": {"one": 1.0}}, {})
    del data["improvements"]
    found = fragmentation(Scenario.model_validate(data), replications=6)
    assert found.objective == "stay"
    assert (found.todays, found.came) == (400.0, 0.0)
    for name, truth in ((LINKS, 0.0), (PARTS, STAYS - STAYS_DESPITE), (BOTH, STAYS - STAYS_DESPITE)):
        row = found.figures.loc[name]
        assert row["low_all"] <= truth <= row["high_all"]
    assert found.figures.loc[PARTS, "value_low"] > 0.0
    assert found.figures.loc[LINKS, "value"] == 0.0
    assert found.steps.loc[TODAY, "low_all"] <= STAYS_DESPITE <= found.steps.loc[TODAY, "high_all"]
    bars = found.chart("waterfall").data["figure"]
    assert bars.iloc[0] - bars.iloc[4] == pytest.approx(100 * found.figures.loc[BOTH, "mean"])
    links, parts, both = (f"{one:.1f}" for one in (bars.iloc[0], bars.iloc[0] + bars.iloc[2], bars.iloc[4]))
    assert conclude_waterfall(found) == (
        f"Of 100 of today’s customers, {links} are lost after 20 days; with perfect links it would be "
        f"{links}, with perfect parts {parts}, with both {both}."
    )
    assert found.summary().startswith(
        "It is not clear that the links between touchpoints cost any customers: if context were never lost, "
        "of 100 of today’s customers 0.0 more stay after 20 days (95"
    )
    assert (
        "This is about 400 customers of today, followed for 20 days; contracts last up to 50 years"
        in found.summary()
    )


@pytest.mark.parametrize(
    ("objective", "column", "told"),
    [
        ("customers", "customers", " more customers after 3 months (95"),
        ("net_value", "value", "customers bring EUR"),
    ],
)
def test_an_objective_is_followed(found, objective, column, told):
    asked = fragmentation(found.scenario, replications=6, objective=objective)
    gains, steps = asked.figures["mean"], asked.steps["mean"]
    assert gains.to_numpy() == pytest.approx(asked.figures[column].to_numpy())
    assert steps[TODAY] + steps[[LINKS, PARTS, TOGETHER]].sum() == pytest.approx(steps[BOTH])
    bars = asked.chart("waterfall").data["figure"]
    assert bars.iloc[:4].sum() == pytest.approx(bars.iloc[4])
    assert bars.iloc[4] > bars.iloc[0] > 0.0, "customers and value rise"
    assert told in asked.summary().splitlines()[0]
    assert "Of 100" not in conclude_waterfall(asked)
    with pytest.raises(InterventionError, match=r"^objective: found stay, but population\.existing is 0"):
        fragmentation(found.scenario, replications=2, objective="stay")


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
