"""A self-assessment is scored by its weakest practice; what is wrong with a file is said line by line."""

import itertools
import re
from pathlib import Path

import pytest

from cxsim.scenario.assessment import PRACTICES, Answers, AssessmentError, assess, is_assessment
from cxsim.scenario.company import LEVELS
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario
from cxsim.scenario.touchpoints import STAGES
from tests.small import ROOT

FILE = ROOT / "scenarios" / "assessment.yaml"
TELECOM = ROOT / "scenarios" / "telecom.yaml"

TEXT = """\
assessment: 1
title: A small company
stages:
  use:
    recording: defined
    detection: managed
    context: developing
    empowerment: defined
    goals: developing
  advocacy: {recording: initial, detection: initial, context: initial, empowerment: initial, goals: initial}
"""
FIELDS = "fields recording, detection, context, empowerment, goals"
A_STAGE = f"expected one of {', '.join(STAGES)}"
A_LEVEL = "expected one of initial, developing, defined, managed, optimised"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said_of(text: str) -> list[str]:
    """What is said of a file with this text, line by line."""
    Path("ours.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(AssessmentError) as caught:
        assess("ours.yaml")
    return str(caught.value).splitlines()


def test_the_file_that_comes_along_gives_the_levels_of_the_telecom_scenario() -> None:
    assert assess(FILE).levels == load_scenario(TELECOM).maturity.stages
    assert tuple(assess(FILE).stages) == STAGES


def test_the_file_that_comes_along_holds_every_statement_in_its_place() -> None:
    listed = re.findall(r"^#  +([a-z]+)  +(.+)$", FILE.read_text(encoding="utf-8"), re.MULTILINE)
    wanted = [
        line
        for practice, statements in PRACTICES.items()
        for line in (
            (practice, Answers.model_fields[practice].description),
            *zip(LEVELS, statements, strict=True),
        )
    ]
    assert [line for line in listed if line[0] in (*PRACTICES, *LEVELS)] == wanted


def test_a_level_is_reached_when_all_practices_have_reached_it() -> None:
    assert tuple(Answers.model_fields) == tuple(PRACTICES)
    for answers in itertools.product(LEVELS, repeat=len(PRACTICES)):
        found = Answers(**dict(zip(PRACTICES, answers, strict=True)))
        for rank, level in enumerate(LEVELS):
            reached = all(LEVELS.index(answer) >= rank for answer in answers)
            assert reached == (LEVELS.index(found.level) >= rank), level
        behind = [name for name in PRACTICES if getattr(found, name) == found.level]
        assert list(found.held_back_by) == ([] if found.level == "optimised" else behind)


def test_the_score_and_what_holds_back(here: Path) -> None:
    Path("ours.yaml").write_text(TEXT, encoding="utf-8")
    found = assess("ours.yaml")
    assert found.levels == {"use": "developing", "advocacy": "initial"}
    assert found.held_back_by == {"use": ("context", "goals"), "advocacy": tuple(PRACTICES)}
    assert list(found.table.loc["use"])[:3] == ["developing", "context, goals", "defined"]
    assert list(found.table.columns) == ["level", "held_back_by", *PRACTICES]


def test_levels_are_put_into_a_scenario_and_leave_the_rest(here: Path) -> None:
    Path("ours.yaml").write_text(TEXT, encoding="utf-8")
    scenario = load_scenario(ROOT / "scenarios" / "retail.yaml")
    then = assess("ours.yaml").applied_to(scenario)
    assert then.maturity.stages == {**scenario.maturity.stages, "use": "developing", "advocacy": "initial"}
    assert then.model_copy(update={"maturity": scenario.maturity}) == scenario


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  use:",
            "  usage:",
            f'4: stages.usage: found the name "usage", {A_STAGE}; did you mean "use"?',
        ),
        (
            "  advocacy:",
            "  advocasy:",
            f'10: stages.advocasy: found the name "advocasy", {A_STAGE}; did you mean "advocacy"?',
        ),
        (
            "detection: managed",
            "detection: manged",
            f'6: stages.use.detection: found "manged", {A_LEVEL}; did you mean "managed"?',
        ),
        ("detection: managed", "detection: 4", f"6: stages.use.detection: found 4, {A_LEVEL}"),
        ("detection: managed", "detection: yes", f'6: stages.use.detection: found "yes", {A_LEVEL}'),
        ("detection: managed", "detection:", f"6: stages.use.detection: found nothing, {A_LEVEL}"),
        (
            "    goals: developing\n",
            "",
            "4: stages.use: expected a field goals (one of initial, developing, defined, managed, optimised)",
        ),
        (
            "    context: developing",
            "    contxt: developing",
            '7: stages.use.contxt: found an unknown field; did you mean "context"?',
        ),
        (
            "    goals: developing\n",
            "    goals: developing\n    recording: initial\n",
            "10: stages.use.recording: found this key again, expected it once; it is also in line 5",
        ),
        ("assessment: 1", "assessment: 2", "1: assessment: found 2, expected 1"),
        ("assessment: 1", "assessment: true", "1: assessment: found true, expected 1"),
        ("assessment: 1\n", "", "1: expected a field assessment (1)"),
        (
            "title: A small company",
            "title: 5",
            "2: title: found 5, expected text of 1 to 200 characters; put it in quotes",
        ),
        (
            TEXT[TEXT.index("  use") :],
            "  {}\n",
            f"3: stages: found {{}}, expected at least one name, each with {FIELDS}",
        ),
        ("  use:\n", "  use: defined\n  action:\n", f'4: stages.use: found "defined", expected {FIELDS}'),
        (TEXT, "", "1: found an empty file, expected an assessment"),
        (TEXT, "- 1\n", "1: found [1], expected a mapping with assessment, title, stages"),
        ("  use:", "\tuse:", "4: found a tab, expected spaces for indentation"),
        (
            TEXT,
            "schema: 2\nname: us\ntouchpoints: {}\n",
            "1: found a scenario, expected a mapping with assessment, title, stages; scenarios hold their "
            "levels under maturity.stages",
        ),
    ],
)
def test_one_mistake_is_one_line_at_its_place(here: Path, old: str, new: str, said: str) -> None:
    assert TEXT.count(old) == 1 or old == "    goals: developing\n"
    (line,) = said_of(TEXT.replace(old, new, 1))
    assert line == f"ours.yaml:{said}"


