"""One mistake at a time in a valid file: one fault, on its line, at its path, that says what was expected."""

from pathlib import Path

import pytest

from cxsim.scenario import Fault, ScenarioError, load_scenario
from tests.scenario.minimal import TEXT, line_of
from tests.scenario.mistakes.distributions import DISTRIBUTIONS
from tests.scenario.mistakes.evidence import EVIDENCE
from tests.scenario.mistakes.fields import FIELDS
from tests.scenario.mistakes.improvements import IMPROVEMENTS
from tests.scenario.mistakes.journeys import JOURNEYS
from tests.scenario.mistakes.mistake import NO_PURCHASE, Mistake, with_pieces
from tests.scenario.mistakes.names import NAMES
from tests.scenario.mistakes.people import SHARES_AND_PEOPLE
from tests.scenario.mistakes.staff import STAFF

MISTAKES = [*FIELDS, *DISTRIBUTIONS, *SHARES_AND_PEOPLE, *NAMES, *JOURNEYS, *STAFF, *EVIDENCE, *IMPROVEMENTS]


def faults_of(text: str, folder: Path) -> tuple[Fault, ...]:
    file = folder / "fibre.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    return caught.value.faults


def test_the_material_is_valid(tmp_path: Path) -> None:
    (tmp_path / "fibre.yaml").write_text(TEXT, encoding="utf-8")
    assert load_scenario(tmp_path / "fibre.yaml").name == "fibre"
    (tmp_path / "shop.yaml").write_text(with_pieces(NO_PURCHASE), encoding="utf-8")
    assert load_scenario(tmp_path / "shop.yaml").churn.definition == "no_purchase"


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.id)
def test_one_mistake_is_one_fault_at_its_place(mistake: Mistake, tmp_path: Path) -> None:
    text = with_pieces(mistake.pieces)
    (fault,) = faults_of(text, tmp_path)
    assert fault.file.endswith("fibre.yaml")
    assert (fault.line, fault.path) == (line_of(mistake.at, text), mistake.path)
    said = str(fault)
    assert [piece for piece in mistake.says if piece not in said] == []
    assert said.isprintable(), "harmless on a terminal"
    assert len(fault.found) < 200


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    # One of each kind that leaves the others alone: nothing hides anything, and nothing follows from another.
    wanted = [
        "above the range",
        "a misspelt field that is needed",
        "unreadable hours",
        "an unknown distribution",
        "shares of personas",
        "decided too late",
        "what is at stake",
        "a built-in cause",
        "leads nowhere",
        "every for onboarding",
        "an unknown status",
        "an unknown owner",
        "a range beyond what is possible",
    ]
    chosen = [next(mistake for mistake in MISTAKES if mistake.id == name) for name in wanted]
    text = TEXT
    for mistake in chosen:
        text = with_pieces(mistake.pieces, text)
    faults = faults_of(text, tmp_path)
    assert {fault.path for fault in faults} == {mistake.path for mistake in chosen}
    assert len(faults) == len(chosen)
    assert [fault.line for fault in faults] == sorted(line_of(mistake.at, text) for mistake in chosen)
    listed = str(ScenarioError(faults)).splitlines()
    assert listed == [str(fault) for fault in faults]


def test_a_faulty_part_exists_for_the_others(tmp_path: Path) -> None:
    # A team, desk, rhythm and touchpoint that others name have a fault: nobody says that they do not exist.
    text = with_pieces(
        {"staff: 2": "staff: many", "skill: 0.7": "skill: 7", "0, 0, 0, 1, 1": "0, 0, 0, x, 1"}
    )
    text = with_pieces({"title: Chat": "titel: Chat"}, text)
    paths = ["touchpoints.chat.titel", "teams.agents.staff", "desks.care.skill", "rhythms.daytime.hours.7"]
    assert [fault.path for fault in faults_of(text, tmp_path)] == paths


def test_many_faults_are_listed_up_to_a_limit() -> None:
    error = ScenarioError(Fault("a.yaml", line, "x", "1") for line in range(250, 0, -1))
    assert len(error.faults) == 250
    assert str(error).splitlines()[0] == "a.yaml:1: x: found 1"
    assert str(error).endswith("and 150 more")
