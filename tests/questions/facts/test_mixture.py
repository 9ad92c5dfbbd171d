"""A decision over the sets that agree with the facts: small companies of which it is known what they gain."""

import html
import re

import numpy as np
import pytest

import cxsim as cx
from cxsim.questions.experiments import history_matching
from cxsim.questions.experiments.assumptions import EACH, assumptions
from cxsim.questions.experiments.history_words import basis
from cxsim.questions.experiments.interventions import NothingToTell
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from tests.questions.library import improvement
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import Truth, row_of, today

STAKES = {"first": 1.0, "second": 0.5}
HALF = {"half": improvement("touchpoints.first.frictions.trouble.probability", 0.5)}


@pytest.fixture(autouse=True)
def few_sets(monkeypatch):
    """Small companies need no more to be known."""
    monkeypatch.setattr(history_matching, "FEWEST", 128)
    monkeypatch.setattr(history_matching, "MOST", 128)


def company(low, high, known=False):
    """A friction at the first touchpoint has a probability of 0 to 0.6, and is known to lie in a range."""
    data = row_of(STAKES, days=40.0, prospects=40.0, improvements=HALF)
    if not known:
        with_note(data, PROBABILITY.format("first"), 0.0, 0.6)
    fact = {"kpi": "friction", "scope": "touchpoint", "name": "first", "range": [low, high]}
    return scenario_from_dict({**data, "facts": {"known": fact}})


def gain(probability):
    """What halving frictions there brings, if they are so frequent."""
    passing, half = (today(STAKES["first"], 0.0, p) for p in (probability, probability / 2))
    return (half - passing) * Truth(STAKES).passing["second"]


def test_a_gain_over_consistent_sets_is_that_of_the_ranges_that_the_facts_leave():
    ranking = cx.rank(company(0.4, 1.0), use="facts", sets=40)
    assert ranking.assumed.use == "facts"
    assert len(ranking.assumed.sets) == 40
    assert ranking.manifest["replications"] == EACH * 40
    drawn = [one.touchpoints["first"].frictions["trouble"].probability for one in ranking.assumed.sets]
    assert min(drawn) > 0.34
    truth = np.mean([gain(one) for one in np.linspace(0.4, 0.6, 100)])
    row = ranking.figures.loc["half"]
    assert row["join_low"] < truth < row["join_high"]
    assert truth > 1.5 * np.mean([gain(one) for one in np.linspace(0.0, 0.6, 100)])
    assert row["join_low"] > np.mean([gain(one) for one in np.linspace(0.0, 0.6, 100)])


@pytest.mark.parametrize(
    ("scenario", "why", "said"),
    [
        (
            company(0.8, 1.0),
            "few",
            "none agrees with the fact, so only the file’s own values are used. Which facts conflict, cxsim "
            "ask facts says.",
        ),
        (
            company(0.4, 1.0, known=True),
            "ranges",
            "No parameter has a range beside it, so only the file’s own",
        ),
        (
            company(0.4, 1.0).model_copy(update={"facts": {}}),
            "facts",
            "The scenario states no facts, so only the file’s own values are used.",
        ),
    ],
)
def test_where_there_are_no_such_sets_the_first_sentence_says_so(scenario, why, said):
    ranking = cx.rank(scenario, replications=2, use="facts", sets=4)
    assert ranking.assumed.why_not == why
    assert ranking.assumed.sets == (scenario,)
    assert said in ranking.summary().splitlines()[0]
    assert ranking.manifest["replications"] == 2
    chosen = cx.select(scenario, most=4, use="facts", sets=4)
    assert said in chosen.summary().splitlines()[0]
    with pytest.raises(NothingToTell, match=r"uncertainty\.use: found "):
        cx.robustness(ranking)


def test_sets_that_agree_are_the_same_for_every_question():
    scenario = company(0.4, 1.0)
    one, two = (assumptions(scenario, "facts", 10, 1, names) for names in ((), ("half",)))
    assert one.points.equals(two.points)
    assert one.sets == two.sets


def test_a_decision_shows_the_facts_that_its_sets_were_held_against():
    study = {"study": 2, "name": "known", "title": "Known", "scenario": "known.yaml", "replications": 2}
    asked = {**study, "questions": ("ranking",), "seed": 1, "uncertainty": {"use": "facts", "sets": 4}}
    decision = cx.decide(company(0.4, 1.0), Study.model_validate(asked))
    shown = decision.section("assumptions")._repr_html_()
    assert "Facts, and what the journey shows with the file’s own values" in html.unescape(shown)
    assert re.search(r"40\.0\D+100\.0", html.unescape(shown)), "the range"
    without = cx.decide(company(0.4, 1.0), Study.model_validate({**asked, "uncertainty": {"use": "none"}}))
    assert "Facts, and" not in without.section("assumptions")._repr_html_()


def test_that_the_files_own_values_miss_facts_is_said():
    """What is told of them, such as which touchpoints decide, is of a company that is known to be another."""
    assert basis(assumptions(company(0.4, 1.0), "facts", 4)).endswith("These values miss the only fact.")
    assert basis(assumptions(company(0.2, 1.0), "facts", 4)).endswith("holds with the values of the file.")
