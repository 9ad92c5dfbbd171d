"""A plan, flattened into the tables of the compiled engine, once for all replications."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from cxsim.engine import rules
from cxsim.engine.compiled import records
from cxsim.engine.parts import JourneyPlan, PersonaPlan, Plan, TouchpointPlan
from cxsim.engine.passages import passages
from cxsim.engine.vocabulary import NONE
from cxsim.engine.weekly import Rhythm
from cxsim.scenario.distributions import Sampler


class _Flat:
    """Numbers of all kinds, one after another; each method adds some and returns where the first stands."""

    def __init__(self) -> None:
        self.numbers: list[float] = []
        self.whole_numbers: list[int] = []
        self.samplers: list[tuple[float, float, float, int, int, int]] = []

    def shares(self, values: Iterable[float]) -> int:
        """Add float numbers."""
        place = len(self.numbers)
        self.numbers.extend(values)
        return place

    def whole(self, values: Iterable[int]) -> int:
        """Add whole numbers."""
        place = len(self.whole_numbers)
        self.whole_numbers.extend(values)
        return place

    def sampler(self, sampler: Sampler) -> int:
        """Add a distribution."""
        kind, a, b, c, table = sampler
        self.samplers.append((a, b, c, kind, self.shares(table), len(table)))
        return len(self.samplers) - 1

    def rhythm(self, rhythm: Rhythm | None) -> int:
        """Add a rhythm, if there is one."""
        return NONE if rhythm is None else self.shares(rhythm.ticks)


@lru_cache(maxsize=8)
def flattened(plan: Plan) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what the simulation knows of a plan: single values, and tables, which all replications share."""
    flat = _Flat()
    feelings, gate, loyalty = plan.feelings, plan.gate, plan.loyalty
    surveys, advocacy = plan.surveys, plan.advocacy
    readings = {"csat": surveys.csat, "ces": surveys.ces, "nps": surveys.nps, "stars": advocacy.stars}
    values: dict[str, Any] = {
        **{
            name: getattr(feelings, name)
            for name in records.SIMULATION.names or ()
            if hasattr(feelings, name)
        },
        **{name: getattr(advocacy, name) for name in ("review", "referral", "warning", "review_weight")},
        **{
            f"{survey}_{name}": getattr(reading, name)
            for survey, reading in readings.items()
            for name in ("centre", "gain", "noise")
        },
        "prior_rating": advocacy.prior_rating,
        "prior_reviews": advocacy.prior_reviews,
        "half_life": feelings.memory_half_life,
        "friction_weight": gate.friction,
        "mood_weight": gate.mood,
        "competition": gate.competition,
        "anchor": loyalty.anchor,
        "renewal": loyalty.renewal,
        "slope_below": loyalty.slope_below,
        "slope_above": loyalty.slope_above,
        "loyalty_friction": loyalty.friction,
        "extremity": surveys.extremity,
        "horizon": plan.horizon,
        "warm_up": plan.warm_up,
        "last_arrival": plan.last_arrival,
        "prospects_per_day": plan.prospects_per_day,
        "window": plan.window,
        "existing": plan.existing,
        "tenure": flat.sampler(plan.tenure),
        "arrival_rhythm": flat.rhythm(plan.arrival_rhythm),
        "persona_shares": flat.shares(plan.persona_shares),
        "onboarding": plan.onboarding,
        "after_sales": plan.after_sales,
        "renewing": plan.renewal,
        "handoff_severity": flat.sampler(plan.handoff_severity),
        "referral_delay": flat.sampler(plan.referral_delay),
        "memory": plan.memory,
        "personas": len(plan.personas),
        "touchpoints": len(plan.touchpoints),
        "journeys": len(plan.journeys),
        "teams": len(plan.teams),
    }
    causes = [cause for touchpoint in plan.touchpoints for cause in touchpoint.causes]
    values["causes"] = len(causes)
    tables: dict[str, np.ndarray] = {}
    tables["personas"] = _table(records.PERSONA, plan.personas, flat)
    tables["causes"] = _table(records.CAUSE, causes, flat)
    tables["desks"] = _table(records.DESK, plan.desks, flat)
    tables["touchpoints"] = _touchpoints(plan, flat)
    tables["escapes"] = _escapes(plan)
    tables["teams"] = _teams(plan, flat)
    tables["meetings"] = _meetings(plan)
    tables["strikes"] = _strikes(plan)
    tables |= _journeys(plan, flat)
    # Last, because all the others add to them.
    tables["samplers"] = np.array(flat.samplers, records.SAMPLER)
    tables["numbers"] = np.array(flat.numbers, np.float64)
    tables["whole_numbers"] = np.array(flat.whole_numbers, np.int64)
    return values, tables


def _journeys(plan: Plan, flat: _Flat) -> dict[str, np.ndarray]:
    journeys = _table(records.JOURNEY, plan.journeys, flat)
    forks = np.zeros((len(plan.journeys), len(plan.touchpoints)), records.FORK)
    links: list[Any] = []
    number_of, used = passages(plan).number, []
    for number, journey in enumerate(plan.journeys):
        journeys["after_sales"][number] = journey.type == "after_sales"
        journeys["first"][number] = flat.whole(journey.first)
        journeys["firsts"][number] = len(journey.first)
        journeys["starts"][number] = flat.shares(share for row in journey.starts for share in row)
        _flatten_forks(journey, forks[number], links, flat)
        used += [
            number_of.get((source, link.target), NONE)
            for source, ways in enumerate(journey.links)
            for link in ways
        ]
    table = _table(records.LINK, links, flat)
    table["passage"] = used
    return {"journeys": journeys, "forks": forks, "links": table}


