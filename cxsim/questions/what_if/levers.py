"""Levers on a journey that somebody can move by hand, and what each changes in its scenario."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple, get_args

from cxsim.engine.weekly import Duty, staff_plan
from cxsim.errors import CxsimError
from cxsim.scenario.company import LEVELS
from cxsim.scenario.faults import either, nearest, shortened, shown
from cxsim.scenario.hours import WEEKDAYS, parse_hours
from cxsim.scenario.journeys import Fork
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import STAGES, Touchpoint
from cxsim.scenario.whole_numbers import is_whole

Lever = Literal["friction", "staff", "recovery", "handoff", "maturity"]
LEVERS: tuple[Lever, ...] = get_args(Lever)
MOST_TIMES = 3.0  # today's friction or loss of context
MOST_PEOPLE = 100  # more on duty

Value = float | int | str


class WhatIfError(CxsimError, ValueError):
    """A lever that is not there, or a value it cannot have; the text says which, and what is expected."""


class Setting(NamedTuple):
    """Where a lever stands.

    Attributes
    ----------
    lever
        ``friction``: all causes at a touchpoint, as a multiple of today's probabilities; ``staff``: people
        more (or fewer) on duty in a team; ``recovery``: the skill of a desk; ``handoff``: loss of context on
        the links into a touchpoint, as a multiple of today's; ``maturity``: the level of a stage.
    name
        Of the touchpoint, team, desk or stage.
    value
        A number, or the name of a level.
    """

    lever: Lever
    name: str
    value: Value


def reach(scenario: Scenario, touchpoint: str) -> dict[Lever, str]:
    """Return what each lever moves at a touchpoint: itself, its team (or its desk's), its desk, its stage.

    A lever is left out where there is nothing it could move: no team, or no loss of context on the way there.

    Examples
    --------
    >>> reach(scenario, "call_centre")  # doctest: +SKIP
    {'friction': 'call_centre', 'staff': 'care_agents', 'recovery': 'care_desk', 'handoff': 'call_centre',
     'maturity': 'use'}
    """
    here = scenario.touchpoints[touchpoint]
    desk_team = scenario.desks[here.recovery].team if here.recovery else None
    found: dict[Lever, str | None] = {
        "friction": touchpoint if _can_fail(here) else None,
        "staff": here.team or desk_team,
        "recovery": here.recovery,
        "handoff": touchpoint if any(loss for _, loss in _links_into(scenario, touchpoint)) else None,
        "maturity": here.stage,
    }
    return {lever: name for lever, name in found.items() if name is not None}


def today(scenario: Scenario, lever: Lever, name: str) -> Value:
    """Return where a lever stands in today's journey."""
    if lever == "recovery":
        return scenario.desks[name].skill
    if lever == "maturity":
        return scenario.maturity.level_name(STAGES[STAGES.index(name)])
    return 0 if lever == "staff" else 1.0


def fewest_more(scenario: Scenario, team: str) -> int:
    """Return how far staff can be lowered, as a number from 0 down, so that somebody is on duty at some time.

    Examples
    --------
    >>> fewest_more(scenario, "care_agents")  # doctest: +SKIP
    -1
    """
    return 1 - max(_duty(scenario, team).staff)


def lever_called(text: str) -> Lever:
    """Return the lever of a name, or raise `WhatIfError` if there is none.

    Examples
    --------
    >>> lever_called("staff")
    'staff'
    """
    if text not in LEVERS:
        raise WhatIfError(f"no lever {shown(text)}; {nearest(text, LEVERS) or f'there is {either(LEVERS)}'}")
    return LEVERS[LEVERS.index(text)]


def check(scenario: Scenario, setting: Setting) -> None:
    """Raise `WhatIfError` if a scenario has no such lever, or it cannot stand there."""
    lever, name, value = setting
    lever_called(lever)
    names = {
        there[lever]: None for point in scenario.touchpoints if lever in (there := reach(scenario, point))
    }
    if name not in names:
        raise WhatIfError(f"{lever}: nothing called {shown(name)}; {nearest(name, names) or either(names)}")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fewest = fewest_more(scenario, name) if lever == "staff" else 0
    fits, expected = {
        "friction": (is_number and 0.0 <= float(value) <= MOST_TIMES, f"a number from 0 to {MOST_TIMES:g}"),
        "handoff": (is_number and 0.0 <= float(value) <= MOST_TIMES, f"a number from 0 to {MOST_TIMES:g}"),
        "recovery": (is_number and 0.0 <= float(value) <= 1.0, "a number from 0 to 1"),
        "staff": (
            is_whole(value) and fewest <= int(value) <= MOST_PEOPLE,
            f"a whole number from {fewest} to {MOST_PEOPLE}",
        ),
        "maturity": (value in LEVELS, either(LEVELS)),
    }[lever]
    if not fits:
        raise WhatIfError(f"{lever} of {shortened(name)}: found {shown(value)}, expected {expected}")


def changes(scenario: Scenario, settings: Iterable[Setting]) -> dict[str, Any]:
    """Return what levers change in the scenario's file: values by path, as `with_changes` takes them."""
    found: dict[str, Any] = {}
    for lever, name, value in settings:
        match lever:
            case "friction":
                found |= _friction(scenario, name, float(value))
            case "staff":
                found |= _staff(scenario, name, int(value))
            case "recovery":
                found[f"desks.{name}.skill"] = value
            case "handoff":
                for path, loss in _links_into(scenario, name):
                    found[f"{path}.context_loss"] = loss * float(value)
            case "maturity":
                found[f"maturity.stages.{name}"] = value
    return found


def _can_fail(here: Touchpoint) -> bool:
    irrelevant = 1.0 - here.message.relevance if here.message else 0.0
    return any([irrelevant, *(friction.probability for friction in here.frictions.values())])


def _friction(scenario: Scenario, name: str, factor: float) -> dict[str, Any]:
    here, path = scenario.touchpoints[name], f"touchpoints.{name}"
    found: dict[str, Any] = {
        f"{path}.frictions.{cause}.probability": friction.probability * factor
        for cause, friction in here.frictions.items()
    }
    if here.message is not None:
        found[f"{path}.message.relevance"] = 1.0 - (1.0 - here.message.relevance) * factor
    return found


def _staff(scenario: Scenario, name: str, more: int) -> dict[str, Any]:
    """Return the shifts of a team with so many people more whenever somebody is on duty."""
    team = scenario.teams[name]
    if team.staff is not None:
        return {f"teams.{name}.staff": team.staff + more}
    shifts = _shifts(_duty(scenario, name), more)
    return {f"teams.{name}.shifts": [{"hours": hours, "staff": staff} for hours, staff in shifts]}


def _duty(scenario: Scenario, team: str) -> Duty:
    shifts = scenario.teams[team].shift_plan()
    return staff_plan(tuple((parse_hours(shift.hours), shift.staff) for shift in shifts)).week


def _shifts(duty: Duty, more: int) -> Iterator[tuple[str, int]]:
    """Return hours and staff that do not overlap, the largest staff last."""
    spans: dict[int, dict[str, list[int]]] = {}  # by staff, the days by span of time
    starts, numbers, week = duty
    for start, end, number in zip(starts, (*starts[1:], week), numbers, strict=True):
        staff = max(number + more, 0) if number else 0
        for day in range(7):
            since, until = max(start, day), min(end, day + 1)
            if staff and since < until:
                span = f"{_clock(since - day)}-{_clock(until - day)}"
                spans.setdefault(staff, {}).setdefault(span, []).append(day)
    for staff, days in sorted(spans.items()):
        yield "; ".join(f"{_weekdays(on)} {span}" for span, on in days.items()), staff


def _weekdays(days: list[int]) -> str:
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{WEEKDAYS[days[0]]}-{WEEKDAYS[days[-1]]}"
    return ",".join(WEEKDAYS[day] for day in days)


def _clock(days: float) -> str:
    minutes = round(days * 1_440)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _links_into(scenario: Scenario, target: str) -> Iterator[tuple[str, float]]:
    """Return the path of each link into a touchpoint, and how likely it loses the context today."""
    for name, journey in scenario.journeys.items():
        for source, ways in journey.links.items():
            for inside, fork in ways.each():
                if target in fork:
                    path = ".".join(map(str, ("journeys", name, "links", source, *inside, target)))
                    yield path, _context_loss(scenario, ways, fork, source, target)


def _context_loss(scenario: Scenario, ways: Fork, fork: Fork, source: str, target: str) -> float:
    """Return a link's own figure, or the default for the two departments and channels, before maturity.

    In forks within others the figure of the link that stands outside is the default.
    """
    own, defaults = fork[target].context_loss, scenario.handoffs
    if own is None and target in ways:
        own = ways[target].context_loss
    here, there = scenario.touchpoints[source], scenario.touchpoints[target]
    if own is not None:
        return own
    if here.department != there.department:
        return defaults.across_departments
    return defaults.same_department if here.channel == there.channel else defaults.across_channels
