"""The hash tells scenarios apart by what they say, not by how they are written."""

import json
from pathlib import Path
from typing import Any

import pytest

from cxsim.scenario.changes import plain
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import load_scenario, scenario_from_dict, scenario_hash
from cxsim.scenario.model import Scenario
from tests.scenario.minimal import TEXT, scenario_dict


def upside_down(node: dict[str, Any]) -> dict[str, Any]:
    """The same mapping, the other way round."""
    return {key: node[key] for key in reversed(node)}


@pytest.fixture
def fibre() -> Scenario:
    return scenario_from_dict(scenario_dict())


def test_layout_does_not_matter(fibre: Scenario, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(
        "# JSON is YAML\n" + json.dumps(upside_down(scenario_dict())), encoding="utf-8"
    )
    hashes = {
        scenario_hash(scenario)
        for scenario in (fibre, load_scenario(tmp_path / "a.yaml"), load_scenario(tmp_path / "b.yaml"))
    }
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64


def test_the_order_of_personas_matters_because_draws_follow_it(fibre: Scenario) -> None:
    data = scenario_dict()
    data["personas"] = upside_down(data["personas"])
    assert scenario_hash(scenario_from_dict(data)) != scenario_hash(fibre)


def test_defaults_and_shorthands_do_not_matter(fibre: Scenario) -> None:
    data = scenario_dict()
    data["touchpoints"]["shop"] |= {
        "priority": 0,
        "service": {"distribution": "constant", "value": "360 s"},
        "team": None,
    }
    data["journeys"]["pay"]["links"]["invoice"]["goal"] = {"share": 1.0, "delay": "0 s"}
    data["mechanisms"] = {"queues": True}
    data["loyalty"] = {"renewal": 0.85}
    assert scenario_hash(scenario_from_dict(data)) == scenario_hash(fibre)


def test_a_scenario_can_be_dumped_and_read_again(fibre: Scenario) -> None:
    again = scenario_from_dict(json.loads(json.dumps(plain(fibre))))
    assert plain(again) == plain(fibre)
    assert again.model_dump() == fibre.model_dump()
    assert scenario_hash(again) == scenario_hash(fibre)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("touchpoints.shop.quality", 0.7500000001),
        ("journeys.pay.every", "30 d"),
        ("mechanisms.mood", False),
        ("touchpoints.shop.buyer_words", "Hm."),
        ("personas.anna.stakes.shop", 1),
    ],
)
def test_content_matters(fibre: Scenario, path: str, value: object) -> None:
    assert scenario_hash(with_changes(fibre, {path: value})) != scenario_hash(fibre)


def test_the_hash_is_the_same_on_every_machine_and_day(fibre: Scenario) -> None:
    assert scenario_hash(fibre) == scenario_hash(scenario_from_dict(scenario_dict()))
