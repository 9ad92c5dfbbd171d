"""Small journeys in which nothing is left to chance, or one thing: what is felt, remembered and written."""

import math

import pytest

from cxsim.engine.counted import InJourney, InTeam
from cxsim.engine.vocabulary import BUILT_IN_CAUSES, CALLED_FOR, EXPECTATION, NONE, Event, Outcome, State
from tests.engine.by_hand import HOUR, at_once, felt, shifted, visits
from tests.engine.intervals import agree, share_agrees
from tests.engine.scenarios import (
    by_customer,
    changed,
    days,
    exponential,
    one_queue,
    only,
    rows_of,
    scenario,
    simulate,
    touchpoint,
)


def trouble(severity, name="slow", probability=1.0):
    """A touchpoint's frictions: one that strikes for certain."""
    return {"frictions": {name: {"probability": probability, "severity": severity}}}


def joy(strength):
    """A touchpoint that delights whoever meets no friction."""
    return {"delight": {"probability": 1.0, "strength": strength}}


def journey(name, *stops, delay="0 s", **parts):
    """A journey through touchpoints in a row."""
    links = {
        here: {after: {"share": 1.0, "delay": delay}}
        for here, after in zip(stops, [*stops[1:], "goal"], strict=True)
    }
    return {"title": name, "type": name, "start": {stops[0]: 1.0}, "links": links, **parts}


def row_of(stops, delay="0 s", prospects=20.0, horizon=10.0, **parts):
    """Prospects who pass touchpoints with these parts in a row."""
    places = {name: touchpoint(**of) for name, of in stops.items()}
    buy = journey("onboarding", *places, delay=delay)
    return scenario(places, {"buy": buy}, prospects=prospects, horizon=horizon, **parts)


def all_are(values, expected, rel=1e-9):
    """Hold each of several numbers against the one that all of them should be."""
    found = list(values)
    assert found
    assert found == pytest.approx([expected] * len(found), rel=rel)


WEIGHTS = {"mean_weight": 0.5, "peak_weight": 0.3, "end_weight": 0.2, "learning": 0.4}


@pytest.mark.parametrize("first", [0.3, -0.3])
@pytest.mark.parametrize("end", [0.1, 0.0])
def test_a_journey_is_remembered_by_its_mean_its_strongest_and_its_last_moment(first, end):
    """Strongest either way; of two that are as strong, the first."""
    stops = {
        "a": joy(0.3) if first > 0 else trouble(0.3),
        "b": trouble(0.6),
        "c": joy(0.6),
        "d": trouble(0.2),
        "e": joy(end) if end else {},
    }
    feelings = {**WEIGHTS, "loss_aversion": 1.0}
    data = changed(row_of(stops, feelings=feelings), {"mechanisms": only("frictions", "delight")})
    moments = [math.copysign(abs(gap) ** 0.88, gap) if gap else 0.0 for gap in (first, -0.6, 0.6, -0.2, end)]
    remembered = 0.5 * sum(moments) / 5 + 0.3 * moments[1] + 0.2 * moments[4]
    rows = rows_of(simulate(data), Event.JOURNEY_ENDED)
    assert len(rows) > 100
    for row in rows:
        assert row.felt == pytest.approx(remembered)
        assert row.satisfaction == pytest.approx(0.4 * remembered)


def test_quality_as_expected_and_beyond_is_felt_and_moves_the_mood():
    stops = {"a": {"quality": 0.9}, "b": {"quality": 0.4}}
    data = changed(
        row_of(stops, feelings={**WEIGHTS, "expectation_friction": 0.0, "mood_carry": 0.6}),
        {"mechanisms": only("expectation")},
    )
    one, other = felt(0.5 * 0.2), felt(-0.5 * 0.3)
    all_are((row.mood for row in visits(data, "expectation")), 0.4 * one)
    later = visits(data, "expectation", touchpoint=1)
    all_are((row.mood for row in later), 0.6 * 0.4 * one + 0.4 * other)


def test_a_persona_may_fear_losses_more_than_others():
    data = changed(row_of({"a": trouble(0.5)}), {"personas.anybody.loss_aversion": 2.5})
    all_are((row.felt for row in visits(data, "frictions")), -2.5 * 0.5**0.88)


