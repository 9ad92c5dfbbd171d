"""Cases that stay open while life goes on, by hand, alone, and in both engines to the last bit."""

import itertools
import math
from typing import Any

import numpy as np
import pytest

from cxsim.engine import rules
from cxsim.engine.counted import InJourney
from cxsim.engine.record import Row
from cxsim.engine.vocabulary import BUILT_IN_CAUSES, CALLED_FOR, NONE, OVERDUE, Event, Outcome, State
from tests.engine.identity import assert_identical, plan_of
from tests.engine.scenarios import Data, by_customer, changed, days, persona, rows_of, scenario, touchpoint
from tests.engine.simultaneous import STEP, TOGETHER, together

ON = ("frictions", "complaints", "recovery", "cases", "memory", "after_sales", "gate", "loyalty")
HALF_LIFE, AVERSION, SENSITIVITY, ESCALATION = 90.0, 1.7, 0.88, 0.5
CAUSE = len(BUILT_IN_CAUSES)


def felt(gap: float) -> float:
    """A gap as it is felt, with the usual parameters."""
    return rules.felt_value(gap, AVERSION, SENSITIVITY)


def faded(severity: float, elapsed: float) -> float:
    """What is left of a severity after some days."""
    return severity * 0.5 ** (elapsed / HALF_LIFE)


def company(changes: Data | None = None, **desk: Any) -> Data:
    """Everybody uses the service once in the middle of nowhere, and meets a friction of severity 0.5.

    They complain, and a desk of full skill answers three days later.
    """
    app = touchpoint(recovery="desk", frictions={"slow": {"probability": 1.0, "severity": 0.5}})
    use = {"title": "Use", "type": "use", "every": "1000 d", "start": {"app": 1.0}}
    data = scenario(
        {"app": app},
        {"use": {**use, "links": {"app": {"goal": 1.0}}}},
        on=ON,
        existing=400,
        horizon=100.0,
        tenure="0 d",
        personas={"anybody": persona(complaint=1.0)},
        desks={
            "desk": {
                "title": "Desk",
                "skill": 1.0,
                "hardness": 0.0,
                "time": "0 s",
                "turnaround": "3 d",
                "on_the_spot": False,
                **desk,
            }
        },
    )
    return changed(data, {"journeys.use.links.letter": {"goal": 1.0}, **(changes or {})})


def helped(share: float = 1.0) -> Data:
    """Changes by which a friction calls for help, a day later."""
    return {
        "journeys.help": {
            "title": "Help",
            "type": "after_sales",
            "after_friction": share,
            "after_friction_delay": "1 d",
            "start": {"letter": 1.0},
            "links": {"letter": {"goal": 1.0}},
        }
    }


def lived(data: Data, seed: int = 1) -> list[list[Row]]:
    """The rows of each customer who met a friction early enough; the same in both engines."""
    lives = by_customer(assert_identical(plan_of(data), seed).events).values()
    found = [rows for rows in lives if any(row.cause == CAUSE and row.time < 50 for row in rows)]
    assert len(found) > 10
    return found


def of(rows: list[Row], event: Event) -> list[Row]:
    """The rows of one kind."""
    return [row for row in rows if row.event == event]


# --- the answer


def test_life_goes_on_until_the_answer() -> None:
    for rows in lived(company(repair=0.6, goodwill=0.1)):
        ((visit,), (answer,)) = of(rows, Event.VISIT), of(rows, Event.RECOVERY)
        assert (visit.outcome, visit.felt) == (Outcome.FRICTION, pytest.approx(felt(-0.5)))
        assert of(rows, Event.JOURNEY_ENDED)[0].time == visit.time, "nobody waits"
        assert answer.time == pytest.approx(visit.time + 3.0)
        assert (answer.outcome, answer.cause) == (Outcome.RECOVERED, CAUSE)
        assert (answer.journey, answer.touchpoint, answer.visit) == (
            *(visit.journey, visit.touchpoint),
            visit.visit,
        )
        assert answer.felt == pytest.approx(felt(0.5 * 0.6 + 0.1))
        before = of(rows, Event.JOURNEY_ENDED)[0].satisfaction
        learning = 0.2 / (1 + answer.time / (3 * 365))
        assert answer.satisfaction == pytest.approx(before + learning * (answer.felt - before))


