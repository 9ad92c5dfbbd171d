"""Stages: what is lived from when on, where what is done begins, ramps up or ends at times of its own.

Where improvements are for some customers only, a stage has a variant for each group of customers, by which of
them address them.
"""

import dataclasses
import math
from collections.abc import Collection, Sequence
from typing import Protocol

from cxsim.engine.parts import Addressed, Plan
from cxsim.engine.plan import plan
from cxsim.engine.ways import address
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import groups, is_partial, shares


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


def staged(scenario: Scenario, today: Plan, done: Sequence[Done]) -> tuple[Scenario, Plan]:
    """Return the last scenario and plan of those that follow on today's, from the end of the warm-up on.

    Parameters
    ----------
    scenario, today
        Today's journey.
    done
        In this order; what changes scenarios is done before all else.

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
    for time in _moments(scenario, today, done):
        lived, known = [], numbers
        for group in apart:
            for_them = [one.without([name for name in partial if name not in group]) for one in done]
            lived.append(_stage(scenario, today, known, for_them, time))
            known = lived[-1][1]
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


def _stage(
    scenario: Scenario, today: Plan, before: Plan, done: Sequence[Done], time: float
) -> tuple[Scenario, Plan]:
    """Return what is lived from a time on."""
    of_stage = scenario
    for one in done:
        of_stage = one.to_scenario(of_stage, time)
    if of_stage is scenario:
        stage = dataclasses.replace(today, before=before, causes=before.causes, since=time)
    else:
        stage = dataclasses.replace(plan(of_stage, before), since=time)
    for one in done:
        stage = one.to_plan(stage, of_stage)
    return of_stage, stage


def _moments(scenario: Scenario, today: Plan, done: Sequence[Done]) -> list[float]:
    """Return when a stage begins, in days after time 0."""
    found = {today.warm_up}
    for one in done:
        found.update(one.moments(scenario))
        scenario = one.to_scenario(scenario, -math.inf)  # nothing acts yet: only another scenario counts
    return sorted(found)
