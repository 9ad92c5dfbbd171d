"""Each improvement is of the right kind."""

import pytest

import cxsim as cx
from cxsim.questions.experiments.improvement_types import (
    DELIGHT,
    NEITHER,
    PREVENTION,
    RECOVERY,
    TYPES,
    type_of,
    types_of,
)
from cxsim.scenario.model import Scenario
from tests.engine.scenarios import changed
from tests.questions.library import friction
from tests.questions.small_worlds import row_of
from tests.small import ROOT

STAKES = {"a": 1.0, "b": 0.6}


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("touchpoints.a.delight.strength", DELIGHT),
        ("touchpoints.a.frictions.trouble.severity", PREVENTION),
        ("touchpoints.a.quality", NEITHER),
        ("touchpoints.a", NEITHER),
        ("touchpoints.a.gate.prospect", NEITHER),
        ("touchpoints.a.cost", NEITHER),
        ("touchpoints.a.detectability", RECOVERY),
        ("desks.desk.skill", RECOVERY),
        ("maturity.stages.use", RECOVERY),
        ("personas.anybody.complaint", RECOVERY),
        ("personas.anybody.expectation", PREVENTION),
        ("personas.anybody.loyalty", NEITHER),
        ("journeys.buy.links.a.b.context_loss", PREVENTION),
        ("handoffs.across_departments", PREVENTION),
        ("teams.front.staff", PREVENTION),
        ("teams.back.staff", RECOVERY),
        ("teams.idle.staff", PREVENTION),
    ],
)
def test_the_kind_follows_from_the_path(path, kind):
    built = changed(
        row_of(STAKES), {f"teams.{name}": {"title": name, "staff": 1} for name in ("front", "back", "idle")}
    )
    built["touchpoints"]["a"] |= {"team": "front", "waiting": {"tolerance": "1 h"}}
    built["desks"]["desk"]["team"] = "back"
    built["desks"]["front_desk"] = {**built["desks"]["desk"], "team": "front"}
    scenario = Scenario.model_validate(built)
    library = Scenario.model_validate(row_of(STAKES, improvements={"one": friction("a", 0.5)})).improvements
    change = library["one"].changes[0].model_copy(update={"path": path})
    one = library["one"].model_copy(update={"changes": (change,)})
    scenario = scenario.model_copy(update={"improvements": {"one": one}})
    assert type_of(scenario, "one") == kind


def test_what_an_improvement_costs_on_the_way_does_not_change_its_kind():
    telecom = cx.load_scenario(ROOT / "scenarios" / "telecom.yaml")
    assert type_of(telecom, "honest_advertising") == PREVENTION, "though it changes a gate, too"
    assert types_of(telecom, "authority_on_the_retention_line") == (PREVENTION, DELIGHT)
    assert type_of(telecom, "invoice_corrections_in_a_day") == RECOVERY, "the clerk works at a desk only"
    for name in ("telecom", "retail"):
        scenario = cx.load_scenario(ROOT / "scenarios" / f"{name}.yaml")
        assert {type_of(scenario, one) for one in scenario.improvements} >= set(TYPES)
