"""`cxsim ask`: what is answered, what it writes, and what is refused before anything is simulated."""

import json
import re
import signal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxsim.cli.app import run_command
from cxsim.cli.ask import options
from cxsim.questions.decision.estimate import decide
from cxsim.questions.question import Question
from cxsim.questions.registry import question, questions
from cxsim.scenario.study import load_study
from tests.cli.refused_questions import REFUSED
from tests.cli.test_commands import said
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of
from tests.small import names_in

HALF = {
    "title": "Half",
    "owner": "sales",
    "changes": [
        {"path": "touchpoints.a.frictions.trouble.probability", "operation": "multiply", "value": 0.5}
    ],
    "one_off": 10.0,
}
LESS = {**HALF, "title": "Less", "changes": [{**HALF["changes"][0], "value": 0.9}], "one_off": 4.0}
TEAMS = {"agents": {"title": "Agents", "staff": 2}}
# A study of everything, so small that each question takes a moment.
SMALL = {
    "study": 2,
    "name": "mine",
    "title": "Mine",
    "scenario": "journey.yaml",
    "replications": 3,
    "budget": 12.0,
    "choice": {"smallest_difference": 5.0, "replications": 10},
    "uncertainty": {"use": "ranges", "sets": 12, "replications": 2, "trajectories": 2},
}


@pytest.fixture
def journey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small journey with improvements, a team, and a study of it, in a folder of their own."""
    monkeypatch.chdir(tmp_path)
    data = row_of({"a": 1.0, "b": 0.0}, improvements={"half": HALF, "less": LESS}, teams=TEAMS)
    Path("journey.yaml").write_text(json.dumps(with_note(data, PROBABILITY.format("a"), 0.1, 0.9)))
    Path("study.yaml").write_text(json.dumps(SMALL))  # JSON is YAML
    return Path("journey.yaml")


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail where a question is asked, which would simulate."""

    def fail(self: Question, *_: object, **__: object) -> None:
        raise AssertionError(f"{self.name} was asked")

    monkeypatch.setattr(Question, "ask", fail)


