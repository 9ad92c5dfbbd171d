"""Feelings: how a gap between experience and expectation is felt, and which failures are remembered."""

from cxsim.engine import rules
from cxsim.engine.customer import Customer, Failure
from cxsim.engine.frictions import Friction
from cxsim.engine.parts import TouchpointPlan
from cxsim.engine.simulation import Simulation


def judged(sim: Simulation, customer: Customer, touchpoint: TouchpointPlan) -> float:
    """Return how the quality delivered stands against what this customer expects."""
    return sim.plan.feelings.expectation_weight * (touchpoint.quality - customer.persona.expectation)


def feel(sim: Simulation, customer: Customer, gap: float) -> float:
    """Turn a gap into a feeling, which moves the mood and joins the impressions of the journey."""
    felt = rules.felt_value(gap, customer.persona.loss_aversion, sim.plan.feelings.sensitivity)
    customer.mood = rules.mood_after(customer.mood, felt, sim.plan.feelings.mood_carry)
    customer.impressions.add(felt)
    return felt


def escalated(sim: Simulation, customer: Customer, severity: float) -> float:
    """Return a severity as felt by somebody who remembers earlier failures."""
    return rules.escalated(severity, sim.memory(customer), sim.plan.feelings.escalation)


def be_let_down(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    friction: Friction,
    severity: float,
    goodwill: float = 0.0,
) -> float:
    """Feel and remember what is left of a friction; return the feeling."""
    customer.frictions += 1
    shortfall = min(judged(sim, customer, touchpoint), 0.0)
    felt = feel(sim, customer, shortfall - escalated(sim, customer, severity) + goodwill)
    remember(sim, customer, friction, touchpoint, severity)
    return felt


def remember(
    sim: Simulation, customer: Customer, friction: Friction, touchpoint: TouchpointPlan, severity: float
) -> None:
    """Keep an unresolved friction in mind, and which one was the worst."""
    if not sim.plan.memory or severity == 0.0:
        return
    now, half_life = sim.clock.now, sim.plan.feelings.memory_half_life
    worst = customer.worst
    customer.memory = sim.memory(customer) + severity
    customer.memory_time = now
    if severity >= rules.memory_now(worst.severity, now - worst.time, half_life):
        customer.worst = Failure(severity, friction.cause, touchpoint.index, now)
