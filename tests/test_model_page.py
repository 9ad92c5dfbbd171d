"""The page of the model (docs/model.md) says what the code does: fields, defaults, equations, KPIs, tests."""

import ast
import importlib
import inspect
import math
import random
import re
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from cxsim.engine import rules
from cxsim.engine.plan import plan
from cxsim.questions.experiments import objectives, sums
from cxsim.questions.ranking.estimate import WAYS
from cxsim.results.catalogue import CATALOGUE
from cxsim.scenario.behaviour import Mechanisms
from cxsim.scenario.changes import plain
from cxsim.scenario.distributions import Constant
from cxsim.scenario.journeys import Fork, Link
from cxsim.scenario.load import load_scenario, scenario_from_dict
from cxsim.scenario.measures import KPIS, LINK, PLACE, TEAM, WHOLE
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import parse_duration
from cxsim.scenario.shape import Shape, field_shape, shape_of
from tests.model_page import PAGE, defaults_told, equations, rows

ROOT = Path(__file__).resolve().parents[1]

# Fields of which the page need not speak, and why. That they decide nothing is tested below.
SAYS_WHAT_IT_IS = "what the scenario is, for people and files"
CARD = "the card that people read"
NOT_READ = {
    **dict.fromkeys(
        ("schema", "name", "title", "sector", "description", "currency", "start"), SAYS_WHAT_IT_IS
    ),
    **dict.fromkeys(
        (f"{part}.*.title" for part in ("departments", "channels", "touchpoints", "journeys", "teams")), CARD
    ),
    **dict.fromkeys(("desks.*.title", "calendar.spells.*.title", "touchpoints.*.frictions.*.title"), CARD),
    **{
        f"personas.*.{field}": CARD
        for field in (
            *("title", "name", "age", "occupation", "family"),
            *("ambitions", "interests", "hobbies", "habits"),
        )
    },
    **{
        f"touchpoints.*.{field}": CARD
        for field in ("buyer_action", "buyer_words", "front_stage", "back_stage")
    },
    "teams.*.department": "only reports group teams",
    **dict.fromkeys(("facts.*.source", "facts.*.grade", "facts.*.note"), "where a fact is from"),
    **{
        f"improvements.*.{field}": "what could be done, not what is"
        for field in (
            *("title", "owner", "note", "one_off", "yearly", "begins", "ramp", "ends"),
            *("changes.*.path", "changes.*.operation", "changes.*.value", "builds.*", "removes"),
        )
    },
}


# --- what the code says


def fields(model: type[BaseModel], above: str = "", there: BaseModel | None = None) -> Iterator[Any]:
    """All fields of a model that hold a value: path, default, shape; `*` stands for any name."""
    for name, field in model.model_fields.items():
        if not field.exclude:
            default = field.get_default(call_default_factory=True) if there is None else getattr(there, name)
            yield from _inside(field_shape(field), f"{above}{field.alias or name}", default, field)


def _inside(shape: Shape, path: str, default: Any, field: FieldInfo) -> Iterator[Any]:
    arguments, origin = get_args(shape.kind), get_origin(shape.kind)
    entry = shape_of(arguments[-1 if origin is dict else 0]) if origin in (dict, tuple) else None
    if shape.model is Fork:  # a mapping of links, beside other forks like it
        yield from fields(Link, f"{path}.*.")
        yield from ((f"{path}.{name}", {}, inner) for name, inner in shape.fields.items())
    elif shape.model:
        yield from fields(shape.model, f"{path}.", default if isinstance(default, BaseModel) else None)
    elif entry is not None and (entry.model or get_origin(entry.kind) is dict):
        yield from _inside(entry, f"{path}.*", PydanticUndefined, field)
    else:
        yield path, default, shape


FIELDS = {path: (default, shape) for path, default, shape in fields(Scenario)}


