"""Recovery: the company notices a friction or the customer complains, and a desk puts it right or fails."""

from collections.abc import Generator

import simpy

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.customer import Customer
from cxsim.engine.feelings import be_let_down
from cxsim.engine.frictions import Friction
from cxsim.engine.parts import TouchpointPlan
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.tally import count_case
from cxsim.engine.teams import Answer
from cxsim.engine.vocabulary import NONE, Draw, Event, Notice, Outcome


def suffer(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    friction: Friction,
    draws: list[float],
    place: dict[str, int],
) -> Generator[simpy.Event, None, tuple[Outcome, Notice, float]]:
    """Meet a friction: the company notices, or the customer complains or stays silent; recovery follows."""
    if draws[Draw.DETECT] < touchpoint.detection:
        notice = Notice.DETECTED
    elif draws[Draw.COMPLAIN] < rules.complaint_probability(customer.persona.complaint, friction.severity):
        notice = Notice.COMPLAINED
        customer.complaints += 1
    else:
        notice = Notice.SILENT
    if notice is Notice.SILENT or touchpoint.desk == NONE:
        felt = be_let_down(sim, customer, touchpoint, friction, friction.severity)
        return Outcome.FRICTION, notice, felt

    desk = sim.plan.desks[touchpoint.desk]
    recovered = yield from recover(sim, customer, touchpoint, friction, draws, place)
    if recovered:
        customer.recoveries += 1
        rest = friction.severity * (1.0 - desk.repair)
        felt = be_let_down(sim, customer, touchpoint, friction, rest, desk.goodwill)
        return Outcome.RECOVERED, notice, felt
    felt = be_let_down(
        sim, customer, touchpoint, friction, friction.severity * sim.plan.feelings.double_deviation
    )
    return Outcome.FRICTION, notice, felt


def recover(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    friction: Friction,
    draws: list[float],
    place: dict[str, int],
) -> Generator[simpy.Event, None, bool]:
    """Go through a recovery desk: queue, staff time, result."""
    desk = sim.plan.desks[touchpoint.desk]
    team = sim.teams[desk.team] if desk.team != NONE else None
    began = sim.clock.now
    if team is not None:
        yield sim.clock.after(0.0, Kind.JOIN, customer.number, customer.step)
        priority = desk.priority + customer.persona.priority
        ticket = team.join(customer.number, customer.step, priority, float("inf"), may_be_turned_away=False)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
    wait = sim.clock.now - began
    time = sample(desk.time, draws[Draw.RECOVERY_TIME])
    yield sim.clock.after(time, Kind.SERVICE_END, customer.number, customer.step)
    customer.cost += desk.cost
    if team is not None:
        team.leave()
        customer.cost += time * team.plan.cost_per_day
    turnaround = sample(desk.turnaround, draws[Draw.RECOVERY_TURNAROUND])
    if turnaround > 0.0:
        yield sim.pause(customer, turnaround)
    skill = rules.recovery_probability(desk.skill, touchpoint.empowerment, desk.hardness, friction.severity)
    recovered = draws[Draw.RECOVERY_SUCCESS] < skill
    sim.write(
        customer,
        Event.RECOVERY,
        outcome=Outcome.RECOVERED if recovered else Outcome.FRICTION,
        cause=friction.cause,
        severity=friction.severity,
        began=began,
        wait=wait,
        duration=time,
        **place,
    )
    if desk.staffed_by != NONE and began >= sim.plan.warm_up:
        count_case(sim.tally.teams[desk.staffed_by], time)
    return recovered
