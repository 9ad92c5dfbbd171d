"""Gains in every set of parameters are what theory says, and chance is told apart."""

import numpy as np
import pytest

from cxsim.questions.experiments.interventions import InterventionError
from cxsim.questions.experiments.uncertainty import uncertain
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.robustness.estimate import _table, apart, reached, robustness
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY
from tests.questions.robustness.unknown import doubtful, theory, with_range
from tests.questions.small_worlds import Truth, row_of


@pytest.fixture(scope="module")
def ranking():
    return rank(doubtful(), replications=6, seed=3, equivalence_band=0.01)


def test_gains_in_every_set_are_what_theory_says(ranking):
    found = robustness(ranking, number=12, replications=10)
    path = PROBABILITY.format("second")
    probability = 0.6 * found.points[path]
    truth = np.array([theory(one) for one in probability])
    assert truth.max() > 3 * truth.min()
    np.testing.assert_allclose(found.gains["half"], truth, atol=0.012)
    assert (found.gains["useless"] == 0.0).all()
    row = found.figures.loc["half"]
    assert row["spread"] == pytest.approx(truth.std(ddof=1), rel=0.15)
    assert row["gains"] == (found.gains["half"] > 0.01).mean()
    assert row["low"] <= row["middle"] <= row["high"]
    links = Truth(STAKES).handoff("third")
    better = found.gains["half"] > found.gains["links"]
    assert found.figures.loc["half", "best"] == better.mean()
    clear = abs(truth - links * found.points["today"] / found.points["today"].mean()) > 0.01
    assert (better == (truth > links))[clear].all(), "which one is better turns round within the range"
    assert 0.0 < better.mean() < 1.0
    assert (found.figures["top"] == 1.0).all(), "of three, each is among the best three"
    assert np.array_equal(
        robustness(ranking, number=3, replications=4, workers=1).gains.to_numpy(),
        robustness(ranking, number=3, replications=4, workers=2).gains.to_numpy(),
    )


def test_the_best_three_are_three():
    """Five improvements in two sets: shares of sets are counted by rank."""
    gains = np.array([[5.0, 4.0, 3.0, 2.0, 1.0], [1.0, 5.0, 2.0, 4.0, 3.0]])[:, None, :] + np.zeros((2, 2, 5))
    library = dict.fromkeys("abcde", LIBRARY["half"])
    scenario = Scenario.model_validate(row_of(STAKES, improvements=library))
    table = _table(scenario, list("abcde"), gains, gains - 4.5, band=2.5).loc[list("abcde")]
    assert table["top"].tolist() == [0.5, 1.0, 0.5, 0.5, 0.5]
    assert table["best"].tolist() == [0.5, 0.5, 0.0, 0.0, 0.0]
    assert table["gains"].tolist() == [0.5, 1.0, 0.5, 0.5, 0.5]
    assert table["pays"].tolist() == [0.5, 0.5, 0.0, 0.0, 0.0]


def test_chance_and_parameters_are_told_apart():
    random = np.random.default_rng(1)
    sets, runs, studies = 30, 4, 400
    spread, luck, noise = 0.5, 0.8, 0.6
    true = spread * random.standard_normal((sets, 1, studies))
    shared = luck * random.standard_normal((1, runs, studies))
    found, chance = apart(true + shared + noise * random.standard_normal((sets, runs, studies)))
    assert np.mean(found**2) == pytest.approx(spread**2, rel=0.05)
    assert np.mean(chance**2) == pytest.approx((luck**2 + noise**2) / runs, rel=0.05)
    none, _ = apart(shared + noise * random.standard_normal((sets, runs, studies)))
    assert np.median(none) < 0.1


def test_what_cannot_be_asked_is_refused(ranking):
    with pytest.raises(ValueError, match="replications: found 1, expected a whole number from 2"):
        robustness(ranking, replications=1)
    with pytest.raises(ValueError, match="has no improvements"):
        robustness(rank(ranking.scenario, []))


def test_values_that_are_impossible_together_are_refused_when_they_are_drawn():
    scenario = with_range(0.0, 0.95)
    with pytest.raises(InterventionError, match=r"some values within the ranges .* give no valid journey: "):
        reached("join", scenario, uncertain(scenario)[0], [0.0, 0.9], ["half", "harmful"], 2, 1)
