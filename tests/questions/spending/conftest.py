"""Where to spend, for the tests of the estimate and of words."""

import pytest

from cxsim.questions.spending.estimate import where_to_spend
from cxsim.scenario.model import Scenario
from tests.questions.spending.money import data


@pytest.fixture(scope="session")
def found():
    return where_to_spend(Scenario.model_validate(data()), 50.0, replications=15, seed=4)
