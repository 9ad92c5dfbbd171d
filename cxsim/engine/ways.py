"""Ways: journeys in numbers, with the forks that lead on from each touchpoint."""

import math
import zlib

import numpy as np

from cxsim.engine.parts import (
    AFTER,
    AGAIN,
    FROM,
    NEVER,
    TO_GOAL,
    TO_STOP,
    BranchPlan,
    ForkPlan,
    JourneyPlan,
    LinkPlan,
)
from cxsim.engine.vocabulary import Outcome
from cxsim.engine.weekly import Rhythm, rhythm_from_weights
from cxsim.scenario.journeys import GOAL, STOP, Fork, Journey, Link
from cxsim.scenario.model import Scenario


def journey_plan(scenario: Scenario, index: int, name: str) -> JourneyPlan:
    """Turn a journey into numbers."""
    journey, names = scenario.journeys[name], list(scenario.touchpoints)
    on = scenario.mechanisms.after_sales or journey.type != "after_sales"
    loss = _context_loss(scenario, journey)
    return JourneyPlan(
        index=index,
        address=address(name),
        type=journey.type,
        starts=tuple(_preferred(scenario, persona, journey.start) for persona in scenario.personas),
        first=tuple(names.index(name) for name in journey.start),
        forks=_forks(scenario, journey, loss),
        context_loss=loss,
        every=journey.every.sampler() if journey.every and on else NEVER,
        mean_interval=journey.every.mean_value() if journey.every and on else math.inf,
        after_friction=journey.after_friction if on else 0.0,
        after_friction_delay=journey.after_friction_delay.sampler(),
        calls_in_a_row=journey.calls_in_a_row,
        resolves=journey.resolves,
        rhythm=rhythm_of(scenario, journey.rhythm),
    )


def _forks(scenario: Scenario, journey: Journey, loss: tuple[tuple[float, ...], ...]) -> tuple[ForkPlan, ...]:
    """Return the fork of each touchpoint, then those in them: each after the one it is in."""
    places = {name: place for place, name in enumerate(scenario.touchpoints)}
    levels = [scenario.maturity.level(one.stage).context_loss for one in scenario.touchpoints.values()]
    # Personas with the same preferences go the same ways: looked at once.
    tastes = [tuple(sorted(persona.channels.items())) for persona in scenario.personas.values()]
    with_taste = dict(zip(tastes, scenario.personas, strict=True))
    to_do = [(at, journey.links.get(name, Fork())) for name, at in places.items()]
    found: list[ForkPlan] = []

    def way(at: int, target: str, link: Link) -> LinkPlan:
        if target in (GOAL, STOP):
            return LinkPlan(TO_GOAL if target == GOAL else TO_STOP, link.delay.sampler(), 0.0, False)
        lost, own = loss[at][places[target]], link.context_loss
        if own is not None and scenario.mechanisms.handoffs:
            lost = min(own * levels[places[target]], 1.0)
        return LinkPlan(
            places[target], link.delay.sampler(), lost, link.from_start and scenario.mechanisms.calendar
        )

    for at, fork in to_do:
        inside = [(AFTER, int(Outcome[ending.upper()]), one) for ending, one in fork.after.items()]
        inside += [(FROM, places[origin], one) for origin, one in fork.origin.items()]
        inside += [(AGAIN, times, one) for times, one in sorted(fork.again.items(), reverse=True)]
        shares = {name: link.share for name, link in fork.items()}
        ways = {
            taste: _preferred(scenario, one, shares) if shares else () for taste, one in with_taste.items()
        }
        found.append(
            ForkPlan(
                at,
                tuple(ways[taste] for taste in tastes),
                tuple(way(at, target, link) for target, link in fork.items()),
                tuple(BranchPlan(kind, key, len(to_do) + rank) for rank, (kind, key, _) in enumerate(inside)),
                any(target in scenario.touchpoints and scenario.touchpoints[target].once for target in fork),
            )
        )
        to_do += [(at, one) for _, _, one in inside]
    return tuple(found)


def _context_loss(scenario: Scenario, journey: Journey) -> tuple[tuple[float, ...], ...]:
    """Return how likely each hand-off loses the context: a link's own figure or a default, times maturity."""
    points, defaults = list(scenario.touchpoints.values()), scenario.handoffs
    if not scenario.mechanisms.handoffs:
        return ((0.0,) * len(points),) * len(points)
    channels, departments = (
        np.array([getattr(one, kind) for one in points]) for kind in ("channel", "department")
    )
    same_channel, same_department = (kind[:, None] == kind for kind in (channels, departments))
    loss = np.where(same_channel, defaults.same_department, defaults.across_channels).astype(float)
    loss[~same_department] = defaults.across_departments
    places = {name: place for place, name in enumerate(scenario.touchpoints)}
    for source, targets in journey.links.items():
        for target, link in targets.items():
            if link.context_loss is not None and target in places:
                loss[places[source], places[target]] = link.context_loss
    levels = np.array([scenario.maturity.level(one.stage).context_loss for one in points])
    return tuple(map(tuple, np.minimum(loss * levels, 1.0).tolist()))


def _preferred(scenario: Scenario, persona: str, shares: dict[str, float]) -> tuple[float, ...]:
    """Return cumulative shares after the persona's channel preferences, which never close every way on."""
    liking = scenario.personas[persona].channels
    weights = [
        share * (1.0 if name in (GOAL, STOP) else liking.get(scenario.touchpoints[name].channel, 1.0))
        for name, share in shares.items()
    ]
    return cumulative(weights if sum(weights) > 0 else list(shares.values()))


def cumulative(weights: list[float]) -> tuple[float, ...]:
    """Return running sums of weights, divided by their sum; the last that counts ends at 1."""
    if not weights:
        return ()
    total, running, out = math.fsum(weights), 0.0, []
    for weight in weights:
        running += weight
        out.append(running / total)
    last = max(i for i, weight in enumerate(weights) if weight > 0)
    return tuple(1.0 if i >= last else share for i, share in enumerate(out))


def rhythm_of(scenario: Scenario, name: str | None) -> Rhythm | None:
    """Return a rhythm, unless there is none or rhythms are off."""
    if name is None or not scenario.mechanisms.rhythms:
        return None
    return rhythm_from_weights(scenario.rhythms[name].week())


def address(name: str) -> int:
    """Return the number by which draws address a name, whatever its place in the file.

    Examples
    --------
    >>> address("invoice") == address("invoice")
    True
    """
    return zlib.crc32(name.encode())
