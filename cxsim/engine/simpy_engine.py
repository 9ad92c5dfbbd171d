"""The SimPy engine: the definition of the simulation, readable from top to bottom.

`lives`, `journeys` and `visits` hold what takes time, `teams` how people wait, `behaviour` what they feel, do
and decide. Here one replication is run and its rows are collected.
"""

from typing import NamedTuple

from cxsim.engine.behaviour.feelings import remembers_worst
from cxsim.engine.behaviour.intentions import means_to_leave
from cxsim.engine.compiled.arrays import Start
from cxsim.engine.compiled_engine import settled
from cxsim.engine.customer import NAN, Customer
from cxsim.engine.lives import populate
from cxsim.engine.parts import Plan
from cxsim.engine.record import CustomerRow, Row
from cxsim.engine.rules import memory_now
from cxsim.engine.simulation import Simulation
from cxsim.engine.streams import Streams
from cxsim.engine.tally import Tally
from cxsim.engine.vocabulary import NONE, Event, Origin, State


class Replication(NamedTuple):
    """What one replication leaves behind: events by customer and their own step, customers, and tallies."""

    events: list[Row]
    customers: list[CustomerRow]
    tally: Tally


def replicate(
    plan: Plan, seed: int, replication: int, keep_events: bool = True, begin: Start | None = None
) -> Replication:
    """Simulate one replication from time 0 to the horizon.

    Parameters
    ----------
    plan
        The scenario in numbers.
    seed, replication
        The same pair always gives the same rows.
    keep_events
        Without, only customers come back; nothing else changes.
    begin
        Where everybody stands at time 0, if that is settled and known already.
    """
    sim = Simulation(plan, Streams(seed, replication), keep_events)
    populate(sim, begin or settled(plan, seed, replication))
    sim.clock.env.process(sim.branch())
    sim.clock.env.run(until=plan.horizon)
    for customer in sim.everybody:
        if customer.state in (State.PROSPECT, State.CUSTOMER):
            sim.write(customer, Event.FOLLOWED_UP)
    customers = sorted(_row(sim, customer) for customer in sim.everybody)
    return Replication(sim.rows(), customers, sim.tally)


def _row(sim: Simulation, customer: Customer) -> CustomerRow:
    until = sim.plan.horizon if customer.state in (State.PROSPECT, State.CUSTOMER) else customer.ended
    known = remembers_worst(sim, customer, until)
    return CustomerRow(
        customer=customer.number,
        persona=customer.persona,
        origin=customer.origin_kind,
        arrived=customer.arrived,
        since=customer.since,
        converted=NAN if customer.origin_kind == Origin.EXISTING else customer.since,
        state=customer.state,
        ended=customer.ended,
        left_touchpoint=customer.left_touchpoint,
        left_journey=customer.left_journey,
        cause=customer.worst_cause if known else NONE,
        cause_touchpoint=customer.worst_touchpoint if known else NONE,
        satisfaction=customer.satisfaction,
        mood=customer.mood,
        memory=memory_now(customer.memory, until - customer.memory_time, sim.plan.feelings.memory_half_life),
        journeys=customer.journeys,
        visits=customer.visits,
        frictions=customer.frictions,
        complaints=customer.complaints,
        recoveries=customer.recoveries,
        referrals=customer.referrals,
        measured=customer.measured and not customer.ended < sim.plan.warm_up,
        troubled=customer.troubled,
        last_purchase=customer.last_purchase,
        cost=customer.cost,
        rest=customer.rest,
        entry=customer.entry,
        level=customer.level,
        level_then=customer.level_then,
        level_steps=customer.level_steps,
        intends=customer.state == State.CUSTOMER and means_to_leave(customer),
        forced=customer.forced,
    )
