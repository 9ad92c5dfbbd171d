"""Improvements that begin later, ramp up or end: lived in stages, with the same draws as ever."""

import dataclasses

import numpy as np
import pytest

from cxsim.engine.plan import plan
from cxsim.errors import CxsimError
from cxsim.questions.bundles.parts import DoParts, parts_of
from cxsim.questions.experiments.contradictions import contradictions, fault_of
from cxsim.questions.experiments.costs import cost_paths, costs, first_year_costs
from cxsim.questions.experiments.interventions import ForceOutcome, Improve, LessFriction, World, world
from cxsim.questions.experiments.worlds import Starts, live
from cxsim.questions.ranking.estimate import rank
from cxsim.results.worth import grid
from cxsim.scenario.changes import plain
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario
from cxsim.scenario.model import Scenario
from tests.engine.engines import by_kernel
from tests.engine.identity import assert_identical, bits
from tests.engine.rich import rich
from tests.engine.scenarios import changed
from tests.questions.library import LIBRARY, STAKES, friction, improvement
from tests.questions.small_worlds import Truth, row_of

START = "2026-01-05"  # day 0
QUALITY = "touchpoints.website.quality"


def day(number: int) -> str:
    return str(np.datetime64(START) + number)


def dated(one, begins: int | None = None, ramp: float = 0.0, ends: int | None = None):
    dates = {name: day(number) for name, number in (("begins", begins), ("ends", ends)) if number is not None}
    return {**one, **dates, "ramp": f"{ramp} d"}


def row(**library) -> Scenario:
    """The row of touchpoints, measured for 100 days from day 0."""
    return Scenario.model_validate(row_of(STAKES, improvements=library))


def busy(**library) -> Scenario:
    """A world in which everything happens, with a warm-up."""
    data = changed(rich(11, False, False), {"period.warm_up": "20 d"})
    return Scenario.model_validate({**data, "improvements": library})


def stages(found: World) -> list[float]:
    assert found.plan.before is not None
    return [one.since for one in found.plan.stages[1:]]


@pytest.fixture(scope="module")
def better():
    name = next(iter(busy().touchpoints))
    path = f"touchpoints.{name}.quality"
    return path, busy().touchpoints[name].quality


def test_until_it_begins_everybody_lives_todays_life(better):
    path, _ = better
    scenario = busy(later=dated(improvement(path, 0.9), begins=40))
    today, then = world(scenario), world(scenario, Improve("later"))
    assert stages(then) == [20.0, 40.0]
    by_hand = dataclasses.replace(plan(improve(scenario, "later"), today.plan), since=40.0)
    found, expected = by_kernel(then.plan, 3), by_kernel(by_hand, 3)
    for name, column in found.customers.items():
        assert (bits(column) == bits(expected.customers[name])).all(), name
    before = by_kernel(today.plan, 3).events
    early = [events["time"] < 40.0 for events in (before, found.events)]
    assert 0 < early[0].sum() < len(early[0])
    for name in before:
        assert (bits(before[name][early[0]]) == bits(found.events[name][early[1]])).all(), name
    assert any(
        len(before[name]) != len(found.events[name]) or (bits(before[name]) != bits(found.events[name])).any()
        for name in before
    )


def test_both_engines_live_stages_alike_and_from_the_end_of_the_warm_up_too(better):
    path, _ = better
    scenario = busy(
        one=dated(improvement(path, 0.5), begins=30, ramp=14.0, ends=50),
        other=dated(friction_of(busy()), begins=35),
    )
    then = world(scenario, Improve("one", "other"), ForceOutcome(path.split(".")[1], "ok"))
    assert stages(then) == [20.0, 30.0, 35.0, 37.0, 44.0, 50.0]
    assert_identical(then.plan, seed=2)
    start = Starts(2, 1, lambda: True)
    for one in (world(scenario), then):
        warm, cold = live(one, 2, 1, start=start(one)), live(one, 2, 1)
        for name in warm._fields:
            assert (bits(getattr(warm, name)) == bits(getattr(cold, name))).all(), name


def friction_of(scenario):
    for name, point in scenario.touchpoints.items():
        for cause in point.frictions:
            return improvement(f"touchpoints.{name}.frictions.{cause}.probability", 0.5)
    raise AssertionError


