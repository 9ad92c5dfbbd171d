"""How much there is to simulate: people, journeys and visits to be expected, from the scenario alone.

Journeys are taken for absorbing Markov chains, and customers for a population that gains prospects and loses
people at mean rates. Nobody is simulated, so that it takes some milliseconds: word of mouth is left out, what
customers feel counts with its first effect only, and queues with what staff cannot do. For the reference
scenarios it is within three tenths of what is simulated, and mostly too much where little goes well.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from cxsim.scenario.hours import parse_hours
from cxsim.scenario.journeys import Journey
from cxsim.scenario.mean_forks import friction_chance
from cxsim.scenario.mean_journey import MOST, Ways, chance, log_odds, mean_journeys
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Persona

STEPS = 400  # in which the horizon is gone through
ROUNDS = 12  # of those who try again
SLICES = 5  # of a persona whose customers differ in loyalty, each of the same size


class Forecast(NamedTuple):
    """What one replication is expected to hold, all in all."""

    people: float
    journeys: float
    visits: float

    @property
    def events(self) -> float:
        """Rows of the event log: visits and answers, journeys with their ends, lives with theirs."""
        return 1.4 * self.visits + 2.2 * self.journeys + 2.0 * self.people


def forecast(scenario: Scenario) -> Forecast:
    """Return what one replication of a scenario is expected to hold."""
    scenario, turned_back = _in_slices(scenario), dict[str, float]()
    found, visits = _lives(scenario, turned_back)
    for _ in range(ROUNDS):  # who is not served tries again, or elsewhere, and is in the way of others
        before, turned_back = turned_back, _turned_back(scenario, visits)
        if all(abs(share - before.get(name, 0.0)) < 0.01 for name, share in turned_back.items()):
            break
        found, visits = _lives(scenario, turned_back)
    return found


def _in_slices(scenario: Scenario) -> Scenario:
    """Return the scenario with personas for those who are bound more, and less, than others of theirs.

    Over time the bound remain, of which no mean tells.
    """
    if not scenario.mechanisms.differences:
        return scenario
    middles = [NormalDist().inv_cdf((rank + 0.5) / SLICES) for rank in range(SLICES)]
    personas = {}
    for name, persona in scenario.personas.items():
        places = middles if persona.spread.loyalty else [0.0]
        for rank, place in enumerate(places):
            holding = persona.switching_cost + persona.spread.loyalty * place
            changes = {"share": persona.share / len(places), "switching_cost": holding}
            personas[f"{name}_{rank}"] = persona.model_copy(update=changes)
    return scenario.model_copy(update={"personas": personas})


# --- lives


def _lives(scenario: Scenario, turned_back: Mapping[str, float]) -> tuple[Forecast, dict[str, float]]:
    """Return the forecast, and visits by touchpoint."""
    personas = list(scenario.personas.values())
    share = np.array([persona.share for persona in personas]) / sum(persona.share for persona in personas)
    pace = np.array([persona.pace for persona in personas])
    horizon = scenario.period.warm_up + scenario.period.follow_up
    ways = mean_journeys(scenario, turned_back)
    begun = np.array(
        [[_rate(scenario, one, persona) for persona in personas] for one in scenario.journeys.values()]
    )
    busy = sum(rates * way.days(pace) for rates, way in zip(begun, ways.values(), strict=True))
    begun = begun / np.maximum(busy, 1.0)  # who is busy all the time meets needs later
    begun = begun + _calls(scenario, ways, begun)
    hazard, buying = np.zeros(len(personas)), None
    for (name, journey), rates in zip(scenario.journeys.items(), begun, strict=True):
        hazard += rates * ways[name].each("leaves")
        if journey.type == "renewal":
            hazard += _lost_at_renewal(scenario, personas, rates)
        if journey.type == "onboarding":
            buying = ways[name]
    nobody = np.zeros(len(personas))
    won, late = (nobody, nobody) if buying is None else (buying.each("goal"), buying.days(pace))
    came, finished, lived = _through_time(scenario, share, hazard, won, late, horizon)
    lives = [way.visits(rates * lived) for way, rates in zip(ways.values(), begun, strict=True)]
    total: dict[str, float] = defaultdict(float)
    for visits in [*lives, *([] if buying is None else [buying.visits(finished)])]:
        for touchpoint, number in visits.items():
            total[touchpoint] += number
    people = scenario.population.existing + came
    every = (people, float((begun * lived).sum()) + came, sum(total.values()))
    return Forecast(*(float(min(max(value, 0.0), MOST)) for value in every)), total


def _through_time(
    scenario: Scenario,
    share: np.ndarray,
    hazard: np.ndarray,
    won: np.ndarray,
    late: np.ndarray,
    horizon: float,
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return how many prospects come, how many of each persona get through, and days lived as customers."""
    step = horizon / STEPS
    customers = share * scenario.population.existing
    arrivals = scenario.population.prospects_per_day * step
    wait = np.minimum(np.round(late / step), STEPS)
    stay = np.exp(-hazard * step)
    lived, finished = np.zeros(len(share)), np.zeros(len(share))
    for now in range(STEPS):
        left = horizon - now * step
        finished += share * arrivals * np.minimum(1.0, left / np.maximum(late, left / 2.0))
        new = np.where(now >= wait, arrivals, 0.0) * share * won
        lived += step * (customers + new / 2.0) * (1.0 + stay) / 2.0
        customers = customers * stay + new
    return STEPS * arrivals, finished, lived


