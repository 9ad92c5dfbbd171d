"""From a document to a scenario: the models and the cross-checks, with all their faults at once."""

import copy
from typing import Any

from pydantic import ValidationError

from cxsim.scenario.checks import check
from cxsim.scenario.document import Document
from cxsim.scenario.faults import Fault, Path, ScenarioError, path_text, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.parts import entry_model
from cxsim.scenario.shape import Shape
from cxsim.scenario.translate import problems

MOST_ENTRIES = 1_000  # touchpoints, personas, …: more are a mistake, and would take for ever


def validated(document: Document, faults: list[Fault] | None = None) -> Scenario:
    """Turn a document into a scenario.

    Parameters
    ----------
    document
        What was written.
    faults
        What has been found wrong before; raised together with what is found here.

    Raises
    ------
    ScenarioError
        With everything that is wrong.
    """
    found = list(faults or [])
    crowded = list(_crowded(document))
    if crowded:
        raise ScenarioError([*found, *crowded])
    if "evidence" in document.data:
        hint = "write {value: …, source: …, status: …} in its place"
        found.append(document.fault(("evidence",), "evidence on its own", "it beside the parameter", hint))
    scenario: Scenario | None = None
    try:
        scenario = Scenario.model_validate(
            {key: value for key, value in document.data.items() if key != "evidence"}
        )
    except ValidationError as error:
        found += [document.fault(*problem) for problem in problems(error, Scenario, document.data)]
    found += check(document, scenario)
    found += _check_ranges(document, found)
    if scenario is None or found:
        raise ScenarioError(found)
    return scenario.model_copy(
        update={"evidence": {path_text(path): note for path, note in document.notes.items()}}
    )


def _crowded(document: Document) -> list[Fault]:
    sections = ((name, document.data.get(name)) for name in Scenario.model_fields)
    return [
        document.fault((name,), f"{len(section):,} entries", f"at most {MOST_ENTRIES:,}")
        for name, section in sections
        if isinstance(section, dict) and len(section) > MOST_ENTRIES
    ]


def _check_ranges(document: Document, found: list[Fault]) -> list[Fault]:
    """Try the ends of each range that a note gives: they must be possible values of the parameter, too."""
    faulty = {fault.path for fault in found}
    faults = []
    for path, note in document.notes.items():
        if note.range is None or isinstance(note.value, dict | list) or path_text(path) in faulty:
            continue
        for end in note.range:
            refused = _refusal(document, path, end)
            if refused:
                faults.append(
                    document.fault(
                        (*path, "range"), f"the range {shown(list(note.range))}", f"both ends to be {refused}"
                    )
                )
                break
    return faults


def _refusal(document: Document, path: Path, value: Any) -> str:
    """Say what is expected at a path if a value is refused there; empty if it is not."""
    # Only what is wrong with the value itself counts: shares do not sum to 1 while one of them is varied.
    built = path[:3] if path[2:3] == ("builds",) else ()  # by an improvement
    path = path[len(built) :]
    shape = Shape(Scenario).inside(path[0])
    model, length = (
        (entry_model(shape) or shape.model, 2 if entry_model(shape) else 1) if shape else (None, 0)
    )
    if model is None or len(path) <= length:
        return ""
    data = _replaced(document.get((*built, *path[:length])), path[length:], value)
    try:
        model.model_validate(data)
    except ValidationError as error:
        return next(
            (other.expected for other in problems(error, model, data) if other.path == path[length:]), ""
        )
    return ""


def _replaced(node: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    changed = copy.copy(node)
    changed[path[0]] = _replaced(node[path[0]], path[1:], value)
    return changed
