"""Teams in the compiled engine: the twin of `cxsim.engine.teams`. Everything here happens now."""

from cxsim.engine.behaviour.callbacks import choose_callback
from cxsim.engine.behaviour.hours import NOT_PLANNED, until_planned
from cxsim.engine.behaviour.reach import desk_at, persona_of, touchpoint_at, turn_to_visit
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import come_back, schedule
from cxsim.engine.compiled.draws import sample
from cxsim.engine.compiled.memory import Record, compiled, floats, integers
from cxsim.engine.compiled.people import person_at
from cxsim.engine.compiled.phases import Phase
from cxsim.engine.compiled.queues import leave_line, line, line_up
from cxsim.engine.compiled.records import crews, places, teams
from cxsim.engine.compiled.service import serve, work_on_case, work_on_open_case
from cxsim.engine.vocabulary import CASES, Callback, Draw, Outcome


@compiled
def join(sim: Record, person: Record, touchpoint: Record) -> bool:
    """Ask to be served at a touchpoint; tell whether the person goes on privately, in vain."""
    team, crew = teams(sim.teams_at, person.team), crews(sim.crews_at, person.team)
    persona = persona_of(sim, person)
    if crew.on_duty == 0 and team.turn_away:
        delay = until_planned(sim, person) if persona.knows_hours > 0.0 else NOT_PLANNED
        if delay == NOT_PLANNED:
            turn_back(person, Outcome.CLOSED)
            return True
        person.began = person.now + delay
        schedule(sim, person.began, Kind.JOIN, person.index, person.step)
        return False
    if crew.busy < crew.on_duty and crew.waiting == 0:
        crew.busy += 1
        person.load = 0.0
        return serve(sim, person, touchpoint)
    if 0 <= team.lines <= crew.waiting - crew.called_back:
        turn_back(person, Outcome.BUSY)
        return True
    if team.callback_accepted > 0.0:
        choose_callback(sim, person, touchpoint, crew.waiting, crew.on_duty)
    queue(sim, person, touchpoint.priority + persona.priority)
    person.phase = Phase.WAIT
    if person.callback != Callback.NONE:
        crew.called_back += 1
        return False
    patience = sample(sim, touchpoint.patience, Draw.PATIENCE) * persona.patience
    patience *= person.patience_factor
    schedule(sim, person.now + patience, Kind.PATIENCE, person.index, person.step)
    return False


@compiled
def join_cases(sim: Record, person: Record) -> bool:
    """Bring a case to a recovery desk, which sends nobody away."""
    desk = desk_at(sim, person, person.desk)
    crew = crews(sim.crews_at, person.team)
    if crew.busy < crew.on_duty and crew.waiting == 0:
        crew.busy += 1
        return work_on_case(sim, person)
    priority = desk.priority + persona_of(sim, person).priority
    queue(sim, person, priority)
    person.phase = Phase.WAIT_FOR_CASE
    return False


@compiled
def turn_back(person: Record, outcome: int) -> None:
    """Send a person away without service."""
    person.outcome = outcome
    person.phase = Phase.TURNED_BACK


@compiled
def leave(sim: Record, team: int) -> None:
    """Free the member of staff who has just served a customer."""
    crews(sim.crews_at, team).busy -= 1
    call_next(sim, team)


@compiled
def call_next(sim: Record, team: int) -> None:
    """Serve those who wait while staff are free."""
    crew = crews(sim.crews_at, team)
    left = crew.waiting - max(min(crew.waiting, crew.on_duty - crew.busy), 0)
    if crew.on_duty > 0:
        load = left / crew.on_duty
    else:
        load = 1.0 if left > 0 else 0.0
    while crew.waiting > 0 and crew.busy < crew.on_duty:
        index, step = leave_line(sim, team)
        person = person_at(sim, index)
        if not waits(person, step):
            continue  # out of patience long ago
        crew.waiting -= 1
        sim.waiting -= 1
        if step < CASES and person.phase == Phase.WAIT and person.callback != Callback.NONE:
            crew.called_back -= 1
            if person.callback == Callback.MISSED:
                turn_back(person, Outcome.ABANDONED)
                come_back(sim, person, sim.now)
                continue
        crew.busy += 1
        person.now = sim.now
        if step >= CASES:
            work_on_open_case(sim, person)
            continue
        turn_to_visit(sim, person)
        if person.phase == Phase.WAIT:
            person.load = load
            serve(sim, person, touchpoint_at(sim, person, person.here))
        else:
            work_on_case(sim, person)


