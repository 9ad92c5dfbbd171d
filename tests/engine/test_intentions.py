"""Intentions and contracts in small worlds: who leaves when and why, and who is won back; by hand."""

import math

import pytest

from cxsim.engine.plan import plan
from cxsim.engine.vocabulary import BUILT_IN_CAUSES, NONE, Event, Outcome, State
from cxsim.scenario.model import Scenario
from tests.engine.intervals import share_agrees
from tests.engine.rich import rich
from tests.engine.scenarios import (
    by_customer,
    changed,
    exponential,
    only,
    rows_of,
    scenario,
    simulate,
    touchpoint,
)

PEOPLE, EVERY, GATE = 2_000, 5.0, 0.1
SLOW = {"frictions": {"slow": {"probability": 1.0, "severity": 0.5}}}


def company(
    contract="30 d", churn=None, on=("gate",), renewal=1.0, existing=PEOPLE, horizon=85.0, every=None, **site
):
    """Customers ten days into a contract, who now and then pass a gate, and would renew but for that."""
    use = {"title": "Use", "type": "use", "every": every or exponential(EVERY), "start": {"site": 1.0}}
    data = scenario(
        {"site": touchpoint(**{"gate": {"customer": GATE}, **site})},
        {"use": {**use, "links": {"site": {"goal": 1.0}}}},
        existing=existing,
        horizon=horizon,
        tenure="10 d",
        on=("intention", *on),
        loyalty={"renewal": renewal, "slope": 0.0},
    )
    data["churn"] |= churn or {}
    return changed(data, {"personas.anybody.contract": contract})


def left(result):
    return [row for row in result.customers if row.state == State.LEFT]


def test_held_by_a_contract_all_leave_when_a_term_ends():
    """With a gate that closes at a rate, exp(-rate t) of them are there after a term that ends at t."""
    gone = left(simulate(company(churn={"at_once": 0.0})))
    assert {(row.ended, row.left_touchpoint, row.rest) for row in gone} == {
        (end, NONE, 0.0) for end in (20.0, 50.0, 80.0)
    }
    for end in (20.0, 50.0, 80.0):
        expected = 1.0 - math.exp(-GATE / EVERY * end)
        share_agrees(sum(row.ended <= end for row in gone), PEOPLE, expected, within=0.05, tests=3)


@pytest.mark.parametrize("at_once", [0.3, 1.0])
def test_some_leave_at_once_in_the_middle_of_their_term(at_once):
    gone = left(simulate(company(churn={"at_once": at_once}, horizon=21.0)))
    within = [row for row in gone if row.left_touchpoint != NONE and row.ended < 20.0]
    share_agrees(len(within), len([row for row in gone if row.ended <= 20.0]), at_once, within=0.08)
    assert all(row.rest == pytest.approx(20.0 - row.ended) for row in within)


def test_an_intention_may_not_last_until_the_term_ends():
    data = company(churn={"at_once": 0.0, "intention_lasts": "8 d"}, horizon=20.5)
    share_agrees(len(left(simulate(data))), PEOPLE, 1.0 - math.exp(-GATE / EVERY * 8.0), within=0.04)


def test_a_later_term_shorter_than_the_first_follows_by_itself():
    """Each later term keeps p^(inertia then/first); notice comes before its end, and no journey is lived."""
    terms = {"first": "30 d", "then": "10 d", "notice": "4 d", "inertia": 0.5}
    result = simulate(company(terms, on=(), renewal=0.6, horizon=41.0))
    notices = [row.time for row in rows_of(result, Event.NOTICE)]
    assert set(notices) == {16.0, 26.0, 36.0}
    assert {row.ended for row in left(result)} == {20.0, 30.0, 40.0}
    there = PEOPLE
    for time, stays in ((16.0, 0.6), (26.0, 0.6 ** (0.5 / 3)), (36.0, 0.6 ** (0.5 / 3))):
        share_agrees(there - notices.count(time), there, stays, within=0.06, tests=3)
        there -= notices.count(time)
    renewals = [row for row in result.events if row.journey == 1 and row.event == Event.JOURNEY_STARTED]
    assert {row.time for row in renewals} == {16.0} == {row.time for row in rows_of(result, Event.RENEWED)}


@pytest.mark.parametrize(
    ("tenure", "decides"), [(10, 16), (26, 0), (27, 9), (30, 6), (35, 1), (38, 8), (47, 9)]
)
def test_who_is_a_customer_already_decides_next_before_the_present_term_ends(tenure, decides):
    """Who is past the time of notice has decided to stay for one more term."""
    terms = {"first": "30 d", "then": "10 d", "notice": "4 d"}
    data = changed(company(terms, on=(), renewal=0.0, existing=5), {"population.tenure": f"{tenure} d"})
    result = simulate(data)
    assert [row.time for row in rows_of(result, Event.NOTICE)] == pytest.approx([decides] * 5)
    assert [row.ended for row in left(result)] == pytest.approx([decides + 4.0] * 5)


def test_longer_later_terms_are_renewed_like_the_first():
    result = simulate(company({"first": "30 d", "then": "60 d"}, on=(), existing=50))
    assert {row.time for row in rows_of(result, Event.RENEWED)} == {20.0, 80.0}


