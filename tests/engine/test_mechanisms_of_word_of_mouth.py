"""Each mechanism alone, against a hand computation: surveys, reviews, warnings and referrals."""

import math

import pytest

from cxsim.engine.vocabulary import FIRST_PROSPECT, Event, Origin, Outcome
from tests.engine.by_hand import SLOW, at_once, felt, shifted
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import changed, exponential, only, rows_of, scenario, simulate, touchpoint


def test_surveys_read_the_state():
    data = changed(
        at_once(frictions=SLOW, survey=True),
        {
            "mechanisms": only("frictions", "surveys"),
            "personas.anybody.survey_response": 0.2,
            "surveys": {
                "csat": {"centre": 4.0, "gain": 2.0, "noise": 0.0},
                "ces": {"centre": 6.0, "gain": 4.0, "noise": 0.0},
                "extremity": 1.5,
            },
        },
    )
    result = simulate(data)
    strength = felt(-0.4)
    for event, expected in (
        (Event.CSAT, math.floor(4 + 2 * strength + 0.5)),
        (Event.CES, math.floor(6 - 4 * 0.4 + 0.5)),
    ):
        answers = rows_of(result, event)
        assert {row.score for row in answers} == {expected}
        share_agrees(
            len(answers), len(rows_of(result, Event.VISIT)), shifted(0.2, 1.5 * abs(strength)), within=0.05
        )
    assert {row.event for row in simulate(changed(data, surveys=False)).events} & {
        Event.CSAT,
        Event.CES,
        Event.NPS,
    } == set()


def speaking(satisfaction, **changes):
    """Customers of one satisfaction who live a journey each day, and prospects who read about it."""
    use = {
        "title": "Use",
        "type": "use",
        "every": exponential(2.0),
        "start": {"app": 1.0},
        "links": {"app": {"goal": 1.0}},
    }
    buy = {"title": "Buy", "type": "onboarding", "start": {"site": 1.0}, "links": {"site": {"goal": 1.0}}}
    site = touchpoint(reads_reviews=True, gate={"prospect": 0.5})
    data = scenario(
        {"site": site, "app": touchpoint()},
        {"use": use, "buy": buy},
        existing=200,
        prospects=50.0,
        horizon=10.0,
    )
    # No reviews to speak of at the start, and readers who take the smallest difference for all the world.
    advocacy = {
        "stars": {"centre": 3.0, "gain": 2.0, "noise": 0.0},
        "prior_rating": 3.0,
        "prior_reviews": 1e-6,
        "review_weight": 1e3,
        "review": 0.0,
    }
    surveys = {"nps": {"centre": 5.0, "gain": 5.0, "noise": 0.0}}
    return changed(
        data,
        {
            "feelings": {"learning": 0.0},
            "personas.anybody.satisfaction": satisfaction,
            "advocacy": {**advocacy, **changes},
            "surveys": surveys,
        },
    )


def existing(result, event):
    """Rows of existing customers, whose satisfaction is known; that of new ones starts at 0."""
    return [row for row in rows_of(result, event) if row.customer < FIRST_PROSPECT]


@pytest.mark.parametrize(("satisfaction", "stars"), [(1.0, 5), (-1.0, 1), (0.4, 4)])
def test_reviews_are_read_from_the_next_day_on(satisfaction, stars):
    data = changed(speaking(satisfaction, review=0.01, warning=0.0), {"mechanisms": only("gate", "reviews")})
    result = simulate(data)
    reviews = rows_of(result, Event.REVIEW)
    written, told = (existing(result, event) for event in (Event.REVIEW, Event.JOURNEY_ENDED))
    share_agrees(len(written), len(told), shifted(0.01, 1.5 * abs(satisfaction)), within=0.05)
    assert {row.score for row in written} == {stars}
    morning = math.floor(min(row.time for row in reviews)) + 1
    ends = [row for row in rows_of(result, Event.JOURNEY_ENDED) if row.journey == 0]
    before = [row.outcome == Outcome.GOAL for row in ends if row.time < morning]
    share_agrees(sum(before), len(before), 0.5, within=0.3)
    after = {row.outcome for row in ends if row.time >= morning}
    assert after == ({Outcome.GOAL} if stars > 3 else {Outcome.LEFT})
    assert not rows_of(simulate(changed(data, reviews=False)), Event.REVIEW)


def test_detractors_warn_and_a_warning_counts_as_one_star():
    data = changed(speaking(-0.1, warning=0.3), {"mechanisms": only("gate", "reviews")})
    result = simulate(data)
    warnings, told = (existing(result, event) for event in (Event.WARNING, Event.JOURNEY_ENDED))
    share_agrees(len(warnings), len(told), 0.3, within=0.08)
    ends = [row for row in rows_of(result, Event.JOURNEY_ENDED) if row.journey == 0 and row.time >= 1]
    assert {row.outcome for row in ends} == {Outcome.LEFT}
    content = changed(speaking(0.4, warning=0.3), {"mechanisms": only("gate", "reviews")})
    assert not existing(simulate(content), Event.WARNING)


def test_promoters_bring_prospects():
    data = changed(
        speaking(0.8, referral=0.3, referral_delay="2 d"),
        {"mechanisms": only("referrals"), "population.prospects_per_day": 0.0},
    )
    result = simulate(data)
    referrals = rows_of(result, Event.REFERRAL)
    share_agrees(
        len(existing(result, Event.REFERRAL)), len(existing(result, Event.JOURNEY_ENDED)), 0.3, within=0.06
    )
    brought = sorted(row.arrived for row in result.customers if row.origin == Origin.REFERRED)
    assert brought == pytest.approx(sorted(row.time + 2 for row in referrals if row.time + 2 < 10))
    assert len(brought) > 50
    assert not rows_of(simulate(changed(data, referrals=False)), Event.REFERRAL)
    lukewarm = changed(speaking(0.4, referral=0.3), {"mechanisms": only("referrals")})
    assert not existing(simulate(lukewarm), Event.REFERRAL)
