"""From an executed notebook to a page: one self-contained file without code, scripts or requests.

nbconvert renders markdown and fills `template/page.html.j2`; this module decides what is shown. Markdown and
figures come from the notebook and from cxsim, which escapes whatever the author of a scenario wrote.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Literal, NamedTuple

from cxsim.errors import CxsimError
from cxsim.files.drafts import naming
from cxsim.files.folders import checksum, files_below, write_folder
from cxsim.files.inside import Fault, InsideError, content, digest
from cxsim.files.overwriting import NOTEBOOK, PAGE, report_would_overwrite
from cxsim.files.own import MANIFEST
from cxsim.language.speech import LANGUAGES, say, speaking, spoken, translated
from cxsim.reporting.downloads import TABLES, write_tables
from cxsim.reporting.notebooks import Notebook
from cxsim.reporting.payload import shown_manifest, shown_tables
from cxsim.reporting.places import without_places
from cxsim.reporting.policy import POLICY, covered
from cxsim.theme.shown import NOTHING_TYPE

TEMPLATE = Path(__file__).parent / "template"
LARGEST_FILE = 1 << 30  # bytes of a report in all
LARGEST_MANIFEST = 1 << 23
BESIDE = ("scenario.yaml", "study.yaml")  # what a report was made from, where that has no file elsewhere

# What an output is shown as: the first of these that it has.
SHOWN = ("text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain")
HIDDEN = "hide"  # tag of cells that check something and have nothing to show


class PublishError(CxsimError):
    """A notebook cannot be published; the message says why."""


class Output(NamedTuple):
    """What a cell displayed: the kind, and the text of it."""

    kind: str
    data: str
    description: str = ""


class Section(NamedTuple):
    """A heading with what follows it: markdown and outputs in order."""

    heading: str
    anchor: str
    parts: list[Output]


def publish(
    notebook: Notebook, folder: str | Path, fingerprint: str = "", beside: Mapping[str, str] | None = None
) -> Path:
    """Publish an executed notebook, without absolute paths of this machine.

    Parameters
    ----------
    notebook
        As returned by `cxsim.reporting.notebooks.run_notebook`.
    folder
        Gets index.html, report.ipynb (the notebook itself), tables/ (CSV and Parquet) and manifest.json,
        which says when they were made, with a checksum of each; all of them or none.
    fingerprint
        A digest of everything that decides the report, by which `is_published` finds out later whether it is
        there. A notebook of one's own that shows no provenance gets a manifest only with it.
    beside
        Texts of further files, by the names in `BESIDE`.

    Returns
    -------
    pathlib.Path
        The page.

    Raises
    ------
    PublishError
        If a cell failed, or shows an image without a description.
    TakenError
        If the folder has a file of one of these names that cxsim did not write, or that was changed since.
    """
    notebook = without_places(notebook)
    page, manifest, tables = render(notebook), shown_manifest(notebook), shown_tables(notebook)
    executed, _ = _exporters().NotebookExporter().from_notebook_node(notebook)

    def write(to: Path) -> None:
        _write(to / PAGE, page)
        _write(to / NOTEBOOK, executed + "\n")
        for name, text in (beside or {}).items():
            _write(to / name, text)
        listed = write_tables(tables, to / TABLES)
        said = dict(manifest or {}) | ({"fingerprint": fingerprint} if fingerprint else {})
        if said:
            said |= {
                "made": made_now(),
                "tables": listed,
                "files": {name: checksum(to / name) for name in files_below(to)},
            }
            _write(to / MANIFEST, json.dumps(said, indent=2, ensure_ascii=False) + "\n")

    own = (TABLES, *(BESIDE if fingerprint else ()))
    return write_folder(Path(folder), write, own, lambda to: report_would_overwrite(to, beside or ())) / PAGE


def _write(file: Path, text: str) -> None:
    with naming(file):
        file.write_text(text, encoding="utf-8")


def is_published(folder: Path, fingerprint: str) -> bool:
    """Tell whether a folder holds the report with this digest, and every file of it is whole."""
    try:
        manifest = json.loads(content(folder, MANIFEST, LARGEST_MANIFEST).decode("utf-8"))
        return bool(manifest["fingerprint"] == fingerprint) and is_whole(folder, manifest)
    except (InsideError, ValueError, RecursionError, KeyError, TypeError):
        return False


def is_whole(folder: Path, manifest: Mapping[str, Any]) -> bool:
    """Tell whether every file that a manifest lists is in its folder, as it was written."""
    files = manifest.get("files")
    return isinstance(files, dict) and bool(files) and not any(faults_of_files(folder, files))


def faults_of_files(
    folder: Path, files: Mapping[str, object]
) -> Iterator[tuple[str, Fault | Literal["changed"]]]:
    """Go through files with their checksums, and say which are not as they were written.

    Nothing outside the folder is read, and no more than `LARGEST_FILE` bytes in all.
    """
    left = LARGEST_FILE
    for name, said in files.items():
        try:
            found, size = digest(folder, name, left)
        except InsideError as error:
            yield name, error.fault
            continue
        left -= size
        if found != said:
            yield name, "changed"


def made_now() -> str:
    """Return the time in UTC, to the second; where SOURCE_DATE_EPOCH is set, that time."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    moment = datetime.fromtimestamp(int(fixed), UTC) if fixed.isdecimal() else datetime.now(UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def render(notebook: Notebook) -> str:
    """Return the page of an executed notebook, in the language that the notebook spoke."""
    manifest = shown_manifest(notebook) or {}
    lang = manifest.get("lang")
    with speaking(lang if lang in LANGUAGES else "en"):
        return _render(notebook, manifest)


