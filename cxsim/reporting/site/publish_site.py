"""Making the whole site: what changed is written, whole; what the site no longer has goes."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cxsim.errors import CxsimError
from cxsim.files.drafts import naming, throw_away_scratch
from cxsim.files.folders import TakenError, checksum, files_below, write_folder
from cxsim.files.inside import InsideError, content
from cxsim.files.locks import alone_in
from cxsim.files.overwriting import PAGE
from cxsim.files.own import MANIFEST, SITE, is_inside, is_ours, known, not_ours, read_json
from cxsim.files.sealed import seal
from cxsim.language.speech import speaking
from cxsim.language.wording import counted, in_short
from cxsim.reporting.batches.batch import AT_WORK
from cxsim.reporting.downloads import write_tables
from cxsim.reporting.site.browser import SCRATCH, PrintError, find_browser, print_page, why_without_sandbox
from cxsim.reporting.site.comparison import FILES, NAME, Compared, compared, comparison_page
from cxsim.reporting.site.index import CHECKLIST, COMPARISON, INDEX, PDF, TABLES_PAGE, index_page
from cxsim.reporting.site.left_out import LeftOut, move, occupied
from cxsim.reporting.site.published import LARGEST_PAGE, Found, Report, find_reports
from cxsim.reporting.site.stress_des import checklist_page
from cxsim.reporting.site.tables_page import tables_page
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import escaped
from cxsim.theme.table_data import table_data

PATIENCE = 5.0  # seconds, for another program that writes the same site


class SiteError(CxsimError):
    """A site cannot be made; the message says why."""


@dataclass(frozen=True, repr=False)
class Site:
    """A site that was made.

    Attributes
    ----------
    page
        Its first page.
    reports
        How many reports it has.
    printed
        How many of them have a PDF.
    notices
        Sentences about what it does not have, and why.
    """

    page: Path
    reports: int
    printed: int
    notices: tuple[str, ...]

    def __repr__(self) -> str:
        told = f"{counted(self.reports, 'report')}, {self.printed} with a PDF"
        return f"<Site {in_short(str(self.page))}: {told}, {counted(len(self.notices), 'notice')}>"


@public()
def publish_site(
    home: str | os.PathLike[str] = "reports",
    language: str = "en",
    workers: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Site:
    """Make a static site of every published report below a folder.

    Pages are written beside the reports: ``index.html`` and ``comparison.html`` in the folder;
    ``report.pdf``, ``tables.html`` and ``checklist.html`` with each report. Reports stay as they are. The
    same reports give the same bits, whenever it is done.

    Parameters
    ----------
    home
        The folder.
    language
        Of the site's own pages; a report stays in the language it was made in.
    workers
        How many pages are printed at once; one for each core where absent.
    progress
        Called with what is printed, how many are done, and how many there are.

    Raises
    ------
    SiteError
        If the folder cannot be a site, or another program is making one there.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.publish_site("reports", language="fr")  # doctest: +SKIP
    Site(page=PosixPath('reports/index.html'), reports=2, printed=2, notices=())
    """
    place = Path(home)
    try:
        with alone_in([place], PATIENCE, AT_WORK), speaking(language):
            return _make(place, workers or os.cpu_count() or 1, progress or (lambda *_: None))
    except TakenError as error:
        raise SiteError(str(error)) from error
    except BlockingIOError as error:
        raise SiteError(
            f"another program is at work in {place}: wait for it, or choose another folder"
        ) from error


def _make(home: Path, workers: int, progress: Callable[[str, int, int], None]) -> Site:
    if os.path.lexists(home / MANIFEST):
        raise SiteError(f"{home} is the folder of a report: publish the folder above it, or choose another")
    throw_away_scratch(SCRATCH)
    before = _Before(home)
    found = _without_obstacles(find_reports(home), home)
    result: list[tuple[int, list[str]]] = []

    def write(draft: Path) -> None:
        printed, notices = _print(found.reports, before, draft, workers, progress)
        comparison = compared(found.reports)
        for name, text in _pages(found, printed, comparison):
            with naming(draft / name):
                (draft / name).write_text(text, encoding="utf-8")
                seal(draft / name)
        if comparison is not None:
            write_tables([table_data(NAME, NAME, comparison.kpis)], draft)
        pages = {f"{place}/{PDF}": page for place, (_, page) in printed.items()}
        files = {name: checksum(draft / name) for name in files_below(draft)}
        said = {"files": dict(sorted(files.items())), "printed": dict(sorted(pages.items()))}
        (draft / SITE).write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        result.append((len(printed), notices))

    def would_overwrite(folder: Path) -> str:
        return not_ours(folder, (SITE, INDEX, COMPARISON))

    write_folder(home, write, {*before.files, *_of_sites(home)}, would_overwrite)
    printed, notices = result[0]
    left_out = [one.notice for one in found.left_out]
    return Site(home / INDEX, len(found.reports), printed, (*left_out, *notices))


def _of_sites(home: Path) -> Iterator[str]:
    """Name what only sites write: one that was interrupted could not say so itself."""
    for name in known(home):
        if name in (INDEX, COMPARISON, *FILES) or Path(name).name in (PDF, TABLES_PAGE, CHECKLIST):
            yield name


class _Before:
    """What the site wrote before."""

    def __init__(self, home: Path) -> None:
        self.home, self.known = home, known(home)
        self.files: tuple[str, ...] = ()
        self.printed: dict[str, str] = {}
        if not os.path.lexists(home / SITE):
            return
        said = read_json(home / SITE) or {}
        try:
            json.dumps(said, ensure_ascii=False).encode("utf-8")  # or it could not be written again
            self.files = tuple(str(name) for name in said["files"] if is_inside(name))
            self.printed = {str(name): str(page) for name, page in said["printed"].items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            found = f"found {home / SITE}, which cxsim did not write"
            raise SiteError(f"{found}: move it, or choose another folder") from error

    def has_printed(self, name: str, page: str) -> bool:
        """Tell whether a PDF is there, whole, of a page with this checksum."""
        return self.printed.get(name) == page and is_ours(self.home, name, self.known)


def _without_obstacles(found: Found, home: Path) -> Found:
    """Leave out reports with a page of somebody else where the site's own have to be."""
    reports, left_out = [], list(found.left_out)
    for report in found.reports:
        wanted = (CHECKLIST, *([TABLES_PAGE] if report.tables else []))
        taken = next((name for name in wanted if not_ours(home, [f"{report.place}/{name}"])), None)
        if taken is None:
            reports.append(report)
            continue
        left_out.append(LeftOut(report.place, report.folder, occupied(taken), move))
    return Found(tuple(reports), tuple(sorted(left_out, key=lambda one: one.place)))


