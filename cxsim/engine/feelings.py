"""Feelings: how a gap between experience and expectation is felt, and which failures are remembered."""

from cxsim.engine import rules
from cxsim.engine.customer import Customer, Failure
from cxsim.engine.frictions import Trouble
from cxsim.engine.parts import TouchpointPlan
from cxsim.engine.world import World


def judged(world: World, customer: Customer, touchpoint: TouchpointPlan) -> float:
    """Return how the quality delivered stands against what this customer expects."""
    return world.plan.feelings.expectation_weight * (touchpoint.quality - customer.persona.expectation)


def feel(world: World, customer: Customer, gap: float) -> float:
    """Turn a gap into a feeling, which moves the mood and joins the impressions of the journey."""
    felt = rules.felt_value(gap, customer.persona.loss_aversion, world.plan.feelings.sensitivity)
    customer.mood = rules.mood_after(customer.mood, felt, world.plan.feelings.mood_carry)
    customer.impressions.add(felt)
    return felt


def escalated(world: World, customer: Customer, severity: float) -> float:
    """Return a severity as felt by somebody who remembers earlier failures."""
    return rules.escalated(severity, world.memory(customer), world.plan.feelings.escalation)


def be_let_down(
    world: World,
    customer: Customer,
    touchpoint: TouchpointPlan,
    trouble: Trouble,
    severity: float,
    goodwill: float = 0.0,
) -> float:
    """Feel and remember what is left of a friction; return the feeling."""
    customer.frictions += 1
    shortfall = min(judged(world, customer, touchpoint), 0.0)
    felt = feel(world, customer, shortfall - escalated(world, customer, severity) + goodwill)
    remember(world, customer, trouble, touchpoint, severity)
    return felt


def remember(
    world: World, customer: Customer, trouble: Trouble, touchpoint: TouchpointPlan, severity: float
) -> None:
    """Keep an unresolved friction in mind, and which one was the worst."""
    if not world.plan.memory or severity == 0.0:
        return
    now, half_life = world.clock.now, world.plan.feelings.memory_half_life
    worst = customer.worst
    customer.memory = world.memory(customer) + severity
    customer.memory_time = now
    if severity >= rules.memory_now(worst.severity, now - worst.time, half_life):
        customer.worst = Failure(severity, trouble.cause, touchpoint.index, now)
