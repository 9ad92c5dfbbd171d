"""The notebooks as an analyst meets them: in JupyterLab, in a real browser, with Run All."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cxsim.cli.app import QUIET
from cxsim.engine.compiled.kernel import prepare
from cxsim.reporting.live.explore_words import MEASURES
from cxsim.reporting.notebooks import PROGRESS
from tests.jupyter_server import Served, serving, small_workbench
from tests.small import ROOT

NOTEBOOKS = sorted(file.stem for file in (ROOT / "notebooks").glob("*.ipynb"))
OPTIONS = (
    "--no-browser",
    "--allow-root",
    "--ip=127.0.0.1",
    "--port={port}",
    "--ServerApp.port_retries=0",
    "--IdentityProvider.token={token}",
    *QUIET,
    "--LabApp.expose_app_in_browser=True",  # so that a notebook is opened without loading all of it again
)
STATE = "friction.website.0.0"


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """JupyterLab on a copy of all notebooks, with small journeys."""
    folder = small_workbench(tmp_path_factory.mktemp("lab"), NOTEBOOKS)
    with serving("jupyterlab", folder, *OPTIONS) as served:
        prepare()  # compiled once for all, and not while the browser waits
        yield served


@pytest.fixture(scope="module")
def tab(lab: Served, browser: Any) -> Iterator[Any]:
    """A tab with JupyterLab in which nothing is open."""
    context = browser.new_context(viewport={"width": 1366, "height": 1400})
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    tab.goto(f"{lab.address}/lab/workspaces/test?token={lab.token}&reset")
    tab.wait_for_function("window.jupyterapp !== undefined")
    yield tab
    context.close()


# Opens a notebook, waits for its kernel (or JupyterLab asks for one), runs all cells, and returns them.
RUN_ALL = """
async path => {
  const { commands, restored, shell } = window.jupyterapp;
  await restored;
  const panel = await commands.execute('docmanager:open', { path });
  await panel.context.ready;
  await panel.sessionContext.ready;
  shell.activateById(panel.id);
  await commands.execute('notebook:run-all-cells');
  const { cells } = panel.context.model.toJSON();
  await panel.sessionContext.shutdown();
  panel.dispose();
  return cells;
}
"""


@pytest.mark.verify  # every day they run without a browser, by nbval
@pytest.mark.browser
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_cell_of_every_notebook_is_done_without_trouble(tab: Any, name: str) -> None:
    cells = tab.evaluate(RUN_ALL, f"notebooks/{name}.ipynb")
    cells = [cell for cell in cells if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    errors = "".join(output["text"] for output in outputs if output.get("name") == "stderr")
    assert re.sub(PROGRESS, "", errors) == ""
    assert "Scenario hash" in str(cells[-1]["outputs"])


def run_all(tab: Any) -> Any:
    """Click on Run All, once there is a kernel, and wait until the figures of the panel are there."""
    page = tab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    page.locator(".jp-CodeCell").first.wait_for()
    tab.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    tab.locator(".lm-MenuBar-itemLabel", has_text="Run").click()
    tab.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
    page.get_by_role("status").get_by_text("Up to date").wait_for()
    return page


@pytest.mark.verify
@pytest.mark.browser
def test_in_explore_a_slider_moves_the_figures_and_a_link_brings_them_back(lab: Served, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 1400})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    tab = context.new_page()
    tab.set_default_timeout(120_000)
    notebook = f"{lab.address}/lab/workspaces/explore/tree/notebooks/explore.ipynb"
    tab.goto(f"{notebook}?token={lab.token}&reset")
    page = run_all(tab)
    table = page.locator(".cx-explore")
    assert table.locator("tbody tr").count() == len(MEASURES) == 5
    assert "Difference" not in table.inner_text()

    handle = page.locator(".noUi-handle").first
    handle.focus()
    for _ in range(20):
        tab.keyboard.press("ArrowLeft")
    table.get_by_text("Difference").wait_for()
    journey_map = page.get_by_role("img", name=re.compile("^Journey map.*friction at “Website” .* changed"))
    journey_map.wait_for()
    page.get_by_role("listitem").get_by_text("Friction at “Website”: 0 % of today’s").wait_for()
    before = table.inner_text()
    tab.keyboard.press("Home")
    for _ in range(4):
        tab.keyboard.press("ArrowRight")
    page.get_by_role("listitem").get_by_text("20 % of today’s").wait_for()
    changed = "before => document.querySelector('.cx-explore').innerText !== before"
    tab.wait_for_function(changed, arg=before)
    page.get_by_role("button", name="Undo").focus()
    tab.keyboard.press("Enter")
    page.get_by_role("listitem").get_by_text("Friction at “Website”: 0 % of today’s").wait_for()
    assert page.locator('[role="alert"]').count() == 0

    link = page.get_by_role("link", name="Link to this state").get_attribute("href")
    assert parse_qs(urlsplit(link).query) == {"state": [STATE]}, "and no token"
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    page.get_by_text("Copied.").wait_for()
    assert tab.evaluate("navigator.clipboard.readText()") == link
    tab.close()

    other = context.new_page()
    other.set_default_timeout(120_000)
    other.goto(link)
    page = run_all(other)
    page.get_by_role("listitem").get_by_text("Friction at “Website”: 0 % of today’s").wait_for()
    page.locator(".cx-explore").get_by_text("Difference").wait_for()
    assert page.get_by_label("State").input_value() == STATE
    for trouble in ('[role="alert"]', ".jp-RenderedText[data-mime-type*=error]", "[data-mime-type*=stderr]"):
        assert page.locator(trouble).count() == 0, trouble
    own = (lab.address, "data:", "blob:")
    assert [address for address in asked if not address.startswith(own)] == [], "nothing from elsewhere"
    context.close()
