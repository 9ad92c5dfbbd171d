"""Customers of one persona differ, each for life: what each spread does alone, against theory."""

import dataclasses
import itertools
import math

import numpy as np
import pytest
from scipy import stats

from cxsim.engine.vocabulary import Event, Origin, Outcome, State
from tests.engine.by_hand import HOUR, at_once, felt, shifted
from tests.engine.engines import by_kernel
from tests.engine.identity import plan_of
from tests.engine.intervals import ODDS, agree, share_agrees
from tests.engine.scenarios import by_customer, changed, only, rows_of, scenario, simulate, touchpoint

USE = {"title": "Use", "type": "use", "every": "1 d", "start": {"app": 1.0}, "links": {"app": {"goal": 1.0}}}
SPREAD = "personas.anybody.spread"

# Places among the others of a persona, and how many are there: Gauss and Hermite.
PLACES, WEIGHTS = np.polynomial.hermite_e.hermegauss(101)
WEIGHTS /= WEIGHTS.sum()


def mean_over(spread, what):
    """The mean of something over people whose log-odds scatter so much."""
    return float(WEIGHTS @ np.array([what(spread * place) for place in PLACES]))


def is_spread(values, distribution):
    """Whether values are distributed in this way (Kolmogorov and Smirnov)."""
    assert len(values) > 300, "too few"
    assert stats.kstest(values, distribution.cdf).pvalue > 1 / ODDS


def factors(spread):
    """The distribution of a factor of one's own."""
    return stats.lognorm(spread, scale=math.exp(-(spread**2) / 2))


# --- loyalty


def contracts(spread, renewal, existing, terms):
    """A cohort at the beginning of a contract, and nothing else that decides."""
    data = scenario({"site": touchpoint()}, existing=existing, horizon=30.0 * terms + 1.0, tenure="0 d")
    changes = {"personas.anybody.contract": "30 d", "loyalty": {"renewal": renewal, "slope": 0.0}}
    return changed(data, {**changes, SPREAD: {"loyalty": spread}}, loyalty=True, differences=True)


@pytest.mark.parametrize("spread", [0.0, 0.8, 1.6])
def test_the_loss_of_a_cohort_falls_with_tenure(spread):
    """Nobody renews more often for having stayed: who stays is who is bound."""
    people = simulate(contracts(spread, 0.7, 8_000, 4), keep_events=False).customers
    for terms in range(1, 5):
        there = sum(row.state != State.LEFT or row.ended > 30.0 * terms + 0.5 for row in people)
        share_agrees(there, 8_000, left_after(terms, spread, 0.7), within=0.022, tests=4)
    for other in {0.0, 0.8, 1.6} - {spread}:
        assert abs(there / 8_000 - left_after(4, other, 0.7)) > 0.022


def left_after(terms, spread, renewal):
    """How many are left in theory: the mean of what each does again and again."""
    return mean_over(spread, lambda own: shifted(renewal, own) ** terms)


def test_who_differs_is_lost_ever_more_seldom():
    for spread in (0.0, 0.8, 1.6):
        left = [left_after(terms, spread, 0.7) for terms in range(13)]
        lost = [1 - after / before for before, after in itertools.pairwise(left)]
        assert (np.diff(lost) < -1e-3).all() == (spread > 0.0)


# Of 100 customers of a subscription, how many are left after 1 to 12 years (Fader & Hardie, regular ones).
LEFT_OF_100 = (63, 47, 38, 33, 29, 26, 24, 22, 21, 19, 18, 17)


@pytest.mark.verify
def test_one_spread_reproduces_the_survival_that_was_observed():
    for spread, renewal, within in ((1.9, 0.69, True), (0.0, 0.63, False)):
        people = by_kernel(plan_of(contracts(spread, renewal, 100_000, 12)), recording=False).customers
        ended = np.where(people["state"] == State.LEFT, people["ended"], np.inf)
        there = np.array([(ended > 30.0 * term + 0.5).sum() for term in range(1, 13)]) / 1_000
        assert (np.abs(there - LEFT_OF_100).max() < 2.0) == within


