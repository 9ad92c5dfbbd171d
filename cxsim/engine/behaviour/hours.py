"""Known hours: who knows that a team is closed comes when it is open, and when it suits them."""

import math

from cxsim.engine.behaviour.reach import (
    Person,
    Sim,
    draw,
    happens,
    in_rhythm,
    is_awake,
    journey_at,
    opens,
    persona_of,
)
from cxsim.engine.behaviour.written import behaviour
from cxsim.engine.vocabulary import Draw

NOT_PLANNED = -1.0
# Days that somebody looks ahead for a time at which they are awake and the team is open.
LOOKS_AHEAD = 28.0
SECOND = 1.0 / 86_400.0


@behaviour
def until_planned(sim: Sim, person: Person) -> float:
    """Return how long it is until a visit begins that was planned, by who comes to a closed team."""
    knows = persona_of(sim, person).knows_hours
    if not happens(sim, knows, Draw.KNOWS_HOURS):
        return NOT_PLANNED
    first = suits_first(sim, person)
    if first == math.inf:  # nobody is ever on duty again
        return NOT_PLANNED
    # Of the draw is known by now that it is below: its share of that is as good as another draw.
    share = draw(sim, Draw.KNOWS_HOURS) / knows
    return within_day(sim, person, first, share) - person.now  # type: ignore[no-any-return]


@behaviour
def suits_first(sim: Sim, person: Person) -> float:
    """Return the first time at which the team is open and its customer awake, or at least the former."""
    rhythm = journey_at(sim, person, person.journey).rhythm
    # A shift that is due now may begin a moment later, by the clock on the wall.
    first: float = max(opens(sim, person.team, person.now), person.now + SECOND)
    time = first
    while time < person.now + LOOKS_AHEAD:
        awake = time + in_rhythm(sim, rhythm, time, 0.0)
        time = opens(sim, person.team, awake)
        if time == awake:
            return time
    return first


@behaviour
def within_day(sim: Sim, person: Person, first: float, share: float) -> float:
    """Return a moment of the day that begins at a time: not all come as the doors open."""
    suitable, hours = 0.0, 0
    for hour in range(24):
        if suits(sim, person, begin_of_hour(first, hour)):
            suitable += end_of_hour(first, hour) - begin_of_hour(first, hour)
            hours |= 1 << hour
    left = share * suitable
    for hour in range(24):
        if hours >> hour & 1:
            begin = begin_of_hour(first, hour)
            length = end_of_hour(first, hour) - begin
            if left < length:
                return begin + left
            left -= length
    return first


@behaviour
def suits(sim: Sim, person: Person, begin: float) -> bool:
    """Tell whether an hour suits that begins at a time."""
    # By the clock on the wall, a shift begins or ends a moment after the hour.
    moment = begin + SECOND
    rhythm = journey_at(sim, person, person.journey).rhythm
    awake = is_awake(sim, rhythm, math.floor(moment * 24.0))
    return awake and bool(opens(sim, person.team, moment) == moment)


@behaviour
def begin_of_hour(time: float, hour: int) -> float:
    """Return when that clock hour from a time on begins: the first at once."""
    return time if hour == 0 else end_of_hour(time, hour - 1)


@behaviour
def end_of_hour(time: float, hour: int) -> float:
    """Return when that clock hour from a time on ends."""
    return (math.floor(time * 24.0 + 1e-6) + hour + 1.0) / 24.0
