"""One journey as a process: touchpoint after touchpoint, with time in between."""

from collections.abc import Generator

import simpy

from cxsim.engine.behaviour.journeys import (
    base_of_stopping,
    next_step,
    reads_reviews,
    set_out,
    stop_here,
    stops,
)
from cxsim.engine.behaviour.reach import touchpoint_at
from cxsim.engine.customer import Customer
from cxsim.engine.simulation import Simulation
from cxsim.engine.visits import visit


def live_journey(
    sim: Simulation, customer: Customer, number: int, occurrence: int
) -> Generator[simpy.Event, None, None]:
    """Go through one journey, until its goal, or until the customer stops or leaves."""
    yield from go_through(sim, customer, set_out(sim, customer, number, occurrence))


def go_through(sim: Simulation, customer: Customer, delay: float) -> Generator[simpy.Event, None, None]:
    """Come to a touchpoint after a delay, and go on from there to the end of the journey."""
    while delay >= 0.0:
        if delay > 0.0:
            yield sim.pause(customer, delay)
        yield from visit(sim, customer)
        touchpoint = touchpoint_at(sim, customer, customer.here)
        reads = reads_reviews(sim, customer, touchpoint)
        if base_of_stopping(customer, touchpoint) > 0.0 and stops(sim, customer, touchpoint, reads):
            stop_here(sim, customer, touchpoint)
            return
        delay = next_step(sim, customer, touchpoint)
