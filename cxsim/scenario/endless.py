"""Does every journey come to its end, and can anybody reach its goal? By how visits can end, not how often.

A journey that never ends comes back to the same touchpoints for ever: there it is at the last of the forks
that say `again`, and what is met once is behind it. So it is looked for in the ways that are open then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.company import Desk
from cxsim.scenario.journeys import GOAL, NOT_SERVED, STOP, Fork, Journey
from cxsim.scenario.rounds import backwards, reached
from cxsim.scenario.touchpoints import Touchpoint


@dataclass(frozen=True)
class World:
    """A journey, the touchpoints and desks there are, and which mechanisms are on."""

    journey: Journey
    touchpoints: Mapping[str, Touchpoint]
    desks: Mapping[str, Desk]
    on: Mechanisms

    @cached_property
    def once(self) -> frozenset[str]:
        """The touchpoints that are met once."""
        return frozenset(name for name, point in self.touchpoints.items() if point.once)

    @cached_property
    def asked(self) -> dict[str, set[str]]:
        """By touchpoint, from where one may have come for its links to differ."""
        return {
            here: {origin for _, inside in fork.each() for origin in inside.origin}
            for here, fork in self.journey.links.items()
        }


class _Place(NamedTuple):
    """A touchpoint, or an end; and the touchpoint one came from, if that is known and matters."""

    here: str
    origin: str | None = None


_Ways = dict[_Place, list[_Place]]
_SAID = {"blocked": "friction"}
_ENDS = (_Place(GOAL), _Place(STOP))


def endless(world: World) -> str | None:
    """Return a touchpoint to which customers come back for ever, if there is one."""
    ways, often = _ways(world)
    ends = set(reached(_ENDS, backwards(often)))
    for place in reached(_starts(world.journey), ways):
        if place not in ends and place in reached(ways.get(place, ()), ways):
            return place.here
    return None


def can_reach_goal(world: World) -> bool:
    """Tell whether anybody can reach the goal."""
    return _Place(GOAL) in reached(_starts(world.journey), _ways(world)[0])


def _starts(journey: Journey) -> list[_Place]:
    return [_Place(touchpoint) for touchpoint, share in journey.start.items() if share > 0]


def _ways(world: World) -> tuple[_Ways, _Ways]:
    """Return the ways on from each place: all of them, and those of who has been there often."""
    ways: _Ways = {}
    often: _Ways = {}
    to_do = _starts(world.journey)
    while to_do:
        place = to_do.pop()
        if place not in ways and place.here in world.journey.links:
            endings = list(_endings(world.touchpoints[place.here], world))
            ways[place], often[place] = (
                list(dict.fromkeys(_next(world, place, endings, late))) for late in (False, True)
            )
            to_do += ways[place]
    return ways, often


def _next(world: World, place: _Place, endings: list[str], often: bool) -> Iterator[_Place]:
    """Go through where one may be next; where no link is left, the journey ends."""
    touchpoint = world.touchpoints[place.here]
    for ending in endings:
        for fork, says_how in _left(world.journey.links[place.here], ending, place.origin, often):
            open_ = [to for to, link in fork.items() if link.share > 0]
            if ending in NOT_SERVED and not says_how:
                open_ = list(_otherwise(touchpoint, place.here))
            if ending == "blocked":
                open_ = [to for to in open_ if to != GOAL]
            if often:
                open_ = [to for to in open_ if to not in world.once]
            for to in open_ or [STOP]:
                yield _Place(to, place.here) if place.here in world.asked.get(to, ()) else _Place(to)


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


def _otherwise(touchpoint: Touchpoint, here: str) -> Iterator[str]:
    """Go through where one may be who is not served."""
    waiting = touchpoint.waiting
    if waiting is not None and waiting.redial > 0:
        yield here
    if waiting is not None:
        yield from (to for to, share in waiting.escape.items() if share > 0)
    if waiting is None or waiting.redial + sum(waiting.escape.values()) < 1 - 1e-9:
        yield STOP


def _endings(touchpoint: Touchpoint, world: World) -> Iterator[str]:
    """Go through how a visit can end; `blocked` is a friction that keeps from the goal."""
    on = world.on
    causes = [
        cause
        for cause in touchpoint.frictions.values()
        if on.frictions and cause.probability > 0 and cause.severity.mean_value() > 0
    ]
    if not any(cause.probability >= 1 for cause in causes):
        yield "ok"
        if touchpoint.delight is not None:
            yield "delight"
    blocks = [cause.blocks and on.matter for cause in causes]
    if not all(blocks) or touchpoint.waiting or touchpoint.message:
        yield "friction"
    if any(blocks):
        yield "blocked"
    if causes and _can_recover(world.desks.get(touchpoint.recovery or ""), on):
        yield "recovered"
    if touchpoint.waiting is not None:
        yield from NOT_SERVED


def _can_recover(desk: Desk | None, on: Mechanisms) -> bool:
    """Tell whether a visit can end with a friction put right, and not only begin to wait for an answer."""
    if desk is None or not on.recovery:
        return False
    return desk.skill > 0 and (desk.on_the_spot or not on.cases)
