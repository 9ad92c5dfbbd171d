"""Improvements applied: a scenario as it would be, checked like any other."""

from collections.abc import Iterable, Mapping
from typing import Any

from cxsim.scenario.changes import Impossible, applied, plain
from cxsim.scenario.document import Document
from cxsim.scenario.evidence import Evidence
from cxsim.scenario.faults import Fault, Path, ScenarioError, either, nearest, path_text, shown
from cxsim.scenario.improvements import Change, Improvement
from cxsim.scenario.model import Scenario
from cxsim.scenario.partial import partly
from cxsim.scenario.timing import NoRamp, between, gradual, share_at, untimely
from cxsim.scenario.validate import validated
from cxsim.scenario.written import from_data


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
        The journey with the improvements. Evidence for parameters that they change is dropped.

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
    data, evidence = plain(scenario), scenario.evidence
    try:
        for name in (name for name in names if shares[name]):
            before = data
            for index, change in enumerate(scenario.improvements[name].changes):
                path = ("improvements", name, "changes", index)
                data = _applied(data, change, scenario.name, path)
                evidence = _still_true(evidence, change.path)
            if shares[name] < 1.0:
                today, improved = (plain(_valid(one, scenario.name)) for one in (before, data))
                data = between(today, improved, shares[name])
        result = _valid(data, scenario.name)
    except NoRamp as no:
        where = path_text(("improvements", name, "ramp"))
        raise ScenarioError([Fault(scenario.name, None, where, f"a ramp of {no}", "numbers")]) from None
    except ScenarioError as error:
        what = f"improvements.{'+'.join(names)}"
        raise ScenarioError(
            Fault(scenario.name, None, what, _once_applied(fault), fault.expected, fault.hint)
            for fault in error.faults
        ) from None
    return result.model_copy(update={"evidence": evidence, "improvements": scenario.improvements})


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
        data = _applied(data, change, scenario.name, ())
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
    data = today
    for change in improvement.changes:
        data = applied(data, change)
    try:
        result = _valid(data, "improved")
    except ScenarioError as error:
        return [
            document.fault(
                _brought_by(improvement, path, fault), _once_applied(fault), fault.expected, fault.hint
            )
            for fault in error.faults
        ]
    improved = plain(result)
    if improved == today:
        return [document.fault(path, "an improvement that changes nothing", "another value than today's")]
    wrong = [*gradual(improvement, today, improved), *partly(improvement, today, improved)]
    return [document.fault((*path, field), *said) for field, *said in wrong]


def _brought_by(improvement: Improvement, path: Path, fault: Fault) -> Path:
    """Return the value that brings a fault about, where one change alone sets it; else the improvement."""
    setting = [
        index
        for index, change in enumerate(improvement.changes)
        if change.operation == "set" and f"{fault.path}.".startswith(f"{change.path}.")
    ]
    if len(setting) != 1:
        return path
    inside = fault.path[len(improvement.changes[setting[0]].path) :].split(".")[1:]
    parts = [int(part) if part.isdigit() else part for part in inside]
    return (*path, "changes", setting[0], "value", *parts)


def _valid(data: dict[str, Any], file: str) -> Scenario:
    """Check data as a scenario without improvements: that one may rule out another is no fault of either."""
    return validated(_document({**data, "improvements": {}}, file))


def _applied(data: dict[str, Any], change: Change, file: str, path: Path) -> dict[str, Any]:
    try:
        return applied(data, change)
    except Impossible as no:
        where = path_text((*path, no.field)) if path else change.path
        raise ScenarioError([Fault(file, None, where, no.found, no.expected, no.hint)]) from None


def _once_applied(fault: Fault) -> str:
    return f"{fault.found} at {fault.path} once applied"


def _document(data: dict[str, Any], file: str) -> Document:
    return Document(data, {(): (file, None)}, {})


def _still_true(evidence: dict[str, Evidence], changed: str) -> dict[str, Evidence]:
    # A note speaks of the value before: of the parameter, of one inside it, or of the distribution around it.
    return {
        path: note for path, note in evidence.items() if not _overlap(path.split("."), changed.split("."))
    }


def _overlap(one: Iterable[str], other: Iterable[str]) -> bool:
    return all(a == b for a, b in zip(one, other, strict=False))
