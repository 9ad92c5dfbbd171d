"""How long do customers go round in a journey? Mean numbers of visits, by absorbing Markov chains."""

import math
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from cxsim.scenario.crossings import Ground, takes_time
from cxsim.scenario.faults import Fault, Path, escaped
from cxsim.scenario.journeys import GOAL, NOT_SERVED, STOP, Fork
from cxsim.scenario.parts import Parts
from cxsim.scenario.people import Persona

LONGEST_JOURNEY = 1_000  # touchpoints a customer passes on average
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


def check_rounds(parts: Parts, name: str, ground: Ground) -> Iterator[Fault]:
    """Check that nobody goes round for ever: by links, by a persona's preferences, or by not being served."""
    plainly = _mean_length(ground, {})
    if plainly > LONGEST_JOURNEY:
        found = f"links that lead round and round, {_through(plainly)}"
        yield parts.document.fault(
            ("journeys", name, "links"), found, f"a mean of at most {LONGEST_JOURNEY:,}"
        )
        return
    personas: dict[str, Persona] = parts.entries["personas"]
    sound = []
    for who, persona in personas.items():
        length = _mean_length(ground, persona.channels) if persona.channels else plainly
        if length <= LONGEST_JOURNEY:
            sound.append(persona)
        else:
            found = f"preferences that lead round and round in journey {escaped(name)}, {_through(length)}"
            expected = f"channels that leave a way out: a mean of at most {LONGEST_JOURNEY:,} touchpoints"
            yield parts.document.fault(("personas", who, "channels"), found, expected)
    for tastes, pace in _groups(ground, sound):
        worst = _not_served(ground, tastes, pace)
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


def _through(visits: float) -> str:
    return f"through {visits:,.0f} touchpoints on average" if visits < ENDLESS else "for ever"


def _groups(ground: Ground, personas: Iterable[Persona]) -> list[tuple[Tastes, float]]:
    """Return preferences and paces that can make a difference where customers are not served, each once."""
    if not any(_turned_back(ground, here, 0.0) for here in ground.journey.links):
        return []
    found = {
        (tuple(sorted(persona.channels.items())), persona.fastest): (persona.channels, persona.fastest)
        for persona in personas
    }
    return list(found.values())


# --- by links


def _mean_length(ground: Ground, tastes: Tastes) -> float:
    """Return the mean number of touchpoints until the end, by links alone, with preferences for channels.

    It is the largest one, from the start or from any touchpoint that an escape leads to.
    """
    met = _met(ground, tastes)
    lengths = _lengths(met, {here: _served(ground, here, tastes) for here in met})
    start = _preferred(ground, ground.journey.start, tastes)
    from_start = sum(share * lengths[to] for to, share in start.items())
    return max([from_start, *(lengths[to] for here in met for to in _escapes(ground, here))])


def _met(ground: Ground, tastes: Tastes) -> list[str]:
    """Return where customers with these preferences come to, by links and escapes."""
    journey = ground.journey
    ways = {here: [*_leads_to(ground, here, tastes), *_escapes(ground, here)] for here in journey.links}
    met = reached(_preferred(ground, journey.start, tastes), ways)
    return [here for here in met if here in journey.links]


def _leads_to(ground: Ground, here: str, tastes: Tastes) -> Iterator[str]:
    for _, fork in ground.journey.links[here].each():
        yield from _preferred(ground, _shares(fork), tastes)


def _served(ground: Ground, here: str, tastes: Tastes) -> dict[str, float]:
    return _preferred(ground, _shares(ground.journey.links[here]), tastes)


def _shares(fork: Fork) -> dict[str, float]:
    return {to: link.share for to, link in fork.items()}


def _preferred(ground: Ground, shares: Mapping[str, float], tastes: Tastes) -> dict[str, float]:
    """Return shares after preferences for channels, as the engines do: they never close every way on."""
    crossings = ground.crossings
    liked = {
        to: share * (1.0 if to in (GOAL, STOP) else tastes.get(crossings[to].channel, 1.0))
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


def _not_served(ground: Ground, tastes: Tastes, pace: float) -> _Round | None:
    """Return where customers go round and round at one moment, at worst.

    At each touchpoint with staff they are always served or never, whichever makes for more visits: the worst
    of all policies of a Markov decision process, found by policy iteration.
    """
    names, links = _met(ground, tastes), ground.journey.links
    served = {
        here: {} if ground.crossings[here].takes_time else _at_once(ground, links[here], tastes, pace)
        for here in names
    }
    turned_back = {here: _turned_back(ground, here, pace) for here in names}
    told = [
        {here: _at_once(ground, fork, tastes, pace)}
        for here in names
        for path, fork in links[here].each()
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


def _at_once(ground: Ground, fork: Fork, tastes: Tastes, pace: float) -> dict[str, float]:
    """Return where customers are at the same moment who take a link of a fork; elsewhere they are later."""
    return {
        to: share
        for to, share in _preferred(ground, _shares(fork), tastes).items()
        if not takes_time(fork[to].delay, min(pace, 1.0))  # messages keep a pace of 1
    }


def _turned_back(ground: Ground, here: str, pace: float) -> dict[str, float]:
    """Return where customers are at the same moment when they have not been served."""
    crossing = ground.crossings[here]
    if crossing.redial_delay is None or takes_time(crossing.redial_delay, pace) or crossing.redial <= 0:
        return _escapes(ground, here)
    return {here: crossing.redial} | _escapes(ground, here)


def _escapes(ground: Ground, here: str) -> dict[str, float]:
    links = ground.journey.links
    return {to: share for to, share in ground.crossings[here].escape if share > 0 and to in links}
