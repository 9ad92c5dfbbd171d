"""The JSON schema agrees with the loader: what it accepts and refuses, one field at a time."""

import functools
import json
import re
from pathlib import Path
from typing import Any

import pytest

from cxsim.scenario.schemas import SCHEMAS, schema_of, schema_text
from cxsim.scenario.source import read_file
from tests.scenario.bot import BOT, builds
from tests.scenario.minimal import TEXT, scenario_dict
from tests.scenario.mistakes.mistake import with_pieces
from tests.scenario.test_faults import MISTAKES

jsonschema = pytest.importorskip("jsonschema")
FOLDER = Path(__file__).parents[2] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)  # what editors look for


@functools.cache
def validator_of(format_name: str) -> Any:
    """What checks files of a format, as an editor does."""
    kind = jsonschema.Draft202012Validator
    schema = schema_of(format_name)
    kind.check_schema(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


@pytest.fixture
def validator() -> Any:
    return validator_of("scenario")


def read(text: str, folder: Path) -> dict[str, Any]:
    """Read by the rules of the loader, without its checks."""
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    data: dict[str, Any] = read_file(folder / "a.yaml")[0].plain()
    return data


def test_the_material_is_valid(validator: Any, tmp_path: Path) -> None:
    assert [error.message for error in validator.iter_errors(scenario_dict())] == []
    assert validator.is_valid(read(TEXT, tmp_path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_files_that_come_along_name_their_schema_and_are_valid(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (schema,) = MODELINE.findall(text)
    assert (FOLDER / schema).is_file()
    data = read(text, tmp_path)
    format_name = next((name for name in SCHEMAS[1:] if name in data), "scenario")
    assert schema == f"schema/{format_name}.json"
    errors = validator_of(format_name).iter_errors(data)
    assert [f"{error.json_path}: {error.message[:200]}" for error in errors] == []


@pytest.mark.parametrize("format_name", SCHEMAS)
def test_the_schemas_that_come_along_are_those_of_the_models(format_name: str) -> None:
    file = FOLDER / "schema" / f"{format_name}.json"
    renew = (
        f"it has changed: cxsim scenario schema --of {format_name} --out {file.relative_to(FOLDER.parent)}"
    )
    assert file.read_text(encoding="utf-8") == schema_text(format_name), renew
    assert json.loads(schema_text(format_name)) == schema_of(format_name)


def test_an_editor_has_little_to_read() -> None:
    assert len(schema_text("scenario")) < 156_000


def test_an_editor_checks_what_is_built_too(validator: Any) -> None:
    bot = builds()
    data = {**scenario_dict(), "improvements": {"bot": bot}}
    assert validator.is_valid(data)
    bot["builds"]["touchpoints"]["bot"] = {**BOT, "qualty": 0.5}
    assert not validator.is_valid(data)
    bot["builds"] = {"personas": {}}
    assert not validator.is_valid(data)


WRONG: dict[str, list[dict[str, Any]]] = {
    "study": [
        {"seed": "x"},
        {"budjet": 3},
        {"equivalence_band": 0},
        {"choice": {"confidence": 1}},
        {"study": 1},
    ],
    "batch": [{"items": []}, {"name": "A B"}, {"items": [{"sed": 1}]}, {"items": [{"grid": {"a.b": 1}}]}],
    "assessment": [{"stages": {}}, {"stages": {"usage": {}}}, {"stages": {"use": {"goals": "none"}}}],
}


@pytest.mark.parametrize("format_name", WRONG)
def test_what_is_wrong_with_studies_batches_and_assessments_is_refused(
    format_name: str, tmp_path: Path
) -> None:
    (path,) = FOLDER.glob(f"*{format_name}.yaml")
    data = read(path.read_text(encoding="utf-8"), tmp_path)
    for wrong in WRONG[format_name]:
        assert not validator_of(format_name).is_valid(data | wrong), wrong


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
    "infinity",
    "beyond floats",
    "nothing",
    "long hostile text",
    "a misspelt field that is needed",
    "a field from elsewhere",
    "an unknown currency",
    "starts on tomorrow",
    "starts on 20260105",
    "a distribution that does not fit",
    "an unknown parameter",
    "a value beyond the scale",
    "a stage of maturity",
    "a level of maturity",
    "a wrong hour",
    "no value",
    "a range of one",
    "a note in a note",
    "a note about a touchpoint",
    "no changes",
    "more frictions than there are random numbers for",
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
    definitions = schema_of("scenario")["$defs"]
    fields = definitions["Touchpoint"]["properties"]
    assert fields["quality"]["description"] == "quality delivered when nothing goes wrong"
    assert fields["quality"]["default"] == 0.7
    assert definitions["Feelings"]["properties"]["memory_half_life"]["default"] == "90 d"
