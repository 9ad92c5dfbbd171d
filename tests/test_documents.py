"""Documents for contributors and users name what is there."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PATH = re.compile(r"`((?:cxsim|tests|scenarios|docs|notebooks)/[\w./<>]+)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_file_named_exists(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = [ROOT / name for name in PATH.findall(text)]
    named += [document.parent / name for name in re.findall(r"\]\((?!http)([\w./]+)\)", text)]
    rooms = [room.parent.name for room in (ROOT / "cxsim" / "questions").glob("*/words.py")]
    assert [
        str(file)
        for file in named
        if not any(Path(str(file).replace("<room>", room)).exists() for room in rooms)
    ] == []


def test_contributing_says_where_everything_goes() -> None:
    assert len(set(PATH.findall(CONTRIBUTING))) > 30
    for thing in ("question", "chart", "KPI", "mechanism", "language", "figure of your own"):
        assert re.search(rf"^## An? {thing}$", CONTRIBUTING, re.MULTILINE), thing


def test_a_figure_of_ones_own_is_made_as_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (example,) = re.findall(r"```python\n(.*?)```", CONTRIBUTING, re.DOTALL)
    lines = example.splitlines()
    given: dict[str, object] = {}
    exec("\n".join(lines[:-1]), given)
    shown = eval(lines[-1], given)
    (carried,) = shown._repr_mimebundle_()["application/vnd.cxsim.tables+json"]
    assert carried["name"] == "waits"
    assert {"mean", "low", "high"} <= {column["name"] for column in carried["columns"]}


def test_a_question_takes_as_many_files_as_are_said() -> None:
    section = CONTRIBUTING.partition("## A question\n")[2].partition("\n## ")[0]
    steps = re.findall(r"^\d\. `([^`]+)`", section, re.MULTILINE)
    assert "Eight files" in section
    assert len(steps) == len(set(steps)) == 8


def test_the_changelog_and_the_citation_are_of_this_version() -> None:
    versions = re.findall(r"^## \[(.+)\]$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert versions[:2] == ["Unreleased", PROJECT["version"]]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert (citation["version"], citation["license"]) == (PROJECT["version"], PROJECT["license"])
    assert [one["name"] for one in citation["authors"]] == [one["name"] for one in PROJECT["authors"]]
    assert {"cff-version", "message", "title", "type"} <= set(citation)