@pytest.mark.parametrize("repair", [0.6, 0.95])
def test_what_is_repaired_is_forgotten(repair: float) -> None:
    result = assert_identical(plan_of(company(repair=repair)))
    times = {row.customer: row.time for row in rows_of(result, Event.VISIT)}
    answered = [row for row in result.customers if row.recoveries]
    assert len(answered) > 10
    for row in answered:
        left = faded(0.5 * (1.0 - repair), 100.0 - times[row.customer])
        assert row.memory == pytest.approx(left)
        assert row.cause == (CAUSE if left >= 0.05 else NONE)


@pytest.mark.parametrize("factor", [2.0, 1.0, 0.5])
def test_an_answer_in_vain_is_the_rest_of_a_failed_recovery(factor: float) -> None:
    """What is remembered at last is what a failure on the spot leaves, but for what had faded by then."""
    data = company({"feelings": {"double_deviation": factor}}, skill=0.0)
    for rows in lived(data):
        (answer,) = of(rows, Event.RECOVERY)
        assert answer.outcome == Outcome.FRICTION
        gap = -0.5 * (factor - 1.0) * (1 + ESCALATION * faded(0.5, 3.0))
        assert answer.felt == pytest.approx(felt(gap))
    result = assert_identical(plan_of(data))
    answers = {row.customer: row.time for row in rows_of(result, Event.RECOVERY)}
    for row in result.customers:
        if row.customer in answers:
            more = 0.5 * (factor - 1.0) if factor > 1.0 else -faded(0.5, 3.0) * (1.0 - factor)
            left = faded(faded(0.5, 3.0) + more, 100.0 - answers[row.customer])
            assert row.memory == pytest.approx(left)


def test_a_fast_answer_softens_more() -> None:
    data = company({"feelings": {"fast": 0.5}}, repair=0.6, goodwill=0.0, tolerance="4 d")
    for rows in lived(data):
        share = 0.6 + 0.4 * 0.5 * (1 - 3 / 4)
        assert of(rows, Event.RECOVERY)[0].felt == pytest.approx(felt(0.5 * share))
    slow = company({"feelings": {"fast": 0.5}}, repair=0.6, goodwill=0.0)
    assert of(lived(slow)[0], Event.RECOVERY)[0].felt == pytest.approx(felt(0.5 * 0.6)), "no tolerance"


def test_news_join_the_journey_under_way() -> None:
    """Who is on the way for ten days hears on the way, and remembers it with the rest."""
    links = {"app": {"letter": {"share": 1.0, "delay": "10 d"}}, "letter": {"goal": 1.0}}
    for rows in lived(company({"journeys.use.links": links}, repair=0.6, goodwill=0.0)):
        (answer,), (end,) = of(rows, Event.RECOVERY), of(rows, Event.JOURNEY_ENDED)
        assert answer.satisfaction == 0.0
        felt_all = [felt(-0.5), answer.felt, 0.0]
        remembered = 0.5 * sum(felt_all) / 3 + 0.25 * min(felt_all) + 0.25 * 0.0
        assert end.felt == pytest.approx(remembered)


# --- waiting


def test_waiting_in_vain_lets_a_customer_down_time_and_again() -> None:
    data = company({"personas.anybody.patience": 2.0}, turnaround="5 d", tolerance="1 d", repair=0.6)
    for rows in lived(data):
        (visit,), late = of(rows, Event.VISIT), of(rows, Event.OVERDUE)
        assert [row.time - visit.time for row in late] == pytest.approx([2.0, 4.0])
        memory = 0.5
        for row in late:
            memory = faded(memory, 2.0)
            assert (row.cause, row.severity) == (OVERDUE, pytest.approx(0.3 * 0.5))
            assert row.felt == pytest.approx(felt(-0.3 * 0.5 * (1 + ESCALATION * memory)))
            memory += 0.3 * 0.5
    result = assert_identical(plan_of(data))
    answers = {row.customer: row.time for row in rows_of(result, Event.RECOVERY)}
    for row in result.customers:
        if row.customer in answers:
            left = faded(0.5, 5.0) * 0.4 + faded(0.15, 3.0) + faded(0.15, 1.0)
            assert row.memory == pytest.approx(faded(left, 100.0 - answers[row.customer]))
            assert row.frictions == 3


