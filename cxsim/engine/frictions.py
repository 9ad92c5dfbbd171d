"""Frictions: which friction, if any, strikes at a visit."""

from typing import NamedTuple

from cxsim.engine import rules
from cxsim.engine.customer import Customer
from cxsim.engine.parts import TouchpointPlan
from cxsim.engine.simulation import Simulation, sample
from cxsim.engine.vocabulary import BAD_TIMING, EXPECTATION, IRRELEVANT, LONG_WAIT, NONE, Draw


class Friction(NamedTuple):
    """A friction: its cause and its severity."""

    cause: int
    severity: float


SMOOTH = Friction(NONE, 0.0)


def worst_friction(
    sim: Simulation,
    customer: Customer,
    touchpoint: TouchpointPlan,
    draws: list[float],
    wait: float,
    load: float,
    elapsed: float,
) -> Friction:
    """Return the most severe friction of this visit; causes strike independently of each other."""
    persona, feelings = customer.persona, sim.plan.feelings
    worst = SMOOTH
    too_long = rules.wait_severity(wait, touchpoint.tolerance * persona.patience)
    if too_long > 0.0:
        worst = Friction(LONG_WAIT, too_long)
    for index, cause in enumerate(touchpoint.causes):
        probability = rules.friction_probability(
            cause.probability,
            persona.friction_log_odds,
            cause.technology,
            persona.technology,
            cause.load,
            load,
        )
        if draws[Draw.STRIKE + index] < probability:
            severity = sample(cause.severity, draws[Draw.SEVERITY + index])
            if severity > worst.severity:
                worst = Friction(cause.index, severity)
    shortfall = rules.expectation_shortfall(persona.expectation, touchpoint.quality)
    if shortfall > worst.severity and draws[Draw.EXPECTATION] < feelings.expectation_friction * shortfall:
        worst = Friction(EXPECTATION, shortfall)
    if touchpoint.is_message:
        worst = message_friction(customer, touchpoint, draws, elapsed, worst)
    return worst


def message_friction(
    customer: Customer, touchpoint: TouchpointPlan, draws: list[float], elapsed: float, worst: Friction
) -> Friction:
    """Return the friction of an irrelevant or ill-timed message, if it is worse than the rest."""
    severity = sample(touchpoint.message_severity, draws[Draw.MESSAGE_SEVERITY])
    if severity > worst.severity:
        pace = customer.persona.pace
        if draws[Draw.IRRELEVANT] >= rules.shift_odds(
            touchpoint.relevance, customer.persona.message_log_odds
        ):
            return Friction(IRRELEVANT, severity)
        if not touchpoint.earliest * pace <= elapsed <= touchpoint.latest * pace:
            return Friction(BAD_TIMING, severity)
    return worst
