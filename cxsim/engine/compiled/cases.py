"""Cases in the compiled engine: what `cxsim.engine.cases` says as processes. Everything here happens now."""

from cxsim.engine.behaviour.cases import (
    be_kept_waiting,
    hear_answer,
    is_there,
    until_overdue,
    until_overdue_again,
)
from cxsim.engine.behaviour.lives import comes_next
from cxsim.engine.behaviour.reach import desk_at, persona_of
from cxsim.engine.behaviour.visits import end_work
from cxsim.engine.clock import Kind
from cxsim.engine.compiled.agenda import come_back, schedule
from cxsim.engine.compiled.memory import Record, compiled
from cxsim.engine.compiled.phases import CasePhase, Phase
from cxsim.engine.compiled.records import cases, crews
from cxsim.engine.compiled.service import work_on_open_case
from cxsim.engine.compiled.teams import leave, queue_at
from cxsim.engine.vocabulary import CASES, NONE


@compiled
def go_on(sim: Record, person: Record, kind: int, step: int) -> None:
    """Let what is due happen to a case."""
    case = cases(sim.cases_at, person.index)
    if kind == Kind.PATIENCE and not (person.has_case and step == CASES + case.number):
        return  # answered long ago
    person.now = sim.now
    if kind == Kind.PATIENCE:
        if is_there(person):
            grow_impatient(sim, person, case)
    elif case.phase == CasePhase.JOIN:
        join(sim, person, case)
    elif case.phase == CasePhase.WORKED_ON:
        if case.team != NONE:
            leave(sim, case.team)
        case.phase = CasePhase.ANSWER
        case.due = sim.now + end_work(sim, person)
        schedule(sim, case.due, Kind.STEP, person.index, step)
    elif hear_answer(sim, person):
        wake(sim, person)


@compiled
def take_up(sim: Record, person: Record) -> None:
    """Let a case go on that was open before time 0: to its answer, or back in line."""
    case = cases(sim.cases_at, person.index)
    kind = Kind.STEP if case.phase == CasePhase.ANSWER else Kind.JOIN
    schedule(sim, case.due, kind, person.index, CASES + case.number)
    schedule(sim, until_overdue_again(sim, person), Kind.PATIENCE, person.index, CASES + case.number)


@compiled
def join(sim: Record, person: Record, case: Record) -> None:
    """Bring a case to its desk, which sends none away."""
    if case.team != NONE:
        crew = crews(sim.crews_at, case.team)
        if not (crew.busy < crew.on_duty and crew.waiting == 0):
            priority = desk_at(sim, person, case.desk).priority
            priority += persona_of(sim, person).priority
            case.phase = CasePhase.WAIT
            queue_at(sim, person, case.team, priority, CASES + case.number)
            return
        crew.busy += 1
    work_on_open_case(sim, person)


@compiled
def grow_impatient(sim: Record, person: Record, case: Record) -> None:
    """Let a customer down who has no answer yet, and foresee when next."""
    called = be_kept_waiting(sim, person)
    tolerance = until_overdue(sim, person)
    schedule(sim, sim.now + tolerance, Kind.PATIENCE, person.index, CASES + case.number)
    if called:
        wake(sim, person)


@compiled
def wake(sim: Record, person: Record) -> None:
    """Let somebody who rests between journeys look again at what comes next."""
    if person.phase == Phase.CHAPTER_DUE:
        come_back(sim, person, person.now + max(comes_next(sim, person) - person.now, 0.0))
