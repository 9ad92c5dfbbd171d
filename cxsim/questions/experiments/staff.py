"""Interventions on who serves: so many more on duty, or nobody is waited for."""

import dataclasses
from dataclasses import dataclass

from cxsim.engine.parts import Plan
from cxsim.engine.vocabulary import NONE
from cxsim.questions.experiments.interventions import Intervention, position, with_part
from cxsim.scenario.model import Scenario


@dataclass(frozen=True)
class MoreStaff(Intervention):
    """Have more (or fewer) people on duty in every shift of a team.

    Attributes
    ----------
    team
        Its name.
    people
        How many more; negative for fewer, though never fewer than none.

    Examples
    --------
    >>> MoreStaff("care_agents", 2)
    MoreStaff(team='care_agents', people=2)
    """

    team: str
    people: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "people", int(self.people))

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan with another number on duty."""
        at = position(self, "team", self.team, scenario.teams)
        team = plan.teams[at]
        staff = tuple(max(on_duty + self.people, 0) if on_duty else 0 for on_duty in team.staff.staff)
        more = dataclasses.replace(team, staff=team.staff._replace(staff=staff))
        return dataclasses.replace(plan, teams=with_part(plan.teams, at, more))


@dataclass(frozen=True)
class NoWaiting(Intervention):
    """Serve everybody at once and at any hour, at one touchpoint, or at all and at recovery desks.

    Whoever is served at once takes no time of a team: where it serves elsewhere, too, that waits less.

    Attributes
    ----------
    touchpoint
        Its name; None stands for everywhere.

    Examples
    --------
    >>> NoWaiting("shop")
    NoWaiting(touchpoint='shop')
    """

    touchpoint: str | None = None

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan in which no team is waited for there."""
        if self.touchpoint is not None:
            at = position(self, "touchpoint", self.touchpoint, scenario.touchpoints)
            at_once = dataclasses.replace(plan.touchpoints[at], team=NONE)
            return dataclasses.replace(plan, touchpoints=with_part(plan.touchpoints, at, at_once))
        return dataclasses.replace(
            plan,
            touchpoints=tuple(dataclasses.replace(one, team=NONE) for one in plan.touchpoints),
            desks=tuple(dataclasses.replace(one, team=NONE) for one in plan.desks),
        )
