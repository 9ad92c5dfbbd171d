"""What stands in the way of results in a folder: files of somebody else, which would be lost."""

import json
from pathlib import Path
from typing import Any

PAGE, MANIFEST = "index.html", "manifest.json"
MARK = 'content="cxsim'  # the generator, in the head of every page that was made here


def in_the_way_of_report(folder: Path) -> str:
    """Return the name of what a report in this folder would replace, and what it is; empty if there is none.

    Examples
    --------
    >>> in_the_way_of_report(Path("scenarios"))
    ''
    """
    if (folder / PAGE).exists():  # beside a page of ours any manifest is, be it damaged
        return "" if MARK in _text(folder / PAGE) else f"{folder / PAGE}, which is not a page of cxsim"
    manifest = _read(folder / MANIFEST)
    if manifest is not None and not isinstance(manifest.get("files"), dict):
        return f"{folder / MANIFEST}, which is not that of a report"
    return ""


def in_the_way_of_run(folder: Path) -> str:
    """Return the same for the results of a run."""
    manifest = _read(folder / MANIFEST)
    if manifest is not None and ("files" in manifest or "replications" not in manifest):
        return f"{folder / MANIFEST}, which is not that of a run"
    return ""


def in_the_way_of_batch(summary: Path) -> str:
    """Return the same for the summary of a batch."""
    found = _read(summary)
    return "" if found is None or "items" in found else f"{summary}, which is not that of a batch"


def _read(file: Path) -> dict[str, Any] | None:
    """Read a file of JSON; nothing if there is none, and an empty mapping if it holds none."""
    if not file.exists():
        return None
    try:
        found = json.loads(_text(file))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
