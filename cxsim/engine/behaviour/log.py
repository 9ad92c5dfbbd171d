"""What is written about a journey and a visit."""

from cxsim.engine.behaviour.reach import Person, Row, Sim, write
from cxsim.engine.behaviour.written import often


@often
def write_in_journey(sim: Sim, person: Person, event: int) -> Row:
    """Record an event of the journey under way."""
    row = write(sim, person, event)
    if sim.recording:
        row.journey, row.occurrence = person.journey, person.occurrence
    return row


@often
def write_at_touchpoint(sim: Sim, person: Person, event: int) -> Row:
    """Record an event of the visit under way."""
    row = write_in_journey(sim, person, event)
    if sim.recording:
        row.touchpoint, row.origin, row.visit = person.here, person.origin, person.visit
    return row
