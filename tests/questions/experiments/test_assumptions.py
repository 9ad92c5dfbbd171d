"""What is held for true: each set is lived by itself, in replications of its own."""

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.experiments.assumptions import EACH, assumptions
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY
from tests.questions.robustness.unknown import doubtful, with_range
from tests.questions.small_worlds import row_of

PATH = PROBABILITY.format("second")


def test_sets_spread_over_the_ranges_and_replications_go_through_them() -> None:
    found = assumptions(doubtful(), "ranges", 8, seed=3)
    values = np.sort([one.touchpoints["second"].frictions["trouble"].probability for one in found.sets])
    assert ((values >= 0.6 * np.arange(8) / 8) & (values <= 0.6 * np.arange(1, 9) / 8)).all()
    which = found.replications(20)
    assert len(which) == EACH * 8
    worlds = found.worlds(lambda today: [today])
    lived = [worlds(number)[0].scenario for number in which]
    assert [lived.index(one) // EACH for one in lived[::EACH]] == list(range(8)), "a set after the other"
    assert lived[::EACH] == lived[1::EACH] == list(found.sets)


def test_sums_are_those_of_each_set() -> None:
    found = assumptions(doubtful(), "ranges", 3)
    assert found.by_set(np.arange(12.0).reshape(6, 2)).tolist() == [[2.0, 4.0], [10.0, 12.0], [18.0, 20.0]]


@pytest.mark.parametrize("use", ["none", "ranges"])
def test_without_ranges_the_file_is_taken_as_it_is(use: str) -> None:
    scenario = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))
    found = assumptions(scenario, use)
    assert found.sets == (scenario,)
    assert not found.varied
    assert found.replications(7) == range(7)
    assert found.why_not == ("ranges" if use == "ranges" else "")


def test_what_cannot_be_is_one_line() -> None:
    with pytest.raises(InterventionError, match=r"uncertainty\.use: found \"sure\", expected "):
        assumptions(doubtful(), "sure")
    with pytest.raises(InterventionError, match="found a range with which improvement"):
        assumptions(with_range(0.0, 0.95), "ranges", names=["half", "harmful"])
