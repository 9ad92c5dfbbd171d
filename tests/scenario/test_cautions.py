"""What is right and may not be meant is told with its line; what is plainly meant is not."""

from pathlib import Path

import pytest

from cxsim.scenario.cautions import cautions_of
from cxsim.scenario.load import load_scenario
from tests.scenario.minimal import TEXT, line_of
from tests.scenario.mistakes.mistake import with_pieces


def told(text: str, folder: Path) -> list[str]:
    file = folder / "fibre.yaml"
    file.write_text(text, encoding="utf-8")
    load_scenario(file)  # it is right
    return [str(fault).removeprefix(f"{folder}/") for fault in cautions_of(file)]


def test_text_that_a_comment_cuts_is_told_with_its_line(tmp_path: Path) -> None:
    text = with_pieces({"title: A small fibre provider": "title: Fibre #1"})
    assert told(text, tmp_path) == [
        'fibre.yaml:3: title: found "Fibre", and "#1" as a comment, expected quotes around text that holds '
        "#, or a space behind the # of a comment"
    ]
    assert load_scenario(tmp_path / "fibre.yaml").title == "Fibre"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_each_is_told_also_inside_and_in_lists(encoding: str, tmp_path: Path) -> None:
    new = {
        "occupation: designer": "occupation: designer, #metoo  ",
        "title: Phone}": "title: Phone #2\n  }",
        "title: Hotline": "title: Größe #3",
    }
    text = with_pieces(new)
    file = tmp_path / "fibre.yaml"
    file.write_text(text, encoding=encoding)
    found = cautions_of(file)
    wanted = {
        "channels.phone.title": "#2",
        "personas.anna.occupation": "#metoo",
        "touchpoints.hotline.title": "#3",
    }
    assert {fault.path: fault.line for fault in found} == {
        path: line_of(sign, text) for path, sign in wanted.items()
    }


@pytest.mark.parametrize(
    "pieces",
    [
        {},
        {"title: Web shop": "title: Web shop # where they buy"},
        {"title: Web shop": 'title: "Shop #1"'},
        {"title: Web shop": "title: Shop#1"},
        {"title: Web shop": "title: Web shop #"},
        {"title: Web shop": "title: Web shop ### old"},
        {"staff: 2": "staff: 2 #heads"},
        {"channel: phone": "channel: phone #land line"},
        {"sector: telecom": "sector: telecom\ndescription: >-\n  We are #1\n  and #2"},
    ],
)
def test_what_is_plainly_meant_is_not_told(pieces: dict[str, str], tmp_path: Path) -> None:
    assert told(with_pieces(pieces), tmp_path) == []


def test_files_that_a_file_names_are_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(TEXT.replace("title: Chat", "title: Chat #1"), encoding="utf-8")
    (tmp_path / "child.yaml").write_text("extends: base.yaml\ntitle: Ours #2\n", encoding="utf-8")
    study = "study: 2\nname: asked\ntitle: What #3\nscenario: child.yaml\n"
    (tmp_path / "study.yaml").write_text(study, encoding="utf-8")
    batch = "batch: 1\nname: all\nitems:\n- {study: study.yaml}\n- {scenario: child.yaml}\n"
    (tmp_path / "batch.yaml").write_text(batch, encoding="utf-8")
    files = [Path(fault.file).name for fault in cautions_of(tmp_path / "batch.yaml")]
    assert files == ["study.yaml", "child.yaml", "base.yaml"]
    assert cautions_of(tmp_path / "nowhere.yaml") == []
