"""What the models allow at a place of the document, in words: for messages and for changes."""

import functools
import types
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Tag, WithJsonSchema
from pydantic.fields import FieldInfo

from cxsim.scenario.faults import either, shortened
from cxsim.scenario.journeys import Fork, Link
from cxsim.scenario.people import Contract

_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,59}$": "a name of small letters, digits and underscores that starts with a letter",
    r"^[A-Z]{3}$": "three capital letters, such as EUR",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """A type with its limits, as it stands in a model."""

    kind: Any
    limits: tuple[Any, ...] = ()
    optional: bool = False

    @property
    def model(self) -> type[BaseModel] | None:
        """The model, if this is one."""
        return self.kind if isinstance(self.kind, type) and issubclass(self.kind, BaseModel) else None

    @property
    def members(self) -> dict[str, "Shape"]:
        """The distributions to choose from, by name, if this is a choice of distributions."""
        return _members(self.kind) if get_origin(self.kind) in (Union, types.UnionType) else {}

    @property
    def arms(self) -> dict[str, "Shape"]:
        """What to choose from by its form, each by its tag: a number, or numbers by name."""
        arms = get_args(self.kind) if get_origin(self.kind) in (Union, types.UnionType) else ()
        return {item.tag: arm for arm in map(shape_of, arms) for item in arm.limits if isinstance(item, Tag)}

    @property
    def fields(self) -> dict[str, "Shape"]:
        """The fields of a model, by the names they have in files."""
        return _fields(self.model) if self.model is not None else {}

    @property
    def is_duration(self) -> bool:
        """Whether a number with a unit of time is meant."""
        return self.model is Contract or any(
            isinstance(limit, WithJsonSchema) and "unit" in str(limit.json_schema) for limit in self.limits
        )

    def inside(self, part: str | int, node: Any = None) -> "Shape | None":
        """Return the shape of an entry; `node` is the data, which says which distribution it is."""
        if members := self.members:
            kind = node.get("distribution") if isinstance(node, dict) else "constant"
            chosen = members.get(kind) if isinstance(kind, str) else None
            return chosen.inside(part) if chosen else None
        if arms := self.arms:
            inner = next((arm for arm in arms.values() if get_origin(arm.kind) is dict), None)
            return inner.inside(part) if inner else None
        if self.model is Fork and part not in self.fields:
            return Shape(Link)
        if self.model is not None:
            return self.fields.get(part) if isinstance(part, str) else None
        arguments = get_args(self.kind)
        if get_origin(self.kind) is dict:
            return shape_of(arguments[1])
        if get_origin(self.kind) is tuple and isinstance(part, int):
            return shape_of(arguments[0])
        return None


@functools.cache  # a file is gone through again for each of its improvements
def _members(choice: Any) -> dict[str, Shape]:
    found = (shape_of(arm) for arm in get_args(choice))
    return {get_args(arm.model.model_fields["distribution"].annotation)[0]: arm for arm in found if arm.model}


@functools.cache
def _fields(model: type[BaseModel]) -> dict[str, Shape]:
    fields = model.model_fields.items()
    return {field.alias or name: field_shape(field) for name, field in fields if not field.exclude}


def shape_of(annotation: Any, limits: tuple[Any, ...] = ()) -> Shape:
    """Open up an annotation.

    Examples
    --------
    >>> from cxsim.scenario.quantities import Share
    >>> describe(shape_of(Share | None))
    'a number from 0 to 1'
    """
    optional = False
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *more = get_args(annotation)
            for item in more:
                limits = (*limits, *(item.metadata if isinstance(item, FieldInfo) else (item,)))
            continue
        arms = [arm for arm in get_args(annotation) if arm is not type(None)]
        if get_origin(annotation) in (Union, types.UnionType) and len(arms) < len(get_args(annotation)):
            optional = True
            annotation = arms[0] if len(arms) == 1 else Union[tuple(arms)]  # noqa: UP007
            continue
        return Shape(annotation, limits, optional)


def field_shape(field: FieldInfo) -> Shape:
    """Open up the annotation of a field."""
    return shape_of(field.annotation, tuple(field.metadata))


def describe(shape: Shape) -> str:
    """Say what is expected, in words."""
    for limit in shape.limits:
        if isinstance(limit, WithJsonSchema) and limit.json_schema and "description" in limit.json_schema:
            return str(limit.json_schema["description"])
    if members := shape.members:
        value = next(iter(members.values())).fields["value"]
        return f"{describe(value)}, or a distribution ({', '.join(members)})"
    if arms := shape.arms:
        return ", or ".join(map(describe, arms.values()))
    if shape.model is Link:
        return "a share from 0 to 1, or fields share, delay, context_loss"
    if shape.model is Fork:
        return f"names, each with {describe(Shape(Link))}"
    if shape.model is Contract:
        return f"a duration, or fields {', '.join(shape.fields)}"
    if shape.model is not None:
        return f"fields {shortened(', '.join(shape.fields), 120)}"
    return _describe_plain(shape)


def _describe_plain(shape: Shape) -> str:
    if shape.kind is float or shape.kind is int:
        return _describe_number("a number" if shape.kind is float else "a whole number", shape.limits)
    if shape.kind is bool:
        return "true or false"
    if shape.kind is date:
        return "a date such as 2026-01-05"
    if shape.kind is str:
        return _describe_text(shape.limits)
    origin, arguments = get_origin(shape.kind), get_args(shape.kind)
    if origin is Literal:
        return either(str(argument) for argument in arguments)
    if origin is dict:
        least = "at least one name" if _limit(shape.limits, "min_length") else "names"
        return f"{least}, each with {describe(shape_of(arguments[1]))}"
    if origin is tuple:
        return _describe_list(shape, arguments)
    return "a value"


def _describe_number(noun: str, limits: tuple[Any, ...]) -> str:
    low, above = _limit(limits, "ge"), _limit(limits, "gt")
    high, below = _limit(limits, "le"), _limit(limits, "lt")
    if low is not None and high is not None:
        return f"{noun} from {low:,} to {high:,}"
    bounds = (("above", above), ("of at least", low), ("below", below), ("at most", high))
    said = " and ".join(f"{words} {bound:,}" for words, bound in bounds if bound is not None)
    return f"{noun} {said}".rstrip()


def _describe_text(limits: tuple[Any, ...]) -> str:
    pattern = _limit(limits, "pattern")
    if pattern in _PATTERNS:
        return _PATTERNS[pattern]
    least, most = _limit(limits, "min_length"), _limit(limits, "max_length")
    if most is None:
        return "text"
    return f"text of {f'{least} to' if least else 'at most'} {most:,} characters"


def _describe_list(shape: Shape, arguments: tuple[Any, ...]) -> str:
    entry = describe(shape_of(arguments[0]))
    least, most = _limit(shape.limits, "min_length"), _limit(shape.limits, "max_length")
    if Ellipsis not in arguments:
        least = most = len(arguments)
    if least and least == most:
        return f"a list of {least}, each {entry}"
    size = f" of {least} to {most:,}" if least and most else f" of at least {least}" if least else ""
    return f"a list{size}, each {entry}"


def _limit(limits: tuple[Any, ...], name: str) -> Any:
    for limit in limits:
        value = getattr(limit, name, None)
        if value is not None:
            return int(value) if isinstance(value, float) and value.is_integer() else value
    return None
