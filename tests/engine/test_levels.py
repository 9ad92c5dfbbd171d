"""Levels in small worlds: who takes more or less where a term ends, and who keeps a part; in closed form."""

import math

import numpy as np
import pytest

from cxsim.engine.compiled_engine import settled
from cxsim.engine.counted import AtLevel, Whose
from cxsim.engine.rules import LEAST_LEVEL, MOST_LEVEL, shift_odds
from cxsim.engine.tally import MONTH, UNIT
from cxsim.engine.vocabulary import NONE, Event, Origin, State
from cxsim.scenario.people import Step
from cxsim.scenario.shape import field_shape
from tests.engine.engines import in_columns
from tests.engine.identity import assert_identical, plan_of
from tests.engine.intervals import agree, share_agrees
from tests.engine.rich import rich
from tests.engine.scenarios import by_customer, changed, rows_of, scenario, simulate, touchpoint
from tests.engine.test_intentions import EVERY, GATE
from tests.engine.test_intentions import company as held

PEOPLE = 4_000


def company(
    renewal=1.0, horizon=85.0, satisfaction=0.0, anchor=0.0, existing=PEOPLE, on=(), terms=None, **steps
):
    """Customers ten days into a contract of thirty: terms end after 20, 50 and 80 days."""
    contract = {"first": "30 d", **(terms or {}), **steps}
    data = scenario(
        {"site": touchpoint()},
        existing=existing,
        horizon=horizon,
        tenure="10 d",
        on=("intention", "levels", *on),
        loyalty={"renewal": renewal, "slope": 0.0, "anchor": anchor},
        feelings={"learning": 0.0},
    )
    return changed(
        data, {"personas.anybody.contract": contract, "personas.anybody.satisfaction": satisfaction}
    )


def levels(data):
    return [row.level for row in simulate(data).customers]


def there(result):
    return [row for row in result.customers if row.state == State.CUSTOMER]


def test_the_mean_level_after_some_renewals_has_a_closed_form():
    """Each renewal multiplies it by 1 + p (f - 1) + q (g - 1); satisfaction is at the anchor."""
    up, down = {"share": 0.3, "factor": 1.25, "slope": 5.0}, {"share": 0.2, "factor": 0.8, "slope": 5.0}
    each = 1.0 + 0.3 * 0.25 - 0.2 * 0.2
    for horizon, renewals in ((19.0, 0), (21.0, 1), (85.0, 3)):
        found = levels(company(horizon=horizon, upgrade=up, downgrade=down))
        if renewals:
            agree(found, each**renewals, within=0.03)
        else:
            assert set(found) == {1.0}
    once = levels(company(horizon=21.0, upgrade=up, downgrade=down))
    share_agrees(once.count(1.25), PEOPLE, 0.3, within=0.03)
    share_agrees(once.count(0.8), PEOPLE, 0.2, within=0.03)


@pytest.mark.parametrize("satisfaction", [-0.5, 0.7])
def test_the_satisfied_take_more_and_the_dissatisfied_less(satisfaction):
    up, down = {"share": 0.3, "factor": 1.25, "slope": 2.0}, {"share": 0.2, "factor": 0.8, "slope": 1.0}
    found = levels(company(horizon=21.0, satisfaction=satisfaction, anchor=0.1, upgrade=up, downgrade=down))
    away = satisfaction - 0.1
    share_agrees(found.count(1.25), PEOPLE, shift_odds(0.3, 2.0 * away), within=0.03)
    share_agrees(found.count(0.8), PEOPLE, shift_odds(0.2, -away), within=0.03)


def test_who_would_take_both_takes_more():
    step = {"share": 0.5, "slope": 0.0}
    found = levels(company(horizon=21.0, upgrade={**step, "factor": 2.0}, downgrade={**step, "factor": 0.5}))
    assert found.count(2.0) + found.count(0.5) == PEOPLE
    more = {"share": 1.0, "factor": 2.0}
    assert set(levels(company(horizon=21.0, upgrade=more, existing=50))) == {2.0}