def _table(dtype: np.dtype, parts: Sequence[Any], flat: _Flat) -> np.ndarray:
    """Return records of the parts of a plan, as far as their fields bear the same names."""
    table = np.zeros(len(parts), dtype)
    for row, part in zip(table, parts, strict=True):
        for name in dtype.names or ():
            value = getattr(part, name, 0)
            if isinstance(value, Sampler):
                value = flat.sampler(value)
            elif isinstance(value, Rhythm) or (name == "rhythm" and value is None):
                value = flat.rhythm(value)
            row[name] = len(value) if isinstance(value, tuple) else value
    return table


def _touchpoints(plan: Plan, flat: _Flat) -> np.ndarray:
    table = _table(records.TOUCHPOINT, plan.touchpoints, flat)
    table["cause"] = _starts(len(touchpoint.causes) for touchpoint in plan.touchpoints)
    table["escape"] = _starts(len(touchpoint.escapes) for touchpoint in plan.touchpoints)
    number_of = passages(plan).number
    for row, touchpoint in zip(table, plan.touchpoints, strict=True):
        here = touchpoint.index
        row["entry"], row["again"] = number_of.get((NONE, here), NONE), number_of.get((here, here), NONE)
    return table


def _starts(lengths: Iterable[int]) -> np.ndarray:
    """Return where parts of these lengths begin that stand one after another."""
    return np.cumsum([0, *lengths])[:-1]


def _escapes(plan: Plan) -> np.ndarray:
    number_of = passages(plan).number
    found = [
        (share, target, number_of[touchpoint.index, target])
        for touchpoint in plan.touchpoints
        for target, share in touchpoint.escapes
    ]
    return np.array(found, records.ESCAPE)


def _teams(plan: Plan, flat: _Flat) -> np.ndarray:
    table = _table(records.TEAM, plan.teams, flat)
    for row, team in zip(table, plan.teams, strict=True):
        row["shifts"] = len(team.staff.starts)
        row["starts"] = flat.shares(team.staff.starts)
        row["staff"] = flat.whole(team.staff.staff)
    return table


def _meetings(plan: Plan) -> np.ndarray:
    """Return what touchpoints mean to personas: computed once, by the same rules, where it never changes."""
    table = np.zeros((len(plan.personas), len(plan.touchpoints)), records.MEETING)
    for persona in plan.personas:
        table[persona.index] = [_meeting(plan, persona, touchpoint) for touchpoint in plan.touchpoints]
    return table


def _meeting(plan: Plan, persona: PersonaPlan, touchpoint: TouchpointPlan) -> tuple[float, ...]:
    gap = plan.feelings.expectation_weight * (touchpoint.quality - persona.expectation)

    def calm(base: float, holding_back: float) -> float:
        """Return how likely somebody stops whom neither friction nor mood moves."""
        return rules.stop_probability(base, 0.0, 0.0, 0.0, 0.0, 0.0, plan.gate.competition, holding_back)

    meeting = {
        "stakes": touchpoint.stakes * persona.stakes[touchpoint.index],
        "gap": gap,
        "felt": rules.felt_value(gap, persona.loss_aversion, plan.feelings.sensitivity),
        "shortfall": rules.expectation_shortfall(persona.expectation, touchpoint.quality),
        "tolerance": touchpoint.tolerance * persona.patience,
        "delight": rules.shift_odds(touchpoint.delight, persona.delight_log_odds),
        "relevance": rules.shift_odds(touchpoint.relevance, persona.message_log_odds),
        "earliest": touchpoint.earliest * persona.pace,
        "latest": touchpoint.latest * persona.pace,
        "calm_prospect": calm(touchpoint.stop_prospect, 0.0),
        "calm_customer": calm(touchpoint.stop_customer, persona.switching_cost),
    }
    return tuple(meeting[name] for name in records.MEETING.names or ())


def _strikes(plan: Plan) -> np.ndarray:
    """Return how likely each cause strikes each persona while nobody waits."""
    return np.array(
        [
            [
                rules.friction_probability(
                    cause.probability,
                    persona.friction_log_odds,
                    cause.technology,
                    persona.technology,
                    cause.load,
                    0.0,
                )
                for touchpoint in plan.touchpoints
                for cause in touchpoint.causes
            ]
            for persona in plan.personas
        ]
    )


def _flatten_forks(journey: JourneyPlan, forks: np.ndarray, links: list[Any], flat: _Flat) -> None:
    for fork, ways, routes, loss in zip(
        forks, journey.links, journey.routes, journey.context_loss, strict=True
    ):
        fork["link"], fork["links"] = len(links), len(ways)
        fork["routes"] = flat.shares(share for row in routes for share in row)
        fork["context_loss"] = flat.shares(loss)
        links.extend(ways)
