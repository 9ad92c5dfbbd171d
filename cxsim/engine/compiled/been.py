"""What a person has been through, behind their record (see `records.whole`); for `reach`."""

from typing import Any

import numpy as np

from cxsim.engine.behaviour.reach import Person, Sim
from cxsim.engine.compiled.memory import behind, bytes_at, counts, floats, integers
from cxsim.engine.compiled.reach import on_records
from cxsim.engine.compiled.records import (
    cases,
)
from cxsim.engine.counted import AtVisit
from cxsim.engine.streams import mix64
from cxsim.engine.vocabulary import GROUPS

_2 = np.uint64(2)
_GROUPS = np.uint64(GROUPS)
_AT_VISIT = len(AtVisit)


@on_records
def forget_visits(sim: Sim, person: Person) -> None:
    """Begin to count visits anew."""
    been = counts(behind(person) + 12 * sim.journeys)
    for touchpoint in range(sim.touchpoints):
        been[touchpoint] = 0


@on_records
def count_visits_here(sim: Sim, person: Person) -> int:
    """Return how often a person has come here in this journey, now included."""
    been = counts(behind(person) + 12 * sim.journeys)
    been[person.here] += 1
    return been[person.here]


@on_records
def has_been_at(sim: Sim, person: Person, touchpoint: int) -> bool:
    """Tell whether a person has come to a touchpoint in this journey."""
    return counts(behind(person) + 12 * sim.journeys)[touchpoint] > 0


@on_records
def group_of(sim: Sim, person: Person) -> int:
    """Return to which group of people an experiment counts a person, in every world."""
    return np.int64(mix64(np.uint64(person.number)) % _GROUPS)  # type: ignore[return-value]


@on_records
def is_first_forced(sim: Sim, person: Person) -> bool:
    """Tell whether no outcome has been forced on this person here before; from now on one has."""
    before = bytes_at(behind(person) + 12 * sim.journeys + 4 * sim.touchpoints)
    first = before[person.here] == 0
    before[person.here] = 1
    return first


@on_records
def need(sim: Sim, person: Person, number: int) -> float:
    """Return when a journey is needed next."""
    return floats(behind(person))[number]


@on_records
def set_need(sim: Sim, person: Person, number: int, time: float) -> None:
    """Say when a journey is needed next."""
    floats(behind(person))[number] = time


@on_records
def forget_occurrences(sim: Sim, person: Person) -> None:
    """Begin to count journeys anew."""
    occurrences = counts(behind(person) + 8 * sim.journeys)
    for number in range(sim.journeys):
        occurrences[number] = 0


@on_records
def next_occurrence(sim: Sim, person: Person, number: int) -> int:
    """Return how often a journey has come up, now included."""
    occurrences = counts(behind(person) + 8 * sim.journeys)
    occurrences[number] += 1
    return occurrences[number]


@on_records
def case_of(sim: Sim, person: Person) -> Any:
    """Return the case that a recovery desk has of a person, or had last."""
    return cases(sim.cases_at, person.index)


@on_records
def case_cell(sim: Sim, person: Person) -> Any:
    """Return the cell of the visit at which somebody's case was opened."""
    case = cases(sim.cases_at, person.index)
    passage = integers(sim.ways_at)[(case.origin + 1) * sim.touchpoints + case.here]
    return integers(sim.visit_tally_at + 8 * _AT_VISIT * (sim.passages * person.persona + passage))
