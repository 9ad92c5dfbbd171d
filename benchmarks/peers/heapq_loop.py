"""No library: a loop over a heap of events, as one writes it when SimPy is too slow.

An event is (time, number, step). The number orders simultaneous events as they were planned. The step is 0
for an arrival, +k for the end of the time at touchpoint k, -k for the end of a recovery there.
"""

import random
from collections import deque
from heapq import heappop, heappush
from itertools import count

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


def run(customers, seed):
    """Simulate until so many customers have come and all have left."""
    rng = random.Random(seed)
    uniform, exponential = rng.random, rng.expovariate
    number = count()
    heap = [(exponential(1 / GAP), next(number), 0)]
    waiting = deque()  # since when
    free = AGENTS
    came = completed = queued = waited = 0
    total_wait = 0.0

    while heap:
        now, _, step = heappop(heap)
        if step == 0:
            came += 1
            if came < customers:
                heappush(heap, (now + exponential(1 / GAP), next(number), 0))
        elif step > 0:
            if step == QUEUE:
                if waiting:
                    waited += 1
                    total_wait += now - waiting.popleft()
                    heappush(heap, (now + exponential(1 / SERVICE), next(number), QUEUE))
                else:
                    free += 1
            if uniform() < FRICTION:
                fate = uniform()
                if fate < RECOVERED:
                    heappush(heap, (now + exponential(1 / RECOVERY), next(number), -step))
                    continue
                if fate < RECOVERED + LEAVING:
                    continue

        touchpoint = abs(step) + 1
        if touchpoint > TOUCHPOINTS:
            completed += 1
        elif touchpoint != QUEUE:
            heappush(heap, (now + exponential(1 / STAY), next(number), touchpoint))
        else:
            queued += 1
            if free:
                free -= 1
                heappush(heap, (now + exponential(1 / SERVICE), next(number), QUEUE))
            else:
                waiting.append(now)

    return Result(customers, completed, waited / queued, total_wait / queued)
