"""What is said of robustness is what the numbers say, and the two uncertainties are drawn apart."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest

from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.experiments.uncertainty import uncertain
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.robustness.chart import BAND, robustness_chart
from cxsim.questions.robustness.estimate import _table, robustness
from cxsim.questions.robustness.words import (
    SHOWN,
    conclude_drivers,
    conclude_robustness,
    drivers_table,
    robustness_table,
)
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.study import load_study
from cxsim.theme.style import BLUE
from tests.cli.test_commands import said
from tests.questions.small_worlds import row_of
from tests.questions.test_ranking import LIBRARY, STAKES
from tests.questions.test_uncertainty import PROBABILITY, with_note
from tests.small import names_in
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
def found(scenario):
    return robustness(scenario, number=6, replications=2)


@pytest.fixture(scope="module")
def moved(scenario):
    return drivers(scenario, "half", "links", trajectories=3, replications=2)


def with_shares(found, **shares):
    """The same study with other shares of sets, by improvement: among the best three, best, keeps."""
    table = found.figures.copy()
    for name, values in shares.items():
        table.loc[name, ["top", "best", "keeps"]] = values
    return dataclasses.replace(found, table=table.sort_values("top", ascending=False))


def test_who_stays_ahead_is_named(found, ranking):
    assert ranking.figures.index[0] == "half"
    some = with_shares(found, half=(0.5, 0.25, 0.75), links=(0.9, 0.75, 1.0), useless=(0.1, 0.0, 0.0))
    assert conclude_robustness(some, ranking) == (
        "Were the assumptions others within their ranges (6 sets of 2 parameters, rival loyalty curves among "
        "them), “Better links” stays among the best 3 in at least 80 % of cases. “Half of it”, which comes "
        "first if all assumptions are right, stays first in 25 %, among the best 3 in 50 %, and keeps "
        "customers to speak of in 75 % of them."
    ).replace(" %", "\u00a0%")
    none = with_shares(found, half=(0.5, 0.2, 0.7), links=(0.7, 0.5, 1.0), useless=(0.1, 0.0, 0.0))
    sentence = conclude_robustness(none, ranking)
    assert "no improvement stays among the best 3 in 80" in sentence
    assert "most often “Better links” does, in 70" in sentence
    both = with_shares(found, half=(0.9, 0.2, 0.7), links=(0.95, 0.5, 1.0), useless=(0.1, 0.0, 0.0))
    assert "“Better links” and “Half of it” stay among the best 3" in conclude_robustness(both, ranking)


def test_of_a_few_improvements_only_the_first_place_tells_anything(found, ranking):
    """Of three improvements all are always among the best three; one alone has no place at all."""
    three = dataclasses.replace(found, table=found.figures.drop(index="harmful"))
    some = with_shares(three, half=(1.0, 0.2, 0.75), links=(1.0, 0.8, 1.0), useless=(1.0, 0.0, 0.0))
    assert conclude_robustness(some, ranking).partition("among them), ")[2] == (
        "“Better links” comes first in at least 80 % of cases. “Half of it”, which comes first if all "
        "assumptions are right, stays first in 20 %, and keeps customers to speak of in 75 % of them."
    ).replace(" %", "\u00a0%")
    none = with_shares(three, half=(1.0, 0.4, 0.75), links=(1.0, 0.6, 1.0), useless=(1.0, 0.0, 0.0))
    assert "no improvement comes first in 80\u00a0% of cases; most often “Better links” does, in 60" in (
        conclude_robustness(none, ranking)
    )
    alone = with_shares(dataclasses.replace(found, table=found.figures.loc[["half"]]), half=(1.0, 1.0, 0.75))
    assert conclude_robustness(alone, ranking).endswith(
        "), “Half of it” keeps customers to speak of in 75\u00a0% of cases."
    )


def test_the_table_has_a_row_for_each_improvement(found):
    frame = robustness_table(found).frame
    assert list(frame["Improvement"]) == list(found.figures["title"])
    row = found.figures.iloc[0]
    assert frame.iloc[0]["By assumptions"] == f"±{100 * row['spread']:.2f}"
    assert frame.iloc[0]["By chance"] == f"±{100 * row['chance']:.2f}"


def test_what_drives_the_lead_is_named_in_words(moved):
    sentence = conclude_drivers(moved)
    size = 100 * moved.figures["lead"].iloc[0]
    assert sentence.startswith(
        "Whether “Half of it” stays ahead of “Better links” depends most on Touchpoint second: frictions, "
        f"trouble, probability ({size:.1f} of 100 over its range)"
    )
    assert sentence.endswith("worth more than further simulation.")
    always = conclude_drivers(dataclasses.replace(moved, lead=abs(moved.lead) + 0.01))
    assert always.startswith(
        "“Half of it” was ahead of “Better links” at all points that were tried; what moves its lead most "
        "is Touchpoint second: frictions, trouble, probability"
    )
    assert "further simulation" not in always
    nothing = dataclasses.replace(moved, table=moved.figures.assign(lead=0.0, lead_error=0.0))
    assert conclude_drivers(nothing).startswith(
        "No assumption alone decides whether “Half of it” stays ahead"
    )
    frame = drivers_table(moved).frame
    assert frame.iloc[0][["Value", "Range"]].tolist() == ["0.3", "0.0 to 0.6"]
    assert frame[frame["Assumption"] == "Loyalty: curve"][["Value", "Range"]].values.tolist() == [
        ["logistic", "all three"]
    ]


def test_the_picture_keeps_chance_and_assumptions_apart(found, ranking):
    picture = robustness_chart(found, ranking)
    check_contrast(picture)
    (axes,) = picture.figure.axes
    lines = {colour: [line for line in axes.lines if line.get_color() == colour] for colour in (BLUE, BAND)}
    bars = [tuple(line.get_xdata()) for line in lines[BAND]]
    assert np.allclose(bars, 100 * found.figures.loc[ranking.figures.index, ["low", "high"]])
    limits = [tuple(line.get_xdata()) for line in lines[BLUE] if len(line.get_xdata()) == 2]
    assert np.allclose(limits, 100 * ranking.figures[["kept_low", "kept_high"]])
    heights = {colour: {line.get_ydata()[0] % 1 for line in lines[colour]} for colour in lines}
    assert not heights[BLUE] & heights[BAND]
    assert picture.alt.startswith(f"{picture.title}. {conclude_robustness(found, ranking)}")
    for title in TITLES.values():
        assert title in picture.alt
    assert list(picture.data["title"]) == list(ranking.figures["title"])


def test_no_figure_is_cut_on_a_narrow_terminal(ranking, found, moved, monkeypatch, capsys):
    """With titles and assumptions as long as those of the reference journey."""
    model, study = load_study("scenarios/telecom_study.yaml")
    names, unknown = list(model.improvements), uncertain(model)[0]
    gains = pd.DataFrame(np.random.default_rng(1).normal(-0.11, 0.05, (30, len(names))), columns=names)
    table = _table(model, names, gains.to_numpy()[:, None, :].repeat(2, axis=1), 0.0025)
    held = dataclasses.replace(found, scenario=model, parameters=tuple(unknown), gains=gains, table=table)
    ranked = dataclasses.replace(ranking, scenario=model, table=table)
    paths = [one.path for one in unknown]
    moves = pd.DataFrame(0.1234, index=paths, columns=["lead", "lead_error", "gain", "gain_error"])
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("cxsim.questions.ranking.estimate.rank", lambda *_, **__: ranked)
    monkeypatch.setattr("cxsim.questions.robustness.estimate.robustness", lambda *_, **__: held)
    for first in range(0, len(paths), SHOWN):
        some = moves.iloc[first : first + SHOWN]
        told = dataclasses.replace(moved, scenario=model, leader=names[0], rival=names[1], table=some)
        monkeypatch.setattr("cxsim.questions.drivers.estimate.drivers", lambda *_, told=told, **__: told)
        code, output, errors = said(capsys, "robustness", "scenarios/telecom_study.yaml")
        assert (code, errors) == (0, "")
        heads = ("Improvement", "Best 3 in", "First in", "Keeps in", "Kept, of 100")
        for head in (*heads, "Assumption", "Range", "Moves the lead by", "Moves the gain by"):
            assert head in output
        tables = output[output.index(f"{study.replications} replications, seed") :]
        assert "…" not in tables
        assert tables.count("12.34 ± 12.34") == 2 * len(some)


def test_the_command_says_both(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "journey.yaml").write_text(json.dumps(journey()))
    study = {"study": 1, "name": "mine", "title": "Mine", "scenario": "journey.yaml", "replications": 2}
    parameters = {"draws": 3, "replications": 2, "trajectories": 2}
    (tmp_path / "study.yaml").write_text(json.dumps({**study, "uncertainty": parameters}))
    code, output, errors = said(capsys, "robustness", "study.yaml", "--out", "answer")
    assert (code, errors) == (0, "")
    assert output.startswith("Were the assumptions others within their ranges (3 sets of 2 parameters")
    assert "stays ahead of" in output
    assert names_in(tmp_path / "answer") == [
        "robustness.csv",
        "robustness.parquet",
        "robustness.png",
        "sets.csv",
        "sets.parquet",
    ]
    (tmp_path / "study.yaml").write_text(json.dumps({**study, "uncertainty": {"draws": 0}}))
    assert said(capsys, "robustness", "study.yaml") == (
        2,
        "",
        "study.yaml: uncertainty.draws: found 0, expected at least 1 set of parameters\n",
    )


def test_a_range_that_an_improvement_cannot_live_with_is_a_mistake_said_first(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "cxsim.questions.ranking.estimate.rank", lambda *_, **__: pytest.fail("it was ranked")
    )
    harmful = {"half": LIBRARY["half"], "harmful": LIBRARY["harmful"]}
    data = with_note(row_of(STAKES, improvements=harmful), PROBABILITY.format("third"), 0.0, 0.95)
    (tmp_path / "journey.yaml").write_text(json.dumps(data))
    code, output, errors = said(capsys, "robustness", "journey.yaml")
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"journey.yaml: {PROBABILITY.format('third')}: found a range with which ")
