"""Each mechanism alone, against a hand computation: on the way to a touchpoint, in front of it, and at it."""

import math

import numpy as np
import pytest

from cxsim.engine.vocabulary import (
    BAD_TIMING,
    BUSY,
    EXPECTATION,
    IRRELEVANT,
    LONG_WAIT,
    Event,
    Notice,
    Outcome,
)
from tests.engine.intervals import fits, share_agrees
from tests.engine.scenarios import by_customer, changed, days, exponential, one_queue, only, rows_of, scenario, simulate, touchpoint

HOUR = 1 / 24


def felt(gap):
    """The value function with the default parameters."""
    return math.copysign(abs(gap) ** 0.88 * (1.7 if gap < 0 else 1.0), gap) if gap else 0.0


def shifted(probability, log_odds):
    return 1 / (1 + (1 - probability) / probability * math.exp(-log_odds))


def visits(data, *on, touchpoint=0, **changes):
    """Visits to a touchpoint with these mechanisms on and no others."""
    rows = rows_of(simulate(changed(data, {"mechanisms": only(*on), **changes})), Event.VISIT)
    return [row for row in rows if row.touchpoint == touchpoint]


def at_once(prospects=200.0, horizon=10.0, **parts):
    """Prospects who come to one touchpoint, where nothing takes time."""
    return scenario({"site": touchpoint(**parts)}, prospects=prospects, horizon=horizon)


def two(**links):
    """From a web site of one department to a call of another."""
    there = touchpoint(channel="phone", department="care", stage="action")
    data = scenario({"site": touchpoint(), "call": there}, prospects=200.0, horizon=10.0)
    return changed(data, {"journeys.buy.links.site": {"call": {"share": 1.0, **links}}})


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
            "handoffs": {"same_department": 0.1, "across_channels": 0.2, "across_departments": 0.5, "severity": 0.4},
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
        assert row.severity == pytest.approx(1 - 0.01 / row.wait if row.wait > 0.01 else 0.0)
    assert 100 < sum(row.cause == LONG_WAIT for row in rows) < len(rows)


def test_patience_ends_a_wait_and_without_it_everybody_stays():
    """One member of staff, busy for days: whoever comes second hangs up after patience, times the persona's."""
    data = one_queue(20.0, "3 d", 1, 6.0, {"patience": days(HOUR), "severity": 0.7})
    first, *others = sorted(visits(data, "queues", "patience", **{"personas.anybody.patience": 2.0}), key=lambda row: row.began)
    assert first.outcome == Outcome.OK
    gone = [row for row in others if row.began < first.began + 3 - 2 * HOUR]
    assert len(gone) > 30
    for row in gone:
        assert (row.outcome, row.notice, row.severity, row.duration) == (Outcome.ABANDONED, Notice.SILENT, 0.7, 0.0)
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
        for row, after in zip(rows, rows[1:], strict=False):
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
    """Active from 9 to 17: who starts at night waits for the morning; a day of delay ends at the same hour."""
    data = changed(two(delay="1 d"), {"rhythms": {"day": {"hours": [0.0] * 9 + [1.0] * 8 + [0.0] * 7}}, "journeys.buy.rhythm": "day"})
    for switches in ((), ("rhythms",)):
        result = simulate(changed(data, {"mechanisms": only(*switches)}))
        for rows in by_customer(result.events).values():
            started = rows[0].time
            hour = started % 1 * 24
            begun = started if 9 <= hour < 17 or not switches else math.floor(started + 7 / 24) + 9 / 24
            seen = [row.began for row in rows if row.event == Event.VISIT]
            assert seen == pytest.approx([begun, begun + 1][: len(seen)])


def test_frictions_strike_by_persona_and_technology():
    """Odds doubled by the persona, and doubled again by a channel that asks for technology she does not have."""
    slow = {"slow": {"probability": 0.2, "severity": 0.5, "technology": 2 * math.log(2)}}
    changes = {"channels.web": {"title": "Web", "technology": 0.5}, "personas.anybody.technology": 0.0}
    rows = visits(at_once(frictions=slow), "frictions", **changes, **{"personas.anybody.friction_odds": 2.0})
    struck = [row for row in rows if row.outcome == Outcome.FRICTION]
    share_agrees(len(struck), len(rows), 0.5, within=0.05)
    assert {(row.severity, row.notice) for row in struck} == {(0.5, Notice.SILENT)}
    assert all(row.felt == pytest.approx(felt(-0.5)) for row in struck)
    assert {row.outcome for row in visits(at_once(frictions=slow))} == {Outcome.OK}


def test_the_worst_of_the_frictions_that_strike_decides():
    causes = {"mild": {"probability": 0.5, "severity": 0.2}, "bad": {"probability": 0.3, "severity": 0.8}, "vile": {"probability": 0.1, "severity": 0.9}}
    rows = visits(at_once(frictions=causes), "frictions")
    counts = [sum(row.severity == severity for row in rows) for severity in (0.9, 0.8, 0.2, 0.0)]
    fits(counts, np.array([0.1, 0.9 * 0.3, 0.9 * 0.7 * 0.5, 0.9 * 0.7 * 0.5]) * len(rows))


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


@pytest.mark.parametrize(("expectation", "quality"), [(0.9, 0.5), (0.5, 0.9), (0.7, 0.7)])
def test_expectation_beyond_quality_is_felt_and_may_be_a_friction(expectation, quality):
    gap, shortfall = 0.5 * (quality - expectation), max(expectation - quality, 0.0)
    data = changed(at_once(quality=quality), {"personas.anybody.expectation": expectation})
    rows = visits(data, "expectation")
    struck = [row for row in rows if row.cause == EXPECTATION]
    share_agrees(len(struck), len(rows), 0.5 * shortfall, within=0.04)
    for row in rows:
        expected = gap - shortfall if row.cause == EXPECTATION else gap
        assert row.felt == pytest.approx(felt(expected))
        assert row.severity == pytest.approx(shortfall if row.cause == EXPECTATION else 0.0)
    assert {row.felt for row in visits(data)} == {0.0}