def is_told(default: Any, shape: Shape, told: str) -> bool:
    """Whether the page gives this default."""
    for value, word in ((PydanticUndefined, "required"), (None, "none"), ({}, "empty"), ((), "empty")):
        if default is value or (word == "empty" and default == value):
            return told == word
    if isinstance(default, Constant):
        default, shape = default.value, shape.members["constant"].inside("value", None) or shape
    if isinstance(default, bool):
        return told == str(default).lower()
    if isinstance(default, tuple):
        return len(set(default)) == 1 and told == f"all {default[0]:g}"
    if isinstance(default, int | float):
        return (parse_duration(told) if shape.is_duration else float(told)) == default
    return told == str(default)


# --- both agree


def test_every_field_is_on_the_page_or_left_out_for_a_reason() -> None:
    assert len(FIELDS) > 150
    told = set(defaults_told())
    assert told - set(FIELDS) == set(), "the page names fields that there are not"
    assert set(FIELDS) - told - set(NOT_READ) == set(), "the page names no default"
    assert set(NOT_READ) <= set(FIELDS)


@pytest.mark.parametrize("path", defaults_told())
def test_every_default_is_that_of_the_field(path: str) -> None:
    default, shape = FIELDS[path]
    assert is_told(default, shape, defaults_told()[path]), f"the default is {default!r}"


def test_another_default_would_be_seen() -> None:
    told = defaults_told()
    for path, wrong in (
        ("feelings.escalation", "0.6"),
        ("feelings.tenure_half", "4 y"),
        ("touchpoints.*.waiting.redial_delay", "2 h"),
        ("surveys.nps.centre", "7.0"),
        ("churn.window", "required"),
        ("mechanisms.mood", "false"),
        ("teams.*.hours", "never"),
        ("rhythms.*.hours", "all 2"),
    ):
        assert is_told(*FIELDS[path], told[path])
        assert not is_told(*FIELDS[path], wrong)


def test_what_is_left_out_decides_nothing() -> None:
    data = plain(load_scenario(ROOT / "scenarios" / "telecom.yaml"))
    del data["calendar"]  # what day it is matters to that alone
    scenario = scenario_from_dict(data)
    others = {
        "age": 7,
        "currency": "USD",
        "start": "2026-01-12",
        "schema": 2,
        "department": "marketing",
        "grade": "b",
    }
    for path in NOT_READ:
        *above, field = path.split(".")
        for place in _places(data, above):
            if path.startswith("improvements"):
                data["improvements"] = {}
            elif place.get(field) is not None:
                place[field] = others.get(field, "another")
    names = [{"title": f"T{number}"} for number in range(99)]
    for part in ("departments", "channels", "touchpoints", "journeys", "teams", "desks", "personas"):
        for entry, title in zip(data[part].values(), names, strict=False):
            entry |= title  # no two alike
    assert repr(plan(scenario_from_dict(data))) == repr(plan(scenario))


def _places(node: Any, path: list[str]) -> Iterator[dict[str, Any]]:
    if not path:
        yield node
        return
    for key in list(node) if path[0] == "*" and isinstance(node, dict) else [path[0]]:
        if isinstance(node, dict) and isinstance(node.get(key), dict):
            yield from _places(node[key], path[1:])


def test_every_distribution_is_named_with_its_parameters() -> None:
    told: dict[str, set[str]] = {}
    name = ""
    for first, parameters, *_ in rows("distribution", "parameters"):
        name = first.strip("`") or name
        told[name] = told.get(name, set()) | set(re.findall(r"`(\w+)`", parameters))
    kinds: dict[str, Shape] = {}
    for _, shape in FIELDS.values():
        kinds |= shape.members
    assert told == {name: set(shape.fields) - {"distribution"} for name, shape in kinds.items()}


RULES = {
    name: rule
    for name, rule in vars(rules).items()
    if isinstance(rule, FunctionType) and rule.__module__ == rules.__name__ and name[0] != "_"
}

