"""Feelings in the compiled engine: the twin of `cxsim.engine.feelings`."""

from cxsim.engine import rules
from cxsim.engine.compiled.memory import Record, compiled, hot
from cxsim.engine.compiled.records import meetings, personas


@hot
def meeting(sim: Record, person: Record) -> Record:
    """Return what the touchpoint means to this persona."""
    return meetings(sim.meetings_at, person.persona * sim.touchpoints + person.here)


@hot
def memory(sim: Record, person: Record) -> float:
    """Return what a customer still remembers of unresolved frictions."""
    if person.memory == 0.0:
        return 0.0
    return rules.memory_now(person.memory, person.now - person.memory_time, sim.half_life)


@compiled
def feel(sim: Record, person: Record, gap: float) -> float:
    """Turn a gap into a feeling, which moves the mood and joins the impressions of the journey."""
    persona = personas(sim.personas_at, person.persona)
    felt = rules.felt_value(gap, persona.loss_aversion, sim.sensitivity)
    take_in(sim, person, felt)
    return felt


@hot
def take_in(sim: Record, person: Record, felt: float) -> None:
    """Let a feeling move the mood and join the impressions of the journey."""
    person.mood = rules.mood_after(person.mood, felt, sim.mood_carry)
    person.total += felt
    person.count += 1
    if abs(felt) > abs(person.peak):
        person.peak = felt
    person.end = felt


@compiled
def escalated(sim: Record, person: Record, severity: float) -> float:
    """Return a severity as felt by somebody who remembers earlier failures."""
    return rules.escalated(severity, memory(sim, person), sim.escalation)


@compiled
def be_let_down(sim: Record, person: Record, cause: int, severity: float, goodwill: float) -> float:
    """Feel and remember what is left of a friction; return the feeling."""
    person.frictions += 1
    shortfall = min(meeting(sim, person).gap, 0.0)
    felt = feel(sim, person, shortfall - escalated(sim, person, severity) + goodwill)
    remember(sim, person, cause, severity)
    return felt


@compiled
def remember(sim: Record, person: Record, cause: int, severity: float) -> None:
    """Keep an unresolved friction in mind, and which one was the worst."""
    if not sim.memory or severity == 0.0:
        return
    person.memory = memory(sim, person) + severity
    person.memory_time = person.now
    if severity >= rules.memory_now(person.worst_severity, person.now - person.worst_time, sim.half_life):
        person.worst_severity, person.worst_time = severity, person.now
        person.worst_cause, person.worst_touchpoint = cause, person.here
