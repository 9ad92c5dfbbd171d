"""Robustness and what drives the lead, asked on the command line."""

import dataclasses
import functools
import json

import numpy as np
import pandas as pd
import pytest

from cxsim.questions.drivers.estimate import drivers
from cxsim.questions.drivers.words import SHOWN
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.robustness.estimate import _table, robustness
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.ranges import uncertain
from cxsim.scenario.study import load_study
from tests.cli.test_commands import said
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.robustness.study import journey
from tests.questions.small_worlds import row_of
from tests.small import names_in


def instead_of(function, answer):
    """A function that takes the same and has an answer already."""
    return functools.wraps(function)(lambda *_, **__: answer)


@pytest.mark.whole
def test_no_figure_is_cut_on_a_narrow_terminal(monkeypatch, capsys):
    """With titles and assumptions as long as those of the reference journey."""
    model, _ = load_study("scenarios/telecom_study.yaml")
    names, unknown = list(model.improvements), uncertain(model)[0]
    each = np.random.default_rng(1).normal(-0.11, 0.05, (30, 2, len(names)))
    gains = pd.DataFrame(each.mean(axis=1), columns=names)
    small = rank(scenario_from_dict(journey()), use="ranges", sets=2)
    titles = pd.DataFrame({"title": [one.title for one in model.improvements.values()]}, index=names)
    as_many = dataclasses.replace(small, scenario=model, names=tuple(names), figures=titles, objective="stay")
    table = _table(as_many, each, gains.to_numpy(), gains.to_numpy())
    ranked = dataclasses.replace(small, scenario=model, figures=table)
    held = dataclasses.replace(robustness(small), ranking=ranked, gains=gains, net=gains, figures=table)
    moved = drivers(small, trajectories=2, replications=2)
    paths = [one.path for one in unknown]
    moves = pd.DataFrame(0.1234, index=paths, columns=["lead", "lead_error", "gain", "gain_error"])
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("cxsim.questions.ranking.estimate.rank", instead_of(rank, ranked))

    def tables(question):
        searched = ("--trajectories", "2") if question == "drivers" else ()
        code, output, errors = said(capsys, "ask", question, "scenarios/telecom_study.yaml", *searched)
        assert code == 0
        assert errors == "" or errors.startswith("looking for 8 sets of assumptions")
        assert "…" not in output
        return output

    monkeypatch.setattr("cxsim.questions.robustness.estimate.robustness", instead_of(robustness, held))
    shown = tables("robustness")
    for head in ("Improvement", "Best 3 in", "First in", "Pays in", "More join, of 100"):
        assert all(word in shown for word in head.split())
    assert all(cell in shown for cell in held.table().frame["More join, of 100"]), shown
    for first in range(0, len(paths), SHOWN):
        some = moves.iloc[first : first + SHOWN]
        told = dataclasses.replace(moved, scenario=model, leader=names[0], rival=names[1], figures=some)
        monkeypatch.setattr("cxsim.questions.drivers.estimate.drivers", instead_of(drivers, told))
        shown = tables("drivers")
        for head in ("Assumption", "Range", "Moves the lead by", "Moves the gain by"):
            assert all(word in shown for word in head.split())
        assert shown.count("12.34 ± 12.34") == 2 * len(some)


def test_the_command_says_both(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "journey.yaml").write_text(json.dumps(journey()))
    study = {"study": 2, "name": "mine", "title": "Mine", "scenario": "journey.yaml", "replications": 2}
    parameters = {"use": "ranges", "sets": 3, "replications": 2, "trajectories": 2}
    (tmp_path / "study.yaml").write_text(json.dumps({**study, "uncertainty": parameters}))
    code, output, errors = said(capsys, "ask", "robustness", "study.yaml", "--out", "answer")
    assert (code, errors) == (0, "")
    assert output.startswith("Over 3 sets of assumptions (2 parameters")
    assert names_in(tmp_path / "answer") == [
        "robustness.csv",
        "robustness.json",
        "robustness.parquet",
        "robustness.png",
        "sets.csv",
        "sets.parquet",
    ]
    code, output, errors = said(capsys, "ask", "drivers", "study.yaml", "--out", "moved")
    assert (code, errors) == (0, "")
    assert "ahead of" in output
    assert names_in(tmp_path / "moved") == [f"drivers.{kind}" for kind in ("csv", "json", "parquet", "png")]
    (tmp_path / "study.yaml").write_text(json.dumps({**study, "uncertainty": {"use": "none"}}))
    code, output, errors = said(capsys, "ask", "robustness", "study.yaml")
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors == "cxsim: --use: found none, expected facts or ranges\n"


def test_a_range_that_an_improvement_cannot_live_with_is_a_mistake_said_first(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "cxsim.questions.ranking.estimate.rank",
        functools.wraps(rank)(lambda *_, **__: pytest.fail("it was ranked")),
    )
    harmful = {"half": LIBRARY["half"], "harmful": LIBRARY["harmful"]}
    data = with_note(row_of(STAKES, improvements=harmful), PROBABILITY.format("third"), 0.0, 0.95)
    (tmp_path / "journey.yaml").write_text(json.dumps(data))
    code, output, errors = said(capsys, "ask", "robustness", "journey.yaml")
    assert (code, output, errors.count("\n")) == (2, "", 1)
    assert errors.startswith(f"journey.yaml: {PROBABILITY.format('third')}: found a range with which ")
