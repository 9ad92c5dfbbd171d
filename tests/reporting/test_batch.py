"""Batches are run: what they write, what they make again, and how failures are told."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import cxsim as cx
from cxsim.cli import batch as cli_batch
from cxsim.cli.app import run_command
from cxsim.engine.compiled.kernel import prepare
from cxsim.files.drafts import WRITING
from cxsim.reporting.batches import processes
from cxsim.reporting.batches.batch import BatchProgress, _seconds_before, wanted
from cxsim.reporting.publish import is_published
from cxsim.scenario.faults import ScenarioError
from tests.reporting.batches import PROBABILITY, files_of, gone, start, write_batch, write_notebook
from tests.test_notebooks import environment

COMMAND = "cxsim.reporting.batches.processes.COMMAND"  # of the processes that make reports
KEPT = """import cxsim as cx
run = cx.simulate(cx.load_scenario(scenario), replications, seed, workers=workers)
print(run.kpis().query("kpi in ('stay', 'join')")["mean"].tolist())"""
GRID = ["journey_probability_0_1", "journey_probability_0_3"]
MAGIC = {"cell_type": "code", "source": 'scenario: str = ""\n%matplotlib inline'}
STATES = {"cell": "failed", "kernel": "failed", "process": "failed", **dict.fromkeys(GRID, "done")}


def shown(notebook: Path) -> list[str]:
    """What the cells of a notebook printed."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [output.text for cell in cells for output in cell.get("outputs", []) if output.name == "stdout"]


def harmless(text: str) -> str:
    """As a terminal may show it: line ends stay."""
    return text.replace("\x1b", r"\x1b").replace("\u202e", r"\u202e").replace("\x07", r"\x07")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, str, str]:
    """A batch in which a cell fails, a kernel and a process die, and a grid goes well."""
    folder = tmp_path_factory.mktemp("{batch} [bold]")  # papermill and rich would take these for their own
    failing = {
        "cell": "# What fails\nraise ValueError('\\x1b[31m [red]\\u202e\\nand \\x07')",
        "kernel": "import os; os._exit(1)",
        "process": "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
    }
    items: list[dict[str, object]] = [
        {"scenario": "journey.yaml", "name": name, "report": f"{name}.ipynb"} for name in failing
    ]
    grid = {PROBABILITY: [0.1, 0.3]}
    items.append(
        {"scenario": "journey.yaml", "report": "kept.ipynb", "replications": 3, "seed": 5, "grid": grid}
    )
    write_batch(folder, items)
    for name, cell in {**failing, "kept": KEPT}.items():
        write_notebook(folder / f"{name}.ipynb", cell)
    prepare()  # or two kernels compile it at once
    process = start(folder, "-m", "cxsim.cli", "batch", "batch.yaml", "--workers", "2")
    out, err = process.communicate(timeout=300)
    assert gone(folder, 2.0)
    return folder, process.returncode, out, err


def test_failures_are_told_and_do_not_stop_the_others(ran: tuple[Path, int, str, str]) -> None:
    folder, code, out, err = ran
    assert code == 1
    causes = {
        "cell": 'the notebook stopped at "What is shown?", in cell [2] "raise ValueError(\'\\x1b[31m '
        "[red]\\u202e\\nand \\x07')\": ValueError: \x1b[31m [red]\u202e\nand \x07",
        "kernel": 'the notebook stopped at "What is shown?", in cell [2] "import os; os._exit(1)": its '
        "Python process died, mostly for want of memory: fewer workers or replications need less",
        "process": "its process was killed, mostly for want of memory: fewer workers need less",
    }
    told = "".join(f"{name}: {harmless(cause)}\n" for name, cause in causes.items())
    assert err == f"{told}cxsim: 3 of 5 reports could not be made\n"
    lines = out.replace("\nand", " and").splitlines()
    assert len(lines) == 6
    assert {line.split()[0] for line in lines[:5]} == {f"{number}/5" for number in range(1, 6)}
    for name, state in STATES.items():
        assert any(re.match(rf"./5 {name}: {state}.* \(\d+ s[^)]*\)", line) for line in lines)
    assert [" left)" in line for line in lines] == [True] * 4 + [False] * 2
    assert re.fullmatch(r"reports/mine/batch.json: 2 of 5 reports made, 0 unchanged \(\d+ s\)", lines[5])
    summary = json.loads((folder / "reports" / "mine" / "batch.json").read_text())["items"]
    assert {item["name"]: item["state"] for item in summary} == STATES
    assert {item["name"]: item["cause"] for item in summary if item["cause"]} == causes
    assert all(item["seconds"] > 0.0 and len(item["digest"]) == 64 for item in summary)