WHOLE_NUMBERS = ("count", "repeats", "stars", "reviews", "low", "high")
SIGNED = ("value", "gap", "mood", "felt", "state", "feeling", "satisfaction", "remembered", "total", "peak")


def argument(name: str, chance: random.Random) -> float:
    if name in WHOLE_NUMBERS:
        return {"low": 1, "high": 5}.get(name, chance.randint(1, 9))
    if name in ("probability", "propensity", "base", "renewal"):
        return chance.choice((0.0, chance.random(), 1.0))
    return chance.choice((0.0, chance.uniform(-2, 2))) if name in SIGNED else chance.uniform(0.01, 3)


def value(right: str, where: dict[str, str], given: dict[str, float]) -> float:
    known: dict[str, Any] = {"__builtins__": {"min": min, "max": max, "abs": abs}}
    known |= {name: getattr(math, name) for name in ("exp", "floor")}
    known |= {"clip": rules.clip, "shift_odds": rules.shift_odds} | given
    for name, meaning in where.items():
        known[name] = eval(meaning, known)
    return float(eval(right, known))


def differs(name: str, right: str, where: dict[str, str]) -> bool:
    """Whether an equation gives another number than the rule, somewhere."""
    chance = random.Random(name)
    parameters = list(inspect.signature(RULES[name]).parameters)
    for _ in range(300):
        given = {parameter: argument(parameter, chance) for parameter in parameters}
        if value(right, where, given) != pytest.approx(RULES[name](**given), rel=1e-9, abs=1e-12):
            return True
    return False


def test_every_rule_has_its_equation() -> None:
    assert set(equations()) == set(RULES)


@pytest.mark.parametrize("name", RULES)
def test_every_equation_gives_what_the_rule_gives(name: str) -> None:
    arguments, right, where = equations()[name]
    assert arguments == list(inspect.signature(RULES[name]).parameters)
    assert not differs(name, right, where)


def test_a_wrong_equation_would_be_seen() -> None:
    _, right, where = equations()["effort"]
    assert differs("effort", right.replace("0.25", "0.2"), where)
    assert differs("felt_value", equations()["felt_value"][1], {"size": "abs(gap)"})


def test_every_switch_is_in_the_table_and_beside_what_it_switches() -> None:
    beside = " ".join(re.findall(r"^- Switch: (.*?)^- ", PAGE, re.MULTILINE | re.DOTALL))
    for name in Mechanisms.model_fields:
        assert f"mechanisms.{name}" in defaults_told()
        assert f"`mechanisms.{name}`" in beside