def test_memories_fade_and_add_up_and_the_worst_that_is_left_is_the_cause():
    """Half-life and delays are five days: 0.8 is 0.4 when 0.5 follows, which is 0.25 when 0.2 does."""
    stops = {"a": trouble(0.8, "bad"), "b": trouble(0.5, "fair"), "c": trouble(0.2, "mild"), "d": {}}
    data = row_of(
        stops,
        "5 d",
        horizon=40.0,
        prospects=5.0,
        feelings={"memory_half_life": "5 d", "escalation": 1.5},
    )
    data = changed(data, {"mechanisms": only("frictions", "memory")})
    for place, (severity, remembered) in enumerate(((0.8, 0.0), (0.5, 0.4), (0.2, 0.45))):
        found = (row.felt for row in visits(data, "frictions", "memory", touchpoint=place))
        all_are(found, felt(-severity * (1 + 1.5 * remembered)))
    done = [row for row in simulate(data).customers if row.state == State.CUSTOMER]
    assert len(done) > 20
    for row in done:
        since = row.converted - 5
        assert row.memory == pytest.approx(0.65 * 0.5 ** ((40 - since) / 5))
        kept = 0.25 * 0.5 ** ((40 - since) / 5) >= 0.05
        assert (row.cause, row.cause_touchpoint) == ((len(BUILT_IN_CAUSES) + 1, 1) if kept else (NONE, NONE))


def test_memory_keeps_the_severity_and_not_how_it_was_felt():
    """Lost context is remembered, too, and weighs on the friction at the same visit."""
    data = row_of({"a": {}, "b": {**trouble(0.4), "department": "care"}}, feelings={"escalation": 0.5})
    data = changed(data, {"handoffs": {"severity": 0.3, "across_departments": 1.0}})
    data = changed(data, {"feelings.memory_half_life": "90 y"})
    rows = visits(data, "frictions", "memory", "handoffs", touchpoint=1)
    all_are((row.felt for row in rows), felt(-0.4 * (1 + 0.5 * 0.3)))
    result = simulate(changed(data, {"mechanisms": only("frictions", "memory", "handoffs")}))
    all_are((row.memory for row in result.customers), 0.7, rel=1e-3)
    assert {row.frictions for row in result.customers} == {2}


def test_who_lost_the_context_is_in_trouble_though_all_else_was_well():
    data = changed(row_of({"a": {}, "b": {"department": "care"}}), {"handoffs.across_departments": 1.0})
    for on, troubled in (("handoffs",), True), ((), False):
        people = simulate(changed(data, {"mechanisms": only(*on)})).customers
        assert {row.troubled for row in people} == {troubled}


def test_severities_are_drawn_each_for_itself():
    """The worse of two uniform numbers: 2/3 on average, and below one half for one in four."""
    even = {"distribution": "uniform", "low": 0.0, "high": 1.0}
    causes = {name: {"probability": 1.0, "severity": even} for name in ("one", "other")}
    rows = visits(at_once(frictions=causes), "frictions")
    agree([row.severity for row in rows], 2 / 3, within=0.03)
    share_agrees(sum(row.severity < 0.5 for row in rows), len(rows), 0.25, within=0.05)


@pytest.mark.parametrize(("severity", "cause"), [(0.6, len(BUILT_IN_CAUSES)), (0.3, EXPECTATION)])
def test_disappointment_is_the_friction_where_it_is_the_worst(severity, cause):
    data = changed(
        at_once(quality=0.5, **trouble(severity)),
        {"personas.anybody.expectation": 0.9, "feelings": {"expectation_friction": 2.5}},
    )
    rows = visits(data, "frictions", "expectation")
    assert {row.cause for row in rows} == {cause}
    all_are((row.severity for row in rows), max(severity, 0.4))


def test_load_adds_to_what_persona_and_technology_do():
    """Somebody always waits, so that load counts in full: odds of 1 to 19, doubled three times."""
    slow = {"probability": 0.05, "severity": 0.5, "technology": 2 * math.log(2), "load": math.log(2)}
    data = changed(
        one_queue(400.0, exponential(0.02), 1, 60.0),
        {
            "touchpoints.call.frictions": {"slow": slow},
            "channels.web": {"title": "Web", "technology": 0.5},
            "personas.anybody.technology": 0.0,
            "personas.anybody.friction_odds": 2.0,
        },
    )
    rows = sorted(visits(data, "queues", "frictions"), key=lambda row: row.began)[20:]
    struck = sum(row.outcome == Outcome.FRICTION for row in rows)
    share_agrees(struck, len(rows), shifted(0.05, 3 * math.log(2)), within=0.04)


