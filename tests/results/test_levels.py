"""What levels, and channels, are worth: against closed forms, and by hand."""

import math
from typing import Any

import numpy as np
import pytest

import cxsim as cx
from cxsim.engine.counted import Whose
from cxsim.results.facts import sums
from cxsim.results.worth import discounted_years
from cxsim.scenario.load import scenario_from_dict
from tests.engine.intervals import agree
from tests.engine.scenarios import Data, changed, scenario, touchpoint
from tests.results.test_worth import MARGIN, PEOPLE, brought, people

YEAR, MANY = 365.0, 2_000


def company(horizon: float = 730.0, rate: float = 0.08, terms: Any = None, **parts: Any) -> Data:
    """Customers half a year into a contract of one, all of whom renew unless something else is said."""
    until = {"discount_rate": rate, "value_horizon": f"{horizon} d"}
    data = scenario(
        {"site": touchpoint()},
        on=("intention", "levels"),
        tenure="182.5 d",
        **{"horizon": 730.0, "existing": MANY, "loyalty": {"renewal": 1.0, "anchor": 0.0}, **parts},
    )
    contract = {"first": "1 y", **(terms or {})}
    change = {"personas.anybody.contract": contract, "personas.anybody.value_per_year": MARGIN}
    return changed(data, {**change, "value": until})


def figure(run: cx.Run, kpi: str) -> float:
    table = run.kpis()
    return float(table[(table["scope"] == "journey") & (table["kpi"] == kpi)]["mean"].iloc[0])


def simulated(data: Data, replications: int = 1) -> cx.Run:
    return cx.simulate(scenario_from_dict(data), replications=replications, workers=1)


@pytest.mark.parametrize("rate", [0.0, 0.08])
def test_value_at_levels_has_a_closed_form(rate: float) -> None:
    """All renew for more after half a year and after a year and a half; within a month, the middle counts."""
    step = {"share": 1.0, "factor": 1.25}
    run = simulated(company(rate=rate, terms={"upgrade": step}, existing=50))
    years = discounted_years(run.scenario, np.array([0.0, 182.5, 547.5, 730.0]))
    expected = MARGIN * (np.diff(years) * [1.0, 1.25, 1.25**2]).sum()
    assert figure(run, "value") == pytest.approx(expected, rel=1e-9 if rate == 0.0 else 1e-5)
    assert figure(run, "revenue_retention") == pytest.approx(1.25**2)
    each = run.customers["value"]
    assert each.to_numpy() == pytest.approx(MARGIN * (0.5 + 1.25 + 0.5 * 1.25**2))


def test_value_of_some_who_take_more_is_that_of_their_mean() -> None:
    steps = {
        "upgrade": {"share": 0.3, "factor": 1.25, "slope": 0.0},
        "downgrade": {"share": 0.1, "factor": 0.5, "slope": 0.0},
    }
    run, each = simulated(company(rate=0.0, terms=steps)), 1.0 + 0.3 * 0.25 - 0.1 * 0.5
    agree(run.customers["value"].tolist(), MARGIN * (0.5 + each + 0.5 * each**2), within=2.0)
    assert run.customers["value"].mean() == pytest.approx(figure(run, "value"), rel=1e-9)
    assert figure(run, "revenue_retention") == pytest.approx(run.customers["level"].mean())


def test_keeping_a_part_raises_staying_and_revenue_by_what_it_should() -> None:
    """Of 100, 70 renew; 20 of the others stay for 40 per cent."""
    part = {"share": 0.2, "factor": 0.4, "slope": 0.0}
    data = company(terms={"keeps_part": part}, horizon=365.0, loyalty={"renewal": 0.7, "slope": 0.0})
    run = simulated(changed(data, {"period.follow_up": "1 y"}))
    without = simulated(changed(data, {"period.follow_up": "1 y", "mechanisms.levels": False}))
    n = math.sqrt(MANY)
    assert figure(run, "stay") == pytest.approx(0.7 + 0.3 * 0.2, abs=2.0 / n)
    assert figure(run, "revenue_retention") == pytest.approx(0.7 + 0.3 * 0.2 * 0.4, abs=2.0 / n)
    assert figure(without, "stay") == figure(without, "revenue_retention") < figure(run, "stay")


def test_a_fact_may_tell_of_revenue_retention() -> None:
    step = {"share": 1.0, "factor": 1.25}
    data = company(terms={"upgrade": step}, existing=50)
    data["facts"] = {"grows": {"kpi": "revenue_retention", "after": "1 y", "range": [1.2, 1.3]}}
    found = scenario_from_dict(data)
    above, below = sums(found, found.facts, 1, 0)[0]
    assert above / below == pytest.approx(1.25)


