"""Frictions: which one, if any, strikes at a visit."""

from cxsim.engine import rules
from cxsim.engine.behaviour.differences import shortfall
from cxsim.engine.behaviour.reach import (
    Part,
    Person,
    Sim,
    calm_strike,
    cause_at,
    causes_of,
    draw,
    happens,
    meeting,
    persona_of,
    sample,
)
from cxsim.engine.behaviour.written import behaviour, often
from cxsim.engine.vocabulary import BAD_TIMING, EXPECTATION, IRRELEVANT, LONG_WAIT, NONE, Draw


@often
def worst_friction(sim: Sim, person: Person, touchpoint: Part) -> None:
    """Find the most severe friction of this visit; causes strike independently of each other."""
    sense = meeting(sim, person)
    worst, severity = NONE, 0.0
    if person.wait > 0.0:
        tolerance = sense.tolerance * person.patience_factor
        if person.wait > tolerance:
            worst, severity = LONG_WAIT, long_wait(sim, touchpoint, person.wait, tolerance)
    for rank in range(causes_of(touchpoint)):
        if happens(sim, strike_probability(sim, person, touchpoint, rank), Draw.STRIKE + rank):
            cause = cause_at(sim, touchpoint, rank)
            as_bad = sample(sim, cause.severity, Draw.SEVERITY + rank)
            if as_bad > severity:
                worst, severity = cause.index, as_bad
    lacking = shortfall(sim, person)
    if lacking > severity and happens(sim, sim.expectation_friction * lacking, Draw.EXPECTATION):
        worst, severity = EXPECTATION, lacking
    if touchpoint.is_message:
        as_bad = sample(sim, touchpoint.message_severity, Draw.MESSAGE_SEVERITY)
        if as_bad > severity:
            elapsed, pace = person.began - person.started, person.pace_factor
            if draw(sim, Draw.IRRELEVANT) >= sense.relevance:
                worst, severity = IRRELEVANT, as_bad
            elif not sense.earliest * pace <= elapsed <= sense.latest * pace:
                worst, severity = BAD_TIMING, as_bad
    person.cause, person.severity = worst, severity


@behaviour
def long_wait(sim: Sim, touchpoint: Part, wait: float, tolerance: float) -> float:
    """Return how bad a wait is: never as bad as not to be served at all, which the same draw would be.

    In a function of its own: or every visit would divide, wait or no wait.
    """
    at_worst = sample(sim, touchpoint.turned_back_severity, Draw.TURNED_BACK_SEVERITY)
    return rules.wait_severity(wait, tolerance) * at_worst


@often
def strike_probability(sim: Sim, person: Person, touchpoint: Part, rank: int) -> float:
    """Return how likely a cause strikes; while nobody waits that is known beforehand."""
    cause = cause_at(sim, touchpoint, rank)
    if person.load == 0.0 or cause.load == 0.0:
        return calm_strike(sim, person, touchpoint, rank)
    persona = persona_of(sim, person)
    return rules.friction_probability(
        cause.probability,
        persona.friction_log_odds,
        cause.technology,
        persona.technology,
        cause.load,
        person.load,
    )
