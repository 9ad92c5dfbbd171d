"""Does every journey come to its end, and can anybody reach its goal? By how visits can end, not how often.

A journey that never ends comes back to the same touchpoints for ever: there it is at the last of the forks
that say `again`, and what is met once is behind it. So it is looked for in the ways that are open then.
"""

from collections.abc import Iterator
from typing import NamedTuple

from cxsim.scenario.crossings import Crossing, Ground
from cxsim.scenario.journeys import GOAL, NOT_SERVED, STOP, Fork, Journey
from cxsim.scenario.rounds import backwards, reached


class _Place(NamedTuple):
    """A touchpoint, or an end; and the touchpoint one came from, if that is known and matters."""

    here: str
    origin: str | None = None


_Ways = dict[_Place, list[_Place]]
_SAID = {"blocked": "friction"}
_ENDS = (_Place(GOAL), _Place(STOP))


def endless(ground: Ground) -> str | None:
    """Return a touchpoint to which customers come back for ever, if there is one."""
    ways, often = _ways(ground)
    ends = set(reached(_ENDS, backwards(often)))
    for place in reached(_starts(ground.journey), ways):
        if place not in ends and place in reached(ways.get(place, ()), ways):
            return place.here
    return None


def can_reach_goal(ground: Ground) -> bool:
    """Tell whether anybody can reach the goal."""
    return _Place(GOAL) in reached(_starts(ground.journey), _ways(ground)[0])


def _starts(journey: Journey) -> list[_Place]:
    return [_Place(touchpoint) for touchpoint, share in journey.start.items() if share > 0]


def _ways(ground: Ground) -> tuple[_Ways, _Ways]:
    """Return the ways on from each place: all of them, and those of who has been there often."""
    ways: _Ways = {}
    often: _Ways = {}
    to_do = _starts(ground.journey)
    while to_do:
        place = to_do.pop()
        if place not in ways and place.here in ground.journey.links:
            ways[place], often[place] = (
                list(dict.fromkeys(_next(ground, place, late))) for late in (False, True)
            )
            to_do += ways[place]
    return ways, often


def _next(ground: Ground, place: _Place, often: bool) -> Iterator[_Place]:
    """Go through where one may be next; where no link is left, the journey ends."""
    crossing = ground.crossings[place.here]
    for ending in crossing.endings:
        for fork, says_how in _left(ground.journey.links[place.here], ending, place.origin, often):
            open_ = [to for to, link in fork.items() if link.share > 0]
            if ending in NOT_SERVED and not says_how:
                open_ = list(_otherwise(crossing, place.here))
            if ending == "blocked":
                open_ = [to for to in open_ if to != GOAL]
            if often:
                open_ = [to for to in open_ if to not in ground.once]
            for to in open_ or [STOP]:
                yield _Place(to, place.here) if place.here in ground.asked.get(to, ()) else _Place(to)


def _left(fork: Fork, ending: str, origin: str | None, often: bool) -> Iterator[tuple[Fork, bool]]:
    """Go through the forks that may be left after a visit, each with whether one named how it ended."""
    after = next((one for how, one in fork.after.items() if how == _SAID.get(ending, ending)), None)
    if after is not None:
        yield from ((left, True) for left, _ in _left(after, ending, origin, often))
    elif origin in fork.origin:
        yield from _left(fork.origin[origin], ending, origin, often)
    elif often and fork.again:
        yield from _left(fork.again[max(fork.again)], ending, origin, often)
    else:
        yield fork, False
        for inside in fork.again.values():
            yield from _left(inside, ending, origin, often)


def _otherwise(crossing: Crossing, here: str) -> Iterator[str]:
    """Go through where one may be who is not served."""
    if crossing.redial > 0:
        yield here
    yield from (to for to, share in crossing.escape if share > 0)
    if crossing.redial + sum(share for _, share in crossing.escape) < 1 - 1e-9:
        yield STOP
