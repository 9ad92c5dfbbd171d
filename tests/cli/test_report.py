"""The command `report`: which notebook it runs of which file."""

import json
from pathlib import Path
from typing import Any

import pytest

from cxsim.cli.app import run_command
from cxsim.reporting import notebooks
from cxsim.reporting.notebooks import NotebookError
from tests.questions.notes import PROBABILITY
from tests.questions.robustness.unknown import ranged
from tests.questions.small_worlds import row_of
from tests.scenario.test_batch import HALVED


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a scenario, a study of its name, and one that takes assumptions as they are."""
    monkeypatch.chdir(tmp_path)
    journey = {**row_of({"a": 1.0}, improvements=HALVED), "name": "journey"}
    study = {"study": 2, "name": "journey", "title": "Asked", "scenario": "journey.yaml"}
    as_it_is = {**study, "uncertainty": {"use": "none"}}
    for name, data in {"journey": journey, "study": study, "as_it_is": as_it_is}.items():
        Path(f"{name}.yaml").write_text(json.dumps(data))


@pytest.mark.parametrize(
    ("arguments", "notebook", "asked"),
    [
        (["study.yaml"], "decision_report.ipynb", {"study": "study.yaml", "quick": False, "sets": 0}),
        (
            ["study.yaml", "--sets", "9"],
            "decision_report.ipynb",
            {"study": "study.yaml", "quick": False, "sets": 9},
        ),
        (
            ["study.yaml", "--about", "journey"],
            "scenario_report.ipynb",
            {"scenario": "journey.yaml", "figures": ""},
        ),
        (["journey.yaml"], "scenario_report.ipynb", {"scenario": "journey.yaml", "figures": ""}),
    ],
)
def test_a_study_is_decided_even_if_it_has_the_name_of_its_scenario(
    arguments: list[str],
    notebook: str,
    asked: dict[str, Any],
    files: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[tuple[str, dict[str, Any]]] = []

    def refuse(file: Path, given: dict[str, Any], tell: object) -> None:
        ran.append((file.name, given))
        raise NotebookError("not today")

    monkeypatch.setattr(notebooks, "run_notebook", refuse)
    assert run_command(["report", *arguments]) == 1
    numbers = {"replications": 20, "seed": 1, "workers": 0, "lang": "en"}
    assert ran == [(notebook, numbers | asked)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["study.yaml", "--sets", "1"], "cxsim: sets: found 1, expected a whole number from 2 to 10,000"),
        (["as_it_is.yaml", "--sets", "9"], "as_it_is.yaml: uncertainty.use: found none, expected facts or"),
        (["journey.yaml", "--sets", "9"], "cxsim: --sets: a report of a journey has none; add --about dec"),
    ],
)
def test_sets_that_cannot_be_are_refused_before_anything_runs(
    arguments: list[str], said: str, files: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["report", *arguments]) == 2
    assert capsys.readouterr().err.startswith(said)
    assert not Path("reports").exists()


def test_a_decision_without_improvements_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("journey.yaml").write_text(json.dumps({**row_of({"a": 1.0}), "name": "journey"}))
    assert run_command(["report", "journey.yaml", "--about", "decision"]) == 2
    said = "journey.yaml: improvements: found none, expected at least one to rank, or --about journey\n"
    assert capsys.readouterr().err == said
    assert [file.name for file in tmp_path.iterdir()] == ["journey.yaml"]


def test_a_study_that_its_ranges_make_impossible_is_refused_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.yaml").write_text(json.dumps(ranged(0.0, 0.95)))
    Path("study.yaml").write_text('{"study": 2, "name": "mine", "title": "Mine", "scenario": "small.yaml"}')
    assert run_command(["report", "study.yaml"]) == 2
    said = f'small.yaml: {PROBABILITY.format("third")}: found a range with which improvement "harmful" gives'
    assert capsys.readouterr().err.startswith(said)
    assert not Path("reports").exists()
