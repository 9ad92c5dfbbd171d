"""Queues against theory: what textbooks say about waiting, being turned away and giving up.

Runs start empty, so early arrivals are left out; intervals come from batches of consecutive customers, and
are wide where queues are long. Sharper are two things that hold customer by customer: each step of a
memoryless queue up or down (theory knows its odds, whatever came before), and each wait (a recursion without
event list gives it).
"""

import functools
import math
from typing import NamedTuple

import numpy as np
import pytest
from scipy import stats

from cxsim.engine.record import Row
from cxsim.engine.vocabulary import Event, Outcome
from tests.engine.intervals import ODDS, agree
from tests.engine.scenarios import changed, days, exponential, one_queue, persona, rows_of, simulate
from tests.engine.theory import (
    birth_and_death,
    cobham,
    erlang_a,
    erlang_b,
    erlang_c,
    mean_wait,
    pollaczek_khinchine,
    recursion,
    wait_percentile,
)

WARM_UP = 0.05  # share of a run that is left out at its start
BATCHES = 16
CUSTOMERS = 16_000  # times the size

sizes = pytest.mark.parametrize("size", [1, pytest.param(16, marks=pytest.mark.verify)])


class Queue(NamedTuple):
    """An M/M/c queue: arrivals per day, mean service, staff; lines and mean patience where limited."""

    arrival: float
    service: float
    staff: int
    lines: int | None = None
    patience: float | None = None


# One unit of theory is a hundredth of a day, so that the longest runs fit into a life.
QUEUES = {
    "M/M/3": Queue(500, 0.005, 3),
    "M/M/10": Queue(1_000, 0.008, 10),
    "M/M/20": Queue(
        100 * 0.985**8, 0.16 / 0.985**8, 20
    ),  # after eight of thirteen touchpoints that 1.5 % leave
    "M/M/50": Queue(4_800, 0.01, 50),
    "10 lines": Queue(1_000, 0.008, 10, lines=0),
    "Erlang-A": Queue(4_800, 0.01, 50, patience=0.02),
    "as impatient as served": Queue(1_600, 0.01, 20, patience=0.01),
}
PATIENT = [name for name, queue in QUEUES.items() if queue.lines is None and queue.patience is None]


@functools.cache
def served(name: str, size: int) -> tuple[Row, ...]:
    """Visits of a queue in the order of arrival."""
    queue = QUEUES[name]
    waiting = {"patience": exponential(queue.patience)} if queue.patience else {}
    lines = {} if queue.lines is None else {"lines": queue.lines}
    horizon = CUSTOMERS * size / queue.arrival
    data = one_queue(queue.arrival, exponential(queue.service), queue.staff, horizon, waiting, **lines)
    return tuple(complete(simulate(data)))


def complete(result):
    """Visits in the order of arrival, up to the first customer who has not been served in the end."""
    rows = sorted(rows_of(result, Event.VISIT), key=lambda row: row.began)
    done = {row.customer for row in rows}
    missing = [row.time for row in rows_of(result, Event.ARRIVED) if row.customer not in done]
    return [row for row in rows if row.began < min(missing, default=math.inf)]


def holds(values, expected, within, size=1):
    """Hold the mean of consecutive values against theory; `within` is relative, for size 1."""
    settled = np.asarray(values, float)[int(WARM_UP * len(values)) :]
    batches = [float(batch.mean()) for batch in np.array_split(settled, BATCHES)]
    agree(batches, expected, within * expected / math.sqrt(size))


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        (erlang_c(20, 16), "0.256078"),
        (mean_wait(20, 16, 16 / 0.985**8), "1.155958"),
        (erlang_c(3, 2.5), "0.702247"),
        (mean_wait(3, 2.5, 0.5) * 5, "3.511236"),
        (erlang_c(10, 8), "0.409180"),
        (mean_wait(10, 8, 1), "0.204590"),
        (erlang_b(10, 8), "0.121661"),
        (erlang_c(50, 48), "0.694456"),
        (mean_wait(50, 48, 60), "20.83"),
        (wait_percentile(50, 48, 60, 0.9), "58.14"),
        (erlang_a(50, 48, 1, 2)["abandons"], "0.030912"),
        (erlang_a(50, 48, 1, 2)["wait"] * 60, "3.709"),
        (erlang_a(50, 48, 1, 2)["busy"], "0.9303"),
        (erlang_a(20, 16, 1, 1)["abandons"], "0.0229615"),
        (pollaczek_khinchine(0.9, 1, 0), "4.5"),
    ],
)
def test_formulas_give_the_printed_constants(formula, printed):
    assert f"{formula:.{len(printed.split('.')[1])}f}" == printed