def test_each_journey_begins_anew():
    """With today's satisfaction as mood, no impressions of the one before, and visits counted from one."""
    use = journey("use", "app", every="2 d")
    data = row_of({"site": trouble(0.9)}, horizon=20.0, feelings={**WEIGHTS, "mood_carry": 0.6})
    data = changed(data, {"touchpoints.app": touchpoint(title="App", **joy(0.2)), "journeys.use": use})
    result = simulate(changed(data, {"mechanisms": only("frictions", "delight")}))
    rows = [row for row in rows_of(result, Event.JOURNEY_ENDED) if row.journey == 2]
    assert len(rows) > 100
    all_are((row.felt for row in rows), felt(0.2))
    assert all(row.mood == row.satisfaction for row in rows_of(result, Event.JOURNEY_STARTED))
    assert {row.visit for row in rows_of(result, Event.VISIT)} == {1}
    for lived in by_customer(result.events).values():
        before = 0.0
        for row in lived:
            if row.event == Event.VISIT and row.journey == 2:
                assert row.mood == pytest.approx(0.6 * before + 0.4 * felt(0.2))
            before = row.satisfaction


WAITING = {"redial": 1.0, "redial_delay": days(2 * HOUR), "tolerance": "1 h"}
BUSY = {"agents": {"title": "Agents", "staff": 1, "lines": 0}}


def busy(waiting, **parts):
    """From a site to a call whose only line is taken for days."""
    call = {"team": "agents", "service": "90 d", "waiting": waiting, "department": "care", **parts}
    return row_of({"site": {}, "call": call}, teams=BUSY, horizon=3.0)


@pytest.mark.parametrize(
    ("pace", "message", "hours"), [(2.0, False, 4.0), (2.0, True, 2.0), (1.0, False, 2.0)]
)
def test_who_tries_again_takes_their_own_time_and_messages_the_companys(pace, message, hours):
    data = changed(busy(WAITING), {"personas.anybody.pace": pace})
    if message:
        data = changed(
            data, {"touchpoints.call.message": {"relevance": 1.0, "latest": "9 d", "severity": 0.1}}
        )
    tries = 0
    for rows in by_customer(
        simulate(changed(data, {"mechanisms": only("queues", "redial")})).events
    ).values():
        began = [row.began for row in rows if row.event == Event.VISIT and row.touchpoint == 1]
        assert began == pytest.approx(
            [began[0] + hours * HOUR * i for i in range(len(began))] if began else []
        )
        tries += len(began)
    assert tries > 200


def test_who_tries_again_keeps_the_context_and_who_escapes_may_lose_it():
    handoffs = {"severity": 0.3, "same_department": 0.0, "across_departments": 1.0}
    data = changed(busy(WAITING), {"handoffs": handoffs})
    on, tries = only("queues", "redial", "handoffs"), 0
    for rows in by_customer(simulate(changed(data, {"mechanisms": on})).events).values():
        calls = [row.visit for row in rows if row.event == Event.VISIT and row.touchpoint == 1]
        lost = [row.visit for row in rows if row.event == Event.CONTEXT_LOST]
        assert lost == [1] or not calls
        tries += len(calls)
    assert tries > 200
    escape = {"redial": 0.0, "escape": {"site": 0.3, "shop": 0.7}, "tolerance": "1 h"}
    shop = touchpoint(title="Shop", department="care")
    data = changed(busy(escape), {"handoffs": handoffs, "touchpoints.shop": shop})
    data = changed(data, {"journeys.buy.links.shop": {"goal": 1.0}})
    seen = set()
    for rows in by_customer(simulate(changed(data, {"mechanisms": on})).events).values():
        came = [row for row in rows if row.event == Event.VISIT]
        lost = {(row.origin, row.touchpoint) for row in rows if row.event == Event.CONTEXT_LOST}
        ways = {(row.origin, row.touchpoint) for row in came}
        assert ways & {(0, 1), (1, 0)} <= lost <= {(0, 1), (1, 0)}
        seen |= ways
    assert {(1, 0), (1, 3)} <= seen


def test_no_survey_asks_who_was_not_served():
    give_up = {"tolerance": "1 h"}
    data = changed(busy(give_up, survey=True), {"personas.anybody.survey_response": 1.0})
    result = simulate(changed(data, {"mechanisms": only("queues", "surveys")}))
    assert sum(row.outcome == Outcome.BUSY for row in rows_of(result, Event.VISIT)) > 30
    assert not [row for row in rows_of(result, Event.CSAT) if row.touchpoint == 1]


