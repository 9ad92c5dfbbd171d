"""Moments of truth that the tests of words and of the picture share."""

import pytest

from cxsim.questions.moments.estimate import moments
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.planted import TRUTH, planted


@pytest.fixture(scope="session")
def found():
    titles = {f"touchpoints.{name}.title": f"The one that {name}" for name in TRUTH}
    return moments(Scenario.model_validate(changed(planted(prospects=40.0), titles)), replications=10)
