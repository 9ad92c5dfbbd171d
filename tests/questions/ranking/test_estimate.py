"""Improvements gain what theory says, in the right order, and it is known who was gained."""

import dataclasses

import numpy as np
import pytest

from cxsim.engine.vocabulary import FIRST_PROSPECT
from cxsim.questions.experiments.interventions import InterventionError
from cxsim.questions.experiments.transitions import who
from cxsim.questions.experiments.worlds import Outcomes
from cxsim.questions.ranking.estimate import KEEPS, LOSES, NO_EFFECT, UNDECIDED, rank
from cxsim.scenario.model import Scenario
from tests.questions.library import LIBRARY, STAKES, friction
from tests.questions.small_worlds import Truth, row_of


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
        assert row["kept_low"] <= truth[name] <= row["kept_high"], name
        assert row["kept_high"] - row["kept_low"] < 0.02


def test_the_lead_is_that_of_the_first_over_the_second(ranking):
    assert ranking.lead == ("all", "half")
    alone = dataclasses.replace(ranking, figures=ranking.figures.loc[["links"]])
    with pytest.raises(InterventionError, match=r'found "links" alone.*expected at least two: name more of'):
        _ = alone.lead


def test_each_has_its_verdict(ranking):
    assert ranking.figures["verdict"].to_dict() == {
        "all": KEEPS,
        "half": KEEPS,
        "links": KEEPS,
        "useless": NO_EFFECT,
        "harmful": LOSES,
    }
    few = rank(Scenario.model_validate(row_of(STAKES, prospects=0.3, improvements=LIBRARY)), replications=5)
    assert few.figures.loc["useless", "verdict"] == UNDECIDED


def test_who_was_gained_adds_up(ranking):
    table = ranking.figures
    assert np.allclose(table["stayed"] + table["won"] - table["lost"], table["customers"])
    assert (table["stayed"] == 0.0).all(), "here nobody was a customer before the end"
    assert table.loc["all", "lost"] == 0.0, "less friction loses nobody"
    assert table.loc["harmful", "won"] == 0.0
    assert table.loc["useless", ["won", "lost"]].tolist() == [0.0, 0.0]


def test_money(ranking):
    table, days = ranking.figures, 100.0
    assert table.loc["half", "cost"] == pytest.approx(100.0 + days)
    assert table.loc["half", "cost_per_customer"] == pytest.approx(
        (100.0 + days) / table.loc["half", "customers"]
    )
    assert np.isnan(table.loc["useless", "cost_per_customer"]), "nobody was gained"
    assert np.isnan(table.loc["harmful", "cost_per_customer"])
    assert np.allclose(table["value"] - table["cost"], table["net"])
    assert (table["net_low"] < table["net"]).all()
    worth = table.loc["all", "value"] / table.loc["all", "customers"]
    assert 50.0 < worth < 600.0, "each customer is worth some years at a hundred a year"
    costly = table[table["cost"] > 0]
    assert np.allclose(costly["return"], costly["value"] / costly["cost"])
    assert table.loc[table["cost"] == 0, "return"].isna().all()
    assert ((costly["return"] > 1) == (costly["net"] > 0)).all()


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
    assert gains.loc[("all", "everybody", "kept"), "mean"] == pytest.approx(
        ranking.figures.loc["all", "kept"]
    )
    assert gains.loc[("all", "anybody", "kept"), "mean"] == pytest.approx(ranking.figures.loc["all", "kept"])
    assert set(ranking.personas["measure"]) == {"kept", "retention", "satisfaction", "lifetime_value"}


def test_some_can_be_chosen_and_none_is_said():
    scenario = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))
    assert list(rank(scenario, ["links", "half"], replications=2).figures.index) == ["half", "links"]
    with pytest.raises(ValueError, match="small has no improvements: describe some"):
        rank(Scenario.model_validate(row_of(STAKES)))


def test_an_improvement_that_is_not_there_is_named():
    scenario = Scenario.model_validate(row_of(STAKES, improvements=LIBRARY))
    with pytest.raises(InterventionError, match='small has no improvement "link"; did you mean "links"'):
        rank(scenario, ["link"])


def test_existing_customers_are_never_won():
    """Who would have left before the follow-up began is not measured today, but was a customer."""

    def lived(numbers):
        some = np.ones(len(numbers), bool)
        return Outcomes(np.array(numbers), np.zeros(len(numbers), int), some, some, some, some, some)

    counts = who(lived([2]), lived([1, 2, FIRST_PROSPECT]), personas=1)
    assert counts[0].tolist() == [1, 1, 0]


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
        gains = gains.loc["everybody"].loc["kept"]
        rows = [(gains.loc[name], true) for name, true in truth.items()]
        alone += sum(row["low"] <= true <= row["high"] for row, true in rows)
        together += all(row["low_all"] <= true <= row["high_all"] for row, true in rows)
    share = alone / studies / len(truth)
    verification("gains inside their own 95 % limits", share, "at least", 0.93)
    verification("gains inside their own 95 % limits, at most", share, "at most", 0.97)
    verification("all gains inside their simultaneous limits", together / studies, "at least", 0.93)
