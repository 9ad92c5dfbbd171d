"""Lives as processes: how people come, and one journey after another until the relationship ends."""

import math
from collections.abc import Generator

import simpy

from cxsim.engine.behaviour.lives import (
    GONE,
    NOTHING,
    after_journey,
    be_existing_customer,
    be_prospect,
    comes_next,
    take_up_life,
    turn_page,
    until_arrival,
)
from cxsim.engine.cases import start_case, take_up_case
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.arrays import Start
from cxsim.engine.customer import Case, Customer
from cxsim.engine.journeys import go_through, live_journey
from cxsim.engine.settling import KEPT, TIMES
from cxsim.engine.simulation import Simulation
from cxsim.engine.vocabulary import FIRST_PROSPECT, Event, Origin, State

Process = Generator[simpy.Event, None, None]


def populate(sim: Simulation, begin: Start | None = None) -> None:
    """Put the existing customers in place and let prospects arrive, on their own or referred."""

    def invite(number: int, delay: float) -> None:
        sim.clock.env.process(referred(sim, number, delay))

    sim.invite = invite
    sim.start_case = lambda customer: start_case(sim, customer)
    if begin is not None and not begin.before.customers:
        begin = None
    for number in range(sim.plan.existing):
        customer = Customer(sim.clock, number, Origin.EXISTING)
        if begin is None:
            be_existing_customer(sim, customer)
        else:
            remember_life(customer, begin)
            take_up_life(sim, customer)
            if customer.has_case:
                take_up_case(sim, customer)
        start_life(sim, customer)
    if begin is not None:
        sim.board.published = begin.stars, begin.reviews
    if sim.plan.prospects_per_day > 0.0:
        sim.clock.env.process(arrivals(sim))


def remember_life(customer: Customer, begin: Start) -> None:
    """Be as somebody was who was a customer before time 0, all of whose fields bear the same names."""
    record, case = begin.people[customer.number], begin.cases[customer.number]
    for name in (*KEPT, *TIMES, "state", "measured"):
        setattr(customer, name, record["person"][name].item())
    customer.needs, customer.occurrences = record["needs"].tolist(), record["occurrences"].tolist()
    customer.been = {place: times for place, times in enumerate(record["visits"].tolist()) if times}
    customer.case = Case(**{name: case[name].item() for name in case.dtype.names or ()})


def arrivals(sim: Simulation) -> Process:
    """Let prospects arrive one after another."""
    rank = 0
    while True:
        number = FIRST_PROSPECT + rank
        yield sim.clock.after(until_arrival(sim, number, sim.clock.now), Kind.STEP, number, 0)
        arrive(sim, number, Origin.PROSPECT)
        rank += 1


def referred(sim: Simulation, number: int, delay: float) -> Process:
    """Let somebody arrive whom a promoter has sent."""
    yield sim.clock.after(delay, Kind.STEP, number, 0)
    arrive(sim, number, Origin.REFERRED)


def arrive(sim: Simulation, number: int, origin: Origin) -> None:
    """Let somebody begin who is not a customer yet."""
    customer = Customer(sim.clock, number, origin)
    be_prospect(sim, customer)
    start_life(sim, customer)


def start_life(sim: Simulation, customer: Customer) -> None:
    """Let a person live from now on."""
    sim.everybody.append(customer)
    sim.clock.env.process(life(sim, customer))


def life(sim: Simulation, customer: Customer) -> Process:
    """Live: be won or not, then one journey after another until leaving, or until the simulation ends."""
    sim.write(customer, Event.ARRIVED)
    if customer.state == State.PROSPECT:
        yield from live_journey(sim, customer, sim.plan.onboarding, 0)
        after_journey(sim, customer)
    elif customer.in_journey:  # since before time 0
        yield from go_through(sim, customer, customer.due)
        after_journey(sim, customer)
    while customer.state == State.CUSTOMER:
        yield from rest(sim, customer)
        number = turn_page(sim, customer)
        if number not in (NOTHING, GONE):
            yield from live_journey(sim, customer, number, customer.occurrence)
            after_journey(sim, customer)


def rest(sim: Simulation, customer: Customer) -> Process:
    """Wait for what comes next; what becomes of an open case may let something else come before."""
    customer.woken = None
    while customer.woken is None or customer.woken.triggered:
        first = comes_next(sim, customer)
        if first < math.inf:
            due: simpy.Event = sim.clock.until(first, Kind.STEP, customer.number, customer.step)
        else:
            due = sim.clock.env.event()  # never happens: nothing more is in store for this customer
        if not customer.has_case:
            yield due
            break
        customer.woken = sim.clock.env.event()
        yield due | customer.woken
    customer.woken = None
