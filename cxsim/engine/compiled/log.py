"""The event log of the compiled engine, kept or not: without, every row is written over the same one."""

from cxsim.engine.compiled.memory import Record, hot
from cxsim.engine.compiled.records import rows
from cxsim.engine.record import NAN
from cxsim.engine.vocabulary import NONE


@hot
def write(sim: Record, person: Record, event: int) -> Record:
    """Record an event with the customer's own number of it and how they feel now; fill in the rest."""
    person.step += 1
    row = rows(sim.rows_at, sim.rows_count)
    if sim.recording:
        sim.rows_count += 1
        row.customer, row.step, row.persona = person.number, person.step, person.persona
        row.time, row.event = person.now, event
        row.journey, row.occurrence, row.touchpoint, row.origin, row.visit = NONE, NONE, NONE, NONE, 0
        row.outcome, row.notice, row.cause = NONE, NONE, NONE
        row.severity, row.felt, row.began, row.wait, row.duration, row.score = NAN, NAN, NAN, NAN, NAN, NAN
        row.mood, row.satisfaction, row.recorded = person.mood, person.satisfaction, 1
    return row


@hot
def write_in_journey(sim: Record, person: Record, event: int) -> Record:
    """Record an event of the journey under way."""
    row = write(sim, person, event)
    if sim.recording:
        row.journey, row.occurrence = person.journey, person.occurrence
    return row


@hot
def write_at_touchpoint(sim: Record, person: Record, event: int) -> Record:
    """Record an event of the visit under way."""
    row = write_in_journey(sim, person, event)
    if sim.recording:
        row.touchpoint, row.origin, row.visit = person.here, person.origin, person.visit
    return row
