"""The site as people meet it: every link, every width, printed, read aloud, and without any network."""

import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

import pypdf
import pytest

import cxsim as cx
from cxsim.questions.journey.assumptions import assumptions
from cxsim.reporting.model_facts import model_facts
from cxsim.reporting.provenance import Provenance
from cxsim.reporting.publish import publish
from cxsim.reporting.site.publish_site import publish_site
from cxsim.results.manifest import manifest
from cxsim.theme.tables import Table
from tests.reporting.site.reports import kpis, notebook_of, publish_small
from tests.small import HOSTILE, LIST, ROOT, small_scenario

pytestmark = [pytest.mark.verify, pytest.mark.browser]
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
VIOLATIONS = "axe.run().then(found => found.violations.map(one => [one.id, one.nodes.map(n => n.html)]))"


@pytest.fixture(scope="module")
def home(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A French site: a journey with a hostile title, another to compare it with, and a study."""
    place = tmp_path_factory.mktemp("site")
    home = place / "reports"
    model = cx.load_scenario(small_scenario(place, HOSTILE))
    run = cx.simulate(model, 2, seed=1, workers=2)
    assumed = Table(assumptions(model), name="assumptions")
    parts = [run.summary(), run.chart("losses"), run.table("kpis"), assumed, cx.provenance(run)]
    publish(notebook_of(*parts, question="Where do we keep customers?"), home / "hostile")
    publish_small(home / "small", kpis())
    model, study = cx.load_study(ROOT / "scenarios" / "telecom_study.yaml")
    made = Provenance(manifest(model, "compiled", study.seed, study.replications), model_facts(model, study))
    publish(notebook_of(made, question="What should we improve?"), home / "small" / "decision")
    site = publish_site(home, "fr", workers=2)
    notices = [notice for notice in site.notices if "without its sandbox" not in notice]  # as root
    assert (site.reports, site.printed, notices) == (3, 3, [])
    return home


@pytest.fixture(scope="module", params=[1280, 360], ids=["desktop", "phone"])
def visited(request: pytest.FixtureRequest, browser: Any, home: Path) -> dict[str, dict[str, Any]]:
    """What a reader finds who follows every link from the first page, the network being out of reach."""
    context = browser.new_context(
        viewport={"width": request.param, "height": 800}, offline=True, bypass_csp=True
    )
    trouble: list[str] = []
    context.on("request", lambda asked: _elsewhere(asked.url, home) and trouble.append(asked.url))
    context.on("console", lambda message: trouble.append(message.text))
    tab = context.new_page()
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    found: dict[str, dict[str, Any]] = {}
    waiting = [(home / "index.html").as_uri()]
    while waiting:
        address = waiting.pop()
        path = Path(unquote(urlparse(address).path))
        name = path.relative_to(home).as_posix()
        if name in found:
            continue
        found[name] = {"there": path.is_file()}
        if path.suffix != ".html":
            continue
        tab.goto(address)
        links = tab.evaluate("[...document.links].map(link => link.href.split('#')[0])")
        waiting += [link for link in links if link]
        anchors = "[...document.links].map(link => link.getAttribute('href')).filter(a => a[0] === '#')"
        found[name] |= {
            "fits": tab.evaluate("document.documentElement.scrollWidth <= innerWidth"),
            "dead": tab.evaluate(f"{anchors}.filter(a => !document.getElementById(a.slice(1)))"),
            "alts": tab.evaluate("[...document.images].map(image => image.alt)"),
            "lang": tab.evaluate("document.documentElement.lang"),
        }
        tab.evaluate(AXE)
        found[name]["axe"] = tab.evaluate(VIOLATIONS)
    context.close()
    assert trouble == []
    return found


def _elsewhere(address: str, home: Path) -> bool:
    return not address.startswith((home.as_uri(), "data:"))


def test_every_link_leads_to_a_file_of_the_site_and_every_file_is_found(
    visited: dict[str, dict[str, Any]], home: Path
) -> None:
    assert [name for name, one in visited.items() if not one["there"]] == []
    files = [file for file in home.rglob("*") if file.is_file() and file.name != LIST]
    there = {file.relative_to(home).as_posix() for file in files}
    assert there - visited.keys() == {"site.json"}


def test_everybody_can_read_every_page(visited: dict[str, dict[str, Any]]) -> None:
    pages = {name: one for name, one in visited.items() if name.endswith(".html")}
    assert len(pages) == 2 + 3 * 2 + 2  # the site's, with each report, and tables of the two that have some
    assert {name: one["axe"] for name, one in pages.items() if one["axe"]} == {}
    assert [name for name, one in pages.items() if not one["fits"]] == []
    assert [one["dead"] for one in pages.values() if one["dead"]] == []
    alts = [alt for one in pages.values() for alt in one["alts"]]
    assert len(alts) == 2
    assert all(len(alt) > 80 for alt in alts), "written for this picture"
    assert {one["lang"] for name, one in pages.items() if not name.endswith("/index.html")} == {"fr"}


def test_printed_reports_are_tagged(home: Path) -> None:
    title = (home / "hostile" / "manifest.json").read_text(encoding="utf-8")
    assert "<script>" in title
    for name, figures in (("hostile", 1), ("small/decision", 0)):
        printed = pypdf.PdfReader(home / name / "report.pdf")
        root = printed.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        assert str(printed.metadata.title).endswith(": customer experience report")
        alts = [str(tag["/Alt"]) for tag in _tags(root["/StructTreeRoot"]) if tag.get("/S") == "/Figure"]
        assert len(alts) == figures
        assert all("customers" in alt for alt in alts)
        text = " ".join("".join(page.extract_text() for page in printed.pages).split())
        assert "How was this made" in text or "Scenario hash" in text
        made = (home / name / "manifest.json").read_text()
        moment = printed.metadata.creation_date
        assert f"{moment:%Y-%m-%dT%H:%M:%SZ}" in made
        links = [note.get_object() for page in printed.pages for note in page.get("/Annots", [])]
        assert all("/Dest" in link or not str(link["/A"]["/URI"]).startswith("file:") for link in links)
        assert str(home) not in str(printed.metadata)
        kinds = {str(tag.get("/S")) for tag in _tags(root["/StructTreeRoot"])}
        assert kinds >= {"/Document", "/H1", "/P"}
    outline = pypdf.PdfReader(home / "hostile" / "report.pdf").outline
    assert outline


def test_a_page_printed_again_has_the_same_bits(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home / "small" / "decision", tmp_path / "site" / "decision")
    (tmp_path / "site" / "decision" / "report.pdf").unlink()
    publish_site(tmp_path / "site", "fr")
    again = (tmp_path / "site" / "decision" / "report.pdf").read_bytes()
    assert again == (home / "small" / "decision" / "report.pdf").read_bytes()


def _tags(node: Any) -> Iterator[Any]:
    """Every element of the structure of a PDF."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from _tags(node["/K"])
