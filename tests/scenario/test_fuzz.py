"""Whatever a file holds: it is a scenario, or its faults are told. Never anything else."""

import copy
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.load import load_scenario, scenario_from_dict, scenario_hash
from cxsim.scenario.model import Scenario
from tests.scenario.minimal import TEXT, scenario_dict

# The same examples each time: a red test is a finding, not chance. CXSIM_FUZZ=5000 tries more.
steadily = settings(
    max_examples=int(os.environ.get("CXSIM_FUZZ", "100")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

Place = tuple[str | int, ...]


def places(node: Any, path: Place = ()) -> Iterator[Place]:
    """Every place in plain data but the top."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


PLACES = sorted(places(scenario_dict()), key=str)
NAMES = sorted({part for place in PLACES for part in place if isinstance(part, str)})

nasty_numbers = st.sampled_from(
    [
        0,
        -1,
        1,
        2,
        0.5,
        -0.0,
        1e-320,
        1e-9,
        1e308,
        float("inf"),
        float("-inf"),
        float("nan"),
        10**20,
        -(10**400),
        10**5000,
    ]
)
nasty_texts = st.sampled_from(
    [
        "",
        " ",
        "0 s",
        "1e-300 s",
        "1e400 y",
        "6 min",
        "goal",
        "stop",
        "always",
        "sun 23:00-24:00",
        "x" * 5000,
        "\u202e",
        "é\n\t",
    ]
)
nasty_values = st.one_of(
    st.none(),
    st.booleans(),
    nasty_numbers,
    nasty_texts,
    st.sampled_from(NAMES),
    st.sampled_from(
        [[], {}, [[]], {"": {}}, {"value": 1}, {"value": {"value": 1, "status": "cited"}, "status": "cited"}]
    ),
    st.sampled_from(
        [
            {"distribution": kind, **parameters}
            for kind in (
                "constant",
                "exponential",
                "lognormal",
                "weibull",
                "uniform",
                "beta",
                "empirical",
                "none",
                [],
            )
            for parameters in (
                {"mean": "1e-300 s", "sd": "99 y"},
                {"median": "1 s", "p90": "100 y"},
                {"mean": 0.999999, "sd": 1e-9},
                {"shape": 0.1, "mean": "1e-300 s"},
                {"low": 0, "high": 1},
                {"value": "1 d"},
                {"quantiles": [0, 0]},
            )
        ]
    ),
    st.recursive(
        st.one_of(st.none(), st.integers(), st.floats(), st.text(max_size=8)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
        max_leaves=6,
    ),
)


def swap(data: Any, place: Place, draw: Callable[[st.SearchStrategy[Any]], Any]) -> None:
    """Put something else somewhere, take it away, call it something else, or put a copy of another part."""
    *above, last = place
    node = data
    for part in above:
        if isinstance(node, list) and not (isinstance(part, int) and part < len(node)):
            return
        if not isinstance(node, dict | list) or (isinstance(node, dict) and part not in node):
            return
        node = node[part]
    if not isinstance(node, dict) or last not in node:
        return
    match draw(st.sampled_from(["value", "delete", "rename", "copy"])):
        case "value":
            node[last] = draw(nasty_values)
        case "delete":
            del node[last]
        case "rename":
            node[draw(st.one_of(st.sampled_from(NAMES), st.text(max_size=5)))] = node.pop(last)
        case "copy":
            other = data
            for part in draw(st.sampled_from(PLACES)):
                if not isinstance(other, dict) or part not in other:
                    break
                other = other[part]
            node[last] = copy.deepcopy(other)


@st.composite
def changed_data(draw: Callable[[st.SearchStrategy[Any]], Any]) -> dict[str, Any]:
    data = scenario_dict()
    for place in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=4)):
        swap(data, place, draw)
    return data


@st.composite
def changed_bytes(draw: Callable[[st.SearchStrategy[Any]], Any]) -> bytes:
    content = TEXT.encode()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 30))
        piece = draw(
            st.one_of(
                st.binary(max_size=6),
                st.text(alphabet="{}[]:,-#&*!|>'\"%@`?<~\t\n 0.eE", max_size=6).map(str.encode),
                st.sampled_from(
                    [
                        b"null",
                        b".nan",
                        b"1e999",
                        b"<<: *a",
                        b"&a ",
                        b"extends: fibre.yaml\n",
                        b"\n---\n",
                        b"\xff\xfe",
                    ]
                ),
            )
        )
        content = content[:at] + piece + content[at + length :]
    return content[: draw(st.integers(0, len(content)))] if draw(st.booleans()) else content


def check_told(error: ScenarioError) -> None:
    assert error.faults
    for fault in error.faults:
        assert fault.file
        assert fault.message
        assert str(fault).isprintable()
    assert str(error)


def check_usable(scenario: Scenario) -> None:
    """A scenario that was accepted can be hashed, and every distribution in it can be used."""
    assert len(scenario_hash(scenario)) == 64
    for touchpoint in scenario.touchpoints.values():
        assert touchpoint.service.mean_value() >= 0
        touchpoint.service.sampler()


@steadily
@given(changed_data())
def test_any_data_is_a_scenario_or_told(data: dict[str, Any]) -> None:
    try:
        scenario = scenario_from_dict(data)
    except ScenarioError as error:
        check_told(error)
    else:
        check_usable(scenario)


def written(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fibre.yaml"
        file.write_bytes(content)
        try:
            scenario = load_scenario(file)
        except ScenarioError as error:
            check_told(error)
        else:
            check_usable(scenario)


@steadily
@given(changed_bytes())
def test_any_bytes_are_a_scenario_or_told(content: bytes) -> None:
    written(content)


@steadily
@given(changed_data())
def test_any_yaml_is_a_scenario_or_told(data: dict[str, Any]) -> None:
    try:
        content = yaml.safe_dump(data, allow_unicode=True).encode()
    except (UnicodeEncodeError, ValueError):  # surrogates, and integers that Python does not print
        return
    written(content)


@steadily
@given(st.binary(max_size=200))
def test_noise_is_told(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "noise.yaml"
        file.write_bytes(content)
        with pytest.raises(ScenarioError) as caught:
            load_scenario(file)
        check_told(caught.value)


def test_every_entry_can_go_missing() -> None:
    refused = 0
    for place in PLACES:
        data: Any = scenario_dict()
        node = data
        for part in place[:-1]:
            node = node[part]
        del node[place[-1]]
        try:
            check_usable(scenario_from_dict(data))
        except ScenarioError as error:
            refused += 1
            check_told(error)
    assert refused > 60, "most entries are needed"
