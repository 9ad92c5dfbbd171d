"""One visit to a touchpoint: hand-off, wait, service, outcome, recovery, feeling, survey, gate."""

from collections.abc import Generator
from typing import NamedTuple

import simpy

from cxsim.engine import rules
from cxsim.engine.clock import Kind
from cxsim.engine.customer import Customer
from cxsim.engine.feelings import be_let_down, escalated, feel, judged, remember
from cxsim.engine.forcing import forced_outcome, go_as_forced
from cxsim.engine.frictions import Friction, worst_friction
from cxsim.engine.parts import JourneyPlan, TouchpointPlan
from cxsim.engine.perception import ask
from cxsim.engine.recovery import suffer
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.tally import count_contact, count_visit
from cxsim.engine.teams import Answer
from cxsim.engine.vocabulary import (
    ABANDONED,
    BUSY,
    CLOSED,
    LOST_CONTEXT,
    NONE,
    Draw,
    Event,
    Notice,
    Outcome,
    State,
)

TURNED_BACK = {
    Answer.ABANDONED: (Outcome.ABANDONED, ABANDONED),
    Answer.CLOSED: (Outcome.CLOSED, CLOSED),
    Answer.BUSY: (Outcome.BUSY, BUSY),
}


class Result(NamedTuple):
    """How a visit ended: its outcome, whether the customer stops, and the draws that decide what is next."""

    outcome: Outcome
    stops: bool
    draws: list[float]


def visit(
    sim: Simulation,
    customer: Customer,
    journey: JourneyPlan,
    occurrence: int,
    touchpoint: TouchpointPlan,
    origin: int,
    context_loss: float,
    number: int,
    started: float,
) -> Generator[simpy.Event, None, Result]:
    """Live through one visit.

    Parameters
    ----------
    origin, context_loss
        The touchpoint the customer comes from (-1 at the start of a journey), and how likely the hand-off
        loses the context.
    number
        How often the customer has been here in this journey, from 1.
    started
        When the journey started.
    """
    draws = sim.streams.uniforms(
        customer.number, journey.address, occurrence, touchpoint.address, number, touchpoint.draws
    )
    place = {
        "journey": journey.index,
        "occurrence": occurrence,
        "touchpoint": touchpoint.index,
        "origin": origin,
        "visit": number,
    }
    forced = forced_outcome(sim, customer, touchpoint)
    customer.visits += 1
    customer.last_touchpoint = touchpoint.index
    customer.cost += touchpoint.cost

    context_lost = draws[Draw.CONTEXT] < context_loss
    if context_lost:
        lose_context(sim, customer, touchpoint, draws, place)

    began = sim.clock.now
    team = sim.teams[touchpoint.team] if touchpoint.team != NONE else None
    answer, load = Answer.SERVED, 0.0
    if team is not None:
        yield sim.clock.after(0.0, Kind.JOIN, customer.number, customer.step)
        patience = sample(touchpoint.patience, draws[Draw.PATIENCE]) * customer.persona.patience
        priority = touchpoint.priority + customer.persona.priority
        ticket = team.join(customer.number, customer.step, priority, patience, may_be_turned_away=True)
        if ticket.answer is Answer.WAITING:
            yield ticket.answered
        answer, load = ticket.answer, team.load
    wait = sim.clock.now - began

    notice: int = NONE
    if answer is Answer.SERVED:
        duration = sample(touchpoint.service, draws[Draw.SERVICE])
        if team is not None:
            yield sim.clock.after(duration, Kind.SERVICE_END, customer.number, customer.step)
            team.leave()
            customer.cost += duration * team.plan.cost_per_day
        elif duration > 0.0:
            yield sim.pause(customer, duration)
        friction = worst_friction(sim, customer, touchpoint, draws, wait, load, began - started)
        if forced != NONE:
            friction, outcome, notice, felt = go_as_forced(sim, customer, touchpoint, forced, friction, draws)
        elif friction.cause != NONE:
            outcome, notice, felt = yield from suffer(sim, customer, touchpoint, friction, draws, place)
        else:
            outcome, felt = enjoy(sim, customer, touchpoint, draws)
    else:
        outcome, cause = TURNED_BACK[answer]
        friction = Friction(cause, sample(touchpoint.turned_back_severity, draws[Draw.TURNED_BACK_SEVERITY]))
        duration, notice = 0.0, Notice.SILENT
        felt = be_let_down(sim, customer, touchpoint, friction, friction.severity)

    sim.write(
        customer,
        Event.VISIT,
        outcome=outcome,
        notice=notice,
        cause=friction.cause,
        severity=friction.severity,
        felt=felt,
        began=began,
        wait=wait,
        duration=duration,
        recorded=draws[Draw.RECORDED] < touchpoint.recording,
        **place,
    )
    if touchpoint.staffed_by != NONE and began >= sim.plan.warm_up:
        count_contact(sim.tally.teams[touchpoint.staffed_by], outcome, wait, duration)
    if sim.counts(customer):
        count(sim, customer, touchpoint, origin, outcome, notice, felt, wait, context_lost)
    if touchpoint.survey and answer is Answer.SERVED:
        ask(sim, customer, touchpoint, friction, felt, wait, draws, place)
    return Result(outcome, stops_here(sim, customer, touchpoint, draws), draws)


