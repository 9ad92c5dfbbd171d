"""What a file says and may not mean is told by every command that reads it, and stops none of them."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cxsim.cli import inputs as cli_inputs
from cxsim.cli.app import run_command
from tests.small import small_scenario

NOBODYS = "\U0003fffd"  # no font has it
HASH = 'title: found "Fibre", and "#1" as a comment, expected quotes around text that holds #, or a space'
FONT = "title: found letters that no font here has, "


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scenario whose title a comment cuts, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    file = small_scenario(tmp_path)
    file.write_text(file.read_text().replace("title: A small company", "title: Fibre #1"), encoding="utf-8")
    Path("study.yaml").write_text(
        f"study: 2\nname: asked\ntitle: What {NOBODYS}\nscenario: small.yaml\n", encoding="utf-8"
    )
    return file


def test_check_says_ok_and_warns(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["check", "small.yaml", "study.yaml"]) == 0
    said = capsys.readouterr()
    assert [line.split(":")[0] for line in said.out.splitlines()] == ["small.yaml", "study.yaml"]
    small, again, font = (line for line in said.err.splitlines() if "period.follow_up" not in line)
    assert small == again
    assert small.startswith(f"warning: small.yaml:3: {HASH}")
    assert font.startswith("warning: study.yaml:3: title: found letters that no font here has")


@pytest.mark.parametrize(
    "read",
    [
        lambda: cli_inputs.load(Path("small.yaml")),
        lambda: cli_inputs.load_study(Path("study.yaml")),
        lambda: run_command(["scenario", "new", "ours", "--like", "small.yaml", "--title", "Ours"]),
    ],
    ids=["a scenario", "a study", "a new one"],
)
def test_commands_that_read_it_warn_once(
    read: Callable[[], object], here: Path, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    read()
    said = capsys.readouterr().err
    assert said.count(HASH) == 1
    assert (FONT in said) == ("study" in request.node.name)


@pytest.mark.whole
def test_check_holds_a_scenario_against_its_facts_where_that_is_asked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fact = "facts:\n  known: {kpi: friction, range: [0, 1], after: 30 d}\n"
    here.write_text(here.read_text().replace("period:", f"{fact}period:", 1), encoding="utf-8")
    assert run_command(["check", "small.yaml"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert run_command(["check", "--facts", "small.yaml"]) == 0
    _, met, *each = capsys.readouterr().out.splitlines()
    assert met.startswith("With the file’s own values ")
    (known,) = [line for line in each if line.startswith("“Friction over 30 days” ")]
    assert known.endswith(": met")
    assert run_command(["check", "--facts", "--json", "small.yaml"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert "known" in [fact["fact"] for fact in found["met"]]
    assert found["facts"][0] == met
