"""Forks in files: what is read, changed, drawn and forecast of them, and where nobody reaches the goal."""

from pathlib import Path

import pytest

from cxsim.scenario.cautions import goals_out_of_reach
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.forecast import forecast
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import _siblings
from tests.engine.scenarios import Data, changed, scenario, touchpoint
from tests.scenario.mistakes.mistake import with_pieces

FORK = {
    "goal": 1.0,
    "repair": 0.0,
    "after": {"friction": {"repair": 0.6, "stop": 0.4, "again": {3: {"stop": 1.0}}}},
    "from": {"repair": {"goal": {"share": 0.7, "context_loss": None}, "stop": 0.3}},
}


def repair(fork: Data = FORK, probability: float = 0.5, **parts: object) -> Data:
    """Prospects who come to a repair that fails with this probability."""
    cause = {"fails": {"probability": probability, "severity": 0.4, **parts}}
    place = touchpoint(title="Repair", frictions=cause)
    data = scenario({"repair": place}, prospects=100.0, horizon=50.0, on=("frictions", "matter"))
    return changed(data, {"journeys.buy.links.repair": fork})


def test_forks_are_written_as_they_are_read() -> None:
    read = scenario_from_dict(repair())
    assert read.journeys["buy"].links["repair"].after["friction"].again[3]["stop"].share == 1.0
    assert scenario_from_dict(plain(read)) == read
    assert "after" not in plain(read)["journeys"]["renew"]["links"]["letter"]


def test_a_number_of_times_is_written_as_a_number_and_forks_are_merged_with_those_of_the_parent(
    tmp_path: Path,
) -> None:
    pieces = {"{goal: 0.9, chat: 0.1}": "{goal: 0.9, chat: 0.1, again: {2: {stop: 0.5, goal: {share: 0.5}}}}"}
    (tmp_path / "fibre.yaml").write_text(with_pieces(pieces), encoding="utf-8")
    child = tmp_path / "child.yaml"
    again = "again: {2: {goal: {share: 0.4, delay: 1 d}, stop: 0.6}, 4: {stop: 1}}"
    links = f"journeys: {{ask: {{links: {{hotline: {{{again}}}}}}}}}"
    child.write_text(f"extends: fibre.yaml\nname: child\n{links}\n", encoding="utf-8")
    fork = load_scenario(child).journeys["ask"].links["hotline"]
    assert {times: {to: link.share for to, link in one.items()} for times, one in fork.again.items()} == {
        2: {"stop": 0.6, "goal": 0.4},
        4: {"stop": 1.0},
    }
    assert [*fork] == ["goal", "chat"]


def test_shares_in_forks_can_be_changed_by_their_path_and_have_their_siblings() -> None:
    read = Scenario.model_validate(repair())
    path = "journeys.buy.links.repair.after.friction"
    new = with_changes(read, {f"{path}.repair.share": 0.5, f"{path}.stop.share": 0.5})
    assert new.journeys["buy"].links["repair"].after["friction"]["repair"].share == 0.5
    assert _siblings(plain(read), f"{path}.repair.share") == {f"{path}.stop.share": 0.4}
    assert _siblings(plain(read), f"{path}.again.3.stop.share") == {}
    assert _siblings(plain(read), f"{path}.repair.delay") == {}


def test_the_mean_number_of_visits_is_forecast_over_forks() -> None:
    """With probability 0.5 × 0.6 one comes back, three times at most; from there, only if it fails again."""
    read = Scenario.model_validate(repair())
    back = 0.5 * 0.6
    assert forecast(read).visits / forecast(read).people == pytest.approx(1 + back + back**2, rel=0.05)


def test_a_goal_that_nobody_can_reach_is_a_caution() -> None:
    certain = {"goal": 0.9, "stop": 0.1}
    found = goals_out_of_reach(Scenario.model_validate(repair(certain, 1.0)), "small.yaml")
    assert [fault.path for fault in found] == ["journeys.buy"]
    for possible in (repair(certain, 0.9), repair(certain, 1.0, blocks=False)):
        assert not goals_out_of_reach(Scenario.model_validate(possible), "small.yaml")
    off = changed(repair(certain, 1.0), matter=False)
    assert not goals_out_of_reach(Scenario.model_validate(off), "small.yaml")
    assert not goals_out_of_reach(load_scenario("scenarios/telecom.yaml"), "telecom.yaml")


@pytest.mark.parametrize(
    ("desk", "ends"),
    [({"skill": 0.5}, True), ({"skill": 0.0}, False), ({"skill": 0.5, "on_the_spot": False}, False)],
)
def test_who_is_blocked_for_certain_and_never_helped_on_the_spot_comes_back_for_ever(desk, ends) -> None:
    data = repair({"goal": 0.5, "repair": 0.5}, probability=1.0, blocks=True)
    data["desks"] = {
        "helpers": {"title": "Helpers", "time": {"distribution": "constant", "value": "1 min"}} | desk
    }
    data["touchpoints"]["repair"]["recovery"] = "helpers"
    data["mechanisms"] |= {"recovery": True, "detection": True, "complaints": True, "cases": True}
    if ends:
        assert scenario_from_dict(data).desks["helpers"].skill == 0.5
        return
    with pytest.raises(ScenarioError, match="a touchpoint to which customers come back for ever"):
        scenario_from_dict(data)
