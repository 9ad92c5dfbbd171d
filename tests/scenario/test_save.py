"""A saved exploration is a file like any other: valid, beside today's, and never over something else."""

import json
import os
import re
from pathlib import Path

import pytest
import yaml

from cxsim.questions.what_if.levers import changes
from cxsim.questions.what_if.state import explored, read
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario
from cxsim.scenario.save import save_extending
from cxsim.scenario.saved_text import MARK
from tests.small import ROOT, small_scenario

LEVERS = (
    "friction.call_centre.0.5~staff.care_agents.1~recovery.care_desk.0.8"
    "~handoff.shop.0.7~maturity.action.managed"
)


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    """A file with two improvements, so that it is quickly read."""
    file = small_scenario(tmp_path)
    library = yaml.safe_load((ROOT / "scenarios" / "telecom.yaml").read_text())["improvements"]
    gone = dict.fromkeys(name for name in library if name not in ("faster_website", "correct_invoices"))
    file.write_text(
        yaml.safe_dump(yaml.safe_load(file.read_text()) | {"improvements": gone}, sort_keys=False)
    )
    return file


def save(parent: Path, name: str = "idea", text: str = LEVERS, replace: bool = False):
    scenario = load_scenario(parent)
    state = read(text, scenario)
    saved = save_extending(parent, scenario, changes(scenario, state), name, replace, f"State: {text}")
    return saved, explored(scenario, state)


def test_loading_gives_exactly_what_was_explored(parent):
    saved, wanted = save(parent)
    assert saved.file == parent.parent / "idea.yaml"
    loaded = load_scenario(saved.file)
    assert (loaded.name, loaded.title, saved.dropped) == ("idea", "A small company (idea)", ())
    assert plain(loaded.model_copy(update={"name": wanted.name, "title": wanted.title})) == plain(wanted)
    assert loaded.evidence == wanted.evidence
    text = saved.file.read_text()
    first, digest, *rest = text.splitlines()
    assert (first, rest[:2]) == (MARK, [f"# State: {LEVERS}", "extends: small.yaml"])
    assert re.fullmatch("# SHA-256 .*: [0-9a-f]{64}", digest)
    assert str(parent.parent) not in text
    assert [file.name for file in sorted(parent.parent.iterdir())] == ["idea.yaml", "small.yaml"]


@pytest.mark.parametrize("file", ["retail", "bank"])  # with other timetables, links and notes
def test_other_journeys_can_be_saved(file, tmp_path):
    data = {"extends": str(ROOT / "scenarios" / f"{file}.yaml"), "name": "own"}
    parent = tmp_path / "own.yaml"
    parent.write_text(json.dumps(data))
    scenario = load_scenario(parent)
    state = "~".join(f"staff.{team}.2" for team in scenario.teams)
    state += "".join(f"~friction.{name}.0.3" for name, one in scenario.touchpoints.items() if one.frictions)
    saved, wanted = save(parent, text=state)
    loaded = load_scenario(saved.file)
    assert (loaded.touchpoints, loaded.teams) == (wanted.touchpoints, wanted.teams)


def test_improvements_with_nothing_left_to_improve_are_named(parent):
    saved, _ = save(parent, text="friction.website.0")
    assert saved.dropped == ("faster_website",)
    assert "faster_website" not in load_scenario(saved.file).improvements


def test_a_file_is_only_replaced_when_told_and_only_if_it_was_saved_like_this(parent):
    first, _ = save(parent)
    before = first.file.read_bytes()
    with pytest.raises(ScenarioError, match=r"idea\.yaml: found a file of this name already"):
        save(parent, text="friction.shop.0.5")
    assert first.file.read_bytes() == before
    save(parent, text="friction.shop.0.5", replace=True)
    assert load_scenario(first.file).desks == load_scenario(parent).desks
    (parent.parent / "mine.yaml").write_text("name: mine\n")
    with pytest.raises(ScenarioError, match="not saved from an exploration"):
        save(parent, "mine", replace=True)
    for name in ("mine", "small"):
        with pytest.raises(ScenarioError):
            save(parent, name)
    assert (parent.parent / "mine.yaml").read_text() == "name: mine\n"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda text: text + "description: by hand\n", "a file that was changed after it was saved"),
        (lambda text: text.replace("# State", "# Our state"), "a file that was changed after it was saved"),
        (lambda text: re.sub("# SHA-256.*\n", "", text), "a file without a digest"),
    ],
    ids=["added", "comment", "earlier version"],
)
def test_changes_by_hand_are_never_lost(change, why, parent):
    first, _ = save(parent)
    first.file.write_text(change(first.file.read_text()))
    before = first.file.read_text()
    with pytest.raises(ScenarioError, match=rf"idea\.yaml: found {why}.*, expected another name, or to move"):
        save(parent, text="friction.shop.0.5", replace=True)
    assert first.file.read_text() == before
    assert load_scenario(first.file).name == "idea"
    assert sorted(file.name for file in parent.parent.iterdir()) == ["idea.yaml", "small.yaml"]


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda file: file.symlink_to("small.yaml")])
def test_whatever_else_has_the_name_stays(make, parent):
    make(parent.parent / "idea.yaml")
    for replace in (False, True):
        with pytest.raises(
            ScenarioError,
            match=r"idea\.yaml: found (a file of|something that is no f|a file that this)",
        ):
            save(parent, replace=replace)
    assert not (parent.parent / "idea.yaml").is_file() or (parent.parent / "idea.yaml").is_symlink()
    assert sorted(file.name for file in parent.parent.iterdir()) == ["idea.yaml", "small.yaml"]


def test_what_a_scenario_is_made_from_is_never_replaced(parent):
    first, _ = save(parent)
    for own in (parent, first.file):
        with pytest.raises(ScenarioError, match="a file that this scenario is made from"):
            save(first.file, own.stem, text="friction.shop.0.5", replace=True)


NAMES = (
    "",
    "Idea",
    "../idea",
    "a/b",
    "a\\b",
    "/etc/passwd",
    ".hidden",
    "a.yaml",
    "a b",
    "\0",
    "é",
    "a" * 61,
    "x\n",
)


def test_names_that_could_lead_elsewhere_are_refused(parent):
    scenario = load_scenario(parent)
    for name in NAMES:
        with pytest.raises(ScenarioError, match="a name of small letters") as caught:
            save_extending(parent, scenario, {"desks.care_desk.skill": 0.9}, name)
        assert "\n" not in str(caught.value)
    assert [file.name for file in parent.parent.iterdir()] == ["small.yaml"]


def test_a_file_that_was_changed_meanwhile_is_noticed(parent):
    scenario = load_scenario(parent)
    found = changes(scenario, read("friction.shop.0.5", scenario))
    parent.write_text(parent.read_text().replace("existing: 120", "existing: 121"))
    with pytest.raises(ScenarioError, match="another scenario than the one explored"):
        save_extending(parent, scenario, found, "idea")
    assert [file.name for file in parent.parent.iterdir()] == ["small.yaml"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(parent):
    parent.parent.chmod(0o500)
    try:
        with pytest.raises(ScenarioError, match="cannot be written"):
            save(parent)
    finally:
        parent.parent.chmod(0o700)
