"""A ranking held against other assumptions, for the tests of words and of the picture."""

import pytest

from cxsim.questions.ranking.estimate import rank
from cxsim.questions.robustness.estimate import robustness
from cxsim.scenario.load import scenario_from_dict
from tests.questions.robustness.study import journey


@pytest.fixture(scope="session")
def ranking():
    return rank(scenario_from_dict(journey()), use="ranges", sets=6)


@pytest.fixture(scope="session")
def found(ranking):
    return robustness(ranking)
