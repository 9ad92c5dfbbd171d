"""Captions of tables with figures of value say how these count hours that staff are not needed."""

import pytest

from cxsim.questions.experiments.hours_words import with_hours_saved
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import one_queue
from tests.language.answers import answer

SAID = "; in value, hours that staff are not needed count as saved"


@pytest.mark.parametrize(("cost", "said"), [(30.0, SAID), (0.0, "")])
def test_it_is_said_where_an_hour_of_a_team_costs_anything(cost, said):
    scenario = Scenario.model_validate(one_queue(10.0, "1 min", 2, 10.0, cost_per_hour=cost))
    assert with_hours_saved("Net value", scenario) == f"Net value{said}"


def test_a_table_of_bundles_of_hours_says_it():
    found = answer("bundles of hours")
    assert any(team.cost_per_hour > 0.0 for team in found.scenario.teams.values())
    assert SAID in found.table("bundles").caption
