"""A settled start: what a company looks like that has been there for years, against what theory says."""

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from cxsim.engine import plan as plans
from cxsim.engine import settling
from cxsim.engine.compiled import records
from cxsim.engine.compiled.phases import CasePhase
from cxsim.engine.compiled_engine import settled
from cxsim.engine.vocabulary import Event, Origin, State
from cxsim.engine.years import drift_of, end_of_year, has_settled, have_settled
from cxsim.scenario.changes import plain
from cxsim.scenario.improve import with_changes
from cxsim.scenario.load import load_scenario
from tests.engine.engines import by_kernel
from tests.engine.identity import assert_identical, plan_of
from tests.engine.rich import rich
from tests.engine.scenarios import Data, chain, changed, days, persona, simulate
from tests.engine.strategies import examples

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
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


@pytest.mark.parametrize("prospects", [A_DAY, 0.5 * A_DAY, 3.0 * A_DAY])
def test_tenure_and_number_are_those_of_a_company_that_has_always_been_there(prospects):
    data = changed(company(), {"population.prospects_per_day": prospects})
    starts = [start_of(data, replication) for replication in range(4)]
    assert all(start.before.settled and len(start.people) == 1_000 for start in starts)
    assert np.mean([start.before.customers for start in starts]) == pytest.approx(1_000, rel=0.05)
    # Of 1,000, so many come a day as leave.
    assert np.mean([start.before.prospects for start in starts]) == pytest.approx(
        1_000 * LOSS / MONTH, rel=0.05
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


def slopes_in(data: Data, replication: int) -> tuple[float, float]:
    """By how much mean satisfaction, and the share lost in a year, change in a year, over three."""
    first, people = (
        by_kernel(
            plan_of(changed(data, {"period": {"follow_up": days(long)}})), 1, replication, False
        ).customers
        for long in (0.01, 1_095.0)
    )
    before, after = (one["satisfaction"][one["state"] == State.CUSTOMER].mean() for one in (first, people))
    lost = []
    for year in (0, 2):
        there = (people["since"] <= 365.0 * year) & ~(people["ended"] <= 365.0 * year)
        lost.append((people["ended"][there] <= 365.0 * (year + 1)).mean())
    return (after - before) / 3.0, (lost[1] - lost[0]) / 2.0


def test_nothing_drifts_after_a_settled_start():
    for start in ("settled", "given"):
        slopes = np.mean([slopes_in(drifting(start), replication) for replication in range(4)], axis=0)
        assert (np.abs(slopes) < 0.02).all() == (start == "settled")


def test_a_series_has_settled_once_it_hardly_drifts():
    """In theory: a line drifts by its slope, and half-years of it scatter by known shares of that."""
    slope = 0.01
    line = [0.2 + slope / 12 * month for month in range(60)]
    drift, error = drift_of(line)
    assert drift == pytest.approx(slope)
    half_years = np.array([-0.75, -0.25, 0.25, 0.75]) * slope
    assert error == pytest.approx(math.sqrt(2 * half_years.var(ddof=1) / 4) / 2)
    assert not has_settled(line)
    assert has_settled([0.2 + slope / 5 / 12 * month for month in range(60)])
    assert not has_settled([0.2 - slope / 3 / 12 * month for month in range(60)])


def test_what_was_before_the_last_four_years_does_not_count():
    calm = [1.0, 1.1] * 24
    assert drift_of([9.0] * 12 + calm) == drift_of(calm)
    assert drift_of([9.0, *calm[1:]]) != drift_of(calm)


def test_a_drift_that_could_be_chance_is_none():
    noise = np.random.default_rng(1)
    settled = [has_settled(noise.normal(0.2, 0.05, 48).tolist()) for _ in range(400)]
    assert 0.9 < np.mean(settled) < 0.99
    drifts = noise.normal(0.0, 0.01, (400, 48)) + 0.02 / 12 * np.arange(48)
    assert np.mean([has_settled(one.tolist()) for one in drifts]) < 0.1


def test_a_company_has_settled_once_all_of_it_has():
    calm, moving = [1.0, 1.1] * 24, [0.2 + 0.003 / 12 * month for month in range(48)]
    assert have_settled(4, calm, calm, 0.2)
    assert not have_settled(3, calm, calm, 0.0)
    assert not have_settled(4, calm, calm, 0.21)
    assert not have_settled(4, moving, calm, 0.0)
    assert not have_settled(4, calm, [one / 10 for one in moving], 0.0), "loss is that of a year"


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
            "variant",  # of the world that begins
        ),
        *("bond", "patience_factor", "pace_factor", "needs_factor", "expects"),  # follow from what is kept
        *("arrived", "ended", "rest", "cost", "left_touchpoint", "left_journey", "forced", "force"),
        *("entry", "level_then", "level_steps"),  # of who comes since, and as it stands at time 0
        *("journeys", "visits", "frictions", "complaints", "recoveries", "referrals"),
        *("contacts", "good_contacts"),  # of before are not counted, as those of a warm-up
        *(
            "visit",
            "began",
            "wait",
            "load",
            "duration",
            "team",
            "callback",
            "cause",
            "severity",
            "notice",
            "outcome",
        ),
        *("felt", "context_lost", "ticket", "desk", "desk_began", "desk_wait", "desk_time"),
    }
    known = {*settling.KEPT, *settling.TIMES}
    assert known | anew == set(records.PERSON.names)
    assert not known & anew


