"""Callbacks: who would wait for long may keep the place in the queue without waiting on the line."""

import pytest

from cxsim.engine.counted import InTeam
from cxsim.engine.tally import UNIT
from cxsim.engine.vocabulary import LONG_WAIT, Event, Outcome
from tests.engine.by_hand import HOUR
from tests.engine.intervals import share_agrees
from tests.engine.rich import rich
from tests.engine.scenarios import changed, days, exponential, one_queue, rows_of, simulate
from tests.engine.test_switches import SEEDS

AFTER = 0.05
MEAN = 0.02


def world(accepted=1.0, after=AFTER, unreached=0.0, horizon=20.0, waiting=None, **team):
    """A crowd at two members of staff, who would be busy all the time."""
    callback = {"after": days(after), "accepted": accepted, "unreached": unreached}
    data = one_queue(98.0, exponential(MEAN), 2, horizon, waiting, callback=callback, **team)
    return changed(data, callbacks=True)


def visits(data):
    return sorted(rows_of(simulate(data), Event.VISIT), key=lambda row: row.began)


def begins(row):
    return row.time - row.duration


def test_who_is_called_back_keeps_the_place_and_feels_no_wait():
    on_the_line, called = (visits(world(accepted, waiting={"tolerance": "1 s"})) for accepted in (0.0, 1.0))
    assert [row.time for row in called] == [row.time for row in on_the_line]
    back = 0
    for at, (row, waiter) in enumerate(zip(called, on_the_line, strict=True)):
        ahead = sum(begins(other) > row.began for other in called[:at])
        if ahead * MEAN / 2 > AFTER:
            assert (row.wait, row.outcome) == (0.0, Outcome.OK)
            assert waiter.cause == LONG_WAIT
            back += 1
        else:
            assert row == waiter
    assert 300 < back < len(called) - 300


def test_as_many_accept_and_are_missed_as_it_says():
    result = simulate(world(0.37, after=0.0, unreached=0.07, horizon=60.0))
    rows = sorted(rows_of(result, Event.VISIT), key=lambda row: row.began)
    (team,) = result.tally.teams
    ahead = [
        sum(begins(other) > row.began for other in rows[max(at - 200, 0) : at]) for at, row in enumerate(rows)
    ]
    share_agrees(team[InTeam.CALLBACKS], sum(number > 0 for number in ahead), 0.37, within=0.03, tests=2)
    share_agrees(team[InTeam.UNREACHED], team[InTeam.CALLBACKS], 0.07, within=0.03, tests=2)
    missed = [row for row in rows if row.outcome == Outcome.ABANDONED]
    assert len(missed) == team[InTeam.UNREACHED] == team[InTeam.ABANDONED]
    assert {(row.wait, row.duration) for row in missed} == {(0.0, 0.0)}
    assert team[InTeam.WORK] * UNIT == pytest.approx(sum(row.duration for row in rows))


def test_callbacks_take_up_no_line_and_survive_closing_time():
    hours = {"hours": "08:00-18:00", "lines": 2}
    on_the_line, called = (visits(world(accepted, after=0.0, **hours)) for accepted in (0.0, 1.0))
    assert sum(row.outcome == Outcome.BUSY for row in on_the_line) > 100
    assert not [row for row in called if row.outcome == Outcome.BUSY]
    at_night = [row for row in called if row.outcome == Outcome.OK and int(row.began) != int(begins(row))]
    assert len(at_night) > 20
    assert {round(begins(row) % 1.0, 2) >= round(8 * HOUR, 2) for row in at_night} == {True}
    assert all(row.outcome != Outcome.OK or row.wait < 1.0 for row in on_the_line)


def test_while_nobody_is_on_duty_all_are_offered_one():
    rows = visits(world(after=100.0, horizon=5.0, hours="08:00-18:00", when_closed="wait"))
    at_night = [row for row in rows if not 8 * HOUR <= row.began % 1.0 < 18 * HOUR]
    assert len(at_night) > 30
    assert {row.wait for row in at_night} == {0.0}
    assert sum(row.wait > 0.0 for row in rows) > 30


def test_who_is_called_back_has_no_patience_to_lose():
    impatient = {"patience": days(0.01)}
    on_the_line, called = (visits(world(accepted, after=0.0, waiting=impatient)) for accepted in (0.0, 1.0))
    left = [[row for row in rows if row.outcome == Outcome.ABANDONED] for rows in (on_the_line, called)]
    assert len(left[0]) > 300
    for at, row in enumerate(called):
        if row.outcome == Outcome.ABANDONED:  # the first in line is offered nothing
            assert row.wait == pytest.approx(0.01)
            assert sum(begins(other) > row.began for other in called[:at]) == 0


def test_before_the_first_wait_callbacks_change_nothing():
    same, lives = 0, 0
    for seed in SEEDS:
        on, off = (simulate(changed(rich(seed), reviews=False, callbacks=on)) for on in (True, False))
        first = min(row.began for row in off.events if row.wait > 0.0)
        before = [[row for row in result.events if row.time < first] for result in (on, off)]
        assert repr(before[0]) == repr(before[1])
        lives += repr(on.events) != repr(off.events)
        same += len(before[0])
    assert same > 20
    assert lives > 1
