"""The command that says what the next level is worth, and the check of assessments."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.test_commands import said
from tests.questions.maturity.levels import journey
from tests.scenario.test_assessment import TEXT
from tests.small import ROOT, names_in

FILES = [
    "ladder.csv",
    "ladder.parquet",
    "maturity.csv",
    "maturity.json",
    "maturity.parquet",
    "maturity.png",
]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a journey and an assessment."""
    monkeypatch.chdir(tmp_path)
    Path("journey.yaml").write_text(json.dumps(journey()))  # JSON is YAML
    Path("ours.yaml").write_text(TEXT)


def test_the_question_is_answered_in_sentences_tables_and_files(capsys: pytest.CaptureFixture[str]) -> None:
    command = ("ask", "maturity", "journey.yaml", "--replications", "8")
    code, output, errors = said(capsys, *command, "--out", "answer")
    assert (code, errors) == (0, "")
    assert output.startswith(
        "The next level of “use” (defined → managed) gains the most of all stages, with a probability of "
        "98\u00a0%: of 100 prospects 1.1 more become customers within 1 day (95\u00a0% limits +0.7 to +1.6)."
    )
    assert "Small, 8 replications, seed 1" in output
    assert re.search(r"^initial +\d", output, re.MULTILINE)  # the whole company
    written = ["maturity.csv", "maturity.parquet", *FILES[:2], "maturity.png"]
    assert output.endswith(f"\n{', '.join(written)} and maturity.json are in answer\n")
    assert names_in(Path("answer")) == FILES
    table, ladder = (pd.read_parquet(f"answer/{name}.parquet") for name in ("maturity", "ladder"))
    assert table.loc[0, "stage"] == "use"
    assert list(ladder["level"]) == ["initial", "developing", "defined", "managed", "optimised"]
    again = said(capsys, *command, "--workers", "1")[1]
    assert again == output[: output.index("\nmaturity.csv")]


def test_an_assessment_replaces_the_levels(capsys: pytest.CaptureFixture[str]) -> None:
    given = ("ask", "maturity", "journey.yaml", "--replications", "2", "--assessment", "ours.yaml")
    code, output, errors = said(capsys, *given)
    assert (code, errors) == (0, "")
    lines = [line.split() for line in output.splitlines()]
    assert any(line[:4] == ["use", "developing", "context,", "goals"] for line in lines)
    assert any(line[:3] == ["use", "developing", "defined"] for line in lines)
    assert any(line[:3] == ["advocacy", "initial", "developing"] for line in lines)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("n" * 30,), f"{'n' * 30}: found no such file, expected a study or a scenario file\n"),
        (
            ("ours.yaml",),
            "ours.yaml:1: assessment: found an assessment, expected a scenario; cxsim.assess reads it\n",
        ),
        (
            ("journey.yaml", "--assessment", "our.yaml"),
            'our.yaml: found no such file, expected an assessment file; did you mean "ours.yaml"?\n',
        ),
        (
            ("journey.yaml", "--assessment", "journey.yaml"),
            "journey.yaml:1: found a scenario, expected a mapping with assessment, title, stages; scenarios "
            "hold their levels under maturity.stages\n",
        ),
        (
            ("journey.yaml", "--replications", "0"),
            "cxsim: replications: found 0, expected a whole number",
        ),
    ],
)
def test_a_mistake_is_answered_with_one_line(
    arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output, errors = said(capsys, "ask", "maturity", *arguments, "--out", "answer")
    assert (code, output) == (2, "")
    assert errors.startswith(message)
    assert errors.count("\n") == 1
    assert not Path("answer").exists()


def test_assessments_are_checked_like_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    Path("wrong.yaml").write_text(TEXT.replace("managed", "manged").replace("use:", "usage:"))
    along = str(ROOT / "scenarios" / "assessment.yaml")
    code, output, errors = said(capsys, "check", along, "ours.yaml", "wrong.yaml")
    assert code == 2
    assert output == f"{along}: OK, 7 stages assessed\nours.yaml: OK, 2 stages assessed\n"
    assert [line[:16] for line in errors.splitlines()] == ["wrong.yaml:4: st", "wrong.yaml:6: st"]