def test_each_report_has_a_folder_and_failed_ones_have_none(ran: tuple[Path, int, str, str]) -> None:
    found = files_of(ran[0] / "reports")
    names = ("index.html", "manifest.json", "report.ipynb", "scenario.yaml")
    assert sorted(found) == ["mine/batch.json", *(f"mine/{name}/{file}" for name in GRID for file in names)]


def test_papermill_alone_gives_the_same_for_the_scenario_of_a_grid(ran: tuple[Path, int, str, str]) -> None:
    folder = ran[0]
    file = f"reports/mine/{GRID[1]}/scenario.yaml"
    assert cx.load_scenario(folder / file).touchpoints["a"].frictions["trouble"].probability == 0.3
    assert f"extends: ../../../journey.yaml\nname: {GRID[1]}\n" in (folder / file).read_text()
    given = {"scenario": file, "replications": "3", "seed": "5", "workers": "2"}
    parameters = [word for name, value in given.items() for word in ("-p", name, value)]
    papermill = [
        sys.executable,
        "-m",
        "papermill",
        "kept.ipynb",
        "out.ipynb",
        "-k",
        "python3",
        "--no-progress-bar",
    ]
    done = subprocess.run(
        [*papermill, *parameters], cwd=folder, capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0, done.stderr
    ours = shown(folder / "reports" / "mine" / GRID[1] / "report.ipynb")
    assert shown(folder / "out.ipynb") == ours != []
    assert shown(folder / "reports" / "mine" / GRID[0] / "report.ipynb") != ours


@pytest.fixture
def again(ran: tuple[Path, int, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a batch that is done; running it where anything has to be made fails."""
    folder = ran[0]
    monkeypatch.chdir(folder)
    items = json.loads((folder / "batch.yaml").read_text())["items"][-1:]
    Path("good.yaml").write_text(json.dumps({"batch": 1, "name": "mine", "items": items}))
    monkeypatch.setattr(COMMAND, (sys.executable, "-c", "raise SystemExit(7)"))
    return folder


def test_what_has_not_changed_is_not_made_again(
    again: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files_of(again / "reports" / "mine" / GRID[0])
    assert run_command(["batch", "good.yaml", "--workers", "1"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert re.fullmatch(r"reports/mine/batch.json: 0 of 2 reports made, 2 unchanged \(\d+ s\)\n", out)
    run = cx.run_batch(["good.yaml"])
    assert (run.made, run.failed) == ((), ())
    assert list(run.table.index) == GRID
    assert set(run.table["state"]) == {"done"}
    assert run.table["seconds"].min() > 0.0
    assert Path(run.table["page"].iloc[0]).is_file()
    assert files_of(again / "reports" / "mine" / GRID[0]) == before


@pytest.mark.parametrize("what", ["scenario", "seed", "notebook"])
def test_what_has_changed_is_made_again(what: str, again: Path) -> None:
    changed = {
        "scenario": ("journey.yaml", '"skill": 0.5', '"skill": 0.25'),
        "seed": ("good.yaml", '"seed": 5', '"seed": 6'),
        "notebook": ("kept.ipynb", "What is shown?", "What is to be seen?"),
    }
    name, old, new = changed[what]
    text = Path(name).read_text(encoding="utf-8")
    assert old in text
    Path(name).write_text(text.replace(old, new), encoding="utf-8")
    try:
        run = cx.run_batch(["good.yaml"], workers=1)
    finally:
        Path(name).write_text(text, encoding="utf-8")
    assert list(run.made) == GRID
    assert [one.cause for one in run.failed] == ["its process ended with code 7"] * len(GRID)


@pytest.mark.parametrize("name", ["index.html", "manifest.json", "scenario.yaml"])
def test_what_is_missing_is_made_again_and_what_was_changed_by_hand_is_not_lost(
    name: str, again: Path
) -> None:
    file = Path("reports", "mine", GRID[0], name)
    before = file.read_bytes()
    for text in (before + b" ", b""):
        file.write_bytes(text)
        with pytest.raises(ScenarioError, match=rf"{name}, which was changed after cxsim wrote it, expected"):
            cx.run_batch(["good.yaml"], workers=1)
        assert file.read_bytes() == text
    file.unlink()
    try:
        assert list(cx.run_batch(["good.yaml"], workers=1).made) == GRID[:1]
    finally:
        file.write_bytes(before)


def test_what_a_killed_process_had_begun_to_write_goes(again: Path) -> None:
    draft = again / "reports" / "mine" / GRID[0] / f"{WRITING}{'0f' * 8}"
    draft.mkdir()
    (draft / "index.html").write_text("half")
    assert cx.run_batch(["good.yaml"], workers=1).made == ()
    assert not draft.exists()


def test_how_long_a_failure_took_is_not_how_long_a_report_takes(tmp_path: Path) -> None:
    items = [{"digest": state, "state": state, "seconds": 2.0} for state in ("done", "failed", "missing")]
    (tmp_path / "batch.json").write_text(json.dumps({"items": items}))
    assert _seconds_before(tmp_path) == {"done": 2.0}
    (tmp_path / "batch.json").write_text("[" * 100_000)
    assert _seconds_before(tmp_path) == {}


def test_a_report_of_something_else_is_not_published(tmp_path: Path) -> None:
    assert not is_published(tmp_path, "digest")
    half = ("", "[]", "{}", '{"fingerprint": "digest", "files": {}}', '{"fingerprint": 1, "files": 3}')
    for text in (*half, "[" * 100_000):
        (tmp_path / "manifest.json").write_text(text)
        assert not is_published(tmp_path, "digest")


def test_files_are_checked_before_anything_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_batch(tmp_path, [{"scenario": "journey.yaml", "report": "own.ipynb"}])
    for text, message in (
        ("{}", "batch.yaml:1: report: own.ipynb is no notebook"),
        ("[" * 100_000, "batch.yaml:1: report: own.ipynb is no notebook"),
        (
            '{"cells": []}',
            "batch.yaml:1: report: own.ipynb has no parameter scenario or study",
        ),
        (
            json.dumps({"cells": [{**MAGIC, "metadata": {"tags": ["parameters"]}}]}),
            'batch.yaml:1: report: line 2 of the parameters cell: found "%matplotlib inline", expected plain '
            "Python, such as seed: int = 1",
        ),
    ):
        Path("own.ipynb").write_text(text)
        for command in ("check", "batch"):
            assert run_command([command, "batch.yaml"]) == 2
            assert capsys.readouterr() == ("", f"{message}\n")
    write_notebook(Path("own.ipynb"), "1")
    assert run_command(["check", "batch.yaml"]) == 0
    assert capsys.readouterr().out == "batch.yaml: OK, a batch of 1 report\n"
    for arguments, message in (
        (["nowhere.yaml", "batch.yaml"], "nowhere.yaml: found no such file"),
        (
            ["batch.yaml", "--workers", "0"],
            "cxsim: workers: found 0, expected a whole number from 1 to 1,000",
        ),
        (["batch.yaml", "--out", "own.ipynb"], "cxsim: --out own.ipynb: not a folder"),
    ):
        assert run_command(["batch", *arguments]) == 2
        assert capsys.readouterr().err.startswith(message)
    assert not Path("reports").exists()


def test_several_batches_have_a_folder_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(COMMAND, (sys.executable, "-c", "raise SystemExit(7)"))
    write_batch(tmp_path, [{"scenario": "journey.yaml"}])
    run = cx.run_batch(["batch.yaml", "journey.yaml"], folder="pages", workers=1)
    assert [one.name for one in run.outcomes] == ["mine/journey", "journey"]
    assert sorted(files_of(tmp_path / "pages")) == ["batch.json"]


def test_a_report_in_another_language_is_another_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    items: list[dict[str, object]] = [{"scenario": "journey.yaml"}]
    write_batch(tmp_path, [*items, {"scenario": "journey.yaml", "name": "parcours", "lang": "fr"}])
    jobs = wanted(["batch.yaml"])[1]
    assert [job.parameters["lang"] for job in jobs.values()] == ["en", "fr"]
    assert jobs["journey"].fingerprint != jobs["parcours"].fingerprint


def test_no_more_work_at_once_than_there_are_cores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    place = "import os; open('seen', 'a').write(os.environ['TMPDIR'][-2:]); raise SystemExit(7)"
    monkeypatch.setattr(COMMAND, (sys.executable, "-c", place))
    write_batch(tmp_path, [{"scenario": "journey.yaml", "name": name} for name in ("a", "b")])
    assert run_command(["batch", "batch.yaml", "--workers", "2"]) == 1
    said = "workers: 2 would wait for each other, 1 make reports, one for each core"
    assert capsys.readouterr().err.splitlines()[0] == said
    assert Path("seen").read_text() == "/0/0"


@pytest.mark.parametrize(
    ("reports", "before", "said"),
    [(4, 0, "30 s left"), (4, 2, "10 s left"), (22, 0, "4 min left"), (2_000, 0, "5 h 33 min left")],
)
def test_the_time_left_goes_by_what_was_made_this_time(
    reports: int, before: int, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One report took ten seconds."""
    clock = [100.0]
    monkeypatch.setattr(cli_batch.time, "monotonic", lambda: clock[0])
    told = cli_batch._Told(reports)
    told(BatchProgress(before, 0.0, reports))
    assert told.left() == ""
    clock[0] += 10.0
    told(BatchProgress(before, 1.0, reports, "one"))
    assert told.left() == said


@pytest.mark.parametrize(
    ("code", "errors", "cause"),
    [
        (-9, "", "its process was killed, mostly for want of memory: fewer workers need less"),
        (-6, "Traceback\nTypeError: five\n", "its process was ended by signal 6: TypeError: five"),
        (3, "", "its process ended with code 3"),
    ],
)
def test_how_a_process_ended_is_said_as_far_as_it_is_known(
    code: int, errors: str, cause: str, tmp_path: Path
) -> None:
    (tmp_path / processes.ERRORS).write_text(errors)
    assert processes._died(code, tmp_path) == cause


def test_what_nobody_thought_of_fails_one_report_with_its_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A notebook that shows a manifest as no program of ours would."""
    monkeypatch.chdir(tmp_path)
    write_batch(tmp_path, [{"scenario": "journey.yaml", "name": "odd", "report": "odd.ipynb"}])
    shows = "from IPython.display import display\n"
    shows += "display({'application/vnd.cxsim.manifest+json': {'lang': [1], 'title': 5}}, raw=True)"
    write_notebook(tmp_path / "odd.ipynb", shows)
    assert run_command(["batch", "batch.yaml", "--workers", "1"]) == 1
    assert capsys.readouterr().err.startswith("odd: TypeError: ")
