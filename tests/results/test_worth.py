"""Value against closed forms: customers leave by a known hazard and bring a known margin."""

import math
from typing import Any

import numpy as np
import pytest

import cxsim as cx
from cxsim.engine.counted import Spent, Whose
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.record import Columns
from cxsim.engine.tally import MONEY, MONTH, empty_tally
from cxsim.engine.vocabulary import NONE, State
from cxsim.results.run import simulate
from cxsim.results.worth import discounted_years, grid, staff_time, times, worth
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.people import Contract
from tests.engine.rich import rich
from tests.questions.small_worlds import row_of

MARGIN, RATE, PEOPLE = 73.0, 0.08, 40_000


def company(
    follow_up: float, horizon: float, warm_up: float = 10.0, rate: float = RATE, **value: float
) -> cx.Scenario:
    data: dict[str, Any] = row_of({"first": 0.1})
    data["period"] = {"warm_up": f"{warm_up} d", "follow_up": f"{follow_up} d"}
    data["value"] = {"discount_rate": rate, "value_horizon": f"{horizon} d", **value}
    for persona in data["personas"].values():
        persona["value_per_year"] = MARGIN
    return scenario_from_dict(data)


def people(scenario: cx.Scenario, hazard: float, seed: int = 1) -> tuple[Columns, Plan]:
    """Customers at the branch who leave by a constant hazard a year."""
    compiled = plan(scenario)
    lives = np.random.default_rng(seed).exponential(365.0 / max(hazard, 1e-12), PEOPLE)
    gone = compiled.warm_up + lives < compiled.horizon
    return {
        "since": np.full(PEOPLE, -100.0),
        "ended": np.where(gone, compiled.warm_up + lives, np.nan),
        "state": np.where(gone, State.LEFT, State.CUSTOMER),
        "persona": np.zeros(PEOPLE, np.int64),
        "rest": np.zeros(PEOPLE),
        "entry": np.full(PEOPLE, NONE),
        "level": np.ones(PEOPLE),
    }, compiled


def brought(
    columns: Columns, compiled: Plan, scenario: cx.Scenario, costs: np.ndarray | None = None
) -> np.ndarray:
    tally = empty_tally(compiled)
    if costs is not None:
        tally = tally._replace(costs=costs)
    return worth([times(columns, compiled, scenario)], tally, compiled, scenario)[0]


def no_costs(compiled: Plan) -> np.ndarray:
    return empty_tally(compiled).costs


@pytest.mark.parametrize(
    ("follow_up", "horizon"),
    [(365.0, 1095.0), (730.0, 1095.0), (1095.0, 1095.0), (730.0, 365.0), (200.0, 1095.0), (45.0, 400.0)],
)
@pytest.mark.parametrize("rate", [0.0, RATE])
def test_a_constant_hazard_has_a_closed_form(follow_up: float, horizon: float, rate: float) -> None:
    """Whether the follow-up is shorter than the horizon, than a year, or longer than the horizon."""
    hazard = 0.3
    scenario = company(follow_up, horizon, rate=rate)
    found = brought(*people(scenario, hazard), scenario)[Whose.TODAYS]
    a_year = math.log1p(rate) + hazard
    at = grid(scenario) / 365.0
    expected = MARGIN * (1.0 - np.exp(-a_year * at)) / a_year
    assert at[-1] == pytest.approx(max(follow_up, horizon) / 365.0)
    error = 4 * MARGIN * at[-1] * (1 + 365.0 / min(follow_up, 365.0)) / math.sqrt(PEOPLE)
    assert found / PEOPLE == pytest.approx(expected, abs=error)
    assert (np.diff(found) > 0).all()


def test_nobody_leaves_and_nothing_is_discounted() -> None:
    scenario = company(365.0, 1095.0, rate=0.0)
    found = brought(*people(scenario, 0.0), scenario)
    assert found[Whose.TODAYS, -1] == pytest.approx(PEOPLE * 3 * MARGIN)
    assert found[Whose.TODAYS, 12] == pytest.approx(PEOPLE * MARGIN)
    assert (found[[Whose.NEW, Whose.PROSPECTS]] == 0.0).all()


