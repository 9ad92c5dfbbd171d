"""Cases as processes beside their customer's life: queue, staff time, turnaround, answer; and overdue."""

import math
from collections.abc import Generator

import simpy

from cxsim.engine.behaviour.cases import (
    be_kept_waiting,
    begin_work,
    hear_answer,
    is_there,
    until_overdue,
    until_overdue_again,
)
from cxsim.engine.behaviour.reach import desk_at, persona_of
from cxsim.engine.behaviour.visits import end_work
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.phases import CasePhase
from cxsim.engine.customer import Customer
from cxsim.engine.simulation import Simulation
from cxsim.engine.teams import Answer
from cxsim.engine.vocabulary import CASES, NONE

Process = Generator[simpy.Event, None, None]


def start_case(sim: Simulation, customer: Customer) -> None:
    """Let a new case go its own way."""
    step = CASES + customer.case.number
    sim.clock.env.process(go_through(sim, customer, step))
    sim.clock.env.process(grow_impatient(sim, customer, step, until_overdue(sim, customer)))


def take_up_case(sim: Simulation, customer: Customer) -> None:
    """Let a case go on that was open before time 0: to its answer, or back in line."""
    case, step = customer.case, CASES + customer.case.number
    way = answer(sim, customer, step, case.due) if case.phase == CasePhase.ANSWER else None
    sim.clock.env.process(way or go_through(sim, customer, step))
    sim.clock.env.process(grow_impatient(sim, customer, step, until_overdue_again(sim, customer)))


def go_through(sim: Simulation, customer: Customer, step: int) -> Process:
    """Let a case queue and be worked on, until the answer."""
    case = customer.case
    yield sim.clock.after(0.0, Kind.JOIN, customer.number, step)
    if case.team != NONE:
        priority = desk_at(sim, customer, case.desk).priority + persona_of(sim, customer).priority
        ticket = sim.teams[case.team].join(customer.number, step, priority, math.inf, False)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
    begin_work(sim, customer)
    yield sim.clock.after(case.time, Kind.SERVICE_END, customer.number, step)
    if case.team != NONE:
        sim.teams[case.team].leave()
    yield from answer(sim, customer, step, end_work(sim, customer))


def answer(sim: Simulation, customer: Customer, step: int, turnaround: float) -> Process:
    """Let the answer about a case come after a while."""
    yield sim.clock.after(turnaround, Kind.STEP, customer.number, step)
    if hear_answer(sim, customer):
        wake(customer)


def grow_impatient(sim: Simulation, customer: Customer, step: int, tolerance: float) -> Process:
    """Let a customer down each time their tolerance has passed once more without an answer."""
    while tolerance < math.inf:
        yield sim.clock.after(tolerance, Kind.PATIENCE, customer.number, step)
        if not customer.has_case or CASES + customer.case.number != step or not is_there(customer):
            return
        if be_kept_waiting(sim, customer):
            wake(customer)
        tolerance = until_overdue(sim, customer)


def wake(customer: Customer) -> None:
    """Let somebody who rests between journeys look again at what comes next."""
    if customer.woken is not None:
        customer.woken.succeed()
