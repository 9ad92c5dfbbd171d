"""One visit as a process: waiting for staff, service, and a recovery desk where one takes over."""

from collections.abc import Generator

import simpy

from cxsim.engine.behaviour.callbacks import choose_callback
from cxsim.engine.behaviour.hours import NOT_PLANNED, until_planned
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
from cxsim.engine.vocabulary import NONE, Callback, Draw, Outcome

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
        team, delay = sim.teams[customer.team], 0.0
        while delay != NOT_PLANNED:
            customer.began = customer.now + delay
            yield sim.clock.after(delay, Kind.JOIN, customer.number, customer.step)
            touchpoint, persona = resume(sim, customer), persona_of(sim, customer)
            closed = persona.knows_hours > 0.0 and team.at_once(may_be_turned_away=True) is Answer.CLOSED
            delay = until_planned(sim, customer) if closed else NOT_PLANNED
        patience = sample(sim, touchpoint.patience, Draw.PATIENCE) * persona.patience
        patience *= customer.patience_factor
        priority = touchpoint.priority + persona.priority
        if team.plan.callback_accepted > 0.0 and team.at_once(may_be_turned_away=True) is Answer.WAITING:
            choose_callback(sim, customer, touchpoint, team.waiting, team.on_duty)
        ticket = team.join(
            customer.number, customer.step, priority, patience, True, Callback(customer.callback)
        )
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
        answer, customer.load = ticket.answer, ticket.load
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
        team = sim.teams[customer.team]
        ticket = team.join(customer.number, customer.step, priority, float("inf"), False)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
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


def resume(sim: Simulation, customer: Customer) -> TouchpointPlan:
    """Take up a visit after others were active: its draws, and the touchpoint as it is by now."""
    turn_to_visit(sim, customer)
    return touchpoint_at(sim, customer, customer.here)  # type: ignore[no-any-return]
