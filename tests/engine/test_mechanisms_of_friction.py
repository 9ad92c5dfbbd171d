"""Each mechanism alone, against a hand computation: what goes wrong, what pleases, and what is put right."""

import math

import numpy as np
import pytest

from cxsim.engine.vocabulary import BAD_TIMING, EXPECTATION, IRRELEVANT, Event, Notice, Outcome
from tests.engine.by_hand import HOUR, at_once, felt, shifted, two, visits
from tests.engine.intervals import fits, share_agrees
from tests.engine.scenarios import (
    by_customer,
    changed,
    exponential,
    only,
    rows_of,
    simulate,
)

TROUBLED = {"frictions": {"slow": {"probability": 1.0, "severity": 0.9}}}


def test_frictions_strike_by_persona_and_technology():
    """Odds doubled by the persona, and doubled again by a channel that asks for technology she lacks."""
    slow = {"slow": {"probability": 0.2, "severity": 0.5, "technology": 2 * math.log(2)}}
    changes = {"channels.web": {"title": "Web", "technology": 0.5}, "personas.anybody.technology": 0.0}
    rows = visits(at_once(frictions=slow), "frictions", **changes, **{"personas.anybody.friction_odds": 2.0})
    struck = [row for row in rows if row.outcome == Outcome.FRICTION]
    share_agrees(len(struck), len(rows), 0.5, within=0.05)
    assert {(row.severity, row.notice) for row in struck} == {(0.5, Notice.SILENT)}
    assert all(row.felt == pytest.approx(felt(-0.5)) for row in struck)
    assert {row.outcome for row in visits(at_once(frictions=slow))} == {Outcome.OK}


def test_the_worst_of_the_frictions_that_strike_decides():
    causes = {
        "bad": {"probability": 0.3, "severity": 0.8},
        "vile": {"probability": 0.1, "severity": 0.9},
        "mild": {"probability": 0.5, "severity": 0.2},
    }
    rows = visits(at_once(frictions=causes), "frictions")
    counts = [sum(row.severity == severity for row in rows) for severity in (0.9, 0.8, 0.2, 0.0)]
    fits(counts, np.array([0.1, 0.9 * 0.3, 0.9 * 0.7 * 0.5, 0.9 * 0.7 * 0.5]) * len(rows))


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


def test_quality_beyond_expectation_softens_no_friction_but_a_shortfall_adds_to_it():
    for quality, softened in ((0.9, 0.0), (0.7, 0.0), (0.6, -0.05)):
        data = at_once(quality=quality, **TROUBLED)
        rows = visits(changed(data, {"feelings": {"expectation_friction": 0.0}}), "expectation", "frictions")
        assert all(row.felt == pytest.approx(felt(softened - 0.9)) for row in rows)


def test_delight_pleases_those_who_met_no_friction():
    data = at_once(
        delight={"probability": 0.2, "strength": 0.5},
        frictions={"slow": {"probability": 0.5, "severity": 0.5}},
    )
    rows = visits(data, "delight", "frictions", **{"personas.anybody.delight_odds": 3.0})
    calm = [row for row in rows if row.outcome != Outcome.FRICTION]
    happy = [row for row in calm if row.outcome == Outcome.DELIGHT]
    share_agrees(len(happy), len(calm), 3 / 7, within=0.06)
    assert all(row.felt == pytest.approx(felt(0.5)) for row in happy)
    assert {row.outcome for row in visits(data, "frictions")} == {Outcome.OK, Outcome.FRICTION}


@pytest.mark.parametrize(("quality", "gap"), [(0.9, 0.1), (0.3, 0.0)])
def test_delight_adds_to_quality_and_makes_up_for_the_lack_of_it(quality, gap):
    data = at_once(quality=quality, delight={"probability": 1.0, "strength": 0.5})
    data = changed(data, {"feelings": {"expectation_friction": 0.0}})
    assert all(row.felt == pytest.approx(felt(gap + 0.5)) for row in visits(data, "delight", "expectation"))


