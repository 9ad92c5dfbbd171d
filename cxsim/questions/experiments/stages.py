"""Stages: what is lived from when on, where what is done begins, ramps up or ends at times of its own.

Where improvements are for some customers only, a stage has a variant for each group of customers, by which of
them address them.
"""

import dataclasses
import math
from collections.abc import Collection, Iterable, Sequence
from typing import Any, Protocol

from cxsim.engine.parts import Addressed, Plan
from cxsim.engine.plan import plan
from cxsim.engine.ways import address
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import groups, is_partial, shares
from cxsim.scenario.whole import beside

# Where customers stand at time 0 is a matter of what is lived first.
_WITHOUT_START: dict[str, Any] = {"settling": None, "keeps_tenure": False, "keeps_satisfaction": False}


class Done(Protocol):
    """What is done: an intervention."""

    def improvements(self) -> tuple[str, ...]:
        """Return the improvements of a scenario's own library that it carries out."""

    def without(self, names: Collection[str]) -> "Done":
        """Return what it does to customers whom these improvements do not address."""

    def moments(self, scenario: Scenario) -> Collection[float]:
        """Return when it changes, in days after time 0."""

    def to_scenario(self, scenario: Scenario, time: float | None = None) -> Scenario:
        """Return the scenario it makes of one by a time."""

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan it makes of one."""


def staged(
    scenario: Scenario, today: Plan, done: Sequence[Done], whole: Scenario | None = None
) -> tuple[Scenario, Plan]:
    """Return the last scenario and plan of those that follow on today's, from the end of the warm-up on.

    Parameters
    ----------
    scenario, today
        Today's journey.
    done
        In this order; what changes scenarios is done before all else.
    whole
        Today's journey beside what its improvements would build, if that is what `today` is the plan of.

    Returns
    -------
    tuple of Scenario and Plan
        The scenario is that of customers whom no partial improvement addresses.
    """
    library = scenario
    for one in done:
        library = one.to_scenario(library, -math.inf)  # nothing acts yet: only another scenario counts
    partial = _partial(library, done)
    apart = groups(library, partial)
    addressed = tuple(Addressed(address(name), shares(library, name)) for name in partial)
    bits = tuple(sum(1 << place for place, name in enumerate(partial) if name in group) for group in apart)
    of_stage, numbers = scenario, today
    stands: dict[frozenset[str], Scenario | None] = dict.fromkeys(apart, whole)
    for time in _moments(scenario, today, done):
        lived: list[tuple[Scenario, Plan]] = []
        known = numbers
        for_them = {
            group: [one.without([name for name in partial if name not in group]) for one in done]
            for group in apart
        }
        then = {group: _scenario(scenario, some, time) for group, some in for_them.items()}
        for group in apart:
            stands[group] = _standing(then[group], then.values(), stands[group])
            if then[group] is scenario and whole is None:
                stage = dataclasses.replace(
                    today, before=known, causes=known.causes, since=time, **_WITHOUT_START
                )
            else:
                stage = dataclasses.replace(plan(stands[group] or then[group], known), since=time)
            for one in for_them[group]:
                stage = one.to_plan(stage, stands[group] or then[group])
            lived.append((then[group], stage))
            known = stage
        variants = tuple(dataclasses.replace(one, before=None, causes=known.causes) for _, one in lived[1:])
        of_stage, first = lived[0]
        numbers = dataclasses.replace(
            first, causes=known.causes, partial=addressed, variants=variants, together=bits
        )
    return of_stage, numbers


def _partial(library: Scenario, done: Sequence[Done]) -> list[str]:
    """Return the improvements that are for some customers only."""
    names = dict.fromkeys(name for one in done for name in one.improvements())
    return [name for name in names if name in library.improvements and is_partial(library, name)]


def _scenario(scenario: Scenario, done: Sequence[Done], time: float) -> Scenario:
    """Return the scenario that is lived from a time on."""
    for one in done:
        scenario = one.to_scenario(scenario, time)
    return scenario


def _standing(scenario: Scenario, others: Iterable[Scenario], before: Scenario | None) -> Scenario | None:
    """Return what is lived beside what stood before, if that counts; all groups share the teams there are."""
    if before is None:
        return None
    teams = {name: team for one in (*others, scenario) for name, team in one.teams.items()}
    return beside(scenario.model_copy(update={"teams": teams}), before)


def _moments(scenario: Scenario, today: Plan, done: Sequence[Done]) -> list[float]:
    """Return when a stage begins, in days after time 0."""
    found = {today.warm_up}
    for one in done:
        found.update(one.moments(scenario))
        scenario = one.to_scenario(scenario, -math.inf)  # nothing acts yet: only another scenario counts
    return sorted(found)
