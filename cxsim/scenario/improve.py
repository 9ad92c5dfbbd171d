"""Improvements applied: a scenario as it would be, checked like any other."""

from collections.abc import Iterable, Mapping
from typing import Any

from cxsim.scenario.builds import restructured
from cxsim.scenario.changes import Impossible, applied, plain
from cxsim.scenario.document import Document
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.faults import Fault, Path, ScenarioError, either, nearest, path_text, shown
from cxsim.scenario.graph import SUM
from cxsim.scenario.improvements import Change, Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import partly
from cxsim.scenario.timing import NoRamp, between, gradual, share_at, untimely
from cxsim.scenario.unchangeable import HINT, unchangeable
from cxsim.scenario.validate import validated
from cxsim.scenario.written import from_data

# By name, the improvements that act, and how far.
Acting = Mapping[str, tuple[Improvement, float]]
_AT_ONCE = "leave it out, so that all of it comes at once"


def improve(scenario: Scenario, *names: str, time: float | None = None) -> Scenario:
    """Return the scenario with improvements out of its own library, applied in this order.

    Parameters
    ----------
    scenario
        Today's journey.
    *names
        Names under `improvements`.
    time
        As far as they are carried out by then, in days after time 0; by default all in full.

    Returns
    -------
    Scenario
        The journey with the improvements. Evidence for parameters that they change is dropped, and if they
        remove anything, so are facts, which were observed of today's.

    Raises
    ------
    ScenarioError
        If there is no such improvement, or together they do not give a valid scenario.
    """
    for index, name in enumerate(names):
        library = scenario.improvements
        if name not in library:
            hint = nearest(name, library)
            expected = "an improvement" if hint else f"an improvement ({either(library)})"
            raise ScenarioError([Fault(scenario.name, None, "improvements", shown(name), expected, hint)])
        if name in names[:index]:
            raise ScenarioError(
                [Fault(scenario.name, None, path_text(("improvements", name)), "it twice", "it once")]
            )
    shares = {name: 1.0 if time is None else share_at(scenario, name, time) for name in names}
    if not any(shares.values()):
        return scenario
    acting = {name: (scenario.improvements[name], share) for name, share in shares.items() if share}
    today = plain(scenario)
    try:
        result = _valid(_carried_out(today, acting, scenario.name), scenario.name)
    except Impossible as no:
        raise ScenarioError(
            [Fault(scenario.name, None, path_text(no.path), no.found, no.expected, no.hint)]
        ) from None
    except ScenarioError as error:
        what = f"improvements.{'+'.join(names)}"
        raise ScenarioError(
            Fault(scenario.name, None, what, _once_applied(fault), fault.expected, fault.hint)
            for fault in error.faults
        ) from None
    notes = _notes(scenario, today, acting)
    return result.model_copy(update={"evidence": notes, "improvements": scenario.improvements})


def _carried_out(data: dict[str, Any], acting: Acting, file: str) -> dict[str, Any]:
    """Return plain data with improvements as far as they act: first what they remove and build."""
    data = restructured(data, acting)
    for name, (improvement, share) in acting.items():
        before = data
        for index, change in enumerate(improvement.changes):
            try:
                data = applied(data, change)
            except Impossible as no:
                raise no.inside("improvements", name, "changes", index) from None
        if share < 1.0 and improvement.changes:
            one, other = (plain(_valid(part, file)) for part in (before, data))
            try:
                data = between(one, other, share)
            except NoRamp as no:
                where = ("improvements", name, "ramp")
                raise Impossible(where, f"a ramp of {no}", "numbers") from None
    return data


def _notes(scenario: Scenario, today: dict[str, Any], acting: Acting) -> dict[str, Evidence]:
    """Return the notes that hold with improvements: of what they leave as it is, and of what they build."""
    notes, rebuilt = scenario.evidence, restructured(today, acting)
    if rebuilt is not today:
        notes = {path: note for path, note in notes.items() if _at(rebuilt, path) == _at(today, path)}
    for name, (improvement, share) in acting.items():
        begin = f"improvements.{name}.builds."
        for path, note in scenario.evidence.items():
            if path.startswith(begin) and share == 1.0:
                notes = {**notes, path.removeprefix(begin): note}
        for change in improvement.changes:
            notes = _still_true(notes, change.path)
    return notes


def _at(data: Any, path: str) -> Any:
    for part in path.split("."):
        if isinstance(data, list):
            data = data[int(part)]
        else:
            data = data.get(part) if isinstance(data, dict) else None
    return data


