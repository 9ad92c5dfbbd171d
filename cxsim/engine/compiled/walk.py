"""The main loop of the compiled engine.

Whatever a person does alone is walked through in one go, ahead of everybody else's time. People influence
each other at teams and at the board of reviews only: there they wait on the agenda for their turn.

The loop can stop anywhere between two phases and be taken up again, when memory has to grow, when the log has
to be emptied, or to see whether anybody wants it to end.
"""

from enum import IntEnum

from cxsim.engine.clock import Kind
from cxsim.engine.compiled import journeys, lives, teams, visits
from cxsim.engine.compiled.agenda import take
from cxsim.engine.compiled.layout import crews, desks, happenings, people, touchpoints
from cxsim.engine.compiled.layout import teams as teams_of
from cxsim.engine.compiled.memory import Record, compiled, hot, once
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.service import turn_to_visit
from cxsim.engine.rules import memory_now
from cxsim.engine.vocabulary import NONE, State

# One phase writes at most so many rows, adds at most so many people and happenings.
ROWS, PEOPLE, HAPPENINGS = 16, 2, 8


class Stop(IntEnum):
    """Why the loop came back."""

    DONE = 0
    PAUSE = 1
    PEOPLE = 2
    AGENDA = 3
    QUEUE = 4
    ROWS = 5


@once
def simulate(world: Record, moves: int) -> int:
    """Simulate for at most so many moves, and say why it stopped."""
    if world.now < 0.0:
        start(world)
    for _ in range(moves):
        full = out_of_room(world)
        if full != Stop.DONE:
            return full
        if world.walking != NONE:
            walk(world, world.walking)
        elif world.placed < world.existing:
            world.walking = lives.existing_customer(world)
        elif world.agenda_size > 0 and happenings(world.agenda_at, 0).time < world.next_arrival:
            happen(world, happenings(world.agenda_at, 0))
        elif world.next_arrival < world.horizon:
            world.now = world.next_arrival
            world.walking = lives.next_prospect(world)
        else:
            close(world)
            return Stop.DONE
    return Stop.PAUSE


@compiled
def start(world: Record) -> None:
    """Begin at time 0."""
    world.now = 0.0
    for team in range(world.teams):
        crews(world.crews_at, team).shift = 1
        if teams_of(world.teams_at, team).shifts > 1:
            teams.schedule_shift(world, team)
    lives.foresee_arrival(world, 0.0)


@compiled
def close(world: Record) -> None:
    """Let everybody's memory fade to the end of their follow-up."""
    for index in range(world.people_count):
        person = people(world.people_at, index)
        followed = person.state == State.PROSPECT or person.state == State.CUSTOMER
        person.now = world.horizon if followed else person.ended
        if not lives.remembers_worst(world, person):
            person.worst_cause, person.worst_touchpoint = NONE, NONE
        person.memory = memory_now(person.memory, person.now - person.memory_time, world.half_life)


@hot
def out_of_room(world: Record) -> int:
    """Tell what there is no room for, if anything."""
    if world.people_count + PEOPLE > world.people_room:
        return Stop.PEOPLE
    if world.agenda_size + world.waiting + HAPPENINGS > world.agenda_room:
        return Stop.AGENDA
    if world.queue_full:
        return Stop.QUEUE
    if world.rows_count + ROWS > world.rows_room:
        return Stop.ROWS
    return Stop.DONE


@compiled
def happen(world: Record, what: Record) -> None:
    """Let the first happening on the agenda happen."""
    world.now = what.time
    kind, index, step = what.kind, what.person, what.step
    take(world)
    if kind == Kind.CALENDAR:
        teams.change_shift(world, -1 - index)
        return
    person = people(world.people_at, index)
    if kind == Kind.PATIENCE:
        if person.phase != Phase.WAIT or person.step != step:
            return
        teams.lose_patience(world, person, touchpoints(world.touchpoints_at, person.here))
    elif kind == Kind.SERVICE_END:
        touchpoint = touchpoints(world.touchpoints_at, person.here)
        if person.phase == Phase.SERVED:
            teams.leave(world, touchpoint.team)
        else:
            teams.leave(world, desks(world.desks_at, touchpoint.desk).team)
    person.now = world.now
    if person.phase != Phase.ARRIVE:
        turn_to_visit(world, person)
    world.walking = index


@once
def walk(world: Record, index: int) -> None:
    """Let a person live on until they meet others, as long as there is room."""
    person = people(world.people_at, index)
    while live_on(world, index, person):
        if out_of_room(world) != Stop.DONE:
            return
    world.walking = NONE


@once
def live_on(world: Record, index: int, person: Record) -> bool:
    """Live through one phase; tell whether the person goes on privately."""
    phase = person.phase
    if phase == Phase.ARRIVE:
        return lives.begin(world, index, person)
    if phase == Phase.NEXT_CHAPTER:
        return lives.next_chapter(world, index, person)
    if phase == Phase.JOURNEY_OVER:
        return lives.after_journey(world, index, person)
    touchpoint = touchpoints(world.touchpoints_at, person.here)
    if phase == Phase.VISIT:
        # Straight on to its end, as most visits go.
        if not visits.arrive(world, index, person, touchpoint):
            return False
        if not visits.after_service(world, index, person, touchpoint):
            return False
        return person.phase != Phase.DECIDE or journeys.decide(world, index, person, touchpoint)
    if phase == Phase.SERVED:
        return visits.after_service(world, index, person, touchpoint)
    if phase == Phase.DECIDE:
        return journeys.decide(world, index, person, touchpoint)
    if phase == Phase.JOIN:
        return teams.join(world, index, person, touchpoint)
    if phase == Phase.TURNED_BACK:
        return visits.be_turned_back(world, person, touchpoint)
    if phase == Phase.JOIN_CASES:
        return teams.join_cases(world, index, person, touchpoint)
    if phase == Phase.CASE_WORKED_ON:
        return visits.after_case(world, person, touchpoint)
    return visits.learn_result(world, person, touchpoint)
