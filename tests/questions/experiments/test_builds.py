"""Worlds in which something is built: effects that are known beforehand, and what can be done together."""

import re
from pathlib import Path

import numpy as np
import pytest

from cxsim.engine.vocabulary import Event
from cxsim.errors import CxsimError
from cxsim.questions.bundles.estimate import bundles
from cxsim.questions.bundles.parts import DoParts, parts_of
from cxsim.questions.experiments.improvement_types import types_of
from cxsim.questions.experiments.interventions import Become, ForceOutcome, Improve, World, world
from cxsim.questions.moments.effects import effects
from cxsim.questions.portfolio.estimate import portfolio
from cxsim.questions.ranking.estimate import rank
from cxsim.questions.what_if.lived import compare
from cxsim.questions.what_if.lived import live as live_what_if
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import uncertain
from tests.engine.engines import Columns, by_kernel
from tests.engine.intervals import agree
from tests.engine.scenarios import Data, changed, exponential, one_queue, persona, scenario, touchpoint
from tests.engine.test_compiled_queue_theory import waits_of
from tests.engine.theory import mean_wait

PAGE, TELECOM = Path("docs/model.md"), Path("scenarios/telecom.yaml")

# --- a reminder before an appointment, which some miss

MISSED, STOPS, STILL = 0.4, 0.5, 0.1


def an(title: str, **parts: object) -> Data:
    return {"title": title, "owner": "sales", **parts}


def reminder(title: str = "Reminder", missed: float = STILL, **parts: object) -> Data:
    """A message on the way to the appointment, after which fewer miss it."""
    message = {"relevance": 1.0, "latest": "50 y", "severity": 0.5}
    links = {"order": {"reminder": 1.0}, "reminder": {"visit": 1 - missed, "no_visit": missed}}
    return an(
        title,
        builds={
            "touchpoints": {"reminder": touchpoint(title="Reminder", message=message, cost=0.1)},
            "journeys": {"buy": {"links": links}},
        },
        **parts,
    )


def appointments(personas: Data | None = None, **library: Data) -> Scenario:
    """Prospects who order and have an appointment; of those who miss it half give up."""
    data = scenario(
        {
            "order": touchpoint(title="Order"),
            "visit": touchpoint(title="Visit"),
            "no_visit": touchpoint(title="Missed", gate={"prospect": STOPS}),
        },
        {
            "buy": {
                "title": "Buy",
                "type": "onboarding",
                "start": {"order": 1.0},
                "links": {
                    "order": {"visit": 1 - MISSED, "no_visit": MISSED},
                    "visit": {"goal": 1.0},
                    "no_visit": {"visit": 1.0},
                },
            }
        },
        on=("gate", "messages", "partial"),
        prospects=20.0,
        period={"follow_up": "100 d", "time_to_decide": "1 d"},
        personas=personas or {"anybody": persona()},
    )
    return scenario_from_dict({**data, "improvements": library})


def test_a_reminder_takes_its_part_of_what_is_missed():
    scenario = appointments(
        whole=reminder(),
        half=reminder("Half", addressed=0.5),
        later=reminder("Later", begins="2026-02-14"),
        once=reminder("For a time", begins="2026-01-25", ends="2026-02-24"),
        slow=reminder("Slow", begins="2026-01-25", ramp="60 d"),
    )
    found = rank(scenario, replications=25, seed=2).figures
    gain = (MISSED - STILL) * STOPS
    shares = {"whole": 1.0, "half": 0.5, "later": 0.6, "once": 0.3, "slow": 0.5}
    for name, share in shares.items():
        assert found.loc[name, "gain_low"] <= share * gain <= found.loc[name, "gain_high"], name
        assert found.loc[name, "gain"] == pytest.approx(share * gain, rel=0.12), name


def test_only_whom_it_is_for_is_reminded():
    personas = {name: persona(title=title, share=0.5) for name, title in (("ana", "Ana"), ("ben", "Ben"))}
    found = rank(appointments(personas, it=reminder(**{"for": ["ana"]})), replications=10, seed=2)
    by_persona = found.personas[found.personas["measure"] == "join"].set_index("persona")
    assert by_persona.loc["ben", "mean"] == 0.0
    assert by_persona.loc["ana", "low"] > 0.0


# --- a chat that takes half of the calls of a queue

ARRIVAL, SERVICE, STAFF, HORIZON = 180.0, 0.01, 2, 1_000.0


