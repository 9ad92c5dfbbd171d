"""What drives the lead is said in words of the journey."""

import dataclasses

import pytest

from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.ranking.estimate import rank
from cxsim.scenario.load import scenario_from_dict
from tests.questions.robustness.study import journey


@pytest.fixture(scope="module")
def scenario():
    return scenario_from_dict(journey())


@pytest.fixture(scope="module")
def ranking(scenario):
    return rank(scenario, replications=4)


@pytest.fixture(scope="module")
def moved(ranking):
    assert ranking.lead == ("half", "links")
    return drivers(ranking, trajectories=3, replications=2)


def test_what_drives_the_lead_is_named_in_words(moved):
    sentence = moved.summary()
    size = 100 * moved.figures["lead"].iloc[0]
    assert sentence.startswith(
        "Whether “Half of it” stays ahead of “Better links” depends most on Touchpoint second: frictions, "
        f"trouble, probability (by {size:.1f} over its range)"
    )
    assert sentence.endswith("worth more than further simulation.")
    always = dataclasses.replace(moved, lead=abs(moved.lead) + 0.01).summary()
    assert always.startswith(
        "“Half of it” was ahead of “Better links” at all points that were tried; what moves its lead most "
        "is Touchpoint second: frictions, trouble, probability"
    )
    assert "further simulation" not in always
    nothing = dataclasses.replace(moved, figures=moved.figures.assign(lead=0.0, lead_error=0.0))
    assert nothing.summary().startswith("No assumption alone decides whether “Half of it” stays ahead")
    frame = moved.table().frame
    assert frame.iloc[0][["Value", "Range"]].tolist() == ["0.3", "0.0 to 0.6"]
    assert frame[frame["Assumption"] == "Loyalty: curve"][["Value", "Range"]].values.tolist() == [
        ["logistic", "all three"]
    ]
