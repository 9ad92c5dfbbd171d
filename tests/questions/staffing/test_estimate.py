"""Staffing curves of a queue are those of theory; what they say of people and money adds up."""

import itertools
import math

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import InterventionError
from cxsim.questions.experiments.sums import BEFORE_STAFF, CUSTOMERS, RUNS, STAYED, SUMS, TODAYS, VALUE
from cxsim.questions.staffing.estimate import compared, fewest, staffing
from cxsim.results.run import simulate
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import OBJECTIVES
from tests.engine.scenarios import changed, exponential, one_queue, only
from tests.engine.theory import erlang_a
from tests.questions.staffing.calls import ARRIVAL, COST, HORIZON, PATIENCE, SERVICE, STAFF, calls


@pytest.fixture(scope="module")
def found():
    return staffing(calls(), "agents", replications=12, seed=3)


def theory(staff: int) -> dict[str, float]:
    return erlang_a(staff, ARRIVAL, SERVICE, PATIENCE)


@pytest.mark.parametrize("more", range(-1, 4))
def test_giving_up_and_occupancy_are_those_of_theory(found, more):
    row, truth = found.figures.loc[more], theory(STAFF + more)
    for name, expected in (("abandonment", truth["abandons"]), ("occupancy", truth["busy"])):
        half = row[f"{name}_high"] - row[name]
        assert abs(row[name] - expected) < 2 * half + 0.001, (name, row[name], expected)
        assert 0 < half < 0.015
    assert row["level"] == pytest.approx(1 - truth["abandons"], abs=0.015)


def test_gains_are_those_of_theory(found):
    """Everybody who does not hang up becomes a customer, so that gains are what theory says of giving up."""
    table = found.figures
    for more, row in table.drop(index=0).iterrows():
        truth = theory(STAFF)["abandons"] - theory(STAFF + more)["abandons"]
        assert row["gain_low"] <= truth <= row["gain_high"]
        assert row["gain_high"] - row["gain_low"] < 0.02
    for before, more in itertools.pairwise(table.index):
        truth = theory(STAFF + before)["abandons"] - theory(STAFF + more)["abandons"]
        row = table.loc[more]
        assert row["step_gain_low"] <= truth <= row["step_gain_high"]


def test_more_staff_never_does_worse_and_less_and_less(found):
    table = found.figures
    for name, rises in (("abandonment", False), ("wait", False), ("occupancy", False), ("level", True)):
        steps = np.diff(table[name])
        assert (steps > 0).all() if rises else (steps < 0).all(), name
    assert table["step_gain"].iloc[1:].is_monotonic_decreasing


def test_hours_and_cost_add_up(found):
    table, hours = found.figures, HORIZON * 24
    assert list(table["on_duty"]) == pytest.approx([1, 2, 3, 4, 5])
    assert list(table["hours"]) == pytest.approx([hours * staff for staff in range(1, 6)])
    year, years = COST * 24 * 365, discounted(3.0)
    assert list(table["yearly"]) == pytest.approx([year * staff for staff in range(1, 6)])
    assert list(table["cost"]) == pytest.approx([year * years * staff for staff in range(1, 6)])
    assert list(table["extra"]) == pytest.approx([year * years * more for more in range(-1, 4)])
    whole = table["level"].iloc[-1] - table["level"].iloc[0]
    assert table["step_gain"].iloc[1:].sum() == pytest.approx(whole)
    assert table.loc[3, "customers"] == pytest.approx(table["step_customers"].loc[1:3].sum())
    assert table.loc[3, "net"] == pytest.approx(table["step_net"].loc[1:3].sum())


def discounted(years: float) -> float:
    """What one a year is worth over some years, at 8 % a year."""
    rate = math.log(1.08)
    return (1.0 - math.exp(-rate * years)) / rate


def test_one_replication_has_no_limits():
    table = staffing(calls(), "agents", [1], replications=1).figures
    assert table.loc[1, "customers"] > 0
    assert table.loc[[1], ["gain_low", "gain_high", "net_low", "step_net_high"]].isna().all(axis=None)


def test_an_objective_is_followed():
    found = {aim: staffing(calls(), "agents", [1], replications=3, objective=aim) for aim in OBJECTIVES[1:]}
    assert staffing(calls(), "agents", [1], replications=3).objective == "join"
    one = {aim: answer.figures.loc[1] for aim, answer in found.items()}
    assert one["customers"]["gain"] == pytest.approx(one["join"]["customers"])
    assert one["net_value"]["gain"] == pytest.approx(one["join"]["net"])
    assert one["net_value"]["gain_low"] == pytest.approx(one["join"]["net_low"])
    with pytest.raises(InterventionError, match=r"^objective: found stay, but population\.existing is 0"):
        staffing(calls(), "agents", [1], objective="stay")


def test_only_hours_after_the_warm_up_are_paid_for():
    queue = changed(
        one_queue(20.0, exponential(0.01), 0, 14.0, shifts=[{"hours": "mon-fri 10:00-16:00", "staff": 2}]),
        {"period.warm_up": "7 d", "teams.agents.cost_per_hour": 10.0},
    )
    queue["teams"]["agents"]["shifts"].append({"hours": "mon 10:00-13:00", "staff": 1})
    table = staffing(Scenario.model_validate(queue), "agents", [1], replications=1).figures
    assert list(table["hours"]) == pytest.approx([2 * (60 + 3), 2 * (90 + 3)])
    assert list(table["on_duty"]) == pytest.approx([2.1, 3.1])
    assert list(table["yearly"]) == pytest.approx([1_260 * 365 / 14, 1_860 * 365 / 14])