@pytest.fixture
def short(monkeypatch):
    """Runs before time 0 end after four years."""
    for module in (settling, plans):
        monkeypatch.setattr(module, "MOST", 4)


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


def test_nobody_waits_for_the_years_before_to_pass_again(short):
    data = changed(drifting("settled"), {"period.follow_up": "60 d"})
    visits = Counter(row.customer for row in simulate(data).events if row.event == Event.VISIT)
    assert np.mean([visits[number] for number in range(1_000)]) == pytest.approx(
        6.0 + 2.0 * (1 - LOSS), rel=0.1
    )


def test_who_was_in_a_visit_comes_to_it_anew_and_for_the_first_time(short):
    """At touchpoints that take ten days nearly everybody is in a visit."""
    data = changed(drifting("settled"), {"touchpoints.t1.service": "10 d", "period.follow_up": "1 d"})
    start = start_of(data)
    people = start.people["person"]
    there = people["in_journey"] != 0
    assert there.mean() > 0.4
    assert (people["due"][there] == settling.ANEW).all()
    assert (start.people["visits"][there, people["here"][there]] == 0).all()
    assert_identical(plan_of(data))


def test_all_are_as_likely_to_be_taken(short):
    start = start_of(company())
    since = start.people["person"]["since"]
    came = since[since > -start.before.days]
    assert start.before.customers == pytest.approx(1_000, rel=0.05)
    assert np.unique(came).size > 0.95 * came.size > 800  # hardly anybody twice
    assert came.max() > -10.0  # nor are the last ones left out


def test_a_start_is_the_same_whenever_it_is_asked_for_and_differs_by_replication(short):
    data = changed(rich(11), CROWDED)
    one, again, other = start_of(data), start_of(data), start_of(data, 1)
    assert one.people.tobytes() == again.people.tobytes() != other.people.tobytes()
    assert one.cases.tobytes() == again.cases.tobytes()


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
    assert start_of(data).before.customers == 0
    as_given = changed(data, {"population.start": "given"})
    assert simulate(data).customers == simulate(as_given).customers


@pytest.mark.verify
def test_nothing_drifts_in_the_reference_journey():
    """Satisfaction and yearly loss change by less than 0.01 a year, over three (90 % interval)."""
    journey = load_scenario(SCENARIOS / "telecom.yaml")
    data = plain(with_changes(journey, {"population.start": "settled", "period.warm_up": "0 d"}))
    found = np.array([slopes_in(data, replication) for replication in range(40)])
    for kind in found.T:
        half = 1.685 * kind.std(ddof=1) / math.sqrt(len(kind))
        assert abs(kind.mean()) + half < 0.01, (kind.mean(), half)