def test_all_mistakes_are_told_at_once(here: Path) -> None:
    text = TEXT.replace("detection: managed", "detection: manged").replace("  advocacy:", "  loyalty:")
    lines = said_of(text.replace("title:", "titel:") + "more: 1\n")
    assert [line.split(" ")[0] for line in lines] == [
        "ours.yaml:2:",
        "ours.yaml:6:",
        "ours.yaml:10:",
        "ours.yaml:11:",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("our.yaml", 'our.yaml: found no such file, expected an assessment file; did you mean "ours.yaml"?'),
        (".", ".: found a folder, expected an assessment file; it holds ours.yaml"),
    ],
)
def test_a_file_that_is_not_there(here: Path, path: str, said: str) -> None:
    Path("ours.yaml").write_text(TEXT, encoding="utf-8")
    with pytest.raises(AssessmentError) as caught:
        assess(path)
    assert str(caught.value) == said
    assert caught.value._render_traceback_() == [f"AssessmentError: {said}"]


def test_assessments_and_scenarios_are_told_apart(here: Path) -> None:
    Path("ours.yaml").write_text("# ours\n" + TEXT, encoding="utf-8")
    assert is_assessment(Path("ours.yaml"))
    assert not is_assessment(TELECOM)
    assert not is_assessment(Path("nowhere.yaml"))
    with pytest.raises(ScenarioError) as caught:
        load_scenario("ours.yaml")
    said = "ours.yaml:2: assessment: found an assessment, expected a scenario; cxsim.assess reads it"
    assert str(caught.value) == said
