"""Whom partial improvements address: drawn once for each person and improvement, for life."""

from cxsim.engine.behaviour.reach import (
    Person,
    Sim,
    happens,
    share_addressed,
    turn_to_improvement,
    turn_to_life,
    variant_of,
)
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.vocabulary import LifeDraw


@behaviour
def be_addressed(sim: Sim, person: Person) -> None:
    """Find out which partial improvements address a person, and so which variant of the plan is theirs."""
    together = 0
    for number in range(sim.partials):
        turn_to_improvement(sim, person, number)
        if happens(sim, share_addressed(sim, person, number), LifeDraw.ADDRESSED):
            together |= 1 << number
    person.variant = variant_of(sim, together)
    if sim.partials > 0:
        turn_to_life(sim, person.number)
