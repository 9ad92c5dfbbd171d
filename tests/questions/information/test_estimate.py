"""What it is worth to know an assumption, against closed forms."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import cxsim as cx
from cxsim.questions.experiments.history_matching import LEAST
from cxsim.questions.experiments.interventions import NothingToTell
from cxsim.questions.information.estimate import NOTHING, Information, worth, worth_of_each
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.ranges import CURVE
from tests.questions.library import improvement
from tests.questions.notes import PROBABILITY, noted, with_note
from tests.questions.small_worlds import row_of


def linear_normal(mean, slope, noise, sets=2_000, seed=1):
    """Nothing brings nothing; the other choice brings mean + slope θ, and chance besides; x does nothing."""
    chance = np.random.default_rng(seed)
    theta, x = chance.normal(size=(2, sets))
    points = pd.DataFrame({"theta": theta, "x": x})
    brings = mean + slope * theta + chance.normal(0.0, noise, sets)
    return points, pd.DataFrame({NOTHING: 0.0, "spend": brings})


def expected(mean, slope):
    """E max(0, mean + slope θ) - max(0, mean), θ standard normal (Raiffa & Schlaifer 1961)."""
    z = mean / slope
    return slope * norm.pdf(z) + mean * norm.cdf(z) - max(0.0, mean)


@pytest.mark.parametrize(("mean", "slope"), [(0.3, 1.0), (-0.5, 1.0), (1.0, 2.0)])
def test_the_worth_of_two_choices_is_that_of_theory(mean, slope):
    figures = worth_of_each(*linear_normal(mean, slope, noise=0.5), seed=1)
    assert figures["worth"]["theta"] == pytest.approx(expected(mean, slope), rel=0.12)
    assert figures["sure"].to_dict() == {"theta": True, "x": False}
    assert figures["worth"]["x"] < 0.05 * figures["worth"]["theta"]
    other = NOTHING if mean > 0 else "spend"
    assert figures["other"]["theta"] == other
    assert figures["changes"]["theta"] == pytest.approx(norm.cdf(-abs(mean) / slope), abs=0.05)


@pytest.mark.parametrize(
    ("sets", "said"),
    [(LEAST - 1, "29 sets of assumptions are too few to tell"), (LEAST, "Nothing is worth ")],
)
def test_of_few_sets_it_is_not_said_that_nothing_is_worth_finding_out(sets, said):
    data = with_note(row_of({"first": 1.0}), PROBABILITY.format("first"), 0.3, 0.30001)
    data["improvements"] = {"spend": improvement(PROBABILITY.format("first"), 0.9, "multiply", yearly=1e9)}
    ranking = cx.rank(scenario_from_dict(data), use="ranges", sets=sets)
    assert str(cx.information(ranking)).startswith(said)


def test_what_cannot_change_the_choice_is_worth_nothing():
    figures = worth_of_each(*linear_normal(10.0, 1.0, noise=0.5), seed=1)
    assert figures["worth"].to_numpy() == pytest.approx(0.0, abs=1e-9)
    assert not figures["sure"].any()
    assert figures["other"].tolist() == ["", ""]


def test_of_noise_alone_seldom_anything_is_shown():
    shown = 0
    for seed in range(40):
        points, brings = linear_normal(0.0, 0.0, noise=1.0, sets=60, seed=seed)
        shown += worth_of_each(points, brings, seed)["sure"].any()
    assert shown <= 6  # 2 expected


def test_a_curve_is_known_by_its_mean():
    shares = np.repeat([0.1, 0.5, 0.9], 40)
    brings = np.where(shares < 0.3, -3.0, 1.0) + np.random.default_rng(1).normal(0, 0.01, 120)
    figures = worth_of_each(
        pd.DataFrame({CURVE: shares}), pd.DataFrame({NOTHING: 0.0, "spend": brings}), seed=1
    )
    # Nothing is chosen at present, -1/3 on average; with the curve known 2/3 of the time 1.
    assert figures["worth"][CURVE] + figures["by_chance"][CURVE] == pytest.approx(2 / 3, abs=0.01)
    assert figures["sure"][CURVE]


def test_a_rival_structure_is_known_by_its_mean():
    on = np.tile([False, True], 60)
    brings = np.where(on, 2.0, -1.0) + np.random.default_rng(1).normal(0, 0.01, 120)
    figures = worth_of_each(
        pd.DataFrame({"mechanisms.memory": on}), pd.DataFrame({NOTHING: 0.0, "spend": brings}), seed=1
    )
    # It is done at present, and brings 0.5 on average; known, half of the time 2.
    assert figures.loc["mechanisms.memory", ["worth", "by_chance"]].sum() == pytest.approx(0.5, abs=0.01)
    assert figures["sure"]["mechanisms.memory"]


def test_assumptions_that_are_worth_as_much_are_both_named():
    chance = np.random.default_rng(1)
    theta, like_it, x = chance.normal(size=(3, 300))
    points = pd.DataFrame({"theta": theta, "like_it": like_it, "x": x})
    brings = pd.DataFrame({NOTHING: 0.0, "spend": theta + like_it})
    found = Information.__new__(Information)
    object.__setattr__(found, "figures", worth_of_each(points, brings, seed=1))
    assert sorted(found.to_find_out) == ["like_it", "theta"]
    assert found.figures["first"].sum() == pytest.approx(1.0)
    brings["spend"] = 3.0 * theta + like_it
    object.__setattr__(found, "figures", worth_of_each(points, brings, seed=1))
    assert found.to_find_out == ["theta"]


def test_worth_is_never_negative():
    assert worth(np.random.default_rng(1).normal(size=(50, 4))) >= 0.0


@pytest.fixture(scope="module")
def company():
    """How often the first touchpoint fails is not known, and what halving it brings depends on it."""
    library = {"half": improvement("touchpoints.first.frictions.trouble.probability", 0.5, one_off=4_500.0)}
    data = row_of({"first": 1.0, "second": 0.5}, days=40.0, prospects=40.0, improvements=library)
    with_note(data, PROBABILITY.format("first"), 0.0, 0.6)
    data["surveys"] = {"csat": {"centre": noted(3.9, 3.0, 4.5), "gain": 1.6, "noise": 0.6}}
    return scenario_from_dict(data)


def test_it_says_what_to_find_out_before_spending(company):
    ranking = cx.rank(company, use="ranges", sets=100)
    found = cx.information(ranking)
    assert found.figures["sure"][found.figures["sure"]].index.tolist() == [PROBABILITY.format("first")]
    said = str(found).replace("\N{NO-BREAK SPACE}", " ")
    assert (
        "find out “Touchpoint first: frictions, trouble, probability”: to know that is worth up to EUR "
        in said
    )
    assert said.startswith("Before spending ")
    assert found.summary("fr").startswith("Avant de ")
    assert found.table("information").frame.shape == (3, 4)
    assert found.shown


def test_without_sets_there_is_nothing_to_tell(company):
    with pytest.raises(NothingToTell, match="found none, which tries the values of the file alone"):
        cx.information(cx.rank(company, replications=2))
