"""The explore panel as a page for everybody: by Voilà, in a real browser, with a link that restores it."""

from typing import Any

import pytest

from cxsim.engine.compiled.kernel import prepare
from tests.jupyter_server import serving, small_workbench

OPTIONS = (
    "notebooks/explore.ipynb",
    "--no-browser",
    "--Voila.ip=127.0.0.1",
    "--port={port}",
    "--token={token}",
)
STATE = "friction.website.0.5"


@pytest.mark.verify
@pytest.mark.browser
def test_by_voila_the_panel_opens_with_the_state_of_its_link(
    browser: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = small_workbench(tmp_path_factory.mktemp("voila"), ["explore"])
    with serving("voila", folder, *OPTIONS) as served:
        prepare()
        context = browser.new_context(viewport={"width": 1366, "height": 1400})
        tab = context.new_page()
        tab.set_default_timeout(120_000)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(request.url))
        before = sorted(folder.rglob("*.yaml"))
        tab.goto(f"{served.address}/?token={served.token}&state={STATE}")
        tab.get_by_role("listitem").get_by_text("Friction at “Website”: 50 % of today’s").wait_for()
        tab.locator(".cx-explore").get_by_text("Difference").wait_for()
        assert "import cxsim" not in tab.locator("body").inner_text()
        link = tab.get_by_role("link", name="Link to this state").get_attribute("href")
        assert link == f"{served.address}/?state={STATE}"
        tab.get_by_text("On this page nothing can be saved: keep the link.").wait_for()
        assert tab.get_by_role("button", name="Save as scenario").count() == 0
        assert sorted(folder.rglob("*.yaml")) == before
        # Two style sheets of icons, which are Voilà's own; notebooks/README.md says so.
        own = (served.address, "data:", "blob:", "https://cdn.jsdelivr.net/npm/@fortawesome/")
        assert [address for address in asked if not address.startswith(own)] == [], "nothing from elsewhere"
        context.close()
