"""What a journey is like on average, from the scenario alone: an absorbing Markov chain for each taste."""

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from cxsim.scenario.journeys import GOAL, STOP, Journey
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import Touchpoint

MOST = 1e15  # of anything: more is not told apart
WORK = 1e9  # operations spent on chains: then personas without preferences stand for the others


class Way(NamedTuple):
    """A journey on average: visits by touchpoint, who reaches the goal or leaves, days in all and of pace."""

    visits: dict[str, float]
    goal: float
    leaves: float
    service: float
    delay: float


class Ways(NamedTuple):
    """A journey on average, for each taste, and which taste each persona has."""

    of_taste: list[Way]
    taste: np.ndarray

    def each(self, field: str) -> np.ndarray:
        """Return a figure for each persona."""
        of_taste = np.array([getattr(way, field) for way in self.of_taste])
        found: np.ndarray = of_taste[self.taste]
        return found

    def days(self, pace: np.ndarray) -> np.ndarray:
        """Return how long it takes each persona."""
        in_all: np.ndarray = self.each("service") + pace * self.each("delay")
        return in_all

    def visits(self, journeys: np.ndarray) -> dict[str, float]:
        """Return visits by touchpoint, for so many journeys of each persona."""
        total: dict[str, float] = defaultdict(float)
        by_taste = np.bincount(self.taste, journeys, len(self.of_taste))
        for way, number in zip(self.of_taste, by_taste.tolist(), strict=True):
            for touchpoint, visits in way.visits.items():
                total[touchpoint] += visits * number
        return total


def mean_journeys(scenario: Scenario, turned_back: Mapping[str, float]) -> dict[str, Ways]:
    """Return all journeys of a scenario on average.

    Parameters
    ----------
    turned_back
        How many of those who come to a touchpoint are not served there, if any.
    """
    tastes, taste = _tastes(scenario)
    return {
        name: Ways([_way(scenario, journey, one, turned_back) for one in tastes], taste)
        for name, journey in scenario.journeys.items()
    }


class _Taste(NamedTuple):
    """Preferences for channels, and what holds those who have them back from leaving."""

    channels: Mapping[str, float]
    holding: float


def _tastes(scenario: Scenario) -> tuple[list[_Taste], np.ndarray]:
    """Return different tastes, as many as can soon be looked at, and which each persona has."""
    personas = list(scenario.personas.values())
    members: dict[tuple[tuple[str, float], ...], list[int]] = defaultdict(list)
    size = sum(len(journey.links) ** 3 for journey in scenario.journeys.values())
    most = max(int(WORK / max(size, 1)), 1)
    for at in sorted(range(len(personas)), key=lambda at: -personas[at].share):
        channels = tuple(sorted(personas[at].channels.items()))
        members[channels if channels in members or len(members) < most else ()].append(at)
    tastes, taste = [], np.zeros(len(personas), int)
    for number, (channels, of_taste) in enumerate(members.items()):
        tastes.append(
            _Taste(dict(channels), float(np.mean([personas[at].switching_cost for at in of_taste])))
        )
        taste[of_taste] = number
    return tastes, taste


def _way(scenario: Scenario, journey: Journey, taste: _Taste, turned_back: Mapping[str, float]) -> Way:
    """Return what a journey is like for people of a taste."""
    names = list(journey.links)
    at = {name: place for place, name in enumerate(names)}
    leaving, goal, service, delay = (np.zeros(len(names)) for _ in range(4))
    stay = np.eye(len(names))
    for here, name in enumerate(names):
        touchpoint, links = scenario.touchpoints[name], journey.links[name]
        leaving[here] = _stops(scenario, touchpoint, journey, taste.holding)
        back = (1.0 - leaving[here]) * turned_back.get(name, 0.0)
        onward = 1.0 - leaving[here] - back
        shares = _preferred(scenario, {to: link.share for to, link in links.items()}, taste.channels)
        for to, share in shares.items():
            if to in at:
                stay[here, at[to]] -= onward * share
        goal[here] = onward * shares.get(GOAL, 0.0)
        service[here] = touchpoint.service.mean_value()
        delay[here] = sum(share * links[to].delay.mean_value() for to, share in shares.items())
        if back > 0.0 and touchpoint.waiting is not None:
            again = back * touchpoint.waiting.redial
            stay[here, here] -= again
            delay[here] += again * touchpoint.waiting.redial_delay.mean_value()
            for to, share in touchpoint.waiting.escape.items():
                if to in at:
                    stay[here, at[to]] -= back * share
    start = np.zeros(len(names))
    for name, share in _preferred(scenario, journey.start, taste.channels).items():
        start[at[name]] = share
    try:
        visits = np.clip(np.linalg.solve(stay.T, start), 0.0, MOST)
    except np.linalg.LinAlgError:  # no way out, or one so narrow that it is rounded away
        visits = np.full(len(names), MOST)
    return Way(
        {name: float(number) for name, number in zip(names, visits, strict=True) if number > 0.0},
        float(min(visits @ goal, 1.0)),
        float(min(visits @ leaving, 1.0)),
        float(visits @ service),
        float(visits @ delay),
    )


def _stops(scenario: Scenario, touchpoint: Touchpoint, journey: Journey, holding: float) -> float:
    """Return how likely somebody stops at a touchpoint whom neither friction nor mood moves."""
    prospect = journey.type == "onboarding"
    base = touchpoint.gate.prospect if prospect else touchpoint.gate.customer
    if base <= 0.0 or not scenario.mechanisms.gate:
        return 0.0
    felt = scenario.gate.friction * touchpoint.gate.stakes * _pain(scenario, touchpoint)
    return chance(log_odds(base) + scenario.gate.competition + felt - (0.0 if prospect else holding))


def _pain(scenario: Scenario, touchpoint: Touchpoint) -> float:
    """Return the mean severity of what a visit leaves unresolved, over all visits."""
    worst = max((one.severity.mean_value() for one in touchpoint.frictions.values()), default=0.0)
    return worst * friction_chance(scenario, touchpoint, at_once=True)


def _preferred(
    scenario: Scenario, shares: Mapping[str, float], tastes: Mapping[str, float]
) -> dict[str, float]:
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


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, finite for 0 and 1 too."""
    bounded = min(max(probability, 1e-12), 1.0 - 1e-12)
    return math.log(bounded / (1.0 - bounded))


def chance(log_odds: float) -> float:
    """Return the probability with these log-odds."""
    return 1.0 / (1.0 + math.exp(-min(max(log_odds, -50.0), 50.0)))
