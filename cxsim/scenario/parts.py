"""The parts of a document that can be used, each by itself: a fault in one hides no fault in another."""

import functools
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from cxsim.scenario.document import Document
from cxsim.scenario.faults import Fault, Path, either, nearest, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import NAME
from cxsim.scenario.shape import Shape, shape_of

# What one entry of a section is called in a message.
NOUNS = {
    "touchpoints": "touchpoint",
    "channels": "channel",
    "departments": "department",
    "teams": "team",
    "desks": "recovery desk",
    "rhythms": "rhythm",
    "personas": "persona",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """What could be read: `entries` by section (such as personas) and name, `blocks` by name (period)."""

    document: Document
    entries: dict[str, dict[str, Any]]
    blocks: dict[str, Any]

    def names(self, section: str) -> Collection[str] | None:
        """Return all names of a section, faulty entries included; None where the section itself is faulty."""
        written = self.document.data.get(section, {} if section in _optional() else None)
        return written.keys() if isinstance(written, dict) else None

    def whole(self, section: str) -> bool:
        """Tell whether every entry of a section could be read."""
        return self.names(section) == self.entries.get(section, {}).keys()

    def reference(self, path: Path, name: str, section: str) -> Iterator[Fault]:
        """Find fault with a name that stands for nothing."""
        names = self.names(section)
        if names is not None and name not in names:
            possible = [other for other in names if NAME.fullmatch(other)]  # others are refused
            hint = nearest(name, possible)
            noun = NOUNS[section]
            expected = f"a {noun}" if hint else f"a {noun} ({either(possible)})"
            yield self.document.fault(path, shown(name), expected, hint)


def parts_of(document: Document, scenario: Scenario | None) -> Parts:
    """Take a document apart; `scenario` is the whole, where all of it is valid."""
    entries: dict[str, dict[str, Any]] = {}
    blocks: dict[str, Any] = {}
    for name, shape in Shape(Scenario).fields.items():
        model = entry_model(shape)
        if model is not None:
            written = document.data.get(name)
            whole = getattr(scenario, name) if scenario else None
            entries[name] = (
                whole if whole is not None else _readable(model, written if isinstance(written, dict) else {})
            )
        elif shape.model is not None:
            blocks[name] = getattr(scenario, name) if scenario else _block(document, name, shape.model)
    return Parts(document, entries, blocks)


def entry_model(shape: Shape) -> type[BaseModel] | None:
    """Return the model of the entries, if this is a section of named entries."""
    return shape_of(get_args(shape.kind)[1]).model if get_origin(shape.kind) is dict else None


def _readable(model: type[BaseModel], written: dict[str, Any]) -> dict[str, Any]:
    found = {name: _read(model, value) for name, value in written.items()}
    return {name: entry for name, entry in found.items() if entry is not None}


def _block(document: Document, name: str, model: type[BaseModel]) -> BaseModel | None:
    if name in document.data:
        return _read(model, document.data[name])
    default = Scenario.model_fields[name].get_default(call_default_factory=True)
    return default if isinstance(default, model) else None


def _read(model: type[BaseModel], value: Any) -> BaseModel | None:
    try:
        return model.model_validate(value)
    except ValidationError:
        return None


@functools.cache  # asked for every name that stands for something
def _optional() -> frozenset[str]:
    return frozenset(name for name, field in Scenario.model_fields.items() if not field.is_required())
