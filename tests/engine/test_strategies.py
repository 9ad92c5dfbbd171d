"""Random scenarios are valid and small, everything happens in them, and in coarse ones much at once."""

import functools
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxsim.engine.vocabulary import BUILT_IN_CAUSES, CALLED_FOR, Event, Notice, Origin, Outcome, State
from cxsim.scenario.journeys import Fork, Link
from cxsim.scenario.load import scenario_from_dict
from cxsim.scenario.model import Scenario
from cxsim.scenario.quantities import parse_duration
from cxsim.scenario.shape import Shape, shape_of
from tests.engine.scenarios import Data, rows_of, simulate
from tests.engine.strategies import GRIDS, examples, scenarios

# Said about a company, but not simulated; and what every scenario needs, though nothing depends on it.
NOT_SIMULATED = {"description", "currency", "start", "improvements", "buyer_action", "buyer_words"} | {
    *("front_stage", "back_stage", "ambitions", "interests", "hobbies", "habits"),
}
ALWAYS_THE_SAME = {"schema", "name", "title", "sector", "departments", "age", "occupation", "family"}

SIZE = 60  # of each kind

Parameter = tuple[str, str]


@functools.cache
def drawn(coarse: bool) -> list[Data]:
    return examples(SIZE, coarse)


@functools.cache
def results(coarse: bool):
    return [simulate(data) for data in drawn(coarse)]


def everything():
    return [*results(False), *results(True)]


@pytest.mark.parametrize("coarse", [False, True])
def test_examples_are_valid_scenarios(coarse):
    for data in drawn(coarse):
        assert scenario_from_dict(data) == Scenario.model_validate(data)


@settings(max_examples=30, derandomize=True, database=None, deadline=None)
@given(st.booleans().flatmap(scenarios))
def test_so_are_all_others(data):
    scenario_from_dict(data)


