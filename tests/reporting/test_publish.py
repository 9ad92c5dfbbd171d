"""The published page: self-contained, escaped, without code, readable on a screen, a phone and paper."""

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest

from cxsim.reporting.provenance import MANIFEST_TYPE
from cxsim.reporting.publish import PublishError, is_whole, publish, render
from cxsim.reporting.site.published import Report
from cxsim.reporting.site.stress_des import of_one_journey
from cxsim.theme.shown import Nothing, Shown
from tests.small import HOSTILE, ROOT, names_in, small_scenario

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """The elements of a page with their attributes and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(text)
        assert self.open == [], "every element is closed, in order"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.text.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.text[tag][-1] += data

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report that the command line made, of a scenario with a hostile title."""
    place = tmp_path_factory.mktemp("report")
    (place / "client_omega").mkdir()
    file = small_scenario(place / "client_omega", HOSTILE)
    place = place / "work"
    place.mkdir()
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    command = [
        sys.executable,
        "-m",
        "cxsim.cli",
        "report",
        str(file),
        "--replications",
        "3",
        "--workers",
        "2",
    ]
    done = subprocess.run(
        command, cwd=place, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    # Machines differ in the fonts that they have.
    assert all("found letters that no font here has" in line for line in done.stderr.splitlines())
    assert re.fullmatch(r"some .* visits of .*\nreports/small/index\.html \(\d+ s\)\n", done.stdout)
    return place / "reports" / "small"


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return (folder / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def notebook(*cells: Any, title: str = "A title") -> nbformat.NotebookNode:
    """Return an executed notebook with a manifest."""
    data = {"text/html": "<p>made</p>", MANIFEST_TYPE: {"title": title, "seed": 1}}
    last = nbformat.v4.new_code_cell("made()", outputs=[nbformat.v4.new_output("display_data", data)])
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell("# Who stays?\nAll of them."), *cells, last]
    )


def shown(kind: str, data: str, **metadata: Any) -> nbformat.NotebookNode:
    """Return a cell that shows something."""
    output = nbformat.v4.new_output("display_data", {kind: data}, metadata=metadata)
    return nbformat.v4.new_code_cell("show(secret)", outputs=[output])


def test_nothing_says_where_the_scenario_lies(folder: Path) -> None:
    for file in (one for one in folder.rglob("*") if one.is_file()):
        content = file.read_bytes()
        assert b"client_omega" not in content, file.name
        assert str(folder.parents[2]).encode() not in content, file.name


def test_the_folder_holds_page_notebook_and_manifest(folder: Path) -> None:
    names = ["index.html", "manifest.json", "report.ipynb", "tables"]
    assert names_in(folder) == names
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert is_whole(folder, manifest)
    tables = ["journey_map", "journey_map_2", "flow", "flow_2", "losses", "survival", "queues", "queues_2"]
    tables += ["feelings", "kpis", "assumptions", "parameters"]
    assert [table["name"] for table in manifest["tables"]] == tables
    assert len(list((folder / "tables").iterdir())) == 2 * len(manifest["tables"])
    assert manifest["question"] == "Where do we keep our customers, and where do we lose them?"
    assert of_one_journey(Report("small", folder, manifest))
    assert manifest["answer"].startswith("Of 120 customers of today, 9")
    assert manifest["model"]["period"]["follow_up"] == 200.0
    assert (manifest["title"], manifest["replications"], manifest["seed"]) == (HOSTILE, 3, 1)
    executed = nbformat.read(folder / "report.ipynb", as_version=4)
    nbformat.validate(executed)
    (injected,) = [cell for cell in executed.cells if cell.id == "injected-parameters"]
    assert 'scenario = "small.yaml"' in injected.source
    assert str(folder.parents[1]) not in (folder / "report.ipynb").read_text(encoding="utf-8")


def test_the_page_refers_to_nothing_outside(page: Page, text: str) -> None:
    for tag, attributes in page.elements:
        assert tag not in ("script", "iframe", "object", "embed", "form", "base")
        for name, value in attributes.items():
            assert not name.startswith("on")
            if name in ("src", "href", "srcset", "poster", "data", "action", "xlink:href"):
                assert value.startswith(("data:", "#")), (tag, name, value[:80])
            assert "url(" not in value or "data-label" in name
    styles = "".join(page.text["style"])
    assert not re.search(r"url\(|@import|expression\(", styles)
    assert "default-src 'none'" in text


