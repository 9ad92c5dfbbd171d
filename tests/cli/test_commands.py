"""The command line: what it says, what it writes, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import typer
from typer.testing import CliRunner

from cxsim import __version__
from cxsim.cli.app import app, run_command
from cxsim.cli.shell import outcome
from cxsim.questions.registry import questions
from tests.small import ROOT, names_in, small_scenario

TELECOM = str(ROOT / "scenarios" / "telecom.yaml")
COMMAND = [sys.executable, "-m", "cxsim.cli"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command; return exit code, output and errors."""
    code = run_command(list(arguments))
    output = capsys.readouterr()
    return code, output.out, output.err


def test_help_and_version() -> None:
    runner = CliRunner()
    assert runner.invoke(app, ["--version"]).output.strip() == f"cxsim {__version__}"
    asked = tuple(("ask", name) for name in (*(one.command for one in questions()), "decide"))
    others = (("scenario", "new"), ("scenario", "schema"), ("scenario", "upgrade"))
    alone = tuple((name,) for name in ("check", "start", "run", "report", "batch", "publish", "lab"))
    for *groups, command in (*alone, *others, *asked):
        assert re.search(rf"\n  {command} ", runner.invoke(app, [*groups, "--help"]).output)
        text = runner.invoke(app, [*groups, command, "--help"]).output
        name = " ".join([*groups, command])
        assert re.search(rf"\n *Examples?:\n +cxsim {name}[ \n]", text), text


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from cxsim.cli.app import run_command; run_command(['--help']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert not loaded & {"numpy", "pandas", "numba", "scipy", "matplotlib", "papermill", "nbconvert"}


def test_check_says_ok_with_counts_or_every_fault(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = small_scenario(here, name="wrong")
    wrong.write_text(wrong.read_text().replace("existing: 120", "existing: -1") + "sektor: x\n")
    code, out, err = said(capsys, "check", TELECOM, str(wrong), "nowhere.yaml")
    assert code == 2
    size = r"some 600,000 visits of 35,000 people in each of 20 replications, about \d\.\d GB of .* (s|min)"
    assert re.fullmatch(rf".*telecom\.yaml: OK, \d+ touchpoints, \d+ personas, .*; {size}\n", out)
    faults = err.splitlines()
    assert len(faults) == 3
    assert all(re.match(r"wrong\.yaml:\d+: (population\.existing|sektor): ", fault) for fault in faults[:2])
    assert faults[2].startswith("nowhere.yaml: found no such file")
    assert said(capsys, "check", TELECOM)[0] == 0
    assert sorted(here.iterdir()) == [wrong]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["run"], "Missing argument 'SCENARIO'"),
        (["simulate"], 'cxsim: found "simulate", expected one of check, run, '),
        (["chek"], 'cxsim: found "chek"; did you mean "check"?\n'),
        (["rank", TELECOM], 'cxsim: found "rank"; did you mean "ask rank"?\n'),
        (["schema"], 'cxsim: found "schema"; did you mean "scenario schema"?\n'),
        (["scenario", "nwe"], 'cxsim scenario: found "nwe"; did you mean "new"?\n'),
        (["ask", "ranks", TELECOM], 'cxsim ask: found "ranks"; did you mean "rank"?\n'),
        (["ask", "choice", TELECOM], 'cxsim ask: found "choice"; did you mean "select"?\n'),
        (["ask", "everything"], 'cxsim ask: found "everything", expected one of journey, rank, '),
        (["run", TELECOM, "--fast"], "No such option: --fast"),
        (["run", TELECOM, "--replications", "0"], "replications: found 0, expected a whole number from 1"),
        (
            ["run", TELECOM, "--replications", "x"],
            '--replications: found "x", expected a whole number\n',
        ),
        (
            ["ask", "rank", TELECOM, "--equivalence-band", "x"],
            'cxsim: --equivalence-band: found "x", expected a number\n',
        ),
        (["report", TELECOM, "--replications", "0"], "replications: found 0, expected a whole number from 1"),
        (["run", TELECOM, "--seed", "-1"], "seed: found -1, expected a whole number from 0"),
        (["run", TELECOM, "--seed", "9" * 30], "seed: found 999"),
        (["report", TELECOM, "--workers", "0"], "workers: found 0, expected a whole number from 1"),
        (["run", TELECOM, "--record", "all"], 'record: found "all", expected events or customers or kpis'),
        (["report", TELECOM, "--lang", "de"], 'lang: found "de", expected en or fr'),
        (["run", TELECOM, "--engine", "magic"], 'engine: found "magic", expected compiled or simpy'),
        (["run", "nowhere.yaml"], "nowhere.yaml: found no such file"),
        (["report", "."], "found a folder"),
        (["run", TELECOM, "--out", "file"], "--out file: not a folder"),
        (["report", TELECOM, "--out", "file/below"], "--out file/below: not a folder"),
        (["run", TELECOM, "--out", "n" * 300], "cannot be written"),
        (["run", TELECOM, "--lang", "de"], 'lang: found "de", expected en or fr'),
        (["scenario", "schema", "--out", "."], "--out .: cannot be written"),
        (
            ["scenario", "schema", "--out", "no/such/file"],
            "no/such/file: cannot be written, the folder no/such does not exist",
        ),
    ],
)
def test_a_mistake_is_answered_with_one_line_and_nothing_is_written(
    arguments: list[str], message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").write_text("")
    code, out, err = said(capsys, *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert [path.name for path in here.iterdir()] == ["file"]


def test_a_folder_without_permission_is_a_mistake(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    locked = here / "locked"
    locked.mkdir(mode=0o500)
    if os.access(locked, os.W_OK):
        pytest.skip("this user may write everywhere")
    code, _, err = said(capsys, "run", TELECOM, "--out", str(locked / "new"))
    assert (code, err) == (2, f"cxsim: --out {locked / 'new'}: cannot be written\n")


@pytest.mark.parametrize("out", [("--out", ""), ("--out=",)])
def test_an_empty_name_is_not_the_folder_where_one_is(
    here: Path, capsys: pytest.CaptureFixture[str], out: tuple[str, ...]
) -> None:
    code, printed, err = said(capsys, "run", TELECOM, *out)
    assert (code, printed) == (2, "")
    assert err == "cxsim: --out: found nothing, expected a name; the folder where you are is .\n"
    assert not any(here.iterdir())


def test_schema_is_printed_or_written(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    printed = json.loads(said(capsys, "scenario", "schema")[1])
    assert said(capsys, "scenario", "schema", "--out", "scenario.schema.json") == (0, "", "")
    assert json.loads((here / "scenario.schema.json").read_text()) == printed
    assert "touchpoints" in printed["$defs"]["Scenario"]["properties"]


def test_run_writes_its_results_and_prints_the_headlines(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = small_scenario(here, title="A [red]small[/red] \u202ecompany")
    code, out, _ = said(capsys, "run", str(small), "--replications", "2", "--workers", "1", "--seed", "7")
    assert code == 0
    assert r"A [red]small[/red] \u202ecompany, 2 replications, seed 7" in out
    assert re.search(r"Stay +\d+\.\d\s% +\d+\.\d to \d+\.\d\s%", out)
    folder = here / "reports" / "small" / "data"
    names = ["customers.parquet", "events.parquet", "kpis.parquet", "manifest.json", "scenario.json"]
    assert names_in(folder) == names
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["scenario"], manifest["seed"], manifest["replications"]) == ("small", 7, 2)
    assert set(pd.read_parquet(folder / "events.parquet", columns=["replication"])["replication"]) == {0, 1}


def test_a_terminal_that_knows_few_letters_gets_a_question_mark(here: Path) -> None:
    """As redirected output may on Windows."""
    (here / "a−b.yaml").write_text(Path(TELECOM).read_text(encoding="utf-8"), encoding="utf-8")
    command, few = [*COMMAND, "check", "a−b.yaml"], os.environ | {"PYTHONIOENCODING": "cp1252"}
    done = subprocess.run(command, capture_output=True, env=few, cwd=here)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"a?b.yaml")


@pytest.mark.skipif(os.name != "posix", reason="closes a stream by the words of a POSIX shell")
def test_a_stream_that_is_closed_is_no_error(here: Path) -> None:
    command = " ".join([*COMMAND, "check"])
    lines = (f"{command} {TELECOM} >&-", f"{command} no 2>&-")
    assert [subprocess.run(["sh", "-c", line], timeout=60).returncode for line in lines] == [0, 2]


def test_a_reader_who_goes_away_is_no_error() -> None:
    command = f"{' '.join(COMMAND)} scenario schema | head -c 10"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert (len(done.stdout), done.stderr) == (10, "")


@pytest.mark.parametrize(
    ("said_by_click", "message"),
    [
        ("'x' is not a valid integer.", 'found "x", expected a whole number'),
        ("'1,5' is not a valid float.", 'found "1,5", expected a number'),
    ],
)
def test_older_versions_of_typer_are_understood_too(
    said_by_click: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    option: Any = SimpleNamespace(opts=["--seed"])

    def refuse() -> None:
        raise typer.BadParameter(said_by_click, param=option)

    assert outcome(refuse) == 2
    assert capsys.readouterr().err == f"cxsim: --seed: {message}\n"


def test_where_nothing_temporary_can_be_written_one_is_told_what_to_set(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail() -> None:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp']")

    assert outcome(fail) == 1
    assert capsys.readouterr().err == (
        "cxsim: no temporary folder can be written; let TMPDIR name one that can\n"
    )


@pytest.mark.whole
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("engine", ["compiled", "simpy"])
def test_ctrl_c_ends_a_run_at_once_and_leaves_nothing(engine: str, tmp_path: Path) -> None:
    data = tmp_path / "new" / "data"
    arguments = ["run", TELECOM, "--engine", engine, "--replications", "3000", "--workers", "2"]
    if engine == "simpy":
        arguments += ["--record", "kpis"]  # it keeps in memory what it records
    run = subprocess.Popen(
        [*COMMAND, *arguments, "--out", str(data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        start_new_session=True,
        # Whoever runs the tests in the background has Ctrl-C ignored, and so would this process.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )

    def at_work() -> bool:
        if engine == "simpy":
            return len(workers_of(run.pid)) == 2
        return any(file.stat().st_size > 1_000_000 for file in data.glob(".writing-*/events.parquet"))

    try:
        deadline = time.monotonic() + 300  # the engine may have to be compiled
        while not at_work() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert at_work()
        time.sleep(1)
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to the workers as well
        out, err = run.communicate(timeout=10)
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
    assert (run.returncode, err) == (130, "cxsim: interrupted, nothing was written\n")
    assert re.fullmatch(r"some 600,000 visits .* in each of 3000 replications, .*\n", out)
    assert workers_of(run.pid) == []
    assert list(tmp_path.iterdir()) == []


def workers_of(group: int) -> list[int]:
    """Return the worker processes in a process group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[2]) == group and b"spawn_main" in command:
            found.append(int(folder.name))
    return found


def test_check_as_json_says_each_fault_as_data(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = small_scenario(here, name="wrong")
    wrong.write_text(wrong.read_text().replace("existing: 120", "existing: -1"))
    code, out, err = said(capsys, "check", "--json", TELECOM, "wrong.yaml", "nowhere.yaml")
    assert (code, err) == (2, "")
    fine, faulty, missing = json.loads(out)
    assert (fine["file"], fine["faults"], fine["warnings"]) == (TELECOM, [], [])
    assert re.match(r"\d+ touchpoints, \d+ personas", fine["contains"])
    assert faulty["contains"] == ""
    (fault,) = faulty["faults"]
    assert (fault["file"], fault["path"]) == ("wrong.yaml", "population.existing")
    assert (fault["found"], fault["line"] > 1) == ("-1", True)
    assert missing["faults"][0]["line"] is None
    assert said(capsys, "check", "--json", TELECOM)[0] == 0


def test_run_says_its_kpis_in_french_or_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    small = str(small_scenario(here))
    asked = ("run", small, "--replications", "2", "--workers", "1", "--out", "data")
    code, out, err = said(capsys, *asked, "--lang", "fr")
    assert (code, err) == (0, "")
    assert "A small company, 2 réplications, graine 1\n" in out
    assert re.search(r" \d+,\d\s% +\d+,\d à \d+,\d\s%", out)
    code, out, err = said(capsys, *asked, "--json")
    assert code == 0
    assert "kpis (parquet) and manifest.json are in data" in err
    answer = json.loads(out)
    stay = [row for row in answer["figures"]["kpis"] if row["kpi"] == "stay" and row["scope"] == "journey"]
    assert len(stay) == 1
    assert answer["question"] == "journey"
    assert answer["manifest"]["scenario"] == "small"
