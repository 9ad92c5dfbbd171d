"""Service level: which share of those in line is served in time, held against theory and by hand."""

import math

from cxsim.engine.counted import InTeam
from cxsim.engine.vocabulary import Event, Outcome
from tests.engine.engines import by_kernel
from tests.engine.identity import plan_of
from tests.engine.scenarios import changed, days, exponential, one_queue, rows_of, simulate
from tests.engine.theory import erlang_c

ARRIVALS, MEAN, STAFF = 1_000.0, 0.008, 10
TARGET = 0.002


def counted(data):
    (team,) = by_kernel(plan_of(data)).tally.teams
    return int(team[InTeam.IN_TARGET]), int(team[InTeam.TARGETED])


def test_so_many_are_served_in_time_as_erlang_c_says():
    """Of M/M/c, 1 - C exp(-(c - a) t / mean) wait no longer than t."""
    in_time, waited = counted(one_queue(ARRIVALS, exponential(MEAN), STAFF, 300.0, target=days(TARGET)))
    load = ARRIVALS * MEAN
    theory = 1.0 - erlang_c(STAFF, load) * math.exp(-(STAFF - load) * TARGET / MEAN)
    assert (
        abs(in_time / waited - theory) < 0.04
    )  # four standard errors: as good as 2,000 independent customers
    assert abs(theory - (1.0 - erlang_c(STAFF, load))) > 0.12


def test_who_gives_up_counts_and_who_is_turned_away_does_not():
    patience = {"patience": exponential(0.01)}
    queue = one_queue(ARRIVALS, exponential(MEAN), 6, 20.0, patience, lines=4, target=days(TARGET))
    rows = rows_of(simulate(queue), Event.VISIT)
    abandoned = sum(row.outcome == Outcome.ABANDONED for row in rows)
    busy = sum(row.outcome == Outcome.BUSY for row in rows)
    in_time = sum(row.outcome == Outcome.OK and row.wait <= TARGET for row in rows)
    assert min(abandoned, busy, in_time) > 500
    assert counted(queue) == (in_time, len(rows) - busy)


def test_who_is_called_back_is_left_out_and_without_a_target_nobody_counts():
    called = {"after": "0 s", "accepted": 1.0}
    queue = one_queue(ARRIVALS, exponential(MEAN), STAFF, 20.0, target=days(TARGET), callback=called)
    (team,) = simulate(changed(queue, callbacks=True)).tally.teams
    assert team[InTeam.CALLBACKS] > 1_000
    assert team[InTeam.TARGETED] == team[InTeam.SERVED] - team[InTeam.CALLBACKS]
    assert counted(one_queue(ARRIVALS, exponential(MEAN), STAFF, 20.0)) == (0, 0)