def asked(one: Question) -> list[str]:
    """The words of a shell that ask a question of the study, with whatever that needs."""
    more = {"staffing": ["agents", "--to", "1"], "comparison": ["journey.yaml"]}
    return ["ask", one.command, "study.yaml", *more.get(one.name, ())]


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_every_question_is_answered_in_sentences_tables_and_files(
    one: Question, journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, output, errors = said(capsys, *asked(one), "--out", "answer")
    assert (code, errors) == (0, "")
    names = one.answers.file_names()
    assert names_in(Path("answer")) == sorted(names)
    told, _, where = output.rpartition("\n\n")
    assert where == f"{', '.join(names[:-1])} and {names[-1]} are in answer\n"
    (number,) = re.findall(r"^Small, (\d+) replications, seed 1$", told, re.MULTILINE)
    code, plain, errors = said(capsys, *asked(one), "--json", "--workers", "1")
    assert (code, errors) == (0, "")
    answer = json.loads(plain)
    assert answer["question"] == one.name
    assert told.startswith("\n".join(answer["sentences"]))
    if one.name != "journey":  # which writes what `cxsim run` does
        assert json.loads(Path("answer", names[-1]).read_text()) == answer
    assert answer["manifest"]["replications"] == int(number)
    for name, rows in answer["figures"].items():
        if f"{name}.csv" in names:
            assert len(pd.read_csv(f"answer/{name}.csv")) == len(rows)


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
def test_every_question_is_answered_in_french(
    one: Question,
    journey: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CXSIM_CACHE", str(tmp_path / "kept"))  # simulated once, and said three times
    english, french = (said(capsys, *asked(one), "--lang", lang) for lang in ("en", "fr"))
    assert french[::2] == english[::2] == (0, "")
    assert re.search(r"^Small, \d+ réplications, graine 1$", french[1], re.MULTILINE)
    assert french[1].partition("\n")[0] != english[1].partition("\n")[0]
    Path("study.yaml").write_text(json.dumps({**SMALL, "lang": "fr"}))
    assert said(capsys, *asked(one)) == french


@pytest.mark.parametrize("one", questions(), ids=lambda one: one.name)
@pytest.mark.usefixtures("unasked")
def test_a_file_of_somebody_else_is_found_before_anything_is_simulated(
    one: Question, journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("answer").mkdir()
    for name in one.answers.file_names():
        theirs = Path("answer", name)
        theirs.write_text("mine")
        code, output, errors = said(capsys, *asked(one), "--out", "answer")
        assert (code, output) == (2, "")
        assert errors.startswith(f"cxsim: --out: found {theirs}, which cxsim did not write: move it")
        assert errors.count("\n") == 1
        assert theirs.read_text() == "mine"
        theirs.unlink()
    assert said(capsys, *asked(one), "--out", "study.yaml")[::2] == (
        2,
        "cxsim: --out study.yaml: not a folder\n",
    )


def test_a_portfolio_is_answered_in_sentences_a_table_and_all_sets(
    journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("ask", "portfolio", "journey.yaml", "--budget", "12", "--replications", "4")
    code, output, errors = said(capsys, *words, "--out", "answer")
    assert (code, errors) == (0, "")
    alone, told, *_ = output.splitlines()
    assert alone == "The scenario states no facts, so only the file’s own values are used."
    assert told.startswith("With “Half”, of 100 prospects ")
    assert "for EUR\u00a010 of the EUR\u00a012 that the first year may cost; " in output
    assert list(pd.read_csv("answer/portfolio.csv")["improvement"]) == ["half"]
    assert set(pd.read_parquet("answer/portfolio_sets.parquet")["improvements"]) == {"", "half", "less"}
    assert said(capsys, *words, "--workers", "1")[1] == output[: output.index("\nportfolio.csv")]
    Path("study.yaml").write_text(json.dumps({**SMALL, "budget": 2.0}))
    code, output, _ = said(capsys, "ask", "portfolio", "study.yaml")
    assert code == 0
    told = output.splitlines()[0]
    assert told.startswith("Nothing can be had for EUR\u00a02: the cheapest, “Less”, costs EUR\u00a04 ")


def test_a_study_says_what_a_scenario_needs_options_for(
    journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("study.yaml").write_text(json.dumps({**SMALL, "seed": 3, "equivalence_band": 60.0}))
    code, output, errors = said(capsys, "ask", "rank", "study.yaml")
    assert (code, errors) == (0, "")
    options = (
        "--replications",
        "3",
        "--seed",
        "3",
        "--equivalence-band",
        "60",
        "--use",
        "ranges",
        "--sets",
        "12",
    )
    assert said(capsys, "ask", "rank", "journey.yaml", *options) == (0, output, "")
    assert "none of the improvements clearly wins" in output.lower()
    other = said(capsys, "ask", "rank", "study.yaml", "--equivalence-band", "1")[1]
    assert "wins the most customers" in other
    assert said(capsys, "check", "study.yaml")[1].startswith("study.yaml: OK, a study of small with ")


def test_options_of_what_a_question_builds_on_are_its_own(
    journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert {"use", "sets", "equivalence_band"} <= set(options(question("robustness")))
    near, far = (
        json.loads(
            said(capsys, *asked(question("robustness")), "--json", "--equivalence-band", equivalence_band)[1]
        )
        for equivalence_band in ("1", "60")
    )
    assert near["sentences"] != far["sentences"]


@pytest.mark.parametrize(("arguments", "message"), REFUSED)
@pytest.mark.usefixtures("unasked")
def test_a_question_that_cannot_be_asked_is_answered_with_one_line(
    arguments: list[str], message: str, journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("nothing.yaml").write_text(json.dumps(row_of({"a": 1.0})))
    Path("one.yaml").write_text(json.dumps({**SMALL, "improvements": ["half"]}))
    spend = {name: value for name, value in SMALL.items() if name != "budget"}
    Path("spend.yaml").write_text(json.dumps({**spend, "questions": ["spending"]}))
    before = sorted(Path().iterdir())
    code, output, errors = said(capsys, "ask", *arguments, *(["--out", "new"] if arguments[2:] else []))
    assert (code, output) == (2, "")
    assert errors.startswith(message)
    assert errors.count("\n") == 1
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    "arguments",
    [
        ("moments", "empty.yaml"),
        ("rank", "empty.yaml"),
        ("maturity", "empty.yaml"),
        ("portfolio", "empty.yaml", "--budget", "50"),
        ("robustness", "empty.yaml"),
        ("staffing", "empty.yaml", "agents"),
        ("decide", "empty.yaml"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_question_about_nobody_is_answered_with_what_to_do(
    arguments: tuple[str, ...], journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = row_of({"a": 1.0, "b": 0.0}, prospects=0.001, days=20, improvements={"half": HALF}, teams=TEAMS)
    Path("empty.yaml").write_text(json.dumps(few))
    study = {**SMALL, "scenario": "empty.yaml", "questions": ["ranking"]}
    file = "empty.yaml"
    if arguments[0] == "decide":
        file = "study.yaml"
        Path(file).write_text(json.dumps(study))
    code, output, errors = said(
        capsys, "ask", arguments[0], file, *arguments[2:], "--replications", "3", "--out", "answer"
    )
    assert (code, output) == (2, "")
    assert errors == (
        f"{file}: nobody was measured in a replication, expected somebody in each: raise "
        "population.existing or population.prospects_per_day, or make period.follow_up longer\n"
    )
    assert not Path("answer").exists()
    assert said(capsys, "run", "empty.yaml", "--replications", "3")[0] == 0


# --- every question of a study


def test_a_study_is_decided_question_by_question(journey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decision = decide(*load_study("study.yaml"))
    code, output, errors = said(capsys, "ask", "decide", "study.yaml", "--out", "answers")
    assert (code, errors) == (0, "")
    assert output.startswith("Small, 3 replications, seed 1\n")
    at = 0
    for name, answer in decision.answers.items():
        at = output.index(str(answer.summary()), at)  # in the order of the study
        assert names_in(Path("answers", name)) == sorted(answer.files)
    code, plain, errors = said(capsys, "ask", "decide", "study.yaml", "--json")
    assert (code, errors) == (0, "")
    found = json.loads(plain)
    assert found["question"] == "decision"
    assert found["answers"] == {name: json.loads(one.to_json()) for name, one in decision.answers.items()}


def test_what_a_study_lacks_figures_for_is_left_out(
    journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asks = {name: value for name, value in SMALL.items() if name != "budget"}
    Path("study.yaml").write_text(json.dumps({**asks, "questions": ["portfolio", "ranking"]}))
    code, output, errors = said(capsys, "ask", "decide", "study.yaml")
    assert code == 0
    assert errors.startswith("study.yaml: portfolio is left out: budget: found none, expected what they ")
    assert "“Half” wins the most customers" in output
    Path("study.yaml").write_text(json.dumps({**asks, "questions": ["portfolio"]}))
    code, output, errors = said(capsys, "check", "study.yaml")
    assert code == 0
    assert "study.yaml: budget: found none, expected a value, as portfolio is among the questions" in errors
    code, output, errors = said(capsys, "ask", "decide", "study.yaml")
    assert (code, output) == (2, "")
    assert errors.startswith("study.yaml: budget: found none, expected what they may cost together")


def test_what_there_is_nothing_to_tell_of_is_left_out(
    journey: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The scenario states no facts, so that no assumption is varied for a ranking."""
    asks = {**SMALL, "questions": ["robustness", "information", "ranking"], "uncertainty": {"use": "facts"}}
    Path("study.yaml").write_text(json.dumps(asks))
    why = "uncertainty.use: found facts, of which the scenario states none; expected some in the scenario"
    code, output, errors = said(capsys, "ask", "decide", "study.yaml", "--json")
    assert code == 0
    assert list(json.loads(output)["answers"]) == ["ranking"]
    assert list(decide(*load_study("study.yaml")).answers) == ["ranking"]
    for command, told in zip(("robustness", "information"), errors.splitlines(), strict=True):
        assert told.startswith(f"study.yaml: {command} is left out: {why}")
        code, output, alone = said(capsys, "ask", command, "study.yaml")
        assert (code, output, alone.count("\n")) == (2, "", 1)
        assert alone.startswith(f"study.yaml: {why}")


@pytest.mark.usefixtures("unasked")
def test_files_of_all_answers_are_looked_at_before(journey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = Path("answers", "drivers", "drivers.csv")
    theirs.parent.mkdir(parents=True)
    theirs.write_text("mine")
    code, output, errors = said(capsys, "ask", "decide", "study.yaml", "--out", "answers")
    assert (code, output) == (2, "")
    assert errors.startswith(f"cxsim: --out: found {theirs}, which cxsim did not write")


def test_a_decision_that_is_stopped_goes_on(
    journey: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask, asked = Question.ask, []

    def stop(self: Question, *given: Any) -> Any:
        asked.append(self.name)
        if self.name == "choice":
            signal.raise_signal(signal.SIGINT)
        return ask(self, *given)

    monkeypatch.setattr(Question, "ask", stop)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        code, output, errors = said(capsys, "ask", "decide", "study.yaml", "--out", "answers")
    finally:
        signal.signal(signal.SIGINT, before)
    assert (code, asked) == (130, ["journey", "ranking", "choice"])
    assert errors == (
        "cxsim: interrupted, 2 of 11 questions are answered; the same command goes on from there\n"
    )
    assert "“Half” wins the most customers" in output
    assert names_in(Path("answers", "ranking")) == sorted(question("ranking").answers.file_names())
    monkeypatch.setattr(Question, "ask", ask)
    assert said(capsys, "ask", "decide", "study.yaml", "--out", "answers")[0] == 0
    assert sorted(path.name for path in Path("answers").iterdir())[0] == "choice"


def test_a_comparison_names_each_file(journey: Path, capsys: pytest.CaptureFixture[str]) -> None:
    better = json.loads(journey.read_text())
    better["touchpoints"]["a"]["frictions"]["trouble"]["probability"] = 0.1
    Path("better.yaml").write_text(json.dumps({**better, "name": "better", "title": "Better"}))
    arguments = ["ask", "compare", "journey.yaml", "better.yaml", "journey.yaml", "--replications", "3"]
    assert run_command(arguments) == 0
    output = capsys.readouterr().out
    assert re.search(r"^Better .*\+", output, re.MULTILINE)
    assert "Small (2)" in output