def helped(*stops, **parts):
    """Customers who use an app now and then; each unresolved friction of it calls for help."""
    help_ = journey("after_sales", "desk", after_friction=1.0, after_friction_delay="1 d", **parts)
    use = journey("use", *(f"app{number}" for number in range(len(stops))), every="30 d")
    places = {f"app{number}": touchpoint(**of) for number, of in enumerate(stops)}
    places["desk"] = touchpoint(title="Desk", **trouble(0.2, "unfriendly"))
    data = scenario(places, {"help": help_, "use": use}, existing=50, horizon=60.0)
    return changed(data, {"mechanisms": only("frictions", "memory", "after_sales")})


def test_frictions_call_for_help_once_at_a_time_and_those_of_the_help_for_none():
    calls = 0
    for rows in by_customer(simulate(helped(trouble(0.4), trouble(0.5))).events).values():
        first = [row.time for row in rows if row.event == Event.VISIT and row.touchpoint == 0]
        begun = [
            row.time for row in rows if row.event == Event.JOURNEY_STARTED and row.occurrence > CALLED_FOR
        ]
        assert begun == pytest.approx([time + 1 for time in first if time + 1 < 60])
        calls += len(begun)
    assert calls > 50


def test_prospects_and_who_was_put_right_call_for_no_help():
    data = changed(helped({}), {"population.prospects_per_day": 5.0, "touchpoints.letter.frictions": {}})
    data = changed(data, {"touchpoints.site": touchpoint(title="Site", **trouble(0.5))})
    data = changed(data, {"journeys.buy": journey("onboarding", "site")})
    assert not [row for row in simulate(data).events if row.occurrence > CALLED_FOR]
    desk = {"title": "Desk", "skill": 1.0, "hardness": 0.0, "time": "0 s"}
    level = {"recording": 0.0, "detection": 1.0, "context_loss": 1.0, "empowerment": 1.0}
    data = changed(helped({**trouble(0.4), "recovery": "care"}), {"desks": {"care": desk}})
    data = changed(data, {"maturity": {"levels": {"defined": level}}})
    on = only("frictions", "memory", "after_sales", "detection", "recovery")
    events = simulate(changed(data, {"mechanisms": on})).events
    assert any(row.outcome == Outcome.RECOVERED for row in events)
    assert not [row for row in events if row.occurrence > CALLED_FOR]


@pytest.mark.parametrize(("end", "left"), [("goal", 0.1), ("stop", 1.0)])
def test_only_a_journey_that_reaches_its_goal_settles_and_the_worst_with_the_rest(end, left):
    """One friction of 0.4: a tenth of it is no cause of anything."""
    use = journey("use", "app", every="30 d", resolves=0.9)
    use["links"]["app"] = {end: 1.0}
    data = scenario({"app": touchpoint(**trouble(0.4))}, {"use": use}, existing=60, horizon=20.0)
    data = changed(
        data, {"mechanisms": only("frictions", "memory"), "feelings": {"memory_half_life": "90 y"}}
    )
    met = [row for row in simulate(data).customers if row.visits == 1]
    assert len(met) > 20
    all_are((row.memory for row in met), 0.4 * left, rel=1e-2)
    assert {row.cause for row in met} == {NONE if end == "goal" else len(BUILT_IN_CAUSES)}


def test_what_counts_for_a_team_began_after_the_warm_up_and_a_recovered_contact_is_a_good_one():
    """Calls take two days; a desk puts everything right, so that each is settled at the first contact."""
    desk = {"title": "Desk", "skill": 1.0, "hardness": 0.0, "time": "0 s"}
    level = {"recording": 0.0, "detection": 1.0, "context_loss": 1.0, "empowerment": 1.0}
    call = touchpoint(
        team="agents", service="2 d", recovery="care", waiting={"tolerance": "1 d"}, **trouble(0.4)
    )
    help_ = journey("after_sales", "call", every="20 d")
    data = scenario(
        {"call": call},
        {"help": help_},
        existing=200,
        teams={"agents": {"title": "Agents", "staff": 400}},
        desks={"care": desk},
        maturity={"levels": {"defined": level}},
        period={"warm_up": "10 d", "follow_up": "20 d"},
    )
    data = changed(data, {"mechanisms": only("frictions", "after_sales", "detection", "recovery", "queues")})
    result = simulate(data)
    called = rows_of(result, Event.VISIT)
    assert any(row.began < 10 <= row.time for row in called)
    assert result.tally.teams[0, InTeam.SERVED] == sum(row.began >= 10 for row in called)
    cell = result.tally.journeys[0]
    assert cell[InJourney.RESOLVED_FIRST] == cell[InJourney.MATTERS] == sum(row.time >= 10 for row in called)
