"""Batch files: what they ask for, how the scenarios of grids are named, and what is wrong with them."""

import json
import re
from pathlib import Path

import pytest
import yaml

from cxsim.reporting.check import check
from cxsim.scenario.batch import load_batch, read_tasks
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.grid import names, written
from cxsim.scenario.load import load_scenario, scenario_hash
from cxsim.scenario.study import is_study
from tests.questions.small_worlds import row_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PROBABILITY = "touchpoints.a.frictions.trouble.probability"
HEAD = "batch: 1\nname: mine\nitems:\n"
HALF = {"path": PROBABILITY, "operation": "multiply", "value": 0.5}
HALVED = {"half": {"title": "Half", "owner": "sales", "changes": [HALF], "one_off": 10.0}}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a scenario that has improvements, one that has none, and a study."""
    monkeypatch.chdir(tmp_path)
    data = row_of({"a": 1.0, "b": 0.0}, improvements=HALVED)
    Path("journey.yaml").write_text(json.dumps({**data, "name": "journey"}))
    Path("bare.yaml").write_text(json.dumps({**row_of({"a": 1.0}), "name": "bare"}))
    study = {"study": 2, "name": "asked", "title": "Asked", "scenario": "journey.yaml", "replications": 4}
    Path("study.yaml").write_text(json.dumps(study))
    Path("own.ipynb").write_text("{}")
    return tmp_path


def batch(items: str, name: str = "batch.yaml") -> Path:
    """Write a batch of some items."""
    Path(name).write_text(HEAD + items)
    return Path(name)


def test_items_become_reports_in_their_order(here: Path) -> None:
    asked = load_batch(
        batch(
            "- scenario: journey.yaml\n- {scenario: journey.yaml, report: decision, seed: 7}\n"
            "- {study: study.yaml, name: again, replications: 9}\n- {study: study.yaml, report: journey}\n"
            "- {scenario: bare.yaml, report: own.ipynb}\n"
        )
    )
    assert [(task.name, task.report, task.study.replications, task.study.seed) for task in asked] == [
        ("journey", "journey", 20, 1),
        ("journey_decision", "decision", 20, 7),
        ("again", "decision", 9, 1),
        ("asked", "journey", 4, 1),
        ("bare", "own.ipynb", 20, 1),
    ]
    assert {task.batch for task in asked} == {"mine"}
    assert [task.is_study for task in asked] == [False, False, True, True, False]
    assert asked[3].base == Path("journey.yaml")


def test_a_study_of_the_same_name_as_its_scenario_is_a_study(here: Path) -> None:
    study = json.loads(Path("study.yaml").read_text())
    Path("study.yaml").write_text(json.dumps({**study, "name": "journey"}))
    assert (is_study(Path("study.yaml")), is_study(Path("journey.yaml"))) == (True, False)
    assert not check("journey.yaml").contains.startswith("a study")
    assert check("study.yaml").contains.startswith("a study of journey with 3 touchpoints")


def test_the_language_of_an_item_goes_before_that_of_the_batch_and_of_the_study(here: Path) -> None:
    study = json.loads(Path("study.yaml").read_text())
    Path("study.yaml").write_text(json.dumps({**study, "lang": "fr"}))
    items = (
        "items:\n- study: study.yaml\n- {study: study.yaml, name: other, lang: en}\n- scenario: bare.yaml\n"
    )
    said = {}
    for head in ("", "lang: fr\n", "lang: en\n"):
        Path("batch.yaml").write_text(f"batch: 1\nname: mine\n{head}{items}")
        said[head] = [task.study.lang for task in load_batch("batch.yaml")]
    assert said == {
        "": ["fr", "en", "en"],
        "lang: fr\n": ["fr", "en", "fr"],
        "lang: en\n": ["en", "en", "en"],
    }


def test_files_by_themselves_and_batches_together(here: Path) -> None:
    asked = read_tasks(["study.yaml", "bare.yaml", batch("- scenario: bare.yaml\n")])
    found = [(task.batch, task.name, task.report) for task in asked]
    assert found == [("", "asked", "decision"), ("", "bare", "journey"), ("mine", "bare", "journey")]


def test_a_grid_has_a_scenario_for_each_combination(here: Path) -> None:
    grid = f"{{{PROBABILITY}: [0.1, 0.2], touchpoints.b.gate.prospect: [0.3]}}"
    asked = load_batch(batch(f"- {{study: study.yaml, name: what_if, grid: {grid}}}\n"))
    assert [task.name for task in asked] == [
        "what_if_probability_0_1_prospect_0_3",
        "what_if_probability_0_2_prospect_0_3",
    ]
    for task, probability in zip(asked, (0.1, 0.2), strict=True):
        assert task.scenario.touchpoints["a"].frictions["trouble"].probability == probability
        assert task.scenario.touchpoints["b"].gate.prospect == 0.3
        assert task.scenario.name == task.study.name == task.name
        assert task.scenario.title.endswith(
            f"({PROBABILITY} = {probability}, touchpoints.b.gate.prospect = 0.3)"
        )


def test_the_file_of_a_variant_is_read_as_the_variant(tmp_path: Path) -> None:
    """Also where the base writes a part short, or with evidence beside it, or leaves it out."""
    grid = {
        "touchpoints.call_centre.service": ["6 min", {"distribution": "exponential", "mean": "9 min"}],
        "touchpoints.shop.service.mean": ["30 min"],
        "touchpoints.invoice.service": [{"distribution": "constant", "value": "1 min"}],
        "teams.care_agents.shifts.0.staff": [3],
        "teams.care_agents.lines": [None],
        "touchpoints.website.quality": [0.9],
        "maturity.stages.use": ["optimised"],
        "value.sector_retention": [0.8],
    }
    file = tmp_path / "batch.yaml"
    item = {"scenario": str(SCENARIOS / "telecom.yaml"), "grid": grid}
    file.write_text(yaml.safe_dump({"batch": 1, "name": "mine", "items": [item]}, sort_keys=False))
    base = load_scenario(SCENARIOS / "telecom.yaml")
    for task in load_batch(file):
        assert task.variant.scenario == task.scenario
        (tmp_path / "variant.yaml").write_text(written(str(task.base), task.variant), encoding="utf-8")
        again = load_scenario(tmp_path / "variant.yaml")
        assert scenario_hash(again) == scenario_hash(task.scenario)
        assert again.evidence == task.scenario.evidence
        assert again.teams["care_agents"].shifts[0].staff == 3
        assert again.teams["care_agents"].lines is None
        assert again.touchpoints["shop"].service.mean == 30 / 1440
        assert again.touchpoints["shop"].service.sd == base.touchpoints["shop"].service.sd > 0.0
        assert "value.sector_retention" not in again.evidence
    assert again.touchpoints["call_centre"].service.distribution == "exponential"


def test_names_are_clear_safe_and_unique() -> None:
    assert names("a", {"x.staff": [1, -2], "y.staff": ["6 min"]}) == [
        "a_x_staff_1_y_staff_6_min",
        "a_x_staff_minus_2_y_staff_6_min",
    ]
    assert names("a", {"x.s.0.staff": [1e-5, True, None]}) == [
        "a_staff_1e_minus_05",
        "a_staff_true",
        "a_staff_none",
    ]
    odd = {"x": [{"distribution": "constant"}, "../../etc", "\u202e", "a" * 300]}
    assert names("a", odd) == ["a_x_choice_1", "a_x_etc", "a_x_choice_3", "a_x_choice_4"]
    many = names("b" * 60, {"x": list(range(12))})
    assert many == [f"{'b' * 57}_{number:02}" for number in range(1, 13)]
    pattern = re.compile(r"[a-z][a-z0-9_]{0,59}")
    for found in (many, names("a", odd), names("a", {"x": ["1 mo", "1_mo", "1-mo"]})):
        assert len(set(found)) == len(found)
        assert all(pattern.fullmatch(name) for name in found)


JOURNEY = "- scenario: journey.yaml\n"
MISTAKES = {
    "nothing but its mark": (
        "batch: 1\n",
        "batch.yaml:1: expected a field name (a name of small letters, digits and underscores that starts "
        "with a letter)\nbatch.yaml:1: expected a field items (a list of 1 to 1,000, each fields study, "
        "scenario, name, report, replications, seed, lang, grid)",
    ),
    "another version": (
        HEAD.replace("1", "2") + JOURNEY,
        "batch.yaml:1: batch: found 2, expected 1",
    ),
    "true for a version": (
        HEAD.replace("1", "true") + JOURNEY,
        "batch.yaml:1: batch: found true, expected 1",
    ),
    "no items": (
        "batch: 1\nname: mine\nitems: []\n",
        "batch.yaml:3: items: found [], expected a list of 1 to 1,000, each fields study, scenario, name, "
        "report, replications, seed, lang, grid",
    ),
    "neither": (
        HEAD + "- name: a\n",
        "batch.yaml:4: items.0: expected a field study, or a field scenario",
    ),
    "both": (
        HEAD + "- {study: study.yaml, scenario: journey.yaml}\n",
        "batch.yaml:4: items.0: found both study and scenario, expected a field study, or a field scenario",
    ),
    "a misspelt field": (
        HEAD + "- scenario: journey.yaml\n  repliactions: 3\n",
        'batch.yaml:5: items.0.repliactions: found an unknown field; did you mean "replications"?',
    ),
    "values out of range": (
        HEAD + "- scenario: journey.yaml\n  replications: 0\n  seed: -1\n  name: My Report\n",
        "batch.yaml:5: items.0.replications: found 0, expected a whole number from 1 to 10,000\n"
        "batch.yaml:6: items.0.seed: found -1, expected a whole number from 0 to 9,223,372,036,854,775,807\n"
        'batch.yaml:7: items.0.name: found "My Report", expected a name of small letters, digits and '
        "underscores that starts with a letter",
    ),
    "one replication of a study": (
        HEAD + "- study: study.yaml\n  replications: 1\n",
        "batch.yaml:5: items.0.replications: found 1, expected 2 or more, as in a study: from one nothing "
        "can be told apart",
    ),
    "unknown languages": (
        HEAD.replace("items", "lang: FR\nitems") + "- scenario: journey.yaml\n  lang: de\n",
        'batch.yaml:3: lang: found "FR", expected one of en, fr; did you mean "fr"?\n'
        'batch.yaml:6: items.0.lang: found "de", expected one of en, fr',
    ),
    "a misspelt file": (
        HEAD + "- scenario: jurney.yaml\n",
        'batch.yaml:4: items.0.scenario: found "jurney.yaml", no such file, expected a scenario file; '
        'did you mean "journey.yaml"?',
    ),
    "a study for a scenario": (
        HEAD + "- scenario: study.yaml\n",
        "study.yaml:1: study: found a study, expected a scenario; its scenario is a file of its own",
    ),
    "a batch for a scenario": (
        HEAD + "- scenario: batch.yaml\n",
        "batch.yaml:1: batch: found a batch, expected a scenario; cxsim batch makes its reports",
    ),
    "a batch for a study": (
        HEAD + "- study: batch.yaml\n",
        "batch.yaml:1: batch: found a batch, expected a scenario; cxsim batch makes its reports",
    ),
    "no improvements": (
        HEAD + "- {scenario: bare.yaml, report: decision}\n",
        'batch.yaml:4: items.0.scenario: found "bare", which has no improvements, expected a scenario with '
        "some, or report: journey",
    ),
    "a misspelt report": (
        HEAD + "- {scenario: bare.yaml, report: jurney}\n",
        'batch.yaml:4: items.0.report: found "jurney", expected journey or decision, or the file of a '
        'notebook (.ipynb); did you mean "journey"?',
    ),
    "a notebook that is not there": (
        HEAD + "- {scenario: bare.yaml, report: mine.ipynb}\n",
        'batch.yaml:4: items.0.report: found "mine.ipynb", no such file, expected a notebook',
    ),
    "a name twice": (
        HEAD + JOURNEY + JOURNEY,
        'batch.yaml:5: found the name "journey" again, expected a name of its own for each report; the '
        "first is batch.yaml:4",
    ),
    "a path that is not there": (
        HEAD + "- scenario: journey.yaml\n  grid:\n    touchpoints.a.qualty: [0.5]\n",
        "batch.yaml:6: items.0.grid.touchpoints.a.qualty: found no touchpoints.a.qualty; "
        'did you mean "quality"?',
    ),
    "what is not simulated": (
        HEAD + "- {scenario: journey.yaml, grid: {title: [A, B]}}\n",
        'batch.yaml:4: items.0.grid.title: found "title", expected a part that is simulated, which title '
        "is not",
    ),
    "no values": (
        HEAD + f"- {{scenario: journey.yaml, grid: {{{PROBABILITY}: []}}}}\n",
        f"batch.yaml:4: items.0.grid.{PROBABILITY}: found [], expected a list of 1 to 1,000, each a value",
    ),
    "too many values": (
        HEAD + f"- scenario: journey.yaml\n  grid: {{{PROBABILITY}: {list(range(1001))}}}\n",
        f"batch.yaml:5: items.0.grid.{PROBABILITY}: found a list of 1,001, expected a list of 1 to 1,000, "
        "each a value",
    ),
    "a value alone": (
        HEAD + f"- {{scenario: journey.yaml, grid: {{{PROBABILITY}: 0.5}}}}\n",
        f"batch.yaml:4: items.0.grid.{PROBABILITY}: found 0.5, expected a list of 1 to 1,000, each a value",
    ),
    "a value twice": (
        HEAD + f"- {{scenario: journey.yaml, grid: {{{PROBABILITY}: [0.5, 0.5]}}}}\n",
        f"batch.yaml:4: items.0.grid.{PROBABILITY}.1: found 0.5 again, expected each value once",
    ),
    "wrong values": (
        HEAD + f"- scenario: journey.yaml\n  grid:\n    {PROBABILITY}:\n    - 0.1\n    - 1.5\n    - many\n"
        "    touchpoints.b.gate.prospect: [0.1, 0.2]\n",
        f"batch.yaml:8: {PROBABILITY}: found 1.5, expected a number from 0 to 1\n"
        f'batch.yaml:9: {PROBABILITY}: found "many", expected a number from 0 to 1',
    ),
    "values that come to the same": (
        HEAD + "- scenario: journey.yaml\n  grid:\n    touchpoints.b.gate.prospect: [0, 0.1, 0.0]\n"
        "    touchpoints.a.service: [1 h, 2 h, 60 min]\n",
        "batch.yaml:6: items.0.grid.touchpoints.b.gate.prospect.2: found 0.0, which is the same as 0, "
        "expected each value once\n"
        'batch.yaml:7: items.0.grid.touchpoints.a.service.2: found "60 min", which is the same as "1 h", '
        "expected each value once",
    ),
    "values that are wrong together": (
        HEAD + "- scenario: journey.yaml\n  grid:\n    personas.anybody.share: [1, 0.6, 0.5]\n",
        "batch.yaml:6: personas: found shares that sum to 0.6 with personas.anybody.share = 0.6, "
        "expected the shares of all personas to sum to 1\n"
        "batch.yaml:6: personas: found shares that sum to 0.5 with personas.anybody.share = 0.5, "
        "expected the shares of all personas to sum to 1",
    ),
    "an empty path": (
        HEAD + "- scenario: journey.yaml\n  grid: {'': [1]}\n",
        "batch.yaml:5: items.0.grid.: found an empty path, expected one of start, period, population, churn, "
        "departments, channels, personas, touchpoints, journeys, teams, desks, rhythms, calendar, handoffs, "
        "maturity, feelings, gate, loyalty, surveys, advocacy, …",
    ),
    "a path inside another": (
        HEAD + "- scenario: journey.yaml\n  grid:\n    touchpoints.a.gate: [{prospect: 0.1}]\n"
        "    touchpoints.a.gate.prospect: [0.2]\n",
        "batch.yaml:7: items.0.grid.touchpoints.a.gate.prospect: found a path inside touchpoints.a.gate, "
        "expected each part once",
    ),
    "a note": (
        HEAD + "- scenario: journey.yaml\n  seed: {value: 1, status: assumed}\n",
        "batch.yaml:5: items.0.seed: found a note, expected the value alone",
    ),
    "several at once": (
        HEAD
        + "- {scenario: nowhere.yaml}\n- {study: study.yaml, sed: 4}\n- {scenario: bare.yaml, report: x}\n",
        'batch.yaml:4: items.0.scenario: found "nowhere.yaml", no such file, expected a scenario file; '
        'did you mean "journey.yaml"?\n'
        'batch.yaml:5: items.1.sed: found an unknown field; did you mean "seed"?\n'
        'batch.yaml:6: items.2.report: found "x", expected journey or decision, or the file of a notebook '
        "(.ipynb)",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_wrong_is_said(mistake: str, here: Path) -> None:
    text, message = MISTAKES[mistake]
    Path("batch.yaml").write_text(text)
    with pytest.raises(ScenarioError) as error:
        load_batch("batch.yaml")
    assert str(error.value) == message


def test_too_many_combinations_are_refused_before_they_are_tried(here: Path) -> None:
    values = [number / 100 for number in range(100)]
    grid = {PROBABILITY: values, "touchpoints.b.gate.prospect": values}
    Path("batch.yaml").write_text(HEAD + f"- {json.dumps({'scenario': 'journey.yaml', 'grid': grid})}\n")
    with pytest.raises(ScenarioError, match=r"^batch.yaml:4: items.0.grid: found 10,000 combinations, expec"):
        load_batch("batch.yaml")


def test_what_an_improvement_can_no_longer_change_is_told_at_the_grid(here: Path) -> None:
    Path("batch.yaml").write_text(HEAD + f"- {{scenario: journey.yaml, grid: {{{PROBABILITY}: [0.0]}}}}\n")
    with pytest.raises(ScenarioError) as error:
        load_batch("batch.yaml")
    assert str(error.value) == (
        "batch.yaml:4: items.0.grid: found an improvement that changes nothing at improvements.half with "
        f"{PROBABILITY} = 0.0, expected another value than today's"
    )


def test_what_is_no_report_is_said_of_files_by_themselves(here: Path) -> None:
    batch("- scenario: journey.yaml\n")
    with pytest.raises(ScenarioError) as error:
        read_tasks(["batch.yaml", str(SCENARIOS / "assessment.yaml"), "nowhere.yaml"])
    first, second = sorted(map(str, error.value.faults), key=len)
    assert first.startswith("nowhere.yaml: found no such file, expected a scenario, a study or a batch file")
    assert "assessment: found an assessment, expected a scenario, a study or a batch" in second
    with pytest.raises(ScenarioError, match=r'bare\.yaml:1: found the name "bare" again'):
        read_tasks(["bare.yaml", "./bare.yaml"])