def test_delight_pleases_those_who_met_no_friction():
    data = at_once(delight={"probability": 0.2, "strength": 0.5}, frictions={"slow": {"probability": 0.5, "severity": 0.5}})
    rows = visits(data, "delight", "frictions", **{"personas.anybody.delight_odds": 3.0})
    calm = [row for row in rows if row.outcome != Outcome.FRICTION]
    happy = [row for row in calm if row.outcome == Outcome.DELIGHT]
    share_agrees(len(happy), len(calm), 3 / 7, within=0.06)
    assert all(row.felt == pytest.approx(felt(0.5)) for row in happy)
    assert {row.outcome for row in visits(data, "frictions")} == {Outcome.OK, Outcome.FRICTION}


@pytest.mark.parametrize("pace", [1.0, 2.0])
def test_messages_annoy_when_irrelevant_or_at_the_wrong_moment(pace):
    """The company's own pace brings the message, the customer's decides when it is right."""
    data = changed(two(delay=exponential(2.0)), {"personas.anybody.pace": pace, "personas.anybody.message_interest": 2.0})
    message = {"relevance": 0.6, "earliest": "1 d", "latest": "3 d", "severity": 0.25}
    data = changed(data, {"touchpoints.call.message": message})
    rows = visits(data, "messages", touchpoint=1)
    arrived = {row.customer: row.began for row in visits(data, "messages")}
    early_or_late = 0
    for row in rows:
        elapsed = row.began - arrived[row.customer]
        fitting = pace <= elapsed <= 3 * pace
        assert row.cause == IRRELEVANT or (row.cause == BAD_TIMING) == (not fitting)
        assert row.severity == (0.0 if row.outcome == Outcome.OK else 0.25)
        early_or_late += row.cause == BAD_TIMING
    irrelevant = sum(row.cause == IRRELEVANT for row in rows)
    share_agrees(irrelevant, len(rows), 0.25, within=0.05)
    share_agrees(early_or_late, len(rows) - irrelevant, 1 - (math.exp(-pace / 2) - math.exp(-3 * pace / 2)), within=0.1)
    calm = visits(data, touchpoint=1)
    assert {row.outcome for row in calm} == {Outcome.OK}
    assert {row.customer: row.began for row in calm} == {row.customer: row.began for row in rows}


TROUBLED = {"frictions": {"slow": {"probability": 1.0, "severity": 0.9}}}


def test_detection_notices_by_maturity_and_detectability():
    data = changed(at_once(**TROUBLED, detectability=0.5), {"maturity": {"stages": {"use": "optimised"}}})
    rows = visits(data, "frictions", "detection")
    share_agrees(sum(row.notice == Notice.DETECTED for row in rows), len(rows), 0.25, within=0.05)
    assert {row.notice for row in rows} == {Notice.DETECTED, Notice.SILENT}
    assert {row.notice for row in visits(data, "frictions")} == {Notice.SILENT}


def test_complaints_are_more_likely_the_worse_it_is():
    data = changed(at_once(**TROUBLED), {"personas.anybody.complaint": 0.3, "mechanisms": only("frictions", "complaints")})
    result = simulate(data)
    rows = rows_of(result, Event.VISIT)
    share_agrees(sum(row.notice == Notice.COMPLAINED for row in rows), len(rows), shifted(0.3, 0.8), within=0.05)
    assert sum(row.complaints for row in result.customers) == sum(row.notice == Notice.COMPLAINED for row in rows)
    assert {row.notice for row in visits(data, "frictions")} == {Notice.SILENT}


def test_recovery_puts_right_by_skill_and_pleases_by_goodwill():
    """Skill 0.8, empowerment 1.1, a third lost on the hardest cases; what is left is a tenth, less the goodwill."""
    level = {"recording": 1.0, "detection": 1.0, "context_loss": 1.0, "empowerment": 1.1}
    desk = {
        "title": "Desk", "skill": 0.8, "hardness": 1 / 3, "time": "1 h", "turnaround": "5 h", "repair": 0.9, "goodwill": 0.2, "cost": 3.0,
    }  # fmt: skip
    data = changed(at_once(**TROUBLED), {"maturity": {"levels": {"defined": level}}, "desks": {"desk": desk}, "touchpoints.site.recovery": "desk"})
    on = ("frictions", "detection", "recovery")
    rows = visits(data, *on)
    recovered = [row for row in rows if row.outcome == Outcome.RECOVERED]
    share_agrees(len(recovered), len(rows), 0.8 * 1.1 * (1 - 0.9 / 3), within=0.05)
    for row in rows:
        assert row.time == pytest.approx(row.began + 6 * HOUR)
        assert row.felt == pytest.approx(felt(0.2 - 0.09) if row.outcome == Outcome.RECOVERED else felt(-0.9))
    result = simulate(changed(data, {"mechanisms": only(*on)}))
    for customer, lived in by_customer(result.events).items():
        kinds = [row.event for row in lived if row.event in (Event.RECOVERY, Event.VISIT)]
        assert kinds in ([], [Event.RECOVERY, Event.VISIT]), customer
    assert sum(row.cost for row in result.customers) == pytest.approx(3.0 * sum(row.visits for row in result.customers), rel=0.05)
    assert {row.outcome for row in visits(data, "frictions", "detection")} == {Outcome.FRICTION}