def test_some_who_would_leave_keep_a_part():
    """Those stay on top of 60 of 100 whom the draw lets stay; what comes from all of them is known, too."""
    result = simulate(company(0.6, horizon=21.0, keeps_part={"share": 0.25, "factor": 0.4, "slope": 0.0}))
    share_agrees(len(there(result)), PEOPLE, 0.6 + 0.4 * 0.25, within=0.03)
    agree(
        [row.level * (row.state == State.CUSTOMER) for row in result.customers], 0.6 + 0.1 * 0.4, within=0.03
    )
    assert len(rows_of(result, Event.RENEWED)) == len(there(result))
    pleased = company(
        0.6, horizon=21.0, satisfaction=0.5, keeps_part={"share": 0.25, "factor": 0.4, "slope": 3.0}
    )
    expected = 0.6 + 0.4 * shift_odds(0.25, 1.5)
    share_agrees(len(there(simulate(pleased))), PEOPLE, expected, within=0.03)


def test_who_stays_is_the_same_with_and_without_levels():
    """Nobody else stays, and who stays does so as before: levels have draws of their own."""
    up = {"share": 0.5, "factor": 1.25}
    with_, without = (simulate(company(0.6, **steps)) for steps in ({"upgrade": up}, {}))
    assert [row.ended for row in with_.customers] == pytest.approx(
        [row.ended for row in without.customers], nan_ok=True
    )
    some = simulate(company(0.6, keeps_part={"share": 0.25, "factor": 0.4}))
    stayed = {row.customer for row in there(without)}
    assert stayed < {row.customer for row in there(some)}


def test_a_factor_has_the_limits_of_a_level():
    limits = field_shape(Step.model_fields["factor"]).limits
    found = {name: getattr(one, name) for one in limits for name in ("ge", "le") if hasattr(one, name)}
    assert found == {"ge": LEAST_LEVEL, "le": MOST_LEVEL}


def test_a_level_has_limits_and_at_the_least_one_leaves():
    assert set(levels(company(existing=20, upgrade={"share": 1.0, "factor": 2.5}))) == {4.0}
    assert set(levels(company(existing=20, downgrade={"share": 1.0, "factor": 0.4}))) == {0.25}
    result = simulate(company(0.0, existing=20, keeps_part={"share": 1.0, "factor": 0.5}))
    assert [row.score for row in by_customer(rows_of(result, Event.LEVEL))[0]] == [0.5, 0.25]
    assert {row.ended for row in result.customers} == {80.0}


def test_terms_that_roll_on_are_no_occasion_for_more():
    """Ten days long, they end after 30, 40 … days; who would leave may keep a part nevertheless."""
    rolling = {"then": "10 d"}
    up = {"share": 1.0, "factor": 1.25}
    result = simulate(company(existing=20, terms=rolling, upgrade=up))
    assert {row.level for row in result.customers} == {1.25}
    assert {row.time for row in rows_of(result, Event.LEVEL)} == {20.0}
    part = {"share": 1.0, "factor": 0.5}
    result = simulate(company(0.0, existing=20, terms=rolling, keeps_part=part))
    assert {row.time for row in rows_of(result, Event.LEVEL)} == {20.0, 30.0}
    assert {row.ended for row in result.customers} == {40.0}


@pytest.mark.parametrize("notice", ["0 d", "6 d"])
def test_who_means_to_leave_may_keep_a_part_and_means_it_no_more(notice):
    decided = 20.0 - float(notice.split()[0])
    terms = {"first": "30 d", "notice": notice, "keeps_part": {"share": 1.0, "factor": 0.4}}
    data = held(terms, churn={"at_once": 0.0}, on=("gate", "levels"), horizon=decided + 1e-6)
    result = simulate(data)
    assert len(there(result)) == len(result.customers)
    kept = [row for row in result.customers if row.level == 0.4]
    share_agrees(len(kept), len(result.customers), 1.0 - math.exp(-GATE / EVERY * decided), within=0.05)
    assert not any(row.intends for row in result.customers)
    assert not rows_of(result, Event.NOTICE)


