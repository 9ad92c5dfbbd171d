"""Gains in every set of parameters are what theory says, and chance is told apart."""

import dataclasses
import re

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.experiments.interventions import NothingToTell
from cxsim.questions.experiments.reached import reached
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.ranking.words import leading, start
from cxsim.questions.robustness.estimate import _among, _table, robustness
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import uncertain
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY
from tests.questions.robustness.unknown import doubtful, theory, with_range
from tests.questions.small_worlds import row_of


@pytest.fixture(scope="module")
def ranking():
    return rank(doubtful(), seed=3, equivalence_band=0.01, use="ranges", sets=60)


@pytest.fixture(scope="module")
def truth(ranking):
    """What `half` gains in each set."""
    return np.array([theory(0.6 * share) for share in ranking.assumed.points[PROBABILITY.format("second")]])


def test_a_ranking_over_sets_is_about_all_of_them(ranking, truth):
    row = ranking.figures.loc["half"]
    assert truth.max() > 3 * truth.min()
    assert row["gain"] == pytest.approx(truth.mean(), abs=0.005)
    assert row["gain_low"] < truth.mean() < row["gain_high"]
    assert ranking.manifest["replications"] == 120
    assert ranking.gains.shape == (120, 3)


def test_gains_in_every_set_are_what_theory_says(ranking, truth):
    found = robustness(ranking)
    assert np.corrcoef(found.gains["half"], truth)[0, 1] > 0.9
    np.testing.assert_allclose(found.gains["half"], truth, atol=0.05)
    assert (found.gains["useless"] == 0.0).all()
    row = found.figures.loc["half"]
    assert row["spread"] == pytest.approx(truth.std(ddof=1), rel=0.2)
    assert row["gains"] == pytest.approx((truth > 0.01).mean(), abs=0.06)
    assert row["pays"] == pytest.approx((found.net["half"] > 0).mean())
    assert (
        ranking.figures["pays_in"].sort_index().equals(found.figures["pays"].sort_index().rename("pays_in"))
    )
    assert row["low"] <= row["middle"] <= row["high"]
    better = found.gains["half"] > found.gains["links"]
    assert found.figures.loc["half", "best"] == better.mean()
    assert 0.0 < better.mean() < 1.0
    assert found.figures["top"].to_dict() == {"half": 1.0, "links": 1.0, "useless": 0.0}, (
        "nothing is no place"
    )


def test_what_gains_the_same_shares_a_place_and_what_gains_nothing_has_none():
    gains = np.array([[1.0, 1.0, 0.5, 0.0], [2.0, 1.0, 1.0, -1.0], [-1.0, 0.0, 0.0, -2.0]])
    assert _among(gains, 1).tolist() == [[0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0], [0.0] * 4]
    assert _among(gains, 2).tolist() == [[1.0, 1.0, 0.0, 0.0], [1.0, 0.5, 0.5, 0.0], [0.0] * 4]


def test_the_number_of_threads_changes_nothing(ranking):
    alone, together = (
        rank(doubtful(), seed=3, use="ranges", sets=3, workers=workers).gains for workers in (1, 2)
    )
    assert np.array_equal(alone, together)


def test_the_best_three_are_three(ranking):
    """Five improvements in two sets: shares of sets are counted by rank."""
    gains = np.array([[5.0, 4.0, 3.0, 2.0, 1.0], [1.0, 5.0, 2.0, 4.0, 3.0]])
    library = dict.fromkeys("abcde", LIBRARY["half"])
    scenario = Scenario.model_validate(row_of(STAKES, improvements=library))
    many = dataclasses.replace(rank(scenario, replications=2), band=2.5)
    table = _table(many, gains[:, None].repeat(2, axis=1), gains, gains - 4.5).loc[list("abcde")]
    assert table["top"].tolist() == [0.5, 1.0, 0.5, 0.5, 0.5]
    assert table["best"].tolist() == [0.5, 0.5, 0.0, 0.0, 0.0]
    assert table["gains"].tolist() == [0.5, 1.0, 0.5, 0.5, 0.5]
    assert table["pays"].tolist() == [0.5, 0.5, 0.0, 0.0, 0.0]


def test_what_cannot_be_asked_is_refused(ranking):
    with pytest.raises(NothingToTell, match=r"uncertainty\.use: found none, which tries the values"):
        robustness(rank(doubtful(), replications=2))
    with pytest.raises(ValueError, match="sets: found 1, expected a whole number from 2"):
        rank(doubtful(), use="ranges", sets=1)
    with pytest.raises(ValueError, match="use: found"):
        rank(doubtful(), use="rangs")


def test_values_that_are_impossible_together_are_refused_when_they_are_drawn():
    scenario = with_range(0.0, 0.95)
    with pytest.raises(InterventionError, match=r"some values within the ranges .* give no valid journey: "):
        reached("join", scenario, uncertain(scenario)[0], [0.0, 0.9], ["half", "harmful"], 2, 1)


def test_what_is_averaged_is_said_to_be_with_the_sets_in_which_it_pays(ranking):
    """Limits narrow with more sets, so that single sets lie outside: shares say how far they lie apart."""
    said = str(ranking.summary()).replace("\u00a0", " ")
    assert "Figures are averages over 60 sets of assumptions, and limits say what chance leaves open" in said
    half = ranking.figures.loc["half"]
    outside = (robustness(ranking).gains["half"] - half["gain"]).abs() > half["gain_high"] - half["gain"]
    assert outside.mean() > 0.5, "limits are not those of a set"
    told = re.search(r"(?:pays in|it does in) (\d+) of 60 sets of assumptions", said)
    assert told is not None
    named = start(ranking) or leading(ranking)
    assert int(told[1]) == round(60 * ranking.figures["pays_in"][named])
