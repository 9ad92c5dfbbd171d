"""Levers moved by hand are changes like any other; what was moved can be written, taken back and saved."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxsim as cx
from cxsim.engine.compiled_engine import Interrupted
from cxsim.engine.plan import plan
from cxsim.questions.experiments.interventions import LessFriction, world
from cxsim.questions.experiments.staff import MoreStaff
from cxsim.questions.what_if.levers import LEVERS, Setting, WhatIfError, changes, reach, today
from cxsim.questions.what_if.lived import compare, live
from cxsim.questions.what_if.state import TODAY, History, explored, moved, read, written
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario, scenario_hash
from tests.questions.test_known_companies import company
from tests.small import ROOT, small_scenario

ALL = (
    "friction.call_centre.0.5~staff.care_agents.1~recovery.care_desk.0.8"
    "~handoff.technician.0.5~maturity.use.managed"
)
FILES = ("telecom", "retail", "green_channels", "bank")


def numbers(plan):
    # When it begins, and what was lived before, is not what it says.
    plan = dataclasses.replace(plan, before=None, since=0.0, settling=None)
    return {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan)}


@pytest.fixture(scope="module")
def scenario():
    return load_scenario(ROOT / "scenarios" / "telecom.yaml")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return load_scenario(small_scenario(tmp_path_factory.mktemp("small")))


@pytest.mark.parametrize("file", FILES)
def test_every_lever_of_every_touchpoint_can_be_moved(file):
    scenario = load_scenario(ROOT / "scenarios" / f"{file}.yaml")
    elsewhere = {"friction": 0.5, "staff": 1, "recovery": 0.5, "handoff": 0.5, "maturity": "optimised"}
    for touchpoint in scenario.touchpoints:
        for lever, name in reach(scenario, touchpoint).items():
            state = moved(scenario, TODAY, Setting(lever, name, elsewhere[lever]))
            assert plain(explored(scenario, state)) != plain(scenario)
            assert read(written(state), scenario) == state
            back = Setting(lever, name, today(scenario, lever, name))
            assert moved(scenario, state, back) == TODAY


def test_more_friction_and_staff_are_what_the_interventions_say(scenario):
    def after(text):
        return numbers(plan(explored(scenario, read(text, scenario))))

    for name, place in (("call_centre", 0.25), ("renewal_offer", 0.75)):
        assert after(f"friction.{name}.{1 - place}") == numbers(
            world(scenario, LessFriction(name, place)).plan
        )
    for team in scenario.teams:
        for more in (1, 3):
            assert after(f"staff.{team}.{more}") == numbers(world(scenario, MoreStaff(team, more)).plan)
    fewer, wanted = (
        found["teams"][0].staff
        for found in (
            after("staff.care_agents.-1"),
            numbers(world(scenario, MoreStaff("care_agents", -1)).plan),
        )
    )
    assert all(fewer.duty.on_duty(hour / 24) == wanted.duty.on_duty(hour / 24) for hour in range(168))


@pytest.mark.parametrize("file", FILES)
def test_staff_of_any_timetable(file):
    scenario = load_scenario(ROOT / "scenarios" / f"{file}.yaml")
    for team in scenario.teams:
        state = (Setting("staff", team, 2),)
        assert numbers(plan(explored(scenario, state))) == numbers(world(scenario, MoreStaff(team, 2)).plan)


def test_handoffs_are_scaled_from_what_the_engine_has_today(scenario):
    names = list(scenario.touchpoints)
    for factor in (0.0, 0.5, 2.0):
        state = tuple(
            Setting("handoff", name, factor) for name in names if "handoff" in reach(scenario, name)
        )
        then = plan(explored(scenario, state))
        for before, after in zip(plan(scenario).journeys, then.journeys, strict=True):
            for ways, ways_then in zip(before.forks, after.forks, strict=True):
                for link, link_then in zip(ways.links, ways_then.links, strict=True):
                    lost = link_then.context_loss
                    assert lost == pytest.approx(min(link.context_loss * factor, 1.0))


def test_a_link_without_figure_of_its_own_is_scaled_from_the_default(scenario):
    default = scenario.handoffs.across_departments
    found = changes(scenario, (Setting("handoff", "website", 1.5),))
    assert found["journeys.joining.links.social_ad.website.context_loss"] == 1.5 * default
    assert found["journeys.renewing.links.renewal_offer.website.context_loss"] == 0.0


def test_differences_are_those_of_the_ranking(small):
    today = live(small, 4, seed=3)
    then = live(improve(small, "faster_website"), 4, seed=3, today=today)
    ranked = cx.rank(small, ["faster_website"], replications=4, seed=3).personas
    ranked = ranked[ranked["persona"] == "everybody"].set_index("measure")[["mean", "low", "high"]]
    found = compare(today, then).figures
    assert list(found.index) == ["stay", "join", "customers", "value", "satisfaction"]
    ranked = ranked.loc[found.index]
    pd.testing.assert_frame_equal(found[["mean", "low", "high"]], ranked, check_exact=True)
    state = read("friction.website.0.35", small)
    by_hand = with_changes(small, changes(small, state))
    assert np.array_equal(live(explored(small, state), 4, 3).people, live(by_hand, 4, 3).people)


def test_staying_is_of_todays_customers_however_many_more_join():
    """All of them stay; one in five more of those who come by themselves joins."""
    today = company({}, loyalty={"renewal": 1.0, "anchor": 0.0})
    better = with_changes(today, {"touchpoints.shop.gate.prospect": 0.0})
    found = compare(live(today, 3), live(better, 3)).figures
    assert found.loc["join", "low"] > 0.05
    assert found.loc["customers", "low"] > 0.0
    assert found.loc["stay", ["today", "then", "mean"]].tolist() == [1.0, 1.0, 0.0]


def test_figures_are_those_of_a_simulation_of_the_saved_state(small):
    state = read(ALL, small)
    found = compare(live(small, 3, workers=1), live(explored(small, state), 3, workers=2))
    for column, model in (("today", small), ("then", explored(small, state))):
        run = cx.simulate(model, 3, record="kpis")
        kpis = run.kpis().set_index(["scope", "name", "kpi"])["mean"]
        assert found.staying[column].iloc[-1] <= found.staying[column].iloc[0] == 1.0
        for measure, within in (("stay", 0.02), ("join", 0.02)):
            expected = kpis["journey", "all", measure]
            assert found.figures.loc[measure, column] == pytest.approx(expected, abs=within), measure
        assert found.staying[column].iloc[-1] == pytest.approx(found.figures.loc["stay", column], abs=1e-12)
        friction = found.touchpoints[f"friction_{column}"]["call_centre"]
        assert friction == pytest.approx(kpis["touchpoint", "call_centre", "friction"], abs=0.02)


def test_passages_are_the_kpis_of_links(small):
    changed = explored(small, read("handoff.call_centre.2.0", small))
    found = compare(live(small, 3), live(changed, 3)).links.set_index(["source", "target"])
    assert (found.index.get_level_values(0) != found.index.get_level_values(1)).all()
    assert found["passages_today"].is_monotonic_decreasing
    for when, model in (("today", small), ("then", changed)):
        kpis = cx.simulate(model, 3, record="kpis").kpis().query("scope == 'link'")
        kpis = kpis.set_index(["name", "kpi"])["mean"]
        for (source, target), row in found[found[f"passages_{when}"] > 0.05].iterrows():
            name = f"{source} → {target}"
            assert row[f"passages_{when}"] == pytest.approx(kpis[name, "visits"], rel=0.02)
            assert row[f"lost_{when}"] == pytest.approx(kpis[name, "context_lost"], abs=0.02)
    into = found[(found.index.get_level_values(1) == "call_centre") & (found["passages_today"] > 0.02)]
    assert (into["lost_then"] > into["lost_today"]).any()


def test_limits_at_a_touchpoint_hold_the_difference(small):
    found = compare(live(small, 4), live(explored(small, read("friction.website.0.0", small)), 4)).touchpoints
    for what in ("friction", "felt", "caused"):
        differ = found[f"{what}_then"] - found[f"{what}_today"]
        assert ((found[f"{what}_low"] <= differ) & (differ <= found[f"{what}_high"])).all()
        assert (found[f"{what}_low"] < found[f"{what}_high"]).all()
    assert found["friction_high"]["website"] < 0.0 < found["felt_low"]["website"]


def test_nothing_changed_makes_no_difference(small):
    today = live(small, 2)
    found = compare(today, live(small, 2, workers=1))
    places = found.touchpoints
    assert places["friction_today"].equals(places["friction_then"])
    assert ((places["friction_low"] < 0.0) & (places["friction_high"] > 0.0)).all()
    assert (found.figures["mean"] == 0.0).all()
    assert (found.staying["today"] == found.staying["then"]).all()


def test_what_is_no_longer_wanted_ends(scenario):
    with pytest.raises(Interrupted):
        live(scenario, 2, wanted=lambda: False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("friction", 'state: found "friction", expected such as friction.social_ad.0.5'),
        ("friction.website", "expected such as"),
        ("frictoin.website.0.5", 'no lever "frictoin"; did you mean "friction"'),
        ("friction.websit.0.5", 'friction: nothing called "websit"; did you mean "website"'),
        ("staff.website.1", 'staff: nothing called "website"; one of '),
        ("friction.website.-1", "friction of website: found -1, expected a number from 0 to 3"),
        ("friction.website.nan", "found not a number"),
        ("friction.website.inf", "found infinity"),
        ("friction.website.1e400", "found infinity"),
        ("staff.care_agents.0.5", "expected a whole number from -6 to 100"),
        ("staff.shop_staff.-6", "found -6, expected a whole number from -5 to 100"),
        ("staff.care_agents.1000", "expected a whole number from -6 to 100"),
        ("recovery.care_desk.1.2", "expected a number from 0 to 1"),
        ("maturity.use.best", 'found "best", expected one of initial'),
        ("handoff.social_ad.0.5", 'handoff: nothing called "social_ad"'),
        ("<script>.x.y", 'no lever "<script>"'),
        ("a" * 5_000, "expected a text of at most 4,000 characters"),
        (5, "state: found 5"),
    ],
)
def test_wrong_states_get_one_clear_line(scenario, text, message):
    with pytest.raises(WhatIfError) as caught:
        read(text, scenario)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_levers_that_leave_no_valid_scenario_say_so(small):
    often = with_changes(small, {"touchpoints.shop.frictions.out_of_stock.probability": 0.5})
    with pytest.raises(ScenarioError, match=r"found 1.5, expected a number from 0 to 1"):
        explored(often, read("friction.shop.3", often))


def test_the_same_changes_are_the_same_state(scenario):
    parts = ALL.split("~")
    assert written(read("~".join(reversed(parts)), scenario)) == ALL == written(read(ALL, scenario))
    assert read("", scenario) == read(" ~~ ", scenario) == TODAY
    assert scenario_hash(explored(scenario, TODAY)) == scenario_hash(scenario)
    assert set(ALL) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.~-"), "needs no escaping in an address"


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.sampled_from(["undo", "redo", *LEVERS]), max_size=12))
def test_undo_and_redo_go_back_and_forth(steps):
    history, model = History(), [TODAY]
    place = 0
    for number, step in enumerate(steps):
        if step == "undo":
            history, place = history.undo(), max(place - 1, 0)
        elif step == "redo":
            history, place = history.redo(), min(place + 1, len(model) - 1)
        else:
            state = (Setting(step, "here", number),)
            history = history.go(state)
            model = [*model[: place + 1], state]
            place += 1
        assert history.now == model[place]


def test_what_was_only_passed_leaves_no_trace():
    half, less, least = ((Setting("friction", "website", value),) for value in (0.5, 0.4, 0.3))
    history = History().go(half).go(less, passing=True).go(least, passing=True)
    assert history.undo().now == TODAY
    assert history.undo().redo().now == least
    assert history.go(least) == history
