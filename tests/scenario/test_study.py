"""Study files are read with their scenario, and everything that is wrong is said at once."""

from pathlib import Path

import pytest

from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario
from cxsim.scenario.study import Study, load_study

SCENARIOS = Path(__file__).parents[2] / "scenarios"
HEAD = "study: 2\nname: mine\ntitle: Mine\nscenario: telecom.yaml\n"


def test_a_study_comes_with_its_scenario() -> None:
    scenario, study = load_study(SCENARIOS / "telecom_study.yaml")
    assert scenario == load_scenario(SCENARIOS / "telecom.yaml")
    assert (study.name, study.improvements, study.replications, study.equivalence_band) == (
        "telecom_study",
        None,
        4,
        0.25,
    )
    assert study.choice.smallest_difference == 0.25
    assert study.budget == 400_000.0


def test_a_scenario_by_itself_is_studied_with_defaults() -> None:
    scenario, study = load_study(SCENARIOS / "retail.yaml")
    assert scenario.name == study.name == "retail"
    assert study == Study.model_validate(
        {"study": 2, "name": "retail", "title": scenario.title, "scenario": "retail.yaml"}
    )


def written(folder: Path, text: str, name: str = "mine.yaml") -> Path:
    folder.mkdir(exist_ok=True)
    for file in ("telecom.yaml", "bank.yaml"):
        if not (folder / file).exists():
            (folder / file).write_bytes((SCENARIOS / file).read_bytes())
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def test_numbers_may_be_written_as_people_do(tmp_path: Path) -> None:
    _, study = load_study(
        written(tmp_path, HEAD + "equivalence_band: 1\nimprovements: [one_case_file]\nbudget: 5e4\n")
    )
    assert (study.equivalence_band, study.improvements, study.budget) == (1.0, ("one_case_file",), 50_000.0)


def test_every_seed_that_is_offered_is_taken(tmp_path: Path) -> None:
    for seed in (10**18, 1234567890123456789, 2**63 - 1):
        assert load_study(written(tmp_path, f"{HEAD}seed: {seed}\n"))[1].seed == seed