@pytest.mark.parametrize(("factor", "weighs"), [(2.0, [0.3, 0.3, 0.3, 0.1, 0.0]), (1.0, [0.0] * 5)])
def test_waiting_and_an_answer_in_vain_weigh_no_more_than_that_answer_alone(
    factor: float, weighs: list[float]
) -> None:
    changes = {"feelings": {"double_deviation": factor, "memory_half_life": "90 y"}}
    data = company(changes, turnaround="11 d", tolerance="2 d", skill=0.0)
    for rows in lived(data):
        assert [row.severity for row in of(rows, Event.OVERDUE)] == pytest.approx(
            [0.5 * one for one in weighs]
        )
        assert of(rows, Event.RECOVERY)[0].felt == pytest.approx(0.0)
    result = assert_identical(plan_of(data))
    answered = {row.customer for row in rows_of(result, Event.RECOVERY)}
    for row in result.customers:
        if row.customer in answered:
            assert row.memory == pytest.approx(0.5 * factor, rel=0.01)
            assert row.frictions == 1 + np.count_nonzero(weighs)


def test_an_answer_just_in_time_is_not_overdue() -> None:
    data = company(turnaround="4 d", tolerance="2 d")
    assert {len(of(rows, Event.OVERDUE)) for rows in lived(data)} == {1}


@pytest.mark.parametrize("horizon", ["10000 d", "20 d"])
def test_who_asks_again_is_woken_and_comes_at_once(horizon: str) -> None:
    """Whether nothing else is in store for a customer, or something later."""
    data = company(
        {**helped(0.001), "personas.anybody.contract": horizon},
        turnaround="5 d",
        tolerance="2 d",
        asks_again=1.0,
    )
    for rows in lived(data):
        late = [row.time for row in of(rows, Event.OVERDUE)]
        calls = [row for row in of(rows, Event.JOURNEY_STARTED) if row.occurrence > CALLED_FOR]
        assert [row.time for row in calls][:2] == late[:2]


def test_each_time_is_a_new_chance_to_ask_again() -> None:
    changes = {**helped(0.001), "personas.anybody.contract": "10000 d"}
    data = company(changes, turnaround="8.5 d", tolerance="2 d", asks_again=0.5)
    calls = [
        sum(row.occurrence > CALLED_FOR for row in of(rows, Event.JOURNEY_STARTED)) for rows in lived(data)
    ]
    assert np.bincount(calls, minlength=5) / len(calls) == pytest.approx(
        [math.comb(4, k) / 16 for k in range(5)], abs=4 * 0.5 / math.sqrt(len(calls))
    )
    assert 0 < calls.count(2) < len(calls)


def test_help_is_called_for_when_the_answer_is_bad_and_not_before() -> None:
    for skill in (0.0, 1.0):
        for rows in lived(company(helped(), skill=skill)):
            calls = [row.time for row in of(rows, Event.JOURNEY_STARTED) if row.occurrence > CALLED_FOR]
            answer = of(rows, Event.RECOVERY)[0].time
            assert calls == ([] if skill else pytest.approx([answer + 1.0]))
    silent = company({**helped(), "personas.anybody.complaint": 0.0})
    for rows in lived(silent):
        calls = [row.time for row in of(rows, Event.JOURNEY_STARTED) if row.occurrence > CALLED_FOR]
        assert calls == pytest.approx([of(rows, Event.VISIT)[0].time + 1.0]), "of a friction nobody heard of"


