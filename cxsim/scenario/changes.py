"""Changes to a scenario: a path, an operation and a value, applied to everything a file could say.

They are applied to the scenario as plain data with all defaults filled in, so that parameters the file leaves
at their default can be changed, too. Then everything is checked again.
"""

import copy
import math
from typing import Any

from cxsim.scenario.faults import Path, either, nearest, path_text, shown
from cxsim.scenario.improvements import Change
from cxsim.scenario.journeys import Link
from cxsim.scenario.model import Scenario
from cxsim.scenario.people import Contract
from cxsim.scenario.quantities import parse_duration
from cxsim.scenario.shape import Shape

# What describes a scenario and is not simulated.
UNTOUCHABLE = (
    *("schema", "name", "title", "sector", "description", "currency"),
    *("improvements", "facts", "evidence"),
)

# Where an absent name stands for a default, so that it can be set: stakes are 1, stages at level defined.
_OPEN = (
    ("maturity", "stages"),
    ("personas", "*", "stakes"),
    ("personas", "*", "channels"),
    ("touchpoints", "*", "waiting", "escape"),
)

# A contract that only has a first term is written as that; what its other fields hold then.
_OTHER_TERMS = {"then": None, "notice": "0 s", "inertia": 1.0, "exit_fee": 0.0} | dict.fromkeys(
    ("upgrade", "downgrade", "keeps_part")
)


class Impossible(Exception):
    """A change cannot be applied."""

    def __init__(self, where: str | Path, found: str, expected: str, hint: str = "") -> None:
        super().__init__(found, expected)
        self.path: Path = (where,) if isinstance(where, str) else where
        self.found, self.expected, self.hint = found, expected, hint

    def inside(self, *above: str | int) -> "Impossible":
        """Return the same with the place in which its own is."""
        return Impossible((*above, *self.path), self.found, self.expected, self.hint)


def plain(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario as plain data, as a file could hold it, with all defaults filled in.

    Reading it again gives the same scenario, to the last bit.
    """
    return scenario.model_dump(mode="json", by_alias=True)


def applied(data: dict[str, Any], change: Change, builds: bool = False) -> dict[str, Any]:
    """Return plain data with one change; the original stays as it is.

    Parameters
    ----------
    data
        All that a file could say.
    change
        What is changed.
    builds
        Whether that may be a part of what an improvement builds.

    Raises
    ------
    Impossible
        If there is nothing at the path, or the operation does not fit what is there.
    """
    path = tuple(change.path.split("."))
    if path[0] in UNTOUCHABLE and not (builds and path[2:3] == ("builds",)):
        raise Impossible("path", shown(change.path), f"a part that is simulated, which {path[0]} is not")
    result: dict[str, Any] = dict(data)
    node: Any = result
    shape: Shape | None = Shape(Scenario)
    for depth, part in enumerate(path):
        key: Any = _key(node, part, path[:depth], last=depth == len(path) - 1, change=change)
        shape = shape.inside(key, node) if shape is not None else None
        if depth == len(path) - 1:
            before = node.get(key) if isinstance(node, dict) else node[key]
            node[key] = _result(before, change, shape)
        else:
            plain_contract = shape is not None and shape.model is Contract and isinstance(node[key], str)
            node[key] = {"first": node[key], **_OTHER_TERMS} if plain_contract else copy.copy(node[key])
            node = node[key]
    return result


def _key(node: Any, part: str, above: tuple[str, ...], *, last: bool, change: Change) -> str | int:
    if isinstance(node, dict):
        is_open = any(_like(above, pattern) for pattern in _OPEN)
        if part in node or (last and change.operation == "set" and is_open):
            return part
        names = [name for name in node if above or name not in UNTOUCHABLE]
        hint = nearest(part, names)
        found = f"no {path_text((*above, part))}" if change.path else "an empty path"
        raise Impossible("path", found, "" if hint else either(names), hint)
    if (
        isinstance(node, list)
        and part.isascii()
        and part.isdigit()
        and len(part) < 9
        and int(part) < len(node)
    ):
        return int(part)
    there = f"a list of {len(node)}, counted from 0" if isinstance(node, list) else shown(node)
    raise Impossible(
        "path", f"no {path_text((*above, part))}", f"a path inside {path_text(above)}, which is {there}"
    )


def _like(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) == len(pattern) and all(
        wanted in ("*", part) for part, wanted in zip(path, pattern, strict=True)
    )


def _result(before: Any, change: Change, shape: Shape | None) -> Any:
    if change.operation == "set":
        return copy.deepcopy(change.value)
    if change.operation == "multiply":
        factor = change.value
        if not _is_number(factor):
            raise Impossible("value", shown(factor), "a number to multiply with")
        return _multiplied(before, factor, shape)
    return _added(before, change.value, shape)


def _multiplied(before: Any, factor: float, shape: Shape | None) -> Any:
    if shape is not None and shape.members and isinstance(before, dict):
        # A distribution of all values times the factor; its shape and name stay.
        inside = {key: shape.inside(key, before) for key in before}
        return {key: _scaled(value, factor, key, inside[key]) for key, value in before.items()}
    if shape is not None and shape.model is Link and isinstance(before, dict):
        return {**before, "share": _multiplied(before["share"], factor, shape.inside("share"))}
    if _is_number(before):
        return _number(before * factor, before)
    if shape is not None and shape.is_duration and isinstance(before, str):
        return f"{parse_duration(before) * factor!r} d"
    raise Impossible(
        "operation", f"multiply on {_there(before)}", "a number, a duration or a distribution there, or set"
    )


def _scaled(value: Any, factor: float, key: str, shape: Shape | None) -> Any:
    if value is None or key in ("distribution", "shape"):
        return value
    if isinstance(value, list):
        return [_scaled(entry, factor, key, shape.inside(0) if shape else None) for entry in value]
    return _multiplied(value, factor, shape)


def _added(before: Any, more: Any, shape: Shape | None) -> Any:
    if (
        shape is not None
        and shape.members
        and isinstance(before, dict)
        and before.get("distribution") == "constant"
    ):
        return {**before, "value": _added(before["value"], more, shape.inside("value", before))}
    if shape is not None and shape.model is Link and isinstance(before, dict):
        return {**before, "share": _added(before["share"], more, shape.inside("share"))}
    if _is_number(before):
        if not _is_number(more):
            raise Impossible("value", shown(more), f"a number to add to {shown(before)}")
        total = before + more
        # Steps of 0.1 that use up 0.3 leave nothing, and not -3e-17, which would be refused.
        whole = float(round(total)) if math.isfinite(total) else total
        return _number(whole if abs(total - whole) < 1e-12 else total, before)
    if shape is not None and shape.is_duration and isinstance(before, str):
        return f"{parse_duration(before) + _signed_duration(more)!r} d"
    raise Impossible("operation", f"add on {_there(before)}", "a number or a duration there, or set")


def _there(value: Any) -> str:
    return "a field without a value" if value is None else shown(value)


def _signed_duration(value: Any) -> float:
    try:
        if isinstance(value, str) and value.strip().startswith("-"):
            return -parse_duration(value.strip()[1:])
        return parse_duration(value)
    except ValueError:
        raise Impossible("value", shown(value), "a duration to add, such as 2 min or -2 min") from None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _number(result: float, before: float) -> float:
    # Staff stays a whole number where the result is one; elsewhere the model says what it expected.
    is_whole = isinstance(before, int) and math.isfinite(result) and result == int(result)
    return int(result) if is_whole else result