MISTAKES = {
    "nothing but its mark": (
        "study: 2\n",
        "mine.yaml:1: expected a field name (a name of small letters, digits and underscores that starts "
        "with a letter)\n"
        "mine.yaml:1: expected a field title (text of 1 to 200 characters)\n"
        "mine.yaml:1: expected a field scenario (text of 1 to 500 characters)",
    ),
    "no mark": (HEAD.replace("study: 2\n", ""), "mine.yaml:1: expected a field study (2)"),
    "another version": (HEAD.replace("study: 2", "study: 3"), "mine.yaml:1: study: found 3, expected 2"),
    "the version before": (
        HEAD.replace("study: 2", "study: 1"),
        "mine.yaml:1: study: found 1, expected 2; cxsim scenario upgrade mine.yaml rewrites it",
    ),
    "true for a version": (
        HEAD.replace("study: 2", "study: true"),
        "mine.yaml:1: study: found true, expected 2",
    ),
    "a misspelt scenario": (
        HEAD.replace("telecom.", "telecm."),
        'mine.yaml:4: scenario: found "telecm.yaml", no such file, expected a scenario file; '
        'did you mean "telecom.yaml"?',
    ),
    "a folder": (
        HEAD.replace("telecom.yaml", "."),
        'mine.yaml:4: scenario: found ".", a folder, expected a scenario file; it holds bank.yaml, '
        "mine.yaml, telecom.yaml",
    ),
    "a number for the scenario": (
        HEAD.replace("telecom.yaml", "4"),
        "mine.yaml:4: scenario: found 4, expected text of 1 to 500 characters; put it in quotes",
    ),
    "itself": (
        HEAD.replace("telecom.yaml", "mine.yaml"),
        "mine.yaml:1: study: found a study, expected a scenario; its scenario is a file of its own",
    ),
    "a misspelt field": (
        f"{HEAD}repliactions: 3\n",
        'mine.yaml:5: repliactions: found an unknown field; did you mean "replications"?',
    ),
    "values out of range": (
        f"{HEAD}replications: 1\nseed: x\nequivalence_band: 0\nbudget: -3\nchoice: {{confidence: 1.5}}\n",
        "mine.yaml:5: replications: found 1, expected a whole number from 2 to 10,000\n"
        'mine.yaml:6: seed: found "x", expected a whole number from 0 to 9,223,372,036,854,775,807\n'
        "mine.yaml:7: equivalence_band: found 0, expected a number above 0 and below 100\n"
        "mine.yaml:8: budget: found -3, expected a number above 0 and at most 1,000,000,000\n"
        "mine.yaml:9: choice.confidence: found 1.5, expected a number of at least 0.5 and below 1",
    ),
    "a seed that is too large": (
        f"{HEAD}seed: {2**63}\n",
        "mine.yaml:5: seed: found 9.22337203685478e+18, expected a whole number from 0 to "
        "9,223,372,036,854,775,807",
    ),
    "an unknown language": (
        f"{HEAD}lang: fre\n",
        'mine.yaml:5: lang: found "fre", expected one of en, fr; did you mean "fr"?',
    ),
    "a single trajectory": (
        f"{HEAD}uncertainty: {{trajectories: 1}}\n",
        "mine.yaml:5: uncertainty.trajectories: found 1, expected 0 for none, or at least 2",
    ),
    "a note": (
        f"{HEAD}equivalence_band: {{value: 1, status: assumed}}\n",
        "mine.yaml:5: equivalence_band: found a note, expected the value alone",
    ),
    "a misspelt improvement": (
        f"{HEAD}improvements: [one_case_fil]\n",
        'mine.yaml:5: improvements.0: found "one_case_fil", expected an improvement of "telecom"; '
        'did you mean "one_case_file"?',
    ),
    "an improvement twice": (
        f"{HEAD}improvements:\n- one_case_file\n- one_case_file\n",
        'mine.yaml:7: improvements.1: found "one_case_file" again, expected each improvement once',
    ),
    "a scenario without improvements": (
        HEAD.replace("telecom.yaml", "bank.yaml"),
        'mine.yaml:4: scenario: found "bank", which has no improvements, expected a scenario with some',
    ),
    "an improvement where there are none": (
        HEAD.replace("telecom.yaml", "bank.yaml") + "improvements: [more_staff]\n",
        'mine.yaml:5: improvements.0: found "more_staff", expected an improvement of "bank" '
        "(none, as there are none)",
    ),
    "no improvements": (
        f"{HEAD}improvements: []\n",
        "mine.yaml:5: improvements: found [], expected a list of at least 1, each a name of small letters, "
        "digits and underscores that starts with a letter",
    ),
    "what is no YAML": (
        f"{HEAD}equivalence_band: [1\n",
        "mine.yaml:5: found no ',' or ']', expected one behind each entry of the [list] from line 5; text "
        "with : or , needs quotes",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_what_is_wrong_is_said(mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, message = MISTAKES[mistake]
    monkeypatch.chdir(tmp_path)
    written(tmp_path, text)
    with pytest.raises(ScenarioError) as error:
        load_study("mine.yaml")
    assert str(error.value) == message


def test_faults_of_the_scenario_are_told_with_those_of_the_study(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = (SCENARIOS / "telecom.yaml").read_text(encoding="utf-8").replace("currency: EUR", "currency: euro")
    assert "euro" in text
    (tmp_path / "telecom.yaml").write_text(text, encoding="utf-8")
    written(tmp_path, f"{HEAD}seed: -1\n")
    with pytest.raises(ScenarioError) as error:
        load_study("mine.yaml")
    said = str(error.value)
    assert "mine.yaml:5: seed: found -1" in said
    assert 'currency: found "euro", expected three capital letters' in said


def test_a_study_is_no_scenario(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ScenarioError) as error:
        load_scenario(written(tmp_path, HEAD))
    assert len(error.value.faults) == 1
    assert "found a study, expected a scenario" in str(error.value)


def test_a_batch_is_no_scenario_and_no_study(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("batch.yaml").write_text("batch: 1\nname: mine\nitems:\n- study: mine.yaml\n")
    for load in (load_scenario, load_study):
        with pytest.raises(ScenarioError) as error:
            load("batch.yaml")
        expected = "a scenario; cxsim batch makes its reports"
        assert str(error.value) == f"batch.yaml:1: batch: found a batch, expected {expected}"
