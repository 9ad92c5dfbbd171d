"""What results in a folder would overwrite and must not: files of somebody else, or changed by hand."""

from collections.abc import Iterable
from pathlib import Path

from cxsim.files.own import MANIFEST, files_in, is_regular, not_ours, read_json

PAGE, NOTEBOOK = "index.html", "report.ipynb"
SCENARIO = "scenario.json"
RUN = ("events.parquet", "customers.parquet", "kpis.parquet", SCENARIO, MANIFEST)


def report_would_overwrite(folder: Path, beside: Iterable[str] = ()) -> str:
    """Return what a report in this folder would replace and must not, and why; empty if there is nothing.

    Parameters
    ----------
    folder
        Of the report. Tables of whose names nothing is known yet are compared when they are written.
    beside
        Names of further files of it.

    Examples
    --------
    >>> report_would_overwrite(Path("scenarios"))
    ''
    """
    before = _files_before(folder)
    if before and PAGE not in before:
        return f"{folder / MANIFEST}, which is not that of a report"
    return not_ours(folder, dict.fromkeys((PAGE, NOTEBOOK, MANIFEST, *beside, *before)))


def run_would_overwrite(folder: Path) -> str:
    """Return the same for the results of a run, and for what would be taken for its results."""
    if _files_before(folder).keys() - set(RUN):
        return f"{folder / MANIFEST}, which is not that of a run"
    return not_ours(folder, RUN)


def batch_would_overwrite(summary: Path) -> str:
    """Return the same for the summary of a batch."""
    return not_ours(summary.parent, [summary.name])


def _files_before(folder: Path) -> dict[str, str]:
    manifest = folder / MANIFEST
    return files_in(read_json(manifest) or {}) if is_regular(manifest) else {}