def test_stages_of_several_are_merged_in_time(better):
    path, quality = better
    library = {
        "one": dated(improvement(path, 0.5), begins=30, ramp=14.0, ends=60),
        "other": dated(improvement(path, 0.1, "add"), begins=40),
    }
    scenario = busy(**library)
    then = world(scenario, Improve("one", "other"), LessFriction(path.split(".")[1], 1.0))
    found = [one.touchpoints[0].quality for one in then.plan.stages]
    assert stages(then) == [20.0, 30.0, 37.0, 40.0, 44.0, 60.0]
    expected = [1.0, 1.0, 0.875, 0.625, 0.625, 0.5, 1.0]
    more = [0.0, 0.0, 0.0, 0.0, 0.1, 0.1, 0.1]
    assert found == pytest.approx(
        [quality * factor + add for factor, add in zip(expected, more, strict=True)]
    )
    assert all(
        not one.touchpoints[0].causes or one.touchpoints[0].causes[0].probability == 0.0
        for one in then.plan.stages[1:]
    )
    assert then.scenario.touchpoints[path.split(".")[1]].quality == pytest.approx(quality + 0.1)
    again = world(scenario, Improve("one", "other")).after(LessFriction(path.split(".")[1], 1.0))
    assert stages(again) == stages(then)
    assert [one.touchpoints for one in again.plan.stages] == [one.touchpoints for one in then.plan.stages]


def test_what_begins_at_once_is_what_it_was():
    scenario = busy(one=improvement("feelings.loss_aversion", 1.2))
    found = world(scenario, Improve("one"))
    assert stages(found) == [20.0]
    assert repr(found.plan) == repr(plan(improve(scenario, "one"), found.plan.before))
    at = dated(improvement("feelings.loss_aversion", 1.2), begins=20)
    assert repr(world(busy(one=at), Improve("one")).plan) == repr(found.plan)


def test_who_comes_before_it_begins_gains_nothing():
    """Prospects decide within hours, so that it gains in proportion to those who come while it acts."""
    scenario = row(
        whole=LIBRARY["all"],
        later=dated(LIBRARY["all"], begins=60),
        while_=dated(LIBRARY["all"], begins=20, ends=50),
        slow=dated(LIBRARY["all"], begins=20, ramp=60.0),
    )
    found = rank(scenario, replications=25, seed=2).figures
    full = Truth(STAKES).potential("second", 1.0)
    shares = {"whole": 1.0, "later": 0.4, "while_": 0.3, "slow": 0.2 + 0.3}
    for name, share in shares.items():
        gain: float = found.loc[name, "gain"]
        assert found.loc[name, "gain_low"] <= share * full <= found.loc[name, "gain_high"], name
        assert gain == pytest.approx(share * full, rel=0.12), name


def test_a_ramp_lies_between_and_comes_in_steps():
    scenario = row(
        one=dated(friction("second", 0.0), begins=10, ramp=28.0),
        two=dated(friction("second", 0.0), ramp=90.0),
    )
    one, two = (world(scenario, Improve(name)) for name in ("one", "two"))
    assert stages(one) == [0.0, 10.0, 17.0, 24.0, 31.0, 38.0]
    assert stages(two) == pytest.approx([0.0, 15.0, 30.0, 45.0, 60.0, 75.0, 90.0])
    left = [1.0, 0.875, 0.625, 0.375, 0.125, 0.0]
    found = [one.touchpoints[1].causes[0].probability for one in one.plan.stages[1:]]
    assert found == pytest.approx([0.3 * share for share in left])


def test_whole_people_and_durations_ramp_up_too():
    data = row_of(STAKES, improvements={"one": dated(improvement("teams.agents.staff", 6, "set"), ramp=28.0)})
    data = changed(data, {"teams.agents": {"title": "Agents", "staff": 2}})
    data["improvements"]["one"]["changes"].append(
        {"path": "touchpoints.second.service", "operation": "set", "value": "20 min"}
    )
    data["touchpoints"]["second"]["service"] = "10 min"
    then = world(Scenario.model_validate(data), Improve("one"))
    staff = [one.teams[0].staff.staff[0] for one in then.plan.stages]
    assert staff == [2, round(2.5), round(3.5), round(4.5), round(5.5), 6]
    minutes = [one.touchpoints[1].service.a * 1440 for one in then.plan.stages]
    assert minutes == pytest.approx([10.0, 11.25, 13.75, 16.25, 18.75, 20.0])


