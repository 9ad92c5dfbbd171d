"""Each mechanism alone, against a hand computation: memory, mood and gates, loyalty, after-sales, and word of mouth."""

import math

import pytest

from cxsim.engine.vocabulary import CALLED_FOR, FIRST_PROSPECT, NONE, Event, Origin, Outcome, State
from tests.engine.intervals import share_agrees
from tests.engine.scenarios import by_customer, changed, exponential, only, persona, rows_of, scenario, simulate, touchpoint
from tests.engine.test_mechanisms import HOUR, at_once, felt, shifted, visits

SLOW = {"slow": {"probability": 1.0, "severity": 0.4}}


def twice(delay, **parts):
    """Two touchpoints, a friction at each."""
    site = touchpoint(frictions=SLOW, **parts)
    data = scenario({"first": site, "second": site}, prospects=20.0, horizon=40.0)
    return changed(data, {"journeys.buy.links.first": {"second": {"share": 1.0, "delay": delay}}})


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
            assert row.cause == (NONE if 0.4 * 0.5 ** ((40 - row.converted) / 5) < 0.05 else 8)


def test_failed_recovery_weighs_double_and_is_remembered_so():
    desk = {"title": "Desk", "skill": 0.0, "time": "0 s"}
    data = changed(at_once(frictions=SLOW, recovery="desk"), {"desks": {"desk": desk}, "personas.anybody.complaint": 1.0})
    on = ("frictions", "complaints", "recovery")
    assert {row.felt for row in visits(data, *on, "memory")} == {felt(-0.8)}
    assert {row.felt for row in visits(data, *on)} == {felt(-0.4)}
    customers = simulate(changed(data, {"mechanisms": only(*on, "memory"), "feelings": {"memory_half_life": "90 y"}})).customers
    assert all(row.memory == pytest.approx(0.8, rel=1e-3) for row in customers)


def test_gates_close_by_competition_and_switching_cost():
    site = touchpoint(gate={"prospect": 0.2, "customer": 0.1})
    use = {"title": "Use", "type": "use", "every": "1 d", "start": {"site": 1.0}, "links": {"site": {"goal": 1.0}}}
    data = scenario({"site": site}, {"use": use}, prospects=200.0, existing=2_000, horizon=1.0, on=("gate",))
    data = changed(data, {"gate": {"competition": math.log(2)}, "personas.anybody.switching_cost": math.log(3)})
    customers = simulate(data).customers
    prospects = [row.state == State.NOT_CONVERTED for row in customers if row.origin == Origin.PROSPECT]
    share_agrees(sum(prospects), len(prospects), shifted(0.2, math.log(2)), within=0.15)
    existing = [row.state == State.LEFT for row in customers if row.origin == Origin.EXISTING]
    share_agrees(sum(existing), len(existing), shifted(0.1, math.log(2 / 3)), within=0.03)
    assert all(row.left_touchpoint == 0 for row in customers if row.state in (State.LEFT, State.NOT_CONVERTED))
    off = simulate(changed(data, gate=False)).customers
    assert {row.state for row in off} <= {State.CUSTOMER, State.PROSPECT}


def test_gates_close_on_unresolved_frictions_by_what_is_at_stake():
    parts = {"gate": {"prospect": 0.1, "stakes": 2.0}, "frictions": SLOW}
    data = changed(at_once(**parts), {"gate": {"friction": 1.5}, "personas.anybody.stakes": {"site": 0.5}})
    data = changed(data, {"mechanisms": only("frictions", "memory", "gate")})
    states = [row.state == State.NOT_CONVERTED for row in simulate(data).customers]
    share_agrees(sum(states), len(states), shifted(0.1, 2.0 * 0.5 * 1.5 * 0.4), within=0.04)


def test_mood_moves_gates():
    """A friction weighs on the mood, which carries over from the touchpoint before."""
    data = changed(twice("0 s", gate={"prospect": 0.2}), {"gate": {"mood": 2.0}})
    first = 0.4 * felt(-0.4)
    moods = (first, 0.6 * first + 0.4 * felt(-0.4))
    for on, log_odds in ((("frictions", "gate", "mood"), [-2.0 * mood for mood in moods]), (("frictions", "gate"), [0.0, 0.0])):
        come = [visits(data, *on, touchpoint=0), visits(data, *on, touchpoint=1)]
        goals = sum(row.state == State.CUSTOMER for row in simulate(changed(data, {"mechanisms": only(*on)})).customers)
        for rows, went_on, shift, mood in zip(come, (len(come[1]), goals), log_odds, moods, strict=True):
            assert all(row.mood == pytest.approx(mood) for row in rows)
            share_agrees(len(rows) - went_on, len(rows), shifted(0.2, shift), within=0.09)


