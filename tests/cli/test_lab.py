"""`cxsim lab` and `make lab`: one way to start JupyterLab, which asks nobody elsewhere for anything."""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from cxsim.cli.app import QUIET, run_command
from tests.jupyter_server import serving
from tests.small import ROOT


def test_jupyterlab_is_told_to_fetch_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[list[str]] = []
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(os, "execv", lambda program, arguments: started.append(arguments))
    assert run_command(["lab", "--no-browser", "--port", "8899"]) == 0
    ((program, *arguments),) = started
    assert (program, arguments[:2]) == (sys.executable, ["-m", "jupyterlab"])
    assert arguments[-3:] == ["--no-browser", "--port", "8899"]
    from jupyterlab import NeverCheckForUpdate
    from jupyterlab.labapp import LabApp

    app = LabApp()
    app.parse_command_line(arguments[2:])
    assert app.news_url is None
    assert app.check_for_updates_class is NeverCheckForUpdate
    assert app.extension_manager == "readonly"


def test_make_lab_is_cxsim_lab() -> None:
    asked = ["--dry-run", "--no-print-directory", "--old-file=.venv/.ready"]
    command = ["make", *asked, "lab", "LAB_OPTIONS=--port 8899"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].endswith(".venv/bin/cxsim lab --port 8899")


def test_no_news_and_no_newer_version_are_looked_for(tmp_path: Path) -> None:
    """Asked for them, the server answers at once that there are none, and logs no attempt."""
    options = ("--no-browser", "--allow-root", "--ip=127.0.0.1", "--port={port}", *QUIET)
    with serving("jupyterlab", tmp_path, *options, "--IdentityProvider.token={token}") as served:

        def asked(what: str) -> Any:
            address = f"{served.address}/lab/api/{what}?token={served.token}"
            with urllib.request.urlopen(address, timeout=20) as answer:
                return json.loads(answer.read())

        assert asked("news") == {"news": []}
        assert asked("update") == {"notification": None}
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert "Failed to" not in log
    assert "feed" not in log
