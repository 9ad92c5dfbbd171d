"""Closed forms that the engine has to meet, coded from the literature and from nothing of the engine.

`a` is the offered load (arrival rate times mean service), `c` the number of staff.
"""

import heapq
import math
from collections.abc import Sequence

import numpy as np


def erlang_b(c: int, a: float) -> float:
    """Share of customers who find all lines taken (Erlang 1917), by the usual recursion.

    >>> round(erlang_b(10, 8), 6)
    0.121661
    """
    blocked = 1.0
    for lines in range(1, c + 1):
        blocked = a * blocked / (lines + a * blocked)
    return blocked


def erlang_c(c: int, a: float) -> float:
    """Share of customers who have to wait in an M/M/c queue (Erlang 1917).

    >>> round(erlang_c(10, 8), 6)
    0.40918
    """
    blocked = erlang_b(c, a)
    return blocked / (1 - a / c * (1 - blocked))


def mean_wait(c: int, a: float, service: float) -> float:
    """Mean wait in an M/M/c queue, those who do not wait included."""
    return erlang_c(c, a) * service / (c - a)


def wait_percentile(c: int, a: float, service: float, level: float) -> float:
    """Percentile of the wait in an M/M/c queue: P(W > t) = C exp(-(c - a) t / service)."""
    return max(math.log(erlang_c(c, a) / (1 - level)) * service / (c - a), 0.0)


def birth_and_death(arrival: float, departures: Sequence[float]) -> np.ndarray:
    """Stationary distribution of a queue with these departure rates at 1, 2, ... in the system."""
    log_weights = np.concatenate([[0.0], np.cumsum(np.log(arrival) - np.log(departures))])
    weights = np.exp(log_weights - log_weights.max())
    return weights / weights.sum()


def erlang_a(
    c: int, arrival: float, service: float, patience: float, longest: int = 2_000
) -> dict[str, float]:
    """M/M/c with exponential patience (Palm 1957): shares who wait and abandon, mean wait, use of staff.

    The mean wait counts everybody, served or not: by Little's law (1961) from the mean number waiting, which
    gives the share who abandon, too.

    >>> [round(value, 4) for value in erlang_a(50, 48, 1, 2).values()]
    [0.4678, 0.0309, 0.0618, 0.9303]
    """
    departures = [min(n, c) / service + max(n - c, 0) / patience for n in range(1, c + longest)]
    share = birth_and_death(arrival, departures)
    number = np.arange(len(share))
    waiting = float(share @ np.maximum(number - c, 0))
    return {
        "waits": float(share[c:].sum()),
        "abandons": waiting / patience / arrival,
        "wait": waiting / arrival,
        "busy": float(share @ np.minimum(number, c)) / c,
    }


def cobham(c: int, arrivals: Sequence[float], service: float) -> list[float]:
    """Mean waits of priority classes, highest first: M/M/c, nobody is interrupted (Cobham 1954).

    >>> [round(wait, 6) for wait in cobham(1, [0.3, 0.5], 1.0)]
    [1.142857, 5.714286]
    """
    everybody = erlang_c(c, sum(arrivals) * service) * service / c
    higher, waits = 0.0, []
    for arrival in arrivals:
        up_to_here = higher + arrival * service / c
        waits.append(everybody / (1 - higher) / (1 - up_to_here))
        higher = up_to_here
    return waits


def pollaczek_khinchine(arrival: float, service: float, service_sd: float) -> float:
    """Mean wait in an M/G/1 queue (Pollaczek 1930, Khinchine 1932).

    >>> pollaczek_khinchine(0.9, 1.0, 0.0)
    4.5...
    """
    return arrival * (service**2 + service_sd**2) / (2 * (1 - arrival * service))


def recursion(c: int, arrivals: Sequence[float], services: Sequence[float]) -> list[float]:
    """Waits first come, first served, without an event list (Kiefer & Wolfowitz 1955).

    >>> recursion(1, [0.0, 1.0, 5.0], [3.0, 3.0, 1.0])
    [0.0, 2.0, 1.0]
    """
    free = [0.0] * c
    waits = []
    for arrival, service in zip(arrivals, services, strict=True):
        began = max(arrival, free[0])
        waits.append(began - arrival)
        heapq.heapreplace(free, began + service)
    return waits


def absorption(onward: np.ndarray, ends: np.ndarray, start: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares absorbed in each end, and mean visits to each state (Kemeny & Snell 1960): (I - Q)^-1 R.

    `onward[i, j]` is the probability of going from i to j, `ends[i, k]` of ending in k from i, `start[i]` of
    starting in i.
    """
    visits = np.linalg.solve((np.eye(len(onward)) - onward).T, start)
    return visits @ ends, visits
