"""Contradictions: improvements that cannot be done together, and why."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cxsim.language.wording import in_short
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.improve import improve
from cxsim.scenario.improvements import Change, Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import together
from cxsim.scenario.timing import moments, overlap

BOTH_SET = "both set {path}"
UNDONE = "one sets {path}, the other changes {other}"
REMOVED = "one removes {path}, the other changes {other}"
NOT_VALID = "together they give {found}; expected {expected}"
REASONS = (BOTH_SET, UNDONE, REMOVED, NOT_VALID)


class Contradiction(NamedTuple):
    """Improvements that cannot be done together.

    Attributes
    ----------
    improvements
        Their names; any fewer of them can be done.
    reason
        What they do to each other, or to the scenario: one of `REASONS`, with names in braces.
    about
        What these names stand for.
    """

    improvements: tuple[str, ...]
    reason: str
    about: Mapping[str, str] = {}

    def __repr__(self) -> str:
        return f"<Contradiction of {in_short(', '.join(self.improvements))}: {in_short(self.why, 160)}>"

    @property
    def why(self) -> str:
        """The reason in full."""
        return self.reason.format(**self.about)


def contradictions(scenario: Scenario, names: Iterable[str]) -> list[Contradiction]:
    """Return the pairs of improvements that change the same thing in ways that do not go together.

    One undoes what the other sets, or together they push a value out of its range.

    Examples
    --------
    >>> import cxsim as cx
    >>> scenario = cx.load_scenario("scenarios/telecom.yaml")
    >>> contradictions(scenario, ["two_more_agents_at_peak", "evening_and_saturday_hours"])[0].why
    'both set teams.care_agents.shifts'
    """
    found = []
    for one, other in itertools.combinations(names, 2):
        if not (overlap(scenario, one, other) and _meet(scenario, one, other)):
            continue
        both = [scenario.improvements[name] for name in (one, other)]
        shared = [pair for pair in itertools.product(*(each.changes for each in both)) if _same_thing(*pair)]
        undone = [*_removing(*both), *_removing(*both[::-1])]
        undone += [why for pair in shared if (why := _undoing(*pair))]
        if undone:
            found.append(Contradiction((one, other), *undone[0]))
        elif (shared or any(each.restructures for each in both)) and (
            fault := fault_of(scenario, (one, other))
        ):
            found.append(Contradiction((one, other), NOT_VALID, fault))
    return found


def fault_of(scenario: Scenario, names: Iterable[str]) -> dict[str, str]:
    """Return what improvements give together at some time, and what was expected; empty if it is valid."""
    names = list(names)
    try:
        for time in moments(scenario, names):
            for some in together(scenario, names):
                improve(scenario, *some, time=time)
    except ScenarioError as error:
        fault = error.faults[0]
        return {
            "found": fault.found.removesuffix(" once applied"),
            "expected": fault.expected or fault.hint,
        }
    return {}


def smallest(scenario: Scenario, names: Iterable[str]) -> Contradiction:
    """Return the fewest of some improvements, which cannot be done together, that cannot either."""
    culprits = list(names)
    for name in list(culprits):
        others = [one for one in culprits if one != name]
        if fault_of(scenario, others):
            culprits = others
    return Contradiction(tuple(culprits), NOT_VALID, fault_of(scenario, culprits))


def _meet(scenario: Scenario, one: str, other: str) -> bool:
    """Tell whether two improvements can address the same customer."""
    return any({one, other} <= {*some} for some in together(scenario, (one, other)))


def _same_thing(one: Change, other: Change) -> bool:
    """Tell whether one change is at, above or below the place of the other."""
    return _same_place(one.path, other.path)


def _same_place(one: str, other: str) -> bool:
    return all(a == b for a, b in zip(one.split("."), other.split("."), strict=False))


def _removing(one: Improvement, other: Improvement) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what an improvement removes though another one changes it."""
    for path, change in itertools.product(one.removes, other.changes):
        if _same_place(path, change.path):
            yield REMOVED, {"path": path, "other": change.path}


def _undoing(one: Change, other: Change) -> tuple[str, dict[str, str]] | None:
    """Return how two changes to the same thing undo each other, and where; nothing if they do not."""
    sets = [change for change in (one, other) if change.operation == "set"]
    if not sets or one == other:  # the same value may well be set twice
        return None
    if len(sets) == 2:
        return BOTH_SET, {"path": max(one.path, other.path, key=len)}
    changing = other if one is sets[0] else one
    return UNDONE, {"path": sets[0].path, "other": changing.path}