def test_the_page_has_what_readers_and_machines_need(page: Page) -> None:
    assert page.all("html") == [{"lang": "en"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")
    assert [len(page.all(tag)) for tag in ("title", "h1", "main", "header", "footer", "nav")] == [1] * 6
    assert page.text["title"][0].endswith(": customer experience report")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in page.all("a")]
    assert links[0] == "#content"
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert all(heading.strip().endswith("?") for heading in page.text["h2"])
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_every_picture_has_an_authored_description_and_its_figures(page: Page) -> None:
    images = page.all("img")
    assert len(images) >= 6
    descriptions = [image["alt"] for image in images]
    assert all(len(description) > 40 for description in descriptions)
    assert len(set(descriptions)) == len(descriptions)
    assert "No description has been provided" not in "".join(descriptions)
    assert len(page.all("details")) >= len(images)
    assert all(header.get("scope") in ("col", "row") for header in page.all("th"))


def test_code_and_checks_are_hidden(page: Page, text: str) -> None:
    words = "".join(page.text["body"])
    for code in ("import cxsim", "cx.", "NBVAL", "replications: int", "In [", "Out["):
        assert code not in words
    assert "replications, done" not in text


def test_what_the_author_typed_is_text(page: Page, text: str) -> None:
    assert page.text["h1"] == [HOSTILE]
    assert "<script" not in text
    assert "example.com/x.png" not in "".join(image["src"] for image in page.all("img"))
    assert [tag for tag, _ in page.elements].count("bdi") >= 1  # keeps a switch of writing direction inside


def test_the_same_run_gives_the_same_page(folder: Path, text: str) -> None:
    executed = nbformat.read(folder / "report.ipynb", as_version=4)
    assert render(executed) == text


@pytest.mark.parametrize(
    "title",
    ["<b>&amp;</b>", "$x$ </title><script>", "\u202e\u2067", "W" * 10_000, "{{ 1 + 1 }}{% x %}", "\\"],
)
def test_any_title_is_shown_as_it_is(title: str) -> None:
    page = Page(render(notebook(title=title)))
    assert page.text["h1"] == [title]
    assert page.text["title"] == [f"{title}: customer experience report"]


def test_outputs_are_shown_and_escaped() -> None:
    stdout = nbformat.v4.new_output("stream", name="stdout", text="<b>1</b>")
    stderr = nbformat.v4.new_output("stream", name="stderr", text="a warning")
    page = Page(
        render(
            notebook(
                nbformat.v4.new_markdown_cell("## How many, <i>really</i>?\nSome *text*."),
                nbformat.v4.new_code_cell("secret", outputs=[stdout, stderr]),
                shown("text/markdown", "**bold**"),
                shown("image/png", "aGVsbG8=\n", alt='A "dot"'),
                shown("application/json", "{}"),
                nbformat.v4.new_code_cell("hidden", outputs=[stdout], metadata={"tags": ["hide"]}),
            )
        )
    )
    assert page.text["pre"] == ["<b>1</b>"]
    assert page.text["h2"] == ["How many, <i>really</i>?"]
    assert (page.text["em"], page.text["strong"]) == (["text"], ["bold"])
    assert page.all("img") == [{"alt": 'A "dot"', "src": "data:image/png;base64,aGVsbG8="}]
    words = "".join(page.text["body"])
    assert "secret" not in words
    assert "a warning" not in words


def test_a_section_that_has_nothing_to_show_is_left_out() -> None:
    nothing = nbformat.v4.new_output("display_data", Shown(Nothing("Nobody asked."))._repr_mimebundle_())
    nothing.data["text/plain"] = "Nobody asked."
    cells = [
        nbformat.v4.new_markdown_cell("## Left out?\nYes."),
        nbformat.v4.new_code_cell("one", outputs=[nothing]),
        nbformat.v4.new_markdown_cell("## Half of it?\nStays."),
        nbformat.v4.new_code_cell("one", outputs=[nothing]),
        shown("text/markdown", "Something."),
        nbformat.v4.new_markdown_cell("## Only text?"),
        nbformat.v4.new_markdown_cell("## And how was this made?"),
    ]
    assert Page(render(notebook(*cells))).text["h2"] == [
        "Half of it?",
        "Only text?",
        "And how was this made?",
    ]


def test_a_notebook_with_an_error_or_an_undescribed_image_is_not_published(tmp_path: Path) -> None:
    error = nbformat.v4.new_output("error", ename="KeyError", evalue="'x'", traceback=[])
    for cell, message in (
        (nbformat.v4.new_code_cell("x", outputs=[error]), "the notebook failed: KeyError: 'x'"),
        (shown("image/png", "aGVsbG8="), "an image without a description"),
    ):
        with pytest.raises(PublishError, match=message):
            publish(notebook(cell), tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_of_ones_own_needs_no_provenance(tmp_path: Path) -> None:
    own = nbformat.v4.new_notebook(cells=[shown("text/html", "<p>hello</p>")])
    assert publish(own, tmp_path) == tmp_path / "index.html"
    assert names_in(tmp_path) == ["index.html", "report.ipynb"]
    assert Page((tmp_path / "index.html").read_text(encoding="utf-8")).text["h1"] == ["Report"]


@pytest.fixture(params=[(1366, 900), (768, 1024), (360, 740)], ids=["desktop", "tablet", "phone"])
def view(request: pytest.FixtureRequest, browser: Any, folder: Path) -> Iterator[Any]:
    """The page in a browser that has no network; fails if it asks for anything but the file, or complains."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    tab = context.new_page()
    trouble: list[str] = []
    tab.on("request", lambda asked: trouble.append(asked.url) if not asked.url.startswith("data:") else None)
    tab.on("console", lambda message: trouble.append(message.text))
    tab.on("pageerror", lambda error: trouble.append(str(error)))
    address = (folder / "index.html").as_uri()
    tab.goto(address)
    yield tab
    context.close()
    assert trouble == [address]


@pytest.mark.browser
def test_in_a_browser_everything_is_seen(view: Any) -> None:
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing scrolls sideways"
    images = view.evaluate(
        "[...document.images].map(i => [i.complete, i.naturalWidth, i.offsetWidth, i.offsetHeight])"
    )
    assert len(images) >= 6
    assert all(
        complete and natural > 0 and wide > 200 and high > 50 for complete, natural, wide, high in images
    )
    assert view.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


# Blocks of text that a reader sees, which must not lie on each other unless one is inside the other.
OVERLAPS = """
() => {
  const seen = [...document.querySelectorAll('h1,h2,h3,p,li,figcaption,summary,img,th,td,dt,dd,caption')]
    .filter(e => e.checkVisibility() && !e.closest('.cx-skip') && e.getBoundingClientRect().width > 1)
    .map(e => ({ e, r: e.getBoundingClientRect() })).filter(({ r }) => r.right > 0);
  const found = [];
  for (let i = 0; i < seen.length; i++)
    for (let j = i + 1; j < seen.length; j++) {
      const [a, b] = [seen[i], seen[j]];
      if (a.e.contains(b.e) || b.e.contains(a.e)) continue;
      const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const high = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      if (wide > 2 && high > 2) found.push([a, b].map(({ e }) => e.textContent.slice(0, 40)));
    }
  return found;
}
"""


@pytest.mark.browser
def test_in_a_browser_no_text_lies_on_another(view: Any) -> None:
    assert view.evaluate(OVERLAPS) == []
    view.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    assert view.evaluate(OVERLAPS) == []
    assert view.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_the_keyboard_reaches_the_report_first(view: Any) -> None:
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.textContent") == "Skip to the report"
    assert view.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    view.keyboard.press("Enter")
    assert view.evaluate("document.activeElement.id") == "content"


@pytest.mark.browser
def test_on_paper_nothing_is_cut_off(browser: Any, folder: Path) -> None:
    context = browser.new_context(
        viewport={"width": 680, "height": 1000}, offline=True
    )  # A4 between its margins
    tab = context.new_page()
    tab.goto((folder / "index.html").as_uri())
    tab.emulate_media(media="print")
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.evaluate("[...document.images].every(i => i.getBoundingClientRect().right <= innerWidth + 1)")
    assert not tab.locator("nav").is_visible()
    context.close()
