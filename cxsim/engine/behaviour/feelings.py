"""Feelings: how a gap between experience and expectation is felt, and which failures are remembered."""

from cxsim.engine import rules
from cxsim.engine.behaviour.differences import judged
from cxsim.engine.behaviour.reach import Person, Sim, persona_of
from cxsim.engine.behaviour.written import behaviour, often

# A friction that has faded below this is no longer given as the cause of a loss.
FORGOTTEN = 0.05


@often
def memory(sim: Sim, person: Person) -> float:
    """Return what a customer still remembers of unresolved frictions."""
    if person.memory == 0.0:
        return 0.0
    return rules.memory_now(person.memory, person.now - person.memory_time, sim.half_life)


@behaviour
def feel(sim: Sim, person: Person, gap: float) -> float:
    """Turn a gap into a feeling, which moves the mood and joins the impressions of the journey."""
    felt = rules.felt_value(gap, persona_of(sim, person).loss_aversion, sim.sensitivity)
    take_in(sim, person, felt)
    return felt


@often
def take_in(sim: Sim, person: Person, felt: float) -> None:
    """Let a feeling move the mood and join the impressions of the journey."""
    person.mood = rules.mood_after(person.mood, felt, sim.mood_carry)
    person.total += felt
    person.count += 1
    if abs(felt) > abs(person.peak):
        person.peak = felt
    person.end = felt


@behaviour
def escalated(sim: Sim, person: Person, severity: float) -> float:
    """Return a severity as felt by somebody who remembers earlier failures."""
    return rules.escalated(severity, memory(sim, person), sim.escalation)


@behaviour
def be_let_down(sim: Sim, person: Person, severity: float, goodwill: float) -> float:
    """Feel and remember what is left of the friction of this visit; return the feeling."""
    person.frictions += 1
    shortfall = min(judged(sim, person), 0.0)
    felt = feel(sim, person, shortfall - escalated(sim, person, severity) + goodwill)
    remember(sim, person, person.cause, severity, person.here)
    return felt


@behaviour
def remember(sim: Sim, person: Person, cause: int, severity: float, place: int) -> None:
    """Keep an unresolved friction in mind, and which one was the worst."""
    if not sim.memory or severity == 0.0:
        return
    person.memory = memory(sim, person) + severity
    person.memory_time = person.now
    if severity >= rules.memory_now(person.worst_severity, person.now - person.worst_time, sim.half_life):
        person.worst_severity, person.worst_time = severity, person.now
        person.worst_cause, person.worst_touchpoint = cause, place
        person.worst_in_case = False


@behaviour
def remembers_worst(sim: Sim, person: Person, time: float) -> bool:
    """Tell whether the worst unresolved friction is still on a customer's mind at a time."""
    return rules.memory_now(person.worst_severity, time - person.worst_time, sim.half_life) >= FORGOTTEN