def moves(name, size):
    """Every step of the number in the system: how many there were, for how long, and who came or went."""
    ends = {Outcome.ABANDONED: "gave up", Outcome.OK: "served"}
    rows = [row for row in served(name, size) if row.outcome != Outcome.BUSY]
    until = rows[-1].began
    steps = [(row.began, "came") for row in rows]
    steps += [(row.began + row.wait + row.duration, ends[row.outcome]) for row in rows]
    number, before = 0, 0.0
    for time, kind in sorted(step for step in steps if step[0] <= until):
        yield number, time - before, kind
        number += 1 if kind == "came" else -1
        before = time


@sizes
@pytest.mark.parametrize("name", QUEUES)
def test_every_step_of_a_memoryless_queue_has_the_odds_of_theory(name, size):
    """From n in the system: up at the arrival rate, down by those served and by those out of patience."""
    queue = QUEUES[name]
    seen, lasted = {}, []
    for number, time, kind in moves(name, size):
        up = 0.0 if queue.lines is not None and number >= queue.staff + queue.lines else queue.arrival
        impatient = max(number - queue.staff, 0) / queue.patience if queue.patience else 0.0
        rates = {"came": up, "served": min(number, queue.staff) / queue.service, "gave up": impatient}
        total = sum(rates.values())
        lasted.append(time * total)
        tally = seen.setdefault(number, [{}, {which: rate / total for which, rate in rates.items()}])[0]
        tally[kind] = tally.get(kind, 0) + 1
    statistic, freedom = 0.0, 0
    for tally, odds in seen.values():
        assert all(odds[kind] > 0 for kind in tally)
        times = sum(tally.values())
        for kind, chance in odds.items():
            if times * chance * (1 - chance) >= 5:
                statistic += (tally.get(kind, 0) - times * chance) ** 2 / (times * chance)
        freedom += max(sum(times * chance * (1 - chance) >= 5 for chance in odds.values()) - 1, 0)
    assert stats.chi2.sf(statistic, freedom) > 1 / ODDS
    assert stats.kstest(lasted, "expon").pvalue > 1 / ODDS
    assert abs(np.mean(lasted) - 1) < 4 / math.sqrt(len(lasted)) < 0.05


@pytest.mark.parametrize("name", PATIENT)
def test_every_wait_is_that_of_the_recursion(name):
    queue = QUEUES[name]
    rows = served(name, 1)
    assert [row.wait for row in rows] == recursion(
        queue.staff, [row.began for row in rows], [row.duration for row in rows]
    )


@pytest.mark.parametrize(
    ("name", "within"), [("M/M/3", 0.04), ("M/M/10", 0.06), ("M/M/20", 0.1), ("M/M/50", 0.2)]
)
def test_the_recursion_keeps_to_theory(name, within):
    """So that the recursion can be trusted as a ruler: many customers, and none of the engine's code."""
    queue, draws = QUEUES[name], np.random.default_rng(5)
    gaps, services = (
        draws.exponential(1 / queue.arrival, 500_000),
        draws.exponential(queue.service, 500_000),
    )
    waits = np.array(recursion(queue.staff, np.cumsum(gaps).tolist(), services.tolist()))
    load = queue.arrival * queue.service
    holds(waits > 0, erlang_c(queue.staff, load), within)
    holds(waits, mean_wait(queue.staff, load, queue.service), 3 * within)


