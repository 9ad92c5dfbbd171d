"""From the errors of pydantic to what is wrong with the file, in the file's own terms."""

import difflib
from typing import Any, NamedTuple, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cxsim.scenario.faults import Path, either, nearest, shown
from cxsim.scenario.journeys import Link
from cxsim.scenario.quantities import Name
from cxsim.scenario.scalars import LARGEST
from cxsim.scenario.shape import Shape, describe, shape_of
from cxsim.scenario.slips import as_duration, as_name, as_number, as_truth

MOST_AFTER_COMMAS = 10  # entries of a list that may be figures with a decimal comma
MOST = 1_000  # problems: nobody reads more, and a hostile file has any number


class Problem(NamedTuple):
    """A fault without a file: its path in the document, and what to say."""

    path: Path
    found: str
    expected: str
    hint: str = ""


class _Place(NamedTuple):
    """Where an error points: the path in the document, what stands there, and what may stand there."""

    path: Path
    node: Any
    shape: Shape | None
    key: bool = False


def problems(error: ValidationError, model: type[BaseModel], data: Any) -> list[Problem]:
    """Say what is wrong with `data`, which `model` refused.

    Examples
    --------
    >>> from cxsim.scenario.people import Churn
    >>> try:
    ...     Churn.model_validate({"definition": "contract_ends", "windw": "3 mo"})
    ... except ValidationError as error:
    ...     for problem in problems(error, Churn, {"definition": "contract_ends", "windw": "3 mo"}):
    ...         print(problem.path, problem.found, problem.hint)
    ('definition',) "contract_ends" did you mean "contract_end"?
    ('windw',) an unknown field did you mean "window"?
    """
    details = error.errors(include_url=False, include_input=False)[:MOST]
    places = [detail["loc"] for detail in details]
    misspelt = {
        (*detail["loc"][:-1], meant)
        for detail in details
        if detail["type"] == "extra_forbidden"
        for meant in difflib.get_close_matches(
            str(detail["loc"][-1])[:100], _missing_beside(detail["loc"], details), n=1
        )
    }
    return [
        _problem(dict(detail), _place(detail["loc"], shape_of(model), data))
        for detail in details
        # Follow-ups: a list with a wrong entry is also said to be too short, a misspelt field to be missing.
        if not (detail["type"] == "too_short" and any(_is_inside(place, detail["loc"]) for place in places))
        and not (detail["type"] == "missing" and detail["loc"] in misspelt)
    ]


def _missing_beside(loc: Path, details: list[Any]) -> list[str]:
    missing = (detail["loc"] for detail in details if detail["type"] == "missing")
    return [str(other[-1]) for other in missing if other[:-1] == loc[:-1]]


