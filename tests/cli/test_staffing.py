"""The staffing command: what it says, what it writes, and how mistakes are answered."""

import json
from pathlib import Path

import pandas as pd
import pytest

from cxsim.cli.app import run_command
from cxsim.questions.staffing.estimate import staffing
from cxsim.scenario.load import load_scenario
from tests.engine.scenarios import exponential, one_queue
from tests.small import names_in


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a journey in which everybody calls a team of two."""
    monkeypatch.chdir(tmp_path)
    waiting = {"patience": exponential(0.01)}
    queue = one_queue(250.0, exponential(0.01), 2, 10.0, waiting, cost_per_hour=1.0)
    Path("calls.yaml").write_text(json.dumps(queue))  # JSON is YAML
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run_command(["ask", "staffing", *arguments])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_it_answers_in_sentences_and_a_table_and_writes_both(capsys: pytest.CaptureFixture[str]) -> None:
    code, output, errors = said(
        capsys, "calls.yaml", "agents", "--to", "2", "--replications", "4", "--out", "answer"
    )
    assert (code, errors) == (0, "")
    assert output.startswith(
        "Of additional people at “Agents”, with the first of 100 prospects 17.9 more become customers within "
    )
    assert "Up to the second each clearly pays for itself, over three years." in output
    assert "With one fewer, of 100 prospects 28.0 fewer become customers " in output
    assert "Small, 4 replications, seed 1" in output
    assert names_in(Path("answer")) == [
        "staffing.csv",
        "staffing.json",
        "staffing.parquet",
        "staffing.png",
    ]
    table = pd.read_parquet("answer/staffing.parquet")
    assert list(table["people"]) == list(pd.read_csv("answer/staffing.csv")["people"]) == [-1, 0, 1, 2]


def test_a_study_says_how_precisely(capsys: pytest.CaptureFixture[str]) -> None:
    calls = json.loads(Path("calls.yaml").read_text())
    change = {"path": "teams.agents.staff", "operation": "add", "value": 1}
    more = {"title": "More", "owner": next(iter(calls["departments"])), "changes": [change]}
    Path("calls.yaml").write_text(json.dumps({**calls, "improvements": {"more": more}}))
    few = {"study": 2, "name": "few", "title": "Few", "scenario": "calls.yaml", "replications": 2, "seed": 7}
    Path("few.yaml").write_text(json.dumps(few))
    code, output, errors = said(capsys, "few.yaml", "agents", "--to", "1", "--out", "study")
    assert (code, errors) == (0, "")
    assert "2 replications, seed 7" in output
    alone = staffing(load_scenario("calls.yaml"), "agents", range(-1, 2), 2, 7).figures.reset_index()
    kept = pd.read_parquet("study/staffing.parquet")  # tables on disk hold text, and no lists of names
    harmed = [" ".join(names) if isinstance(names, tuple) else None for names in alone.pop("harmed")]
    assert [None if pd.isna(one) else one for one in kept.pop("harmed")] == harmed == ["anybody", None, ""]
    assert kept.equals(alone)


def test_the_numbers_are_those_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--replications", "2", "--out", "answer")
    said(capsys, "calls.yaml", "agents", "--from", "1", "--to", "2", *options)
    assert list(pd.read_parquet("answer/staffing.parquet")["people"]) == [0, 1, 2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["agent"], 'calls.yaml: no team "agent"; did you mean "agents"?\n'),
        (
            ["agents", "--from", "-2"],
            'calls.yaml: team "agents": found 2 fewer on duty, expected at most 1, so that ',
        ),
        (
            ["agents", "--from", "2", "--to", "1"],
            "cxsim: --from: found 2, expected at most 1, the largest\n",
        ),
        (["agents", "--to", "99"], "cxsim: --to: found 99, expected a whole number from -20 to 20\n"),
        (["agents", "--replications", "0"], "cxsim: replications: found 0, expected a whole number from 1"),
        (["agents", "--to", "many"], 'cxsim: --to: found "many", expected a whole number\n'),
        ([], "cxsim: Missing argument 'TEAM'"),
    ],
)
def test_mistakes_are_answered_with_one_line(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output, errors = said(capsys, "calls.yaml", *arguments, *(["--out", "new"] if arguments else []))
    assert (code, output) == (2, "")
    assert errors.startswith(message)
    assert errors.count("\n") == 1
    assert not Path("new").exists()


def test_where_money_is_the_objective_it_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("calls.yaml", "agents", "--to", "1", "--replications", "3", "--objective", "net_value")
    code, output, errors = said(capsys, *asked)
    assert (code, errors) == (0, "")
    assert output.count("Net value, EUR") == 1
    assert output.count("more than it brings") + output.count("more than it costs") == 2, "more, and fewer"