def calls(own_team: bool = False) -> Scenario:
    data = one_queue(ARRIVAL, exponential(SERVICE), STAFF, HORIZON)
    chat = touchpoint(title="Chat", service=exponential(SERVICE))
    built: Data = {"journeys": {"buy": {"start": {"chat": 0.5}, "links": {"chat": {"goal": 1.0}}}}}
    if own_team:
        chat |= {"team": "chatters", "waiting": {"tolerance": "50 y"}}
        built["teams"] = {"chatters": {"title": "Chatters", "staff": STAFF}}
    built["touchpoints"] = {"chat": chat}
    return scenario_from_dict({**data, "improvements": {"chat": an("Chat", builds=built)}})


def test_a_chat_that_takes_half_leaves_a_queue_of_the_other_half():
    scenario = calls(own_team=True)
    lived = by_kernel(world(scenario, Improve("chat")).plan)
    expected = mean_wait(STAFF, ARRIVAL / 2 * SERVICE, SERVICE)
    for place in (0, len(scenario.touchpoints)):
        _, wait, _ = waits_of(lived, place)
        assert len(wait) == pytest.approx(ARRIVAL / 2 * HORIZON, rel=0.02)
        agree([batch.mean() for batch in np.array_split(wait, 32)], expected, within=0.1 * expected)
    _, today, _ = waits_of(by_kernel(world(scenario).plan))
    assert today.mean() > 4 * expected


# --- with others, and in parts

MORE = {
    "reminder": reminder(),
    "gate": an("Kinder", changes=[{"path": "touchpoints.no_visit.gate.prospect", "value": 0.25}]),
    "shortcut": an("Shortcut", removes=["touchpoints.no_visit"]),
}


def test_a_portfolio_combines_what_is_built():
    late = {"links": {"visit": {"late": 0.2}, "late": {"goal": 1.0}}}
    other = an(
        "Late",
        builds={
            "touchpoints": {"late": touchpoint(title="Late", gate={"prospect": 0.5})},
            "journeys": {"buy": late},
        },
    )
    otherwise = reminder("Another reminder", missed=0.2)
    scenario = appointments(reminder=reminder(), other=other, otherwise=otherwise)
    found = portfolio(scenario, budget=1000.0, replications=6, seed=2)
    assert [one.improvements for one in found.contradictions] == [("reminder", "otherwise")]
    assert "which another improvement builds otherwise" in found.contradictions[0].why
    both = world(scenario, Improve("reminder", "other"))
    assert list(both.scenario.touchpoints)[-2:] == ["reminder", "late"]
    assert [one.address for one in both.plan.touchpoints] == [
        one.address for one in world(scenario, Improve("other")).plan.touchpoints
    ]


def test_a_bundle_tells_what_is_built_from_what_is_changed():
    both = reminder("Both", changes=MORE["gate"]["changes"])
    found = bundles(appointments(both=both), replications=10, seed=2)
    assert [part.path for part in found.parts["both"]] == [
        "improvements.both.builds",
        "touchpoints.no_visit.gate.prospect",
    ]
    alone = found.figures.set_index("part")["alone"]
    assert alone[0] == pytest.approx((MISSED - STILL) * STOPS, rel=0.15)
    assert alone[1] == pytest.approx(MISSED * (STOPS - 0.25), rel=0.15)
    assert "“Both: builds”" in str(found.summary())


def test_parts_that_need_each_other_are_not_taken_apart():
    changes = [{"path": "touchpoints.reminder.cost", "value": 0.2}]
    with_cost = reminder("Reminder")
    with_cost["builds"]["touchpoints"]["reminder"]["quality"] = 0.5
    found = bundles(
        appointments(it={**with_cost, "changes": [*changes, *MORE["gate"]["changes"]]}), replications=2
    )
    assert found.indivisible == ("it",)


def test_without_the_part_that_is_built_it_is_todays_journey_with_the_changes():
    scenario = appointments(both=reminder("Both", changes=MORE["gate"]["changes"]))
    today, whole = world(scenario), world(scenario, Improve("both"))
    parts = parts_of(scenario, "both", today.plan, whole.plan)
    changes, built = (today.after(DoParts("both", some)) for some in (parts[1:], parts[:1]))
    assert [set(one.scenario.touchpoints) - set(scenario.touchpoints) for one in (changes, built)] == [
        set(),
        {"reminder"},
    ]
    assert today.after(DoParts("both", parts)).plan.touchpoints == whole.plan.touchpoints


# --- today is as it was


def gates(found: World) -> list[float]:
    return [point.stop_prospect for point in found.plan.touchpoints]


def test_experiments_on_today_know_nothing_of_what_could_be_built():
    bare, full = appointments(gate=MORE["gate"]), appointments(**MORE)
    one, other = (effects(scenario, replications=3, seed=2) for scenario in (bare, full))
    assert one.visitors.equals(other.visitors)
    assert one.figures.equals(other.figures)
    forced = world(full, ForceOutcome("no_visit", "ok"))
    assert gates(forced)[:4] == gates(world(bare))
    for name in ("gate",):
        ranked = [rank(scenario, [name], replications=3, seed=2).figures for scenario in (bare, full)]
        assert ranked[0].equals(ranked[1])


