"""How long do customers go round in a journey? Mean numbers of visits, by absorbing Markov chains."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from cxsim.scenario.distributions import DurationDistribution
from cxsim.scenario.faults import Fault, Path, escaped
from cxsim.scenario.journeys import GOAL, NOT_SERVED, STOP, Fork, Journey
from cxsim.scenario.parts import Parts
from cxsim.scenario.people import Persona
from cxsim.scenario.touchpoints import Touchpoint

LONGEST_JOURNEY = 1_000  # touchpoints a customer passes on average
SHORTEST_PAUSE = 1 / 1_440  # days on average; where nobody is served, customers come back after it for ever
WIDEST = 10  # times the mean is the sd of durations, at most, where many follow each other
ENDLESS = 1e9  # visits: more are said to go on for ever

Place = TypeVar("Place", bound=Hashable)
Steps = dict[str, dict[str, float]]
"""How likely a visit is followed by which; what is missing to 1 ends the journey, or lets time pass."""

Tastes = Mapping[str, float]


class _Round(NamedTuple):
    """A touchpoint that customers come back to too often, how many visits a customer makes, and how."""

    touchpoint: str
    visits: float
    by_links: bool


def check_rounds(parts: Parts, name: str, journey: Journey) -> Iterator[Fault]:
    """Check that nobody goes round for ever: by links, by a persona's preferences, or by not being served."""
    plainly = mean_length(parts, journey, {})
    if plainly > LONGEST_JOURNEY:
        found = f"links that lead round and round, {_through(plainly)}"
        yield parts.document.fault(
            ("journeys", name, "links"), found, f"a mean of at most {LONGEST_JOURNEY:,}"
        )
        return
    personas: dict[str, Persona] = parts.entries["personas"]
    sound = []
    for who, persona in personas.items():
        length = mean_length(parts, journey, persona.channels) if persona.channels else plainly
        if length <= LONGEST_JOURNEY:
            sound.append(persona)
        else:
            found = f"preferences that lead round and round in journey {escaped(name)}, {_through(length)}"
            expected = f"channels that leave a way out: a mean of at most {LONGEST_JOURNEY:,} touchpoints"
            yield parts.document.fault(("personas", who, "channels"), found, expected)
    for tastes, pace in _groups(parts, journey, sound):
        worst = _not_served(parts, journey, tastes, pace)
        if worst is not None:
            what = "links" if worst.by_links else "redial or escape"
            found = f"{what} that lead round and round at one moment, {_through(worst.visits)}"
            expected = (
                f"a mean of at most {LONGEST_JOURNEY:,}: some who give up, "
                "or a redial_delay, service or delay of at least 1 min"
            )
            path: Path = ("touchpoints", worst.touchpoint, "waiting")
            if worst.by_links:
                path = ("journeys", name, "links", worst.touchpoint, "after")
            yield parts.document.fault(path, found, expected)
            return


def takes_time(duration: DurationDistribution, factor: float) -> bool:
    """Tell whether time passes where many such durations follow each other, times a factor.

    By Lorden's inequality the mean number of them within a time t is at most t / mean + 1 + (sd / mean)².
    """
    mean = duration.mean_value()
    return mean * factor >= SHORTEST_PAUSE * (1 - 1e-9) and duration.sd_value() <= WIDEST * mean


def _through(visits: float) -> str:
    return f"through {visits:,.0f} touchpoints on average" if visits < ENDLESS else "for ever"


def _groups(parts: Parts, journey: Journey, personas: Iterable[Persona]) -> list[tuple[Tastes, float]]:
    """Return preferences and paces that can make a difference where customers are not served, each once."""
    if not any(_turned_back(parts, here, journey, 0.0) for here in journey.links):
        return []
    found = {
        (tuple(sorted(persona.channels.items())), persona.fastest): (persona.channels, persona.fastest)
        for persona in personas
    }
    return list(found.values())


# --- by links


def mean_length(parts: Parts, journey: Journey, tastes: Tastes) -> float:
    """Return the mean number of touchpoints until the end, by links alone, with preferences for channels.

    It is the largest one, from the start or from any touchpoint that an escape leads to.
    """
    met = _met(parts, journey, tastes)
    lengths = _lengths(met, {here: _served(parts, here, journey, tastes) for here in met})
    start = _preferred(parts, journey.start, tastes)
    from_start = sum(share * lengths[to] for to, share in start.items())
    return max([from_start, *(lengths[to] for here in met for to in _escapes(parts, here, journey))])


def _met(parts: Parts, journey: Journey, tastes: Tastes) -> list[str]:
    """Return where customers with these preferences come to, by links and escapes."""
    ways = {
        here: [*_leads_to(parts, here, journey, tastes), *_escapes(parts, here, journey)]
        for here in journey.links
    }
    met = reached(_preferred(parts, journey.start, tastes), ways)
    return [here for here in met if here in journey.links]


def _leads_to(parts: Parts, here: str, journey: Journey, tastes: Tastes) -> Iterator[str]:
    for _, fork in journey.links[here].each():
        yield from _preferred(parts, {to: link.share for to, link in fork.items()}, tastes)


def _served(parts: Parts, here: str, journey: Journey, tastes: Tastes) -> dict[str, float]:
    return _preferred(parts, {to: link.share for to, link in journey.links[here].items()}, tastes)


