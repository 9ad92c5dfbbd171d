"""The notebooks: thin, checked, runnable in every way; and how running notebooks goes wrong."""

import ast
import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

import cxsim as cx
from cxsim.errors import ParameterError
from cxsim.reporting.notebooks import NotebookError, Progress, run_notebook
from cxsim.reporting.parameters import (
    check_parameters,
    declared_parameters,
    report_parameters,
    study_parameters,
)
from cxsim.reporting.publish import render
from tests.questions.library import LIBRARY, STAKES
from tests.questions.notes import PROBABILITY, with_note
from tests.questions.small_worlds import row_of
from tests.small import ROOT, small_scenario

REPORT = ROOT / "notebooks" / "scenario_report.ipynb"
REPORTS = [REPORT, ROOT / "notebooks" / "decision_report.ipynb"]
CHECKED = "# NBVAL_CHECK_OUTPUT"


FOLDER = ROOT / "notebooks"
EACH = pytest.mark.parametrize("report", sorted(FOLDER.glob("*.ipynb")), ids=lambda file: file.stem)

# Parameters that every notebook has, and what others are beside the scenario (or the study) it is about.
ALWAYS = {"replications": "int", "seed": "int", "workers": "int"}
OTHERS = {
    "bank_fit": {"observed": "str"},
    "compare_scenarios": {"other": "str", "improvement": "str"},
    "decision_report": {"quick": "bool", "sets": "int", "lang": "str"},
    "describe_your_journey": {"draft": "str"},
    "explore": {"state": "str", "lang": "str"},
    "maturity": {"assessment": "str"},
    "recovery_and_staffing": {"budget": "float", "team": "str"},
    "robustness": {"sets": "int", "improvements": "list", "assumptions": "list"},
    "scenario_report": {"lang": "str", "figures": "str"},
    "tour": {"improvements": "list"},
}


def read(report: Path) -> Any:
    """A notebook."""
    return nbformat.read(report, as_version=4)


def code(report: Path) -> list[Any]:
    """Its code cells."""
    return [cell for cell in read(report).cells if cell.cell_type == "code"]


