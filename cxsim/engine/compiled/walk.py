"""The main loop of the compiled engine.

Whatever a person does alone is walked through in one go, ahead of everybody else's time. People influence
each other at teams, at the board of reviews and where a capacity is limited only: there they wait on the
agenda for their turn.

The loop can stop anywhere between two phases and be taken up again, when memory has to grow, when the log has
to be emptied, or to see whether anybody wants it to end.
"""

from enum import IntEnum

from cxsim.engine.behaviour.addressed import be_addressed
from cxsim.engine.behaviour.differences import follow_persona
from cxsim.engine.behaviour.feelings import remembers_worst
from cxsim.engine.behaviour.intentions import means_to_leave
from cxsim.engine.behaviour.reach import touchpoint_at, turn_to_visit
from cxsim.engine.clock import Kind
from cxsim.engine.compiled import been, cases, journeys, levels, lives, reach, teams, visits
from cxsim.engine.compiled.agenda import come_back, first_time, take
from cxsim.engine.compiled.memory import Record, compiled, hot, once
from cxsim.engine.compiled.people import fetch_person, person_at
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.records import crews, happenings
from cxsim.engine.compiled.records import teams as teams_of
from cxsim.engine.rules import memory_now
from cxsim.engine.vocabulary import CASES, NONE, State

# One phase writes at most so many rows, adds at most so many people and happenings.
ROWS, PEOPLE, HAPPENINGS = 16, 2, 8


assert reach
assert been
assert levels  # behaviour is compiled with what they say


class Stop(IntEnum):
    """Why the loop came back."""

    DONE = 0
    PAUSE = 1
    PEOPLE = 2
    AGENDA = 3
    QUEUE = 4
    ROWS = 5
    BRANCH = 6


@once
def simulate(sim: Record, moves: int) -> int:
    """Simulate for at most so many moves, and say why it stopped."""
    if sim.now < 0.0:
        start(sim)
    if sim.branching:
        take_branch(sim)
    for _ in range(moves):
        full = out_of_room(sim)
        if full != Stop.DONE:
            return full
        if sim.walking != NONE:
            walk(sim, sim.walking)
        elif sim.placed < sim.existing:
            sim.walking = lives.existing_customer(sim)
        elif nothing_before(sim, sim.until):
            return Stop.BRANCH
        elif first_time(sim) < sim.next_arrival:
            happen(sim, happenings(sim.agenda_at, 0))
        elif sim.next_arrival < sim.horizon:
            sim.now = sim.next_arrival
            sim.walking = lives.next_prospect(sim)
        else:
            close(sim)
            return Stop.DONE
    return Stop.PAUSE


@compiled
def start(sim: Record) -> None:
    """Begin at time 0."""
    sim.now = 0.0
    for team in range(sim.teams):
        crews(sim.crews_at, team).shift = 1
        if teams_of(sim.teams_at, team).shifts > 1:
            teams.schedule_shift(sim, team)
    lives.foresee_arrival(sim, 0.0)


@hot
def nothing_before(sim: Record, time: float) -> bool:
    """Tell whether everything that is to come comes at this time or later; a branch, if there is one."""
    if time >= sim.horizon or sim.next_arrival < time:
        return False
    return first_time(sim) >= time


@compiled
def take_branch(sim: Record) -> None:
    """Go on with another plan, before anything else happens at its time."""
    sim.now, sim.branching = sim.until, 0
    sim.until = sim.next_until
    for index in range(sim.people_count):
        be_addressed(sim, person_at(sim, index))
        follow_persona(sim, person_at(sim, index))
    for team in range(sim.teams):
        if crews(sim.crews_at, team).goes_on:
            teams.go_on(sim, team)


@compiled
def close(sim: Record) -> None:
    """Let everybody's memory fade to the end of their follow-up."""
    for index in range(sim.people_count):
        person = person_at(sim, index)
        followed = person.state == State.PROSPECT or person.state == State.CUSTOMER
        person.now = sim.horizon if followed else person.ended
        if not remembers_worst(sim, person, person.now):
            person.worst_cause, person.worst_touchpoint = NONE, NONE
        person.intends = person.state == State.CUSTOMER and means_to_leave(person)
        person.memory = memory_now(person.memory, person.now - person.memory_time, sim.half_life)


@hot
def out_of_room(sim: Record) -> int:
    """Tell what there is no room for, if anything."""
    if sim.people_count + PEOPLE > sim.people_room:
        return Stop.PEOPLE
    if sim.agenda_size + sim.later_size + sim.waiting + HAPPENINGS > sim.agenda_room:
        return Stop.AGENDA
    if sim.queue_full:
        return Stop.QUEUE
    if sim.rows_count + ROWS > sim.rows_room:
        return Stop.ROWS
    return Stop.DONE


@compiled
def happen(sim: Record, what: Record) -> None:
    """Let the first happening on the agenda happen."""
    sim.now = what.time
    kind, index, step = what.kind, what.person, what.step
    take(sim)
    fetch_person(sim, happenings(sim.agenda_at, 0).person)  # who comes next, most likely
    if kind == Kind.CALENDAR:
        if step == crews(sim.crews_at, -1 - index).calendar:
            teams.change_shift(sim, -1 - index)
        return
    person = person_at(sim, index)
    if step >= CASES:
        cases.go_on(sim, person, kind, step)
        return
    if kind == Kind.PATIENCE:
        if person.phase != Phase.WAIT or person.ticket != step:
            return
        teams.lose_patience(sim, person)
    elif kind == Kind.SERVICE_END:
        if person.team != NONE:
            teams.leave(sim, person.team)
    elif kind == Kind.STEP and step != person.awaits:
        return  # something else came before
    person.now = sim.now
    if person.phase != Phase.ARRIVE:
        turn_to_visit(sim, person)
    sim.walking = index


@once
def walk(sim: Record, index: int) -> None:
    """Let a person live on until they meet others, as long as there is room."""
    person = person_at(sim, index)
    while live_on(sim, person):
        if person.now >= sim.until:  # the next plan decides what follows
            come_back(sim, person, person.now)
            break
        if out_of_room(sim) != Stop.DONE:
            return
    sim.walking = NONE


@once
def live_on(sim: Record, person: Record) -> bool:
    """Live through one phase; tell whether the person goes on privately."""
    phase = person.phase
    if phase == Phase.ARRIVE:
        return lives.begin(sim, person)
    if phase == Phase.NEXT_CHAPTER or phase == Phase.CHAPTER_DUE:
        return lives.next_chapter(sim, person)
    if phase == Phase.JOURNEY_OVER:
        return lives.after_journey(sim, person)
    touchpoint = touchpoint_at(sim, person, person.here)
    if phase == Phase.VISIT:
        # Straight on to its end, as most visits go.
        if not visits.arrive(sim, person, touchpoint):
            return False
        if person.now >= sim.until:
            return True
        if not visits.after_service(sim, person, touchpoint):
            return False
        return person.phase != Phase.DECIDE or journeys.decide(sim, person, touchpoint)
    if phase == Phase.SERVED:
        return visits.after_service(sim, person, touchpoint)
    if phase == Phase.DECIDE:
        return journeys.decide(sim, person, touchpoint)
    if phase == Phase.JOIN:
        return teams.join(sim, person, touchpoint)
    if phase == Phase.TURNED_BACK:
        return visits.go_in_vain(sim, person, touchpoint)
    if phase == Phase.JOIN_CASES:
        return teams.join_cases(sim, person)
    if phase == Phase.CASE_WORKED_ON:
        return visits.after_case(sim, person)
    return visits.hear_result(sim, person, touchpoint)