def test_what_is_explored_by_hand_shows_todays_touchpoints():
    scenario = appointments(**MORE)
    today = live_what_if(scenario, replications=3)
    then = live_what_if(improve(scenario, "reminder"), replications=3, today=today)
    found = compare(today, then)
    assert list(found.touchpoints.index) == list(scenario.touchpoints)
    assert found.figures.loc["join", "low"] > 0.0
    plain = live_what_if(appointments(gate=MORE["gate"]), replications=3)
    assert (plain.people == today.people).all()
    assert (plain.places == today.places).all()


def test_types_tell_what_is_built():
    desk = an(
        "Desk",
        builds={
            "desks": {"quick": {"title": "Quick", "skill": 0.5, "time": "1 min", "team": "helpers"}},
            "teams": {"helpers": {"title": "Helpers", "staff": 1}},
        },
        changes=[{"path": "touchpoints.no_visit.recovery", "value": "quick"}],
    )
    scenario = appointments(**MORE, desk=desk)
    found = {name: types_of(scenario, name) for name in scenario.improvements}
    assert found == {
        "reminder": ("prevention",),
        "gate": (),
        "shortcut": (),
        "desk": ("recovery",),
    }


def test_a_team_that_is_built_may_serve_some_only():
    scenario = calls(own_team=True)
    data = changed(scenario.model_dump(mode="json", by_alias=True), partial=True)
    data["improvements"]["chat"]["addressed"] = 0.5
    then = world(scenario_from_dict(data), Improve("chat")).plan
    assert [len(one.teams) for one in (then, *then.variants)] == [2, 2]
    _, wait, _ = waits_of(by_kernel(then), len(scenario.touchpoints))
    assert len(wait) == pytest.approx(ARRIVAL / 4 * HORIZON, rel=0.02)


def test_the_example_of_the_page_can_be_carried_out(tmp_path):
    example = next(
        block
        for block in re.findall(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
        if "builds:" in block
    )
    own = f"extends: {TELECOM.resolve()}\nname: announced\ntitle: Announced\n{example}"
    (tmp_path / "announced.yaml").write_text(own, encoding="utf-8")
    announced = load_scenario(tmp_path / "announced.yaml")
    asked = [one.path for one in uncertain(announced)[0] if ".builds." in one.path]
    assert asked == [
        "improvements.outage_message.builds.touchpoints.outage_sms.message.relevance",
        "improvements.outage_message.builds.journeys.help.start.outage_sms",
    ]
    found = improve(announced, "outage_message")
    assert found.journeys["help"].start == pytest.approx(
        {"outage_sms": 0.15, "app": 0.65 * 0.85, "website": 0.35 * 0.85}
    )
    smaller = {
        "population.existing": 400,
        "population.start": "given",
        "population.keep": [],
        "period.follow_up": "1 y",
    }
    there = world(with_changes(announced, smaller))
    today, then = (by_kernel(one.plan).events for one in (there, there.after(Improve("outage_message"))))
    calls, sms = list(announced.touchpoints).index("call_centre"), len(announced.touchpoints)

    def visits(events: Columns, place: int) -> int:
        return int(((events["event"] == Event.VISIT) & (events["touchpoint"] == place)).sum())

    assert visits(then, sms) > 50
    assert visits(then, calls) < visits(today, calls)


@pytest.mark.parametrize("staff", [2, 3])
def test_two_ways_to_build_the_same_team_can_be_for_some_only(staff):
    data = calls(own_team=True).model_dump(mode="json", by_alias=True)
    chat = {**data["improvements"]["chat"], "addressed": 0.5}
    for number in (2, 3):
        teams = {"chatters": {"title": "Chatters", "staff": number}}
        built = {**chat, "title": f"With {number}", "builds": {**chat["builds"], "teams": teams}}
        data["improvements"][f"with_{number}"] = built
    del data["improvements"]["chat"]
    scenario = scenario_from_dict(changed(data, {"period.follow_up": "10 d"}, partial=True))
    then = world(scenario, Improve(f"with_{staff}")).plan
    assert [one.teams[1].staff.staff for one in (then, *then.variants)] == [(staff,), (staff,)]
    with pytest.raises(CxsimError, match=r"with_3\.builds\.teams\.chatters: .*another .* otherwise"):
        world(scenario, Improve("with_2", "with_3"))


def test_another_structure_that_no_improvement_builds_is_refused():
    with pytest.raises(CxsimError, match="touchpoints: found a change"):
        world(appointments(gate=MORE["gate"]), Become(improve(appointments(**MORE), "reminder")))
