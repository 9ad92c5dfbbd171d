"""Small batches for tests: a journey, notebooks of a few quick cells, and the processes they leave behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from tests.questions.small_worlds import row_of
from tests.small import LIST, ROOT

PROBABILITY = "touchpoints.a.frictions.trouble.probability"
PARAMETERS = 'scenario: str = ""\nreplications: int = 1\nseed: int = 1\nworkers: int = 0'


def write_notebook(file: Path, *cells: str) -> None:
    """Write a notebook that takes a scenario."""
    first = nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}, id="first")
    rest = [nbformat.v4.new_code_cell(cell, id=f"cell{number}") for number, cell in enumerate(cells)]
    title = nbformat.v4.new_markdown_cell("## What is shown?", id="title")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[first, title, *rest], metadata={"kernelspec": kernel})
    nbformat.write(notebook, file)


def write_batch(folder: Path, items: list[dict[str, object]]) -> None:
    """Write journey.yaml and batch.yaml."""
    journey = row_of({"a": 1.0, "b": 0.0}, prospects=2.0, days=50.0)
    (folder / "journey.yaml").write_text(json.dumps({**journey, "name": "journey"}))
    (folder / "batch.yaml").write_text(json.dumps({"batch": 1, "name": "mine", "items": items}))


def start(folder: Path, *command: str) -> subprocess.Popen[str]:
    """Start a command in a folder, as a shell would: with a process group of its own, which Ctrl-C ends."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
        # Tests that run in the background of a script have it ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def files_of(folder: Path) -> dict[str, bytes]:
    """All files below a folder but lists; of summary and manifests, what does not depend on the clock."""
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != LIST]
    found = {str(file.relative_to(folder)): file.read_bytes() for file in files}
    for name in [name for name in found if name.endswith("batch.json")]:
        items = json.loads(found[name])["items"]
        found[name] = json.dumps([{**item, "seconds": None} for item in items]).encode()
    for name in [name for name in found if name.endswith("manifest.json")]:
        found[name] = json.dumps({**json.loads(found[name]), "made": None}).encode()
    return found


def processes_in(folder: Path) -> list[str]:
    """The commands of all processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if Path(os.readlink(process / "cwd")) == folder.resolve():
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it has ended meanwhile
    return [command for command in found if command]


def gone(folder: Path, within: float) -> bool:
    """Wait until no process works in a folder any more."""
    until = time.monotonic() + within
    while processes_in(folder) and time.monotonic() < until:
        time.sleep(0.05)
    return not processes_in(folder)