@compiled
def lose_patience(sim: Record, person: Record) -> None:
    """Give up a place in the queue, which is passed over later."""
    crews(sim.crews_at, person.team).waiting -= 1
    sim.waiting -= 1
    turn_back(person, Outcome.ABANDONED)


@compiled
def change_shift(sim: Record, team: int) -> None:
    """Follow the staff plan: fewer or more on duty from now on, and the next change goes on the agenda."""
    plan, crew = teams(sim.teams_at, team), crews(sim.crews_at, team)
    crew.on_duty = integers(sim.whole_numbers_at)[plan.staff + crew.shift]
    if crew.on_duty == 0 and plan.turn_away:
        send_home(sim, team)
    call_next(sim, team)
    crew.shift += 1
    if crew.shift == plan.shifts:
        crew.shift = 0
        crew.week += 1
    schedule_shift(sim, team)


@compiled
def schedule_shift(sim: Record, team: int) -> None:
    """Put the next change of shift on the agenda."""
    plan, crew = teams(sim.teams_at, team), crews(sim.crews_at, team)
    time = plan.cycle * crew.week + floats(sim.numbers_at)[plan.starts + crew.shift]
    schedule(sim, sim.now + max(time - sim.now, 0.0), Kind.CALENDAR, -1 - team, crew.calendar)


@compiled
def go_on(sim: Record, team: int) -> None:
    """Follow another plan from now on, which the crew knows already."""
    plan, crew = teams(sim.teams_at, team), crews(sim.crews_at, team)
    if crew.on_duty == 0 and plan.turn_away:
        send_home(sim, team)
    call_next(sim, team)
    if plan.shifts > 1:
        schedule_shift(sim, team)


@compiled
def send_home(sim: Record, team: int) -> None:
    """Send everybody home who waits for a visit on the line; cases stay, and who will be called back."""
    crew = crews(sim.crews_at, team)
    waiting, asked = line(sim, team), crew.places
    crew.places = 0
    for at in range(asked):
        # Whoever stays lines up again at or before this place, of which all is read first.
        place = places(waiting, at)
        rank, since, index, step = place.rank, place.since, place.person, place.step
        person = person_at(sim, index)
        if not waits(person, step):
            continue
        if step < CASES and person.phase == Phase.WAIT and person.callback == Callback.NONE:
            crew.waiting -= 1
            sim.waiting -= 1
            turn_back(person, Outcome.CLOSED)
            come_back(sim, person, sim.now)
        else:
            line_up(sim, team, rank, since, index, step)


@compiled
def waits(person: Record, step: int) -> bool:
    """Tell whether the person with a place in the queue still waits there; cases always do."""
    if step >= CASES:
        return True
    return person.ticket == step and (person.phase == Phase.WAIT or person.phase == Phase.WAIT_FOR_CASE)


@compiled
def queue(sim: Record, person: Record, priority: int) -> None:
    """Line up, by rank and by when one came."""
    person.ticket = person.step
    queue_at(sim, person, person.team, priority, person.step)


@compiled
def queue_at(sim: Record, person: Record, team: int, priority: int, step: int) -> None:
    """Line up at a team, oneself or one's case."""
    plan = teams(sim.teams_at, team)
    rank = -priority if plan.absolute_priority else 0
    crews(sim.crews_at, team).waiting += 1
    sim.waiting += 1
    line_up(sim, team, rank, sim.now - plan.head_start * priority, person.index, step)