def _rate(scenario: Scenario, journey: Journey, persona: Persona) -> float:
    """Return how often a customer needs a journey, a day."""
    if journey.type == "onboarding" or (
        journey.type == "after_sales" and not scenario.mechanisms.after_sales
    ):
        return 0.0
    if journey.type == "renewal" and scenario.churn.definition == "contract_end":
        return _first_terms(scenario, persona) / persona.contract.first if persona.contract else 0.0
    mean = journey.every.mean_value() * persona.pace if journey.every else 0.0
    stays = _stays(scenario, persona) if journey.type == "renewal" else 1.0
    return stays / mean if mean > 0.0 else 0.0


def _first_terms(scenario: Scenario, persona: Persona) -> float:
    """Return the share of customers whose term ends with a journey: all, or those in their first term."""
    contract, tenure = persona.contract, scenario.population.tenure.mean_value()
    if contract is None or not (scenario.mechanisms.intention and contract.rolls):
        return 1.0
    return -math.expm1(-contract.first / tenure) if tenure > 0.0 else 1.0


def _lost_later(scenario: Scenario, persona: Persona) -> float:
    """Return how likely a customer leaves a day in terms that follow by themselves."""
    contract, later = persona.contract, 1.0 - _first_terms(scenario, persona)
    if contract is None or later == 0.0:
        return 0.0
    power = contract.inertia * contract.later / contract.first
    lost = 1.0 - _stays(scenario, persona) ** power
    return float(later * lost * _leaves_whole(scenario, persona) / contract.later)


def _leaves_whole(scenario: Scenario, persona: Persona) -> float:
    """Return the share of those who would leave at the end of a term who do not keep a part."""
    part = persona.contract.keeps_part if persona.contract and scenario.mechanisms.levels else None
    return 1.0 - part.share if part else 1.0


def _stays(scenario: Scenario, persona: Persona) -> float:
    curve = scenario.loyalty
    odds = log_odds(curve.renewal) + persona.loyalty + persona.switching_cost - scenario.gate.competition
    if scenario.mechanisms.loyalty:
        away = persona.satisfaction.mean_value() - curve.anchor
        flat = {"flat_top": away > 0.0, "convex_top": away < 0.0}.get(curve.curve, False)
        odds += curve.slope * away * (curve.flatness if flat else 1.0)
    return chance(odds)


