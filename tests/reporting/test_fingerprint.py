"""The digest of a report changes with everything that decides the report, and with nothing else."""

from pathlib import Path
from typing import Any

import pytest

from cxsim.reporting.batches import fingerprint
from cxsim.reporting.batches.fingerprint import fingerprint_of
from cxsim.reporting.batches.reports import _reads
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study
from tests.questions.small_worlds import row_of
from tests.reporting.batches import write_notebook

SCENARIO = Scenario.model_validate(row_of({"a": 1.0}))
NOTE = Evidence(value=0.5, source="a survey", status="cited")
STUDY = {"study": 2, "name": "mine", "title": "Mine", "scenario": "journey.yaml"}


@pytest.fixture
def of(tmp_path: Path) -> Any:
    """The digest of a small report, with something otherwise."""
    notebook = tmp_path / "own.ipynb"
    write_notebook(notebook, "print(seed)")
    given: dict[str, Any] = {
        "scenario": SCENARIO,
        "study": Study.model_validate(STUDY),
        "notebook": notebook,
        "parameters": {"seed": 1, "workers": 2},
        "beside": {"scenario.yaml": "extends: journey.yaml"},
    }
    return lambda **otherwise: fingerprint_of(**given | otherwise)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"scenario": SCENARIO.model_copy(update={"title": "Another"})},
        {"scenario": SCENARIO.model_copy(update={"evidence": {"desks.desk.skill": NOTE}})},
        {"study": Study.model_validate({**STUDY, "title": "Another"})},
        {"parameters": {"seed": 2, "workers": 2}},
        {"beside": {"scenario.yaml": "extends: other.yaml"}},
    ],
    ids=["scenario", "evidence", "study", "parameters", "beside"],
)
def test_it_changes_with_what_is_asked(of: Any, otherwise: dict[str, Any]) -> None:
    assert of(**otherwise) != of() == of()


def test_it_changes_with_the_notebook(of: Any, tmp_path: Path) -> None:
    before = of()
    write_notebook(tmp_path / "own.ipynb", "print(scenario)")
    assert of() != before


def test_it_changes_with_every_file_that_the_notebook_reads(of: Any, tmp_path: Path) -> None:
    read = tmp_path / "observed.csv"
    read.write_text("hour,calls\n9,12\n")
    before = of(reads=[read])
    assert before != of()
    read.write_text("hour,calls\n9,13\n")
    assert of(reads=[read]) != before


def test_what_a_notebook_reads_is_named_in_its_parameters(tmp_path: Path) -> None:
    """Beside the scenario or from here, with what it extends; what is given goes before, and text is none."""
    for name, text in (("child.yaml", "extends: parent.yaml"), ("parent.yaml", "{}"), ("observed.csv", "")):
        (tmp_path / name).write_text(text)
    given = ("scenario", "../nowhere.yaml"), ("other", str(tmp_path / "child.yaml"))
    rest = (
        ("observed", "observed.csv"),
        ("team", "care_agents"),
        ("state", ""),
        ("draft", "none.yaml"),
        ("note", "a" * 9_999),
        ("odd", "\0"),
    )
    source = "\n".join(f"{name}: str = {value!r}" for name, value in (*given, *rest))
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": f"{source}\nseed: int = 1"}
    found = [file.name for file in _reads({"cells": [cell]}, {"scenario": "mine.yaml"}, tmp_path)]
    assert found == ["child.yaml", "parent.yaml", "observed.csv"]


def test_it_changes_with_the_program_and_its_libraries(of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = of()
    for name, other in (("_program", lambda: "another"), ("version", lambda package: "99")):
        with monkeypatch.context() as patch:
            patch.setattr(fingerprint, name, other)
            assert of() != before, name


def test_it_does_not_change_with_the_number_of_workers(of: Any) -> None:
    assert of(parameters={"seed": 1, "workers": 1}) == of()


def test_the_program_is_all_code_but_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies of some files, one of which is changed at a time."""
    names = ("engine/rules.py", "reporting/template/page.css", "language/fr/runs.po")
    others = ("reporting/site/index.py", "cli/app.py", "reporting/notes.txt")
    for name in (*names, *others):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("before")
    monkeypatch.setattr(fingerprint.cxsim, "__file__", str(tmp_path / "__init__.py"))
    program = fingerprint._program.__wrapped__
    for name in (*names, *others):
        before = program()
        (tmp_path / name).write_text("after")
        assert (program() != before) == (name in names), name
