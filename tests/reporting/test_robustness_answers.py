"""What is said of robustness is what the numbers say, and the two uncertainties are drawn apart."""

import dataclasses

import numpy as np
import pytest

from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.robustness.chart import BAND
from cxsim.questions.robustness.estimate import robustness
from cxsim.scenario.load import scenario_from_dict
from cxsim.theme.style import BLUE
from tests.questions.small_worlds import row_of
from tests.questions.test_ranking import LIBRARY, STAKES
from tests.questions.test_uncertainty import PROBABILITY, with_note
from tests.theme.contrast import check_contrast

TITLES = {"half": "Half of it", "links": "Better links", "useless": "Useless", "harmful": "Harmful"}


def journey():
    library = {name: {**LIBRARY[name], "title": title} for name, title in TITLES.items()}
    return with_note(row_of(STAKES, improvements=library), PROBABILITY.format("second"), 0.0, 0.6)


@pytest.fixture(scope="module")
def scenario():
    return scenario_from_dict(journey())


@pytest.fixture(scope="module")
def ranking(scenario):
    return rank(scenario, replications=4)


@pytest.fixture(scope="module")
def found(ranking):
    return robustness(ranking, number=6, replications=2)


@pytest.fixture(scope="module")
def moved(ranking):
    assert ranking.lead == ("half", "links")
    return drivers(ranking, trajectories=3, replications=2)


def with_shares(found, **shares):
    """The same study with other shares of sets, by improvement: among the best three, best, keeps."""
    table = found.figures.copy()
    for name, values in shares.items():
        table.loc[name, ["top", "best", "keeps"]] = values
    return dataclasses.replace(found, figures=table.sort_values("top", ascending=False))


def test_who_stays_ahead_is_named(found, ranking):
    assert ranking.figures.index[0] == "half"
    some = with_shares(found, half=(0.5, 0.25, 0.75), links=(0.9, 0.75, 1.0), useless=(0.1, 0.0, 0.0))
    assert some.summary() == (
        "Were the assumptions others within their ranges (6 sets of 2 parameters, rival loyalty curves among "
        "them), “Better links” stays among the best 3 in at least 80 % of cases. “Half of it”, which comes "
        "first if all assumptions are right, stays first in 25 %, among the best 3 in 50 %, and keeps "
        "customers to speak of in 75 % of them."
    ).replace(" %", "\u00a0%")
    none = with_shares(found, half=(0.5, 0.2, 0.7), links=(0.7, 0.5, 1.0), useless=(0.1, 0.0, 0.0))
    sentence = none.summary()
    assert "no improvement stays among the best 3 in 80" in sentence
    assert "most often “Better links” does, in 70" in sentence
    both = with_shares(found, half=(0.9, 0.2, 0.7), links=(0.95, 0.5, 1.0), useless=(0.1, 0.0, 0.0))
    assert "“Better links” and “Half of it” stay among the best 3" in both.summary()


def test_of_a_few_improvements_only_the_first_place_tells_anything(found, ranking):
    """Of three improvements all are always among the best three; one alone has no place at all."""
    three = dataclasses.replace(found, figures=found.figures.drop(index="harmful"))
    some = with_shares(three, half=(1.0, 0.2, 0.75), links=(1.0, 0.8, 1.0), useless=(1.0, 0.0, 0.0))
    assert some.summary().partition("among them), ")[2] == (
        "“Better links” comes first in at least 80 % of cases. “Half of it”, which comes first if all "
        "assumptions are right, stays first in 20 %, and keeps customers to speak of in 75 % of them."
    ).replace(" %", "\u00a0%")
    none = with_shares(three, half=(1.0, 0.4, 0.75), links=(1.0, 0.6, 1.0), useless=(1.0, 0.0, 0.0))
    assert "no improvement comes first in 80\u00a0% of cases; most often “Better links” does, in 60" in (
        none.summary()
    )
    alone = with_shares(
        dataclasses.replace(found, figures=found.figures.loc[["half"]]), half=(1.0, 1.0, 0.75)
    )
    assert alone.summary().endswith("), “Half of it” keeps customers to speak of in 75\u00a0% of cases.")


def test_the_table_has_a_row_for_each_improvement(found):
    frame = found.table().frame
    assert list(frame["Improvement"]) == list(found.figures["title"])
    row = found.figures.iloc[0]
    assert frame.iloc[0]["By assumptions"] == f"±{100 * row['spread']:.2f}"
    assert frame.iloc[0]["By chance"] == f"±{100 * row['chance']:.2f}"


def test_what_drives_the_lead_is_named_in_words(moved):
    sentence = moved.summary()
    size = 100 * moved.figures["lead"].iloc[0]
    assert sentence.startswith(
        "Whether “Half of it” stays ahead of “Better links” depends most on Touchpoint second: frictions, "
        f"trouble, probability ({size:.1f} of 100 over its range)"
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


def test_the_picture_keeps_chance_and_assumptions_apart(found, ranking):
    picture = found.chart()
    check_contrast(picture)
    (axes,) = picture.figure.axes
    lines = {colour: [line for line in axes.lines if line.get_color() == colour] for colour in (BLUE, BAND)}
    bars = [tuple(line.get_xdata()) for line in lines[BAND]]
    assert np.allclose(bars, 100 * found.figures.loc[ranking.figures.index, ["low", "high"]])
    limits = [tuple(line.get_xdata()) for line in lines[BLUE] if len(line.get_xdata()) == 2]
    assert np.allclose(limits, 100 * ranking.figures[["kept_low", "kept_high"]])
    heights = {colour: {line.get_ydata()[0] % 1 for line in lines[colour]} for colour in lines}
    assert not heights[BLUE] & heights[BAND]
    assert picture.alt.startswith(f"{picture.title}. {found.summary()}")
    for title in TITLES.values():
        assert title in picture.alt
    assert list(picture.data["title"]) == list(ranking.figures["title"])
