"""Improvements gain what theory says, in the right order, and it is known who was gained."""

import dataclasses

import numpy as np
import pytest

from cxsim.errors import InterventionError
from cxsim.questions.experiments.gains import ON
from cxsim.questions.experiments.objectives import NO_EFFECT, UNDECIDED, VERDICTS
from cxsim.questions.ranking.estimate import rank
from cxsim.results.worth import discounted_years
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES, friction
from tests.questions.small_worlds import Truth, row_of

WINS, WINS_FEWER = VERDICTS["join"]


@pytest.fixture(scope="module")
def ranking():
    return rank(Scenario.model_validate(row_of(STAKES, improvements=LIBRARY)), replications=25, seed=2)


def test_gains_are_what_theory_says_and_in_that_order(ranking):
    theory = Truth(STAKES)
    truth = {
        "all": theory.potential("second", 1.0),
        "half": theory.potential("second", 0.5),
        "links": theory.handoff("third"),
        "useless": 0.0,
        "harmful": theory.potential("third", -0.5),
    }
    assert list(ranking.figures.index) == list(truth)
    for name, row in ranking.figures.iterrows():
        assert row["gain_low"] <= truth[name] <= row["gain_high"], name
        assert row["gain_high"] - row["gain_low"] < 0.02


def test_the_lead_is_that_of_the_first_over_the_second(ranking):
    assert ranking.lead == ("all", "half")
    alone = dataclasses.replace(ranking, figures=ranking.figures.loc[["links"]])
    with pytest.raises(InterventionError, match=r'found "links" alone.*expected at least two: name more of'):
        _ = alone.lead


def test_each_has_its_verdict(ranking):
    assert ranking.figures["verdict"].to_dict() == {
        "all": WINS,
        "half": WINS,
        "links": WINS,
        "useless": NO_EFFECT,
        "harmful": WINS_FEWER,
    }
    few = rank(Scenario.model_validate(row_of(STAKES, prospects=0.3, improvements=LIBRARY)), replications=5)
    assert few.figures.loc["useless", "verdict"] == UNDECIDED


def test_customers_gained_add_up(ranking):
    table = ranking.figures
    ways = table[["by_staying", "by_joining", "by_referral", "by_the_rest"]]
    assert np.allclose(ways.sum(axis=1), table["customers"])
    assert (ways.drop(columns="by_joining") == 0.0).all(axis=None), "here nobody was a customer before"
    assert table.loc["all", "by_joining"] > 0.0 > table.loc["harmful", "by_joining"]
    assert table.loc["useless", "customers"] == 0.0
    assert table[["stay", "stay_year"]].isna().all(axis=None), "there is nobody who could stay"


def test_money(ranking):
    table, years = ranking.figures, discounted_years(ranking.scenario, np.array(1_095.0))
    assert table.loc["half", "cost"] == pytest.approx(100.0 + 365.0 * years)
    assert table.loc["half", "first_year"] == 465.0
    assert np.allclose(table["value"] - table["cost"], table["net"])
    assert (table["net_low"] < table["net"]).all()
    # A hundred a year each from joining, some time in a hundred days, to the horizon; nobody leaves.
    worth = table.loc["all", "value"] / table.loc["all", "customers"]
    assert 100.0 * (years - 100.0 / 365.0) < worth < 100.0 * years
    assert (table["pays"] == np.where(table["net_low"] > 0, "surely", "surely not"))[
        table["net_high"] * table["net_low"] > 0
    ].all()
    assert np.isfinite(table.loc[table["net"] > 0, "payback"]).all()
    assert np.isinf(table.loc[table["net"] < 0, "payback"]).all()


def test_each_objective_ranks_by_its_own_gain(ranking):
    scenario = ranking.scenario
    by_customers = rank(scenario, ["all", "half"], 4, objective="customers").figures
    assert by_customers["gain"].tolist() == by_customers["customers"].tolist()
    by_value = rank(scenario, ["all", "half"], 4, objective="net_value").figures
    assert np.allclose(by_value["gain"], by_value["net"])
    assert np.allclose(by_value["gain_low"], by_value["net_low"])
    with pytest.raises(InterventionError, match=r"objective: found stay, but population\.existing is 0"):
        rank(scenario, objective="stay")
    with pytest.raises(ValueError, match="objective: found"):
        rank(scenario, objective="stya")


def test_chances_to_be_the_best(ranking):
    assert ranking.figures.loc["all", ["best", "top"]].tolist() == [1.0, 1.0]
    assert ranking.figures["best"].sum() == pytest.approx(1.0)
    assert ranking.figures["top"].sum() == pytest.approx(3.0)


def test_equals_share_the_chance():
    """Two that do the same at touchpoints alike, in runs that know no better."""
    library = {name: friction(name, 0.5) for name in ("a", "b")}
    data = row_of({"a": 0.5, "b": 0.5}, prospects=4.0, improvements=library)
    data["mechanisms"]["handoffs"] = False
    chances = [
        rank(Scenario.model_validate(data), replications=8, seed=seed).figures["best"]["a"]
        for seed in range(12)
    ]
    assert 0.2 < np.mean(chances) < 0.8


def test_personas_have_their_own_gains(ranking):
    gains = ranking.personas.set_index(["improvement", "persona", "measure"])
    assert gains.loc[("all", "everybody", "join"), "mean"] == pytest.approx(
        ranking.figures.loc["all", "gain"]
    )
    assert gains.loc[("all", "anybody", "join"), "mean"] == pytest.approx(ranking.figures.loc["all", "gain"])
    assert set(ranking.personas["measure"]) == set(ON)


def test_some_can_be_chosen_and_none_is_said():
    scenario = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))
    assert list(rank(scenario, ["links", "half"], replications=2).figures.index) == ["half", "links"]
    with pytest.raises(ValueError, match="small has no improvements: describe some"):
        rank(Scenario.model_validate(row_of(STAKES)))


def test_an_improvement_that_is_not_there_is_named():
    scenario = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))
    with pytest.raises(InterventionError, match='small has no improvement "link"; did you mean "links"'):
        rank(scenario, ["link"])


@pytest.mark.verify
def test_limits_of_gains_cover_the_truth_19_times_in_20(verification):
    theory, studies = Truth(STAKES), 1_000
    truth = {
        "half": theory.potential("second", 0.5),
        "links": theory.handoff("third"),
        "harmful": theory.potential("third", -0.5),
    }
    library = {name: LIBRARY[name] for name in truth}
    scenario = Scenario.model_validate(row_of(STAKES, days=30.0, improvements=library))
    alone, together = 0, 0
    for seed in range(studies):
        ranking = rank(scenario, replications=10, seed=seed)
        gains = ranking.personas.set_index(["persona", "measure", "improvement"])
        gains = gains.loc["everybody"].loc["join"]
        rows = [(gains.loc[name], true) for name, true in truth.items()]
        alone += sum(row["low"] <= true <= row["high"] for row, true in rows)
        together += all(row["low_all"] <= true <= row["high_all"] for row, true in rows)
    share = alone / studies / len(truth)
    verification("gains inside their own 95 % limits", share, "at least", 0.93)
    verification("gains inside their own 95 % limits, at most", share, "at most", 0.97)
    verification("all gains inside their simultaneous limits", together / studies, "at least", 0.93)
