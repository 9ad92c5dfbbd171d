"""Callbacks: who would wait for long may ask to be called back, and keeps their place in the queue."""

from cxsim.engine.behaviour.reach import Part, Person, Sim, happens, team_at
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.vocabulary import Callback, Draw


@behaviour
def choose_callback(sim: Sim, person: Person, touchpoint: Part, waiting: int, staff: int) -> None:
    """Perhaps ask to be called back, behind so many who wait for this staff."""
    team = team_at(sim, person.team)
    is_long = staff == 0 or waiting * touchpoint.mean_service > team.callback_after * staff
    if is_long and happens(sim, team.callback_accepted, Draw.CALLBACK):
        missed = happens(sim, team.callback_unreached, Draw.UNREACHED)
        person.callback = Callback.MISSED if missed else Callback.REACHED


@behaviour
def waited(person: Person) -> float:
    """Return how long a person waited on the line for what begins now: not at all, if called back."""
    return person.now - person.began if person.callback == Callback.NONE else 0.0
