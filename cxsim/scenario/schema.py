"""The format of scenario files as a JSON schema, for editors that complete and check while one types.

It knows the shorthands, evidence notes and `extends`. What holds between parts (shares that sum to 1, names
that exist) no schema can say; `load_scenario` checks it.
"""

from typing import Any, get_args

from cxsim.scenario.improvements import Section
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import NAME
from cxsim.scenario.study import Study

Schema = dict[str, Any]

_LABELS = ("title", "description", "default")


def json_schema() -> Schema:
    """Return the JSON schema (draft 2020-12) of a scenario file.

    Returns
    -------
    dict Plain data, ready for ``json.dump``. A file that extends another may leave out every field, and take
    entries of its parent away with null.

    Examples
    --------
    >>> schema = json_schema()
    >>> sorted(schema["$defs"]["Scenario"]["required"])[:3]
    ['channels', 'churn', 'departments']
    """
    root = Scenario.model_json_schema(by_alias=True)
    definitions: dict[str, Schema] = root.pop("$defs")
    root["properties"].pop("evidence")
    note = definitions.pop("Evidence")
    definitions = _renamed({**definitions, "Scenario": root})
    for definition in definitions.values():
        if "distribution" in definition.get("properties", {}):
            definition["required"] = sorted({"distribution", *definition.get("required", ())})
    whole = {name: _with_shorthands(definition, definitions) for name, definition in definitions.items()}
    whole["Builds"] = _builds(whole["Scenario"])
    improvement = whole["Improvement"]["properties"]
    improvement["builds"] = {
        "description": improvement["builds"]["description"],
        "$ref": "#/$defs/Builds",
    }
    whole["Improvement"]["anyOf"] = [{"required": [what]} for what in ("changes", "builds", "removes")]
    partial = {f"Partial{name}": _partial(definition) for name, definition in whole.items()}
    partial["PartialScenario"]["properties"]["extends"] = {
        "type": "string",
        "description": "the file this one builds on, relative to it",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario",
        "description": root.get("description", ""),
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/PartialScenario"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {**whole, **partial, "Note": note, "PartialNote": _partial(note)},
    }


def _builds(scenario: Schema) -> Schema:
    """Return what an improvement can build: entries as in the file, and of journeys some ways."""
    sections = {name: scenario["properties"][name] for name in get_args(Section)}
    properties = {
        name: {key: value for key, value in section.items() if key not in (*_LABELS, "minProperties")}
        for name, section in sections.items()
    }
    journeys = {
        name: {"$ref": "#/$defs/PartialJourney"} for name in properties["journeys"]["patternProperties"]
    }
    properties["journeys"] = {**properties["journeys"], "patternProperties": journeys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def study_schema() -> Schema:
    """Return the JSON schema (draft 2020-12) of a study file.

    Examples
    --------
    >>> study_schema()["required"]
    ['study', 'name', 'title', 'scenario']
    """
    schema = Study.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _renamed(definitions: dict[str, Schema]) -> dict[str, Schema]:
    """Give generic distributions names that can be read: ConstantDuration, ConstantShare, ConstantFeeling."""
    names = {name: name for name in definitions}
    for name, definition in definitions.items():
        generic, is_generic, _ = name.partition("_")
        if is_generic:
            names[name] = generic + _quantity(definition["properties"])
    assert len(set(names.values())) == len(names), "two distributions would have one name"

    def rename(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: rename(value) for key, value in node.items() if key != "discriminator"}
        if isinstance(node, list):
            return [rename(entry) for entry in node]
        if isinstance(node, str) and node.startswith("#/$defs/"):
            return f"#/$defs/{names[node.removeprefix('#/$defs/')]}"
        return node

    renamed = {names[name]: rename(definition) for name, definition in definitions.items()}
    for name, definition in renamed.items():
        definition["title"] = name
    return renamed


def _quantity(properties: Schema) -> str:
    value = properties.get("value") or properties.get("low") or properties["quantiles"]["items"]
    if value["type"] == "string":
        return "Duration"
    return "Feeling" if value["minimum"] < 0 else "Share"


def _with_shorthands(definition: Schema, definitions: dict[str, Schema]) -> Schema:
    """Let every parameter be written short, or with a note beside it."""
    if definition["title"] in ("Change", "Fact") or "properties" not in definition:
        return definition
    properties = {
        name: schema if "const" in schema else _parameter(schema, definitions)
        for name, schema in definition["properties"].items()
    }
    links = definition.get("additionalProperties")
    if isinstance(links, dict):  # of a fork, beside its own fields
        names = {"propertyNames": {"pattern": f"^{NAME.pattern}$"}}
        return {
            **definition,
            "properties": properties,
            "additionalProperties": _parameter(links, definitions),
            **names,
        }
    return {**definition, "properties": properties}


def _parameter(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    if schema.get("type") == "object":
        return _names(schema, definitions)
    labels = {
        label: _readable_default(schema) if label == "default" else schema[label]
        for label in _LABELS
        if label in schema
    }
    bare = {key: value for key, value in schema.items() if key not in _LABELS}
    if _refers(bare) == "Link":
        bare = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, bare]}
    elif _refers(bare):
        return schema  # a mapping of parameters, each of which may have its note
    if any(arm.get("type") == "object" for arm in bare.get("oneOf", ())):
        one, by_name = bare["oneOf"]
        noted = _parameter({key: one[key] for key in one if key not in _LABELS}, definitions)
        return {**labels, "anyOf": [*noted["anyOf"], _names(by_name, definitions)]}
    bare = _with_scalar(bare, definitions)
    if any(_refers(arm) and _refers(arm) != "Link" for arm in bare.get("anyOf", ())) and not _has_scalar(
        bare
    ):
        return {**labels, **bare}  # an optional mapping of parameters
    noted = {"allOf": [{"$ref": "#/$defs/Note"}, {"properties": {"value": bare}}]}
    return {**labels, "anyOf": [*bare["anyOf"], noted] if list(bare) == ["anyOf"] else [bare, noted]}


