"""What the random journey found, each reduced to the smallest company in which it shows."""

import pytest

import cxsim as cx
from cxsim.analysis.lights import SCOPES, Target
from cxsim.reporting.answers.comparison_words import comparison_table
from cxsim.reporting.answers.lights_words import conclude_lights, lights_table
from cxsim.reporting.answers.maturity_words import maturity_table
from cxsim.reporting.answers.persona_words import personas_table
from cxsim.scenario.load import scenario_from_dict
from tests.analysis.small_worlds import row_of
from tests.analysis.test_ranking import LIBRARY, STAKES
from tests.engine.scenarios import Data, persona


def company(**parts) -> Data:
    """A row of three touchpoints, with improvements."""
    return row_of(STAKES, improvements=LIBRARY, **parts)


def cells(table: cx.Table) -> list[str]:
    return [str(cell) for row in table.frame.itertuples(index=False) for cell in row]


@pytest.mark.parametrize("scope", SCOPES)
def test_where_nobody_came_no_light_is_on(scope):
    data = company(prospects=0.0, existing=1)
    run = cx.simulate(scenario_from_dict(data), replications=2, record="kpis")
    assert run.kpis().set_index(["scope", "kpi"]).loc[("journey", "visits"), "mean"].item() == 0.0
    found = cx.lights(run, scope=scope)
    assert found.parts.empty
    assert conclude_lights(found).startswith(f"No {scope} has figures to hold against its targets. ")
    assert len(lights_table(found).frame) == len(found.table) == 1
    with pytest.raises(ValueError, match='no KPI "fiction"'):
        cx.lights(run, [Target("fiction", "at most", 0.1)], scope=scope)


def test_a_persona_that_nobody_is_has_no_gain():
    data = company()
    data["personas"]["nobody"] = persona(share=0.0, title="Nobody")
    ranking = cx.rank(scenario_from_dict(data), replications=2, workers=1)
    assert personas_table(ranking).frame["Nobody"].tolist() == ["–"] * len(LIBRARY)


def test_where_nobody_was_a_customer_retention_is_a_dash():
    """Prospects of whom hardly any can become a customer before the end."""
    data = company(prospects=1.0)
    for point in data["touchpoints"].values():
        point["gate"] = {"prospect": 1.0}
    today = scenario_from_dict(data)
    found = cx.compare(today, cx.Improve("half").to_scenario(today), replications=2, workers=1)
    assert comparison_table(found).frame["Retained, of 100"].tolist() == ["–", "–"]
    ladder = cx.maturity(today, replications=2, workers=1)
    assert set(maturity_table(ladder).frame["Retention, of 100"]) == {"–"}
