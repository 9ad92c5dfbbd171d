"""A check says what loading says, and shows it rather than raise it."""

import json
from pathlib import Path

import pytest

import cxsim as cx
from cxsim.scenario.faults import ScenarioError
from tests.questions.notes import PROBABILITY
from tests.questions.robustness.unknown import ranged
from tests.small import HOSTILE, ROOT

_PLACE = PROBABILITY.format("third")
IMPOSSIBLE = (
    f'small.yaml: {_PLACE}: found a range with which improvement "harmful" gives no valid journey where it '
    f"is 0.95 (improvements.harmful: found 1.425 at {_PLACE} once applied, expected a number from 0 to 1); "
    "narrow the range, or change the improvement"
)
MISTAKES = ROOT / "notebooks" / "with_mistakes.yaml"


def test_what_is_wrong_is_said_as_loading_says_it() -> None:
    found = cx.check(MISTAKES)
    with pytest.raises(ScenarioError) as raised:
        cx.load_scenario(MISTAKES)
    assert found.faults == raised.value.faults
    assert str(found).endswith(str(raised.value))
    assert not found.fine
    assert found.says == "5 things are wrong with notebooks/with_mistakes.yaml."
    assert list(found.table.columns) == ["file", "line", "where", "found", "expected", "hint"]
    assert found.table["line"].tolist() == [6, 9, 12, 13, 14]
    assert found.table["where"][1] == "personas.sofia.patiense"
    page = found._repr_html_()
    assert "did you mean &quot;shop_desk&quot;?" in page
    assert '<th scope="col">File' not in page


@pytest.mark.parametrize(
    ("file", "contains"),
    [
        ("telecom.yaml", "13 touchpoints, 5 personas, 4 journeys, 5 teams, 16 improvements"),
        ("telecom_study.yaml", "a study of telecom with 13 touchpoints"),
        ("assessment.yaml", "7 stages assessed"),
    ],
)
def test_what_is_fine_says_what_it_contains(file: str, contains: str) -> None:
    found = cx.check(ROOT / "scenarios" / file)
    assert found.fine
    assert contains in found.contains
    assert found.table.empty
    assert found._repr_html_() == f"<p>{found.says}</p>"


def test_faults_of_other_files_name_them(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text("study: 2\nname: mine\ntitle: Mine\nscenario: none.yaml\n", encoding="utf-8")
    found = cx.check(study)
    assert not found.fine
    (tmp_path / "none.yaml").write_text(f"extends: {MISTAKES}\nname: child\n", encoding="utf-8")
    page = cx.check(study)._repr_html_()
    assert '<th scope="col">File' in page
    assert "with_mistakes.yaml" in page


def test_a_study_that_its_ranges_make_impossible_is_told(tmp_path: Path) -> None:
    """At once, not out of a report that has begun; who takes assumptions as they stand has no trouble."""
    (tmp_path / "small.yaml").write_text(json.dumps(ranged(0.0, 0.95)), encoding="utf-8")
    study = {"study": 2, "name": "mine", "title": "Mine", "scenario": "small.yaml"}
    for use, found in (("none", []), ("facts", [IMPOSSIBLE]), ("ranges", [IMPOSSIBLE])):
        asked = {**study, "uncertainty": {"use": use, "trajectories": 0}}
        (tmp_path / "study.yaml").write_text(json.dumps(asked), encoding="utf-8")
        faults = cx.check(tmp_path / "study.yaml").faults
        assert [str(fault).removeprefix(f"{tmp_path}/") for fault in faults] == found
    harmless = {**study, "improvements": ["half"]}
    (tmp_path / "study.yaml").write_text(json.dumps(harmless), encoding="utf-8")
    assert cx.check(tmp_path / "study.yaml").fine


def test_files_that_cannot_be_read_and_hostile_ones_are_told(tmp_path: Path) -> None:
    assert "no such file" in str(cx.check(tmp_path / "none.yaml"))
    odd = tmp_path / "odd.yaml"
    odd.write_text(f"schema: 2\ntitle: '{HOSTILE}'\nperiod: '{HOSTILE}'\n", encoding="utf-8")
    page = cx.check(odd)._repr_html_()
    assert "<script>" not in page
    assert "\u202e" not in page
    odd.write_text("assessment: 1\ntitle: Odd\nstages: {use: {recording: best}}\n", encoding="utf-8")
    assert "stages.use.recording" in str(cx.check(odd))