def test_who_gives_notice_stays_to_the_end_and_uses_what_they_pay_for():
    terms = {"first": "30 d", "notice": "20 d"}
    result = simulate(company(terms, renewal=0.0, existing=100, gate={}, every="3 d"))
    assert {row.time for row in rows_of(result, Event.NOTICE)} == {0.0}
    assert {row.time for row in rows_of(result, Event.LEFT)} == {20.0}
    assert max(row.time for row in rows_of(result, Event.VISIT)) > 17.0


def test_a_good_visit_may_win_back_and_takes_the_notice_with_it():
    """Visits in the time of notice win back with 0.2 each; nobody else takes a decision back."""
    terms = {"first": "30 d", "notice": "12 d"}
    data = company(terms, on=(), renewal=0.0, horizon=21.0, wins_back=0.2)
    result = simulate(data)
    lost = len(left(result))
    share_agrees(lost, PEOPLE, math.exp(-0.2 / EVERY * 12.0), within=0.05)
    intended, notices, won_back = result.tally.journeys[0, -3:]
    assert (intended, notices, won_back) == (PEOPLE, PEOPLE, PEOPLE - lost)
    bad = changed(data, {"touchpoints.site.frictions": SLOW["frictions"], "mechanisms.frictions": True})
    assert len(left(simulate(bad))) == PEOPLE


@pytest.mark.parametrize(("skill", "wins_back"), [(1.0, 1.0), (1.0, 0.0), (0.0, 1.0)])
def test_a_friction_put_right_may_win_back(skill, wins_back):
    desk = {"title": "Desk", "skill": skill, "hardness": 0.0, "time": "0 s"}
    on = ("frictions", "complaints", "recovery")
    churn = {"recovery_wins_back": wins_back}
    terms = {"first": "30 d", "notice": "12 d"}
    parts = {"recovery": "desk", "every": "5 d", "gate": {}, **SLOW}
    data = company(terms, churn, on, renewal=0.0, existing=50, horizon=21.0, **parts)
    data = changed(data, {"desks": {"desk": desk}, "personas.anybody.complaint": 1.0})
    assert len(left(simulate(data))) == (0 if skill == wins_back == 1.0 else 50)


def test_who_is_held_may_call_for_help_and_breaks_off_what_they_were_doing():
    help_ = {"title": "Help", "type": "after_sales", "after_friction": 1.0, "start": {"letter": 1.0}}
    data = company(churn={"at_once": 0.0}, on=("gate", "frictions", "after_sales"), existing=50, **SLOW)
    data = changed(data, {"touchpoints.site.gate.customer": 1.0})
    data["journeys"]["help"] = {**help_, "links": {"letter": {"goal": 1.0}}}
    result = simulate(data)
    use = [row for row in rows_of(result, Event.JOURNEY_ENDED) if row.journey == 2]
    assert {row.outcome for row in use} == {Outcome.STOPPED}
    assert sum(row.journey == 3 for row in rows_of(result, Event.JOURNEY_ENDED)) > 50


def test_why_somebody_meant_to_leave_is_the_cause_of_their_loss_though_it_has_faded():
    data = company(
        churn={"at_once": 0.0}, on=("gate", "frictions", "memory"), horizon=200.0, existing=50, **SLOW
    )
    data = changed(data, {"personas.anybody.contract": "180 d", "feelings.memory_half_life": "1 d"})
    once = {"touchpoints.site.gate.customer": 1.0, "journeys.use.every": "150 d"}
    rows = rows_of(simulate(changed(data, once)), Event.LEFT)
    assert {(row.time, row.cause) for row in rows} == {(170.0, len(BUILT_IN_CAUSES))}
    plain = changed(data, {**once, "touchpoints.site.gate.customer": 0.0, "loyalty.renewal": 0.0})
    assert {row.cause for row in rows_of(simulate(plain), Event.LEFT)} <= {NONE, len(BUILT_IN_CAUSES)}


def test_who_leaves_at_once_after_a_notice_is_bound_no_longer_than_that():
    terms = {"first": "30 d", "notice": "20 d"}
    gone = left(simulate(company(terms, renewal=0.0, horizon=19.0)))
    assert len(gone) > 100
    assert all(row.rest == pytest.approx(20.0 - row.ended) for row in gone)


def test_who_still_means_to_leave_at_the_end_is_told():
    result = simulate(company(churn={"at_once": 0.0}, horizon=15.0))
    share_agrees(
        sum(row.intends for row in result.customers),
        PEOPLE,
        1.0 - math.exp(-GATE / EVERY * 15.0),
        within=0.04,
    )
    assert not left(result)


def test_switched_off_there_are_only_plain_contracts():
    data = changed(rich(2), levels=False)
    plain = changed(data, {"churn": {"definition": "contract_end"}})
    ana = plain["personas"]["ana"]
    ana["contract"] = ana["contract"]["first"]
    for one in plain["touchpoints"].values():
        one.pop("wins_back", None)
    on, off, without = (
        plan(Scenario.model_validate(each))
        for each in (plain, changed(data, intention=False), changed(plain, intention=False))
    )
    assert repr(off) == repr(without) == repr(on)


def test_without_gates_or_terms_of_its_own_the_switch_does_nothing():
    data = company(churn={}, existing=100)
    on, off = (simulate(changed(data, {"mechanisms": only("gate", *more)})) for more in (("intention",), ()))
    assert repr(on.events) == repr(off.events)
    assert len(by_customer(on.events)) == 100
