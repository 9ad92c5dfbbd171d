"""A study is answered as its questions are one by one, and what it does not ask is said."""

import dataclasses
import re
from typing import get_args

import pytest

from cxsim.questions.choice.estimate import select
from cxsim.questions.decision.estimate import decide
from cxsim.questions.decision.words import BELOW
from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.fragmentation.estimate import fragmentation
from cxsim.questions.information.estimate import information
from cxsim.questions.moments.estimate import moments
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.ranking.persona_words import conclude_personas
from cxsim.questions.ranking.precision_words import precision
from cxsim.questions.ranking.words import best
from cxsim.questions.robustness.estimate import robustness
from cxsim.questions.shapley.estimate import shapley
from cxsim.questions.usual_methods.estimate import usual_methods
from cxsim.results.run import simulate
from cxsim.scenario.asked import Asked
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import Study
from cxsim.theme.shown import NOTHING_TYPE
from tests.questions.decision.asked import ASKED, NAMES
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of
from tests.small import ROOT


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
    each, over = {"replications": 4, "seed": 3}, {"use": "ranges", "sets": 6}
    ranking = rank(scenario, NAMES, equivalence_band=0.005, precision=0.03, **over, **each)
    choice = select(scenario, NAMES, zone=0.01, most=20, seed=3, **over)
    decisive = moments(scenario, equivalence_band=0.005, **each)
    assert (choice.zone, choice.confidence) == (0.01, 0.95)
    alone = {
        "journey": simulate(scenario, **each),
        "ranking": ranking,
        "choice": choice,
        "portfolio": portfolio(scenario, 500.0, NAMES, **over, **each),
        "moments": decisive,
        "shapley": shapley(scenario, **each),
        "fragmentation": fragmentation(scenario, **each),
        "usual_methods": usual_methods(decisive, 4),
        "robustness": robustness(ranking),
        "drivers": drivers(ranking, 2, 2),
        "information": information(ranking),
    }
    assert list(found.answers) == list(alone)
    for name, answer in alone.items():
        assert found.answers[name].to_json() == answer.to_json(), name
        for frame in answer.frames:
            assert found.answers[name].to_frame(frame).equals(answer.to_frame(frame)), (name, frame)


def test_progress_counts_questions(found, steps):
    assert steps == list(range(1, len(found.study.questions) + 1))


def test_the_answer_comes_first_and_sections_say_what_the_parts_say(found):
    said = str(found)
    assert said.split("\n")[0].startswith("Start with “multiply journeys.buy.links.second.third.context_loss")
    for name, answer in found.answers.items():
        section = str(found.section(name))
        for sentence in str(answer.summary()).splitlines():
            assert sentence in section
    ranking = found.answers["ranking"]
    assert best(ranking) in str(found.section("ranking"))
    assert conclude_personas(ranking) in str(found.section("ranking"))
    assert "±3 of 100 was asked for, which takes some 15 sets" in precision(ranking)
    page = found.summary()._repr_html_()
    assert page.count("<p>") == len(said.split("\n"))


def test_a_page_tells_of_every_question_that_a_study_can_ask():
    """The journey is the map below the moments of truth, and has a page of its own."""
    notebook = (ROOT / "notebooks" / "decision_report.ipynb").read_text(encoding="utf-8")
    told = set(re.findall(r"found\.section\(\\\"(\w+)\\\"\)", notebook)) | {"journey"}
    assert set(get_args(Asked)) <= told | {one for below in BELOW.values() for one in below}


def test_what_is_folded_below_another_stands_alone_where_that_was_not_asked(found):
    alone = {name: found.answers[name] for name in ("choice", "drivers")}
    without = dataclasses.replace(found, answers=alone)
    for above, below in (("ranking", "choice"), ("robustness", "drivers")):
        assert str(alone[below].summary()).splitlines()[0] in str(without.section(above))


def test_what_is_detail_is_folded_below_the_answer(found):
    page = found.section("ranking")._repr_html_()
    before, folded = page.split("<details><summary>More about it", 1)
    assert "<img" in before or "<svg" in before or "<figure" in before
    assert "<table" not in before.split("<details>")[0]
    assert folded.count("<table") > 2


def test_what_is_not_asked_is_not_answered(scenario):
    none = {"use": "none", "trajectories": 0}
    asked = {key: value for key, value in ASKED.items() if key != "budget"} | {"uncertainty": none}
    found = decide(scenario, Study.model_validate(asked | {"improvements": ("half",)}))
    assert not {"portfolio", "robustness", "drivers"} & set(found.answers)
    assert "names no budget" in str(found.section("portfolio"))
    assert "was not tried" in str(found.section("robustness"))
    assert "to tell of this" in str(found.section("drivers"))
    found = dataclasses.replace(found, study=found.study.model_copy(update={"questions": ("ranking",)}))
    for name in ("portfolio", "robustness", "drivers"):
        assert "does not ask this" in str(found.section(name))
        assert NOTHING_TYPE in found.section(name)._repr_mimebundle_()
    assert "Were the assumptions" not in str(found)
