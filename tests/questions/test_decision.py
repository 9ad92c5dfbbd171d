"""A study is answered as its questions are one by one, and what it does not ask is said."""

import pytest

from cxsim.questions.choice.estimate import select
from cxsim.questions.choice.words import conclude_selection
from cxsim.questions.decision.estimate import QUESTIONS, decide
from cxsim.questions.decision.words import budget_answer, conclude_decision, doubts_answer, show
from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.moments.estimate import moments
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.ranking.persona_words import conclude_personas
from cxsim.questions.ranking.words import conclude_precision, conclude_ranking
from cxsim.questions.robustness.estimate import robustness
from cxsim.questions.robustness.words import conclude_robustness
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from cxsim.theme.sentences import Sentences
from tests.questions.small_worlds import row_of
from tests.questions.test_ranking import LIBRARY, STAKES
from tests.questions.test_uncertainty import PROBABILITY, with_note

ASKED = {
    "study": 1,
    "name": "small",
    "title": "Small",
    "scenario": "small.yaml",
    "improvements": ("half", "links", "useless"),
    "replications": 4,
    "seed": 3,
    "band": 0.5,
    "precision": 3.0,
    "choice": {"smallest_difference": 1.0, "replications": 20},
    "budget": 500.0,
    "uncertainty": {"draws": 2, "replications": 2, "trajectories": 2},
}
NAMES = list(ASKED["improvements"])


@pytest.fixture(scope="module")
def scenario():
    data = row_of(STAKES, improvements=LIBRARY)
    return scenario_from_dict(with_note(data, PROBABILITY.format("second"), 0.0, 0.6))


@pytest.fixture(scope="module")
def steps():
    return []


@pytest.fixture(scope="module")
def found(scenario, steps):
    return decide(scenario, Study.model_validate(ASKED), progress=steps.append)


def test_every_question_is_answered_as_by_itself(scenario, found):
    each = {"replications": 4, "seed": 3}
    assert found.ranking.figures.equals(rank(scenario, NAMES, band=0.005, **each).figures)
    assert found.choice.figures.equals(select(scenario, NAMES, zone=0.01, most=20, seed=3).figures)
    assert (found.choice.zone, found.choice.confidence) == (0.01, 0.95)
    assert found.portfolio.steps.equals(portfolio(scenario, 500.0, NAMES, **each).steps)
    assert found.moments.figures.equals(moments(scenario, band=0.005, **each).figures)
    held = robustness(scenario, NAMES, 2, 2, seed=3, band=0.005)
    assert found.robustness.figures.equals(held.figures)
    best = found.ranking.figures.index
    assert found.drivers.figures.equals(drivers(scenario, best[0], best[1], 2, 2, seed=3).figures)
    assert found.run.manifest["replications"] == 4


def test_progress_counts_questions(found, steps):
    assert steps == list(range(1, QUESTIONS + 1))


def test_the_answer_comes_first_and_says_what_the_parts_say(found):
    said = str(conclude_decision(found))
    assert said.split("\n")[0] == conclude_ranking(found.ranking).best
    for part in (
        conclude_personas(found.ranking),
        conclude_precision(found.ranking, 0.03),
        conclude_selection(found.choice),
        conclude_robustness(found.robustness, found.ranking),
    ):
        assert part in said
    page = conclude_decision(found)._repr_html_()
    assert page.count("<p>") == len(said.split("\n"))


def test_what_is_not_asked_is_not_answered(scenario):
    doubts = {"draws": 0, "trajectories": 0}
    asked = {key: value for key, value in ASKED.items() if key != "budget"} | {"uncertainty": doubts}
    found = decide(scenario, Study.model_validate(asked | {"improvements": ("half",)}))
    assert (found.portfolio, found.robustness, found.drivers) == (None, None, None)
    assert "names no budget" in str(budget_answer(found))
    assert "was not tried" in str(doubts_answer(found))
    assert "Were the assumptions" not in str(conclude_decision(found))


def test_parts_are_shown_one_below_the_other():
    shown = show(Sentences("First <b>."), "Second <b>.")
    assert shown._repr_html_() == "<p>First &lt;b&gt;.</p><p>Second &lt;b&gt;.</p>"
    assert str(shown) == repr(shown) == "First <b>.\nSecond <b>."