def test_a_level_of_before_measuring_is_where_one_stands_when_it_begins():
    """The terms that end on days 20 and 50 belong to a warm-up of 60 days, the third does not."""
    data = company(horizon=85.0, existing=20, upgrade={"share": 1.0, "factor": 1.25})
    data["period"] = {"warm_up": "60 d", "follow_up": "25 d"}
    result = simulate(data)
    assert {(row.level_then, row.level) for row in result.customers} == {(1.25**2, 1.25**3)}
    steps, days = np.moveaxis(UNIT * result.tally.levels[0, Whose.TODAYS], -1, 0)
    assert steps.sum() == pytest.approx(20 * (1.25**3 - 1.0))
    # One month, of which 25 days are left at the end of the warm-up, and 5 at the third decision.
    assert len(days) == 1
    assert days[0] == pytest.approx(20 * (0.5625 * 25.0 + (1.25**3 - 1.25**2) * 5.0))


@pytest.mark.parametrize("seed", range(4))
def test_months_hold_all_days_at_another_level(seed):
    """What the tally says of months is what each customer's own sum of steps says of their time."""
    data = rich(seed, coarse=bool(seed & 1))
    data["period"] = {"follow_up": "100 d"}
    plan = plan_of(data)
    result = in_columns(simulate(data, seed))
    rows, levels_ = result.customers, result.tally.levels
    assert levels_.shape[1:] == (len(Whose), 4, len(AtLevel))
    steps, days = np.moveaxis(UNIT * levels_[:, :, ::-1], -1, 0)
    length = np.array([100.0 - 3 * MONTH, MONTH, MONTH, MONTH])
    tallied = (days + length * (steps.cumsum(axis=2) - steps)).sum(axis=(1, 2))
    customer = ~np.isnan(rows["since"])
    until = np.where(rows["state"] == State.CUSTOMER, plan.horizon, rows["ended"])
    lived = np.where(customer, (rows["level"] - 1.0) * until - rows["level_steps"], 0.0)
    assert tallied == pytest.approx(np.bincount(rows["persona"], lived, 3), abs=1e-6)
    kept = np.where(rows["state"] == State.CUSTOMER, rows["level"] - 1.0, 0.0)
    assert steps.sum(axis=(1, 2)) == pytest.approx(np.bincount(rows["persona"], kept, 3), abs=1e-6)
    assert (lived != 0.0).any()


def test_a_settled_start_brings_levels_along():
    """Where 5 of 100 leave each month, one renewed k times with probability 0.05 × 0.95^k; limits cut off."""
    data = company(0.95, existing=1_000, upgrade={"share": 0.1, "factor": 1.5, "slope": 0.0})
    data = changed(
        data,
        {
            "population.start": "settled",
            "population.prospects_per_day": 2.0,
            "period.follow_up": "20 d",
            "journeys.buy.links.site": {"goal": 1.0},
        },
    )
    plan = plan_of(data)
    start = settled(plan, 1, 0)
    found = start.people["person"]["level"]
    ladder = [1.5**step for step in range(4)] + [4.0]
    assert set(np.round(found, 9)) <= set(np.round(ladder, 9))
    # From one level to the next 0.095 a renewal, away 0.05: of those who take another step, so many do.
    goes_up = 0.095 / (0.095 + 0.05)
    for step in (1, 2):
        share_agrees(int((found >= ladder[step] - 1e-9).sum()), 1_000, goes_up**step, within=0.06, tests=2)
    result = assert_identical(plan)
    existing = [row for row in result.customers if row.origin == Origin.EXISTING]
    assert [row.level_then for row in existing] == found.tolist()
    assert {row.entry for row in existing} == {NONE}


def test_prospects_come_in_where_their_journey_starts():
    data = scenario({"ad": touchpoint(), "site": touchpoint(channel="phone")}, prospects=10.0, horizon=50.0)
    data["journeys"]["buy"] |= {
        "start": {"ad": 0.3, "site": 0.7},
        "links": {"ad": {"site": {"share": 1.0, "delay": "1 d"}}, "site": {"goal": 1.0}},
    }
    found = [row.entry for row in assert_identical(plan_of(data)).customers]
    share_agrees(found.count(0), len(found), 0.3, within=0.08)
    assert set(found) == {0, 1}
