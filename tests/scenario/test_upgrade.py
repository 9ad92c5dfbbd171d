"""Files of version 1 are rewritten, and nothing else in them is touched."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from cxsim.scenario.batch import load_batch
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.study import load_study
from cxsim.scenario.upgrade import NEW_MECHANISMS, upgrade
from tests.cli.test_commands import said
from tests.scenario.minimal import scenario_dict

OFF = dict.fromkeys(NEW_MECHANISMS, False)


def old(folder: Path, name: str = "old.yaml", tail: str = "") -> Path:
    """Write a scenario of version 1, with a comment at every field."""
    data = scenario_dict() | {"schema": 1}
    file = folder / name
    lines = yaml.safe_dump(data, sort_keys=False, allow_unicode=True).splitlines()
    file.write_text("\n".join(f"{line}  # {number}" for number, line in enumerate(lines)) + f"\n{tail}")
    return file


def test_a_scenario_of_version_1_is_refused_with_one_line_that_names_it(tmp_path: Path) -> None:
    file = old(tmp_path, tail="nonsense: 3\n")
    with pytest.raises(ScenarioError) as refused:
        load_scenario(file)
    assert len(refused.value.faults) == 1
    said = str(refused.value)
    assert said.endswith(f"schema: found 1, expected 2; cxsim scenario upgrade {file} rewrites it")
    with pytest.raises(ScenarioError, match="found 1, expected 2"):
        scenario_from_dict({"schema": 1})


def test_comments_and_order_stay(tmp_path: Path) -> None:
    file = old(tmp_path)
    before = file.read_text().splitlines()
    (done,) = upgrade([file])
    after = file.read_text().splitlines()
    place = next(i for i, line in enumerate(before) if line.startswith("schema"))
    assert after[place] == before[place].replace("schema: 1", "schema: 2") != before[place]
    assert [line for i, line in enumerate(after[: len(before)]) if i != place] == [
        line for i, line in enumerate(before) if i != place
    ]
    assert yaml.safe_load("\n".join(after[len(before) :])) == {"mechanisms": OFF}
    assert len(done.changes) == 1 + len(OFF)
    assert not any(getattr(load_scenario(file).mechanisms, one) for one in OFF)


@pytest.mark.parametrize(
    "mechanisms",
    [
        "mechanisms:\n    # ours\n    queues: false  # why\n",
        "mechanisms:\n  queues: false",
        "mechanisms: {queues: false}  # why\n",
    ],
    ids=["a comment first", "no newline at the end", "in braces"],
)
def test_switches_join_those_that_are_there(tmp_path: Path, mechanisms: str) -> None:
    file = old(tmp_path, tail=mechanisms)
    upgrade([file])
    text = file.read_text()
    assert yaml.safe_load(text)["mechanisms"] == {**OFF, "queues": False}
    assert ("# why" in text) == ("# why" in mechanisms)


def test_what_is_named_is_rewritten_too_and_once(tmp_path: Path) -> None:
    old(tmp_path)
    (tmp_path / "child.yaml").write_text("extends: old.yaml\nname: child\ntitle: Child\n")
    study = tmp_path / "study.yaml"
    study.write_text(
        "study: 1  # ours\nname: s\ntitle: S\nscenario: child.yaml\nuncertainty:\n  draws: 30  # few\n"
    )
    batch = tmp_path / "batch.yaml"
    batch.write_text("batch: 1\nname: b\nitems:\n  - study: study.yaml\n  - scenario: old.yaml\n")
    done = upgrade([batch, study])
    assert [file.file.name for file in done] == ["batch.yaml", "study.yaml", "child.yaml", "old.yaml"]
    assert [bool(file.changes) for file in done] == [False, True, False, True]
    assert study.read_text().splitlines()[0] == "study: 2  # ours"
    assert study.read_text().endswith("uncertainty:\n  use: ranges\n  sets: 30  # few\n")
    assert load_study(study)[1].uncertainty.sets == 30
    assert len(load_batch(batch)) == 2
    assert not any(file.changes for file in upgrade([batch]))


@pytest.mark.parametrize(
    ("said", "uncertainty"),
    [
        ("{trajectories: 0, draws: 30}", {"trajectories": 0, "use": "ranges", "sets": 30}),
        ("{draws: 1}", {"use": "ranges", "sets": 2}),
        ("{draws: 0}", {"use": "none"}),
    ],
)
def test_draws_of_ranges_become_sets(tmp_path: Path, said: str, uncertainty: dict[str, object]) -> None:
    old(tmp_path)
    study = tmp_path / "study.yaml"
    study.write_text(f"study: 1\nname: s\ntitle: S\nscenario: old.yaml\nuncertainty: {said}\n")
    upgrade([study])
    assert yaml.safe_load(study.read_text())["uncertainty"] == uncertainty
    load_study(study)


def test_a_study_of_version_1_is_refused_with_one_line(tmp_path: Path) -> None:
    old(tmp_path)
    study = tmp_path / "study.yaml"
    study.write_text("study: 1\nname: s\ntitle: S\nscenario: old.yaml\nuncertainty: {draws: 3}\n")
    with pytest.raises(ScenarioError, match=r"study: found 1, expected 2; .* rewrites it$"):
        load_study(study)


def test_nothing_is_written_where_one_file_cannot_be_rewritten(tmp_path: Path) -> None:
    good, odd = old(tmp_path), old(tmp_path, "odd.yaml", tail="mechanisms:\n  {queues: false}\n")
    before = good.read_text()
    with pytest.raises(ScenarioError, match=r"mechanisms: found .*to be changed by hand"):
        upgrade([good, odd])
    assert good.read_text() == before


@pytest.mark.parametrize(
    "tail",
    [
        "mechanisms: {\n  queues: false}\n",
        "mechanisms: {matter: true, queues: false}\n",
        "...\n",
    ],
    ids=["braces over lines", "there already", "an end of the document"],
)
def test_what_would_say_something_else_is_left_as_it_is(tmp_path: Path, tail: str) -> None:
    file = old(tmp_path, tail=tail)
    before = file.read_text()
    with pytest.raises(ScenarioError, match="to be changed by hand"):
        upgrade([file])
    assert file.read_text() == before


@pytest.mark.parametrize(
    "uncertainty",
    ["{trajectories: 0,\n  draws: 5}", "{use: facts, draws: 5}", "{draws: 0x10}"],
)
def test_nor_is_a_study_rewritten_to_something_else(tmp_path: Path, uncertainty: str) -> None:
    old(tmp_path)
    study = tmp_path / "study.yaml"
    study.write_text(f"study: 1\nname: study\ntitle: Old\nscenario: old.yaml\nuncertainty: {uncertainty}\n")
    before = study.read_text()
    with pytest.raises(ScenarioError, match="to be changed by hand"):
        upgrade([study])
    assert study.read_text() == before
    assert (tmp_path / "old.yaml").read_text().startswith("schema: 1")


def test_the_command_says_what_it_did(tmp_path: Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    old(tmp_path)
    code, output, errors = said(capsys, "scenario", "upgrade", "old.yaml")
    assert (code, errors) == (0, "")
    assert output.startswith("old.yaml: line 1: schema: 2; line ")
    assert said(capsys, "scenario", "upgrade", "old.yaml") == (0, "old.yaml: nothing to change\n", "")
    code, output, errors = said(capsys, "scenario", "upgrade", "missing.yaml")
    assert (code, output) == (2, "")
    assert "missing.yaml: found no such file" in errors
