"""Whole numbers where whole is meant: every public function refuses what is none, in the same words."""

import inspect
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import cxsim as cx
from cxsim.errors import ParameterError
from cxsim.questions.moments.effects import effects
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.study import load_study
from cxsim.scenario.whole_numbers import LIMITS, is_whole, whole_number
from tests.small import small_scenario

TOO_MUCH = (-(10**9), 2**63, 10**400)
WRONG = (1.5, 2.0, True, False, "3", float("nan"), np.float64(2.0), np.bool_(True), [1], *TOO_MUCH)


def counted() -> list[tuple[str, str]]:
    """Return every public function with each parameter that its annotation makes a whole number."""
    found = []
    for name in cx.__all__:
        public = getattr(cx, name)
        if inspect.isfunction(public):
            parameters = inspect.signature(public).parameters.values()
            found += [(name, one.name) for one in parameters if one.annotation in (int, int | None)]
    return found


def test_the_law_is_about_many_functions() -> None:
    asked = counted()
    assert len({function for function, _ in asked}) > 15
    assert {parameter for _, parameter in asked} >= {*LIMITS, "trajectories", "sets", "first", "most"}


@pytest.mark.parametrize(("function", "parameter"), counted())
def test_no_public_function_takes_what_is_not_whole(function: str, parameter: str) -> None:
    public = getattr(cx, function)
    others = {
        name: None
        for name, one in inspect.signature(public).parameters.items()
        if one.default is one.empty and one.kind is not one.VAR_POSITIONAL
    }
    for value in WRONG:
        with pytest.raises(ParameterError, match=f"^{parameter}: found .*, expected a whole number from"):
            public(**{**others, parameter: value})


def test_numbers_of_staff_are_whole() -> None:
    telecom = cx.load_scenario("scenarios/telecom.yaml")
    for value in (1.5, True, np.float64(1.0)):
        with pytest.raises(ParameterError, match=r"^people: found .*, expected a whole number"):
            cx.MoreStaff("agents", value)  # type: ignore[arg-type]
        with pytest.raises(ParameterError, match=r"^people: found .*, expected a whole number"):
            cx.staffing(telecom, "care_agents", [value])  # type: ignore[list-item]
    assert repr(cx.MoreStaff("agents", np.int64(2))) == repr(cx.MoreStaff("agents", 2))  # type: ignore[arg-type]


def test_whole_numbers_of_numpy_are_those_of_python(tmp_path: Path) -> None:
    for kind in (np.int64, np.int8, np.uint32):
        assert is_whole(kind(3))
        assert type(whole_number("seed", kind(3), 0, 9)) is int
    given: dict[str, Any] = {"replications": np.int64(2), "seed": np.uint8(3), "workers": np.int32(1)}
    small = cx.load_scenario(small_scenario(tmp_path))
    run = cx.simulate(small, **given)
    assert json.dumps(run.manifest) == json.dumps(cx.simulate(small, 2, 3).manifest)


@pytest.mark.parametrize(
    ("file", "old", "new", "path"),
    [
        ("telecom_study.yaml", "replications: 4", "replications: 4.0", "replications"),
        ("telecom_study.yaml", "seed: 1", "seed: true", "seed"),
        ("telecom_study.yaml", "study: 2", "study: 2.0", "study"),
    ],
)
def test_files_ask_for_whole_numbers(file: str, old: str, new: str, path: str, tmp_path: Path) -> None:
    text = Path("scenarios", file).read_text(encoding="utf-8")
    assert f"\n{old}" in text
    (tmp_path / file).write_text(text.replace(f"\n{old}", f"\n{new}"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_study(tmp_path / file)
    assert [fault.expected[:16] for fault in caught.value.faults if fault.path == path] == [
        "2" if path == "study" else "a whole number f"
    ]


@pytest.mark.parametrize("ask", [cx.simulate, cx.moments, cx.rank, effects])
def test_the_name_of_a_file_is_no_scenario(ask) -> None:
    with pytest.raises(ParameterError, match=r"cx\.load_scenario\('a\.yaml'\)"):
        ask("a.yaml")
    with pytest.raises(ParameterError, match=r"^scenario: found \"a.yaml\", expected what it holds"):
        ask(scenario=Path("a.yaml"))
