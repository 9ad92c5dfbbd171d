"""Ciw 3.2: a network of fifteen nodes, with each customer's route drawn when the customer comes.

Ciw knows one exit for all, and a node's service leads to the next node by chance or along a route. So the
recovery from a friction is a node of its own (with room for everybody, one for all touchpoints: Ciw looks at
all nodes after each event), and what becomes of each friction is drawn with the route, which changes nothing
as it depends on nothing else. Who leaves passes a last node, in no time, by which the records can tell.

Ciw stops after so many have left; by then some thirty more have come, and they are not counted as completed.
"""

import random
from math import inf

import ciw

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

RECOVERING = TOUCHPOINTS + 1
GIVING_UP = TOUCHPOINTS + 2


def route(customer, simulation):
    """The nodes that a customer visits after the first."""
    nodes = []
    for touchpoint in range(1, TOUCHPOINTS + 1):
        nodes.append(touchpoint)
        if random.random() < FRICTION:
            fate = random.random()
            if fate < RECOVERED:
                nodes.append(RECOVERING)
            elif fate < RECOVERED + LEAVING:
                nodes.append(GIVING_UP)
                break
    return nodes[1:]


def network():
    """The touchpoints, the node of those recovering, and that of those giving up."""
    stays = [ciw.dists.Exponential(rate=1 / STAY) for _ in range(TOUCHPOINTS)]
    stays[QUEUE - 1] = ciw.dists.Exponential(rate=1 / SERVICE)
    servers = [inf] * GIVING_UP
    servers[QUEUE - 1] = AGENTS
    return ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=1 / GAP), *[None] * (GIVING_UP - 1)],
        service_distributions=[
            *stays,
            ciw.dists.Exponential(rate=1 / RECOVERY),
            ciw.dists.Deterministic(value=0.0),
        ],
        number_of_servers=servers,
        routing=ciw.routing.ProcessBased(route),
    )


def run(customers, seed):
    """Simulate until so many customers have left."""
    ciw.seed(seed)
    simulation = ciw.Simulation(network())
    simulation.simulate_until_max_customers(customers, method="Finish")
    gone = simulation.nodes[-1].all_individuals
    gave_up = sum(individual.data_records[-1].node == GIVING_UP for individual in gone)
    waits = [record.waiting_time for record in simulation.get_all_records() if record.node == QUEUE]
    waited = sum(wait > 0 for wait in waits) / len(waits)
    return Result(len(gone), len(gone) - gave_up, waited, sum(waits) / len(waits))
