"""Whoever has installed cxsim gets scenarios and notebooks to work with by one command, or by the lab."""

import io
import os
from pathlib import Path

import pytest

from cxsim.scenario import shipped as module
from cxsim.scenario.shipped import shipped_files
from tests.cli.test_commands import said


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_start_copies_what_is_missing_and_says_what_stayed(capsys: pytest.CaptureFixture[str]) -> None:
    scenarios, notebooks = len(shipped_files("scenarios")), len(shipped_files("notebooks"))
    code, output, errors = said(capsys, "start")
    assert (code, errors) == (0, "")
    assert output.splitlines()[:3] == [f"scenarios: {scenarios} files", f"notebooks: {notebooks} files", ""]
    Path("scenarios/telecom.yaml").write_text("mine")
    Path("notebooks/tour.ipynb").unlink()
    output = said(capsys, "start")[1]
    assert output.splitlines()[:3] == [
        "scenarios: nothing was missing",
        "notebooks: 1 file",
        "scenarios/telecom.yaml: kept, it differs from the one that comes with cxsim",
    ]
    assert Path("scenarios/telecom.yaml").read_text() == "mine"


def test_what_start_says_to_do_next_works(capsys: pytest.CaptureFixture[str]) -> None:
    output = said(capsys, "start", "my journeys")[1]
    assert "\n  cd 'my journeys'\n" in output
    os.chdir("my journeys")
    code, output, errors = said(capsys, "check", *map(str, sorted(Path("scenarios").glob("*.yaml"))))
    assert (code, errors) == (0, "")
    assert output.count(": OK, ") == len(list(Path("scenarios").glob("*.yaml")))


def test_a_file_in_the_place_of_a_folder_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Path("notebooks").touch()
    code, _, errors = said(capsys, "start")
    assert (code, errors) == (2, "cxsim: notebooks: cannot be written: file exists\n")


@pytest.mark.parametrize(
    ("named", "hint"),
    [
        ("telecom.yaml", "cxsim start puts the reference scenarios here"),
        ("scenarios/*.yaml", "cxsim start puts the reference scenarios here"),
        ("scenarios/ours.yaml", "cxsim start puts the reference scenarios here"),
        ("telecm.yaml", ""),
        ("elsewhere/ours.yaml", "the folder does not exist either"),
    ],
)
def test_in_an_empty_folder_one_is_told_how_to_get_the_reference_scenarios(
    named: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in (("report",), ("check",), ("ask", "moments")):
        code, _, errors = said(capsys, *command, named)
        told = f"{named}: found no such file, expected a study or a scenario file{hint and '; '}{hint}\n"
        assert (code, errors) == (2, told)


def test_one_who_has_them_is_told_where(capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "start")
    assert "; there is scenarios/telecom.yaml\n" in said(capsys, "report", "telecom.yaml")[2]
    assert 'did you mean "telecom.yaml"' in said(capsys, "report", "scenarios/telecm.yaml")[2]


class Terminal(io.StringIO):
    """Somebody who types."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the lab was opened with; opening it ends the command."""
    found: list[list[str]] = []

    def execute(_: str, command: list[str]) -> None:
        found.append(command)
        raise SystemExit(0)

    monkeypatch.setattr(os, "execv", execute)
    return found


@pytest.fixture
def installed(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """As from a wheel: what comes with cxsim lies inside it."""
    package = tmp_path_factory.mktemp("package")
    (package / "shipped").mkdir()
    for name in ("scenarios", "notebooks"):
        (package / "shipped" / name).symlink_to(module.PACKAGE.parent / name)
    monkeypatch.setattr(module, "PACKAGE", package)


def opens(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    with pytest.raises(SystemExit):
        said(capsys, "lab", *arguments)
    output = capsys.readouterr()
    return output.out, output.err


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("answer", ["\n", "y\n"])
def test_the_lab_offers_to_copy_the_notebooks(
    answer: str,
    here: Path,
    opened: list[list[str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path("scenarios").mkdir()
    Path("scenarios/telecom.yaml").write_text("mine")
    monkeypatch.setattr("sys.stdin", Terminal(answer))
    output, _ = opens(capsys, "--no-browser")
    assert f"Copy the notebooks and the reference scenarios into {here}? [Y/n]" in output
    assert "scenarios/telecom.yaml: kept, it differs" in output
    assert Path("scenarios/telecom.yaml").read_text() == "mine"
    assert Path("notebooks/tour.ipynb").is_file()
    assert f"--ServerApp.root_dir={here}" in opened[0]
    assert opened[0][-1] == "--no-browser"
    opens(capsys)  # and now there is nothing to ask
    assert len(opened) == 2


@pytest.mark.usefixtures("installed")
def test_who_says_no_or_cannot_be_asked_gets_nothing(
    here: Path, opened: list[list[str]], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    code, _, errors = said(capsys, "lab")
    assert (code, errors) == (2, "cxsim: there is no folder notebooks here; start where there is one\n")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    code, _, errors = said(capsys, "lab")
    assert (code, errors) == (2, "cxsim: there is no folder notebooks here; cxsim start puts one here\n")
    assert (opened, list(here.iterdir())) == ([], [])


def test_in_a_checkout_the_lab_opens_its_notebooks_from_anywhere(
    opened: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    opens(capsys)
    assert f"--ServerApp.root_dir={module.PACKAGE.parent}" in opened[0]