def _print(
    reports: tuple[Report, ...],
    before: _Before,
    draft: Path,
    workers: int,
    progress: Callable[[str, int, int], None],
) -> tuple[dict[str, tuple[int, str]], list[str]]:
    """Print what has changed; return size and page checksum of every PDF there is, by place, and notices."""
    pages = {report.place: report.manifest["files"][PAGE] for report in reports}
    files = {report.place: f"{report.place}/{PDF}" for report in reports}
    for place, name in files.items():
        (draft / place).mkdir(parents=True, exist_ok=True)
        if before.has_printed(name, pages[place]):
            shutil.copyfile(before.home / name, draft / name)
    missing = [report for report in reports if not (draft / files[report.place]).exists()]
    notices = []
    browser = find_browser() if missing else None
    if missing and browser is None:
        notices.append(
            f"{len(missing)} of {len(reports)} reports have no PDF: install Chromium, Chrome or Edge, "
            "and publish again"
        )
    elif browser is not None:
        given = [(browser, report, draft / files[report.place]) for report in missing]
        with ThreadPoolExecutor(max_workers=workers) as pool:
            for done, notice in enumerate(pool.map(lambda one: _print_one(*one), given), 1):
                progress(missing[done - 1].place, done, len(missing))
                notices += [notice] if notice else []
        if why := why_without_sandbox(browser):
            notices.append(f"{Path(browser).name} printed without its sandbox, as {why}")
    for name in files.values():
        if (draft / name).exists() and (taken := not_ours(before.home, [name])):
            (draft / name).unlink()
            notices.append(f"found {taken}: move it, or its report has no PDF here")
    sizes = {
        place: ((draft / name).stat().st_size, pages[place])
        for place, name in files.items()
        if (draft / name).exists()
    }
    return sizes, notices


def _print_one(browser: str, report: Report, file: Path) -> str:
    try:
        page = content(report.folder, PAGE, LARGEST_PAGE)
        if hashlib.sha256(page).hexdigest() != report.manifest["files"][PAGE]:
            raise PrintError("it was changed in the meantime; publish again")
        print_page(browser, page, file, str(report.manifest.get("made", "")))
        with naming(file):
            seal(file)
    except InsideError:
        return f"{escaped(str(report.folder / PAGE))}: it was taken away in the meantime; publish again"
    except PrintError as error:
        return f"{escaped(str(report.folder / PAGE))}: {error}"
    return ""


def _pages(
    found: Found, printed: dict[str, tuple[int, str]], comparison: Compared | None
) -> Iterator[tuple[str, str]]:
    """Return the site's pages, by their names."""
    others = () if comparison is None else (COMPARISON,)
    sizes = {place: size for place, (size, _) in printed.items()}
    yield INDEX, index_page(found.reports, sizes, others, found.left_out)
    if comparison is not None:
        yield COMPARISON, comparison_page(comparison)
    for report in found.reports:
        yield f"{report.place}/{CHECKLIST}", checklist_page(report, others)
        if report.tables:
            yield f"{report.place}/{TABLES_PAGE}", tables_page(report, others)