def _names(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Handle a mapping from names to entries: other names are refused, and numbers may have notes."""
    result = {**schema}
    for key in ("patternProperties",):
        if key in schema:
            result[key] = {name: _parameter(entry, definitions) for name, entry in schema[key].items()}
            result["additionalProperties"] = False
    if isinstance(schema.get("additionalProperties"), dict):
        result["additionalProperties"] = _parameter(schema["additionalProperties"], definitions)
    return result


def _with_scalar(schema: Schema, definitions: dict[str, Schema]) -> Schema:
    """Let a distribution be written as the value it always has, a contract as its first term."""
    if _refers(schema) == "Contract":
        first = definitions["Contract"]["properties"]["first"]
        return {"anyOf": [{key: first[key] for key in first if key not in _LABELS}, schema]}
    if "oneOf" in schema:
        constant = next(_refers(arm) for arm in schema["oneOf"] if _refers(arm).startswith("Constant"))
        value = definitions[constant]["properties"]["value"]
        return {"anyOf": [{key: value[key] for key in value if key not in _LABELS}, schema]}
    if "anyOf" in schema:
        arms = [_with_scalar(arm, definitions) for arm in schema["anyOf"]]
        return {"anyOf": [inner for arm in arms for inner in arm.get("anyOf", [arm])]}
    return schema


def _has_scalar(schema: Schema) -> bool:
    return any(arm.get("type") not in (None, "null") for arm in schema.get("anyOf", ()))


def _refers(schema: Schema) -> str:
    return str(schema.get("$ref", "")).removeprefix("#/$defs/")


def _readable_default(schema: Schema) -> Any:
    default = schema["default"]
    is_duration = schema.get("type") == "string" and isinstance(default, float)
    return f"{default:g} d" if is_duration else default


def _partial(schema: Any) -> Any:
    """Make everything optional, as in a file that extends another; null takes an entry away."""
    if isinstance(schema, list):
        return [_partial(entry) for entry in schema]
    if not isinstance(schema, dict):
        there = _refers({"$ref": schema}) if str(schema).startswith("#/$defs/") else "Partial"
        return schema if there.startswith("Partial") else f"#/$defs/Partial{there}"
    result: Schema = {}
    for key, value in schema.items():
        if key in ("required", "minProperties"):
            continue
        if key in ("properties", "patternProperties"):
            result[key] = {name: _or_null(_partial(entry)) for name, entry in value.items()}
        elif key == "oneOf":
            result["anyOf"] = _partial(value)  # without its kind, a distribution may be any
        elif key == "additionalProperties" and isinstance(value, dict):
            result[key] = _or_null(_partial(value))
        elif key in ("enum", "default"):
            result[key] = value
        else:
            result[key] = _partial(value)
    return result


def _or_null(schema: Schema) -> Schema:
    labels = {label: schema[label] for label in _LABELS if label in schema}
    bare = {key: value for key, value in schema.items() if key not in _LABELS}
    return {
        **labels,
        "anyOf": [*bare["anyOf"], {"type": "null"}] if list(bare) == ["anyOf"] else [bare, {"type": "null"}],
    }