@pytest.mark.parametrize("satisfaction", [-0.3, 0.1, 0.5])
@pytest.mark.parametrize(("curve", "below", "above"), [("logistic", 3.0, 3.0), ("flat_top", 3.0, 0.6), ("convex_top", 0.6, 3.0)])
def test_loyalty_follows_its_curve(satisfaction, curve, below, above):
    data = changed(
        scenario({"site": touchpoint()}, existing=1_500, horizon=35.0, tenure="15 d"),
        {
            "personas.anybody": persona(satisfaction=satisfaction, contract="30 d", loyalty=0.3, switching_cost=0.2),
            "loyalty": {"renewal": 0.7, "slope": 3.0, "curve": curve},
            "feelings": {"learning": 0.0},
            "gate": {"competition": 0.1},
        },
    )
    gap = satisfaction - 0.1
    for switch, slope in ((True, below if gap < 0 else above), (False, 0.0)):
        customers = simulate(changed(data, loyalty=switch)).customers
        stayed = sum(row.state == State.CUSTOMER for row in customers)
        share_agrees(stayed, len(customers), shifted(0.7, slope * gap + 0.3 + 0.2 - 0.1), within=0.06, tests=9)
        assert {(row.ended, row.left_touchpoint) for row in customers if row.state == State.LEFT} == {(15.0, NONE)}


def test_no_purchase_within_the_window_is_the_end():
    """Who never comes back has lapsed, one window after the last purchase."""
    renew = {"title": "Again", "type": "renewal", "every": "20 d", "start": {"site": 1.0}, "links": {"site": {"goal": 1.0}}}
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
    call = {"title": "Help", "type": "after_sales", "after_friction": 0.4, "after_friction_delay": "5 d", "resolves": 0.75,
            "start": {"desk": 1.0}, "links": {"desk": {"goal": 1.0}}}  # fmt: skip
    use = {"title": "Use", "type": "use", "every": "90 d", "start": {"site": 1.0}, "links": {"site": {"goal": 1.0}}}
    site = touchpoint(frictions=SLOW)
    data = scenario({"site": site, "desk": touchpoint()}, {"help": call, "use": use}, existing=1_500, horizon=100.0)
    data = changed(data, {"personas.anybody.pace": 2.0, "mechanisms": only("frictions", "after_sales", "memory")})
    result, helped, half_life = simulate(data), 0, 90.0
    memories, lives = {row.customer: row.memory for row in result.customers}, by_customer(result.events)
    met = {customer: rows for customer, rows in lives.items() if any(row.outcome == Outcome.FRICTION for row in rows)}
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
    for event, expected in ((Event.CSAT, math.floor(4 + 2 * strength + 0.5)), (Event.CES, math.floor(6 - 4 * 0.4 + 0.5))):
        answers = rows_of(result, event)
        assert {row.score for row in answers} == {expected}
        share_agrees(len(answers), len(rows_of(result, Event.VISIT)), shifted(0.2, 1.5 * abs(strength)), within=0.05)
    assert {row.event for row in simulate(changed(data, surveys=False)).events} & {Event.CSAT, Event.CES, Event.NPS} == set()


def speaking(satisfaction, **changes):
    """Customers of one satisfaction who live a journey each day, and prospects who read about it."""
    use = {"title": "Use", "type": "use", "every": exponential(2.0), "start": {"app": 1.0}, "links": {"app": {"goal": 1.0}}}
    buy = {"title": "Buy", "type": "onboarding", "start": {"site": 1.0}, "links": {"site": {"goal": 1.0}}}
    site = touchpoint(reads_reviews=True, gate={"prospect": 0.5})
    data = scenario({"site": site, "app": touchpoint()}, {"use": use, "buy": buy}, existing=200, prospects=50.0, horizon=10.0)
    # No reviews to speak of at the start, and readers who take the smallest difference for all the world.
    advocacy = {"stars": {"centre": 3.0, "gain": 2.0, "noise": 0.0}, "prior_rating": 3.0, "prior_reviews": 1e-6, "review_weight": 1e3, "review": 0.0}
    surveys = {"nps": {"centre": 5.0, "gain": 5.0, "noise": 0.0}}
    return changed(
        data,
        {"feelings": {"learning": 0.0}, "personas.anybody.satisfaction": satisfaction, "advocacy": {**advocacy, **changes}, "surveys": surveys},
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
    data = changed(speaking(0.8, referral=0.3, referral_delay="2 d"), {"mechanisms": only("referrals"), "population.prospects_per_day": 0.0})
    result = simulate(data)
    referrals = rows_of(result, Event.REFERRAL)
    share_agrees(len(existing(result, Event.REFERRAL)), len(existing(result, Event.JOURNEY_ENDED)), 0.3, within=0.06)
    brought = sorted(row.arrived for row in result.customers if row.origin == Origin.REFERRED)
    assert brought == pytest.approx(sorted(row.time + 2 for row in referrals if row.time + 2 < 10))
    assert len(brought) > 50
    assert not rows_of(simulate(changed(data, referrals=False)), Event.REFERRAL)
    lukewarm = changed(speaking(0.4, referral=0.3), {"mechanisms": only("referrals")})
    assert not existing(simulate(lukewarm), Event.REFERRAL)
