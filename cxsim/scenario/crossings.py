"""What decides where customers go on from a touchpoint: all that the ways of a journey are checked by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.company import Desk
from cxsim.scenario.distributions import DurationDistribution
from cxsim.scenario.journeys import NOT_SERVED, Journey
from cxsim.scenario.touchpoints import Touchpoint

SHORTEST_PAUSE = 1 / 1_440  # days on average; where nobody is served, customers come back after it for ever
WIDEST = 10  # times the mean is the sd of durations, at most, where many follow each other


class Crossing(NamedTuple):
    """A touchpoint, as far as it decides where customers go on and when.

    Attributes
    ----------
    channel
        Which preferences lead here.
    once
        Whether it is met at most once in a journey.
    endings
        How a visit can end; ``blocked`` is a friction that keeps from the goal.
    takes_time
        Whether time passes while customers are served.
    waits
        Whether there is a team, so that it may not serve them.
    redial, redial_delay
        The share of those not served who come again, and after how long.
    escape
        Where others of them go on, and which share.
    """

    channel: str
    once: bool
    endings: tuple[str, ...]
    takes_time: bool
    waits: bool
    redial: float
    redial_delay: DurationDistribution | None
    escape: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Ground:
    """A journey, and the touchpoints that there are."""

    journey: Journey
    crossings: Mapping[str, Crossing]

    @cached_property
    def once(self) -> frozenset[str]:
        """The touchpoints that are met once."""
        return frozenset(name for name, crossing in self.crossings.items() if crossing.once)

    @cached_property
    def asked(self) -> dict[str, set[str]]:
        """By touchpoint, from where one may have come for its links to differ."""
        return {
            here: {origin for _, inside in fork.each() for origin in inside.origin}
            for here, fork in self.journey.links.items()
        }

    @property
    def content(self) -> Any:
        """Everything that it holds, to be compared."""
        return self.journey.model_dump_json(include={"start", "links"}), tuple(self.crossings.items())


def crossings_of(
    touchpoints: Mapping[str, Touchpoint], desks: Mapping[str, Desk], on: Mechanisms
) -> dict[str, Crossing]:
    """Return what decides where customers go on, by touchpoint, with these mechanisms."""
    return {
        name: _crossing(touchpoint, desks.get(touchpoint.recovery or ""), on)
        for name, touchpoint in touchpoints.items()
    }


def takes_time(duration: DurationDistribution, factor: float) -> bool:
    """Tell whether time passes where many such durations follow each other, times a factor.

    By Lorden's inequality the mean number of them within a time t is at most t / mean + 1 + (sd / mean)².
    """
    mean = duration.mean_value()
    return mean * factor >= SHORTEST_PAUSE * (1 - 1e-9) and duration.sd_value() <= WIDEST * mean


def _crossing(touchpoint: Touchpoint, desk: Desk | None, on: Mechanisms) -> Crossing:
    waiting = touchpoint.waiting
    return Crossing(
        touchpoint.channel,
        touchpoint.once,
        tuple(_endings(touchpoint, desk, on)),
        takes_time(touchpoint.service, 1.0),
        waiting is not None,
        waiting.redial if waiting is not None else 0.0,
        waiting.redial_delay if waiting is not None else None,
        tuple(waiting.escape.items()) if waiting is not None else (),
    )


def _endings(touchpoint: Touchpoint, desk: Desk | None, on: Mechanisms) -> Iterator[str]:
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
    if causes and _can_recover(desk, on):
        yield "recovered"
    if touchpoint.waiting is not None:
        yield from NOT_SERVED


def _can_recover(desk: Desk | None, on: Mechanisms) -> bool:
    """Tell whether a visit can end with a friction put right, and not only begin to wait for an answer."""
    if desk is None or not on.recovery:
        return False
    return desk.skill > 0 and (desk.on_the_spot or not on.cases)
