"""A study of staff, for the tests of words and of the picture."""

import pytest

from cxsim.questions.staffing.estimate import staffing
from tests.questions.staffing.calls import calls


@pytest.fixture(scope="session")
def found():
    return staffing(calls(**{"teams.agents.cost_per_hour": 1.0}), "agents", replications=8, seed=3)