def test_who_is_bound_is_held_back_at_gates_too_and_prospects_are_not():
    spread, days = 1.5, 10
    site = touchpoint(gate={"prospect": 0.2, "customer": 0.05})
    data = scenario({"app": site}, {"use": USE}, prospects=150.0, existing=2_000, horizon=days + 0.5)
    data = changed(data, {SPREAD: {"loyalty": spread}}, gate=True, differences=True)
    people = simulate(data, keep_events=False).customers
    existing = [row.state for row in people if row.origin == Origin.EXISTING]
    # The first need is evenly spread over a day, and so the half day is one visit more for half of them.
    expected = mean_over(
        spread, lambda own: sum((1 - shifted(0.05, -own)) ** visits / 2 for visits in (days, days + 1))
    )
    share_agrees(existing.count(State.CUSTOMER), len(existing), expected, within=0.04)
    new = [row.state for row in people if row.origin == Origin.PROSPECT]
    share_agrees(new.count(State.NOT_CONVERTED), len(new), 0.2, within=0.04)


def test_who_goes_on_past_gates_also_renews():
    """The same people in two worlds: in one only contracts end, in the other only gates close."""
    site = touchpoint(gate={"customer": 0.3})
    data = scenario({"app": site}, {"use": USE}, existing=1_000, horizon=11.0, tenure="0 d")
    changes = {"personas.anybody.contract": "10 d", "loyalty": {"renewal": 0.5, "slope": 0.0}}
    data = changed(data, {**changes, SPREAD: {"loyalty": 5.0}}, differences=True)
    gate, curve = (
        [row.state == State.CUSTOMER for row in simulate(changed(data, change, gate=gate)).customers]
        for gate, change in ((True, {"loyalty.renewal": 1.0}), (False, {}))
    )
    assert np.corrcoef(gate, curve)[0, 1] > 0.5


# --- patience


def waits(spread, **waiting):
    """Visits to a team that is closed for days on end, and lets customers wait."""
    call = touchpoint(team="agents", waiting={"tolerance": "1 h", **waiting})
    closed = {"title": "Agents", "staff": 1, "hours": "thu 00:00-24:00", "when_closed": "wait"}
    data = scenario(
        {"call": call},
        prospects=300.0,
        horizon=4.0,
        on=("queues", "patience", "redial", "differences"),
        teams={"agents": closed},
    )
    return rows_of(simulate(changed(data, {SPREAD: spread})), Event.VISIT)


def test_patience_is_a_persons_own_and_the_same_each_time():
    rows = waits({"patience": 0.4}, patience="30 min", redial=0.7, redial_delay="10 min")
    hung_up = [row for row in rows if row.outcome == Outcome.ABANDONED]
    own = {
        life[0].customer: [row.wait / (HOUR / 2) for row in life] for life in by_customer(hung_up).values()
    }
    is_spread([factor[0] for factor in own.values()], factors(0.4))
    assert all(np.ptp(factor) < 1e-9 for factor in own.values())
    assert max(map(len, own.values())) > 3
    alike = [row.wait for row in waits({}, patience="30 min") if row.outcome == Outcome.ABANDONED]
    assert alike == pytest.approx([HOUR / 2] * len(alike))


def test_so_is_tolerance():
    rows = [row for row in waits({"patience": 0.4}) if row.wait > 12 * HOUR]
    is_spread([row.wait / HOUR * (1 - row.severity / 0.5) for row in rows], factors(0.4))


# --- expectation


def expected_by(rows, quality, weight=0.5):
    """What each expects, from how quality was felt."""
    gaps = [abs(row.felt / (1.7 if row.felt < 0 else 1.0)) ** (1 / 0.88) for row in rows]
    return [quality - math.copysign(gap, row.felt) / weight for row, gap in zip(rows, gaps, strict=True)]


def beta(mean, sd):
    size = mean * (1 - mean) / sd**2 - 1
    return stats.beta(mean * size, (1 - mean) * size)


def test_expectation_scatters_around_that_of_the_persona():
    data = changed(
        at_once(quality=0.6), {SPREAD: {"expectation": 0.1}, "feelings": {"expectation_friction": 0.0}}
    )
    rows = rows_of(simulate(changed(data, expectation=True, differences=True)), Event.VISIT)
    is_spread(expected_by(rows, 0.6), beta(0.7, 0.1))