def test_figures_are_the_kpis_of_a_company_with_that_staff(found):
    other = simulate(calls(**{"teams.agents.staff": 3}), replications=12, seed=3, record="kpis")
    kpis = other.kpis().set_index(["scope", "name", "kpi"]).sort_index()
    row = found.figures.loc[1]
    for name in ("abandonment", "wait", "occupancy"):
        assert tuple(row[[name, f"{name}_low", f"{name}_high"]]) == pytest.approx(
            tuple(kpis.loc[("team", "agents", name), ["mean", "low", "high"]])
        )
    assert row["level"] == pytest.approx(kpis.loc[("journey", "all", "join"), "mean"])


def test_recoveries_are_those_of_the_desks_at_which_the_team_works():
    """Two desks, one of them the team's: only frictions that come to it count."""
    data = changed(
        one_queue(60.0, exponential(0.005), 1, 40.0),
        {
            "mechanisms": only("queues", "frictions", "detection", "complaints", "recovery"),
            "desks.mine": {"title": "Mine", "team": "agents", "skill": 0.9, "hardness": 0.0, "time": "1 min"},
            "desks.other": {"title": "Other", "skill": 0.1, "hardness": 0.0, "time": "1 min"},
            "touchpoints.call.recovery": "mine",
            "touchpoints.letter.recovery": "other",
            "journeys.buy.links.call": {"letter": 1.0},
            "journeys.buy.links.letter": {"goal": 1.0},
        },
    )
    for name in ("call", "letter"):
        data["touchpoints"][name] |= {"frictions": {"trouble": {"probability": 0.4, "severity": 0.5}}}
    data["personas"]["anybody"]["complaint"] = 1.0
    row = staffing(Scenario.model_validate(data), "agents", [1], replications=5).figures.loc[1]
    assert row["recovered_low"] - 0.02 < 0.9 < row["recovered_high"] + 0.02
    assert np.isnan(staffing(calls(), "agents", [], replications=1).figures["recovered"]).all()


def test_whether_they_pay():
    """A customer is worth 100 a year, an hour costs next to nothing, or more than customers bring."""
    cheap, dear = (
        staffing(calls(**{"teams.agents.cost_per_hour": cost}), "agents", [1, 2], replications=6).figures
        for cost in (0.01, 10_000.0)
    )
    assert (cheap.loc[[1, 2], "step_net_low"] > 0).all()
    assert (dear.loc[[1, 2], "step_net_high"] < 0).all()
    assert (cheap["gain"] == dear["gain"]).all()
    assert (cheap["net"] > dear["net"]).loc[[1, 2]].all()


def test_what_they_pay_is_value_less_cost():
    totals = np.zeros((2, 2, SUMS))
    totals[..., TODAYS], totals[..., RUNS] = 100.0, 1.0
    totals[..., STAYED] = totals[..., CUSTOMERS] = [[50.0, 60.0], [52.0, 66.0]]
    totals[..., BEFORE_STAFF] = [[10.0, 40.0], [20.0, 50.0]]
    totals[..., VALUE] = totals[..., BEFORE_STAFF] - [[3.0, 9.0], [3.0, 9.0]]  # shifts are paid as they are
    cost, places = np.array([5.0, 12.0]), (np.array([1]), np.array([0]))
    found = compared("stay", totals, cost, *places, 0).loc[0]
    assert (found["extra"], found["net"], found["customers"]) == (7.0, 23.0, 12.0)
    assert found["gain"] == pytest.approx(0.12)
    assert compared("net_value", totals, cost, *places, 0).loc[0, "gain"] == pytest.approx(23.0)


def test_the_result_does_not_depend_on_workers_and_progress_ends_with_all():
    seen = []
    first = staffing(calls(), "agents", [2], replications=3, workers=1, progress=seen.append).figures
    assert first.equals(staffing(calls(), "agents", [2], replications=3, workers=3).figures)
    assert seen == sorted(seen)
    assert seen[-1] == 3
    assert list(first.index) == [0, 2]


@pytest.mark.parametrize(("all_day", "on_top", "least"), [(1, 0, 0), (2, 0, -1), (3, 1, -3), (1, 3, -1)])
def test_how_many_can_be_spared(all_day, on_top, least):
    """Nobody at some hours is possible, nobody at all is not."""
    shifts = [
        {"hours": "mon-fri 08:00-16:00", "staff": all_day},
        {"hours": "mon 08:00-12:00", "staff": on_top},
    ]
    scenario = Scenario.model_validate(one_queue(5.0, "1 min", 0, 5.0, shifts=shifts))
    assert fewest(scenario, "agents") == least
    staffing(scenario, "agents", [least], replications=1)
    with pytest.raises(InterventionError, match="fewer on duty, expected "):
        staffing(scenario, "agents", [least - 1], replications=1)


def test_by_default_nobody_is_taken_from_a_team_of_one():
    scenario = Scenario.model_validate(one_queue(5.0, "1 min", 1, 2.0))
    assert list(staffing(scenario, "agents", replications=1).figures.index) == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("team", "people", "message"),
    [
        ("agent", [1], 'no team "agent"; did you mean "agents"?'),
        ("phone", [1], 'no team "phone"; expected agents'),
        (
            "agents",
            [-2],
            'team "agents": found 2 fewer on duty, expected at most 1, so that somebody is left',
        ),
    ],
)
def test_mistakes_are_named(team, people, message):
    with pytest.raises(InterventionError, match=message.replace("?", r"\?")):
        staffing(calls(), team, people, replications=1)


def test_it_is_public():
    assert cx.staffing is staffing
