"""Ranges: parameters that are not known, as far as their evidence goes, and rival structures.

Between the ends of its range every value of a parameter is as likely as any other, and so is every curve of
loyalty. A switch with a range, such as a mechanism, is a rival structure: off in half of all sets.
Where shares have to sum to 1, those without a range make room in proportion.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from cxsim.errors import InterventionError
from cxsim.scenario.behaviour import Loyalty
from cxsim.scenario.changes import plain
from cxsim.scenario.faults import Fault, ScenarioError, shown
from cxsim.scenario.improve import improve, with_changes
from cxsim.scenario.journeys import RESERVED_LINKS
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import parse_duration

CURVE = "loyalty.curve"
CURVES: tuple[str, ...] = get_args(Loyalty.model_fields["curve"].annotation)
LOCATIONS = ("mean", "scale", "value")  # what the range of a distribution speaks of
ENDS = (0.0, 1.0)
ON = 0.5  # of the range of a switch: from there it is on
EDGE = 1e-6  # of a range: draws come as near to its ends, and do not reach them
_MEMORY = ("mean_weight", "peak_weight", "end_weight")
# The scenario that was looked at last, and what was found: questions are asked of the same one after another.
_LAST: list[tuple[Scenario, dict[Any, Any]]] = []


@dataclass(frozen=True)
class UncertainParameter:
    """A parameter and where its value may lie.

    Attributes
    ----------
    path
        Where it stands in the scenario.
    low, high
        The ends of its range; durations in days. Of the loyalty curve, 0 and the number of curves.
    today
        Its value in the scenario; of the loyalty curve, its number.
    is_duration
        Whether it is written with a unit.
    is_switch
        Whether it is on or off: from the middle of its range, 0 to 1, it is on.
    """

    path: str
    low: float
    high: float
    today: float
    is_duration: bool = False
    is_switch: bool = False

    def at(self, share: float) -> Any:
        """Return the value so far along the range, 0 to 1, as it would stand in a file."""
        if self.path == CURVE:
            return CURVES[min(int(share * len(CURVES)), len(CURVES) - 1)]
        if self.is_switch:
            return bool(share >= ON)
        value = float(self.low + share * (self.high - self.low))
        return f"{value!r} d" if self.is_duration else value


def uncertain(scenario: Scenario) -> tuple[list[UncertainParameter], list[tuple[str, str]]]:
    """Return what is not known of a scenario, the loyalty curve first.

    Returns
    -------
    tuple of list and list
        The uncertain parameters, and the paths whose range cannot be tried, each with the reason.
    """
    known = _of(scenario)
    if "uncertain" not in known:
        known["uncertain"] = _uncertain(scenario)
    found, left_out = known["uncertain"]
    return list(found), list(left_out)


def check_ranges(
    scenario: Scenario, names: Sequence[str], moved: bool, only: Sequence[str] | None = None
) -> None:
    """Refuse ranges with which an improvement gives no valid journey, before anything is simulated.

    Parameters
    ----------
    scenario, names, moved, only
        As of `impossible_range`.

    Raises
    ------
    InterventionError
        With the first such range.
    """
    if fault := impossible_range(scenario, names, moved, only):
        raise InterventionError(str(fault))


def impossible_range(
    scenario: Scenario, names: Sequence[str], moved: bool, only: Sequence[str] | None = None
) -> Fault | None:
    """Return the first range with which an improvement gives no valid journey, if there is one.

    Each range is tried by itself, with the improvements that change the same part of the journey (one
    touchpoint, one persona): with others it has nothing to do. What only several ranges together make
    impossible is not found.

    Parameters
    ----------
    scenario
        Today's journey.
    names
        Of its improvements, which ones.
    moved
        Whether parameters will be moved to the very ends of their ranges, as `cxsim.drivers` does.
    only
        Which ranges, by path; by default all that can be tried.
    """
    about = tuple(names), None if only is None else tuple(only)
    fine: set[Any] = _of(scenario).setdefault("fine", set())
    if {(*about, moved), (*about, True)} & fine:  # whose ends are possible, so is what lies between
        return None
    data = plain(scenario)
    for parameter in _ranges(scenario):
        parts = [_part(scenario, path) for path in (parameter.path, *_siblings(data, parameter.path))]
        touching = [name for name in names if _changes_any(scenario, name, parts)]
        if not touching or (only is not None and parameter.path not in only):
            continue
        try:
            ends = _at_ends(scenario, parameter)
        except ScenarioError:
            continue  # it is left out
        for share, true in zip(ENDS, ends, strict=True):
            for name in touching:
                fault = _refusal(true, name)
                near = abs(share - EDGE)
                if fault and (moved or _refusal(supposing(scenario, [parameter], [near]), name)):
                    found = (
                        f"a range with which improvement {shown(name)} gives no valid journey "
                        f"where it is {parameter.at(share)} ({fault.path}: {fault.message})"
                    )
                    hint = "narrow the range, or change the improvement"
                    return Fault("", None, parameter.path, found, hint=hint)
    fine.add((*about, moved))
    return None


def supposing(
    scenario: Scenario, parameters: Sequence[UncertainParameter], shares: Sequence[float]
) -> Scenario:
    """Return the scenario as it would be with each parameter so far along its range.

    Raises
    ------
    ScenarioError
        If together they give no valid scenario.
    """
    changes = {
        parameter.path: parameter.at(share) for parameter, share in zip(parameters, shares, strict=True)
    }
    return with_changes(scenario, changes | _making_room(plain(scenario), changes))


def _of(scenario: Scenario) -> dict[Any, Any]:
    """Return what is known of a scenario; of another one it is forgotten."""
    for last, known in list(_LAST):
        if last is scenario:
            return known
    new: dict[Any, Any] = {}
    _LAST[:] = [(scenario, new)]
    return new


def _uncertain(scenario: Scenario) -> tuple[list[UncertainParameter], list[tuple[str, str]]]:
    found = [UncertainParameter(CURVE, 0.0, float(len(CURVES)), float(CURVES.index(scenario.loyalty.curve)))]
    left_out: list[tuple[str, str]] = []
    for parameter in _ranges(scenario):
        try:
            _at_ends(scenario, parameter)
        except ScenarioError as error:
            left_out.append((parameter.path, str(error.faults[0])))
        else:
            found.append(parameter)
    return found, left_out


def _ranges(scenario: Scenario) -> Iterator[UncertainParameter]:
    """Return the parameters with a range, whether it can be tried or not."""
    for path, note in scenario.evidence.items():
        if note.range is None:
            continue
        path, value = _where(path, note.value)
        is_duration = isinstance(value, str)
        low, high, today = (parse_duration(one) if is_duration else one for one in (*note.range, value))
        yield UncertainParameter(
            path, float(low), float(high), float(today), is_duration, isinstance(value, bool)
        )


def _at_ends(scenario: Scenario, parameter: UncertainParameter) -> tuple[Scenario, ...]:
    """Return the scenario at both ends of a range, if these can be tried."""
    known = _of(scenario).setdefault("ends", {})
    if parameter.path not in known:
        try:
            known[parameter.path] = tuple(supposing(scenario, [parameter], [end]) for end in ENDS)
        except ScenarioError as error:
            known[parameter.path] = error
    if isinstance(found := known[parameter.path], ScenarioError):
        raise found
    ends: tuple[Scenario, ...] = found
    return ends


def _part(scenario: Scenario, path: str) -> list[str]:
    """Return the part of a journey a path lies in: an entry of a section, or a section without entries."""
    parts = path.split(".")
    return parts[: 2 if isinstance(getattr(scenario, parts[0]), dict) else 1]


def _changes_any(scenario: Scenario, improvement: str, parts: list[list[str]]) -> bool:
    it = scenario.improvements[improvement]
    paths = [*(change.path for change in it.changes), *it.structure(), f"improvements.{improvement}"]
    changed = [_part(scenario, path) for path in paths]
    # One that sets a whole section changes all its entries.
    return any(all(a == b for a, b in zip(one, other, strict=False)) for one in changed for other in parts)


def _refusal(scenario: Scenario, improvement: str) -> Fault | None:
    """Return what is wrong with the journey an improvement gives."""
    try:
        improve(scenario, improvement)
    except ScenarioError as error:
        return error.faults[0]
    return None


def _where(path: str, value: Any) -> tuple[str, Any]:
    """Return the number that a range speaks of: the share of a link, the mean of a distribution."""
    if not isinstance(value, dict):
        return path, value
    name = next(name for name in ("share", *LOCATIONS) if name in value)
    return f"{path}.{name}", value[name]


def _making_room(data: dict[str, Any], changes: dict[str, Any]) -> dict[str, float]:
    """Return the shares that have to move so that those sum to 1 of which some are changed.

    Those that are not changed make room in proportion. Where they cannot, or where all are changed, all that
    are changed move in proportion, and the others stay.
    """
    moved: dict[str, float] = {}
    for path in changes:
        siblings = _siblings(data, path)
        if not siblings or path in moved:
            continue
        drawn = {path: float(changes[path])} | {
            other: float(changes[other]) for other in siblings if other in changes
        }
        free = {other: float(share) for other, share in siblings.items() if other not in changes}
        used, left = sum(drawn.values()), sum(free.values())
        if free and used <= 1.0:
            moved |= {
                other: (share / left if left else 1.0 / len(free)) * (1.0 - used)
                for other, share in free.items()
            }
            moved |= drawn
        else:
            moved |= {other: share / used * (1.0 - left) for other, share in drawn.items()} | free
    return moved


def _siblings(data: dict[str, Any], path: str) -> dict[str, float]:
    """Return the other shares that sum to 1 with this one, by path."""
    match path.split("."):
        case ["feelings", name] if name in _MEMORY:
            return {f"feelings.{other}": data["feelings"][other] for other in _MEMORY if other != name}
        case ["personas", name, "share"]:
            return {
                f"personas.{other}.share": persona["share"]
                for other, persona in data["personas"].items()
                if other != name
            }
        case ["journeys", _, "links", *_]:
            fork, _, target = path.removesuffix(".share").rpartition(".")
            beside = _links_at(data, fork.split("."))
            others = [other for other in beside if other != target] if target in beside else []
            return {f"{fork}.{other}.share": beside[other]["share"] for other in others}
        case ["journeys", journey, "start", name]:
            return {
                f"journeys.{journey}.start.{other}": share
                for other, share in data["journeys"][journey]["start"].items()
                if other != name
            }
    return {}


def _links_at(data: dict[str, Any], path: list[str]) -> dict[str, Any]:
    """Return the links of a fork, if there is one at a path."""
    node: Any = data
    for part in path:
        node = node[part]
    inside = node.items() if isinstance(node, dict) else ()
    there = {name: link for name, link in inside if name not in RESERVED_LINKS}
    return {name: link for name, link in there.items() if isinstance(link, dict) and "share" in link}
