"""The reports that a site is made of: every whole one below a folder."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cxsim.files.inside import InsideError, content
from cxsim.files.overwriting import NOTEBOOK, PAGE
from cxsim.files.own import MANIFEST
from cxsim.language.speech import LANGUAGES, say, speaking, translated
from cxsim.reporting.downloads import SUFFIXES, TABLES, UNSEEN
from cxsim.reporting.notebooks import NotebookError, as_notebook
from cxsim.reporting.policy import is_ours
from cxsim.reporting.publish import LARGEST_FILE, LARGEST_MANIFEST, faults_of_files
from cxsim.reporting.site.left_out import LeftOut, SoundError, Why, of_file
from cxsim.reporting.site.manifests import is_utf8, wrong_in
from cxsim.reporting.site.table_files import check_tables

LONGEST = 300  # characters of a title
LONGEST_PLACE = 1_000
LARGEST_PAGE = 1 << 26  # bytes


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
        Those that cannot be shown.
    """

    reports: tuple[Report, ...]
    left_out: tuple[LeftOut, ...]


def find_reports(home: Path) -> Found:
    """Return every published report below a folder; links to other folders are not followed."""
    reports, left_out = [], []
    for folder in _folders(home):
        place = folder.relative_to(home).as_posix()
        manifest, fault = _read(folder)
        # Which take any path, be it longer than the system's.
        is_there = os.path.isfile(folder / PAGE) or os.path.isfile(folder / NOTEBOOK)
        if not is_there and PAGE not in _listed(manifest):
            continue  # the data of a run, or something else with a manifest
        try:
            _check_place(place)
            if fault is not None:
                raise fault
            report = Report(place, folder, manifest)
            _check(report)
        except SoundError as error:
            left_out.append(LeftOut(place, folder, error.why, error.remedy))
        else:
            reports.append(report)
    return Found(tuple(reports), tuple(left_out))


def _folders(home: Path) -> Iterator[Path]:
    """Folders below with a manifest, in the order of their names; not hidden ones, where drafts are."""
    waiting = [home]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:  # nobody may look into it, or its path is too long for the system
            continue
        if any(entry.name == MANIFEST for entry in entries):
            yield folder
        inner = [entry for entry in entries if not entry.name.startswith(".")]
        waiting += [folder / one.name for one in reversed(inner) if one.is_dir(follow_symlinks=False)]


def _read(folder: Path) -> tuple[Any, SoundError | None]:
    """Return a manifest, and why it cannot be read if it cannot."""
    try:
        return json.loads(content(folder, MANIFEST, LARGEST_MANIFEST).decode("utf-8")), None
    except InsideError as error:
        return None, SoundError(of_file(MANIFEST, error.fault))
    except (ValueError, RecursionError):
        return None, SoundError(lambda: say("its manifest cannot be read"))


def _check_place(place: str) -> None:
    rename: Why = lambda: say("rename the folder")  # noqa: E731
    if not is_utf8(place):
        raise SoundError(lambda: say("its path is not UTF-8"), rename)
    if len(place) > LONGEST_PLACE:
        raise SoundError(lambda: say("its path is too long"), rename)


def _check(report: Report) -> None:
    """Raise `SoundError` if a report cannot be shown, whatever is in its folder."""
    folder, manifest = report.folder, report.manifest
    listed = _listed(manifest)
    if not {PAGE, NOTEBOOK} <= listed:
        raise SoundError(lambda: say("its manifest does not list its files"))
    try:
        wrong = wrong_in(manifest)
    except RecursionError:  # so deep that not even what was found can be said
        raise SoundError(lambda: say("its manifest cannot be read")) from None
    if wrong:
        raise SoundError(lambda: say("its manifest is wrong at {where}", where=wrong))
    for name, fault in faults_of_files(folder, manifest["files"]):
        if fault == "changed":
            raise SoundError(lambda: say("it was changed, or is not whole"))
        raise SoundError(of_file(name, fault))
    if not is_ours(content(folder, PAGE, LARGEST_PAGE)):
        raise SoundError(lambda: say("its page is none of cxsim, or may do more than show itself"))
    try:
        as_notebook(content(folder, NOTEBOOK, LARGEST_FILE))
    except NotebookError:
        raise SoundError(lambda: say("its {name} is no notebook", name=NOTEBOOK)) from None
    check_tables(folder, report.tables)


def _listed(manifest: object) -> set[str]:
    files = manifest.get("files") if isinstance(manifest, dict) else None
    return set(files) if isinstance(files, dict) else set()


def short(text: str, most: int = LONGEST) -> str:
    """Return a text on one line, not too long, without signs that nobody sees or that turn its direction."""
    line = " ".join(UNSEEN.sub("", text).split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