def test_what_never_acts_at_the_same_time_does_not_contradict():
    first = dated(improvement(QUALITY.replace("website", "second"), 0.9, "set"), begins=10, ends=40)
    second = improvement(QUALITY.replace("website", "second"), 0.8, "set")
    apart = row(one=first, other=dated(second, begins=40))
    together = row(one=first, other=dated(second, begins=39))
    assert not contradictions(apart, ["one", "other"])
    assert not fault_of(apart, ["one", "other"])
    assert len(contradictions(together, ["one", "other"])) == 1
    then = world(apart, Improve("one", "other"))
    assert [one.touchpoints[1].quality for one in then.plan.stages[2:]] == [0.9, 0.8]


def test_costs_count_from_begins_to_ends():
    money = {"one_off": 1000.0, "yearly": 365.0}
    library = {
        "at_once": friction("second", 0.5, **money),
        "later": dated(friction("second", 0.5, **money), begins=40),
        "short": dated(friction("second", 0.5, **money), begins=40, ends=70),
    }
    data = row_of(STAKES, improvements=library)
    data["value"] = {"value_horizon": "1000 d", "discount_rate": 0.0}
    scenario = Scenario.model_validate(data)
    assert costs(scenario, library) == pytest.approx({"at_once": 2000.0, "later": 1960.0, "short": 1030.0})
    assert first_year_costs(scenario, library) == pytest.approx(
        {"at_once": 1365.0, "later": 1365.0, "short": 1030.0}
    )
    at = grid(scenario)
    paths = cost_paths(scenario, library)
    assert paths["later"] == pytest.approx(np.where(at < 40.0, 0.0, 1000.0 + at - 40.0))
    data["value"]["discount_rate"] = 0.1
    discounted = costs(Scenario.model_validate(data), ["short"])["short"]
    rate = np.log(1.1) / 365.0
    by_hand = 1000.0 * np.exp(-rate * 40) + (np.exp(-rate * 40) - np.exp(-rate * 70)) / rate
    assert discounted == pytest.approx(by_hand)


def test_payback_counts_from_the_beginning():
    cheap = friction("second", 0.0, one_off=1.0)
    found = rank(row(now=cheap, later=dated(cheap, begins=60)), replications=10, seed=2).figures
    assert 0.0 < found.loc["later", "payback"] < 60.0
    assert found.loc["later", "payback"] == pytest.approx(found.loc["now", "payback"], abs=31.0)


def test_all_parts_are_the_whole_in_every_stage():
    telecom = load_scenario("scenarios/telecom.yaml")
    name = "evening_and_saturday_hours"
    library = {
        **telecom.improvements,
        name: telecom.improvements[name].model_copy(
            update={
                "begins": (np.datetime64(telecom.start) + 300).item(),
                "ends": (np.datetime64(telecom.start) + 400).item(),
            }
        ),
    }
    scenario = telecom.model_copy(update={"improvements": library})
    today, whole = world(scenario), world(scenario, Improve(name))
    parts = parts_of(scenario, name, today.plan, plan(improve(scenario, name), today.plan))
    by_parts = world(scenario, DoParts(name, parts))
    assert stages(whole) == stages(by_parts) == [30.0, 300.0, 400.0]
    for one, other in zip(whole.plan.stages, by_parts.plan.stages, strict=True):
        for mine, theirs in zip(one.teams, other.teams, strict=True):
            edges = {*mine.staff.starts, *theirs.staff.starts}
            assert all(mine.staff.week.on_duty(edge) == theirs.staff.week.on_duty(edge) for edge in edges)


def test_dates_that_another_period_has_not_are_said():
    scenario = row(one=dated(friction("second", 0.5), begins=60))
    shorter = with_changes(scenario, {"period.follow_up": "50 d"})
    with pytest.raises(CxsimError, match=r"improvements.one.begins.*a day from 2026-01-05 to 2026-02-23"):
        world(shorter, Improve("one"))
    assert plain(improve(shorter, "one")) != plain(shorter), "carried out in full it needs no date"
