"""Results never take the place of somebody else's files, and take away only what was written before."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import cxsim as cx
from cxsim.cli.app import run_command
from cxsim.files.folders import TakenError, checksum, files_below, write_folder
from cxsim.files.overwriting import RUN, in_the_way_of_batch, in_the_way_of_report, in_the_way_of_run
from cxsim.files.own import EARLIER, LIST
from cxsim.theme.picture import Picture
from cxsim.theme.style import new_figure
from tests.cli.test_commands import said
from tests.questions.small_worlds import row_of
from tests.reporting.batches import write_batch, write_notebook

SUM = "0" * 64


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a scenario."""
    monkeypatch.chdir(tmp_path)
    journey = {**row_of({"a": 1.0}, prospects=1.0, days=20.0), "name": "journey"}
    Path("journey.yaml").write_text(json.dumps(journey))
    return tmp_path


def write_results(folder: Path, *names: str, **said: object) -> None:
    """Write files that hold their names, and a manifest that lists them."""

    def fill(to: Path) -> None:
        for name in names:
            (to / name).parent.mkdir(exist_ok=True)
            (to / name).write_text(name)
        files = {name: checksum(to / name) for name in names}
        (to / "manifest.json").write_text(json.dumps({"made": "now", **said, "files": files}))

    write_folder(folder, fill, ("tables", *RUN))


def write_run(folder: Path) -> None:
    """Write what looks like the results of a run."""
    write_results(folder, *RUN[:-1], replications=2)


def write_report(folder: Path) -> None:
    """Write what looks like a report."""
    write_results(folder, "index.html", "report.ipynb", "tables/kpis.csv")


@pytest.mark.parametrize(
    ("write", "of_report", "of_run"), [(write_report, True, False), (write_run, False, True)]
)
def test_only_what_was_written_for_the_same_purpose_gives_way(
    write: Callable[[Path], None], of_report: bool, of_run: bool, here: Path
) -> None:
    assert (in_the_way_of_report(here), in_the_way_of_run(here)) == ("", "")
    write(here)
    found = in_the_way_of_report(here), in_the_way_of_run(here)
    assert [not one for one in found] == [of_report, of_run]
    assert f"{here / 'manifest.json'}, which is not that of a {'run' if of_report else 'report'}" in found


@pytest.mark.parametrize(
    "manifest",
    [
        {"name": "an app"},
        [1],
        "no JSON",
        {"items": []},
        {"files": {"main.js": "/static/main.js"}},
        {"files": {"index.html": SUM}},
        {"made": "now", "files": {"../index.html": SUM}},
        {"made": "now", "files": {"index.html": 5}},
        {"scenario_hash": "", "versions": {}, "replications": 2},
    ],
)
def test_manifests_of_others_stay(manifest: object, here: Path) -> None:
    text = manifest if manifest == "no JSON" else json.dumps(manifest)
    Path("manifest.json").write_text(str(text))
    for found in (
        in_the_way_of_report(here),
        in_the_way_of_run(here),
        in_the_way_of_batch(here / "manifest.json"),
    ):
        earlier = "versions" in text
        why = (
            "which an earlier version of cxsim wrote without checksums"
            if earlier
            else "which cxsim did not wr"
        )
        assert found.startswith(f"{here / 'manifest.json'}, {why}")


def test_of_what_earlier_versions_wrote_it_is_said_that_nobody_knows(here: Path) -> None:
    Path("index.html").write_text('<html><head><meta name="generator" content="cxsim 0.1">')
    Path("batch.json").write_text('{"items": []}')
    assert in_the_way_of_report(here) == f"{here / 'index.html'}, {EARLIER}"
    assert in_the_way_of_batch(here / "batch.json") == f"{here / 'batch.json'}, {EARLIER}"