def _render(notebook: Notebook, manifest: Mapping[str, Any]) -> str:
    sections = list(_sections(notebook))
    question = sections[0].heading
    title = manifest.get("title") or question or say("Report")
    exporter = _exporters().HTMLExporter(
        template_name=TEMPLATE.name,
        template_file="page.html.j2",
        extra_template_basedirs=[str(TEMPLATE.parent)],
        exclude_anchor_links=True,
    )
    page, _ = exporter.from_notebook_node(
        notebook,
        resources={
            "lang": spoken(),
            "policy": POLICY,
            "words": _words(title),
            "title": title,
            "question": question,
            "lead": sections[0].parts,
            "sections": sections[1:],
            "style": (TEMPLATE / "page.css").read_text(encoding="utf-8"),
        },
    )
    return covered(str(page))


def _words(title: str) -> dict[str, str]:
    """Return what the template itself says."""
    return {
        "skip": say("Skip to the report"),
        "kind": say("Customer experience report"),
        "window": say("{title}: customer experience report", title=title),
        "contents": say("Contents"),
        "footer": say(
            "A simulation shows what follows from its assumptions. This page was made by cxsim from the "
            "notebook beside it; the same seed and versions give the same page."
        ),
    }


def _exporters() -> Any:
    return import_module("nbconvert.exporters")  # takes a while, and carries no types


def _sections(notebook: Notebook) -> Iterator[Section]:
    """Cut the notebook at its headings; the first section is what stands before the first question.

    Sections in which code had nothing to show are left out.
    """
    current, empty = Section("", "top", []), list[bool]()

    def wanted() -> list[Section]:
        return [] if current.anchor != "top" and empty and all(empty) else [current]

    for cell in notebook.cells:
        if HIDDEN in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            title, heading, text = _heading(cell.source)
            if title and not current.parts:
                current = current._replace(heading=_translated(title))
            elif heading:
                yield from wanted()
                current, empty = Section(_translated(heading), _anchor(heading), []), []
            if text:
                current.parts.append(Output("text/markdown", _translated(text)))
        elif cell.cell_type == "code":
            seen = [output for output in cell.outputs if output.get("name") != "stderr"]
            empty += [NOTHING_TYPE in output.get("data", {}) for output in seen]
            current.parts.extend(_outputs(cell, current.heading))
    yield from wanted()


def _heading(source: str) -> tuple[str, str, str]:
    r"""Split a markdown cell into a title (``#``), or a heading (``##``), and the text below it.

    Examples
    --------
    >>> _heading("## Where do customers wait?\nAt every team.")
    ('', 'Where do customers wait?', 'At every team.')
    """
    found = re.match(r"(##?)[ \t]+(.+?)[ \t]*(?:\n|$)", source)
    if not found:
        return "", "", source.strip()
    title, rest = found[2], source[found.end() :].strip()
    return (title, "", rest) if found[1] == "#" else ("", title, rest)


def _translated(text: str) -> str:
    """Say a text of the notebook paragraph by paragraph; what no catalogue holds stays as it is written."""
    return "\n\n".join(_paragraph(paragraph) for paragraph in re.split(r"\n\s*\n", text))


def _paragraph(text: str) -> str:
    line = " ".join(text.split())
    said = translated(line)
    return text if said == line else said


def _anchor(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", heading.lower()).strip("-") or "section"


def _outputs(cell: Notebook, heading: str) -> Iterator[Output]:
    for output in cell.outputs:
        if output.output_type == "error":
            raise PublishError(f'below "{heading}" the notebook failed: {output.ename}: {output.evalue}')
        if output.output_type == "stream":
            if output.name == "stdout":  # what stderr says is for whoever runs the notebook
                yield Output("text/plain", output.text)
            continue
        kind = next((kind for kind in SHOWN if kind in output.data), None)
        if kind is None:
            continue
        description = str(output.metadata.get(kind, {}).get("alt", "") or output.metadata.get("alt", ""))
        if kind.startswith("image/") and not description.strip():
            raise PublishError(f'below "{heading}" is an image without a description (metadata alt)')
        yield Output(kind, output.data[kind], description)
