"""What one may start from: complete, sourced, and without a word of another sector."""

import re
from pathlib import Path

import pytest

from cxsim.cli.check import check
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from tests.small import ROOT

SCENARIOS = ROOT / "scenarios"
SECTORS = ["travel", "insurance"]
EXTRA = re.compile(r"(?m)^( *)#\+ ")  # a mechanism to add
# Words by which one knows a sector, in English and French.
WORDS = {
    "telecom": r"SIM|tariffs?|technicians?|forfait|technicien|telecom\w*|télécom\w*",
    "retail": r"retail\w*|parcels?|baskets?|colis|panier|fitting|newsletter",
    "travel": r"hotels?|flights?|travel\w*|guests?|hôtel|vols?|voyag\w*",
    "insurance": r"insur\w*|claims?|premiums?|polic(?:y|ies)|assur(?:eur|ance)|sinistres?|primes?",
}


def text_of(name: str) -> str:
    return (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")


def foreign(own: str, text: str) -> set[str]:
    """Words of other sectors in a text."""
    others = "|".join(words for sector, words in WORDS.items() if sector != own)
    return set(re.findall(rf"\b(?:{others})\b", text, re.IGNORECASE))


def titles_of(scenario: Scenario) -> str:
    """What the company and what is in it are called; what personas read and do is theirs."""
    kinds = ("touchpoints", "journeys", "teams", "desks", "improvements", "departments", "channels")
    parts = [
        part for kind in kinds for name, one in getattr(scenario, kind).items() for part in (name, one.title)
    ]
    return " ".join((scenario.title, scenario.sector, scenario.description, *parts)).replace("_", " ")


@pytest.mark.parametrize("name", SECTORS)
def test_a_journey_is_complete(name: str) -> None:
    scenario = load_scenario(SCENARIOS / f"{name}.yaml")
    assert len(scenario.touchpoints) == 13
    assert len({point.stage for point in scenario.touchpoints.values()}) == 7
    assert 3 <= len(scenario.personas) <= 5
    assert {one.type for one in scenario.journeys.values()} == {"onboarding", "use", "after_sales", "renewal"}
    assert len(scenario.improvements) >= 6
    assert {one.owner for one in scenario.improvements.values()} <= set(scenario.departments)
    assert any(not desk.on_the_spot and desk.target for desk in scenario.desks.values())
    assert max(shift.staff for team in scenario.teams.values() for shift in team.shifts) >= 6
    assert all(fact.source and fact.grade for fact in scenario.facts.values())


@pytest.mark.parametrize("name", SECTORS)
@pytest.mark.parametrize("ending", ["", "_fr"])
def test_nothing_is_called_as_in_another_sector(name: str, ending: str) -> None:
    scenario = load_scenario(SCENARIOS / f"{name}{ending}.yaml")
    assert foreign(name, titles_of(scenario)) == set()
    assert foreign("none", titles_of(scenario)), "by these words one knows it"


@pytest.mark.parametrize("name", ["blank", "blank_fr"])
def test_the_blank_one_is_of_no_sector(name: str) -> None:
    assert foreign("none", text_of(name)) == set()


@pytest.mark.parametrize("name", ["blank", "blank_fr"])
def test_all_that_may_be_added_to_the_blank_one_can_be_added(name: str, tmp_path: Path) -> None:
    text = text_of(name)
    file = tmp_path / "whole.yaml"
    file.write_text(EXTRA.sub(r"\1", text), encoding="utf-8")
    whole, plain = load_scenario(file), load_scenario(SCENARIOS / f"{name}.yaml")
    assert len(EXTRA.findall(text)) > 40
    assert only_more(plain, whole)


def only_more(plain: Scenario, whole: Scenario) -> bool:
    """Tell whether what stood there before stands there still."""
    kinds = ("touchpoints", "personas", "journeys", "teams", "desks", "improvements", "departments")
    return all(list(getattr(plain, kind)) == list(getattr(whole, kind)) for kind in kinds)


@pytest.mark.parametrize("name", [*SECTORS, "blank"])
def test_its_check_has_nothing_to_warn_of(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    check([SCENARIOS / f"{name}.yaml", SCENARIOS / f"{name}_fr.yaml"])
    assert capsys.readouterr().err == ""