def test_what_is_expected_beyond_quality_is_a_friction_and_adds_to_others():
    data = changed(
        at_once(quality=0.6), {SPREAD: {"expectation": 0.1}, "feelings": {"expectation_friction": 1.0}}
    )
    rows = rows_of(simulate(changed(data, expectation=True, differences=True)), Event.VISIT)
    own = beta(0.7, 0.1)
    lacking = own.expect(lambda expected: max(expected - 0.6, 0.0), lb=0.6)
    frictions = [row for row in rows if row.outcome == Outcome.FRICTION]
    share_agrees(len(frictions), len(rows), lacking, within=0.03)
    for row in frictions:  # the gap is half of what is lacking, which is felt besides
        assert row.felt == pytest.approx(felt(-1.5 * row.severity))
    assert np.ptp([row.severity for row in frictions]) > 0.2


def test_delight_comes_on_top_of_ones_own_expectation():
    delight = {"probability": 1.0, "strength": 0.2}
    data = changed(at_once(quality=0.8, delight=delight), {SPREAD: {"expectation": 0.1}})
    data = changed(data, {"feelings": {"expectation_friction": 0.0}}, expectation=True, delight=True)
    rows = rows_of(simulate(changed(data, differences=True)), Event.VISIT)
    better = [row.felt ** (1 / 0.88) - 0.2 for row in rows]
    assert min(better) > -1e-9
    own = beta(0.7, 0.1)
    share_agrees(sum(gap > 1e-9 for gap in better), len(better), own.cdf(0.8), within=0.05)


def test_who_expects_much_still_does_where_an_improvement_lowers_expectations():
    """People keep their place among the others, whatever their persona becomes at the end of the warm-up."""
    data = scenario({"app": touchpoint(quality=0.6)}, {"use": USE}, existing=500, horizon=10.0)
    data = changed(
        data,
        {SPREAD: {"expectation": 0.1}, "feelings": {"expectation_friction": 0.0}, "period.warm_up": "5 d"},
    )
    data = changed(data, expectation=True, differences=True)
    today, then = plan_of(data), plan_of(changed(data, {"personas.anybody.expectation": 0.5}))
    lives = by_kernel(dataclasses.replace(then, before=today, since=5.0)).events
    visits = lives["event"] == Event.VISIT
    before, after = (
        dict(zip(lives["customer"][at], lives["felt"][at], strict=True))
        for at in (visits & (lives["time"] < 5.0), visits & (lives["time"] > 5.0))
    )
    felt_before, felt_after = ([some[person] for person in range(500)] for some in (before, after))
    assert stats.spearmanr(felt_before, felt_after).statistic == pytest.approx(1.0)
    assert np.median(felt_before) < 0 < np.median(felt_after)


# --- pace and needs


def gaps(spread, existing=400, horizon=60.0):
    """When each person's journeys start, and how long it takes from the first touchpoint to the second."""
    journey = {
        **USE,
        "every": "3 d",
        "links": {"app": {"next": {"share": 1.0, "delay": "1 h"}}, "next": {"goal": 1.0}},
    }
    data = scenario(
        {"app": touchpoint(), "next": touchpoint()}, {"use": journey}, existing=existing, horizon=horizon
    )
    data = changed(data, {SPREAD: spread}, differences=True)
    lives = by_customer(rows_of(simulate(data), Event.VISIT))
    starts = {
        name: np.array([row.time for row in rows if row.touchpoint == 0]) for name, rows in lives.items()
    }
    ends = {name: np.array([row.time for row in rows if row.touchpoint == 1]) for name, rows in lives.items()}
    return starts, {name: there - starts[name][: len(there)] for name, there in ends.items()}


def test_pace_is_ones_own_within_a_journey_and_leaves_needs_alone():
    starts, within = gaps({"pace": 0.5})
    is_spread([delays[0] / HOUR for delays in within.values()], factors(0.5))
    assert all(np.ptp(delays) < 1e-9 for delays in within.values())
    alike, _ = gaps({})
    assert all((starts[name] == times).all() for name, times in alike.items())