def test_nothing_is_extrapolated_where_the_follow_up_reaches_the_horizon() -> None:
    """What comes after the horizon of a longer follow-up is what was lived, to its end."""
    scenario = company(730.0, 730.0, rate=0.0)
    columns, compiled = people(scenario, 0.4)
    found = brought(columns, compiled, scenario)[Whose.TODAYS, -1]
    lived = np.where(np.isnan(columns["ended"]), compiled.horizon, columns["ended"]) - compiled.warm_up
    assert found == pytest.approx(MARGIN * lived.sum() / 365.0)


def test_the_hazard_and_cost_of_the_last_year_go_on() -> None:
    """Two years are lived: nobody left in the first, and it cost nothing; a quarter of an hour to go."""
    scenario = company(730.0, 1095.0, rate=0.0)
    columns, compiled = people(scenario, 0.0)
    leavers = PEOPLE // 4
    columns["state"][:leavers], columns["ended"][:leavers] = State.LEFT, compiled.warm_up + 365.0 + 182.5
    costs = no_costs(compiled)
    costs[0, Whose.TODAYS, :12, Spent.ELSE] = round(
        PEOPLE * 1.0 / MONEY
    )  # one unit of money for each, in each month
    found = brought(columns, compiled, scenario, costs)[Whose.TODAYS]
    years = PEOPLE - leavers / 2  # lived as customers in the last year
    hazard, cost = leavers / years, 12 * PEOPLE / years
    inside = 2 * MARGIN * PEOPLE - MARGIN * leavers / 2 - 12 * PEOPLE
    after = (PEOPLE - leavers) * (MARGIN - cost) * (1 - math.exp(-hazard)) / hazard
    assert found[24] == pytest.approx(inside)
    assert found[-1] == pytest.approx(inside + after)


def test_new_customers_cost_their_acquisition_when_they_join() -> None:
    scenario = company(365.0, 365.0, acquisition_cost=50.0)
    compiled = plan(scenario)
    columns = {
        "since": np.array([-5.0, compiled.warm_up + 100.0, np.nan]),
        "ended": np.full(3, np.nan),
        "state": np.array([State.CUSTOMER, State.CUSTOMER, State.PROSPECT]),
        "persona": np.zeros(3, np.int64),
        "rest": np.zeros(3),
        "entry": np.array([NONE, 0, 0]),
        "level": np.ones(3),
    }
    found = brought(columns, compiled, scenario)
    at = grid(scenario)
    discount = 1.08 ** (-100 / 365)
    years = discounted_years(scenario, np.array([100.0, 365.0]))
    assert found[Whose.NEW, -1] == pytest.approx(MARGIN * (years[1] - years[0]) - 50.0 * discount)
    assert found[Whose.TODAYS, -1] == pytest.approx(MARGIN * years[1])
    assert (found[Whose.NEW, at < 100.0] == 0.0).all()
    assert found[Whose.NEW, at >= 100.0][0] < 0.0
    assert (found[Whose.PROSPECTS] == 0.0).all()


