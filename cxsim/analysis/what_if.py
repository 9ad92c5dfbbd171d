"""What if: levers on a journey that somebody moves by hand, and what they change in its scenario.

A state is what has been moved so far. It says what the scenario would be (`changes`, `explored`), can be
written as a short text that fits into an address (`written`, `read`), and is taken back and made again
(`History`). A state is plain data, so that a panel, a link and a test mean the same by it.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

from cxsim.engine.parts import TeamPlan
from cxsim.engine.plan import plan
from cxsim.scenario.company import LEVELS
from cxsim.scenario.faults import either, nearest, shortened, shown
from cxsim.scenario.hours import WEEKDAYS
from cxsim.scenario.improve import with_changes
from cxsim.scenario.journeys import Journey
from cxsim.scenario.model import Scenario

Lever = Literal["friction", "staff", "recovery", "handoff", "maturity"]
LEVERS: tuple[Lever, ...] = get_args(Lever)
MOST_TIMES = 3.0  # today's friction or loss of context
MOST_PEOPLE = 100  # more or fewer on duty
LONGEST_TEXT = 4_000  # characters of a state, so that it fits into an address

Value = float | int | str


class WhatIfError(ValueError):
    """A lever that is not there, or a value it cannot have; the text says which, and what is expected."""

    def _render_traceback_(self) -> list[str]:  # what Jupyter shows
        return [f"{type(self).__name__}: {self}"]


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


State = tuple[Setting, ...]
TODAY: State = ()


def reach(scenario: Scenario, touchpoint: str) -> dict[Lever, str]:
    """Return what each lever moves at a touchpoint: itself, its team, desk or stage; without those not there.

    Examples
    --------
    >>> reach(scenario, "call_centre")  # doctest: +SKIP
    {'friction': 'call_centre', 'staff': 'care_agents', 'recovery': 'care_desk', 'handoff': 'call_centre',
     'maturity': 'use'}
    """
    here = scenario.touchpoints[touchpoint]
    found: dict[Lever, str | None] = {
        "friction": touchpoint if here.frictions or here.message else None,
        "staff": here.team,
        "recovery": here.recovery,
        "handoff": touchpoint if any(_links_into(scenario, touchpoint)) else None,
        "maturity": here.stage,
    }
    return {lever: name for lever, name in found.items() if name is not None}


def today(scenario: Scenario, lever: Lever, name: str) -> Value:
    """Return where a lever stands in today's journey."""
    if lever == "recovery":
        return scenario.desks[name].skill
    if lever == "maturity":
        return scenario.maturity.level_name(name)  # type: ignore[arg-type]
    return 0 if lever == "staff" else 1.0


def moved(scenario: Scenario, state: State, setting: Setting) -> State:
    """Return a state after a lever was moved.

    Parameters
    ----------
    scenario
        Today's journey.
    state
        What has been moved before; a lever that comes back to where it stands today is not in it any more.
    setting
        Where it stands now.

    Raises
    ------
    WhatIfError
        If there is no such lever, or it cannot have this value.
    """
    _check(scenario, setting)
    others = [one for one in state if one[:2] != setting[:2]]
    same = setting.value == today(scenario, setting.lever, setting.name)
    # One order, however it came about: the same changes are the same state.
    return tuple(sorted([*others, *([] if same else [setting])], key=_place))


def changes(scenario: Scenario, state: State) -> dict[str, Any]:
    """Return what a state changes in the scenario's file: values by path, as `with_changes` takes them."""
    found: dict[str, Any] = {}
    for lever, name, value in state:
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


def explored(scenario: Scenario, state: State) -> Scenario:
    """Return the scenario that a state makes of today's.

    Raises
    ------
    ScenarioError
        If the levers together do not leave a valid scenario, such as a probability above 1.
    """
    return with_changes(scenario, changes(scenario, state)) if state else scenario


def written(state: State) -> str:
    """Write a state as a short text that can stand in an address as it is.

    Examples
    --------
    >>> written((Setting("friction", "call_centre", 0.5), Setting("staff", "care_agents", -1)))
    'friction.call_centre.0.5~staff.care_agents.-1'
    """
    return "~".join(f"{lever}.{name}.{value}" for lever, name, value in state)


