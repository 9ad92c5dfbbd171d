"""SimPy 4 as its documentation teaches it: a source, a process for each customer, a resource."""

import random

import simpy

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


class Centre:
    """The agents, and what has been counted."""

    def __init__(self, env, seed):
        self.env = env
        self.rng = random.Random(seed)
        self.agents = simpy.Resource(env, capacity=AGENTS)
        self.waits = []
        self.completed = 0


def customer(centre):
    """One customer's way through the touchpoints."""
    env, rng = centre.env, centre.rng
    for touchpoint in range(1, TOUCHPOINTS + 1):
        if touchpoint == QUEUE:
            came = env.now
            with centre.agents.request() as request:
                yield request
                centre.waits.append(env.now - came)
                yield env.timeout(rng.expovariate(1 / SERVICE))
        else:
            yield env.timeout(rng.expovariate(1 / STAY))
        if rng.random() < FRICTION:
            fate = rng.random()
            if fate < RECOVERED:
                yield env.timeout(rng.expovariate(1 / RECOVERY))
            elif fate < RECOVERED + LEAVING:
                return
    centre.completed += 1


def source(centre, customers):
    """Customers come one by one."""
    for _ in range(customers):
        yield centre.env.timeout(centre.rng.expovariate(1 / GAP))
        centre.env.process(customer(centre))


def run(customers, seed):
    """Simulate until so many customers have come and all have left."""
    env = simpy.Environment()
    centre = Centre(env, seed)
    env.process(source(centre, customers))
    env.run()
    waits = centre.waits
    waited = sum(wait > 0 for wait in waits) / len(waits)
    return Result(customers, centre.completed, waited, sum(waits) / len(waits))
