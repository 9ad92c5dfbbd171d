"""Thirteen touchpoints in a row: who reaches the goal, what less friction brings, and the queue on the way.

At each touchpoint 15 % meet a friction; the company notices 60 % of them and puts them right, with a delay;
of the others one in four stops there. So 1.5 % stop at each, and 0.985^13 = 82 % reach the goal.
"""

import functools
import math

import numpy as np
import pytest
from scipy import stats

from cxsim.engine.streams import Streams
from cxsim.engine.vocabulary import Draw, Event, State
from cxsim.engine.ways import address
from tests.engine.intervals import ODDS, share_agrees
from tests.engine.scenarios import chain, changed, days, exponential, only, rows_of, simulate
from tests.engine.theory import recursion

LENGTH, FRICTION, NOTICED, STOPPING = 13, 0.15, 0.6, 0.25
CALM = 1e-9  # how likely somebody untroubled stops

sizes = pytest.mark.parametrize("size", [1, pytest.param(16, marks=pytest.mark.verify)])


def thirteen(size=1, **changes):
    data = chain(
        LENGTH,
        prospects=100.0,
        horizon=20.0 * size,
        link=days(0.01),
        frictions={"slow": {"probability": FRICTION, "severity": 1.0}},
        gate={"prospect": CALM},
        recovery="desk",
    )
    log_odds = math.log(STOPPING / (1 - STOPPING)) - math.log(CALM / (1 - CALM))
    level = {"recording": 1.0, "detection": NOTICED, "context_loss": 1.0, "empowerment": 1.0}
    return changed(
        data,
        {
            "mechanisms": only("frictions", "detection", "recovery", "memory", "gate", "queues"),
            "desks": {
                "desk": {
                    "title": "Desk",
                    "skill": 1.0,
                    "hardness": 0.0,
                    "repair": 1.0,
                    "time": exponential(0.01),
                }
            },
            "maturity": {"levels": {"defined": level}},
            "feelings": {"memory_half_life": "1e-9 s"},  # a friction counts where it happens and not later
            "gate": {"friction": log_odds},
            **changes,
        },
    )


@functools.cache
def final_states(size, friction=FRICTION):
    """Whether each prospect reached the goal, of those who came to an end."""
    data = thirteen(size, **{"touchpoints.t5.frictions.slow.probability": friction})
    customers = simulate(data, keep_events=False).customers
    return {row.customer: row.state == State.CUSTOMER for row in customers if row.state != State.PROSPECT}


@sizes
def test_the_share_who_reach_the_goal(size):
    assert f"{0.985**13:.6f}" == "0.821620"
    reached = final_states(size)
    share_agrees(sum(reached.values()), len(reached), 0.985**13, within=0.032 / math.sqrt(size))


@sizes
def test_less_friction_at_one_touchpoint_brings_what_theory_says_and_loses_nobody(size):
    expected = 0.985**12 * 0.990 - 0.985**13
    assert f"{expected:.6f}" == "0.004171"
    before, after = final_states(size), final_states(size, friction=0.10)
    both = before.keys() & after.keys()
    gained = sum(after[customer] and not before[customer] for customer in both)
    assert not any(before[customer] and not after[customer] for customer in both)
    share_agrees(gained, len(both), expected, within=0.0055 / math.sqrt(size))


@pytest.mark.parametrize("friction", [FRICTION, 0.10])
def test_each_fate_can_be_told_from_the_draws_alone(friction):
    streams = Streams(seed=1, replication=0)

    def reaches_the_goal(customer):
        for number in range(1, LENGTH + 1):
            draws = streams.uniforms(customer, address("buy"), 0, address(f"t{number}"), 1, Draw.SEVERITY)
            struck = draws[Draw.STRIKE] < (friction if number == 5 else FRICTION)
            if struck and draws[Draw.DETECT] >= NOTICED and draws[Draw.GATE] < STOPPING:
                return False
        return True

    reached = final_states(1, friction)
    assert {customer: reaches_the_goal(customer) for customer in reached} == reached


@functools.cache
def calls():
    """Visits to the ninth touchpoint, where a team of twenty is busy for four fifths of the time."""
    team = {"agents": {"title": "Agents", "staff": 20}}
    service = {"team": "agents", "service": exponential(0.16 / 0.985**8), "waiting": {"tolerance": "1 y"}}
    changes = {"teams": team, **{f"touchpoints.t9.{part}": value for part, value in service.items()}}
    for number in range(1, LENGTH):
        link = {"share": 1.0, "delay": exponential(0.2)}
        changes[f"journeys.buy.links.t{number}"] = {f"t{number + 1}": link}
    data = thirteen(**changes)
    rows = [row for row in rows_of(simulate(data), Event.VISIT) if row.touchpoint == 8]
    return sorted(rows, key=lambda row: row.began)


def test_the_queue_on_the_way_is_fed_at_random():
    """Delays and losses before it leave a Poisson process, thinned to 0.985^8 of a hundred a day."""
    arrivals = np.array([row.began for row in calls()])
    gaps = np.diff(arrivals[(arrivals > 4) & (arrivals < 18)])
    assert stats.kstest(gaps * 100 * 0.985**8, "expon").pvalue > 1 / ODDS
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 4 / math.sqrt(len(gaps))


def test_each_wait_on_the_way_is_that_of_the_recursion():
    rows = calls()[: len(calls()) - 100]  # the last ones may have waited for somebody whose visit has no end
    waits = recursion(20, [row.began for row in rows], [row.duration for row in rows])
    assert [row.wait for row in rows] == waits
    assert np.mean(np.array(waits) > 0) > 0.1
