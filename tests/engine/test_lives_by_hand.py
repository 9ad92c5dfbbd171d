"""Small lives by hand: contracts, purchases, tenure, needs, and what customers say, in closed form."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from cxsim.engine.vocabulary import BUILT_IN_CAUSES, Event, Origin, Outcome, State
from tests.engine.by_hand import felt, shifted
from tests.engine.intervals import ODDS, share_agrees
from tests.engine.scenarios import by_customer, changed, only, rows_of, scenario, simulate, touchpoint

BAD = {"frictions": {"slow": {"probability": 1.0, "severity": 0.5}}}


def contracts(letter=None, existing=1_500, horizon=25.0, **parts):
    """Customers ten days into a contract of thirty, who renew by a letter."""
    data = scenario({"site": touchpoint()}, existing=existing, horizon=horizon, tenure="10 d", **parts)
    changes = {"personas.anybody.contract": "30 d", "loyalty": {"renewal": 0.7, "slope": 0.0}}
    return changed(data, {**changes, "touchpoints.letter": touchpoint(title="Letter", **(letter or {}))})


def stay(data, *on):
    """Whether customers are there after the end of their contract."""
    return [
        row.state == State.CUSTOMER for row in simulate(changed(data, {"mechanisms": only(*on)})).customers
    ]


@pytest.mark.parametrize("pace", [1.0, 2.0])
def test_a_contract_ends_when_its_time_is_over_whatever_the_pace(pace):
    data = changed(contracts(existing=200, horizon=60.0), {"personas.anybody.pace": pace})
    data = changed(data, {"loyalty.renewal": 0.5})
    result = simulate(data)
    assert {row.time for row in rows_of(result, Event.LEFT)} == {20.0, 50.0}
    assert {row.time for row in rows_of(result, Event.RENEWED)} == {20.0, 50.0}


def test_the_contract_of_a_new_customer_begins_with_the_purchase():
    data = changed(contracts(existing=0, horizon=60.0), {"population.prospects_per_day": 3.0})
    for rows in by_customer(simulate(data).events).values():
        bought = next(row.time for row in rows if row.event == Event.CONVERTED)
        ends = [row.time for row in rows if row.event in (Event.RENEWED, Event.LEFT)]
        assert ends == pytest.approx([bought + 30.0 * number for number in range(1, len(ends) + 1)])
        assert len(ends) == 1 or rows[-1].event == Event.LEFT or bought < 60 - 30 * len(ends)


@pytest.mark.parametrize(
    ("changes", "log_odds"),
    [
        ({"personas.anybody.loyalty": 1.0}, 1.0),
        ({"personas.anybody.switching_cost": 1.0}, 1.0),
        ({"gate": {"competition": 1.0}}, -1.0),
    ],
)
def test_loyalty_switching_cost_and_competition_decide_together(changes, log_odds):
    stayed = stay(changed(contracts(), changes), "loyalty")
    share_agrees(sum(stayed), len(stayed), shifted(0.7, log_odds), within=0.05)


def test_renewal_follows_satisfaction_and_memory_after_the_letter_and_not_the_mood():
    feelings = {"learning": 0.4, "tenure_half": "10 d"}
    data = changed(contracts(BAD), {"feelings": feelings, "personas.anybody.satisfaction": 0.6})
    data = changed(data, {"loyalty": {"renewal": 0.7, "slope": 2.0, "anchor": 0.0, "friction": 1.5}})
    satisfaction = 0.6 + 0.4 / (1 + 30 / 10) * (felt(-0.5) - 0.6)
    result = simulate(changed(data, {"mechanisms": only("loyalty", "frictions", "memory")}))
    told = [row.satisfaction for row in rows_of(result, Event.JOURNEY_ENDED)]
    assert told == pytest.approx([satisfaction] * len(told))
    stayed = [row.state == State.CUSTOMER for row in result.customers]
    share_agrees(sum(stayed), len(stayed), shifted(0.7, 2.0 * satisfaction - 1.5 * 0.5), within=0.06)


def test_who_leaves_does_so_for_what_they_remember_and_not_for_the_last_visit():
    renew = {
        "title": "Renew",
        "type": "renewal",
        "start": {"site": 1.0},
        "links": {"site": {"letter": 1.0}, "letter": {"goal": 1.0}},
    }
    data = changed(contracts(existing=100), {"journeys.renew": renew})
    data = changed(data, {"touchpoints.site": touchpoint(title="Site", **BAD), "loyalty.renewal": 0.2})
    left = rows_of(simulate(changed(data, {"mechanisms": only("frictions", "memory")})), Event.LEFT)
    assert len(left) > 50
    assert {row.cause for row in left} == {len(BUILT_IN_CAUSES)}


def test_the_longer_the_relationship_the_less_a_journey_moves_it():
    """Five years into it, and half of the way at five: each journey counts for little more than half."""
    use = {"title": "Use", "type": "use", "every": "20 d", "start": {"site": 1.0}}
    data = scenario(
        {"site": touchpoint(**BAD)},
        {"use": {**use, "links": {"site": {"goal": 1.0}}}},
        existing=20,
        horizon=60.0,
        tenure="5 y",
        on=("frictions",),
        feelings={"learning": 0.4, "tenure_half": "5 y"},
    )
    for rows in by_customer(simulate(data).events).values():
        before = 0.0
        for row in rows:
            if row.event == Event.JOURNEY_ENDED:
                step = 0.4 / (1 + (5 * 365 + row.time) / (5 * 365))
                assert row.satisfaction == pytest.approx(before + step * (felt(-0.5) - before))
                before = row.satisfaction
        assert before < 0


@pytest.mark.parametrize("pace", [1.0, 3.0])
def test_the_first_need_may_come_at_any_time_of_an_interval(pace):
    use = {"title": "Use", "type": "use", "every": "20 d", "start": {"site": 1.0}}
    use["links"] = {"site": {"goal": 1.0}}
    data = scenario({"site": touchpoint()}, {"use": use}, existing=800, horizon=61.0)
    data = changed(data, {"personas.anybody.pace": pace})
    first = [
        next(row.time for row in rows if row.event == Event.JOURNEY_STARTED)
        for rows in by_customer(simulate(data).events).values()
    ]
    assert stats.kstest(np.array(first) / (20 * pace), "uniform").pvalue > 1 / ODDS


def shops(every, existing=800, horizon=200.0, **changes):
    """Customers without contracts, who are lost where they have bought nothing for fifty days."""
    renew = {"title": "Again", "type": "renewal", "every": every, "start": {"site": 1.0}}
    renew["links"] = {"site": {"goal": 1.0}}
    data = scenario({"site": touchpoint()}, {"renew": renew}, existing=existing, horizon=horizon)
    data["personas"]["anybody"]["contract"] = None
    churn = {"definition": "no_purchase", "window": "50 d"}
    return changed(data, {"churn": churn, "loyalty": {"renewal": 0.0}, **changes})


@pytest.mark.parametrize("every", [20, 80])
def test_existing_customers_bought_last_at_any_time_of_an_interval_or_of_the_window(every):
    """Nobody buys again: who last bought up to 20 days ago lapses after 30 to 50, no one before the start."""
    customers = simulate(shops(f"{every} d")).customers
    assert {row.state for row in customers} == {State.LAPSED}
    ended = np.array([row.ended for row in customers])
    assert ended.min() > 0
    assert ended.max() <= 50
    if every == 20:
        assert stats.kstest((ended - 30) / 20, "uniform").pvalue > 1 / ODDS
    else:
        assert ended.min() < 5


def test_who_buys_again_starts_the_window_anew():
    """All buy again whenever they need to, every 20 days, and nobody is lost."""
    result = simulate(shops("20 d", existing=50, loyalty={"renewal": 1.0}))
    assert {row.state for row in result.customers} == {State.CUSTOMER}
    for rows in by_customer(result.events).values():
        bought = [row.time for row in rows if row.event == Event.PURCHASED]
        assert [after - before for before, after in itertools.pairwise(bought)] == pytest.approx(
            [20.0] * (len(bought) - 1)
        )
    assert all(row.last_purchase > 180 - 1e-9 for row in result.customers)


def talkers(satisfaction, advocacy=None, nps=(5.0, 5.0), **changes):
    """Customers who use an app each day and speak of it, and prospects who read what they write."""
    use = {"title": "Use", "type": "use", "every": "1 d", "start": {"app": 1.0}}
    use["links"] = {"app": {"goal": 1.0}}
    buy = {"title": "Buy", "type": "onboarding", "start": {"site": 1.0}, "links": {"site": {"goal": 1.0}}}
    places = {"site": touchpoint(reads_reviews=True, gate={"prospect": 0.5}), "app": touchpoint(**BAD)}
    data = scenario(places, {"use": use, "buy": buy}, existing=100, prospects=20.0, horizon=6.0)
    stars = {"centre": 3.0, "gain": 2.0, "noise": 0.0}
    readers = {"prior_rating": 3.0, "prior_reviews": 1e-6, "review_weight": 1e3}
    return changed(
        data,
        {
            "feelings": {"learning": 0.0},
            "personas.anybody.satisfaction": satisfaction,
            "personas.anybody.survey_response": 1.0,
            "advocacy": {"stars": stars, "review": 0.0, "warning": 0.0, **readers, **(advocacy or {})},
            "surveys": {"nps": {"centre": nps[0], "gain": nps[1], "noise": 0.0}},
            **changes,
        },
    )


def of_existing(result, event):
    """Rows of those who were there at the start, whose satisfaction is known."""
    there = {row.customer for row in result.customers if row.origin == Origin.EXISTING}
    return [row for row in rows_of(result, event) if row.customer in there]


@pytest.mark.parametrize("satisfaction", [-0.6, 0.2, 0.8])
def test_the_likelihood_to_recommend_reads_satisfaction_and_not_the_mood_of_the_day(satisfaction):
    data = changed(talkers(satisfaction), {"mechanisms": only("surveys", "frictions")})
    answers = of_existing(simulate(data), Event.NPS)
    assert len(answers) > 300
    assert {row.score for row in answers} == {math.floor(5 + 5 * satisfaction + 0.5)}


@pytest.mark.parametrize(("satisfaction", "likelihood"), [(0.2, 6), (0.3, 7), (0.4, 7)])
def test_a_likelihood_of_six_still_warns_and_seven_does_not(satisfaction, likelihood):
    data = changed(talkers(satisfaction, {"warning": 1.0}), {"mechanisms": only("reviews")})
    result = simulate(data)
    warned, told = of_existing(result, Event.WARNING), of_existing(result, Event.JOURNEY_ENDED)
    assert math.floor(5 + 5 * satisfaction + 0.5) == likelihood
    assert len(warned) == (len(told) if likelihood <= 6 else 0)


def test_the_board_counts_stars_and_not_the_likelihood_to_recommend():
    """Two stars turn readers away who had none to go by, though the likelihood to recommend is a four."""
    data = changed(talkers(-0.3, {"review": 1.0}), {"mechanisms": only("reviews", "gate")})
    result = simulate(data)
    assert {row.score for row in of_existing(result, Event.REVIEW)} == {2}
    late = [row for row in rows_of(result, Event.JOURNEY_ENDED) if row.journey == 0 and row.time >= 1]
    assert len(late) > 50
    assert {row.outcome for row in late} == {Outcome.LEFT}
