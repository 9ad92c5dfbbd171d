"""A simulator that was written from the page of the model alone says the same as cxsim.

It shares no line with the engines. Where both agree, the page says what cxsim does; where they part, one of
the three is wrong.
"""

import dataclasses
import functools
from pathlib import Path
from typing import Any

import pytest

from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.changes import plain
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from tests.third.comparing import Comparison, compare
from tests.third.people import Person
from tests.third.sums import KPIS
from tests.third.team import Ask, Team

HERE = Path(__file__).parent
SHIPPED = Path(__file__).resolve().parents[2] / "scenarios"
FEWER = 0.4  # of the people, where it has to be quick

# Together every switch; what came later has a company of its own.
OFF = {
    "hotline": ("handoffs", "patience", "expectation", "messages", "detection", "memory", "rhythms"),
    "market": ("queues", "delight", "complaints", "mood", "loyalty", "reviews", "referrals", "differences"),
    "years": ("redial", "frictions", "recovery", "intention", "gate", "after_sales", "surveys"),
    "errands": ("matter",),
    "letters": ("cases",),
    "lines": ("hours", "callbacks", "capacity"),
    "seasons": ("calendar",),
    "plans": ("levels",),
}


def scenario(name: str, *off: str, folder: Path = HERE, **changes: dict[str, Any]) -> Scenario:
    """Load a scenario, of which today's journey is lived, and change some of its fields."""
    data = plain(load_scenario(folder / f"{name}.yaml")) | {"improvements": {}}
    for part, fields in ({"mechanisms": dict.fromkeys(off, False)} | changes).items():
        data[part] = {**data[part], **fields}
    return scenario_from_dict(data)


@functools.cache
def small(name: str, *off: str) -> Comparison:
    """Compare a company of fewer people."""
    people = load_scenario(HERE / f"{name}.yaml").population
    fewer = {
        "existing": round(people.existing * FEWER),
        "prospects_per_day": people.prospects_per_day * FEWER,
    }
    return compare(scenario(name, *off, population=fewer), batches=8, size=1)


def agree(found: Comparison) -> None:
    """Hold all KPIs against what chance allows."""
    assert not found.one_sided
    assert abs(found.worst[0].z) <= found.limit, [str(one) for one in found.worst[:10]]
    assert found.least <= found.root_mean_square <= found.most


@pytest.mark.parametrize("name", OFF)
def test_a_simulator_written_from_the_page_agrees(name: str) -> None:
    agree(small(name))


@pytest.mark.parametrize("name", ["hotline", "market", "years"])
def test_it_agrees_where_mechanisms_are_switched_off(name: str) -> None:
    agree(small(name, *OFF[name]))


# What the page could be taken to say.
def memory_up_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    now = Person.memory_now
    monkeypatch.setattr(Person, "memory_now", lambda person, *when: min(now(person, *when), 1.0))


def twice_the_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    wait = Team._wait

    def patiently(team: Team, ask: Ask) -> None:
        wait(team, dataclasses.replace(ask, patience=2 * ask.patience))

    monkeypatch.setattr(Team, "_wait", patiently)


@pytest.mark.verify
@pytest.mark.parametrize("misread", [memory_up_to_one, twice_the_patience])
def test_a_wrong_reading_of_the_page_would_be_seen(misread: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    misread(monkeypatch)
    found = compare(scenario("hotline"), batches=20, size=4, seed=5)
    assert abs(found.worst[0].z) > found.limit or found.root_mean_square > found.most


# Only improvements are for some customers, and the third simulator knows none.
NOT_THERE = {"partial"}


def test_all_kpis_are_compared_and_all_switches_tried() -> None:
    assert {one.name[2] for name in OFF for one in small(name).compared} == {*KPIS}
    assert {switch for off in OFF.values() for switch in off} | NOT_THERE == set(Mechanisms.model_fields)


@pytest.mark.verify
@pytest.mark.parametrize("name", OFF)
def test_they_agree_closely(name: str, verification: Any) -> None:
    note(verification, name, compare(scenario(name), batches=50, size=5, seed=2))


@pytest.mark.verify
@pytest.mark.parametrize("switch", Mechanisms.model_fields)
def test_they_agree_without_any_one_mechanism(switch: str, verification: Any) -> None:
    for name in sorted({"hotline", "market", *(one for one, off in OFF.items() if switch in off)}):
        found = compare(scenario(name, switch), 20, 3, seed=3)
        if abs(found.worst[0].z) > found.limit:  # of so many KPIs one may be by chance, but not twice
            found = compare(scenario(name, switch), 20, 3, seed=4)
        note(verification, f"{name} without {switch}", found)


# The shipped scenarios, with fewer people and for a shorter time.
SCALED_DOWN: dict[str, dict[str, dict[str, Any]]] = {
    "telecom": {
        "population": {"existing": 250, "prospects_per_day": 1.5, "start": "given"},
        "period": {"warm_up": "20 d", "follow_up": "150 d", "time_to_decide": "20 d"},
    },
    "bank": {"period": {"warm_up": "1 d", "follow_up": "6.25 d"}},
    "retail": {
        "population": {"existing": 250, "prospects_per_day": 2.0, "start": "given"},
        "period": {"warm_up": "10 d", "follow_up": "90 d", "time_to_decide": "10 d"},
    },
}


@pytest.mark.verify
@pytest.mark.parametrize("name", SCALED_DOWN)
def test_they_agree_on_what_is_shipped(name: str, verification: Any) -> None:
    small = scenario(name, folder=SHIPPED, **SCALED_DOWN[name])
    note(verification, name, compare(small, batches=25, size=4, seed=4))


def note(verification: Any, what: str, found: Comparison) -> None:
    """Note the largest z and the root of the mean of squares, and hold them against what chance allows."""
    what = f"third simulator, {what}, {len(found.compared)} KPIs"
    verification(f"{what}: known to one side only", len(found.one_sided), "at most", 0)
    verification(f"{what}: largest |z|", abs(found.worst[0].z), "at most", found.limit)
    verification(f"{what}: root mean square of z", found.root_mean_square, "at most", found.most)
    verification(f"{what}: root mean square of z", found.root_mean_square, "at least", found.least)
