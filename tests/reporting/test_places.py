"""What is published says nothing of where things lie on the machine that made it."""

import base64
import json
import sys
from pathlib import Path

import nbformat
import pytest

from cxsim.reporting.places import without_places
from cxsim.reporting.provenance import MANIFEST_TYPE
from cxsim.reporting.publish import publish
from tests.reporting.site.reports import MANIFEST


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which every folder has a name that is nobody else's business."""
    for name in ("home_of_alice", "work_at_acme", "client_omega"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home_of_alice"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "home_of_alice"))
    monkeypatch.chdir(tmp_path / "work_at_acme")
    return tmp_path


def executed(source: str, *outputs: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A notebook that was given parameters, and showed some things."""
    given = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]})
    shows = nbformat.v4.new_code_cell("show()", outputs=list(outputs))
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Who stays?"), given, shows])


def printed(text: str, name: str = "stdout") -> nbformat.NotebookNode:
    return nbformat.v4.new_output("stream", name=name, text=text)


def test_nothing_that_is_published_names_a_folder_of_the_machine(here: Path) -> None:
    scenario = here / "client_omega" / "telecom.yaml"
    shown = {
        "text/html": f"<p>Read from {scenario}.</p><p>{Path.home()}</p>",
        MANIFEST_TYPE: MANIFEST | {"title": f"As in {scenario}"},
        "application/vnd.cxsim.tables+json": [
            {"name": "t", "title": "T", "columns": [{"name": "x", "type": "text", "values": [str(scenario)]}]}
        ],
    }
    warned = f"{sys.prefix}/lib/x.py:1: UserWarning\n/tmp/ipykernel_77/12.py:3: UserWarning\n"
    notebook = executed(
        f"scenario = {json.dumps(str(scenario))}\nworkers = 2",
        printed(
            f"{scenario.with_name('other.csv')}\n{Path.cwd()}/a.txt {Path.cwd()}. {Path.home()}/.cache\n"
        ),
        printed(warned, "stderr"),
        nbformat.v4.new_output("display_data", shown),
    )
    before = json.dumps(notebook)
    page = publish(notebook, here / "out")
    assert json.dumps(notebook) == before, "a copy is changed"
    for file in (one for one in page.parent.rglob("*") if one.is_file()):
        content = file.read_bytes()
        for place in ("home_of_alice", "work_at_acme", "client_omega", sys.prefix, "ipykernel_", str(here)):
            assert place.encode() not in content, (file.name, place)
    again = nbformat.read(page.parent / "report.ipynb", 4)
    assert again.cells[1].source == 'scenario = "telecom.yaml"\nworkers = 2'
    assert again.cells[2].outputs[0].text == "other.csv\na.txt .. ~/.cache\n"
    assert again.cells[2].outputs[1].text == "python/lib/x.py:1: UserWarning\ncell:3: UserWarning\n"
    assert json.loads((page.parent / "manifest.json").read_text())["title"] == "As in telecom.yaml"
    assert "Read from telecom.yaml." in page.read_text(encoding="utf-8")


def test_words_that_only_look_like_places_stay(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/al")
    text = "and/or https://example.com/home/al /home/alex x/home/al /home/al-b /home/al.bak 1/2 /home"
    picture = base64.b64encode(b"x" * 60).decode() + "/home/al"
    shown = nbformat.v4.new_output("display_data", {"image/png": picture, "text/plain": text})
    notebook = executed('scenario = "../scenarios/telecom.yaml"; root = "/"', shown)
    assert json.dumps(without_places(notebook)) == json.dumps(notebook)


def test_a_path_of_another_system_is_named_shortly_too(here: Path) -> None:
    notebook = executed(
        'scenario = "C:\\\\Users\\\\alice\\\\telecom.yaml"', printed("C:\\Users\\alice\\x.csv")
    )
    cleaned = without_places(notebook)
    assert cleaned.cells[1].source == 'scenario = "telecom.yaml"'
    assert cleaned.cells[2].outputs[0].text == "x.csv"


@pytest.mark.parametrize("source", ["def", "x = '\\0'", "", "scenario = None"])
def test_parameters_that_are_none_are_left_alone(here: Path, source: str) -> None:
    notebook = executed(source, printed("as it is"))
    assert json.dumps(without_places(notebook)) == json.dumps(notebook)