def test_levels_go_on_beyond_the_follow_up() -> None:
    step = {"share": 1.0, "factor": 1.25}
    data = company(horizon=1095.0, rate=0.0, terms={"upgrade": step}, existing=50)
    run = simulated(changed(data, {"period.follow_up": "1 y"}))
    assert figure(run, "value") == pytest.approx(MARGIN * (0.5 + 0.5 * 1.25 + 2.0 * 1.25))


def test_what_was_taken_before_measuring_counts_from_its_beginning() -> None:
    """One term ends in the warm-up of a year, one in the year that is measured."""
    step = {"share": 1.0, "factor": 1.25}
    data = company(horizon=365.0, rate=0.0, terms={"upgrade": step}, existing=50)
    run = simulated(changed(data, {"period": {"warm_up": "1 y", "follow_up": "1 y"}}))
    assert figure(run, "value") == pytest.approx(MARGIN * (0.5 * 1.25 + 0.5 * 1.25**2))
    assert figure(run, "revenue_retention") == pytest.approx(1.25)


def test_who_leaves_within_a_term_pays_by_their_level() -> None:
    data = company(terms={"exit_fee": 0.5}, horizon=1095.0)
    bound = scenario_from_dict(data)
    columns, compiled = people(bound, 0.3)
    columns["rest"] = np.where(np.isnan(columns["ended"]), 0.0, 40.0)
    once, free = (
        brought(columns, compiled, bound),
        brought({**columns, "rest": 0 * columns["rest"]}, compiled, bound),
    )
    twice = brought({**columns, "level": np.full(PEOPLE, 2.0)}, compiled, bound)
    assert (once - free)[Whose.TODAYS, -1] > 0.0
    assert (twice - free)[Whose.TODAYS] == pytest.approx(2.0 * (once - free)[Whose.TODAYS])


def test_who_comes_in_by_a_channel_costs_what_it_costs_there() -> None:
    data = company(existing=0, horizon=50.0, rate=0.0, prospects=10.0)
    data["touchpoints"]["ad"] = touchpoint(title="Ad", channel="phone")
    data["journeys"]["buy"] |= {
        "start": {"ad": 0.3, "site": 0.7},
        "links": {"ad": {"site": {"share": 1.0, "delay": "1 d"}}, "site": {"goal": 1.0}},
    }
    data["period"]["follow_up"] = "50 d"
    found = {}
    for costs in ({"phone": 40.0, "web": 5.0}, 0.0, 7.0, {"phone": 7.0, "web": 7.0}):
        run = simulated(changed(data, {"value.acquisition_cost": costs}))
        found[str(costs)] = run.counts[0].people["brought"].sum()
    won = run.customers[run.customers["was_customer"]]
    by = won["entry"].value_counts()
    assert by["ad"] > 50
    dear, nothing, one, alike = found.values()
    assert nothing - dear == pytest.approx(40.0 * by["ad"] + 5.0 * by["site"])
    assert nothing - one == pytest.approx(7.0 * len(won)) == pytest.approx(nothing - alike)


def test_an_improvement_that_raises_upgrades_gains_value_and_nothing_else() -> None:
    """Half of them take a quarter more after half a year, and half again after a year and a half."""
    steps = {"upgrade": {"share": 0.0, "factor": 1.25, "slope": 0.0}}
    data = company(rate=0.0, terms=steps, existing=400, prospects=1.0)
    change = {"path": "personas.anybody.contract.upgrade.share", "operation": "set", "value": 0.5}
    dearer = {"path": "value.acquisition_cost.web", "operation": "multiply", "value": 2.0}
    data["value"]["acquisition_cost"] = {"web": 3.0, "phone": 0.0}
    data["improvements"] = {
        "offers": {"title": "Offers", "owner": "sales", "one_off": 100.0, "changes": [change]},
        "adverts": {"title": "Adverts", "owner": "sales", "changes": [dearer]},
    }
    table = cx.rank(scenario_from_dict(data), replications=2, workers=1, objective="net_value").figures
    offers, adverts = table.loc["offers"], table.loc["adverts"]
    assert offers["stay"] == offers["join"] == offers["customers"] == 0.0
    more = 400 * MARGIN * (0.125 + 0.5 * (1.125**2 - 1.0))  # of today's; who joins later adds some
    assert 0.95 * more < offers["value"] < 1.5 * more
    assert offers["net"] == pytest.approx(offers["value"] - 100.0)
    assert adverts["value"] < 0.0 == adverts["customers"]
