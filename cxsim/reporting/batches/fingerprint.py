"""What decides a report, to the last bit: the digest by which finished work is recognised."""

import hashlib
import json
import platform
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cxsim
from cxsim.files.folders import checksum
from cxsim.results.manifest import PACKAGES
from cxsim.scenario.changes import plain
from cxsim.scenario.model import Scenario
from cxsim.scenario.study import Study

SOURCES = (".py", ".css", ".j2", ".json", ".po")
BESIDE = "site"  # what is made of reports later changes none of them
# These can change a page, too.
DRAWING = ("matplotlib", "seaborn", "SALib", "papermill", "nbconvert", "ipykernel", "babel")
NO_MATTER = ("workers",)  # parameters that change no result


def fingerprint_of(
    scenario: Scenario,
    study: Study,
    notebook: Path,
    parameters: Mapping[str, Any],
    beside: Mapping[str, str],
    reads: Sequence[Path] = (),
) -> str:
    """Return the digest of everything that decides a report: what is asked, and the program that answers.

    Parameters
    ----------
    scenario, study
        As they were read. Evidence notes count, because the report shows them.
    notebook, parameters
        What is run, with what.
    beside
        Texts of further files that are published.
    reads
        Further files that the notebook reads.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    parts = {
        "program": _program(),
        "versions": {name: version(name) for name in (*PACKAGES, *DRAWING)},
        "python": platform.python_version(),
        "scenario": plain(scenario),
        "evidence": {path: note.model_dump(mode="json") for path, note in scenario.evidence.items()},
        "study": study.model_dump(mode="json"),
        "notebook": notebook.read_text(encoding="utf-8"),
        "parameters": {name: value for name, value in parameters.items() if name not in NO_MATTER},
        "beside": dict(beside),
        "reads": [[file.name, checksum(file)] for file in reads],
    }
    text = json.dumps(parts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _program() -> str:
    """Return a digest of the code between a scenario and its page."""
    home = Path(cxsim.__file__).parent
    total = hashlib.sha256()
    for package in (
        "language",
        "theme",
        "scenario",
        "engine",
        "results",
        "calibration",
        "questions",
        "reporting",
    ):
        for source in sorted((home / package).rglob("*")):
            if source.suffix in SOURCES and BESIDE not in source.relative_to(home).parts:
                content = source.read_bytes()
                total.update(f"{source.relative_to(home).as_posix()} {len(content)} ".encode())
                total.update(content)
    return total.hexdigest()
