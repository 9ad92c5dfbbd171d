"""A settled start: what a company looks like that has been there for years, against what theory says."""

import math

import numpy as np
import pytest

from cxsim.engine import plan as plans
from cxsim.engine import settling
from cxsim.engine.compiled import records
from cxsim.engine.compiled.phases import CasePhase
from cxsim.engine.compiled_engine import settled
from cxsim.engine.vocabulary import Event, Origin, State
from cxsim.engine.years import end_of_year, has_settled, have_settled, run_in
from tests.engine.identity import assert_identical, by_kernel, plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import Data, chain, changed, days, persona, simulate
from tests.engine.strategies import examples

MONTH, LOSS, A_DAY = 365.0 / 12.0, 0.05, 2.0


def company(start: str = "settled", **parts: object) -> Data:
    """Two customers come each day, for a month at a time; of 100, 5 leave at the end of each."""
    data = chain(1, 0.0, 0.0)
    people = {"anybody": persona(contract=days(MONTH), **parts)}
    return changed(
        data,
        {
            "population": {
                "existing": 1_000,
                "prospects_per_day": A_DAY,
                "tenure": "10 d",
                "start": start,
            },
            "period.follow_up": "1 y",
            "personas": people,
            "loyalty.renewal": 1.0 - LOSS,
        },
    )


def start_of(data: Data, replication: int = 0) -> settling.Start:
    start = settled(plan_of(data), 1, replication)
    assert start is not None
    return start


# --- in theory


def test_tenure_and_number_are_those_of_a_company_that_has_always_been_there():
    starts = [start_of(company(), replication) for replication in range(4)]
    assert all(start.before.settled and len(start.people) == 1_000 for start in starts)
    assert np.mean([start.before.customers for start in starts]) == pytest.approx(
        A_DAY * MONTH / LOSS, rel=0.05
    )
    tenure = -np.concatenate([start.people["person"]["since"] for start in starts])
    for months in (6, 12, 24, 36):
        assert np.mean(tenure > months * MONTH) == pytest.approx((1.0 - LOSS) ** months, abs=0.03)


def test_old_customers_are_more_loyal_than_newcomers():
    data = changed(company(spread={"loyalty": 1.0}), {"loyalty.slope": 0.0}, loyalty=True, differences=True)
    everybody = start_of(data).people["person"]
    new = everybody["since"] > -3 * MONTH
    old = everybody["since"] < -24 * MONTH
    assert min(new.sum(), old.sum()) > 50
    assert abs(everybody["own_loyalty"][new].mean()) < 4.0 / math.sqrt(new.sum())
    assert everybody["own_loyalty"][old].mean() > 0.3


def drifting(start: str) -> Data:
    """A company that is not as good as customers are said to find it."""
    use = {
        "title": "Use",
        "type": "use",
        "every": "10 d",
        "start": {"t1": 1.0},
        "links": {"t1": {"goal": 1.0}},
    }
    data = changed(company(start, satisfaction=0.6, expectation=0.8), loyalty=True, expectation=True)
    return changed(
        data,
        {"journeys.use": use, "touchpoints.t1.quality": 0.6, "period.follow_up": "3 y", "loyalty.slope": 1.0},
    )


def slopes(data: Data, replications: int) -> tuple[float, float]:
    """By how much mean satisfaction, and the share lost in a year, change in a year, over three."""
    found = []
    for replication in range(replications):
        days_of = {}
        for follow_up in (0.01, 1_095.0):
            shorter = changed(data, {"period": {"follow_up": days(follow_up)}})
            days_of[follow_up] = by_kernel(plan_of(shorter), 1, replication, recording=False).customers
        first, last = (
            people["satisfaction"][people["state"] == State.CUSTOMER].mean() for people in days_of.values()
        )
        people = days_of[1_095.0]
        lost = []
        for year in (0, 2):
            gone = (people["ended"] > 365.0 * year) & (people["ended"] <= 365.0 * (year + 1))
            there = (people["since"] <= 365.0 * year) & ~(people["ended"] <= 365.0 * year)
            lost.append((gone & there).sum() / there.sum())
        found.append(((last - first) / 3.0, (lost[1] - lost[0]) / 2.0))
    satisfaction, loss = np.mean(found, axis=0)
    return float(satisfaction), float(loss)


def test_nothing_drifts_after_a_settled_start():
    for start in ("settled", "given"):
        steady = [abs(slope) < 0.02 for slope in slopes(drifting(start), 4)]
        assert all(steady) == (start == "settled")


