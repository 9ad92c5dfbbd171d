"""The reports that a site is made of: every whole one below a folder."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cxsim.reporting.downloads import SUFFIXES, TABLES, UNSEEN
from cxsim.reporting.language import LANGUAGES, speaking, translated
from cxsim.reporting.publish import MANIFEST, NOTEBOOK, PAGE, is_whole
from cxsim.reporting.site.manifests import is_utf8, wrong_in
from cxsim.scenario.faults import escaped

LONGEST = 300  # characters of a title


@dataclass(frozen=True)
class Report:
    """A published report.

    Attributes
    ----------
    place
        Its folder, from that of the site, with ``/``.
    folder
        The same, from here.
    manifest
        What it says of itself.
    """

    place: str
    folder: Path
    manifest: dict[str, Any]

    @property
    def title(self) -> str:
        """What it is about; its question where it names no scenario."""
        return short(self._text("title") or self._text("question") or self.place)

    @property
    def question(self) -> str:
        """What it asks, in the language it is written in."""
        with speaking(self.language):
            return short(translated(self._text("question")))

    @property
    def answer(self) -> str:
        """The beginning of its answer."""
        return short(self._text("answer"), 4 * LONGEST)

    @property
    def language(self) -> str:
        """The language it is written in."""
        said = self._text("lang")
        return said if said in LANGUAGES else "en"

    @property
    def model(self) -> dict[str, Any]:
        """What was simulated, in facts; empty where it does not say."""
        model = self.manifest.get("model")
        return model if isinstance(model, dict) else {}

    @property
    def tables(self) -> list[dict[str, Any]]:
        """Its tables that are there: ``name``, ``title``, ``rows``, ``columns``."""
        files = self.manifest["files"]
        return [
            table
            for table in self.manifest.get("tables") or []
            if re.fullmatch(r"[a-z0-9_]+", str(table["name"]))
            and all(f"{TABLES}/{table['name']}{suffix}" in files for suffix in SUFFIXES)
        ]

    def link(self, name: str, to_top: str = "") -> str:
        """Return the address of a file of it, as seen from the site's own pages."""
        return f"{to_top}{quote(self.place)}/{quote(name)}"

    def size(self, name: str) -> int:
        """Return how many bytes one of its files has."""
        return (self.folder / name).stat().st_size

    def _text(self, key: str) -> str:
        value = self.manifest.get(key)
        return value if isinstance(value, str) else ""


@dataclass(frozen=True)
class Found:
    """What is below a folder.

    Attributes
    ----------
    reports
        In the order of their places.
    left_out
        A sentence for each that is not whole.
    """

    reports: tuple[Report, ...]
    left_out: tuple[str, ...]


def find_reports(home: Path) -> Found:
    """Return every published report below a folder; links to other folders are not followed."""
    reports, left_out = [], []
    for folder in _folders(home):
        manifest, why = _read(folder)
        is_there = (folder / PAGE).is_file() or (folder / NOTEBOOK).is_file()
        if not is_there and PAGE not in _listed(manifest):
            continue  # the data of a run, or something else with a manifest
        place, remedy = folder.relative_to(home).as_posix(), "make the report again"
        if not is_utf8(place):
            why, remedy = "its path is not UTF-8", "rename the folder"
        why = why or _why_not(folder, manifest)
        if why:
            left_out.append(f"{escaped(str(folder))}: left out, {why}; {remedy}")
        else:
            reports.append(Report(place, folder, manifest))
    return Found(tuple(reports), tuple(left_out))


def _folders(home: Path) -> Iterator[Path]:
    """Folders below with a manifest, in the order of their names; not hidden ones, where drafts are."""
    for name, inner, files in os.walk(home):
        inner[:] = sorted(one for one in inner if not one.startswith("."))
        if MANIFEST in files or MANIFEST in inner:
            yield Path(name)


def _read(folder: Path) -> tuple[Any, str]:
    """Return a manifest, and why it cannot be read if it cannot."""
    try:
        return json.loads((folder / MANIFEST).read_text(encoding="utf-8")), ""
    except OSError as error:
        return None, f"its manifest cannot be read ({str(error.strerror).lower()})"
    except (ValueError, RecursionError):
        return None, "its manifest cannot be read"


def _why_not(folder: Path, manifest: Any) -> str:
    """Say why a report cannot be shown; nothing if it can."""
    listed = _listed(manifest)
    for name in (PAGE, NOTEBOOK):
        if name not in listed:
            return "its manifest does not list its files"
        if not (folder / name).is_file():
            return f"its {name} is missing"
    try:
        wrong = wrong_in(manifest)
    except RecursionError:  # so deep that not even what was found can be said
        return "its manifest cannot be read"
    if wrong:
        return f"its manifest is wrong at {wrong}"
    return "" if is_whole(folder, manifest) else "it was changed, or is not whole"


def _listed(manifest: object) -> set[str]:
    files = manifest.get("files") if isinstance(manifest, dict) else None
    return set(files) if isinstance(files, dict) else set()


def short(text: str, most: int = LONGEST) -> str:
    """Return a text on one line, not too long, without signs that nobody sees or that turn its direction."""
    line = " ".join(UNSEEN.sub("", text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