@sizes
@pytest.mark.parametrize("name", QUEUES)
def test_customers_come_and_are_served_as_said(name, size):
    queue = QUEUES[name]
    rows = served(name, size)
    assert stats.kstest(np.diff([row.began for row in rows]) * queue.arrival, "expon").pvalue > 1 / ODDS
    if not queue.patience:
        durations = [row.duration / queue.service for row in rows if row.outcome == Outcome.OK]
        assert stats.kstest(durations, "expon").pvalue > 1 / ODDS


def at_size(size, *names):
    return [pytest.param(name, size, marks=pytest.mark.verify if size > 1 else ()) for name in names]


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *at_size(1, "M/M/3", "M/M/10", "M/M/20"),
        *at_size(16, "M/M/3", "M/M/10", "M/M/20"),
    ],
)
def test_who_waits_and_for_how_long(name, size):
    queue = QUEUES[name]
    waits = np.array([row.wait for row in served(name, size)])
    load = queue.arrival * queue.service
    holds(waits > 0, erlang_c(queue.staff, load), 0.6, size)
    holds(waits, mean_wait(queue.staff, load, queue.service), 1.2, size)
    if size > 1:
        holds(waits > wait_percentile(queue.staff, load, queue.service, 0.9), 0.1, 2.0, size)


@sizes
def test_lines_are_busy_as_often_as_erlang_says(size):
    rows = served("10 lines", size)
    holds([row.outcome == Outcome.BUSY for row in rows], erlang_b(10, 8), 0.3, size)
    assert not any(row.wait for row in rows)


@sizes
@pytest.mark.parametrize("name", ["Erlang-A", "as impatient as served"])
def test_impatient_customers_give_up_as_often_as_palm_says(name, size):
    queue = QUEUES[name]
    expected = erlang_a(queue.staff, queue.arrival, queue.service, queue.patience)
    rows = served(name, size)
    holds([row.wait > 0 for row in rows], expected["waits"], 0.5, size)
    holds([row.outcome == Outcome.ABANDONED for row in rows], expected["abandons"], 0.8, size)
    holds([row.wait for row in rows], expected["wait"], 0.8, size)
    busy = np.array([row.duration for row in rows]) * queue.arrival / queue.staff
    holds(busy, expected["busy"], 0.05, size)


@sizes
def test_as_impatient_as_served_leaves_a_poisson_number_in_the_system(size):
    queue = QUEUES["as impatient as served"]
    numbers = np.array(
        [number for number, _, kind in moves("as impatient as served", size) if kind == "came"]
    )
    poisson = stats.poisson(queue.arrival * queue.service)
    holds(numbers, poisson.mean(), 0.06, size)
    for number in (10, 13, 16, 19, 22):
        holds(numbers <= number, poisson.cdf(number), 0.6, size)
    shares = birth_and_death(queue.arrival, [n / queue.service for n in range(1, 200)])
    assert shares[:60] == pytest.approx(poisson.pmf(range(60)), abs=1e-12)


@sizes
def test_constant_service_halves_the_wait(size):
    rows = complete(simulate(one_queue(90, days(0.01), 1, horizon=CUSTOMERS * size / 90)))
    assert {row.duration for row in rows} == {0.01}
    waits = [row.wait for row in rows]
    assert waits == recursion(1, [row.began for row in rows], [0.01] * len(rows))
    holds(waits, pollaczek_khinchine(90, 0.01, 0.0), 0.8, size)
    holds([wait > 0 for wait in waits], 0.9, 0.1, size)


@sizes
def test_priority_shortens_one_wait_at_the_cost_of_the_other(size):
    """Nobody is interrupted, classes are served in order; all together wait as without classes."""
    data = one_queue(300, exponential(0.0075), 3, horizon=CUSTOMERS * size / 300)
    people = {"first": persona(share=0.4, priority=3), "second": persona(share=0.6)}
    result = simulate(changed(data, {"personas": people}))
    rows, high = complete(result), {row.customer for row in result.customers if row.persona == 0}
    first, second = cobham(3, [120, 180], 0.0075)
    holds([row.wait for row in rows if row.customer in high], first, 0.5, size)
    holds([row.wait for row in rows if row.customer not in high], second, 0.8, size)
    holds([row.wait for row in rows], mean_wait(3, 2.25, 0.0075), 0.7, size)