def _preferred(parts: Parts, shares: Mapping[str, float], tastes: Tastes) -> dict[str, float]:
    """Return shares after preferences for channels, as the engines do: they never close every way on."""
    touchpoints: dict[str, Touchpoint] = parts.entries["touchpoints"]
    liked = {
        to: share * (1.0 if to in (GOAL, STOP) else tastes.get(touchpoints[to].channel, 1.0))
        for to, share in shares.items()
    }
    weights = liked if math.fsum(liked.values()) > 0 else shares
    total = math.fsum(weights.values())
    return {to: weight / total for to, weight in weights.items() if weight > 0}


def _lengths(names: Sequence[str], steps: Steps) -> dict[str, float]:
    """Return the mean number of visits from each touchpoint to the end; infinite if one leads nowhere."""
    lengths = _solved(names, steps) if names else np.ones(0)
    return dict(zip(names, lengths if lengths is not None else np.full(len(names), np.inf), strict=True))


def _solved(names: Sequence[str], steps: Steps) -> np.ndarray | None:
    at = {name: index for index, name in enumerate(names)}
    stay = np.eye(len(names))
    for here in names:
        for to, share in steps[here].items():
            if to in at:
                stay[at[here], at[to]] -= share
    try:
        found: np.ndarray = np.linalg.solve(stay, np.ones(len(names)))
    except np.linalg.LinAlgError:  # no way out, or one so narrow that it is rounded away
        return None
    return found if bool(np.all(found > 0.99)) else None


def reached(starts: Iterable[Place], ways: Mapping[Place, Iterable[Place]]) -> list[Place]:
    """Return everything that can be reached from the starts.

    Examples
    --------
    >>> reached(["a"], {"a": ["b"], "b": ["a", "goal"], "c": ["stop"]})
    ['a', 'b', 'goal']
    """
    found = dict.fromkeys(starts)
    to_do = list(found)
    while to_do:
        for target in ways.get(to_do.pop(), ()):
            if target not in found:
                found[target] = None
                to_do.append(target)
    return list(found)


def backwards(ways: Mapping[Place, Iterable[Place]]) -> dict[Place, list[Place]]:
    """Return the ways from where they lead to where they come from."""
    back: dict[Place, list[Place]] = {}
    for source, targets in ways.items():
        for target in targets:
            back.setdefault(target, []).append(source)
    return back


# --- by not being served


def _not_served(parts: Parts, journey: Journey, tastes: Tastes, pace: float) -> _Round | None:
    """Return where customers go round and round at one moment, at worst.

    At each touchpoint with staff they are always served or never, whichever makes for more visits: the worst
    of all policies of a Markov decision process, found by policy iteration.
    """
    names = _met(parts, journey, tastes)
    points = parts.entries["touchpoints"]
    served = {
        here: {}
        if takes_time(points[here].service, 1.0)
        else _at_once(parts, journey.links[here], tastes, pace)
        for here in names
    }
    turned_back = {here: _turned_back(parts, here, journey, pace) for here in names}
    told = [
        {here: _at_once(parts, fork, tastes, pace)}
        for here in names
        for path, fork in journey.links[here].each()
        if any(kind == "after" and key in NOT_SERVED for kind, key in zip(path[::2], path[1::2], strict=True))
    ]
    policy: Steps = dict(served)
    worse: Steps = policy
    lengths: dict[str, float] = {}
    while worse:
        lengths = _lengths(names, policy)
        worse = {
            here: steps
            for choices in (served, turned_back, *told)
            for here, steps in choices.items()
            if _onward(steps, lengths) > _onward(policy[here], lengths) + 1e-9
        }
        policy |= worse
    # Links alone may lead round at some touchpoint, as long as few customers come there.
    ways_out = reached((here for here in names if sum(policy[here].values()) < 1 - 1e-9), backwards(policy))
    rounds = [
        _Round(here, lengths[here], policy[here] is not turned_back[here])
        for here in names
        if policy[here] is not served[here]
        and lengths[here] > LONGEST_JOURNEY
        and here in reached(policy[here], policy)
    ]
    return min(rounds, key=lambda found: found.touchpoint in ways_out, default=None)


def _onward(steps: Mapping[str, float], lengths: Mapping[str, float]) -> float:
    return sum(share * lengths.get(to, 0.0) for to, share in steps.items())


def _at_once(parts: Parts, fork: Fork, tastes: Tastes, pace: float) -> dict[str, float]:
    """Return where customers are at the same moment who take a link of a fork; elsewhere they are later."""
    return {
        to: share
        for to, share in _preferred(parts, {to: link.share for to, link in fork.items()}, tastes).items()
        if not takes_time(fork[to].delay, min(pace, 1.0))  # messages keep a pace of 1
    }


def _turned_back(parts: Parts, here: str, journey: Journey, pace: float) -> dict[str, float]:
    """Return where customers are at the same moment when they have not been served."""
    waiting = parts.entries["touchpoints"][here].waiting
    if waiting is None:
        return {}
    again = {} if takes_time(waiting.redial_delay, pace) else {here: waiting.redial}
    return {to: share for to, share in again.items() if share > 0} | _escapes(parts, here, journey)


def _escapes(parts: Parts, here: str, journey: Journey) -> dict[str, float]:
    waiting = parts.entries["touchpoints"][here].waiting
    ways = waiting.escape if waiting is not None else {}
    return {to: share for to, share in ways.items() if share > 0 and to in journey.links}
