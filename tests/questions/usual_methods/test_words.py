"""What the usual methods would have found is said in words."""

import pytest

from cxsim.questions.moments.estimate import moments
from cxsim.questions.usual_methods import words
from cxsim.questions.usual_methods.estimate import METHODS, TRUTHS, usual_methods
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.planted import TRUTH, planted


@pytest.fixture(scope="module")
def found():
    titles = {f"touchpoints.{name}.title": f"The one that {name}" for name in TRUTH}
    return moments(Scenario.model_validate(changed(planted(prospects=40.0), titles)), replications=10)


def test_the_usual_methods_are_held_against_what_decides(found):
    usual = usual_methods(found, replications=2)
    usual.agreement["in_top"] = [0.0, 2.0, 1.8, 2.0]
    assert usual.summary().startswith(
        "Of the 2 touchpoints where today’s frictions cost most customers, 0 would be among the first 3 by "
        "place of leaving, 2 by correlation of friction with staying, 1.8 by penalty–reward regression and 2 "
        "by removal effect: none of these asks what would have been."
    )
    assert len(METHODS) == 4


def held(usual, truth, names, count):
    """What is said if correlation finds so many of these, which come first."""
    usual.first[truth] = names
    usual.agreement.loc["correlation", f"in_top{TRUTHS[truth]}"] = count
    return words.correlation(usual)


def test_correlation_that_names_the_same_three_is_praised_and_explained(found):
    usual, three = usual_methods(found, replications=2), ["breaks", "makes", "hurts"]
    other = {"in_a_year": "one_visit", "one_visit": "in_a_year"}
    for truth, said in (
        (
            "in_a_year",
            "Correlation names the same 3 that cost most. It may do so here because frictions strike ",
        ),
        (
            "one_visit",
            "Correlation names the same 3 where one friction loses most, though not what that costs in ",
        ),
    ):
        held(usual, other[truth], three, 1.0)
        assert held(usual, truth, three, 2.9) == ""
        assert held(usual, truth, three, 3.0).startswith(said)
        assert "correlation can then mislead" in usual.summary()


def test_what_is_not_settled_is_said(found):
    usual = usual_methods(found, replications=2)
    usual.settled.update(in_a_year=True, one_visit=True)
    assert words.settled(usual) == ""
    usual.settled["one_visit"] = False
    assert (
        words.settled(usual) == "Not settled, as limits meet those of others: where one friction loses most."
    )
