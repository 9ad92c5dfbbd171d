"""Facts stand beside what is simulated, and are held against it: they are no part of it."""

import pytest

from cxsim.results.catalogue import CATALOGUE
from cxsim.results.intervals import SHARE
from cxsim.scenario.changes import plain
from cxsim.scenario.facts import Fact
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import scenario_from_dict, scenario_hash
from cxsim.scenario.measures import ALL_KPIS, KPIS, NO_SHARES, SCOPES
from tests.scenario.minimal import scenario_dict

FACTS = {
    "yearly_stay": {"kpi": "stay", "after": "1 y", "range": [0.75, 0.81], "source": "own", "grade": "c"},
    "of_karl": {"kpi": "stay", "persona": "karl", "range": [0.8, 0.9]},
    "waits": {"kpi": "wait", "scope": "team", "name": "agents", "range": [1, 2]},
    "chats": {"kpi": "context_lost", "scope": "link", "name": "hotline -> chat", "range": [0, 0.1]},
    "karl_calls": {
        "kpi": "friction",
        "scope": "touchpoint",
        "name": "hotline",
        "persona": "karl",
        "range": [0, 0.1],
    },
}


def test_every_kpi_has_a_scope_and_every_share_is_known_as_one() -> None:
    assert set(ALL_KPIS) == set(CATALOGUE)
    assert set(KPIS) == set(SCOPES)
    assert {name for name, kpi in CATALOGUE.items() if kpi.scale != SHARE} == NO_SHARES


def test_a_fact_tells_of_what_it_speaks_as_results_call_it() -> None:
    scenario = scenario_from_dict({**scenario_dict(), "facts": FACTS})
    assert {name: fact.place for name, fact in scenario.facts.items()} == {
        "yearly_stay": ("journey", "all", None),
        "of_karl": ("persona", "karl", None),
        "waits": ("team", "agents", None),
        "chats": ("link", "hotline → chat", None),
        "karl_calls": ("touchpoint", "hotline", "karl"),
    }
    assert scenario.facts["yearly_stay"].after == 365.0


def test_facts_change_nothing_that_is_simulated() -> None:
    bare = scenario_from_dict(scenario_dict())
    scenario = scenario_from_dict({**scenario_dict(), "facts": FACTS})
    assert scenario_hash(scenario) == scenario_hash(bare)
    assert "facts" not in plain(bare)
    assert scenario_from_dict(plain(scenario)) == scenario.model_copy(update={"evidence": {}})


def test_facts_go_along_with_improvements_and_other_values() -> None:
    scenario = scenario_from_dict({**scenario_dict(), "facts": FACTS})
    assert improve(scenario, "more_agents").facts == scenario.facts
    assert with_changes(scenario, {"touchpoints.shop.quality": 0.8}).facts == scenario.facts


def test_no_improvement_changes_a_fact() -> None:
    data = {**scenario_dict(), "facts": FACTS}
    change = {"path": "facts.waits.range", "value": [0, 9]}
    data["improvements"]["more_agents"]["changes"] = [change]
    with pytest.raises(ScenarioError, match="a part that is simulated, which facts is not"):
        scenario_from_dict(data)


@pytest.mark.parametrize("name", ["hotline -> chat", "hotline→chat", "hotline  →  chat"])
def test_links_are_written_with_either_arrow(name: str) -> None:
    fact = Fact.model_validate({"kpi": "friction", "scope": "link", "name": name, "range": [0, 1]})
    assert fact.place == ("link", "hotline → chat", None)
