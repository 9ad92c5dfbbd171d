"""What the usual methods would have found is said in words."""

import pytest

from cxsim.questions.moments.estimate import moments
from cxsim.questions.usual_methods.estimate import METHODS, usual_methods
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.planted import TRUTH, planted


@pytest.fixture(scope="module")
def found():
    titles = {f"touchpoints.{name}.title": f"The one that {name}" for name in TRUTH}
    return moments(Scenario.model_validate(changed(planted(prospects=40.0), titles)), replications=10)


def test_the_usual_methods_are_held_against_what_decides(found):
    usual = usual_methods(found, replications=2)
    usual.agreement["in_top"] = [0.0, 3.0, 1.8, 2.0]
    said = usual.summary()
    assert said.startswith(
        "Of the 3 touchpoints where today’s frictions cost most customers, 0 would be among the first 3 by "
        "place of leaving, "
    )
    assert (
        "3 by correlation of friction with staying, 1.8 by penalty–reward regression and 2 by removal" in said
    )
    assert len(METHODS) == 4