def _is_inside(place: Path, outer: Path) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _problem(detail: dict[str, Any], place: _Place) -> Problem:
    kind: str = detail["type"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return _missing(place, detail["loc"][-1])
    if kind == "extra_forbidden":
        return _unknown(place)
    if kind == "union_tag_not_found":
        names = place.shape.members if place.shape else ()
        return Problem(place.path, shown(place.node), f"a field distribution ({either(names)})")
    if kind == "union_tag_invalid":
        return _unknown_choice(
            (*place.path, "distribution"),
            place.node["distribution"],
            place.shape.members if place.shape else (),
        )
    if kind == "value_error":
        hint = as_duration(place.node) if place.shape and place.shape.is_duration else ""
        return Problem(place.path, shown(place.node), str(context.get("error", detail["msg"])), hint)
    if kind == "too_long" and isinstance(place.node, dict):
        return Problem(place.path, f"{len(place.node):,} entries", f"at most {context['max_length']:,}")
    if place.key:
        names = get_args(place.shape.kind) if place.shape else ()  # where only some names are possible
        hint = as_name(str(place.node)) or nearest(place.node, names)
        return Problem(place.path, f"the name {shown(place.node)}", describe(place.shape or Shape(str)), hint)
    if kind == "string_pattern_mismatch" and place.shape is not None and place.shape.model is Link:
        name = str(place.path[-1])  # of a link, which stands among the fields of a fork
        return Problem(place.path, f"the name {shown(name)}", describe(shape_of(Name)), as_name(name))
    if place.shape is not None and kind == "literal_error":
        return _unknown_choice(place.path, place.node, [str(name) for name in get_args(place.shape.kind)])
    expected = describe(place.shape) if place.shape else detail["msg"][:1].lower() + detail["msg"][1:]
    found = _count(place.node) if kind in ("too_short", "too_long") else shown(place.node)
    return Problem(place.path, found, expected, _how_to_write(place.node, place.shape, kind))


def _how_to_write(node: Any, shape: Shape | None, kind: str) -> str:
    """Say how a value would be written that is nearly right; empty where nobody can tell what was meant."""
    if kind == "string_type":
        if node is None:
            return "text that begins with # needs quotes: it is a comment otherwise"
        return "put it in quotes" if isinstance(node, int | float) else ""
    meant = shape.kind if shape is not None else None
    if meant is bool:
        return as_truth(node)
    if meant is int and isinstance(node, float) and node.is_integer() and abs(node) <= LARGEST:
        return f"write {node:.0f}"
    if get_origin(meant) is tuple and isinstance(node, dict):
        return "begin each entry with a hyphen and a space, -"
    if kind == "too_long" and isinstance(node, list) and len(node) <= MOST_AFTER_COMMAS:
        return "decimals have a point, not a comma" if all(isinstance(n, int) for n in node) else ""
    if not isinstance(node, str):
        return ""
    if meant in (int, float):
        return as_number(node, meant is int)
    return as_name(node) if kind == "string_pattern_mismatch" else ""


def _count(node: Any) -> str:
    return f"a list of {len(node):,}" if isinstance(node, list) and node else shown(node)


def _missing(place: _Place, field: str | int) -> Problem:
    if isinstance(field, int):  # an entry of a list of a certain length
        return Problem(place.path, _count(place.node), describe(place.shape or Shape(list)))
    inside = place.shape.inside(field) if place.shape else None
    return Problem(place.path, "", f"a field {field} ({describe(inside)})" if inside else f"a field {field}")


def _unknown(place: _Place) -> Problem:
    # `place` is the unknown field itself, whose shape is that of the mapping it stands in.
    names = list(place.shape.fields) if place.shape else []
    written = str(place.path[-1]) if place.path else ""
    hint = as_name(written) or nearest(written, names)
    return Problem(place.path, "an unknown field", "" if hint else either(names), hint)


def _unknown_choice(path: Path, found: Any, names: Any) -> Problem:
    hint = as_name(found) if isinstance(found, str) else ""
    if not hint:
        in_quotes = isinstance(found, str) and found in names
        hint = "write it without quotes" if in_quotes else nearest(found, names)
    return Problem(path, shown(found), either(names), hint)


def _place(loc: tuple[str | int, ...], shape: Shape, node: Any) -> _Place:
    """Follow pydantic's location, which also names distributions, and fields that a shorthand leaves out."""
    current: Shape | None = shape
    outer: Shape | None = None
    path: Path = ()
    for part in loc:
        if current is not None and part in current.members:
            current = current.members[str(part)]
            continue
        if current is not None and part in current.arms:
            current = current.arms[str(part)]
            continue
        if part == "[key]" and outer is not None and get_origin(outer.kind) is dict:
            return _Place(path, path[-1], shape_of(get_args(outer.kind)[0]), key=True)
        outer, current = current, current.inside(part) if current is not None else None
        if not isinstance(node, dict | list):
            continue  # a shorthand: 0.3 for {share: 0.3}
        if part not in (node if isinstance(node, dict) else range(len(node))):
            return _Place(path, node, outer)  # a missing field
        path = (*path, part)
        inner: Any = node  # a list by a number, a mapping by either
        node = inner[part]
        if current is None:
            return _Place(path, node, outer)  # an unknown field
    return _Place(path, node, current)
