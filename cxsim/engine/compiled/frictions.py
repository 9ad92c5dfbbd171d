"""Troubles in the compiled engine: the twin of `cxsim.engine.frictions`."""

from cxsim.engine import rules
from cxsim.engine.compiled.draws import draw, happens, sample
from cxsim.engine.compiled.feelings import meeting
from cxsim.engine.compiled.memory import Record, compiled, floats, hot
from cxsim.engine.compiled.records import causes, personas
from cxsim.engine.vocabulary import BAD_TIMING, EXPECTATION, IRRELEVANT, LONG_WAIT, NONE, Draw


@hot
def worst_friction(sim: Record, person: Record, touchpoint: Record) -> None:
    """Find the most severe friction of this visit; causes strike independently of each other."""
    sense = meeting(sim, person)
    worst, severity = NONE, 0.0
    if person.wait > sense.tolerance:
        worst, severity = LONG_WAIT, long_wait(person.wait, sense.tolerance)
    for rank in range(touchpoint.causes):
        cause = causes(sim.causes_at, touchpoint.cause + rank)
        if happens(sim, strike_probability(sim, person, touchpoint.cause + rank), Draw.STRIKE + rank):
            as_bad = sample(sim, cause.severity, Draw.SEVERITY + rank)
            if as_bad > severity:
                worst, severity = cause.index, as_bad
    if sense.shortfall > severity and happens(
        sim, sim.expectation_friction * sense.shortfall, Draw.EXPECTATION
    ):
        worst, severity = EXPECTATION, sense.shortfall
    if touchpoint.is_message:
        as_bad = sample(sim, touchpoint.message_severity, Draw.MESSAGE_SEVERITY)
        if as_bad > severity:
            elapsed = person.began - person.started
            if draw(sim, Draw.IRRELEVANT) >= sense.relevance:
                worst, severity = IRRELEVANT, as_bad
            elif not sense.earliest <= elapsed <= sense.latest:
                worst, severity = BAD_TIMING, as_bad
    person.cause, person.severity = worst, severity


@compiled
def long_wait(wait: float, tolerance: float) -> float:
    """Return how bad a wait is, in a function of its own: or every visit would divide, wait or no wait."""
    return rules.wait_severity(wait, tolerance)


@hot
def strike_probability(sim: Record, person: Record, index: int) -> float:
    """Return how likely a cause strikes; while nobody waits that is known beforehand."""
    cause = causes(sim.causes_at, index)
    if person.load == 0.0 or cause.load == 0.0:
        return floats(sim.strikes_at)[person.persona * sim.causes + index]
    persona = personas(sim.personas_at, person.persona)
    return rules.friction_probability(
        cause.probability,
        persona.friction_log_odds,
        cause.technology,
        persona.technology,
        cause.load,
        person.load,
    )
