"""What cannot be changed: in the middle of people's lives, and for some of them alone."""

import dataclasses
from collections.abc import Callable

from cxsim.engine.parts import Plan

# What has to be the same in all worlds of a journey.
_SETTLED: dict[str, Callable[[Plan], object]] = {
    "period": lambda plan: (plan.warm_up, plan.last_arrival, plan.horizon),
    "population.existing": lambda plan: plan.existing,
    "churn": lambda plan: plan.window,
    "personas": lambda plan: len(plan.personas),
    "personas.*.spread": lambda plan: plan.differences,
    "touchpoints": lambda plan: [one.address for one in plan.touchpoints],
    "journeys": lambda plan: [(one.address, one.type) for one in plan.journeys],
    "teams": lambda plan: len(plan.teams),
    "desks": lambda plan: len(plan.desks),
}
# What each customer can have of their own, and what says who has: all else is the same for all customers.
_OWN = {
    *("personas", "touchpoints", "journeys", "desks"),
    *("before", "since", "partial", "variants", "together"),
}
_SHARED = [one.name for one in dataclasses.fields(Plan) if one.name not in _OWN]


def refusal(today: Plan, then: Plan) -> str:
    """Say what a plan cannot be that follows today's, and what to do; nothing if it can."""
    for lived in (then, *then.variants):
        for what, settled in _SETTLED.items():
            if settled(today) != settled(lived):
                return (
                    f"{what}: found a change, which cannot come at the end of the warm-up or later, when "
                    "improvements begin to act; write a scenario of its own, and compare it"
                )
    for what in _SHARED:
        if any(getattr(one, what) != getattr(then, what) for one in then.variants):
            return (
                f"{what}: found a change by an improvement that is for some customers only, though it acts "
                "on everybody; let that improvement address everybody"
            )
    return ""