def test_a_series_has_settled_once_its_run_in_is_the_shorter_part():
    on_its_way = [float(month) for month in range(60)]
    assert run_in([9.0] * 10 + [1.0, 1.1] * 20) == 10
    assert has_settled([9.0] * 10 + [1.0, 1.1] * 20)
    assert not has_settled([9.0] * 60 + [1.0, 1.1] * 20)
    assert not has_settled(on_its_way)
    calm = [1.0, 1.1] * 20
    assert have_settled(3, calm, calm, 0.05)
    assert not have_settled(2, calm, calm, 0.0)
    assert not have_settled(3, calm, calm, 0.06)


def test_years_end_on_mondays_in_the_same_season():
    for year in range(1, 31):
        assert end_of_year(year) % 7 == 0
        assert abs(end_of_year(year) - 365.25 * year) <= 3.5


# --- how it is put together


def test_nothing_that_a_person_has_is_forgotten():
    """Every field is kept, moved, or begins anew on purpose."""
    anew = {
        *(
            "index",
            "number",
            "step",
            "awaits",
            "now",
            "state",
            "origin_kind",
            "measured",
            "troubled",
            "phase",
        ),
        *("arrived", "ended", "rest", "cost", "left_touchpoint", "left_journey", "forced", "force"),
        *("journeys", "visits", "frictions", "complaints", "recoveries", "referrals"),
        *("contacts", "good_contacts"),  # of before are not counted, as those of a warm-up
        *("visit", "began", "wait", "load", "duration", "team", "cause", "severity", "notice", "outcome"),
        *("felt", "context_lost", "ticket", "desk", "desk_began", "desk_wait", "desk_time"),
    }
    known = {*settling.KEPT, *settling.TIMES}
    assert known | anew == set(records.PERSON.names)
    assert not known & anew


@pytest.fixture
def short(monkeypatch):
    """Runs before time 0 end after three years."""
    for module in (settling, plans):
        monkeypatch.setattr(module, "MOST", 3)


CROWDED = {"population.start": "settled", "population.existing": 150, "population.prospects_per_day": 5.0}


@pytest.mark.parametrize("keep", [[], ["satisfaction"], ["tenure", "satisfaction"]])
@pytest.mark.parametrize("no_purchase", [False, True])
def test_both_engines_go_on_from_there(short, no_purchase, keep):
    data = changed(rich(11, False, no_purchase), {**CROWDED, "population.keep": keep})
    start = start_of(data)
    assert start.reviews > 0
    assert_identical(plan_of(data))


def test_so_they_do_from_any_random_scenario(short):
    some = [changed(data, {"population.start": "settled"}) for data in examples(30)]
    for number, data in enumerate(some):
        if data["population"]["prospects_per_day"] > 0.0 and data["population"]["existing"] > 0:
            assert_identical(plan_of(data), seed=number)


def test_journeys_cases_and_matters_go_on(short):
    met = {"in_journey": 0, "has_case": 0, "matter": 0}
    phases: set[int] = set()
    for seed in range(4):
        start = settled(plan_of(changed(rich(11), CROWDED)), seed, 0)
        people = start.people["person"]
        for name in met:
            met[name] += int(np.count_nonzero(people[name]))
        phases |= set(start.cases["phase"][people["has_case"] != 0].tolist())
        assert (start.people["needs"] >= 0.0).all()
    assert all(met.values())
    assert phases <= {CasePhase.JOIN, CasePhase.ANSWER}


def test_what_is_kept_is_as_the_file_says(short):
    for keep in ([], ["tenure"], ["satisfaction"]):
        data = changed(drifting("settled"), {"population.keep": keep, "period.follow_up": "1 d"})
        rows = [row for row in simulate(data).customers if row.origin == Origin.EXISTING]
        assert ({row.since for row in rows} == {-10.0}) == ("tenure" in keep)
        arrived = simulate(data).events
        felt = {
            row.satisfaction for row in arrived if row.event == Event.ARRIVED and row.customer < len(rows)
        }
        assert (felt == {0.6}) == ("satisfaction" in keep)


def test_where_nobody_is_left_customers_stand_as_given():
    data = changed(company(), {"population.prospects_per_day": 0.0})
    assert settled(plan_of(data), 1, 0) is None
    as_given = changed(data, {"population.start": "given"})
    assert simulate(data).customers == simulate(as_given).customers
