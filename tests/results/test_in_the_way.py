"""Results never take the place of somebody else's files, and take away only what was written before."""

import json
from pathlib import Path

import pytest

from cxsim.cli import run_command
from cxsim.results.files import checksum, files_below, write_folder
from cxsim.results.in_the_way import in_the_way_of_batch, in_the_way_of_report, in_the_way_of_run
from tests.analysis.small_worlds import row_of
from tests.reporting.batches import write_batch, write_notebook
from tests.test_cli import said

REPORT = {"files": {"index.html": "0"}, "replications": 2}
RUN = {"replications": 2, "engine": "compiled"}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a scenario."""
    monkeypatch.chdir(tmp_path)
    journey = {**row_of({"a": 1.0}, prospects=1.0, days=20.0), "name": "journey"}
    Path("journey.yaml").write_text(json.dumps(journey))
    return tmp_path


@pytest.mark.parametrize(
    ("manifest", "of_report", "of_run", "of_batch"),
    [
        (None, True, True, True),
        (REPORT, True, False, False),
        (RUN, False, True, False),
        ({"items": []}, False, False, True),
        ({"name": "an app"}, False, False, False),
        ([1], False, False, False),
        ("no JSON", False, False, False),
    ],
)
def test_only_what_was_written_for_the_same_purpose_gives_way(
    manifest: object, of_report: bool, of_run: bool, of_batch: bool, here: Path
) -> None:
    if manifest is not None:
        text = manifest if manifest == "no JSON" else json.dumps(manifest)
        Path("manifest.json").write_text(str(text))
    found = in_the_way_of_report(here), in_the_way_of_run(here), in_the_way_of_batch(here / "manifest.json")
    assert [not one for one in found] == [of_report, of_run, of_batch]


def test_of_pages_only_ours_gives_way(here: Path) -> None:
    Path("index.html").write_text("<p>mine</p>")
    assert in_the_way_of_report(here) == f"{here / 'index.html'}, which is not a page of cxsim"
    Path("index.html").write_text('<head><meta name="generator" content="cxsim"></head>')
    assert in_the_way_of_report(here) == ""


@pytest.mark.parametrize(
    ("command", "file", "what"),
    [
        ("report", "index.html", "which is not a page of cxsim"),
        ("report", "manifest.json", "which is not that of a report"),
        ("run", "manifest.json", "which is not that of a run"),
    ],
)
def test_commands_refuse_before_they_begin(
    command: str, file: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("out").mkdir()
    Path("out", file).write_text('{"mine": 1}')
    code, out, err = said(capsys, command, "journey.yaml", "--replications", "1", "--out", "out")
    wanted = f"cxsim: --out: found out/{file}, {what}: move it, or choose another folder\n"
    assert (code, out, err) == (2, "", wanted)
    assert [path.read_text() for path in Path("out").iterdir()] == ['{"mine": 1}']


def test_a_batch_does_not_take_the_place_of_what_it_is_made_from(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor of a page, a file or a summary that somebody else has written."""
    for folder in ("fibre", "mine/page"):
        Path(folder).mkdir(parents=True)
    Path("fibre/scenario.yaml").write_text(Path("journey.yaml").read_text())
    Path("mine/page/index.html").write_text("mine")
    Path("mine/file").write_text("mine")
    items = [
        {"scenario": "fibre/scenario.yaml", "name": "fibre", "report": "own.ipynb"},
        {"scenario": "journey.yaml", "name": "page", "report": "own.ipynb"},
        {"scenario": "journey.yaml", "name": "file", "report": "own.ipynb"},
    ]
    write_notebook(here / "own.ipynb", "print(seed)")
    (here / "batch.yaml").write_text(json.dumps({"batch": 1, "name": "mine", "items": items}))
    before = files_below(here)
    for out, found in (
        (".", ["fibre/scenario.yaml, which it is made from"]),
        ("mine", ["mine/page/index.html, which is not a page of cxsim", "mine/file, which is no folder"]),
    ):
        code, _, err = said(capsys, "batch", "batch.yaml", "--out", out)
        assert code == 2
        wanted = [f"batch.yaml:1: found in its place {one}, expected a folder of its own" for one in found]
        assert err.splitlines() == wanted
    Path("mine/batch.json").write_text("{}")
    write_batch(here, [{"scenario": "journey.yaml", "name": "good", "report": "own.ipynb"}])
    code, _, err = said(capsys, "batch", "batch.yaml", "--out", "mine")
    assert err.startswith("cxsim: --out: found mine/batch.json, which is not that of a batch")
    assert files_below(here) == sorted([*before, "mine/batch.json"])


def test_of_what_is_there_only_what_was_written_before_goes(here: Path) -> None:
    """By the checksums of the manifest; where it has none, by the names that are ours."""
    for name in ("tables/old.csv", "tables/edited.csv", "tables/mine.csv", "note.txt"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(name)
    listed = {name: checksum(Path(name)) for name in ("tables/old.csv", "tables/edited.csv")}
    Path("tables/edited.csv").write_text("edited by hand")
    Path("manifest.json").write_text(json.dumps({"files": listed}))
    write_folder(here, lambda to: write(to, "manifest.json"), ("tables",))
    kept = ["journey.yaml", "manifest.json", "note.txt", "tables/edited.csv", "tables/mine.csv"]
    assert files_below(here) == kept
    Path("manifest.json").write_text("{}")
    write_folder(here, lambda to: write(to, "manifest.json"), ("tables",))
    assert files_below(here) == kept[:3]
    Path("tables").rmdir()
    write(here, "tables")
    Path("manifest.json").unlink()
    write_folder(here, lambda to: write(to, "other"), ("tables",))
    assert files_below(here) == ["journey.yaml", "note.txt", "other", "tables"]


def test_results_without_a_manifest_do_not_keep_that_of_others(here: Path) -> None:
    write(here, "manifest.json")
    write_folder(here, lambda to: write(to, "index.html"), ("tables",))
    assert files_below(here) == ["index.html", "journey.yaml"]


def test_files_beside_a_manifest_leave_it_alone(here: Path) -> None:
    write(here, "manifest.json")
    write_folder(here, lambda to: write(to, "staffing.csv"))
    assert files_below(here) == ["journey.yaml", "manifest.json", "staffing.csv"]


@pytest.mark.parametrize("place", ["kpis.parquet/inner", "events.parquet"])
def test_a_folder_in_the_way_is_named_and_nothing_is_lost(place: str, here: Path) -> None:
    write(here, "manifest.json")
    Path(place).parent.mkdir(exist_ok=True)
    Path(place).write_text("mine")
    before = files_below(here)

    def fill(to: Path) -> None:
        for name in ("manifest.json", "kpis.parquet" if "/" in place else "events.parquet/inner"):
            (to / name).parent.mkdir(exist_ok=True)
            (to / name).write_text("new")

    with pytest.raises(OSError, match="where a f") as caught:
        write_folder(here, fill)
    assert caught.value.filename == str(here / place.split("/")[0])
    assert files_below(here) == before
    assert Path("manifest.json").read_text() == "manifest.json"


def test_a_schema_replaces_only_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    before = Path("journey.yaml").read_text()
    assert said(capsys, "schema", "--out", "journey.yaml")[0] == 2
    assert Path("journey.yaml").read_text() == before
    for _ in range(2):
        assert run_command(["schema", "--out", "schema.json"]) == 0


def write(folder: Path, name: str) -> None:
    """Write a file that holds its name."""
    (folder / name).write_text(name)