def test_a_friction_that_the_company_hears_of_joins_the_open_case() -> None:
    """Twice 0.8 are one case of severity 1; both are remembered as they were."""
    links = {"app": {"app": {"share": 0.5, "delay": "1 d"}, "goal": 0.5}}
    changes = {"journeys.use.links": links, "touchpoints.app.frictions.slow.severity": 0.8}
    data = company(changes, repair=0.6, goodwill=0.0)
    twice = [rows for rows in lived(data) if len(of(rows, Event.VISIT)) == 2]
    for rows in twice:
        first = of(rows, Event.VISIT)[0]
        (answer,) = of(rows, Event.RECOVERY)
        assert (answer.began, answer.severity) == (first.time, 1.0)
        assert answer.felt == pytest.approx(felt(0.6))
    kept = {row.customer: row for row in assert_identical(plan_of(data)).customers}
    for rows in twice:
        answer = of(rows, Event.RECOVERY)[0]
        left = 0.4 * (faded(0.8, 3.0) + faded(0.8, 2.0))
        assert kept[answer.customer].memory == pytest.approx(faded(left, 100.0 - answer.time))


def test_who_has_left_hears_nothing_and_costs() -> None:
    data = company({"touchpoints.app.gate": {"customer": 1.0}}, cost=7.0, tolerance="1 d")
    result = assert_identical(plan_of(data))
    assert not rows_of(result, Event.OVERDUE)
    closed = rows_of(result, Event.RECOVERY)
    assert {row.outcome for row in closed} == {NONE}
    left = {row.customer: row for row in result.customers if row.state == State.LEFT}
    times = {row.customer: row.time for row in rows_of(result, Event.LEFT)}
    assert len(left) > 10
    assert {left[who].cost for who, time in times.items() if time < 96} == {7.0}
    assert result.tally.visits[0].sum(axis=0)[20:22].tolist() == [len(rows_of(result, Event.VISIT)), 0]


# --- what one comes with

STAFF = {"team": "agents", "service": "0 s", "waiting": {"tolerance": "1 d"}}
AGENTS = {"teams": {"agents": {"title": "Agents", "staff": 1}}, "personas.anybody.contract": "10000 d"}


@pytest.mark.parametrize(("turnaround", "skill"), [("8.5 d", 1.0), ("3 d", 1.0), ("3 d", 0.0)])
def test_who_asks_again_does_so_about_the_same_until_the_answer(turnaround: str, skill: float) -> None:
    """Each call reaches its goal, and settles nothing; the answer does, unless it is in vain."""
    letter = {"touchpoints.letter": touchpoint(title="Letter", **STAFF)}
    data = company({**helped(0.001), **letter, **AGENTS}, turnaround=turnaround, skill=skill)
    data = changed(data, {"desks.desk.tolerance": "2 d", "desks.desk.asks_again": 1.0})
    result = assert_identical(plan_of(data))
    lives = by_customer(result.events).values()
    calls = [sum(row.occurrence > CALLED_FOR for row in of(rows, Event.VISIT)) for rows in lives]
    assert max(calls) == (4 if turnaround == "8.5 d" else 1)
    counts = result.tally.journeys.sum(axis=0)
    assert counts[InJourney.CONTACTS] == sum(calls)
    assert counts[InJourney.AGAIN_7] == sum(calls) - np.count_nonzero(calls)
    answered = counts[InJourney.MATTERS]
    assert answered == len(rows_of(result, Event.RECOVERY)) > 10
    assert counts[InJourney.RESOLVED_FIRST] == (answered if turnaround == "3 d" and skill else 0)


@pytest.mark.parametrize("end", ["goal", "stop"])
def test_a_matter_that_a_case_is_about_ends_with_the_answer(end: str) -> None:
    """Whatever the journey of after-sales in which it was opened, and however that ended."""
    use = {"journeys.use.type": "after_sales", "journeys.use.links.app": {end: 1.0}}
    app = {f"touchpoints.app.{name}": part for name, part in STAFF.items()}
    result = assert_identical(plan_of(company({**use, **app, **AGENTS})))
    counts = result.tally.journeys.sum(axis=0)
    assert counts[InJourney.CONTACTS] == len(rows_of(result, Event.VISIT))
    assert counts[InJourney.MATTERS] == len(rows_of(result, Event.RECOVERY)) > 10
    assert counts[InJourney.MATTERS] < counts[InJourney.CONTACTS]


# --- what it does alone