def written(folder: Path, *cells: str, parameters: str = "count: int = 1  # of what") -> Path:
    """Write a notebook with a parameters cell and more cells."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    title = nbformat.v4.new_markdown_cell("## What goes wrong?")
    notebook = nbformat.v4.new_notebook(
        cells=[first, title, *(nbformat.v4.new_code_cell(cell) for cell in cells)]
    )
    file = folder / "other.ipynb"
    nbformat.write(notebook, file)
    return file


@EACH
def test_the_notebook_is_valid_and_thin(report: Path) -> None:
    nbformat.validate(read(report))
    assert len(code(report)) <= 16
    for cell in code(report):
        tree = ast.parse(cell.source)
        logic = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.Lambda)
        assert not [node for node in ast.walk(tree) if isinstance(node, logic)], cell.source
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
        assert [ast.unparse(node) for node in imported] in ([], ["import cxsim as cx"])
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "cx":
                assert node.attr in cx.__all__


@EACH
def test_headings_are_questions_and_the_last_cell_says_how_it_was_made(report: Path) -> None:
    headings = [
        line
        for cell in read(report).cells
        if cell.cell_type == "markdown"
        for line in re.findall("(?m)^#.*", cell.source)
    ]
    assert [line.count("#") for line in headings] == [1] + [2] * (len(headings) - 1)
    assert all(line.endswith("?") for line in headings)
    assert re.fullmatch(r"cx\.provenance\(\w+\)", read(report).cells[-1].source)
    assert "parameters" in code(report)[0].metadata["tags"]
    ids = [cell.id for cell in read(report).cells]
    assert len(ids) == len(set(ids))


@EACH
def test_parameters_are_typed_and_commented(report: Path) -> None:
    about = "study" if report.stem == "decision_report" else "scenario"
    assert declared_parameters(read(report)) == {about: "str", **ALWAYS, **OTHERS.get(report.stem, {})}
    (cell,) = [cell for cell in code(report) if "parameters" in cell.metadata.get("tags", [])]
    assert all("  # " in line for line in cell.source.splitlines())


@EACH
def test_only_checked_outputs_are_stored(report: Path) -> None:
    """To renew them: run the notebook in JupyterLab and clear the outputs of all other cells."""
    stored = [cell for cell in code(report) if cell.outputs]
    assert stored == [cell for cell in code(report) if CHECKED in cell.source]
    assert stored
    assert all(cell.execution_count is None for cell in code(report) if cell not in stored)
    assert report.stat().st_size < 20_000


@EACH
def test_nothing_tells_of_the_machine(report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(Path.home()) not in text
    assert "execution" not in read(report).metadata
    assert read(report).metadata.kernelspec.name == "python3"


def test_every_notebook_is_listed_and_every_listed_one_exists() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\|.*\?.*\| `(\w+\.ipynb)` \|$", readme)
    assert sorted(rows) == sorted(file.name for file in FOLDER.glob("*.ipynb"))
    file = r"`([\w/]+\.(?:yaml|ipynb|md|csv|py))`"
    named = re.findall(file, readme)
    for report in FOLDER.glob("*.ipynb"):
        texts = [cell.source for cell in read(report).cells if cell.cell_type == "markdown"]
        named += re.findall(file, "\n".join(texts))
    assert not [
        name for name in named if not any((at / name).exists() for at in (FOLDER, ROOT / "scenarios"))
    ]


def test_a_list_reaches_the_notebook_as_one() -> None:
    robustness = read(FOLDER / "robustness.ipynb")
    check_parameters({"improvements": [], "sets": 30}, robustness)
    with pytest.raises(ParameterError, match='improvements: found "one_case_file", expected a list'):
        check_parameters({"improvements": "one_case_file"}, robustness)


def test_scenario_files_are_found_from_both_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (ROOT, ROOT / "notebooks"):
        monkeypatch.chdir(folder)
        for path in ("scenarios/telecom.yaml", "../scenarios/telecom.yaml"):
            assert report_parameters(path, 1, 1).scenario.resolve() == ROOT / "scenarios" / "telecom.yaml"
    assert report_parameters(str(ROOT / "scenarios" / "telecom.yaml"), 1, 1).workers >= 1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"replications": "1e-3"}, 'replications: found "1e-3", expected a whole number from 1 to 10,000'),
        ({"replications": 4.0}, "replications: found 4.0, expected a whole number"),
        ({"replications": True}, "replications: found true, expected a whole number"),
        ({"replications": 0}, "replications: found 0"),
        ({"seed": -1}, "seed: found -1"),
        ({"seed": 2**63}, "seed: found 9223372036854775808"),
        ({"workers": None}, "workers: found nothing"),
        ({"lang": "de"}, 'lang: found "de", expected en or fr'),
        ({"lang": None}, "lang: found nothing, expected en or fr"),
        ({"scenario": 5}, "scenario: found 5, expected the path of a scenario file"),
        ({"scenario": ""}, 'scenario: found "", expected the path'),
        ({"scenario": "no\0where"}, "scenario: found no file"),
        ({"scenario": "nowhere.yaml"}, 'scenario: found no file "nowhere.yaml"'),
    ],
)
def test_the_notebook_refuses_wrong_parameters(wrong: dict[str, Any], message: str) -> None:
    right = {"scenario": ROOT / "scenarios" / "telecom.yaml", "replications": 1, "seed": 1, "workers": 1}
    with pytest.raises(ParameterError, match=f"^{re.escape(message)}"):
        report_parameters(**(right | wrong))


def test_a_study_is_read_with_what_is_asked_otherwise() -> None:
    scenario, study, workers = study_parameters("../scenarios/telecom_study.yaml", workers=3)
    assert (scenario.name, study.replications, study.seed, workers) == ("telecom", 4, 1, 3)
    assert study == cx.load_study(ROOT / "scenarios" / "telecom_study.yaml")[1]
    given = study_parameters("scenarios/telecom.yaml", replications=7, seed=0)
    assert (given.study.name, given.study.replications, given.study.seed) == ("telecom", 7, 0)
    for lang in ("", "fr"):
        assert study_parameters("scenarios/telecom.yaml", lang=lang).study.lang == (lang or "en")
    quick = study_parameters("scenarios/telecom_study.yaml", quick=True).study
    assert (quick.replications, quick.uncertainty.use, quick.uncertainty.trajectories) == (3, "none", 0)
    assert (quick.budget, quick.equivalence_band) == (study.budget, study.equivalence_band)
    more = study_parameters("scenarios/telecom_study.yaml", quick=True, sets=32).study
    assert (more.uncertainty.use, more.uncertainty.sets, more.replications) == ("facts", 32, 3)
    more = study_parameters("scenarios/telecom_study.yaml", quick=True, replications=9).study
    assert more.replications == 9


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"quick": 1}, "quick: found 1, expected true or false"),
        ({"replications": -1}, "replications: found -1, expected a whole number from 0 to 10,000"),
        ({"sets": 1}, "sets: found 1, expected a whole number from 2 to 10,000"),
        ({"seed": -2}, "seed: found -2, expected a whole number from -1"),
        ({"workers": "2"}, 'workers: found "2", expected a whole number from 0'),
        ({"lang": "FR"}, 'lang: found "FR", expected en or fr'),
        ({"study": 5}, "study: found 5, expected the path of a study file"),
        ({"study": "nowhere.yaml"}, 'study: found no file "nowhere.yaml", expected the path of a study file'),
    ],
)
def test_the_decision_report_refuses_wrong_parameters(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=f"^{re.escape(message)}"):
        study_parameters(**({"study": "scenarios/telecom_study.yaml"} | wrong))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"replicatons": 5}, '"replicatons" is no parameter of this notebook; did you mean "replications"?'),
        ({"pace": 5}, "there is scenario, replications, seed, workers, lang"),
        ({"replications": "5"}, 'replications: found "5", expected a whole number'),
        ({"seed": True}, "seed: found true, expected a whole number"),
        ({"scenario": 5}, "scenario: found 5, expected text"),
        ({"scenario": "\udcff.yaml"}, "expected a value that JSON can hold"),
    ],
)
def test_unfit_parameters_never_reach_a_kernel(given: dict[str, Any], message: str) -> None:
    with pytest.raises(ParameterError, match=re.escape(message)):
        run_notebook(REPORT, given)


@pytest.mark.parametrize("value", [math.inf, math.nan])
def test_numbers_that_json_does_not_have_are_refused(value: float, tmp_path: Path) -> None:
    notebook = nbformat.read(written(tmp_path, parameters="level: float = 0.5\nwhat = None"), as_version=4)
    check_parameters({"level": 1, "what": [1, {"a": "b"}]}, notebook)
    for given in ({"level": value}, {"what": [value]}, {"what": object()}):
        with pytest.raises(ParameterError, match="a value that JSON can hold"):
            check_parameters(given, notebook)


def test_a_failing_cell_is_named_with_its_cause(tmp_path: Path) -> None:
    file = written(tmp_path, "# What it is for\n\n1 / count")
    old = nbformat.read(file, as_version=4)
    old.nbformat_minor = 4  # as older programs write it: cells have no names
    for cell in old.cells:
        del cell["id"]
    nbformat.write(old, file)
    before = Path.cwd(), dict(os.environ)
    with pytest.raises(NotebookError) as caught:
        run_notebook(file, {"count": 0})
    place = 'at "What goes wrong?", in cell [2] "1 / count"'
    assert str(caught.value) == f"the notebook stopped {place}: ZeroDivisionError: division by zero"
    assert [path.name for path in tmp_path.iterdir()] == ["other.ipynb"]
    assert (Path.cwd(), dict(os.environ)) == before


def test_a_kernel_that_dies_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"What goes wrong.*its Python process died"):
        run_notebook(written(tmp_path, "import os; os._exit(1)", "print('after')"), {"count": 1})


def test_a_cell_that_takes_too_long_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match=r"What goes wrong.*took longer than allowed"):
        run_notebook(written(tmp_path, "import time; time.sleep(60)"), {}, cell_timeout=1)


def test_what_is_no_notebook_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotebookError, match="cannot be read: no such file"):
        run_notebook(tmp_path / "none.ipynb", {})
    for text in ("", "[]", '{"cells": [1]}', "[" * 100_000):
        (tmp_path / "odd.ipynb").write_text(text)
        with pytest.raises(NotebookError, match="is no notebook"):
            run_notebook(tmp_path / "odd.ipynb", {})


def test_a_notebook_runs_in_this_python_and_tells_nothing_of_the_machine(tmp_path: Path) -> None:
    seen: list[Progress] = []
    show = "import cxsim as cx, sys; show = cx.show_progress(2); show(1); show(2); print(sys.executable)"
    folder = tmp_path / "{odd}"
    folder.mkdir()
    notebook = run_notebook(written(folder, show), {"count": 2}, seen.append)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [output.text.strip() for output in outputs] == [sys.executable]
    assert seen[-1] == Progress("What goes wrong?", 2, 2)
    text = json.dumps(notebook)
    assert str(tmp_path) not in text
    assert "papermill" not in text


def test_how_fast_it_was_is_not_kept_and_warnings_are(tmp_path: Path) -> None:
    begin = "import cxsim as cx, sys, warnings"
    shown = [f"show = cx.show_progress(2, {what!r}); show(1); show(2)" for what in ("questions", "sets")]
    warned = f"{shown[0]}; print('2 of 3 questions, done'); print('a warning', file=sys.stderr)"
    cells = (begin, *shown, warned, "warnings.warn('another')")
    notebook = run_notebook(written(tmp_path, *cells), {"count": 1})
    said = [[one.text for one in cell.outputs] for cell in notebook.cells if cell.cell_type == "code"]
    assert said[:-2] == [[]] * (len(said) - 2), "progress alone is nothing"
    assert sorted(text.strip() for text in said[-2]) == ["2 of 3 questions, done", "a warning"]
    assert "UserWarning: another" in said[-1][0]


@pytest.mark.whole
def test_papermill_alone_runs_the_report(tmp_path: Path) -> None:
    small_scenario(tmp_path)
    (tmp_path / "parameters.yaml").write_text(
        yaml.safe_dump({"scenario": "small.yaml", "replications": 1, "workers": 1})
    )
    given = ["out.ipynb", "--no-progress-bar", "-f", "parameters.yaml"]
    papermill = [sys.executable, "-m", "papermill", str(REPORT), *given]
    done = subprocess.run(papermill, cwd=tmp_path, capture_output=True, text=True, env=environment())
    assert done.returncode == 0, done.stderr[-2000:]
    notebook = nbformat.read(tmp_path / "out.ipynb", as_version=4)
    assert "A small company" in notebook.cells[-1].outputs[0].data["text/html"]


def test_robustness_is_told_of_a_small_journey(tmp_path: Path) -> None:
    data = with_note(row_of(STAKES, improvements=LIBRARY), PROBABILITY.format("second"), 0.0, 0.6)
    (tmp_path / "journey.yaml").write_text(json.dumps(data))
    file = FOLDER / "robustness.ipynb"
    given = {"scenario": str(tmp_path / "journey.yaml"), "improvements": [], "assumptions": []}
    page = render(run_notebook(file, given)).partition("</nav>")[2]
    assert " of 100" in page
    assert "Scenario hash" in page


def test_one_improvement_has_no_lead_to_explain(tmp_path: Path) -> None:
    """Which is said before sets of assumptions are tried."""
    (tmp_path / "journey.yaml").write_text(json.dumps(row_of(STAKES, improvements=LIBRARY)))
    given = {"scenario": str(tmp_path / "journey.yaml"), "improvements": ["half"]}
    seen: list[Progress] = []
    with pytest.raises(NotebookError, match='InterventionError: improvements: found "half" alone'):
        run_notebook(FOLDER / "robustness.ipynb", given, seen.append)
    assert not any(progress.done for progress in seen)


@pytest.mark.whole
def test_the_decision_report_answers_first(tmp_path: Path) -> None:
    data = with_note(row_of(STAKES, improvements=LIBRARY), PROBABILITY.format("second"), 0.0, 0.6)
    (tmp_path / "journey.yaml").write_text(json.dumps(data))
    study = {"study": 2, "name": "mine", "title": "Mine", "scenario": "journey.yaml", "budget": 500.0}
    doubts = {"use": "ranges", "sets": 3, "replications": 2, "trajectories": 2}
    (tmp_path / "study.yaml").write_text(json.dumps({**study, "replications": 3, "uncertainty": doubts}))
    given = {"study": str(tmp_path / "study.yaml"), "quick": False}
    page = render(run_notebook(REPORTS[1], given))
    answer, improvements = page.index('"cx-screen"'), page.index(">What does each improvement gain?</h2>")
    assert answer < page.index(">What to do first<") < page.index("Of 100 prospects") < improvements
    assert answer < page.index("over 3 sets of assumptions") < improvements
    assert improvements < page.index(
        ">Which touchpoints decide whether customers stay, or prospects join?</h2>"
    )
    for shown in (
        "More join, of 100",
        "All so far",
        "Moves the lead by",
        "moment of truth",
        "Part of all",
        "every method has",
        "Scenario hash",
    ):
        assert shown in page, shown


def test_papermill_alone_shows_one_clear_message(tmp_path: Path) -> None:
    papermill = [
        sys.executable,
        "-m",
        "papermill",
        str(REPORT),
        "out.ipynb",
        "--no-progress-bar",
        "-p",
        "replications",
        "1e-3",
    ]
    done = subprocess.run(papermill, cwd=tmp_path, capture_output=True, text=True, env=environment())
    assert done.returncode != 0
    assert (
        "ParameterError: replications: found 0.001, expected a whole number from 1 to 10,000" in done.stderr
    )
    assert "Traceback" not in done.stderr.partition("Exception encountered")[2]


def environment() -> dict[str, str]:
    """The environment of a process that works elsewhere."""
    return os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
