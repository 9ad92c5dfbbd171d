"""A random journey through the command line: an answer, or one clear line, and no traceback."""

import re
from pathlib import Path

import pytest

from cxsim.cli.app import run_command
from cxsim.theme.picture import Picture
from tests.product.studies import Study, examples
from tests.product.texts import NO_NUMBER
from tests.product.walk import failure

FEW = ("--replications", "2", "--workers", "1")
# What a command says where it has nothing to answer; everything else is an answer.
REFUSAL = re.compile(r"(cxsim|[^\n]*\.yaml)[^\n]*\n?")
# Questions that need nothing besides the journey.
ALONE = ("journey", "moments", "usual-methods", "shapley", "fragmentation", "targets")


def commands(one: Study, scenario: Path, asked: Path) -> list[list[str]]:
    """Every command that answers something about a scenario, or about its study."""
    about = str(asked if one.scenario["improvements"] else scenario)
    teams = list(one.scenario.get("teams", {})) or ["nobody"]
    found = [
        ["check", str(scenario), about],
        ["run", str(scenario), *FEW],
        ["run", str(scenario), *FEW, "--record", "kpis"],
        *(["ask", name, about, *FEW] for name in ALONE),
        ["ask", "rank", about, *FEW],
        *(["ask", name, about, "--budget", "1500", *FEW] for name in ("portfolio", "where-to-spend")),
        ["ask", "select", about, "--most", "10", *FEW],
        ["ask", "maturity", str(scenario), *FEW],
        *(["ask", "staffing", str(scenario), team, *FEW] for team in teams),
        ["ask", "compare", str(scenario), str(scenario), *FEW],
    ]
    if one.study["uncertainty"].get("use") != "none":
        over = ("--use", "ranges", "--sets", "2")
        found += [["ask", name, about, *over, *FEW] for name in ("rank", "robustness", "information")]
        found.append(["ask", "drivers", about, "--trajectories", "2", *FEW])
    found += [
        ["ask", "bundles", about, *FEW],
        ["ask", "facts", str(scenario), "--sets", "2", "--workers", "1"],
    ]
    return found


def faults(arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Run a command, and say what is wrong with how it ends and what it says and writes."""
    name = " ".join(arguments[:2]) if arguments[0] == "ask" else arguments[0]
    out = [] if name == "check" else ["--out", str(folder)]
    try:
        code = run_command([*arguments, *out])
    except Exception as error:
        capsys.readouterr()
        return [f"{name}: {failure(error)}"]
    said = capsys.readouterr()
    found = []
    if code not in (0, 1, 2):
        found.append(f"{name}: exit code {code}")
    if "Traceback" in said.err:
        found.append(f"{name}: {said.err}")
    if code and not REFUSAL.fullmatch(said.err):
        found.append(f"{name}: ends with {code} and says {said.err!r}")
    if code and folder.exists():
        found.append(f"{name}: ends with {code} and leaves {sorted(folder.iterdir())}")
    if not code and out and not list(folder.iterdir()):
        found.append(f"{name}: wrote nothing")
    found += [f"{name}: {one[0]!r} in {said.out}" for one in [NO_NUMBER.search(said.out)] if one]
    return found


def walked(one: Study, folder: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Write a study, and ask everything about it."""
    files = one.write(folder)
    found = []
    for number, arguments in enumerate(commands(one, *files)):
        found += faults(arguments, folder / f"{number}", capsys)
    return found


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXSIM_CACHE", "")
    monkeypatch.setenv("COLUMNS", "100")


def test_a_study_is_answered_or_refused_in_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Picture, "png", b"png")
    assert walked(examples(1, first=2)[0], tmp_path, capsys) == []


@pytest.mark.verify
@pytest.mark.parametrize("ten", range(11, 17))
def test_studies_are_answered_or_refused_in_a_line(
    ten: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for number, one in enumerate(examples(10, first=ten)):
        folder = tmp_path / str(number)
        folder.mkdir()
        if wrong := walked(one, folder, capsys):
            found[f"examples(10, first={ten})[{number}]"] = wrong
    assert found == {}


@pytest.mark.verify
@pytest.mark.parametrize("number", range(4))
def test_reports_are_made_or_refused_in_a_line(
    number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = examples(4, first=20)[number]
    scenario, asked = one.write(tmp_path)
    files = [scenario, asked] if one.scenario["improvements"] else [scenario]
    for file in files:
        folder = tmp_path / f"report_{file.stem}"
        assert faults(["report", str(file), *FEW, "--lang", "fr"], folder, capsys) == []
        assert not folder.exists() or "<html" in (folder / "index.html").read_text(encoding="utf-8")
