"""No library and no model but this one: compiled by hand, as fast as addressed random numbers let it be.

Not a peer but a bound: what a general engine could reach at best, if all that it can do besides cost
nothing. It knows thirteen touchpoints and one queue in order of arrival, and nothing of feelings, memory,
personas or KPIs; nothing in it can be changed without compiling anew. Its draws have addresses as in cxsim,
and come from the same generator.
"""

import heapq
import math

import numpy as np
from numba import njit

from benchmarks.peers.contact_centre import (
    AGENTS,
    FRICTION,
    GAP,
    LEAVING,
    QUEUE,
    RECOVERED,
    RECOVERY,
    SERVICE,
    STAY,
    TOUCHPOINTS,
    Result,
)
from cxsim.engine.streams import philox, to_uniform


@njit(cache=True)
def draws(block, customer, place, key):
    """Return the four draws of a block at an address."""
    w0, w1, w2, w3 = philox(
        np.uint64(block), np.uint64(customer), np.uint64(0), np.uint64(place), np.uint64(key), np.uint64(7)
    )
    return to_uniform(w0), to_uniform(w1), to_uniform(w2), to_uniform(w3)


@njit(cache=True)
def walk(now, customer, first, last, key):
    """Walk alone from one touchpoint through another; return when, or infinity for who has left."""
    for place in range(first, last + 1):
        time, friction, fate, recovery = draws(0, customer, place, key)
        if place != QUEUE:
            now += -math.log(1.0 - time) * STAY
        if friction < FRICTION:
            if fate < RECOVERED:
                now += -math.log(1.0 - recovery) * RECOVERY
            elif fate < RECOVERED + LEAVING:
                return math.inf
    return now


@njit(cache=True)
def simulate(customers, key):
    """Walk each customer to the queue, through it in order of arrival, and on to the end."""
    coming = [(0.0, 0)]
    coming.clear()
    free = np.zeros(AGENTS)  # when each agent will be
    completed, queued, waited, total = 0, 0, 0, 0.0
    arrival = 0.0
    for customer in range(customers + 1):
        if customer < customers:
            arrival += -math.log(1.0 - draws(0, customer, 0, key)[0]) * GAP
            at_queue = walk(arrival, customer, 1, QUEUE - 1, key)
            if at_queue < math.inf:
                heapq.heappush(coming, (at_queue, customer))
        else:
            arrival = math.inf
        while len(coming) > 0 and coming[0][0] < arrival:
            now, who = heapq.heappop(coming)
            agent = np.argmin(free)
            start = max(now, free[agent])
            free[agent] = start - math.log(1.0 - draws(0, who, QUEUE, key)[0]) * SERVICE
            queued += 1
            waited += start > now
            total += start - now
            completed += walk(free[agent], who, QUEUE, TOUCHPOINTS, key) < math.inf
    return completed, waited / queued, total / queued


def run(customers, seed):
    """Simulate until so many customers have come and all have left."""
    return Result(customers, *simulate(customers, seed))
