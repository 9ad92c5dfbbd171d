"""Which reports a site is made of: one that is damaged is left out with a true reason, and no other is."""

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import cxsim as cx
from cxsim.reporting.model_facts import model_facts
from cxsim.reporting.site.browser import CHOSEN
from cxsim.reporting.site.manifests import wrong_in
from cxsim.reporting.site.publish_site import publish_site
from tests.reporting.site.reports import kpis, publish_small
from tests.small import ROOT

KPIS = {"name": "kpis", "title": "KPIs", "rows": 3, "columns": ["kpi"]}
STUDY = {"confidence": 0.95, "smallest_difference": 0.1, "precision": 0.25}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports that can be compared."""
    monkeypatch.setenv(CHOSEN, "")
    for name in ("one", "two"):
        publish_small(tmp_path / name, kpis(), title=name)
    return tmp_path


def left_out(home: Path) -> list[str]:
    """Publish a site, and return why reports are not in it; the second always is."""
    site = publish_site(home)
    assert (home / "two" / "checklist.html").is_file()
    notices = [one for one in site.notices if "have no PDF" not in one]
    assert site.reports == 2 - len(notices)
    return notices


def change(home: Path, **facts: Any) -> None:
    file = home / "one" / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | facts))


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"tables": 5}, "tables: found 5, expected a list, each fields name, title, rows, columns"),
        ({"tables": "x"}, 'tables: found "x", expected a list'),
        ({"tables": {"a": 1}}, "tables: found {a: 1}, expected a list"),
        ({"tables": [5]}, "tables.0: found 5, expected fields"),
        ({"tables": [[1]]}, r"tables.0: found [1], expected fields"),
        ({"tables": [{"name": "kpis"}]}, "tables.0: expected a field title (text)"),
        ({"tables": [KPIS | {"rows": "x"}]}, 'tables.0.rows: found "x", expected a whole number'),
        ({"tables": [KPIS | {"rows": 10**400}]}, "tables.0.rows: found a number of more than 60 digits"),
        ({"tables": [KPIS | {"columns": 1}]}, "tables.0.columns: found 1, expected a list, each text"),
        ({"seed": "x"}, 'seed: found "x", expected a whole number'),
        ({"seed": None}, "seed: found nothing, expected a whole number"),
        ({"seed": [1]}, "seed: found [1], expected a whole number"),
        ({"seed": 2**63}, "seed: found 9223372036854775808, expected a whole number"),
        ({"replications": {}}, "replications: found {}, expected a whole number"),
        ({"replications": True}, "replications: found true, expected a whole number"),
        ({"scenario_hash": {}}, "scenario_hash: found {}, expected text"),
        ({"scenario_hash": []}, "scenario_hash: found [], expected text"),
        ({"versions": {"simpy": 4}}, "versions.simpy: found 4, expected text"),
        ({"title": "A \ud800"}, r'title: found "A \ud800", expected text without halves of characters'),
        ({"model": {"description": "\udfff"}}, r'model.description: found "\udfff", expected text without'),
        ({"model": 5}, "model: found 5, expected fields description"),
        ({"model": {"touchpoints": 5}}, "model.touchpoints: found 5, expected a list, each text"),
        ({"model": {"period": {"warm_up": float("nan")}}}, "model.period.warm_up: found not a number"),
        ({"model": {"prospects_per_day": "x"}}, 'model.prospects_per_day: found "x", expected a number'),
        ({"model": {"study": {"confidence": 0.9}}}, "model.study: expected a field precision (a number)"),
        (
            {"model": {"study": STUDY | {"improvements": [{"title": "x", "paths": 1}]}}},
            "model.study.improvements.0.paths: found 1, expected a list, each text",
        ),
    ],
    ids=str,
)
def test_a_wrong_value_in_a_manifest_leaves_out_its_report_alone(
    home: Path, facts: dict[str, Any], why: str
) -> None:
    change(home, **facts)
    (notice,) = left_out(home)
    assert notice.startswith(f"{home}/one: left out, its manifest is wrong at {why}")
    assert notice.endswith("; make the report again")
    assert notice.isprintable()


def test_what_a_notebook_of_ones_own_does_not_say_is_not_missed(home: Path) -> None:
    file = home / "one" / "manifest.json"
    said = json.loads(file.read_text())
    file.write_text(json.dumps({"own": [None], "tables": said["tables"], "files": said["files"]}))
    assert left_out(home) == []
    assert (home / "comparison.html").is_file()


@pytest.mark.parametrize("name", ["telecom", "retail"])
def test_nothing_is_wrong_with_what_reports_say_of_their_models(name: str) -> None:
    model = cx.load_scenario(ROOT / "scenarios" / f"{name}.yaml")
    assert wrong_in({"model": model_facts(model)}) == ""
    study = cx.load_study(ROOT / "scenarios" / "telecom_study.yaml")[1]
    assert wrong_in({"model": json.loads(json.dumps(model_facts(model, study)))}) == ""


def _becomes_a_folder(manifest: Path) -> None:
    manifest.unlink()
    manifest.mkdir()


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda one: (one / "index.html").unlink(), "its index.html is missing"),
        (lambda one: (one / "report.ipynb").unlink(), "its report.ipynb is missing"),
        (
            lambda one: _becomes_a_folder(one / "manifest.json"),
            "its manifest.json is no file",
        ),
        (lambda one: os.truncate(one / "manifest.json", 100), "its manifest cannot be read"),
        (lambda one: (one / "manifest.json").write_bytes(b"\xff"), "its manifest cannot be read"),
        (lambda one: (one / "manifest.json").write_text("[" * 100_000), "its manifest cannot be read"),
        (lambda one: (one / "manifest.json").write_text("[]"), "its manifest does not list its files"),
        (lambda one: (one / "tables" / "kpis.csv").unlink(), "its tables/kpis.csv is missing"),
    ],
    ids=["page", "notebook", "folder", "truncated", "bytes", "deep", "list", "table"],
)
def test_a_damaged_report_is_left_out_with_the_reason(
    home: Path, damage: Callable[[Path], None], why: str
) -> None:
    damage(home / "one")
    assert left_out(home) == [f"{home}/one: left out, {why}; make the report again"]


def test_a_value_too_deep_to_be_shown_leaves_out_its_report(home: Path) -> None:
    change(home, title=json.loads("[" * 500 + "]" * 500))
    assert left_out(home) == [f"{home}/one: left out, its manifest cannot be read; make the report again"]


def test_folders_that_are_no_reports_are_passed_over_in_silence(home: Path) -> None:
    for name, text in (("data", "{}"), ("half", "{"), ("list", "[]"), ("files", '{"files": {"a.csv": "0"}}')):
        (home / name).mkdir()
        (home / name / "manifest.json").write_text(text)
    (home / "inner" / "manifest.json").mkdir(parents=True)
    os.symlink("nowhere", home / "inner" / "manifest.json" / "manifest.json")
    assert left_out(home) == []


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="names of files are text there")
@pytest.mark.parametrize("name", [b"bad\xff", b"bad\xff/inner"])
def test_a_report_below_a_name_that_is_no_text_is_left_out(home: Path, name: bytes) -> None:
    folder = home / os.fsdecode(name)
    folder.parent.mkdir(exist_ok=True)
    shutil.move(home / "one", folder)
    (notice,) = left_out(home)
    shown = name.decode("ascii", "surrogateescape").replace("\udcff", r"\udcff")
    assert notice == f"{home}/{shown}: left out, its path is not UTF-8; rename the folder"
