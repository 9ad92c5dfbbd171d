"""What an improvement consists of: what it builds, its changes, and hours at which others are on duty."""

import dataclasses
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from cxsim.engine.parts import Plan
from cxsim.engine.weekly import StaffPlan
from cxsim.questions.experiments.interventions import Intervention
from cxsim.results.worth import YEAR
from cxsim.scenario.improve import improve
from cxsim.scenario.model import Scenario
from cxsim.scenario.timing import moments, share_at

STAFFED_BY = ("shifts", "staff", "hours")


@dataclass(frozen=True)
class Part:
    """A part of an improvement: a change, all it builds and removes, or hours with more or fewer on duty.

    Attributes
    ----------
    path
        Of the parameter that is changed.
    change
        Its place among the changes; -1 for anything else.
    team
        Whose hours they are; without, and without a change, it is what is built and removed.
    spans
        When, in days from Monday 00:00, within a day each.
    before, after
        How many are on duty then.
    """

    path: str
    change: int = -1
    team: str = ""
    spans: tuple[tuple[float, float], ...] = ()
    before: int = 0
    after: int = 0

    def yearly(self, scenario: Scenario) -> float:
        """Return what the hours cost in a year; of a change that is not known, nor what fewer hours save."""
        hours = 24.0 * sum(end - start for start, end in self.spans)
        wage = scenario.teams[self.team].cost_per_hour if self.team else 0.0
        return max(self.after - self.before, 0) * hours * YEAR / 7.0 * wage


def parts_of(scenario: Scenario, name: str, today: Plan, improved: Plan) -> tuple[Part, ...]:
    """Return the parts of an improvement: what it builds and removes, changes in their order, hours last.

    Parameters
    ----------
    today, improved
        The plans of the journey without it and with it.
    """
    improvement = scenario.improvements[name]
    on_duty = [_team(scenario, one.path) for one in improvement.changes]
    teams = list(dict.fromkeys(filter(None, on_duty)))
    parts = [Part(one.path, place) for place, one in enumerate(improvement.changes) if not on_duty[place]]
    if improvement.restructures:  # all of it together: links are nothing without what they lead to
        parts.insert(0, Part(f"improvements.{name}.{'builds' if improvement.builds else 'removes'}"))
    for team in teams:
        at = list(scenario.teams).index(team)
        path = f"teams.{team}.shifts"
        for hours, spans in _differences(today.teams[at].staff, improved.teams[at].staff).items():
            parts.append(Part(path, -1, team, tuple(spans), *hours[2:]))
    return tuple(parts)


def _team(scenario: Scenario, path: str) -> str:
    """Return the team of today whose people on duty a change sets; nothing if it sets something else."""
    section, name, field = [*path.split("."), "", ""][:3]
    return name if section == "teams" and field in STAFFED_BY and name in scenario.teams else ""


def _differences(
    before: StaffPlan, after: StaffPlan
) -> dict[tuple[float, float, int, int], list[tuple[float, float]]]:
    """Return when so many are on duty instead of so many: by hours of the day, on which days."""
    found: dict[tuple[float, float, int, int], list[tuple[float, float]]] = {}
    for start, end, *numbers in _spells(before, after):
        if numbers[0] != numbers[1]:
            day = int(start)
            hours = (round(start - day, 9), round(end - day, 9), numbers[0], numbers[1])
            found.setdefault(hours, []).append((start, end))
    return found


def _spells(before: StaffPlan, after: StaffPlan) -> Iterator[tuple[float, float, int, int]]:
    """Yield spells within a day in which neither number changes."""
    marks = sorted({*before.starts, *after.starts, *map(float, range(8))})
    spells = [
        (start, end, before.week.on_duty(start), after.week.on_duty(start)) for start, end in pairwise(marks)
    ]
    merged: list[tuple[float, float, int, int]] = []
    for spell in spells:
        if merged and merged[-1][2:] == spell[2:] and spell[0] != int(spell[0]):
            merged[-1] = (merged[-1][0], spell[1], *spell[2:])
        else:
            merged.append(spell)
    yield from merged


@dataclass(frozen=True)
class DoParts(Intervention):
    """Do some parts of an improvement, the others left out.

    Attributes
    ----------
    name
        Under `improvements`.
    parts
        Those that are done.
    """

    name: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        """Parts come from the improvement itself."""

    def improvements(self) -> tuple[str, ...]:
        """Return the improvement."""
        return (self.name,)

    def without(self, names: Collection[str]) -> "DoParts":
        """Return it with no parts, if it is one of these improvements."""
        return dataclasses.replace(self, parts=()) if self.name in names else self

    def moments(self, scenario: Scenario) -> Collection[float]:
        """Return when the improvement begins, and changes."""
        return moments(scenario, [self.name])

    def to_scenario(self, scenario: Scenario, time: float | None = None) -> Scenario:
        """Return the scenario with the changes among the parts."""
        library = scenario.improvements
        whole = library[self.name]
        wanted = sorted(part.change for part in self.parts if part.change >= 0)
        builds = any(part.change < 0 and not part.team for part in self.parts)
        if not (wanted or builds) or (time is not None and not share_at(scenario, self.name, time)):
            return scenario
        some = whole.model_copy(
            update={
                "changes": tuple(whole.changes[place] for place in wanted),
                **({} if builds else {"builds": {}, "removes": ()}),
            }
        )
        less = scenario.model_copy(update={"improvements": {**library, self.name: some}})
        return improve(less, self.name, time=time).model_copy(update={"improvements": library})

    def to_plan(self, plan: Plan, scenario: Scenario) -> Plan:
        """Return the plan with the people on duty at the hours among the parts."""
        teams, share = list(plan.teams), share_at(scenario, self.name, plan.since)
        for part in self.parts:
            if part.team and share:
                at = list(scenario.teams).index(part.team)
                number = round(part.before + share * (part.after - part.before))
                teams[at] = dataclasses.replace(teams[at], staff=_with(teams[at].staff, part, number))
        return dataclasses.replace(plan, teams=tuple(teams))


def _with(staff: StaffPlan, part: Part, number: int) -> StaffPlan:
    """Return who is on duty, with another number at the hours of a part."""
    marks = sorted({*staff.starts, *(edge for span in part.spans for edge in span if edge < 7.0)})
    numbers = [
        number if any(start <= mark < end for start, end in part.spans) else staff.week.on_duty(mark)
        for mark in marks
    ]
    kept = [place for place in range(len(marks)) if not place or numbers[place] != numbers[place - 1]]
    return staff._replace(
        starts=tuple(marks[place] for place in kept), staff=tuple(numbers[place] for place in kept)
    )
