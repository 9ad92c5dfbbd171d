"""Each mechanism alone, against a hand computation: memory, mood and gates, after-sales, and loyalty."""

import math

import pytest

from cxsim.engine.vocabulary import BUILT_IN_CAUSES, CALLED_FOR, NONE, Event, Origin, Outcome, State
from tests.engine.by_hand import SLOW, at_once, felt, shifted, twice, visits
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import (
    by_customer,
    changed,
    exponential,
    only,
    persona,
    scenario,
    simulate,
    touchpoint,
)


def test_memory_aggravates_the_next_friction_and_fades():
    """Half-life 5 days: after ten of them a severity of 0.4 weighs 0.1."""
    for delay, remembered in (("0 s", 0.4), ("5 d", 0.2), ("10 d", 0.1)):
        data = changed(twice(delay), {"feelings": {"memory_half_life": "5 d", "escalation": 1.5}})
        for row in visits(data, "frictions", "memory", touchpoint=1):
            assert row.felt == pytest.approx(felt(-0.4 * (1 + 1.5 * remembered)))
        assert {row.felt for row in visits(data, "frictions", touchpoint=1)} == {felt(-0.4)}
    data = changed(data, {"mechanisms": only("frictions", "memory")})
    for row in simulate(data).customers:
        if row.state == State.CUSTOMER:
            left = 0.4 * (0.5 ** ((40 - row.converted + 10) / 5) + 0.5 ** ((40 - row.converted) / 5))
            assert row.memory == pytest.approx(left)
            assert row.cause == (
                NONE if 0.4 * 0.5 ** ((40 - row.converted) / 5) < 0.05 else len(BUILT_IN_CAUSES)
            )


def test_failed_recovery_weighs_double_and_is_remembered_so():
    desk = {"title": "Desk", "skill": 0.0, "time": "0 s"}
    data = changed(
        at_once(frictions=SLOW, recovery="desk"), {"desks": {"desk": desk}, "personas.anybody.complaint": 1.0}
    )
    on = ("frictions", "complaints", "recovery")
    assert {row.felt for row in visits(data, *on, "memory")} == {felt(-0.8)}
    assert {row.felt for row in visits(data, *on)} == {felt(-0.4)}
    customers = simulate(
        changed(data, {"mechanisms": only(*on, "memory"), "feelings": {"memory_half_life": "90 y"}})
    ).customers
    assert all(row.memory == pytest.approx(0.8, rel=1e-3) for row in customers)


def test_a_complaint_that_nobody_takes_weighs_as_one_tried_in_vain():
    data = changed(at_once(frictions=SLOW), {"personas.anybody.complaint": 1.0})
    on = ("frictions", "complaints", "recovery", "memory")
    assert {row.felt for row in visits(data, *on)} == {felt(-0.8)}
    assert {row.felt for row in visits(changed(data, {"personas.anybody.complaint": 0.0}), *on)} == {
        felt(-0.4)
    }
    assert {row.felt for row in visits(data, "frictions", "complaints", "memory")} == {felt(-0.4)}


@pytest.mark.parametrize("mood", [0.0, 1.0])
def test_gates_close_by_competition_and_switching_cost(mood):
    """Where mood may count, nobody is known to be calm; it is neutral here, and the gates are the same."""
    site = touchpoint(gate={"prospect": 0.2, "customer": 0.1})
    use = {
        "title": "Use",
        "type": "use",
        "every": "1 d",
        "start": {"site": 1.0},
        "links": {"site": {"goal": 1.0}},
    }
    on = ("gate", "mood")
    data = scenario({"site": site}, {"use": use}, prospects=200.0, existing=2_000, horizon=1.0, on=on)
    gate = {"competition": math.log(2), "mood": mood}
    data = changed(data, {"gate": gate, "personas.anybody.switching_cost": math.log(3)})
    customers = simulate(data).customers
    prospects = [row.state == State.NOT_CONVERTED for row in customers if row.origin == Origin.PROSPECT]
    share_agrees(sum(prospects), len(prospects), shifted(0.2, math.log(2)), within=0.15)
    existing = [row.state == State.LEFT for row in customers if row.origin == Origin.EXISTING]
    share_agrees(sum(existing), len(existing), shifted(0.1, math.log(2 / 3)), within=0.03)
    assert all(
        row.left_touchpoint == 0 for row in customers if row.state in (State.LEFT, State.NOT_CONVERTED)
    )
    off = simulate(changed(data, gate=False)).customers
    assert {row.state for row in off} <= {State.CUSTOMER, State.PROSPECT}