def with_changes(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return the scenario with other values, by path, each as it would stand in a file.

    Parameters
    ----------
    scenario
        Stays as it is.
    changes
        Such as ``{"touchpoints.shop.quality": 0.8, "touchpoints.shop.service": "4 min"}``.

    Raises
    ------
    ScenarioError
        If there is nothing at a path, or the result is no valid scenario.
    """
    data, evidence = plain(scenario), scenario.evidence
    for path, value in changes.items():
        change = Change.model_construct(
            path=path, operation="set", value=from_data(value, scenario.name).plain()
        )
        try:
            data = applied(data, change, builds=True)
        except Impossible as no:
            raise ScenarioError([Fault(scenario.name, None, path, no.found, no.expected, no.hint)]) from None
        evidence = _still_true(evidence, path)
    return validated(_document(data, scenario.name)).model_copy(update={"evidence": evidence})


def check_improvements(scenario: Scenario, document: Document) -> list[Fault]:
    """Apply every improvement by itself: it must give a valid scenario, and another one."""
    today = plain(scenario.model_copy(update={"improvements": {}}))
    faults: list[Fault] = []
    for name, improvement in scenario.improvements.items():
        wrong = [document.fault(*one) for one in untimely(scenario, name)]
        faults += wrong or _check(today, name, improvement, document)
    return faults


def _check(today: dict[str, Any], name: str, improvement: Improvement, document: Document) -> list[Fault]:
    path: Path = ("improvements", name)
    try:
        result = _valid(_carried_out(today, {name: (improvement, 1.0)}, "improved"), "improved")
    except ScenarioError as error:
        return [
            document.fault(
                _brought_by(improvement, path, fault),
                _once_applied(fault),
                fault.expected,
                fault.hint or _making_room(fault),
            )
            for fault in error.faults
        ]
    improved = plain(result)
    if improved == today:
        return [document.fault(path, "an improvement that changes nothing", "another value than today's")]
    if never := list(unchangeable(today, improved)):
        return [
            document.fault(_changing(improvement, path, one), f"a change of {path_text(one)}", expected, HINT)
            for one, expected in never
        ]
    wrong = [*gradual(improvement, today, improved), *partly(improvement, today, improved)]
    wrong += _ramp_of_structure(today, name, improvement)
    return [document.fault((*path, field), *said) for field, *said in wrong]


def _ramp_of_structure(
    today: dict[str, Any], name: str, improvement: Improvement
) -> list[tuple[str, str, str, str]]:
    """Return what is wrong half-way, where something is built or removed by a ramp."""
    if not (improvement.ramp and improvement.restructures):
        return []
    try:
        _valid(_carried_out(today, {name: (improvement, 0.5)}, "improved"), "improved")
    except Impossible as no:
        return [("ramp", no.found, no.expected, no.hint or _AT_ONCE)]
    except ScenarioError as error:
        fault = error.faults[0]
        return [("ramp", f"half-way {fault.found} at {fault.path}", fault.expected, _AT_ONCE)]
    return []


def _brought_by(improvement: Improvement, path: Path, fault: Fault) -> Path:
    """Return the value that brings a fault about, where one change alone sets it; else the improvement."""
    built = _in_builds(improvement, fault.path.split("."))
    setting = [
        index
        for index, change in enumerate(improvement.changes)
        if change.operation == "set" and f"{fault.path}.".startswith(f"{change.path}.")
    ]
    if len(setting) != 1:
        return (*path, *built)
    inside = fault.path[len(improvement.changes[setting[0]].path) :].split(".")[1:]
    parts = [int(part) if part.isdigit() else part for part in inside]
    return (*path, "changes", setting[0], "value", *parts)


def _changing(improvement: Improvement, path: Path, changed: Path) -> Path:
    """Return the first change of an improvement that says something of a place."""
    for index, change in enumerate(improvement.changes):
        if _overlap(change.path.split("."), map(str, changed)):
            return (*path, "changes", index)
    return path


def _in_builds(improvement: Improvement, parts: list[str]) -> Path:
    """Return what is built there, or as much of it as there is; nothing if that is no entry of its own."""
    found: list[str | int] = []
    node: Any = improvement.builds
    for part in parts:
        keys = {str(key): key for key in node} if isinstance(node, dict) else {}
        if part not in keys:
            break
        found.append(keys[part])
        node = node[keys[part]]
    return ("builds", *found) if len(found) > 1 else ()


def _valid(data: dict[str, Any], file: str) -> Scenario:
    """Check data as a scenario without improvements: that one may rule out another is no fault of either."""
    return validated(_document({**data, "improvements": {}}, file))


def _once_applied(fault: Fault) -> str:
    return f"{fault.found or 'nothing'} at {fault.path} once applied"


def _making_room(fault: Fault) -> str:
    """Say what else has to change so that shares sum to 1."""
    if not fault.found.startswith(SUM):
        return ""
    return "change those beside it, too, such as by add -0.1, or build it, which makes room by itself"


def _document(data: dict[str, Any], file: str) -> Document:
    return Document(data, {(): (file, None)}, {})


def _still_true(evidence: dict[str, Evidence], changed: str) -> dict[str, Evidence]:
    # A note speaks of the value before: of the parameter, of one inside it, or of the distribution around it.
    return {
        path: note for path, note in evidence.items() if not _overlap(path.split("."), changed.split("."))
    }


def _overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    return all(a == b for a, b in zip(one, other, strict=False))
