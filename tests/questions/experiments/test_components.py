"""What assumptions do is told from what chance does, and shares of sets are those without noise."""

import numpy as np
import pytest

from cxsim.questions.experiments.components import components, without_noise

SETS, EACH, STUDIES = 100, 2, 300


@pytest.mark.parametrize(("spread", "noise"), [(0.5, 0.8), (1.0, 0.1)])
def test_chance_and_assumptions_are_told_apart(spread: float, noise: float) -> None:
    random = np.random.default_rng(1)
    true = spread * random.standard_normal((SETS, 1, STUDIES))
    found, chance = components(true + noise * random.standard_normal((SETS, EACH, STUDIES)))
    assert np.mean(found**2) == pytest.approx(spread**2, rel=0.06)
    assert np.mean(chance**2) == pytest.approx(noise**2 / EACH, rel=0.05)


def test_where_assumptions_do_nothing_little_is_left() -> None:
    random = np.random.default_rng(2)
    found, _ = components(random.standard_normal((SETS, EACH, STUDIES)))
    assert np.median(found) < 0.25


def test_shares_of_sets_are_those_without_noise() -> None:
    """Of sets with gains around 1 and a scatter of 1, 84 of 100 gain; noise of 2 would make that 72."""
    random = np.random.default_rng(3)
    true = 1.0 + random.standard_normal((SETS, 1, STUDIES))
    each = true + 2.0 * random.standard_normal((SETS, EACH, STUDIES))
    truth, corrected, raw = ((one > 0.0).mean() for one in (true, without_noise(each), each.mean(axis=1)))
    assert corrected == pytest.approx(truth, abs=0.015)
    assert raw < truth - 0.05


def test_sets_that_all_gain_the_same_are_of_one_mind() -> None:
    random = np.random.default_rng(4)
    shares = (without_noise(0.3 + random.standard_normal((SETS, EACH, STUDIES))) > 0.0).mean(axis=0)
    assert np.median(shares) > 0.95