def test_gates_close_on_unresolved_frictions_by_what_is_at_stake():
    parts = {"gate": {"prospect": 0.1, "stakes": 3.0}, "frictions": SLOW}
    data = changed(at_once(**parts), {"gate": {"friction": 1.5}, "personas.anybody.stakes": {"site": 0.5}})
    data = changed(data, {"mechanisms": only("frictions", "memory", "gate")})
    states = [row.state == State.NOT_CONVERTED for row in simulate(data).customers]
    share_agrees(sum(states), len(states), shifted(0.1, 3.0 * 0.5 * 1.5 * 0.4), within=0.04)


def test_mood_moves_gates():
    """A friction weighs on the mood, which carries over from the touchpoint before."""
    data = changed(twice("0 s", gate={"prospect": 0.2}), {"gate": {"mood": 2.0}})
    first = 0.4 * felt(-0.4)
    moods = (first, 0.6 * first + 0.4 * felt(-0.4))
    for on, log_odds in (
        (("frictions", "gate", "mood"), [-2.0 * mood for mood in moods]),
        (("frictions", "gate"), [0.0, 0.0]),
    ):
        come = [visits(data, *on, touchpoint=0), visits(data, *on, touchpoint=1)]
        goals = sum(
            row.state == State.CUSTOMER
            for row in simulate(changed(data, {"mechanisms": only(*on)})).customers
        )
        for rows, went_on, shift, mood in zip(come, (len(come[1]), goals), log_odds, moods, strict=True):
            assert all(row.mood == pytest.approx(mood) for row in rows)
            share_agrees(len(rows) - went_on, len(rows), shifted(0.2, shift), within=0.09)


@pytest.mark.parametrize("satisfaction", [-0.3, 0.1, 0.5])
@pytest.mark.parametrize(
    ("curve", "below", "above"), [("logistic", 3.0, 3.0), ("flat_top", 3.0, 0.6), ("convex_top", 0.6, 3.0)]
)
def test_loyalty_follows_its_curve(satisfaction, curve, below, above):
    data = changed(
        scenario({"site": touchpoint()}, existing=1_500, horizon=35.0, tenure="15 d"),
        {
            "personas.anybody": persona(
                satisfaction=satisfaction, contract="30 d", loyalty=0.3, switching_cost=0.2
            ),
            "loyalty": {"renewal": 0.7, "slope": 3.0, "curve": curve},
            "feelings": {"learning": 0.0},
            "gate": {"competition": 0.1},
        },
    )
    gap = satisfaction - 0.1
    for switch, slope in ((True, below if gap < 0 else above), (False, 0.0)):
        customers = simulate(changed(data, loyalty=switch)).customers
        stayed = sum(row.state == State.CUSTOMER for row in customers)
        share_agrees(
            stayed, len(customers), shifted(0.7, slope * gap + 0.3 + 0.2 - 0.1), within=0.06, tests=9
        )
        assert {(row.ended, row.left_touchpoint) for row in customers if row.state == State.LEFT} == {
            (15.0, NONE)
        }


