"""The reference journeys meet their facts, and enough sets of assumptions agree with them."""

import pytest

import cxsim as cx
from cxsim.questions.experiments.history_matching import LEAST, screen
from cxsim.questions.experiments.met import MET, met


@pytest.mark.parametrize(
    "name", ["telecom", pytest.param("retail", marks=pytest.mark.verify), "bank", "green_channels"]
)
def test_the_values_of_the_file_meet_every_fact_that_has_a_source(name: str) -> None:
    scenario = cx.load_scenario(f"scenarios/{name}.yaml")
    figures = met(scenario, replications=4)
    assert figures["status"].to_dict() == dict.fromkeys(scenario.facts, MET)
    for fact in scenario.facts.values():
        assert fact.source
        assert fact.grade


@pytest.mark.verify
@pytest.mark.parametrize("name", ["telecom", "retail", "travel", "insurance"])
def test_enough_sets_of_assumptions_agree_with_the_facts(name: str) -> None:
    found = screen(cx.load_scenario(f"scenarios/{name}.yaml"), wanted=LEAST, fewest=64, most=256)
    assert found.why == ""
    assert len(found.chosen) == LEAST
