"""What if: what somebody has moved so far on a journey, as a state.

A state says what the scenario would be (`explored`), can be written as a short text that fits into an address
(`written`, `read`), and is taken back and made again (`History`). It is plain data, so that a panel, a link
and a test mean the same by it.
"""

import dataclasses
from dataclasses import dataclass

from cxsim.questions.what_if.levers import (
    LEVERS,
    Setting,
    Value,
    WhatIfError,
    changes,
    check,
    lever_called,
    today,
)
from cxsim.scenario.faults import shown
from cxsim.scenario.improve import with_changes
from cxsim.scenario.model import Scenario

LONGEST_TEXT = 4_000  # characters of a state, so that it fits into an address

State = tuple[Setting, ...]
TODAY: State = ()


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
    check(scenario, setting)
    others = [one for one in state if one[:2] != setting[:2]]
    same = setting.value == today(scenario, setting.lever, setting.name)
    # One order, however it came about: the same changes are the same state.
    return tuple(sorted([*others, *([] if same else [setting])], key=_place))


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
        state = moved(scenario, state, Setting(lever_called(lever), name, _number(value)))
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