def lose_context(
    sim: Simulation, customer: Customer, touchpoint: TouchpointPlan, draws: list[float], place: dict[str, int]
) -> None:
    """Start again from scratch: a friction that is charged to the link, not to the touchpoint."""
    severity = sample(sim.plan.handoff_severity, draws[Draw.CONTEXT_SEVERITY])
    felt = feel(sim, customer, -escalated(sim, customer, severity))
    remember(sim, customer, Friction(LOST_CONTEXT, severity), touchpoint, severity)
    customer.frictions += 1
    sim.write(customer, Event.CONTEXT_LOST, cause=LOST_CONTEXT, severity=severity, felt=felt, **place)


def enjoy(
    sim: Simulation, customer: Customer, touchpoint: TouchpointPlan, draws: list[float]
) -> tuple[Outcome, float]:
    """Meet no friction: delight, or what one could expect."""
    gap = judged(sim, customer, touchpoint)
    if draws[Draw.DELIGHT] < rules.shift_odds(touchpoint.delight, customer.persona.delight_log_odds):
        strength = sample(touchpoint.delight_strength, draws[Draw.DELIGHT_STRENGTH])
        return Outcome.DELIGHT, feel(sim, customer, max(gap, 0.0) + strength)
    return Outcome.OK, feel(sim, customer, gap)


def count(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    origin: int,
    outcome: Outcome,
    notice: int,
    felt: float,
    wait: float,
    context_lost: bool,
) -> None:
    """Count a visit of somebody who is measured."""
    staffed, good = touchpoint.staffed_by != NONE, outcome in (Outcome.OK, Outcome.DELIGHT)
    for cell in sim.cells(customer, touchpoint.index, origin):
        count_visit(cell, outcome, notice, felt, wait, staffed, context_lost)
    customer.troubled |= context_lost or not good
    customer.contacts += staffed
    customer.good_contacts += staffed and (good or outcome is Outcome.RECOVERED)


def stops_here(sim: Simulation, customer: Customer, touchpoint: TouchpointPlan, draws: list[float]) -> bool:
    """Decide whether the customer stops at this touchpoint."""
    gate, advocacy = sim.plan.gate, sim.plan.advocacy
    prospect = customer.state is State.PROSPECT
    base = touchpoint.stop_prospect if prospect else touchpoint.stop_customer
    if base == 0.0:
        return False
    if not prospect:
        holding_back = customer.persona.switching_cost
    elif touchpoint.reads_reviews:
        holding_back = advocacy.review_weight * (sim.board.read(sim.clock.now) - advocacy.prior_rating)
    else:
        holding_back = 0.0
    stakes = touchpoint.stakes * customer.persona.stakes[touchpoint.index]
    memory = sim.memory(customer)
    return draws[Draw.GATE] < rules.stop_probability(
        base, stakes, gate.friction, memory, gate.mood, customer.mood, gate.competition, holding_back
    )
