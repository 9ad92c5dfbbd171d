"""The formats of all files as JSON schemas, by name, short enough for an editor to read at every keystroke.

The same few quantities stand in hundreds of places. Each that is there more than once becomes a definition of
its own, which makes the schema of scenarios a fifth as long; it allows the same.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

from cxsim.scenario.assessment import Assessment
from cxsim.scenario.batch import Batch
from cxsim.scenario.schema import Schema, json_schema, study_schema

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMAS = ("scenario", "study", "batch", "assessment")
LABELS = ("title", "description", "default")
SHORT = 90  # characters, below which a reference would hardly be shorter

NAMED = ("properties", "patternProperties")  # keys that hold schemas by name
LISTED = ("anyOf", "allOf", "oneOf", "prefixItems")
SINGLE = ("items", "additionalProperties")


def schema_of(format_name: str) -> Schema:
    """Return the JSON schema (draft 2020-12) of a format in `SCHEMAS`.

    Examples
    --------
    >>> schema_of("batch")["required"]
    ['batch', 'name', 'items']
    """
    made: dict[str, Callable[[], Schema]] = {
        "scenario": json_schema,
        "study": study_schema,
        "batch": lambda: {"$schema": DIALECT, **Batch.model_json_schema(by_alias=True)},
        "assessment": lambda: {"$schema": DIALECT, **Assessment.model_json_schema(by_alias=True)},
    }
    return shared(made[format_name]())


def schema_text(format_name: str) -> str:
    """Write the schema of a format, a line for each definition.

    Examples
    --------
    >>> len(schema_text("scenario")) < 156_000
    True
    """
    return _lines(schema_of(format_name)) + "\n"


def _lines(schema: Schema, indent: str = "") -> str:
    written = [
        f"{indent}  {json.dumps(key)}: "
        + (_lines(value, f"{indent}  ") if key == "$defs" else json.dumps(value, ensure_ascii=False))
        for key, value in schema.items()
    ]
    return "{\n" + ",\n".join(written) + f"\n{indent}}}"


def shared(schema: Schema) -> Schema:
    """Write every part that is there more than once as a definition; titles that only repeat a name go.

    Examples
    --------
    >>> share = {"type": "number", "minimum": 0, "maximum": 1, "description": "a share of all, from 0 to 1"}
    >>> two = {"$defs": {"Two": {"properties": {"a": share, "b": {**share, "description": "b"}}}}}
    >>> sorted(shared(two)["$defs"]["Two"]["properties"]["b"])
    ['description', 'maximum', 'minimum', 'type']
    """
    definitions = {name: _inside(entry, _untitled) for name, entry in schema.get("$defs", {}).items()}
    root = _inside({key: value for key, value in schema.items() if key != "$defs"}, _untitled)
    seen: Counter[str] = Counter()

    def count(part: Schema) -> Schema:
        seen.update({_text(part), _text(_bare(part))})
        return _inside(part, count)

    names: dict[str, str] = {}
    found: dict[str, Schema] = {}

    def place(part: Schema) -> Schema:
        for candidate in (part, _bare(part)):
            text = _text(candidate)
            if seen[text] > 1 and len(text) > SHORT:
                if text not in names:
                    # After what it says, so that one change to a model changes few lines.
                    names[text] = f"Shared_{hashlib.sha256(text.encode()).hexdigest()[:8]}"
                    found[names[text]] = _inside(candidate, place)
                labels = {key: value for key, value in part.items() if key not in candidate}
                return {**labels, "$ref": f"#/$defs/{names[text]}"}
        return _inside(part, place)

    for entry in (root, *definitions.values()):
        _inside(entry, count)
    whole = {name: _inside(entry, place) for name, entry in definitions.items()}
    return {**_inside(root, place), "$defs": {**whole, **found}}


def _inside(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Change every schema directly inside a schema."""
    result: Schema = {}
    for key, value in schema.items():
        if key in NAMED:
            result[key] = {name: change(entry) for name, entry in value.items()}
        elif key in LISTED:
            result[key] = [change(entry) for entry in value]
        elif key in SINGLE and isinstance(value, dict):
            result[key] = change(value)
        else:
            result[key] = value
    return result


def _untitled(schema: Schema) -> Schema:
    return _inside({key: value for key, value in schema.items() if key != "title"}, _untitled)


def _bare(schema: Schema) -> Schema:
    return {key: value for key, value in schema.items() if key not in LABELS}


def _text(schema: Any) -> str:
    return json.dumps(schema, sort_keys=True)
