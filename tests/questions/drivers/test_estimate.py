"""The assumption that drives the lead is found."""

import pytest

from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.ranges import CURVE
from tests.questions.notes import PROBABILITY
from tests.questions.robustness.unknown import doubtful, theory
from tests.questions.small_worlds import FRICTION


@pytest.fixture(scope="module")
def ranking():
    return rank(doubtful(), replications=6)


def test_the_assumption_that_drives_the_lead_is_found(ranking):
    found = drivers(ranking, trajectories=4, replications=4)
    assert (found.leader, found.rival) == ("half", "links")
    path = PROBABILITY.format("second")
    assert found.figures.index[0] == path
    assert found.figures.loc[path, "lead_sign"] == pytest.approx(1.0)
    rise = theory(0.6)
    assert found.figures.loc[path, "gain"] == pytest.approx(rise, rel=0.2)
    for inert in ("surveys.csat.centre", CURVE):  # nobody comes to a renewal
        assert found.figures.loc[inert, "gain"] == found.figures.loc[inert, "lead"] == 0.0
    assert found.figures.loc[path, "today"] == FRICTION


def test_what_cannot_be_asked_is_refused(ranking):
    with pytest.raises(ValueError, match="trajectories: found 1, expected a whole number from 2"):
        drivers(ranking, trajectories=1)
    with pytest.raises(ValueError, match='no assumption "nothing" has a range'):
        drivers(ranking, only=["nothing"])
