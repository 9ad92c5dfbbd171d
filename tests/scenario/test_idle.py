"""Settings that nothing uses are told; those that do something are not."""

from typing import Any

import pytest

import cxsim as cx
from cxsim.scenario.idle import idle_settings
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario

BLANK = cx.load_scenario("scenarios/blank.yaml")
NOT_FOUND = "touchpoints.website.frictions.not_found"


def told(changes: dict[str, Any]) -> list[str]:
    return [fault.path for fault in idle_settings(with_changes(BLANK, changes), "own.yaml")]


@pytest.mark.parametrize(
    ("changes", "use", "path"),
    [
        ({f"{NOT_FOUND}.technology": 0.0}, {f"{NOT_FOUND}.technology": 0.5}, "channels.web.technology"),
        ({f"{NOT_FOUND}.load": 0.4}, {"touchpoints.website.capacity": 20.0}, f"{NOT_FOUND}.load"),
        (
            {"churn.recovery_wins_back": 0.3, "touchpoints.support.wins_back": 0.2},
            {"churn.at_once": 0.5},
            "churn.recovery_wins_back",
        ),
        ({"churn.intention_lasts": "30 d"}, {"churn.at_once": 0.5}, "churn.intention_lasts"),
        (
            {"journeys.getting_help.after_friction": 0.0, "journeys.getting_help.calls_in_a_row": 3},
            {"journeys.getting_help.after_friction": 0.5},
            "journeys.getting_help.calls_in_a_row",
        ),
        ({"calendar.closed": ["1999-12-25"]}, {"calendar.closed": ["2026-12-25"]}, "calendar.closed"),
        (
            {"calendar.spells": {"late": {"title": "Late", "begins": "2090-01-01", "price": 1.05}}},
            {"calendar.spells.late.begins": "2026-06-01"},
            "calendar.spells.late",
        ),
        (
            {"journeys.using.links.everyday_use.goal": {"share": 1.0, "delay": "2 d"}},
            {"journeys.using.links.everyday_use.goal": 1.0},
            "journeys.using.links.everyday_use.goal.delay",
        ),
    ],
)
def test_what_nothing_uses_is_told_until_something_does(changes: Any, use: Any, path: str) -> None:
    assert path in told(changes)
    assert path not in told(changes | use)


@pytest.mark.parametrize(
    "name", ["telecom", "retail", "travel", "insurance", "bank", "blank", "green_channels"]
)
def test_all_settings_of_what_is_shipped_do_something(name: str) -> None:
    scenario: Scenario = cx.load_scenario(f"scenarios/{name}.yaml")
    assert idle_settings(scenario, "") == []
