"""The JSON schema agrees with the loader: what it accepts and refuses, one field at a time."""

from pathlib import Path
from typing import Any

import pytest

from cxsim.scenario.schema import json_schema, study_schema
from cxsim.scenario.source import read_file
from tests.scenario.minimal import TEXT, scenario_dict
from tests.scenario.mistakes.mistake import with_pieces
from tests.scenario.test_faults import MISTAKES

jsonschema = pytest.importorskip("jsonschema")
FILES = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
STUDIES = [path for path in FILES if path.stem.endswith("_study")]
OTHERS = [path for path in FILES if path.stem == "assessment" or path.stem.endswith("_batch")]
SCENARIOS = [path for path in FILES if path not in STUDIES and path not in OTHERS]


@pytest.fixture(scope="module")
def validator() -> Any:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def read(text: str, folder: Path) -> dict[str, Any]:
    """Read by the rules of the loader, without its checks."""
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    data: dict[str, Any] = read_file(folder / "a.yaml")[0].plain()
    return data


def test_the_material_is_valid(validator: Any, tmp_path: Path) -> None:
    assert [error.message for error in validator.iter_errors(scenario_dict())] == []
    assert validator.is_valid(read(TEXT, tmp_path))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.name)
def test_the_scenarios_that_come_along_are_valid(validator: Any, path: Path, tmp_path: Path) -> None:
    data = read(path.read_text(encoding="utf-8"), tmp_path)
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(data)] == []


@pytest.mark.parametrize("path", STUDIES, ids=lambda path: path.name)
def test_the_studies_that_come_along_are_valid(path: Path, tmp_path: Path) -> None:
    schema = study_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    data = read(path.read_text(encoding="utf-8"), tmp_path)
    assert [error.message for error in validator.iter_errors(data)] == []
    for wrong in ({"seed": "x"}, {"budjet": 3}, {"band": 0}, {"choice": {"confidence": 1}}, {"study": 2}):
        assert not validator.is_valid(data | wrong), wrong


REFUSED = (
    "above the range",
    "text for a number",
    "true for a number",
    "a fraction of staff",
    "yes for true",
    "a number for text",
    "a list for a mapping",
    "a duration without a unit",
    "a wrong unit",
    "a misspelt field",
    "a misspelt section",
    "a missing field",
    "a missing section",
    "another version",
    "an unknown stage",
    "a name with capitals",
    "an unknown mechanism",
    "evidence on its own",
    "an unknown distribution",
    "no distribution",
    "a wrong parameter",
    "a wrong quantile",
    "a link that is no link",
    "a share beyond 1, written short",
    "a misspelt field of a note",
    "an unknown status",
    "no status",
    "a wrong value in a note",
    "an unknown operation",
)


@pytest.mark.parametrize("name", REFUSED)
def test_what_one_field_can_have_wrong_is_refused(validator: Any, name: str, tmp_path: Path) -> None:
    mistake = next(mistake for mistake in MISTAKES if mistake.id == name)
    assert not validator.is_valid(read(with_pieces(mistake.pieces), tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "extends: base.yaml",
        "extends: base.yaml\ntouchpoints: {shop: {quality: 0.5, service: {p90: 3 min}, delight: null}}",
        "extends: base.yaml\ntouchpoints: {shop: null}",
        "extends: base.yaml\nloyalty: {renewal: {status: assumed}}",
    ],
)
def test_a_child_may_leave_out_everything(validator: Any, text: str, tmp_path: Path) -> None:
    assert validator.is_valid(read(text, tmp_path))


@pytest.mark.parametrize(
    "text",
    [
        "extends: 7",
        "extends: base.yaml\ntouchpoints: {shop: {qualty: 0.5}}",
        "extends: base.yaml\ntouchpoints: {shop: {quality: 5}}",
        "touchpoints: {shop: {quality: 0.5}}",
    ],
)
def test_a_child_may_not_say_anything(validator: Any, text: str, tmp_path: Path) -> None:
    assert not validator.is_valid(read(text, tmp_path))


def test_fields_are_explained_to_editors() -> None:
    fields = json_schema()["$defs"]["Touchpoint"]["properties"]
    assert fields["quality"]["description"] == "quality delivered when nothing goes wrong"
    assert fields["quality"]["default"] == 0.7
    assert json_schema()["$defs"]["Feelings"]["properties"]["memory_half_life"]["default"] == "90 d"
