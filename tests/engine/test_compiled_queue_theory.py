"""Theory agrees with the compiled engine, on more customers than SimPy could simulate in a test."""

import functools

import numpy as np
import pytest

from cxsim.engine.vocabulary import Event
from tests.engine.engines import Result, by_kernel
from tests.engine.identity import plan_of
from tests.engine.intervals import agree, share_agrees
from tests.engine.scenarios import chain, changed, exponential, one_queue, only
from tests.engine.theory import erlang_c, mean_wait, recursion, wait_percentile

ARRIVAL, SERVICE, STAFF = 1_600.0, 0.01, 20
BUSY, MANY = 4_800.0, 50  # at a load of 0.96 each wait says much about the next thousand
SETTLED = 0.02  # share of the customers at the start who found it too empty


def waits_of(found: Result, touchpoint: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """When visits to a touchpoint began, how long they waited and took, in the order of arrival.

    Up to the first who has not been served in the end.
    """
    events = found.events
    visits = (events["event"] == Event.VISIT) & (events["touchpoint"] == touchpoint)
    began, wait, duration = (events[name][visits] for name in ("began", "wait", "duration"))
    order = np.argsort(began)
    kept = order[: -10 * STAFF]
    return began[kept], wait[kept], duration[kept]


@functools.cache
def many_calls(
    size: int, arrival: float = ARRIVAL, staff: int = STAFF
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return waits_of(by_kernel(plan_of(one_queue(arrival, exponential(SERVICE), staff, size / arrival))))


sizes = pytest.mark.parametrize("size", [200_000, pytest.param(3_000_000, marks=pytest.mark.verify)])


@sizes
def test_each_of_many_waits_is_that_of_the_recursion(size):
    began, wait, duration = many_calls(size)
    assert len(began) > 0.98 * size
    assert wait.tolist() == recursion(STAFF, began.tolist(), duration.tolist())


@sizes
def test_many_waits_keep_to_erlang(size):
    _, wait, _ = many_calls(size)
    load, settled = ARRIVAL * SERVICE, wait[int(SETTLED * len(wait)) :]
    batches = np.array_split(settled, 32)
    expected, within = erlang_c(STAFF, load), 0.04 * (200_000 / size) ** 0.5
    agree([(batch > 0.0).mean() for batch in batches], expected, within=within)
    expected = mean_wait(STAFF, load, SERVICE)
    agree([batch.mean() for batch in batches], expected, within=8 * within * expected)


@pytest.mark.verify
def test_many_waits_in_a_crowded_queue_keep_to_erlang():
    _, wait, _ = many_calls(6_000_000, BUSY, MANY)
    load, settled = BUSY * SERVICE, wait[int(SETTLED * len(wait)) :]
    batches = np.array_split(settled, 32)
    agree([(batch > 0.0).mean() for batch in batches], erlang_c(MANY, load), within=0.05)
    mean = mean_wait(MANY, load, SERVICE)
    agree([batch.mean() for batch in batches], mean, within=0.2 * mean)
    late = wait_percentile(MANY, load, SERVICE, 0.9)
    agree([(batch > late).mean() for batch in batches], 0.1, within=0.03)


@sizes
def test_customers_of_this_queue_come_at_random(size):
    began, _, duration = many_calls(size)
    gaps = np.diff(began) * ARRIVAL
    # Half of the gaps of a Poisson process are shorter than log 2 of their mean, and so are services.
    share_agrees(int((gaps < np.log(2)).sum()), len(gaps), 0.5, within=0.01)
    share_agrees(int((duration < SERVICE * np.log(2)).sum()), len(duration), 0.5, within=0.01)


def test_each_wait_on_the_way_is_that_of_the_recursion():
    """A queue as the ninth of thirteen touchpoints, each of which 1.5 % leave."""
    team = {"team": "agents", "service": exponential(0.08 / 0.985**8), "waiting": {"tolerance": "1 y"}}
    data = changed(
        chain(13, 200.0, 40.0, link=exponential(0.2), gate={"prospect": 0.015}),
        {
            "mechanisms": only("gate", "queues"),
            "teams": {"agents": {"title": "Agents", "staff": 20}},
            **{f"touchpoints.t9.{name}": value for name, value in team.items()},
        },
    )
    began, wait, duration = waits_of(by_kernel(plan_of(data)), touchpoint=8)
    assert len(began) > 5_000
    assert (wait > 0.0).mean() > 0.1
    assert wait.tolist() == recursion(20, began.tolist(), duration.tolist())
