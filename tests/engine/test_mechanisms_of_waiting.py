"""Each mechanism alone, against a hand computation: on the way to a touchpoint, and in front of it."""

import itertools
import math

import numpy as np
import pytest

from cxsim.engine.vocabulary import BUSY, LONG_WAIT, Event, Notice, Outcome
from tests.engine.by_hand import HOUR, felt, two, visits
from tests.engine.intervals import fits, share_agrees
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


@pytest.mark.parametrize(
    ("department", "channel", "own", "expected"),
    [
        ("care", "phone", {}, 0.5),
        ("care", "web", {}, 0.5),
        ("sales", "phone", {}, 0.2),
        ("sales", "web", {}, 0.1),
        ("care", "phone", {"context_loss": 0.8}, 0.8),
        ("sales", "web", {"context_loss": 0.0}, 0.0),
    ],
)
@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_handoffs_lose_the_context(department, channel, own, expected, factor):
    """By the link, or by what lies between the touchpoints; maturity at the far end is a factor."""
    level = {"recording": 1.0, "detection": 0.0, "context_loss": factor, "empowerment": 1.0}
    data = changed(
        two(**own),
        {
            "mechanisms": only("handoffs"),
            "touchpoints.call.department": department,
            "touchpoints.call.channel": channel,
            "handoffs": {
                "same_department": 0.1,
                "across_channels": 0.2,
                "across_departments": 0.5,
                "severity": 0.4,
            },
            "maturity": {"levels": {"optimised": level}, "stages": {"action": "optimised"}},
        },
    )
    result = simulate(data)
    lost = rows_of(result, Event.CONTEXT_LOST)
    share_agrees(len(lost), len(rows_of(result, Event.VISIT)) // 2, expected * factor, within=0.05, tests=12)
    for row in lost:
        assert (row.touchpoint, row.origin, row.severity) == (1, 0, 0.4)
        assert row.felt == pytest.approx(felt(-0.4))
        assert row.mood == pytest.approx(0.4 * felt(-0.4))
    assert not rows_of(simulate(changed(data, handoffs=False)), Event.CONTEXT_LOST)


def test_queues_make_customers_wait_and_without_them_service_takes_as_long():
    data = one_queue(100.0, exponential(0.02), 2, 10.0)
    waiting, served = visits(data, "queues"), visits(data)
    assert sum(row.wait > 0 for row in waiting) > 300
    assert not any(row.wait for row in served)
    lasted = {row.customer: row.duration for row in served}
    assert all(lasted[row.customer] == row.duration for row in waiting)


def test_a_wait_beyond_the_tolerance_is_a_friction():
    rows = visits(one_queue(100.0, exponential(0.02), 2, 10.0, {"tolerance": days(0.01)}), "queues")
    for row in rows:
        assert (row.cause == LONG_WAIT) == (row.wait > 0.01)
        assert row.severity == pytest.approx(0.5 * (1 - 0.01 / row.wait) if row.wait > 0.01 else 0.0)
    assert 100 < sum(row.cause == LONG_WAIT for row in rows) < len(rows)


def test_nobody_hears_of_a_long_wait():
    """It is over: nobody notices, complains or puts it right; of anything worse at the same visit they do."""
    data = one_queue(100.0, exponential(0.02), 2, 10.0, {"tolerance": days(0.01)})
    slow = {"frictions": {"slow": {"probability": 0.3, "severity": 0.8}}, "recovery": "desk"}
    data["touchpoints"]["call"] |= slow
    data["desks"] = {"desk": {"title": "Desk", "skill": 1.0, "time": "0 s"}}
    data["personas"]["anybody"]["complaint"] = 1.0
    rows = visits(data, "queues", "frictions", "complaints", "recovery")
    waited = [row for row in rows if row.cause == LONG_WAIT]
    assert len(waited) > 100
    assert {(row.outcome, row.notice) for row in waited} == {(Outcome.FRICTION, Notice.SILENT)}
    worse = [row for row in rows if row.severity == 0.8]
    assert len(worse) > 100
    assert {row.notice for row in worse} == {Notice.COMPLAINED}


def test_who_waited_long_goes_on_as_after_a_visit_that_went_well():
    """What they came for is done: they go where others go, call for no help, and it was settled at once."""
    data = one_queue(100.0, exponential(0.02), 2, 10.0, {"tolerance": days(0.01)})
    data["touchpoints"]["call"]["frictions"] = {"slow": {"probability": 0.3, "severity": 0.8}}
    data["touchpoints"]["end"] = {**data["touchpoints"]["call"], "team": None, "frictions": {}}
    del data["touchpoints"]["end"]["waiting"]
    links = next(iter(data["journeys"].values()))["links"]
    links["call"] = {"goal": 1.0, "after": {"friction": {"end": 1.0}}}
    links["end"] = {"goal": 1.0}
    result = simulate(changed(data, frictions=True))
    rows = rows_of(result, Event.VISIT)
    moved = {row.customer for row in rows if row.touchpoint == 2}
    waited = [row for row in rows if row.cause == LONG_WAIT]
    failed = [row for row in rows if row.severity == 0.8]
    assert len(waited) > 100
    assert len(failed) > 100
    assert not {row.customer for row in waited} & moved
    assert moved <= {row.customer for row in failed}
    assert len(moved) >= len(failed) - 1, "who is on the way at the end"


def test_no_wait_is_as_bad_as_not_to_be_served():
    """The same visitor, who is served in the end or hangs up: the severity is that of the same draw."""
    spread = {"distribution": "uniform", "low": 0.2, "high": 0.9}
    data = one_queue(100.0, exponential(0.02), 1, 10.0, {"tolerance": days(0.01), "severity": spread})
    served = {row.customer: row for row in visits(data, "queues")}
    data["touchpoints"]["call"]["waiting"]["patience"] = days(0.02)
    gone = [row for row in visits(data, "queues", "patience") if row.outcome == Outcome.ABANDONED]
    both = [(row, served[row.customer]) for row in gone if row.customer in served]
    assert len(both) > 100
    for row, waited in both:
        assert waited.severity == pytest.approx((1 - 0.01 / waited.wait) * row.severity)
        assert waited.severity < row.severity


def test_patience_ends_a_wait_and_without_it_everybody_stays():
    """One agent, busy for days: whoever comes later hangs up after patience, times the persona's."""
    data = one_queue(20.0, "3 d", 1, 6.0, {"patience": days(HOUR), "severity": 0.7})
    first, *others = sorted(
        visits(data, "queues", "patience", **{"personas.anybody.patience": 2.0}), key=lambda row: row.began
    )
    assert first.outcome == Outcome.OK
    gone = [row for row in others if row.began < first.began + 3 - 2 * HOUR]
    assert len(gone) > 30
    for row in gone:
        assert (row.outcome, row.notice, row.severity, row.duration) == (
            Outcome.ABANDONED,
            Notice.SILENT,
            0.7,
            0.0,
        )
        assert row.wait == pytest.approx(2 * HOUR)
        assert row.felt == pytest.approx(felt(-0.7))
    assert {row.outcome for row in visits(data, "queues")} == {Outcome.OK}


def test_redial_tries_again_and_escape_goes_elsewhere():
    """Every line is busy for days: 40 % try again after two hours, 35 % go to the site, 25 % give up."""
    waiting = {"redial": 0.4, "redial_delay": days(2 * HOUR), "escape": {"site": 0.35}, "tolerance": "1 h"}
    call = touchpoint(team="agents", service="90 d", waiting=waiting)
    team = {"agents": {"title": "Agents", "staff": 1, "lines": 0}}
    data = scenario({"call": call, "site": touchpoint()}, teams=team, prospects=200.0, horizon=10.0)
    lives = by_customer(simulate(changed(data, {"mechanisms": only("queues", "redial")})).events)
    counts, after = {"again": 0, "elsewhere": 0, "up": 0}, None
    for rows in lives.values():
        for row, after in itertools.pairwise(rows):
            if row.outcome == Outcome.BUSY and after.event != Event.FOLLOWED_UP:
                assert (row.cause, row.wait) == (BUSY, 0.0)
                if after.event == Event.VISIT and after.touchpoint == row.touchpoint:
                    counts["again"] += 1
                    assert after.began == pytest.approx(row.time + 2 * HOUR)
                    assert after.visit == row.visit + 1
                elif after.event == Event.VISIT:
                    counts["elsewhere"] += 1
                    assert (after.began, after.origin) == (row.time, row.touchpoint)
                else:
                    counts["up"] += 1
                    assert after.outcome == Outcome.GAVE_UP
    fits(list(counts.values()), np.array([0.4, 0.35, 0.25]) * sum(counts.values()))
    off = simulate(changed(data, {"mechanisms": only("queues")}))
    assert {row.outcome for row in rows_of(off, Event.JOURNEY_ENDED)} == {Outcome.GAVE_UP}


def test_rhythms_let_journeys_happen_when_customers_are_active():
    """Active from 9 to 17: a night start waits for the morning; a day of delay ends at the same hour."""
    data = changed(
        two(delay="1 d"),
        {"rhythms": {"day": {"hours": [0.0] * 9 + [1.0] * 8 + [0.0] * 7}}, "journeys.buy.rhythm": "day"},
    )
    for switches in ((), ("rhythms",)):
        result = simulate(changed(data, {"mechanisms": only(*switches)}))
        for rows in by_customer(result.events).values():
            started = rows[0].time
            hour = started % 1 * 24
            begun = started if 9 <= hour < 17 or not switches else math.floor(started + 7 / 24) + 9 / 24
            seen = [row.began for row in rows if row.event == Event.VISIT]
            assert seen == pytest.approx([begun, begun + 1][: len(seen)])


@pytest.mark.parametrize("pace", [0.5, 1.0, 3.0])
def test_between_touchpoints_customers_take_their_own_time(pace):
    data = changed(two(delay="1 d"), {"personas.anybody.pace": pace, "mechanisms": only()})
    for rows in by_customer(simulate(data).events).values():
        first, *second = (row.began for row in rows if row.event == Event.VISIT)
        assert first == rows[0].time
        assert second == pytest.approx([first + pace][: len(second)])


def test_load_brings_frictions():
    """Certain when somebody else waits at the moment service begins, all but impossible when nobody does."""
    call = {"hasty": {"probability": 1e-9, "severity": 0.5, "load": 50.0}}
    data = changed(one_queue(100.0, exponential(0.02), 1, 5.0), {"touchpoints.call.frictions": call})
    rows = sorted(visits(data, "queues", "frictions"), key=lambda row: row.began)
    spans = [(row.began, row.began + row.wait) for row in rows]
    for row in rows[:200]:
        start = row.began + row.wait
        crowded = any(joined < start and began > start + 1e-9 for joined, began in spans)
        assert (row.outcome == Outcome.FRICTION) == crowded