def test_needs_are_ones_own_and_as_many_as_ever():
    """The factor is on how often: all together need a journey as often as without, from the first day on."""
    starts, within = gaps({"needs": 0.5}, existing=1_000)
    between = {name: np.diff(times) for name, times in starts.items() if len(times) > 1}
    assert all(np.ptp(days) < 1e-9 for days in between.values())
    counts = np.array([len(starts.get(name, ())) for name in range(1_000)])
    agree(counts, 60.0 / 3.0, within=1.5)
    often = stats.lognorm.expect(lambda rate: rate**2, (0.5,), scale=math.exp(-0.125)) - 1.0
    assert np.var(counts) == pytest.approx(20.0**2 * often, rel=0.25)
    halves = [
        sum(((times >= first) & (times < first + 30.0)).sum() for times in starts.values())
        for first in (0, 30)
    ]
    assert halves[0] == pytest.approx(halves[1], rel=0.02)
    assert all((delays / HOUR == pytest.approx(1.0)) for delays in within.values())


def test_the_right_moment_for_a_message_is_ones_own():
    message = {"relevance": 1.0, "latest": "2 h", "severity": 0.5}
    data = scenario(
        {"site": touchpoint(), "mail": touchpoint(message=message)}, prospects=200.0, horizon=10.0
    )
    delay = {"mail": {"share": 1.0, "delay": "2 h"}}
    data = changed(data, {"journeys.buy.links.site": delay, SPREAD: {"pace": 0.5}})
    rows = rows_of(simulate(changed(data, {"mechanisms": only("messages", "differences")})), Event.VISIT)
    late = [row.outcome == Outcome.FRICTION for row in rows if row.touchpoint == 1]
    share_agrees(sum(late), len(late), factors(0.5).cdf(1.0), within=0.05)


# --- all together


def test_each_is_drawn_for_itself():
    """Who is bound is neither patient nor quick nor needy for that."""
    site = touchpoint(quality=0.6)
    data = scenario({"app": site}, {"use": USE}, existing=1_500, horizon=12.0, tenure="0 d")
    spread = {"loyalty": 5.0, "needs": 0.5, "expectation": 0.1}
    data = changed(data, {SPREAD: spread, "personas.anybody.contract": "10 d", "loyalty.slope": 0.0})
    data = changed(data, {"feelings.expectation_friction": 0.0})
    found = simulate(changed(data, expectation=True, differences=True, loyalty=True))
    lives = {row.customer: [] for row in found.customers}
    for row in rows_of(found, Event.VISIT):
        if row.time < 10.0:
            lives[row.customer].append(row.felt)
    met = [row for row in found.customers if lives[row.customer]]
    stays = [row.state == State.CUSTOMER for row in met]
    often = [len(lives[row.customer]) for row in met]
    feeling = [lives[row.customer][0] for row in met]
    for one, other in itertools.combinations((stays, often, feeling), 2):
        assert stats.spearmanr(one, other).pvalue > 1 / ODDS


def test_who_is_patient_is_not_slow_for_that():
    rows = waits({"patience": 0.4, "pace": 0.4}, patience="30 min", redial=1.0, redial_delay="10 min")
    lives = [life for life in by_customer(rows).values() if len(life) > 1 and life[1].began < 2.0]
    patience = [life[0].wait for life in lives]
    pace = [life[1].began - life[0].time for life in lives]
    is_spread([delay / (HOUR / 6) for delay in pace], factors(0.4))
    assert stats.spearmanr(patience, pace).pvalue > 1 / ODDS


def test_switched_off_all_are_alike():
    spread = {"loyalty": 1.0, "patience": 0.5, "expectation": 0.1, "pace": 0.5, "needs": 0.5}
    data = scenario({"app": touchpoint()}, {"use": USE}, existing=1)
    assert repr(plan_of(changed(data, {SPREAD: spread}))) == repr(plan_of(data))
    assert repr(plan_of(changed(data, {SPREAD: spread}, differences=True))) != repr(plan_of(data))


# --- recording


def test_a_touchpoint_may_be_recorded_otherwise_than_its_stage():
    data = scenario(
        {"site": touchpoint(), "call": touchpoint(recording=0.3), "shop": touchpoint(recording=0.0)},
        prospects=200.0,
        horizon=10.0,
    )
    rows = rows_of(simulate(data), Event.VISIT)
    for place, share in ((0, 0.6), (1, 0.3)):  # 0.6 where a stage is of the level "defined"
        here = [bool(row.recorded) for row in rows if row.touchpoint == place]
        share_agrees(sum(here), len(here), share, within=0.05)
    assert not any(row.recorded for row in rows if row.touchpoint == 2)
