"""The panel of `explore` as an analyst meets it: in JupyterLab, in a real browser."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxsim.engine.compiled.kernel import prepare
from tests.small import ROOT, small_scenario


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of JupyterLab on a copy of the notebook and a small journey, with settings of its own."""
    folder = tmp_path_factory.mktemp("lab")
    for name in ("notebooks", "scenarios"):
        (folder / name).mkdir()
    shutil.copy(ROOT / "notebooks" / "explore.ipynb", folder / "notebooks")
    small_scenario(folder / "scenarios", name="telecom")
    own = {f"JUPYTER_{name}_DIR": str(folder / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    token = secrets.token_hex(16)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
    options = [f"--port={port}", "--ServerApp.port_retries=0"]
    options += [f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    environment = os.environ | own | {"PYTHONPATH": path, "IPYTHONDIR": str(folder / "ipython")}
    with (folder / "log").open("w") as log:
        running = subprocess.Popen(
            [*server, *options], env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        prepare()  # compiled once for all, and not while the browser waits
        _wait_for(f"http://127.0.0.1:{port}/api?token={token}", running, folder / "log")
        notebook = "lab/workspaces/explore/tree/notebooks/explore.ipynb"
        yield f"http://127.0.0.1:{port}/{notebook}?token={token}&reset"
    finally:
        running.terminate()
        running.wait(20)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(address, timeout=5).close()
            return
        except OSError:
            assert server.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


ALL_DONE = r"""
() => [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')].every(e => /\[\d+\]:/.test(e.innerText))
"""


@pytest.mark.browser
def test_in_jupyterlab_a_slider_moves_the_figures(lab: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 1400})
    tab = context.new_page()
    tab.set_default_timeout(45_000)
    tab.goto(lab)
    page = tab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    page.locator(".jp-CodeCell").first.wait_for()
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()  # or it asks for a kernel
    tab.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    tab.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    page.get_by_role("status").get_by_text("Up to date").wait_for()
    tab.wait_for_function(ALL_DONE)
    assert page.locator(".jp-RenderedText[data-mime-type*=error]").count() == 0
    table = page.locator(".cx-explore")
    assert table.locator("tbody tr").count() == 4
    assert "Difference" not in table.inner_text()
    handle = page.locator(".noUi-handle").first
    handle.focus()
    for _ in range(20):
        tab.keyboard.press("ArrowLeft")
    table.get_by_text("Difference").wait_for()
    page.locator("svg[role=img]", has_text="changed").first.wait_for()
    page.get_by_role("listitem").get_by_text("0 % of today's").wait_for()
    before = table.inner_text()
    tab.keyboard.press("Home")
    for _ in range(4):
        tab.keyboard.press("ArrowRight")
    page.get_by_role("listitem").get_by_text("20 % of today's").wait_for()
    tab.wait_for_function("before => document.querySelector('.cx-explore').innerText !== before", arg=before)
    assert page.locator('[role="alert"]').count() == 0
    assert tab.evaluate("!document.querySelector('.jp-OutputArea-output[data-mime-type*=stderr]')")
    context.close()
