"""Does every journey lead somewhere? Checks of starts, links, escapes, and what can be reached."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.crossings import Ground, crossings_of
from cxsim.scenario.endless import endless
from cxsim.scenario.faults import Fault, Path, shown
from cxsim.scenario.journeys import GOAL, RESERVED_LINKS, STOP, Fork, Journey
from cxsim.scenario.parts import Parts
from cxsim.scenario.rounds import backwards, check_rounds, reached

SUM = "shares that sum to"
TOLERANCE = 1e-6  # for shares that sum to 1
REMEMBERED = 1_000  # journeys, at most

# What has been found to be sound. A scenario is checked with each of its improvements, and in many sets of
# assumptions, of which few change where customers go.
_sound: dict[Any, None] = {}


def check_graphs(parts: Parts) -> Iterator[Fault]:
    """Check every journey that could be read, and that every touchpoint is used."""
    on = parts.blocks["mechanisms"] or Mechanisms()
    crossings = crossings_of(parts.entries["touchpoints"], parts.entries["desks"], on)
    grounds = []
    for name, journey in parts.entries["journeys"].items():
        faults = [*_check_start(parts, name, journey), *_check_links(parts, name, journey)]
        yield from faults
        if not faults and parts.whole("touchpoints"):
            grounds.append(ground := Ground(journey, crossings))
            yield from _check_ways(parts, name, ground)
    if parts.whole("journeys") and 0 < len(grounds) == len(parts.entries["journeys"]):
        yield from _check_all_reached(parts, grounds)


def sum_fault(parts: Parts, path: Path, shares: Iterable[float], of: str) -> Iterator[Fault]:
    """Find fault with shares that do not sum to 1."""
    total = float(np.sum(list(shares)))
    if abs(total - 1) > TOLERANCE:
        yield parts.document.fault(path, f"{SUM} {total:.9g}", f"the shares of {of} to sum to 1")


def _check_start(parts: Parts, name: str, journey: Journey) -> Iterator[Fault]:
    path: Path = ("journeys", name, "start")
    for touchpoint in journey.start:
        if touchpoint in (GOAL, STOP):
            yield parts.document.fault((*path, touchpoint), shown(touchpoint), "a touchpoint to start at")
        else:
            yield from parts.reference((*path, touchpoint), touchpoint, "touchpoints")
    yield from sum_fault(parts, path, journey.start.values(), "the starts")


def _check_links(parts: Parts, name: str, journey: Journey) -> Iterator[Fault]:
    path: Path = ("journeys", name, "links")
    for source, targets in journey.links.items():
        if source in (GOAL, STOP):
            yield parts.document.fault((*path, source), f"links from {source}, where a journey ends", "none")
            continue
        yield from parts.reference((*path, source), source, "touchpoints")
        for inside, fork in targets.each():
            yield from _check_fork(parts, (*path, source, *inside), fork)
    yield from _check_dead_ends(parts, name, journey)


def _check_fork(parts: Parts, path: Path, fork: Fork) -> Iterator[Fault]:
    for target in fork:
        if target not in (GOAL, STOP):
            yield from parts.reference((*path, target), target, "touchpoints")
    for origin in fork.origin:
        yield from parts.reference((*path, "from", origin), origin, "touchpoints")
    if fork:
        yield from sum_fault(parts, path, (link.share for link in fork.values()), "the links")
    else:
        yield parts.document.fault(path, "no links", "a link to a touchpoint, to goal or to stop")


def _check_dead_ends(parts: Parts, name: str, journey: Journey) -> Iterator[Fault]:
    existing = parts.names("touchpoints") or ()
    led_to: dict[str, Path] = {touchpoint: ("start", touchpoint) for touchpoint in journey.start}
    for source, targets in journey.links.items():
        for inside, fork in targets.each():
            for target in fork:
                led_to.setdefault(target, ("links", source, *inside, target))
    for touchpoint, place in led_to.items():
        if touchpoint in existing and touchpoint not in (*journey.links, GOAL, STOP):
            found = f"no links from {touchpoint}, which this journey comes to"
            expected = "links to the next touchpoint, to goal or to stop"
            yield parts.document.fault(("journeys", name, *place), found, expected)


def _check_ways(parts: Parts, name: str, ground: Ground) -> Iterator[Fault]:
    """Check where a journey leads, unless just that has been found to be sound before."""
    personas = parts.entries["personas"].values()
    tastes = frozenset((tuple(persona.channels.items()), persona.fastest) for persona in personas)
    content = (ground.content, tastes)
    if content in _sound:
        return
    faults = [*_check_escapes(parts, name, ground)]
    faults = faults or [*_check_ends(parts, name, ground)]
    faults = faults or [*_check_endless(parts, name, ground)]
    yield from faults
    if not faults:
        if len(_sound) >= REMEMBERED:
            _sound.clear()
        _sound[content] = None


def _check_escapes(parts: Parts, name: str, ground: Ground) -> Iterator[Fault]:
    links = ground.journey.links
    for touchpoint in links:
        for target, _ in ground.crossings[touchpoint].escape:
            if target not in links and target in ground.crossings:
                path = ("touchpoints", touchpoint, "waiting", "escape", target)
                found = f"an escape to {target}, which has no links in journey {name}"
                expected = f"a touchpoint with links in every journey of {touchpoint}"
                yield parts.document.fault(path, found, expected)


def _check_ends(parts: Parts, name: str, ground: Ground) -> Iterator[Fault]:
    path: Path = ("journeys", name, "links")
    taken = {
        source: [to for _, fork in targets.each() for to, link in fork.items() if link.share > 0]
        for source, targets in ground.journey.links.items()
    }
    ends = reached((GOAL, STOP), backwards(taken))
    for touchpoint in _reached_in(ground):
        if touchpoint not in ends:
            found = "a touchpoint from which neither goal nor stop can be reached"
            yield parts.document.fault((*path, touchpoint), found, "a way to the end of the journey")
    starts = [touchpoint for touchpoint, share in ground.journey.start.items() if share > 0]
    if GOAL not in reached(starts, taken):
        yield parts.document.fault(path, "no way from the start to goal", "links that lead there")


def _check_endless(parts: Parts, name: str, ground: Ground) -> Iterator[Fault]:
    again = endless(ground)
    if again is None:
        yield from check_rounds(parts, name, ground)
    else:
        found = "a touchpoint to which customers come back for ever, by how visits can end"
        path = ("journeys", name, "links", again)
        yield parts.document.fault(path, found, "a way to the end of the journey from there")


def _reached_in(ground: Ground) -> list[str]:
    """Return where a journey comes to, by links and escapes; a share of 0 may wait for an improvement."""
    links = ground.journey.links
    ways = {
        source: [
            *(to for _, fork in targets.each() for to in fork),
            *(to for to, _ in ground.crossings[source].escape),
        ]
        for source, targets in links.items()
    }
    return [touchpoint for touchpoint in reached(ground.journey.start, ways) if touchpoint in links]


def _check_all_reached(parts: Parts, grounds: Iterable[Ground]) -> Iterator[Fault]:
    met = {touchpoint for ground in grounds for touchpoint in _reached_in(ground)}
    for touchpoint in parts.entries["touchpoints"]:
        if touchpoint not in (*met, GOAL, STOP, *RESERVED_LINKS):
            expected = "one that can be reached from the start of a journey"
            yield parts.document.fault(
                ("touchpoints", touchpoint), "a touchpoint that no journey comes to", expected
            )