def submodels() -> dict[str, str]:
    found = re.findall(r"^### (7\.\d+ .*?)$(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
    return {name: said for name, said in found if name != "7.1 Switches"}


@pytest.mark.parametrize("part", ["For: ", "Evidence: ", "Switch: ", "Checked by: "])
@pytest.mark.parametrize("name", submodels())
def test_every_submodel_says_what_it_is_for_and_how_it_is_known(name: str, part: str) -> None:
    assert part in submodels()[name]


# Who is named without a year; with one, anybody is.
HOUSES = ("SQM Group", "Qualtrics XM Institute", "Paddle", "CEB", "Xerox", "McKinsey")
STUDY = re.compile(r"([A-Z][\w-]+)(?:,? (?:&|et al\.|[A-Z][\w-]+),?)* ((?:19|20)\d\d)")


def sources(said: str) -> set[str]:
    """What a text names as a source: houses, and studies by their first author and year."""
    said = " ".join(said.split())
    return {house for house in HOUSES if house in said} | {" ".join(found) for found in STUDY.findall(said)}


def evidence(name: str) -> str:
    """What the page says of how the submodel is known in which a rule stands."""
    (found,) = [said for said in submodels().values() if re.search(rf"^{name}\(", said, re.MULTILINE)]
    return found.partition("- Evidence: ")[2].partition("\n- ")[0]


def source(name: str) -> str:
    """What the code says of where a rule is from."""
    return (inspect.getdoc(RULES[name]) or "").partition("Source: ")[2].partition("\n\n")[0]


HELPERS = ("clip", "shift_odds")  # no submodel has them to itself


@pytest.mark.parametrize("name", [name for name in RULES if name != "clip"])
def test_every_rule_names_its_sources_or_says_that_it_is_assumed(name: str) -> None:
    assert sources(source(name)) or "assumed" in source(name).lower()


@pytest.mark.parametrize("name", [name for name in RULES if name not in HELPERS])
def test_what_a_rule_says_is_assumed_the_page_calls_so_too(name: str) -> None:
    assert "assumed" in evidence(name).lower() or "assumed" not in source(name).lower()


@pytest.mark.parametrize("name", submodels())
def test_the_page_names_the_sources_that_its_rules_name(name: str) -> None:
    inside = [rule for rule in equations() if re.search(rf"^{rule}\(", submodels()[name], re.MULTILINE)]
    if inside:
        assert sources(evidence(inside[0])) == set().union(*(sources(source(rule)) for rule in inside))


def test_sources_are_found_as_they_are_written() -> None:
    said = "de Matos, Henrique & Rossi 2007 (no\neffect), Brown et al. 2024; SQM Group, 25 %; assumed in 1999"
    assert sources(said) == {"Matos 2007", "Brown 2024", "SQM Group"}
    assert len(set().union(*(sources(source(name)) for name in RULES))) > 12


def named_tests() -> set[tuple[str, str]]:
    return set(re.findall(r"`([\w/]*test_\w+\.py)::(\w+)`", PAGE))


@pytest.mark.parametrize(("file", "name"), sorted(named_tests()))
def test_every_test_named_is_there(file: str, name: str) -> None:
    path = ROOT / "tests" / file if "/" in file else ROOT / "tests" / "engine" / file
    there = ast.parse(path.read_text(encoding="utf-8")).body
    assert name in {one.name for one in there if isinstance(one, ast.FunctionDef)}


def test_every_kpi_is_defined_as_it_is_counted() -> None:
    alone = {scope: {*KPIS[scope]} - {*PLACE} for scope in ("touchpoint", "channel")}
    scopes = {"whole": WHOLE, "place": PLACE, **alone, "link": LINK, "team": TEAM}
    told = {name.strip("`"): rest for name, *rest in rows("KPI", "above", "below", "scopes")}
    assert told == {
        name: [
            kpi.numerator,
            kpi.denominator,
            ", ".join(scope for scope, names in scopes.items() if name in names),
        ]
        for name, kpi in CATALOGUE.items()
    }


def test_every_sum_of_a_kpi_is_defined() -> None:
    told = {name for cells in rows("sum") for name in cells[0].split(", ")}
    asked = {sum_ for kpi in CATALOGUE.values() for sum_ in (kpi.numerator, kpi.denominator)}
    assert asked - told == set()


def test_every_measure_of_worlds_is_defined() -> None:
    assert [name.strip("`") for name, *_ in rows("measure", "above", "below")] == list(sums.MEASURES)


def test_what_customers_at_the_end_come_from_is_defined() -> None:
    assert [name.strip("`") for name, *_ in rows("column", "who is a customer at the horizon")] == list(WAYS)


def test_every_verdict_is_quoted() -> None:
    said = [verdict for verdict, _ in rows("verdict", "if")]
    quoted = re.findall(r'"([a-z ]+)"', " ".join(said))
    ours = objectives.VERDICTS
    assert quoted == [*(verdict.better for verdict in ours.values()), ours["stay"].worse]
    assert {objectives.NO_EFFECT, objectives.UNDECIDED} < set(said)


@pytest.mark.parametrize(("name", "told", "where"), [cells[:3] for cells in rows("constant", "value")])
def test_every_constant_is_that_of_the_code(name: str, told: str, where: str) -> None:
    module = importlib.import_module(where.strip("`"))
    assert getattr(module, name.strip("`")) == float(told)
