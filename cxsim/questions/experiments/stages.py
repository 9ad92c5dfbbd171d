"""Stages: what is lived from when on, where what is done begins, ramps up or ends at times of its own."""

import dataclasses
import math
from collections.abc import Collection, Sequence
from typing import Protocol

from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.scenario.model import Scenario


class Done(Protocol):
    """What is done: an intervention."""

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
    """
    of_stage, numbers = scenario, today
    for time in _moments(scenario, today, done):
        of_stage = scenario
        for one in done:
            of_stage = one.to_scenario(of_stage, time)
        if of_stage is scenario:
            stage = dataclasses.replace(today, before=numbers, causes=numbers.causes, since=time)
        else:
            stage = dataclasses.replace(plan(of_stage, numbers), since=time)
        for one in done:
            stage = one.to_plan(stage, of_stage)
        numbers = stage
    return of_stage, numbers


def _moments(scenario: Scenario, today: Plan, done: Sequence[Done]) -> list[float]:
    """Return when a stage begins, in days after time 0."""
    found = {today.warm_up}
    for one in done:
        found.update(one.moments(scenario))
        scenario = one.to_scenario(scenario, -math.inf)  # nothing acts yet: only another scenario counts
    return sorted(found)
