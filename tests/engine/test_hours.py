"""Known hours: who knows that a team is closed comes when it is open, and when it suits them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxsim.engine.counted import InTeam
from cxsim.engine.vocabulary import Event, Outcome
from cxsim.engine.weekly import StaffPlan, opening
from tests.engine.by_hand import HOUR
from tests.engine.identity import assert_identical, plan_of
from tests.engine.intervals import share_agrees
from tests.engine.rich import rich
from tests.engine.scenarios import changed, one_queue, rows_of, simulate
from tests.engine.test_switches import SEEDS

OFFICE = "mon-fri 09:00-17:00"


@given(
    st.dictionaries(st.integers(1, 55).map(lambda n: n / 8), st.integers(0, 2), min_size=1),
    st.integers(0, 2),
    st.lists(st.integers(0, 20), max_size=4, unique=True),
    st.integers(0, 20 * 16).map(lambda n: n / 16),
)
def test_a_team_opens_when_somebody_is_on_duty_first(changes, first, closed, time):
    spans = {0.0: first} | dict(sorted(changes.items()))
    plan = StaffPlan(tuple(spans), tuple(spans.values()), tuple(sorted(closed)), 3)
    starts, staff, cycle = duty = plan.duty
    found = opening(starts, staff, len(starts), cycle, time)
    moments = [time + step / 16 for step in range(16 * 42)]  # everything changes at one of them
    assert found == next((moment for moment in moments if duty.on_duty(moment) > 0), math.inf)


def world(knows=1.0, hours=OFFICE, awake=None, prospects=100.0):
    """Prospects who call a team that always has somebody free while it is open."""
    data = one_queue(prospects, "1 s", 50, 28.0, hours=hours)
    data = changed(data, {"personas.anybody.knows_hours": knows}, hours=True)
    if awake:
        weights = [float(awake[0] <= hour < awake[1]) for hour in range(24)]
        data = changed(data, {"rhythms": {"day": {"hours": weights}}, "journeys.buy.rhythm": "day"})
    return data


def visits(data):
    """Of each customer who was served before the end, when they arrived, and the visit."""
    result = simulate(data)
    arrived = {row.customer: row.time for row in rows_of(result, Event.ARRIVED)}
    rows = rows_of(result, Event.VISIT)
    assert len({row.customer for row in rows}) == len(rows), "nobody comes twice"
    return [(arrived[row.customer], row) for row in rows]


def is_open(time):
    return time % 7 < 5 and 9 - 1e-9 <= time % 1 * 24 < 17


def test_who_knows_the_hours_comes_within_the_first_day_and_does_not_wait():
    planned = 0
    for arrived, row in visits(world()):
        assert is_open(row.began)
        assert (row.outcome, row.wait) == (Outcome.OK, 0.0)
        if is_open(arrived):
            assert row.began == arrived
        else:
            night = math.floor(arrived) + (arrived % 1 > 0.5)
            opens = next(day for day in range(night, night + 4) if day % 7 < 5) + 9 * HOUR
            assert 0.0 <= row.began - opens < 8 * HOUR
            planned += 1
    assert planned > 1_000


def test_they_come_evenly_over_that_day():
    rows = visits(world(knows=0.4, prospects=300.0))
    parts = [(row.began * 24) % 24 for arrived, row in rows if row.began != arrived]
    assert np.histogram(parts, 8, (9.0, 17.0))[0] == pytest.approx(len(parts) / 8, rel=0.15)


def test_in_an_hour_that_is_over_early_they_plan_again():
    rows = visits(world(hours="mon-fri 09:00-10:30", prospects=300.0))
    planned = [row.began for arrived, row in rows if row.began != arrived]
    assert all(9 - 1e-9 <= began % 1 * 24 < 10.5 for began in planned)
    assert len(planned) > 1_000


def test_of_hours_in_which_they_sleep_they_choose_none():
    data = world(prospects=300.0)
    awake = [float(hour in (9, 15)) for hour in range(24)]
    data = changed(data, {"rhythms": {"day": {"hours": awake}}, "journeys.buy.rhythm": "day"})
    rows = [row.began % 1 * 24 for arrived, row in visits(data) if row.began != arrived]
    planned = [hour for hour in rows if hour % 1 > 1e-6]  # others woke up while it was open
    hours, counts = np.unique(np.floor(planned), return_counts=True)
    assert hours.tolist() == [9, 15]
    assert counts == pytest.approx(counts.mean(), rel=0.15)


def test_evenings_wait_until_customers_are_awake_and_it_is_open():
    rows = visits(world(awake=(12, 22)))
    hours = [row.began % 1 * 24 for _, row in rows]
    assert all(is_open(row.began) for _, row in rows)
    assert min(hours) >= 12 - 1e-9
    # On workdays who arrives before noon wakes up then, and until 17:00 they come at once. All others
    # planned, for any of five hours: those of five evenings and two days.
    noon = sum(hour < 13 for hour in hours)
    share_agrees(noon, len(rows), (5 * 14 + 5 * 1 + (5 * 5 + 2 * 24) / 5) / 168, within=0.05)


def test_who_is_never_awake_while_it_is_open_comes_as_it_opens():
    rows = visits(world(awake=(0, 6)))
    assert len(rows) > 2_000
    for arrived, row in rows:
        day = math.floor(arrived) + (arrived % 1 >= 6 * HOUR)
        opens = next(other for other in range(day, day + 4) if other % 7 < 5) + 9 * HOUR
        assert row.began == pytest.approx(opens, abs=2 / 86_400)


def test_who_sleeps_all_day_while_it_is_open_comes_on_another():
    data = world(awake=(12, 22), hours="mon 09:00-11:00; tue 13:00-15:00")
    rows = [row.began for _, row in visits(data)]
    assert len(rows) > 2_000
    assert {(began % 7 // 1, began % 1 * 24 // 1) for began in rows} == {(1.0, 13.0), (1.0, 14.0)}


def test_others_are_turned_away():
    data = world(knows=0.4)
    result = simulate(data)
    (team,) = result.tally.teams
    outside = sum(not is_open(row.time) for row in rows_of(result, Event.ARRIVED))
    share_agrees(team[InTeam.CLOSED], outside, 0.6, within=0.05)
    (off,) = simulate(changed(data, hours=False)).tally.teams
    assert off[InTeam.CLOSED] == outside


def test_before_the_first_who_finds_it_closed_known_hours_change_nothing():
    same = 0
    for seed in SEEDS:
        on, off = (simulate(changed(rich(seed), reviews=False, hours=on)) for on in (True, False))
        first = min(row.began for row in off.events if row.outcome == Outcome.CLOSED)
        before = [[row for row in result.events if row.time < first] for result in (on, off)]
        assert repr(before[0]) == repr(before[1])
        assert repr(on.events) != repr(off.events)
        same += len(before[0])
    assert same > 20


def test_who_knows_that_nobody_comes_any_more_finds_it_closed():
    mondays = {"calendar": {"closed": [f"2026-01-{day:02}" for day in (5, 12, 19, 26)] + ["2026-02-02"]}}
    data = changed(world(hours="mon 09:00-17:00"), mondays, calendar=True)
    result = assert_identical(plan_of(data))
    visited = rows_of(result, Event.VISIT)
    assert {row.outcome for row in visited} == {Outcome.CLOSED}
    assert len(visited) > 1_000