def test_who_leaves_within_a_term_pays_for_a_share_of_its_rest() -> None:
    """Half of the margin of forty days, when they leave; and beyond the follow-up as in its last year."""
    scenario = company(400.0, 1095.0)
    anybody = scenario.personas["anybody"]
    contract = Contract(first="2 y", exit_fee=0.5)
    bound = scenario.model_copy(
        update={
            "personas": {"anybody": anybody.model_copy(update={"contract": contract})},
            "mechanisms": scenario.mechanisms.model_copy(update={"intention": True}),
        }
    )
    columns, compiled = people(scenario, 0.3)
    left = columns["state"] == State.LEFT
    columns["rest"] = np.where(left, 40.0, 0.0)
    without, found = brought(columns, compiled, scenario), brought(columns, plan(bound), bound)
    more, since = (found - without)[Whose.TODAYS], columns["ended"][left] - compiled.warm_up
    inside = 0.5 * MARGIN / 365.0 * 40.0 * 1.08 ** (-since / 365.0)
    assert more[grid(scenario) <= 400.0][-1] == pytest.approx(inside.sum())
    last = since > 35.0
    days = np.minimum(np.nan_to_num(columns["ended"] - compiled.warm_up, nan=400.0), 400.0)
    a_day = 0.5 * MARGIN / 365.0 * 40.0 * last.sum() / np.maximum(days - 35.0, 0.0).sum()
    hazard = last.sum() / np.maximum(days - 35.0, 0.0).sum() + math.log(1.08) / 365.0
    later = (~left).sum() * a_day * -math.expm1(-hazard * 695.0) / hazard * 1.08 ** (-400.0 / 365.0)
    assert more[-1] == pytest.approx(inside.sum() + later)


def test_a_cost_is_discounted_from_the_middle_of_its_month() -> None:
    scenario = company(365.0, 365.0)
    compiled = plan(scenario)
    columns, _ = people(scenario, 0.0)
    none = {name: values[:0] for name, values in columns.items()}
    costs = no_costs(compiled)
    costs[0, Whose.PROSPECTS, -1, Spent.ELSE] = round(100.0 / MONEY)  # the first month comes last
    found = brought(none, compiled, scenario, costs)[Whose.PROSPECTS]
    assert found[0] == 0.0
    assert found[1:] == pytest.approx(np.full(12, -100.0 * 1.08 ** (-MONTH / 2 / 365)))


@pytest.mark.parametrize(("follow_up", "horizon"), [(730.0, 1095.0), (200.0, 1095.0), (730.0, 365.0)])
def test_what_staff_cost_is_the_rest_of_what_was_brought_without_them(
    follow_up: float, horizon: float
) -> None:
    """Beyond the follow-up, too: a team that costs nothing leaves what all else costs."""
    scenario = company(follow_up, horizon)
    columns, compiled = people(scenario, 0.3)
    costs = np.random.default_rng(3).integers(0, 10**9, empty_tally(compiled).costs.shape)
    unpaid = costs.copy()
    unpaid[..., Spent.STAFF] = 0
    more = brought(columns, compiled, scenario, unpaid) - brought(columns, compiled, scenario, costs)
    tally = empty_tally(compiled)._replace(costs=costs)
    parts = [times(columns, compiled, scenario)]
    found = staff_time(parts, tally, compiled, scenario)
    assert found == pytest.approx([-more[..., -1].sum()])
    assert found[0] < 0.0


def test_parts_add_up() -> None:
    scenario = company(365.0, 1095.0)
    columns, compiled = people(scenario, 0.3)
    halves = [{name: values[place::2] for name, values in columns.items()} for place in (0, 1)]
    both = worth(
        [times(one, compiled, scenario) for one in halves], empty_tally(compiled), compiled, scenario
    )
    assert both[0] == pytest.approx(brought(columns, compiled, scenario))


@pytest.mark.parametrize("seed", range(3))
def test_without_a_warm_up_the_tally_holds_all_costs(seed: int) -> None:
    data = rich(seed)
    data["period"] |= {"warm_up": "0 d"}
    run = simulate(scenario_from_dict(data), replications=2, seed=seed + 1)
    for number, counts in enumerate(run.counts):
        mine = run.customers[run.customers["replication"] == number]
        by_persona = mine.groupby("persona", observed=False)["cost"].sum()
        tallied = MONEY * counts.tally.costs.sum(axis=(1, 2, 3))
        assert tallied == pytest.approx(
            [by_persona.get(name, 0.0) for name in run.scenario.personas], abs=0.5
        )
        assert tallied.sum() > 0.0
