"""The week: rhythms move activity about and never make more or less of it; staff plans add up."""

import itertools
import math
from bisect import bisect_right

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cxsim.engine.weekly import (
    PARTS,
    TICKS,
    StaffPlan,
    activity_in_week,
    advance,
    is_active,
    rhythm_from_weights,
    staff_plan,
    time_of_activity,
)
from cxsim.scenario.hours import parse_hours

weight = st.sampled_from([0.0, 0.0, 0.1, 1.0, 2.5])
weights = st.tuples(st.tuples(*[weight] * 24), st.tuples(*[weight] * 7)).filter(
    lambda w: any(w[0]) and any(w[1])
)
time = st.one_of(st.floats(0, 1_000), st.integers(0, 24_000).map(lambda hours: hours / 24))
delay = st.one_of(st.floats(0, 40), st.just(0.0))


def ticks_of(weights):
    hours, weekdays = weights
    return rhythm_from_weights(tuple(tuple(day * hour for hour in hours) for day in weekdays)).table


def activity_until(ticks, time):
    """Activity from time 0, whole weeks first."""
    week = math.floor(time / 7.0)
    return 7.0 * week + activity_in_week(ticks, time - 7.0 * week)


def active(weights, time):
    """Whether customers are active in the hour of a time, by the weights."""
    hours, weekdays = weights
    return weekdays[int(time % 7)] * hours[int(time % 1 * 24)] > 0


def by_hand(weights, time):
    """Activity from time 0, hour by hour."""
    profile = np.outer(weights[1], weights[0]).ravel()
    profile = profile / profile.sum() * 7.0
    week, hour = divmod(time * 24, 168)
    return 7.0 * week + profile[: int(hour)].sum() + profile[min(int(hour), 167)] * (hour - int(hour))


@given(weights)
def test_a_week_has_a_week_of_activity(weights):
    ticks = ticks_of(weights)[:TICKS]
    assert len(ticks) == 169
    assert (ticks[0], ticks[-1]) == (0.0, 7.0)
    assert all(one <= other for one, other in itertools.pairwise(ticks))


@given(weights, time)
def test_activity_is_that_of_the_hours_passed(weights, time):
    assert activity_until(ticks_of(weights), time) == pytest.approx(by_hand(weights, time), abs=1e-9)


@given(weights, st.integers(0, 500))
def test_every_week_has_the_same_activity(weights, week):
    assert activity_until(ticks_of(weights), 7.0 * week) == 7.0 * week


@given(weights, st.floats(0, 300), delay)
def test_advancing_uses_up_the_delay(weights, now, delay):
    ticks = ticks_of(weights)
    then = now + advance(ticks, now, delay)
    assert then >= now
    assert activity_until(ticks, then) - activity_until(ticks, now) == pytest.approx(delay, abs=1e-8)


@given(weights, st.floats(0, 300))
def test_time_of_activity_is_the_inverse(weights, activity):
    ticks = ticks_of(weights)
    assert activity_until(ticks, time_of_activity(ticks, activity)) == pytest.approx(activity, abs=1e-9)


def by_bisection(ticks, activity):
    """The time of an activity, as one looks it up without a guide."""
    week = math.floor(activity / 7.0)
    rest = activity - 7.0 * week
    hour = min(max(bisect_right(ticks, rest, hi=TICKS) - 1, 0), 167)
    width = ticks[hour + 1] - ticks[hour]
    part = (rest - ticks[hour]) / width if width > 0.0 else 0.0
    return 7.0 * week + (hour + part) / 24.0


@given(weights, st.integers(0, 60), st.floats(0, 7))
def test_the_guide_leads_to_the_same_bits_as_bisection(weights, week, rest):
    ticks = ticks_of(weights)
    edges = [*ticks[:TICKS], *(part / PARTS for part in range(7 * PARTS + 1)), rest]
    beside = [math.nextafter(edge, to) for edge in edges for to in (-1.0, 8.0)]
    for activity in (7.0 * week + edge for edge in (*edges, *beside)):
        assert time_of_activity(ticks, activity) == by_bisection(ticks, activity)


@given(weights, time, delay, delay)
def test_a_longer_delay_never_ends_earlier(weights, now, one, other):
    ticks = ticks_of(weights)
    assert advance(ticks, now, min(one, other)) <= advance(ticks, now, max(one, other)) + 1e-9


@given(weights, time, time, delay)
def test_who_starts_earlier_never_arrives_later(weights, one, other, delay):
    ticks, (first, second) = ticks_of(weights), sorted((one, other))
    assert first + advance(ticks, first, delay) <= second + advance(ticks, second, delay) + 1e-9


@given(weights, time, st.floats(0, 20), st.floats(0, 20))
def test_delays_add_up(weights, now, one, other):
    ticks = ticks_of(weights)
    then = now + advance(ticks, now, one)
    both = now + advance(ticks, now, one + other)
    assert activity_until(ticks, then + advance(ticks, then, other)) == pytest.approx(
        activity_until(ticks, both), abs=1e-8
    )


@given(weights, st.integers(0, 24_000), st.floats(0.001, 0.999))
def test_customers_are_active_in_hours_with_a_weight(weights, hour, part):
    now = (hour + part) / 24
    assert is_active(ticks_of(weights), now) == active(weights, now)


