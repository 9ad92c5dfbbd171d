"""A portfolio that the tests of words and of the picture share."""

import pytest

import cxsim as cx
from tests.questions.portfolio.gates import data


@pytest.fixture(scope="session")
def found():
    scenario = cx.Scenario.model_validate(data())
    return cx.portfolio(scenario, 85.0, replications=10)