def _lost_at_renewal(scenario: Scenario, personas: Sequence[Persona], begun: np.ndarray) -> np.ndarray:
    """Return how likely a customer is lost a day: not renewing, or buying nothing for too long."""
    if scenario.churn.definition == "contract_end":
        leaving = [(1.0 - _stays(scenario, one)) * _leaves_whole(scenario, one) for one in personas]
        lost: np.ndarray = begun * leaving
        return lost + [_lost_later(scenario, persona) for persona in personas]
    window = scenario.churn.window or math.inf
    return np.array(
        [rate / math.expm1(rate * window) if 0.0 < rate * window < 700.0 else 0.0 for rate in begun]
    )


def _calls(scenario: Scenario, ways: Mapping[str, Ways], begun: np.ndarray) -> np.ndarray:
    """Return journeys a day to which unresolved frictions call."""
    more = np.zeros_like(begun)
    called = [at for at, one in enumerate(scenario.journeys.values()) if one.after_friction > 0.0]
    if not called or not scenario.mechanisms.after_sales:
        return more
    journey = list(scenario.journeys.values())[called[0]]
    frictions = {name: friction_chance(scenario, one) for name, one in scenario.touchpoints.items()}
    for at, way in enumerate(ways.values()):
        if at != called[0]:
            met = np.array(
                [sum(visits * frictions[to] for to, visits in one.visits.items()) for one in way.of_taste]
            )
            more[called[0]] += begun[at] * np.minimum(met * journey.after_friction, 1.0)[way.taste]
    # Help that calls for help: as often as one meets a friction in it and does not reach its goal.
    help_ = list(ways.values())[called[0]]
    met = np.array(
        [sum(visits * frictions[to] for to, visits in one.visits.items()) for one in help_.of_taste]
    )
    again = np.minimum(met * journey.after_friction, 1.0)[help_.taste] * (1.0 - help_.each("goal"))
    helped = more[called[0]] + begun[called[0]]
    more[called[0]] += sum(helped * again**number for number in range(1, journey.calls_in_a_row))
    return more


# --- queues


def _turned_back(scenario: Scenario, visits: Mapping[str, float]) -> dict[str, float]:
    """Return the share of visits that are not served: out of hours, or for want of staff."""
    if not (scenario.mechanisms.queues and scenario.mechanisms.redial):
        return {}
    horizon = scenario.period.warm_up + scenario.period.follow_up
    asked: dict[str, float] = defaultdict(float)
    for name, number in visits.items():
        touchpoint = scenario.touchpoints[name]
        if touchpoint.team is not None:
            asked[touchpoint.team] += number * touchpoint.service.mean_value() / horizon
    found = {}
    for name, touchpoint in scenario.touchpoints.items():
        waiting = touchpoint.waiting
        if touchpoint.team is None or waiting is None or not (waiting.redial or waiting.escape):
            continue
        team = scenario.teams[touchpoint.team]
        spans = [(span, shift.staff) for shift in team.shift_plan() for span in parse_hours(shift.hours)]
        staffed = sum((end - start) * staff for (start, end), staff in spans) / 7.0
        crowded = max(1.0 - staffed / asked[touchpoint.team], 0.0) if asked[touchpoint.team] > 0.0 else 0.0
        closed = 1.0 - _covered(span for span, staff in spans if staff) / 7.0
        if team.when_closed == "turn_away" and not _in_rhythm(scenario, name):
            crowded = max(crowded, closed)
        if crowded > 0.0 and (
            waiting.patience is not None or team.when_closed == "turn_away" or team.lines is not None
        ):
            found[name] = min(crowded, 1.0)
    return found


def _in_rhythm(scenario: Scenario, touchpoint: str) -> bool:
    """Tell whether customers come there in hours of their own, which go with those of teams."""
    return scenario.mechanisms.rhythms and all(
        journey.rhythm is not None for journey in scenario.journeys.values() if touchpoint in journey.links
    )


def _covered(spans: Iterable[tuple[float, float]]) -> float:
    """Return how many days of the week are within spans."""
    total, until = 0.0, 0.0
    for start, end in sorted(spans):
        total += max(end - max(start, until), 0.0)
        until = max(until, end)
    return total