@pytest.mark.parametrize("service", ["3 d", "25 d", exponential(15.0)])
def test_needs_come_up_however_long_the_last_journey_took(service):
    """Every ten days at the persona's pace; at once, if the last journey was still under way then."""
    use = {"title": "Use", "type": "use", "every": "10 d", "start": {"app": 1.0}}
    use["links"] = {"app": {"goal": 1.0}}
    data = scenario({"app": touchpoint(service=service)}, {"use": use}, existing=20, horizon=90.0)
    late = 0
    for rows in by_customer(simulate(changed(data, {"personas.anybody.pace": 2.0})).events).values():
        starts, ends = (
            [row.time for row in rows if row.event == event]
            for event in (Event.JOURNEY_STARTED, Event.JOURNEY_ENDED)
        )
        due = [starts[0] + 20.0 * number for number in range(len(starts))]
        assert starts[1:] == pytest.approx([max(pair) for pair in zip(due[1:], ends, strict=False)])
        late += sum(start > time + 1e-9 for start, time in zip(starts, due, strict=True))
    assert (late > 0) == (service != "3 d")


def test_no_purchase_within_the_window_is_the_end():
    """Who never comes back has lapsed, one window after the last purchase."""
    renew = {
        "title": "Again",
        "type": "renewal",
        "every": "20 d",
        "start": {"site": 1.0},
        "links": {"site": {"goal": 1.0}},
    }
    data = changed(
        scenario({"site": touchpoint()}, {"renew": renew}, prospects=6.0, horizon=200.0),
        {"churn": {"definition": "no_purchase", "window": "50 d"}, "loyalty": {"renewal": 0.5}},
    )
    data["personas"]["anybody"]["contract"] = None
    result = simulate(data)
    tries = [0, 0]
    for rows in by_customer(result.events).values():
        bought = [row.time for row in rows if row.event in (Event.CONVERTED, Event.PURCHASED)]
        last = rows[-1]
        assert (last.event == Event.LAPSED) == (bought[-1] + 50 < 200)
        if last.event == Event.LAPSED:
            assert last.time == pytest.approx(bought[-1] + 50)
        tries[0] += len(bought) - 1
        tries[1] += sum(row.event == Event.BOUGHT_ELSEWHERE for row in rows)
    share_agrees(tries[0], sum(tries), 0.5, within=0.06)


def test_after_sales_is_called_for_by_frictions_and_settles_them():
    call = {
        "title": "Help",
        "type": "after_sales",
        "after_friction": 0.4,
        "after_friction_delay": "5 d",
        "resolves": 0.75,
        "start": {"desk": 1.0},
        "links": {"desk": {"goal": 1.0}},
    }
    use = {
        "title": "Use",
        "type": "use",
        "every": "90 d",
        "start": {"site": 1.0},
        "links": {"site": {"goal": 1.0}},
    }
    site = touchpoint(frictions=SLOW)
    data = scenario(
        {"site": site, "desk": touchpoint()}, {"help": call, "use": use}, existing=1_500, horizon=100.0
    )
    data = changed(
        data, {"personas.anybody.pace": 2.0, "mechanisms": only("frictions", "after_sales", "memory")}
    )
    result, helped, half_life = simulate(data), 0, 90.0
    memories, lives = {row.customer: row.memory for row in result.customers}, by_customer(result.events)
    met = {
        customer: rows
        for customer, rows in lives.items()
        if any(row.outcome == Outcome.FRICTION for row in rows)
    }
    for customer, rows in met.items():
        friction = next(row for row in rows if row.outcome == Outcome.FRICTION and row.event == Event.VISIT)
        calls = [row for row in rows if row.event == Event.JOURNEY_STARTED and row.occurrence > CALLED_FOR]
        left = 0.4 * 0.5 ** ((100 - friction.time) / half_life)
        if calls:
            assert calls[0].time == pytest.approx(friction.time + 10)
            assert memories[customer] == pytest.approx(0.25 * left)
            helped += 1
        elif friction.time < 90:
            assert memories[customer] == pytest.approx(left)
    early = [rows for rows in met.values() if next(row.time for row in rows if row.event == Event.VISIT) < 90]
    share_agrees(helped, len(early), 0.4, within=0.07)
    off = simulate(changed(data, after_sales=False))
    assert not [row for row in off.events if row.occurrence > CALLED_FOR]
