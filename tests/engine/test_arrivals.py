"""Who comes when: arrivals are a Poisson process in the rhythm of the week, and doors close on time."""

import functools
import itertools
import math

import numpy as np
import pytest
from scipy import stats

from cxsim.engine.vocabulary import Event, Outcome
from tests.engine.intervals import ODDS, agree, share_agrees
from tests.engine.scenarios import changed, one_queue, rows_of, scenario, simulate, touchpoint

HOURS = [0.0] * 7 + [1.0, 2.0, 4.0, 4.0, 3.0, 1.5, 1.5, 2.0, 3.0, 3.0, 2.0, 5.0, 6.0, 2.5, 1.0] + [0.0, 0.5]
WEEKDAYS = [1.0, 1.0, 1.0, 1.0, 1.2, 0.4, 0.0]
WEIGHTS = np.array([day * hour for day, hour in itertools.product(WEEKDAYS, HOURS)])
PER_DAY, WEEKS = 60.0, 14


@functools.cache
def arrivals(rhythm, seed=3, weeks=WEEKS):
    site = touchpoint(gate={"prospect": 1.0})
    data = scenario({"site": site}, prospects=PER_DAY, horizon=7.0 * weeks, on=("gate", "rhythms"))
    if rhythm:
        written = {"hours": HOURS, "weekdays": WEEKDAYS}
        data = changed(data, {"rhythms": {"week": written}, "population.rhythm": "week"})
    return np.array(sorted(row.arrived for row in simulate(data, seed, keep_events=False).customers))


@pytest.mark.parametrize("rhythm", [False, True])
def test_arrivals_by_hour_of_the_week_are_poisson(rhythm):
    expected = PER_DAY * 7 * WEEKS * (WEIGHTS / WEIGHTS.sum() if rhythm else np.full(168, 1 / 168))
    counts = np.histogram(arrivals(rhythm) % 7.0 * 24, bins=np.arange(169))[0]
    assert not counts[expected == 0].any()
    some = expected > 0
    statistic = ((counts - expected)[some] ** 2 / expected[some]).sum()
    assert stats.chi2.sf(statistic, some.sum()) > 1 / ODDS
    assert abs(counts.sum() - expected.sum()) < 4 * math.sqrt(expected.sum())


@pytest.mark.parametrize("rhythm", [False, True])
def test_in_the_time_of_activity_gaps_are_exponential_and_independent(rhythm):
    hours = (
        np.concatenate([[0.0], np.cumsum(WEIGHTS / WEIGHTS.sum() if rhythm else np.full(168, 1 / 168))]) * 7
    )
    times = arrivals(rhythm)
    active = 7.0 * np.floor(times / 7.0) + np.interp(times % 7.0 * 24, np.arange(169), hours)
    gaps = np.diff(active, prepend=0.0)
    assert stats.kstest(gaps * PER_DAY, "expon").pvalue > 1 / ODDS
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 4 / math.sqrt(len(gaps))
    counts = np.histogram(active, bins=np.arange(0, 7 * WEEKS + 1, 0.5))[0]
    dispersion = counts.var(ddof=1) / counts.mean()
    assert abs(dispersion - 1) < 4 * math.sqrt(2 / len(counts))


def test_replications_are_different_samples_of_the_same_process():
    counts = [len(arrivals(False, seed, weeks=1)) for seed in range(1, 17)]
    agree(counts, PER_DAY * 7, within=0.06 * PER_DAY * 7)
    assert len(set(counts)) > 8


OPEN = "mon-fri 08:00-18:00"


def opening(time):
    """Days from a time until a team with those hours is open."""
    day, hour = int(time % 7), time % 1 * 24
    if day < 5 and 8 <= hour < 18:
        return 0.0
    days = (1 if hour >= 18 else 0) if day < 5 else 7 - day
    if day == 4 and hour >= 18:
        days = 3
    return math.floor(time) + days + 8 / 24 - time


def test_who_comes_outside_opening_hours_is_turned_away_and_nobody_else():
    rows = rows_of(simulate(one_queue(30.0, "1 min", 500, 7.0 * WEEKS, hours=OPEN)), Event.VISIT)
    closed = [row.outcome == Outcome.CLOSED for row in rows]
    assert closed == [opening(row.began) > 0 for row in rows]
    assert all(row.wait == 0 for row in rows)
    share_agrees(sum(closed), len(closed), 1 - 50 / 168, within=0.04)


def test_who_waits_for_the_door_waits_until_it_opens():
    data = one_queue(30.0, "1 min", 500, 7.0 * WEEKS, hours=OPEN, when_closed="wait")
    rows = rows_of(simulate(data), Event.VISIT)
    assert {row.outcome for row in rows} == {Outcome.OK}
    assert [row.wait for row in rows] == pytest.approx([opening(row.began) for row in rows], abs=1e-9)
    weeks = np.array([row.began // 7 for row in rows])
    waits = np.array([row.wait for row in rows])
    hours = (
        (4 * 14**2 + 62**2) / 2 / 168
    )  # a night has 14 hours, a weekend 62; one comes in its middle on average
    agree([waits[weeks == week].mean() for week in range(WEEKS - 1)], hours / 24, within=0.1)