@pytest.mark.parametrize("write", [write_report, write_run])
def test_every_file_that_was_changed_is_seen_and_none_that_is_as_it_was(
    write: Callable[[Path], None], here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    there = {write_report: in_the_way_of_report, write_run: in_the_way_of_run}[write]
    write(here)
    for name in (*(name for name in files_below(here) if "journey" not in name),):
        before = (here / name).read_bytes()
        (here / name).write_bytes(before + b" ")
        found = there(here)
        assert found.startswith(f"{here / name}, which ") or name == LIST
        (here / name).write_bytes(before)
        assert there(here) == ""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    for name in files_below(here):
        if name != LIST:  # as a copy that leaves out what is hidden
            (elsewhere / name).parent.mkdir(exist_ok=True)
            (elsewhere / name).write_bytes((here / name).read_bytes())
    assert there(elsewhere) == ""
    first = "index.html" if write is write_report else "events.parquet"
    (elsewhere / first).write_text("edited")
    assert there(elsewhere) == f"{elsewhere / first}, which was changed after cxsim wrote it"
    (elsewhere / first).unlink()
    assert there(elsewhere) == "", "what is not there cannot be lost"


PLANTED = {
    "file": (lambda file: file.write_text("mine"), "which cxsim did not write"),
    "empty file": (Path.touch, "which cxsim did not write"),
    "folder": (Path.mkdir, "which is a folder, where a file has to be"),
    "pipe": (os.mkfifo, "which is neither file nor folder, where a file has to be"),
    "link": (lambda file: file.symlink_to("/etc/hostname"), "which is a link, where a file has to be"),
    "dead link": (lambda file: file.symlink_to("nowhere"), "which is a link, where a file has to be"),
    "device": (lambda file: file.symlink_to("/dev/zero"), "which is a link, where a file has to be"),
}
PAGES, TABLES = (
    ["index.html", "report.ipynb", "manifest.json"],
    ("moments.csv", "moments.parquet", "moments.png"),
)
COMMANDS = {
    "run": ("run journey.yaml --replications 1 --out out", [*RUN, LIST]),
    "record": ("run journey.yaml --replications 1 --record kpis --out out", ["events.parquet"]),
    "report": ("report journey.yaml --replications 1 --out out", PAGES),
    "moments": ("ask moments journey.yaml --replications 2 --out out", TABLES),
    "batch": ("batch journey.yaml --out out", ["batch.json"]),
}
EVERY = [(of, name, what) for of, (_, names) in COMMANDS.items() for name in names for what in PLANTED]


@pytest.mark.parametrize(("of", "name", "what"), EVERY)
def test_commands_refuse_before_they_begin(
    of: str, name: str, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    plant, why = PLANTED[what]
    Path("out").mkdir()
    plant(Path("out", name))
    before = entries(Path("out"))
    code, out, err = said(capsys, *COMMANDS[of][0].split())
    why = "which is not the list that cxsim wrote" if name == LIST else why
    assert (code, out) == (2, "")
    assert err == f"cxsim: --out: found out/{name}, {why}: move it, or choose another folder\n"
    assert entries(Path("out")) == before


def entries(folder: Path) -> dict[str, object]:
    """What is in a folder, none of it followed, and what is in files."""
    found: dict[str, object] = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else status.st_mode
        found[str(path)] = os.readlink(path) if path.is_symlink() else content
    return found


def test_python_refuses_as_the_commands_do_before_anything_is_simulated(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = cx.load_scenario("journey.yaml")
    saved = cx.simulate(scenario, replications=1)
    Path("out").mkdir()
    Path("out/customers.parquet").write_text("mine")
    monkeypatch.setattr("cxsim.results.run._run", lambda *_: pytest.fail("has begun"))
    for write in (lambda: cx.simulate(scenario, replications=1, folder="out"), lambda: saved.save("out")):
        with pytest.raises(TakenError, match=r"^found out/customers.parquet, which cxsim did not write: "):
            write()
    assert entries(Path("out")) == {"out/customers.parquet": b"mine"}


def test_pictures_replace_only_their_own(here: Path) -> None:
    picture = Picture(new_figure(1.0), "Waiting", "A bar.", pd.DataFrame({"wait": [1.5]}), "Short.")
    for _ in range(2):
        assert [file.name for file in picture.save("waiting.png", data=True)] == [
            "waiting.png",
            "waiting.csv",
        ]
    for name in ("waiting.csv", "waiting.png"):
        before = Path(name).read_bytes()
        Path(name).write_text("edited")
        with pytest.raises(TakenError, match=rf"^found {name}, which was changed after cxsim wrote it: move"):
            picture.save("waiting.png", data=True)
        assert Path(name).read_text() == "edited"
        Path(name).write_bytes(before)
    picture.save("waiting.png", data=True)


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
        ("mine", ["mine/page/index.html, which cxsim did not write", "mine/file, which is no folder"]),
    ):
        code, _, err = said(capsys, "batch", "batch.yaml", "--out", out)
        assert code == 2
        wanted = [f"batch.yaml:1: found in its place {one}, expected a folder of its own" for one in found]
        assert err.splitlines() == wanted
    Path("mine/batch.json").write_text("{}")
    write_batch(here, [{"scenario": "journey.yaml", "name": "good", "report": "own.ipynb"}])
    code, _, err = said(capsys, "batch", "batch.yaml", "--out", "mine")
    assert err.startswith("cxsim: --out: found mine/batch.json, which cxsim did not write")
    assert files_below(here) == sorted([*before, "mine/batch.json"])


def test_of_what_is_there_only_what_was_written_before_goes(here: Path) -> None:
    """And what was changed since, or is of others, stays."""
    names = ("tables/old.csv", "tables/edited.csv")
    write_results(here, "index.html", *names)
    Path("tables/edited.csv").write_text("edited by hand")
    Path("tables/mine.csv").write_text("mine")
    write_results(here, "index.html")
    kept = [LIST, "index.html", "journey.yaml", "manifest.json", "tables/edited.csv", "tables/mine.csv"]
    assert files_below(here) == kept
    with pytest.raises(TakenError, match=r"tables/edited.csv, which was changed after cxsim wrote it"):
        write_results(here, "index.html", *names)
    with pytest.raises(TakenError, match=r"tables/mine.csv, which cxsim did not write"):
        write_results(here, "index.html", "tables/mine.csv")
    assert files_below(here) == kept
    assert Path("tables/mine.csv").read_text() == "mine"


def test_results_without_a_manifest_do_not_keep_that_of_others(here: Path) -> None:
    """One of ours goes, which would speak of other results; another's stays, and so do its results."""
    write_results(here, "index.html")
    write_folder(here, lambda to: write(to, "index.html"), ("tables",))
    assert files_below(here) == [LIST, "index.html", "journey.yaml"]
    write(here, "manifest.json")
    with pytest.raises(TakenError, match=r"manifest\.json, which cxsim did not write"):
        write_folder(here, lambda to: write(to, "index.html"), ("tables",))


def test_files_beside_a_manifest_leave_it_alone(here: Path) -> None:
    write(here, "manifest.json")
    write_folder(here, lambda to: write(to, "staffing.csv"))
    assert files_below(here) == [LIST, "journey.yaml", "manifest.json", "staffing.csv"]


@pytest.mark.parametrize("place", ["kpis.parquet/inner", "tables"])
def test_a_folder_in_the_way_is_named_and_nothing_is_lost(place: str, here: Path) -> None:
    Path(place).parent.mkdir(exist_ok=True)
    Path(place).write_text("mine")
    before = files_below(here)
    with pytest.raises(TakenError, match=rf"found {here / place.split('/')[0]}, which is a f"):
        write_results(here, "kpis.parquet" if "/" in place else "tables/kpis.csv")
    assert files_below(here) == before


def test_a_schema_replaces_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert run_command(["scenario", "schema", "--out", "schema.json"]) == 0
    Path("schema.json").write_text(Path("schema.json").read_text() + " ")
    for name in ("journey.yaml", "schema.json"):
        before = Path(name).read_text()
        line = f"cxsim: {name}: is there already; move it, or choose another name\n"
        assert said(capsys, "scenario", "schema", "--out", name) == (2, "", line)
        assert Path(name).read_text() == before


def write(folder: Path, name: str) -> None:
    """Write a file that holds its name."""
    (folder / name).write_text(name)
