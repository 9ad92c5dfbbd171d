"""A plan, flattened into the tables of the compiled engine, once for all replications."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from cxsim.engine import rules
from cxsim.engine.compiled import records
from cxsim.engine.meetings import meetings
from cxsim.engine.parts import JourneyPlan, Plan, TouchpointPlan
from cxsim.engine.passages import passages
from cxsim.engine.seasons import Season
from cxsim.engine.values import values_of
from cxsim.engine.vocabulary import NONE
from cxsim.engine.weekly import ALWAYS, Rhythm
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

    def value(self, value: Any) -> Any:
        """Add a distribution, or a rhythm, if there is one; return anything else as it is."""
        if value is None:
            return NONE
        if isinstance(value, Sampler):
            return self.sampler(value)
        if isinstance(value, Season):
            return self.shares(value.days)
        return self.shares(value.table) if isinstance(value, Rhythm) else value


@lru_cache(maxsize=8)
def flattened(plan: Plan) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Return what a simulation knows of a plan: single values, and tables, which all replications share."""
    flat = _Flat()
    values: dict[str, Any] = {name: flat.value(value) for name, value in values_of(plan)._asdict().items()}
    values |= {
        "always": flat.shares(ALWAYS.table),
        "persona_shares": flat.shares(plan.persona_shares),
        "personas": len(plan.personas),
        "touchpoints": len(plan.touchpoints),
        "passages": len(passages(plan).origin),
        "teams": len(plan.teams),
        "desks": len(plan.desks),
        "partial": flat.whole(one.address for one in plan.partial),
        "addressed": flat.shares(share for one in plan.partial for share in one.shares),
        "together": flat.whole(plan.together),
    }
    # Of whom partial improvements address there are variants, one after another.
    variants = (plan, *plan.variants)
    personas, touchpoints, journeys, desks = (
        [part for one in variants for part in getattr(one, kind)]
        for kind in ("personas", "touchpoints", "journeys", "desks")
    )
    causes = [cause for touchpoint in touchpoints for cause in touchpoint.causes]
    tables: dict[str, np.ndarray] = {}
    tables["personas"] = _table(records.PERSONA, personas, flat)
    tables["causes"] = _table(records.CAUSE, causes, flat)
    tables["desks"] = _table(records.DESK, desks, flat)
    tables["touchpoints"] = _touchpoints(touchpoints, flat)
    tables["escapes"] = _escapes(touchpoints)
    tables["teams"] = _teams(plan, flat)
    tables["meetings"] = np.array([meetings(one) for one in variants], records.MEETING)
    tables["ways"] = _ways(plan)
    tables["strikes"] = np.concatenate([_strikes(one) for one in variants])
    tables |= _journeys(journeys, len(plan.touchpoints), flat)
    # Last, because all the others add to them.
    tables["samplers"] = np.array(flat.samplers, records.SAMPLER)
    tables["numbers"] = np.array(flat.numbers, np.float64)
    tables["whole_numbers"] = np.array(flat.whole_numbers, np.int64)
    return values, tables


def _journeys(plans: Sequence[JourneyPlan], touchpoints: int, flat: _Flat) -> dict[str, np.ndarray]:
    journeys = _table(records.JOURNEY, plans, flat)
    # Those of all touchpoints come first, journey by journey, so that they are found without looking.
    places = np.arange(len(plans) * touchpoints).reshape(len(plans), -1)
    all_forks = sum(len(journey.forks) for journey in plans)
    forks, inside = np.zeros(all_forks, records.FORK), places.size
    branches: list[tuple[int, int, int]] = []
    links: list[Any] = []
    for number, journey in enumerate(plans):
        journeys["first"][number] = flat.whole(journey.first)
        journeys["firsts"][number] = len(journey.first)
        journeys["starts"][number] = flat.shares(share for row in journey.starts for share in row)
        deeper = len(journey.forks) - touchpoints
        at = [*places[number], *range(inside, inside + deeper)]
        inside += deeper
        for place, fork in zip(at, journey.forks, strict=True):
            row = forks[place]
            row["link"], row["links"] = len(links), len(fork.links)
            row["branch"], row["branches"] = len(branches), len(fork.branches)
            row["narrows"] = fork.narrows
            row["routes"] = flat.shares(share for shares in fork.routes for share in shares)
            links.extend(fork.links)
            branches.extend((one.kind, one.key, at[one.fork]) for one in fork.branches)
        for place, loss in zip(at, journey.context_loss, strict=False):
            forks[place]["context_loss"] = flat.shares(loss)
    return {
        "journeys": journeys,
        "forks": forks,
        "branches": np.array(branches, records.BRANCH),
        "links": _table(records.LINK, links, flat),
    }


def _table(dtype: np.dtype, parts: Sequence[Any], flat: _Flat) -> np.ndarray:
    """Return records of the parts of a plan, as far as their fields bear the same names."""
    table = np.zeros(len(parts), dtype)
    for row, part in zip(table, parts, strict=True):
        for name in dtype.names or ():
            value = flat.value(getattr(part, name, 0))
            row[name] = len(value) if isinstance(value, tuple) else value
    return table


def _touchpoints(plans: Sequence[TouchpointPlan], flat: _Flat) -> np.ndarray:
    table = _table(records.TOUCHPOINT, plans, flat)
    table["cause"] = _starts(len(touchpoint.causes) for touchpoint in plans)
    table["escape"] = _starts(len(touchpoint.escapes) for touchpoint in plans)
    return table


def _starts(lengths: Iterable[int]) -> np.ndarray:
    """Return where parts of these lengths begin that stand one after another."""
    return np.cumsum([0, *lengths])[:-1]


def _escapes(plans: Sequence[TouchpointPlan]) -> np.ndarray:
    found = [(share, target) for touchpoint in plans for target, share in touchpoint.escapes]
    return np.array(found, records.ESCAPE)


def _ways(plan: Plan) -> np.ndarray:
    """Return the number of each passage, by origin (none comes first) and touchpoint."""
    ways = np.full((len(plan.touchpoints) + 1, len(plan.touchpoints)), NONE, np.int64)
    for (origin, touchpoint), number in passages(plan).number.items():
        ways[origin + 1, touchpoint] = number
    return ways


def _teams(plan: Plan, flat: _Flat) -> np.ndarray:
    table = _table(records.TEAM, plan.teams, flat)
    for row, team in zip(table, plan.teams, strict=True):
        duty = team.staff.duty
        row["shifts"], row["cycle"] = len(duty.starts), duty.cycle
        row["starts"], row["staff"] = flat.shares(duty.starts), flat.whole(duty.staff)
    return table


def _strikes(plan: Plan) -> np.ndarray:
    """Return how likely each cause strikes each persona while nobody waits, by cause."""
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
                for persona in plan.personas
            ]
            for touchpoint in plan.touchpoints
            for cause in touchpoint.causes
        ]
    ).reshape(-1, len(plan.personas))