@pytest.mark.parametrize("pace", [1.0, 2.0])
def test_messages_annoy_when_irrelevant_or_at_the_wrong_moment(pace):
    """The company's own pace brings the message, the customer's decides when it is right."""
    data = changed(
        two(delay=exponential(2.0)), {"personas.anybody.pace": pace, "personas.anybody.message_interest": 2.0}
    )
    message = {"relevance": 0.6, "earliest": "1 d", "latest": "3 d", "severity": 0.25}
    data = changed(data, {"touchpoints.call.message": message})
    # Only those who came early enough to see their message, however late, before the end.
    data = changed(data, {"period.follow_up": "30 d", "population.prospects_per_day": 150.0})
    arrived = {row.customer: row.began for row in visits(data, "messages") if row.began < 10.0}
    rows = [row for row in visits(data, "messages", touchpoint=1) if row.customer in arrived]
    early_or_late = 0
    for row in rows:
        elapsed = row.began - arrived[row.customer]
        fitting = pace <= elapsed <= 3 * pace
        assert row.cause == IRRELEVANT or (row.cause == BAD_TIMING) == (not fitting)
        assert row.severity == (0.0 if row.outcome == Outcome.OK else 0.25)
        early_or_late += row.cause == BAD_TIMING
    irrelevant = sum(row.cause == IRRELEVANT for row in rows)
    share_agrees(irrelevant, len(rows), 0.25, within=0.05)
    share_agrees(
        early_or_late, len(rows) - irrelevant, 1 - (math.exp(-pace / 2) - math.exp(-3 * pace / 2)), within=0.1
    )
    calm = [row for row in visits(data, touchpoint=1) if row.customer in arrived]
    assert {row.outcome for row in calm} == {Outcome.OK}
    assert {row.customer: row.began for row in calm} == {row.customer: row.began for row in rows}


def test_detection_notices_by_maturity_and_detectability():
    data = changed(at_once(**TROUBLED, detectability=0.5), {"maturity": {"stages": {"use": "optimised"}}})
    rows = visits(data, "frictions", "detection")
    share_agrees(sum(row.notice == Notice.DETECTED for row in rows), len(rows), 0.25, within=0.05)
    assert {row.notice for row in rows} == {Notice.DETECTED, Notice.SILENT}
    assert {row.notice for row in visits(data, "frictions")} == {Notice.SILENT}


def test_complaints_are_more_likely_the_worse_it_is():
    data = changed(
        at_once(**TROUBLED),
        {"personas.anybody.complaint": 0.3, "mechanisms": only("frictions", "complaints")},
    )
    result = simulate(data)
    rows = rows_of(result, Event.VISIT)
    share_agrees(
        sum(row.notice == Notice.COMPLAINED for row in rows), len(rows), shifted(0.3, 0.8), within=0.05
    )
    assert sum(row.complaints for row in result.customers) == sum(
        row.notice == Notice.COMPLAINED for row in rows
    )
    assert {row.notice for row in visits(data, "frictions")} == {Notice.SILENT}


def test_whether_customers_complain_has_nothing_to_do_with_whether_the_company_notices():
    data = changed(at_once(**TROUBLED), {"personas.anybody.complaint": 0.3})
    data = changed(data, {"maturity": {"stages": {"use": "optimised"}}})
    rows = visits(data, "frictions", "complaints", "detection")
    unseen = [row for row in rows if row.notice != Notice.DETECTED]
    share_agrees(len(rows) - len(unseen), len(rows), 0.5, within=0.05)
    complained = sum(row.notice == Notice.COMPLAINED for row in unseen)
    share_agrees(complained, len(unseen), shifted(0.3, 0.8), within=0.06)


def test_recovery_puts_right_by_skill_and_pleases_by_goodwill():
    """Skill 0.8, empowerment 1.1, a third lost on the hardest cases; a tenth is left, less the goodwill."""
    level = {"recording": 1.0, "detection": 1.0, "context_loss": 1.0, "empowerment": 1.1}
    desk = {
        "title": "Desk",
        "skill": 0.8,
        "hardness": 1 / 3,
        "time": "1 h",
        "turnaround": "5 h",
        "repair": 0.9,
        "goodwill": 0.2,
        "cost": 3.0,
    }
    data = changed(
        at_once(**TROUBLED),
        {
            "maturity": {"levels": {"defined": level}},
            "desks": {"desk": desk},
            "touchpoints.site.recovery": "desk",
        },
    )
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
    assert sum(row.cost for row in result.customers) == pytest.approx(
        3.0 * sum(row.visits for row in result.customers), rel=0.05
    )
    assert {row.outcome for row in visits(data, "frictions", "detection")} == {Outcome.FRICTION}