def read(text: str, scenario: Scenario) -> State:
    """Read a state that was written.

    Raises
    ------
    WhatIfError
        If it cannot be read, or does not fit the scenario.

    Examples
    --------
    >>> read("friction.call_centre.0.5", scenario)  # doctest: +SKIP
    (Setting(lever='friction', name='call_centre', value=0.5),)
    """
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise WhatIfError(
            f"state: found {shown(text)}, expected a text of at most {LONGEST_TEXT:,} characters"
        )
    state = TODAY
    for part in filter(None, text.strip().split("~")):
        lever, _, rest = part.partition(".")
        name, _, value = rest.partition(".")
        if not value:
            raise WhatIfError(f"state: found {shown(part)}, expected such as friction.{_first(scenario)}.0.5")
        state = moved(scenario, state, Setting(lever, name, _number(value)))  # type: ignore[arg-type]
    return state


@dataclass(frozen=True)
class History:
    """States one after the other: what was, what is, and what was taken back.

    Attributes
    ----------
    now
        The state as it is.
    before, after
        Those to which `undo` and `redo` go, the nearest last.

    Examples
    --------
    >>> faster = (Setting("friction", "website", 0.5),)
    >>> History().go(faster).undo().redo().now == faster
    True
    """

    now: State = TODAY
    before: tuple[State, ...] = ()
    after: tuple[State, ...] = ()

    def go(self, state: State, passing: bool = False) -> "History":
        """Return the history after a change; what was only `passing` leaves no trace."""
        if state == self.now:
            return self
        return History(state, self.before if passing else (*self.before, self.now))

    def undo(self) -> "History":
        """Return the history one step back; the same where there is none."""
        if not self.before:
            return self
        return dataclasses.replace(
            self, now=self.before[-1], before=self.before[:-1], after=(*self.after, self.now)
        )

    def redo(self) -> "History":
        """Return the history with the last step made again; the same where none was taken back."""
        if not self.after:
            return self
        return dataclasses.replace(
            self, now=self.after[-1], before=(*self.before, self.now), after=self.after[:-1]
        )


def _place(setting: Setting) -> tuple[int, str]:
    return LEVERS.index(setting.lever), setting.name


def _first(scenario: Scenario) -> str:
    return next(iter(scenario.touchpoints))


def _number(text: str) -> Value:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def _check(scenario: Scenario, setting: Setting) -> None:
    lever, name, value = setting
    if lever not in LEVERS:
        raise WhatIfError(
            f"no lever {shown(lever)}; {nearest(lever, LEVERS) or f'there is {either(LEVERS)}'}"
        )
    names = {
        there[lever]: None for point in scenario.touchpoints if lever in (there := reach(scenario, point))
    }
    if name not in names:
        raise WhatIfError(f"{lever}: nothing called {shown(name)}; {nearest(name, names) or either(names)}")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    fits, expected = {
        "friction": (is_number and 0.0 <= float(value) <= MOST_TIMES, f"a number from 0 to {MOST_TIMES:g}"),
        "handoff": (is_number and 0.0 <= float(value) <= MOST_TIMES, f"a number from 0 to {MOST_TIMES:g}"),
        "recovery": (is_number and 0.0 <= float(value) <= 1.0, "a number from 0 to 1"),
        "staff": (
            isinstance(value, int) and is_number and abs(value) <= MOST_PEOPLE,
            f"a whole number from -{MOST_PEOPLE} to {MOST_PEOPLE}",
        ),
        "maturity": (value in LEVELS, either(LEVELS)),
    }[lever]
    if not fits:
        raise WhatIfError(f"{lever} of {shortened(name)}: found {shown(value)}, expected {expected}")


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
        return {f"teams.{name}.staff": max(team.staff + more, 0)}
    duty = plan(scenario).teams[list(scenario.teams).index(name)]
    return {
        f"teams.{name}.shifts": [{"hours": hours, "staff": staff} for hours, staff in _shifts(duty, more)]
    }


def _shifts(team: TeamPlan, more: int) -> Iterator[tuple[str, int]]:
    """Return hours and staff that do not overlap, the largest staff last."""
    spans: dict[int, dict[str, list[int]]] = {}  # by staff, the days by span of time
    starts, numbers = team.staff
    for start, end, number in zip(starts, (*starts[1:], 7.0), numbers, strict=True):
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
        for source, links in journey.links.items():
            if target in links:
                path = f"journeys.{name}.links.{source}.{target}"
                yield path, _context_loss(scenario, journey, source, target)


def _context_loss(scenario: Scenario, journey: Journey, source: str, target: str) -> float:
    """Return a link's own figure, or the default for the two departments and channels, before maturity."""
    own, defaults = journey.links[source][target].context_loss, scenario.handoffs
    here, there = scenario.touchpoints[source], scenario.touchpoints[target]
    if own is not None:
        return own
    if here.department != there.department:
        return defaults.across_departments
    return defaults.same_department if here.channel == there.channel else defaults.across_channels
