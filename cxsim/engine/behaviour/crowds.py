"""Digital crowds: where no staff serves, too many visits within an hour are a load for those of the next."""

from cxsim.engine.behaviour.reach import Part, Person, Sim, count_in_hour
from cxsim.engine.behaviour.written import behaviour


@behaviour
def crowd(sim: Sim, person: Person, touchpoint: Part) -> float:
    """Count a visit, and return the load here in the hour before."""
    return published(count_in_hour(sim, person) / touchpoint.capacity)


@behaviour
def published(load: float) -> float:
    """Return a load as it is read for an hour: in steps, so that one visit more seldom matters to others."""
    if load >= 1.0:
        return 1.0  # more has no more effect
    if load >= 0.75:
        return 0.9 if load >= 0.9 else 0.75
    return 0.5 if load >= 0.5 else 0.0
