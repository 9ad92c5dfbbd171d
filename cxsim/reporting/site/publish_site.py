"""Making the whole site: what changed is written, whole; what the site no longer has goes."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from cxsim.reporting.downloads import write_tables
from cxsim.reporting.language import speaking
from cxsim.reporting.look.table_data import table_data
from cxsim.reporting.publish import LARGEST_FILE, MANIFEST, PAGE
from cxsim.reporting.site.browser import PrintError, find_browser, print_page, why_without_sandbox
from cxsim.reporting.site.comparison import NAME, Compared, compared, comparison_page
from cxsim.reporting.site.index import CHECKLIST, COMPARISON, INDEX, PDF, TABLES_PAGE, index_page
from cxsim.reporting.site.left_out import LeftOut, move, not_ours
from cxsim.reporting.site.pages import MARK
from cxsim.reporting.site.published import LARGEST_PAGE, Found, Report, find_reports
from cxsim.reporting.site.stress_des import checklist_page
from cxsim.reporting.site.tables_page import tables_page
from cxsim.results.files import WRITING, alone_in, checksum, throw_away_drafts, write_file
from cxsim.results.inside import InsideError, content, digest, opened
from cxsim.scenario.faults import escaped

SITE = "site.json"  # what the site wrote, with checksums
LARGEST_SITE = 1 << 26  # bytes of it
PATIENCE = 5.0  # seconds, for another program that writes the same site


# What reading a list of files comes to that the site did not write.
_OTHER = (ValueError, RecursionError, KeyError, TypeError, AttributeError)


class SiteError(Exception):
    """A site cannot be made; the message says why."""


@dataclass(frozen=True)
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
        with alone_in({place}, PATIENCE), speaking(language):
            throw_away_drafts(place)
            return _make(place, workers or os.cpu_count() or 1, progress or (lambda *_: None))
    except BlockingIOError as error:
        raise SiteError(
            f"another program is at work in {place}: wait for it, or choose another folder"
        ) from error


def _make(home: Path, workers: int, progress: Callable[[str, int, int], None]) -> Site:
    if os.path.lexists(home / MANIFEST):
        raise SiteError(f"{home} is the folder of a report: publish the folder above it, or choose another")
    before = _Before(home)
    found = _without_obstacles(find_reports(home), before)
    draft = Path(tempfile.mkdtemp(prefix=WRITING, dir=home))
    try:
        printed, notices = _print(found.reports, before, draft, workers, progress)
        comparison = compared(found.reports)
        for name, text in _pages(found, printed, comparison):
            (draft / name).write_text(text, encoding="utf-8")
        if comparison is not None:
            write_tables([table_data(NAME, NAME, comparison.kpis)], draft)
        made = {
            file.relative_to(draft).as_posix(): checksum(file) for file in draft.rglob("*") if file.is_file()
        }
        _put(home, draft, before, made, printed)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    left_out = [one.notice for one in found.left_out]
    return Site(home / INDEX, len(found.reports), len(printed), (*left_out, *notices))


class _Before:
    """What the site wrote before, as far as it is still there as it was written."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.files: dict[str, str] = {}
        self.printed: dict[str, str] = {}
        try:
            said = json.loads(content(home, SITE, LARGEST_SITE).decode("utf-8"))
            json.dumps(said, ensure_ascii=False).encode("utf-8")  # or it could not be written again
            self.files = {str(name): str(known) for name, known in said["files"].items() if _inside(name)}
            self.printed = {str(name): str(page) for name, page in said["printed"].items()}
        except InsideError as error:
            if error.fault != "missing" or os.path.lexists(home / SITE):
                raise SiteError(_foreign(home / SITE)) from error
        except _OTHER as error:
            raise SiteError(_foreign(home / SITE)) from error

    def wrote(self, name: str) -> bool:
        """Tell whether a file that is there is the site's own."""
        try:
            if name.endswith(".html"):
                with opened(self.home, name) as file:
                    return MARK.encode() in file.read(2_000)
            return name in self.files and self.files[name] == digest(self.home, name, LARGEST_FILE)[0]
        except (InsideError, OSError):
            return False

    def is_in_the_way(self, name: str, known: str = "") -> bool:
        """Tell whether something is there that is not the site's own, nor what it would write."""
        if not os.path.lexists(self.home / name) or self.wrote(name):
            return False
        try:
            return digest(self.home, name, LARGEST_FILE)[0] != known
        except InsideError:
            return True

    def has_printed(self, name: str, page: str) -> bool:
        """Tell whether a PDF is there, whole, of a page with this checksum."""
        return self.printed.get(name) == page and self.wrote(name)


def _without_obstacles(found: Found, before: _Before) -> Found:
    """Leave out reports with a page of somebody else where the site's own have to be."""
    reports, left_out = [], list(found.left_out)
    for report in found.reports:
        wanted = (CHECKLIST, *([TABLES_PAGE] if report.tables else []))
        taken = next((name for name in wanted if before.is_in_the_way(f"{report.place}/{name}")), None)
        if taken is None:
            reports.append(report)
            continue
        left_out.append(LeftOut(report.place, report.folder, not_ours(taken), move))
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
            for done, trouble in enumerate(pool.map(lambda one: _print_one(*one), given), 1):
                progress(missing[done - 1].place, done, len(missing))
                notices += [trouble] if trouble else []
        if why := why_without_sandbox(browser):
            notices.append(f"{Path(browser).name} printed without its sandbox, as {why}")
    for name in files.values():
        if (draft / name).exists() and before.is_in_the_way(name, checksum(draft / name)):
            (draft / name).unlink()
            notices.append(_foreign(before.home / name, "or its report has no PDF here"))
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


def _put(
    home: Path,
    draft: Path,
    before: _Before,
    made: dict[str, str],
    printed: dict[str, tuple[int, str]],
) -> None:
    """Move what is new into place, and take away what the site wrote before and no longer has."""
    foreign = [name for name, known in made.items() if before.is_in_the_way(name, known)]
    if foreign:
        raise SiteError(_foreign(home / foreign[0]))
    pages = {f"{place}/{PDF}": page for place, (_, page) in printed.items()}
    # Whatever happens from here on, the next time knows what was written.
    _remember(home, {**before.files, **made}, pages)
    for name, known in made.items():
        if not (home / name).is_file() or checksum(home / name) != known:
            os.replace(draft / name, home / name)
    for name in before.files.keys() - made.keys():
        if before.wrote(name):
            (home / name).unlink()
    _remember(home, made, pages)


def _remember(home: Path, files: dict[str, str], printed: dict[str, str]) -> None:
    said = {"files": dict(sorted(files.items())), "printed": dict(sorted(printed.items()))}
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    if not (home / SITE).is_file() or hashlib.sha256(text.encode()).hexdigest() != checksum(home / SITE):
        write_file(home / SITE, text)


def _foreign(file: Path, otherwise: str = "or choose another folder") -> str:
    return f"{escaped(str(file))} was not written by cxsim publish: move it, {otherwise}"


def _inside(name: str) -> bool:
    """Tell whether a name stays in the folder it is seen from."""
    return not Path(name).is_absolute() and ".." not in Path(name).parts and bool(name)