@pytest.mark.parametrize("coarse", [False, True])
def test_they_are_small(coarse):
    rows = sorted(len(result.events) for result in results(coarse))
    assert rows[SIZE // 2] > 200, "something happens in most of them"
    assert sum(rows) / SIZE < 1_500, "at some twenty rows a millisecond"
    assert rows[-1] < 20_000


# --- every parameter is drawn


def parameters(shape: Shape) -> Iterator[Parameter]:
    """Every parameter of the format, by the model it belongs to."""
    for inner in shape.members.values():
        yield from parameters(inner)
    if shape.model is Fork:  # what stands in those inside is the same
        yield from ((model_name(shape), name) for name in shape.fields)
        yield from parameters(Shape(Link))
    elif shape.model is not None:
        for name, inner in shape.fields.items():
            if name not in NOT_SIMULATED:
                yield model_name(shape), name
                yield from parameters(inner)
    elif isinstance(shape.kind, type(dict[str, int])):
        for argument in shape.kind.__args__:
            yield from parameters(shape_of(argument))


def written(shape: Shape, node: Any) -> Iterator[tuple[Parameter, Shape, Any]]:
    """Every parameter that is written somewhere, with its shape and its value."""
    if isinstance(node, dict):
        chosen = shape.members.get(node.get("distribution", "constant"), shape)
        for name, value in node.items():
            inner = shape.inside(name, node)
            if inner is not None:
                yield (model_name(chosen), name), inner, value
                yield from written(inner, value)
    for at, value in enumerate(node if isinstance(node, list) else ()):
        inner = shape.inside(at, node)
        if inner is not None:
            yield from written(inner, value)


def model_name(shape: Shape) -> str:
    return shape.model.__name__.partition("[")[0] if shape.model is not None else ""


def test_every_parameter_is_drawn():
    values = defaultdict(set)
    for data in (*drawn(False), *drawn(True)):
        for parameter, _, value in written(Shape(Scenario), data):
            values[parameter].add(repr(value))
    wanted = set(parameters(Shape(Scenario))) - {("Friction", "title")}  # a word for reports, seldom there
    # What is known, and how money is counted once lives are lived, changes no life.
    wanted -= {one for one in wanted if one[0] == "Fact"} | {("Scenario", "facts")}
    wanted -= {("Value", "acquisition_cost"), ("Value", "value_horizon")}
    wanted -= {("Mechanisms", "partial")}  # no life without improvements
    wanted -= {("Population", "keep"), ("Population", "start")}  # in test_settling.py, with random lives
    assert wanted - set(values) == set()
    same = {parameter for parameter in wanted if len(values[parameter]) == 1}
    assert {name for _, name in same} <= ALWAYS_THE_SAME | {"distribution"}


def test_every_switch_is_turned():
    off = Counter(name for data in drawn(False) for name, on in data["mechanisms"].items() if not on)
    assert set(off) == set(drawn(False)[0]["mechanisms"])
    assert max(off.values()) < SIZE / 2, "most are on"


# --- everything happens


@pytest.mark.parametrize(
    ("words", "column"), [(Event, "event"), (Outcome, "outcome"), (Notice, "notice"), (range(9), "cause")]
)
def test_everything_that_can_be_logged_is(words, column):
    seen = Counter()
    for result in everything():
        seen.update({getattr(row, column) for row in result.events})
    assert len(BUILT_IN_CAUSES) == 9
    assert {word: seen[word] for word in words if seen[word] < 5} == {}, "each in five scenarios at least"


def test_everybody_comes_and_ends_in_every_way():
    customers = [row for result in everything() for row in result.customers]
    states = Counter(row.state for row in customers)
    origins = Counter(row.origin for row in customers)
    assert {state: states[state] for state in State if states[state] < 40} == {}
    assert {origin: origins[origin] for origin in Origin if origins[origin] < 300} == {}


def test_frictions_call_for_journeys():
    called = [any(row.occurrence > CALLED_FOR for row in result.events) for result in everything()]
    assert sum(called) >= 20


def test_recovery_waits_for_staff_and_works():
    recoveries = [rows_of(result, Event.RECOVERY) for result in everything()]
    assert sum(any(row.wait > 0.0 for row in rows) for rows in recoveries) >= 10
    assert sum(any(row.outcome == Outcome.RECOVERED for row in rows) for rows in recoveries) >= 20


# --- much happens at once


def test_coarse_durations_lie_on_a_grid():
    for data in drawn(True):
        found = [
            parse_duration(text)
            for parameter, shape, value in written(Shape(Scenario), data)
            if shape.is_duration and parameter[0] != "Period"
            for text in (value if isinstance(value, list) else [value])
            if isinstance(text, str)  # no terms of a contract, which come by themselves
        ]
        assert any(all(abs(time / grid - round(time / grid)) < 1e-6 for time in found) for grid in GRIDS)


Moments = defaultdict[tuple[str, float], set[int]]


def moments(data: Data, events: list[Any]) -> dict[str, Moments]:
    """Who came to which team when, was served, hung up, or was sent home after waiting."""
    found: dict[str, Moments] = defaultdict(lambda: defaultdict(set))
    teams = [touchpoint.get("team") for touchpoint in data["touchpoints"].values()]
    for row in events:
        if row.event == Event.VISIT and data["mechanisms"]["queues"] and teams[row.touchpoint]:
            team = teams[row.touchpoint]
            found["came"][team, row.began].add(row.customer)
            if row.outcome in (Outcome.OK, Outcome.DELIGHT):  # no recovery after the service
                found["served"][team, row.time].add(row.customer)
            elif row.outcome == Outcome.ABANDONED:
                found["hung up"][team, row.time].add(row.customer)
            elif row.outcome == Outcome.CLOSED and row.wait > 0.0:
                found["sent home"][team, row.time].add(row.customer)
    return found


@functools.cache
def at_once() -> Counter[tuple[str, str]]:
    """In how many coarse scenarios two such things happen to two customers at the same team and time."""
    counts: Counter[tuple[str, str]] = Counter()
    for data, result in zip(drawn(True), results(True), strict=True):
        found = moments(data, result.events)
        for one in found:
            for other in found:
                shared = found[one].keys() & found[other].keys()
                counts[one, other] += any(len(found[one][at] | found[other][at]) > 1 for at in shared)
    return counts


@pytest.mark.parametrize(
    ("one", "other", "least"),
    [
        ("came", "came", 25),
        ("served", "served", 8),
        ("hung up", "hung up", 5),
        ("sent home", "sent home", 8),
        ("came", "served", 10),
        ("came", "hung up", 5),
        ("came", "sent home", 5),
        ("served", "hung up", 2),
        ("served", "sent home", 1),
    ],
)
def test_in_coarse_ones_much_happens_at_once(one, other, least):
    assert at_once()[one, other] >= least
