"""What an executed notebook carries for programs: manifest, model and tables; and its question and answer."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from cxsim.reporting.model_facts import MODEL_TYPE
from cxsim.reporting.notebooks import Notebook
from cxsim.reporting.provenance import MANIFEST_TYPE
from cxsim.theme.table_data import TABLES_TYPE


def shown_manifest(notebook: Notebook) -> dict[str, Any] | None:
    """Return what a notebook says of itself; none if it shows no provenance.

    Returns
    -------
    dict
        The manifest of the run that it shows last; with ``question`` (its title), ``answer`` (the first
        paragraph that code wrote) and ``model`` (`cxsim.reporting.model_facts.model_facts`), as far as they
        are there.
    """
    for output in reversed(list(_outputs(notebook))):
        manifest = output.get(MANIFEST_TYPE)
        if isinstance(manifest, Mapping):
            said = {"question": _question(notebook), "answer": _answer(notebook)}
            model = output.get(MODEL_TYPE)
            return {**manifest, **said, **({"model": model} if isinstance(model, Mapping) else {})}
    return None


def shown_tables(notebook: Notebook) -> list[dict[str, Any]]:
    """Return the tables that a notebook carries with what it shows, in order."""
    return [table for output in _outputs(notebook) for table in output.get(TABLES_TYPE, [])]


def _outputs(notebook: Notebook) -> Iterator[Mapping[str, Any]]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            yield output.get("data", {})


def _question(notebook: Notebook) -> str:
    first = next((cell.source for cell in notebook.cells if cell.cell_type == "markdown"), "")
    found = re.match(r"#[ \t]+(.+?)[ \t]*(?:\n|$)", first)
    return found[1] if found else ""


def _answer(notebook: Notebook) -> str:
    for output in _outputs(notebook):
        if text := first_paragraph(output.get("text/html", "")):
            return text
    return ""


def first_paragraph(html: str) -> str:
    """Return the text of the first paragraph of a piece of a page, if it begins with one.

    Examples
    --------
    >>> first_paragraph("<p>Most &lt;stay&gt;.</p><p>More.</p>")
    'Most <stay>.'
    >>> first_paragraph("<figure><p>No</p></figure>")
    ''
    """
    reader = _FirstParagraph()
    reader.feed(html if html.lstrip().startswith("<p>") else "")
    return " ".join(reader.text.split())


class _FirstParagraph(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._over = False

    def handle_endtag(self, tag: str) -> None:
        self._over = self._over or tag == "p"

    def handle_data(self, data: str) -> None:
        if not self._over:
            self.text += data
