"""What a journey is like on average, from the scenario alone: an absorbing Markov chain for each taste."""

import math
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from cxsim.scenario.journeys import GOAL, Journey
from cxsim.scenario.mean_forks import Known, depends, friction_chance, onward, preferred
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import Touchpoint

MOST = 1e15  # of anything: more is not told apart
PASSES = 4  # in which it is found out from where one comes, and how often, where ways depend on it
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
    found = _chain(scenario, journey, taste, turned_back, {}, {})
    if depends(scenario, journey):
        first = {name: 1.0 - one.back for name, one in found.known().items()}
        for _ in range(PASSES):
            found = _chain(scenario, journey, taste, turned_back, found.known(), first)
    return found.way()


class _Chain(NamedTuple):
    """A journey as a Markov chain: who goes where and how, by touchpoint, in the order of `names`."""

    names: list[str]
    start: np.ndarray
    stay: np.ndarray
    each: np.ndarray  # of a visit: who reaches the goal, who leaves, days of service and of delays

    def visits(self) -> np.ndarray:
        """Return the mean number of visits."""
        try:
            return np.clip(np.linalg.solve(self.stay.T, self.start), 0.0, MOST)
        except np.linalg.LinAlgError:  # no way out, or one so narrow that it is rounded away
            return np.full(len(self.names), MOST)

    def way(self) -> Way:
        """Return the journey on average."""
        visits = self.visits()
        goal, leaves, service, delay = (float(figure) for figure in visits @ self.each)
        by_name = {
            name: float(number) for name, number in zip(self.names, visits, strict=True) if number > 0.0
        }
        return Way(by_name, min(goal, 1.0), min(leaves, 1.0), service, delay)

    def known(self) -> dict[str, Known]:
        """Return where visits come from, and how often somebody comes back."""
        visits, onward = self.visits(), np.eye(len(self.names)) - self.stay
        came = visits[:, None] * onward / np.maximum(visits, 1e-12)
        try:
            back = 1.0 - 1.0 / np.maximum(np.diag(np.linalg.inv(self.stay)), 1.0)
        except np.linalg.LinAlgError:
            back = np.ones(len(self.names))
        return {
            name: Known(dict(zip(self.names, came[:, at].tolist(), strict=True)), float(back[at]))
            for at, name in enumerate(self.names)
        }


def _chain(
    scenario: Scenario,
    journey: Journey,
    taste: _Taste,
    turned_back: Mapping[str, float],
    known: Mapping[str, Known],
    first: Mapping[str, float],
) -> _Chain:
    names = list(journey.links)
    at = {name: place for place, name in enumerate(names)}
    leaving, goal, service, delay = (np.zeros(len(names)) for _ in range(4))
    stay = np.eye(len(names))
    for here, name in enumerate(names):
        touchpoint, back = scenario.touchpoints[name], turned_back.get(name, 0.0)
        leaving[here] = _stops(scenario, touchpoint, journey, taste.holding)
        going, staying = (
            onward(scenario, journey, name, taste.channels, back, known, first),
            1.0 - leaving[here],
        )
        for to, share in going.shares.items():
            if to in at:
                stay[here, at[to]] -= staying * share
        goal[here] = staying * going.shares.get(GOAL, 0.0)
        service[here] = touchpoint.service.mean_value()
        delay[here] = going.delay
        if going.otherwise > 0.0 and touchpoint.waiting is not None:
            again = staying * going.otherwise * touchpoint.waiting.redial
            stay[here, here] -= again
            delay[here] += again * touchpoint.waiting.redial_delay.mean_value()
            for to, share in touchpoint.waiting.escape.items():
                if to in at:
                    stay[here, at[to]] -= staying * going.otherwise * share
    start = np.zeros(len(names))
    for name, share in preferred(scenario, journey.start, taste.channels).items():
        start[at[name]] = share
    return _Chain(names, start, stay, np.column_stack([goal, leaving, service, delay]))


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


def log_odds(probability: float) -> float:
    """Return the log-odds of a probability, finite for 0 and 1 too."""
    bounded = min(max(probability, 1e-12), 1.0 - 1e-12)
    return math.log(bounded / (1.0 - bounded))


def chance(log_odds: float) -> float:
    """Return the probability with these log-odds."""
    return 1.0 / (1.0 + math.exp(-min(max(log_odds, -50.0), 50.0)))
