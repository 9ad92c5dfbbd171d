"""The reference journeys come out inside what is published for their sectors."""

from pathlib import Path

import pytest

import cxsim as cx

SCENARIOS = Path(__file__).resolve().parents[1] / "scenarios"


@pytest.mark.parametrize(
    ("name", "yearly_retention"),
    [("telecom", (0.74, 0.82)), ("retail", (0.58, 0.68))],
)
def test_retention_abandonment_and_satisfaction(name: str, yearly_retention: tuple[float, float]) -> None:
    run = cx.simulate(cx.load_scenario(SCENARIOS / f"{name}.yaml"), replications=2, seed=1)
    kpis = run.kpis().set_index(["scope", "name", "kpi"])["mean"].sort_index()["journey"]["all"]
    assert yearly_retention[0] <= kpis["yearly_retention"] <= yearly_retention[1]
    assert 0.06 <= kpis["abandonment"] <= 0.17
    assert 0.65 <= kpis["satisfied"] <= 0.83
    assert -6 <= kpis["nps"] <= 35
    assert len(run.scenario.touchpoints) == 13
    assert len({point.stage for point in run.scenario.touchpoints.values()}) == 7
    assert len(run.scenario.personas) >= 4
    assert len(run.scenario.improvements) >= 10