def test_who_is_active_and_waits_for_nothing_goes_on_at_once():
    """To the bit: or an hour seems to be one in which they sleep, as sums of activity are rounded."""
    hours = (0.0,) * 7 + (0.3, 0.7, 1.1, 1.3, 0.9, 0.7, 0.6, 0.9, 1.1, 1.2, 1.3, 1.1, 0.7, 0.4) + (0.0,) * 3
    ticks = ticks_of((hours, (1.0,) * 5 + (0.6, 0.4)))
    for now in ((24 * day + hour + 1 / 3600) / 24 for day in range(400) for hour in range(7, 21)):
        assert advance(ticks, now, 0.0) == 0.0


@given(weights, time, delay)
def test_nothing_happens_while_nobody_is_active(weights, now, delay):
    """Waiting ends in an active hour or at its edge; without a delay, now or when the next one begins."""
    ticks = ticks_of(weights)
    then = now + advance(ticks, now, delay)
    assert active(weights, then + 1e-7) or active(weights, max(then - 1e-7, 0.0))
    if delay == 0.0:
        if active(weights, now) and active(weights, now + 1e-7):
            assert then == pytest.approx(now, abs=1e-9)
        else:
            hours = (math.floor(now * 24 + 1e-6) + step for step in range(1, 400))
            expected = next(hour / 24 for hour in hours if active(weights, hour / 24 + 1e-7))
            assert then == pytest.approx(max(expected, now), abs=1e-6)


@pytest.mark.parametrize("week", [0, 1, 7, 52, 520])
@pytest.mark.parametrize("day", range(7))
def test_a_night_and_a_weekend_are_over_in_the_morning(week, day):
    """In any week, to the last digit: who comes at night waits until eight, at the weekend until Monday."""
    ticks = ticks_of(((0.0,) * 8 + (0.7, 1.3, 0.4) * 4 + (0.0,) * 4, (1.1, 0.9, 1.0, 1.2, 0.8, 0.0, 0.0)))
    now = 7.0 * week + day + 22 / 24
    morning = 7.0 * week + (day + 1 if day < 4 else 7) + 8 / 24
    assert now + advance(ticks, now, 0.0) == pytest.approx(morning, abs=1e-9)


def test_without_a_rhythm_time_is_activity():
    ticks = ticks_of(((1.0,) * 24, (1.0,) * 7))
    for now, delay in ((0.0, 3.3), (12.34, 0.0), (700.1, 77.7)):
        assert advance(ticks, now, delay) == pytest.approx(delay, abs=1e-9)


span = st.tuples(st.integers(0, 6), st.integers(0, 23), st.integers(1, 24)).filter(lambda s: s[1] < s[2])
shift = st.tuples(st.lists(span, min_size=1, max_size=4), st.integers(0, 5))
NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def plan_of(shifts):
    """The staff plan, by way of the hours as people write them."""
    written = [
        ("; ".join(f"{NAMES[day]} {start:02}:00-{end:02}:00" for day, start, end in spans), staff)
        for spans, staff in shifts
    ]
    return staff_plan(tuple((parse_hours(text), staff) for text, staff in written))


def on_duty(shifts, time):
    """How many are on duty: of each shift, if one of its spans is under way."""
    day, hour = int(time % 7), time % 1 * 24
    return sum(
        staff for spans, staff in shifts if any(d == day and start <= hour < end for d, start, end in spans)
    )


@given(st.lists(shift, min_size=1, max_size=4), st.floats(0, 100))
def test_shifts_at_the_same_hour_add_up(shifts, time):
    assume(abs(time * 24 - round(time * 24)) > 1e-6)
    assert plan_of(shifts).duty.on_duty(time) == on_duty(shifts, time)


@given(st.lists(shift, min_size=1, max_size=4), st.integers(0, 400), st.integers(0, 600))
def test_staffed_days_are_those_on_duty_hour_by_hour(shifts, start, length):
    plan = plan_of(shifts)
    expected = sum(on_duty(shifts, (hour + 0.5) / 24) for hour in range(start, start + length)) / 24
    assert plan.duty.staffed_days(start / 24, (start + length) / 24) == pytest.approx(expected, abs=1e-9)


@given(st.lists(shift, min_size=1, max_size=4))
def test_a_staff_plan_starts_on_monday_and_changes_at_every_mark(shifts):
    plan = plan_of(shifts)
    assert plan.starts[0] == 0.0
    assert all(one < other for one, other in zip(plan.starts, plan.starts[1:], strict=False))
    assert all(one != other for one, other in zip(plan.staff, plan.staff[1:], strict=False))
    assert plan.starts[-1] < 7.0


def test_a_shift_begins_and_ends_on_the_dot():
    plan = plan_of([([(0, 6, 12)], 2), ([(0, 12, 24)], 1), ([(1, 0, 6)], 3)])
    hours = {0: 0, 6: 2, 12: 1, 24: 3, 30: 0, 168: 0, 174: 2}
    assert {hour: plan.duty.on_duty(hour / 24) for hour in hours} == hours


def test_always_is_always():
    plan = staff_plan(((parse_hours("always"), 3),))
    assert plan == StaffPlan((0.0,), (3,))
    assert plan.duty.staffed_days(0.0, 10.5) == pytest.approx(31.5)