def test_the_longer_the_answer_takes_the_more_customers_leave() -> None:
    """The decision to renew follows 20 days after the friction, by what is remembered then: closed form."""
    letter = {"letter": {"goal": 1.0}}
    changes = {
        "journeys.renew.start": {"app": 1.0},
        "journeys.renew.links": {"app": {"letter": {"share": 1.0, "delay": "20 d"}}, **letter},
        "journeys.use": {"title": "Use", "type": "use", "start": {"letter": 1.0}, "links": letter},
        "journeys.use.every": "30000 d",
        "personas.anybody.contract": "40 d",
        "period.follow_up": "61 d",
        "population.existing": 4000,
        "loyalty": {"renewal": 0.8, "slope": 0.0, "friction": 3.0},
    }
    lost = {}
    for turnaround in (1.0, 12.0, 30.0, math.inf):
        data = company(changes, turnaround=days(min(turnaround, 30.0)), tolerance="5 d", repair=0.9)
        memory = faded(0.5, 20.0) * (0.1 if turnaround < 20.0 else 1.0)
        memory += sum(faded(0.15, 20.0 - late) for late in (5.0, 10.0, 15.0) if late < turnaround)
        if turnaround == math.inf:
            data, memory = changed(data, {"touchpoints.app.recovery": None}), faded(2.0 * 0.5, 20.0)
        result = assert_identical(plan_of(data))
        stays = rules.shift_odds(0.8, -3.0 * memory)
        share = len(rows_of(result, Event.RENEWED)) / 4000
        assert share == pytest.approx(stays, abs=4 * math.sqrt(stays * (1.0 - stays) / 4000))
        lost[turnaround] = 1.0 - share
    assert lost[1.0] + 0.1 < lost[12.0] < lost[30.0] - 0.1
    assert lost[30.0] < lost[math.inf], "never to answer is no way out"


# --- both engines


@pytest.mark.parametrize("which", TOGETHER, ids=str)
def test_cases_that_meet_at_the_same_moment_come_out_the_same(which: Any) -> None:
    seen: set[str] = set()
    for tolerance, turnaround in itertools.product((1, 3, 8), (0, 1, 4)):
        data = together(*which)
        calls = {"title": "Help", "type": "after_sales", "after_friction": 0.2, "start": {"call": 1.0}}
        calls["after_friction_delay"] = days(STEP)
        data["journeys"]["help"] = {**calls, "links": data["journeys"]["renew"]["links"]}
        data["desks"]["desk"] |= {"on_the_spot": False, "asks_again": 0.5, "priority": 1}
        data["desks"]["desk"] |= {"tolerance": days(tolerance * STEP), "turnaround": days(turnaround * STEP)}
        data["mechanisms"] |= {"cases": True, "after_sales": True}
        seen |= together_with_cases(assert_identical(plan_of(data)).events)
    ties = {"answer at the end of a visit", "answer as one comes", "overdue as one hears of others"}
    assert seen == {*ties, "called while at rest", "called on the way"}


def together_with_cases(rows: list[Row]) -> set[str]:
    """Name what happened to a case and to its customer at the same moment, and who was woken."""
    found: set[str] = set()
    for life in by_customer(rows).values():
        answers = {row.time for row in of(life, Event.RECOVERY)}
        visits = of(life, Event.VISIT)
        if answers & {row.time for row in visits}:
            found.add("answer at the end of a visit")
        if answers & {row.began for row in visits}:
            found.add("answer as one comes")
        inside = False
        for row, following in itertools.pairwise(life):
            inside = (inside or row.event == Event.JOURNEY_STARTED) and row.event != Event.JOURNEY_ENDED
            if row.event == Event.OVERDUE and following.occurrence > CALLED_FOR:
                found.add("called while at rest" if not inside else "called on the way")
    late = {row.time for row in rows if row.event == Event.OVERDUE}
    if late & {row.time for row in rows if row.event == Event.RECOVERY}:
        found.add("overdue as one hears of others")
    return found


@pytest.mark.parametrize("time", ["0 s", "2 d"])
def test_switched_off_customers_wait_for_the_result(time: str) -> None:
    off = company(time=time, tolerance="1 d", asks_again=1.0, target="1 d")
    spot = changed(company(time=time), {"desks.desk.on_the_spot": True})
    found = assert_identical(plan_of(changed(off, cases=False)))
    assert repr(found.events) == repr(assert_identical(plan_of(spot)).events)
    assert not rows_of(found, Event.OVERDUE)
