"""A Jupyter server for browser tests: on loopback, with a token, on copies of the notebooks."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from tests.small import ROOT, SMALL, small_scenario


class Served(NamedTuple):
    """Where a server is, and the token it asks for."""

    address: str
    token: str


def small_workbench(folder: Path, notebooks: Iterable[str]) -> Path:
    """Copy notebooks, with small journeys in the place of the reference journeys; return the folder."""
    for name in ("notebooks", "scenarios"):
        (folder / name).mkdir()
    for name in notebooks:
        shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", folder / "notebooks")
    shutil.copy(ROOT / "notebooks" / "with_mistakes.yaml", folder / "notebooks")
    there = folder / "scenarios"
    small_scenario(there, name="telecom")
    green = {"extends": str(ROOT / "scenarios" / "green_channels.yaml"), "name": "green_channels", **SMALL}
    study = {
        "study": 2,
        "name": "telecom_study",
        "title": "Small",
        "scenario": "telecom.yaml",
        "budget": 60_000,
    }
    for name, data in (("green_channels", green), ("telecom_study", study)):
        (there / f"{name}.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    for name in ("assessment.yaml", "bank.yaml", "bank_observed.csv"):
        shutil.copy(ROOT / "scenarios" / name, there)
    return folder


@contextlib.contextmanager
def serving(module: str, folder: Path, *options: str) -> Iterator[Served]:
    """Run ``python -m module`` in a folder until the end of the block.

    Parameters
    ----------
    module
        ``jupyterlab`` or ``voila``.
    options
        ``{port}`` and ``{token}`` in them are filled in.
    """
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    environment = os.environ | own | {"PYTHONPATH": path, "IPYTHONDIR": str(folder / "ipython")}
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = [option.format(port=port, token=token) for option in options]
    with (folder / "log").open("w") as log:
        command = [sys.executable, "-m", module, *given]
        running = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api?token={token}", running, folder / "log")
        yield Served(f"http://127.0.0.1:{port}", token)
    finally:
        running.terminate()
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except urllib.error.HTTPError:  # it answers, whatever it says
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())
