"""One visit as a process: waiting for staff, service, and a recovery desk where one takes over."""

from collections.abc import Generator

import simpy

from cxsim.engine.behaviour.differences import own_patience
from cxsim.engine.behaviour.reach import desk_at, persona_of, sample, touchpoint_at, turn_to_visit
from cxsim.engine.behaviour.visits import (
    be_served,
    be_turned_back,
    begin_case,
    begin_service,
    come,
    end_case,
    finish,
    learn_result,
)
from cxsim.engine.clock import Kind
from cxsim.engine.customer import Customer
from cxsim.engine.parts import TouchpointPlan
from cxsim.engine.simulation import Simulation
from cxsim.engine.teams import Answer
from cxsim.engine.vocabulary import NONE, Draw, Outcome

Process = Generator[simpy.Event, None, None]
TURNED_BACK = {
    Answer.ABANDONED: Outcome.ABANDONED,
    Answer.CLOSED: Outcome.CLOSED,
    Answer.BUSY: Outcome.BUSY,
}


def visit(sim: Simulation, customer: Customer) -> Process:
    """Live through one visit to the touchpoint where the customer is."""
    come(sim, customer, resume(sim, customer))
    answer = Answer.SERVED
    if customer.team != NONE:
        yield sim.clock.after(0.0, Kind.JOIN, customer.number, customer.step)
        touchpoint, persona = resume(sim, customer), persona_of(sim, customer)
        patience = sample(sim, touchpoint.patience, Draw.PATIENCE) * persona.patience
        patience *= own_patience(sim, customer)
        priority = touchpoint.priority + persona.priority
        answer = yield from queue(sim, customer, priority, patience, may_be_turned_away=True)
        customer.load = sim.teams[customer.team].load
    touchpoint = resume(sim, customer)
    if answer is Answer.SERVED:
        begin_service(sim, customer, touchpoint)
        if customer.team != NONE:
            yield sim.clock.after(customer.duration, Kind.SERVICE_END, customer.number, customer.step)
            sim.teams[customer.team].leave()
        elif customer.duration > 0.0:
            yield sim.pause(customer, customer.duration)
        if be_served(sim, customer, resume(sim, customer)):
            yield from recover(sim, customer)
    else:
        customer.outcome = TURNED_BACK[answer]
        be_turned_back(sim, customer, touchpoint)
    finish(sim, customer, resume(sim, customer))


def recover(sim: Simulation, customer: Customer) -> Process:
    """Go through a recovery desk: queue, staff time, result."""
    if customer.team != NONE:
        yield sim.clock.after(0.0, Kind.JOIN, customer.number, customer.step)
        priority = desk_at(sim, customer, customer.desk).priority + persona_of(sim, customer).priority
        yield from queue(sim, customer, priority, float("inf"), may_be_turned_away=False)
    resume(sim, customer)
    begin_case(sim, customer)
    yield sim.clock.after(customer.desk_time, Kind.SERVICE_END, customer.number, customer.step)
    if customer.team != NONE:
        sim.teams[customer.team].leave()
    resume(sim, customer)
    turnaround = end_case(sim, customer)
    if turnaround > 0.0:
        yield sim.pause(customer, turnaround)
    learn_result(sim, customer, resume(sim, customer))


def queue(
    sim: Simulation, customer: Customer, priority: int, patience: float, may_be_turned_away: bool
) -> Generator[simpy.Event, None, Answer]:
    """Ask a team to be served, and wait for the answer."""
    ticket = sim.teams[customer.team].join(
        customer.number, customer.step, priority, patience, may_be_turned_away
    )
    if ticket.answer is Answer.WAITING:
        yield ticket.answered
    return ticket.answer


def resume(sim: Simulation, customer: Customer) -> TouchpointPlan:
    """Take up a visit after others were active: its draws, and the touchpoint as it is by now."""
    turn_to_visit(sim, customer)
    return touchpoint_at(sim, customer, customer.here)  # type: ignore[no-any-return]
