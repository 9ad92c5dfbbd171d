"""Where one goes on from a touchpoint on average, over the forks that may hold: an estimate.

How visits end counts with its first effect. Where one comes from, and how often, is taken from mean numbers
of visits; that who comes back has been through the same before is left out.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cxsim.scenario.journeys import GOAL, NOT_SERVED, STOP, Ending, Fork, Journey
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import Touchpoint


class Known(NamedTuple):
    """What is known of the visits to a touchpoint: where they come from, and how likely more follow."""

    origins: Mapping[str, float]
    back: float


class Onward(NamedTuple):
    """Who takes which link after a visit, and after how long on average; and who is left to try otherwise."""

    shares: Mapping[str, float]
    delay: float
    otherwise: float


NOTHING = Known({}, 0.0)


def depends(scenario: Scenario, journey: Journey) -> bool:
    """Tell whether ways depend on where one came from, or on where one has been."""
    return any(
        fork.origin
        or fork.again
        or any(to in scenario.touchpoints and scenario.touchpoints[to].once for to in fork)
        for outer in journey.links.values()
        for _, fork in outer.each()
    )


def onward(
    scenario: Scenario,
    journey: Journey,
    name: str,
    tastes: Mapping[str, float],
    not_served: float,
    known: Mapping[str, Known],
    first: Mapping[str, float],
) -> Onward:
    """Return where one goes on from a touchpoint, of those who neither stop nor leave there.

    Parameters
    ----------
    not_served
        How many of them were not.
    known
        What is known of visits, by touchpoint.
    first
        Of those who would come to a touchpoint, how many do for the first time.
    """
    shares: dict[str, float] = defaultdict(float)
    delay, otherwise = 0.0, 0.0
    for ending, blocked, weight in _endings(scenario, scenario.touchpoints[name], not_served):
        for part, fork, told in _left(journey.links[name], ending, known.get(name, NOTHING)):
            if ending in NOT_SERVED and not told:
                otherwise += weight * part
                continue
            open_ = preferred(scenario, {to: link.share for to, link in fork.items()}, tastes)
            if blocked:
                open_.pop(GOAL, None)
            for to in open_:
                if to in scenario.touchpoints and scenario.touchpoints[to].once:
                    open_[to] *= first.get(to, 1.0)
            total = sum(open_.values())
            for to, share in open_.items():
                taken = weight * part * share / total if total > 0.0 else 0.0
                shares[to] += taken
                delay += taken * fork[to].delay.mean_value()
    return Onward(shares, delay, otherwise)


def _left(fork: Fork, ending: Ending | None, known: Known) -> Iterator[tuple[float, Fork, bool]]:
    """Go through the forks that are left after a visit: how often, and whether one named how it ended."""
    if ending is not None and ending in fork.after:
        yield from ((part, left, True) for part, left, _ in _left(fork.after[ending], ending, known))
        return
    rest = 1.0
    for origin, inside in fork.origin.items():
        part = known.origins.get(origin, 0.0)
        rest -= part
        yield from ((part * more, left, told) for more, left, told in _left(inside, ending, known))
    above = 0.0
    for times, inside in sorted(fork.again.items(), reverse=True):
        often = known.back ** (times - 1)
        part, above = max(rest, 0.0) * (often - above), often
        yield from ((part * more, left, told) for more, left, told in _left(inside, ending, known))
    yield max(rest, 0.0) * (1.0 - above), fork, False


def _endings(
    scenario: Scenario, touchpoint: Touchpoint, not_served: float
) -> Iterator[tuple[Ending | None, bool, float]]:
    """Go through how visits end, whether that keeps from the goal, and how often."""
    served, on, causes = 1.0 - not_served, scenario.mechanisms, touchpoint.frictions.values()
    unresolved = friction_chance(scenario, touchpoint, at_once=True)
    smooth = math.prod(1.0 - cause.probability for cause in causes) if on.frictions else 1.0
    delight = touchpoint.delight.probability * smooth if touchpoint.delight and on.delight else 0.0
    all_causes = sum(cause.probability for cause in causes)
    blocking = sum(cause.probability for cause in causes if cause.blocks and on.matter)
    blocked = unresolved * blocking / all_causes if all_causes > 0.0 else 0.0
    yield None, False, served * (smooth - delight)
    yield "delight", False, served * delight
    yield "friction", False, served * (unresolved - blocked)
    yield "friction", True, served * blocked
    yield "recovered", False, served * (1.0 - smooth - unresolved)
    yield from ((ending, False, not_served / len(NOT_SERVED)) for ending in NOT_SERVED)


def preferred(
    scenario: Scenario, shares: Mapping[str, float], tastes: Mapping[str, float]
) -> dict[str, float]:
    """Return shares after preferences for channels."""
    liked = {
        to: share * (1.0 if to in (GOAL, STOP) else tastes.get(scenario.touchpoints[to].channel, 1.0))
        for to, share in shares.items()
    }
    weights = liked if sum(liked.values()) > 0.0 else shares
    total = sum(weights.values())
    return {to: weight / total for to, weight in weights.items() if weight > 0.0}


def friction_chance(scenario: Scenario, touchpoint: Touchpoint, at_once: bool = False) -> float:
    """Return how likely a visit brings a friction that is not put right: ever, or by the end of the visit."""
    if not scenario.mechanisms.frictions:
        return 0.0
    smooth = math.prod(1.0 - friction.probability for friction in touchpoint.frictions.values())
    desk = scenario.desks.get(touchpoint.recovery or "") if scenario.mechanisms.recovery else None
    if at_once and desk is not None and not desk.on_the_spot and scenario.mechanisms.cases:
        desk = None  # puts it right when the visit is long over
    return (1.0 - smooth) * (1.0 if desk is None else 1.0 - desk.skill / 2.0)
