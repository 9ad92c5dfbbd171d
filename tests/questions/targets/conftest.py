"""A run that the tests of targets share."""

import pytest

from cxsim.results.run import Run, simulate
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.small_worlds import row_of


@pytest.fixture(scope="session")
def run() -> Run:
    """Three touchpoints on two channels; friction in 30 of 100 visits, on the web in 60."""
    data = changed(
        row_of({"a": 0.2, "b": 0.2, "c": 0.2}, prospects=2.5, days=400.0, existing=30, tenure="60 y"),
        {
            "touchpoints.c.channel": "phone",
            "touchpoints.b.frictions.trouble.probability": 0.9,
            "value": {"sector_retention": 0.75},
        },
    )
    return simulate(Scenario.model_validate(data), replications=5, record="kpis")
