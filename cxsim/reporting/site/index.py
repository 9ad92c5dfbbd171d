"""The first page: every report with its question, its answer, how it was made, and what to download."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from cxsim.files.overwriting import NOTEBOOK, PAGE
from cxsim.files.own import MANIFEST
from cxsim.language.speech import say, say_count, translated, written, written_date
from cxsim.reporting.site.left_out import LeftOut
from cxsim.reporting.site.pages import Link, Page, in_language, rendered, size_words
from cxsim.reporting.site.published import Report

INDEX, COMPARISON, CHECKLIST, TABLES_PAGE, PDF = (
    "index.html",
    "comparison.html",
    "checklist.html",
    "tables.html",
    "report.pdf",
)


def index_page(
    reports: Sequence[Report],
    printed: dict[str, int],
    others: Collection[str],
    left_out: Sequence[LeftOut] = (),
) -> str:
    """Return the first page.

    Parameters
    ----------
    reports
        What is listed.
    printed
        Sizes of the PDFs that there are, by the places of their reports.
    others
        Further pages that there are: `COMPARISON`.
    left_out
        Reports that cannot be shown.
    """
    ways = (Link(COMPARISON, translated("Comparison of scenarios")),) if COMPARISON in others else ()
    lead = say_count("{number} report", "{number} reports", len(reports))
    notes = []
    if not reports:
        notes.append(translated("There is no report here yet: cxsim publish FILE makes one."))
    elif len(printed) < len(reports):
        notes.append(
            translated(
                "Reports without a PDF were not printed: that needs Chromium, Chrome or Edge. cxsim publish "
                "tries again, and says why if there is still none."
            )
        )
    page = Page(translated("Customer experience"), translated("Reports"), (lead,), ways)
    entries = [_entry(number, report, printed.get(report.place)) for number, report in enumerate(reports, 1)]
    return rendered(
        "index.html.j2",
        page,
        entries=entries,
        notes=notes,
        left_out_heading=translated("Which reports are left out, and why?"),
        left_out=[one.said for one in left_out],
    )


def ways_from(report: Report | None, others: Collection[str], current: str) -> tuple[Link, ...]:
    """Return where one can go from a page of a report, or of the whole site."""
    to_top = "../" * (report.place.count("/") + 1) if report else ""
    ways = [Link(f"{to_top}{INDEX}", translated("All reports"))]
    if report is None:
        return tuple(ways)
    ways.append(Link(PAGE, translated("The report")))
    own = {TABLES_PAGE: translated("Tables"), CHECKLIST: translated("Checklist")}
    ways += [
        Link(name, text)
        for name, text in own.items()
        if name != current and (name != TABLES_PAGE or report.tables)
    ]
    return tuple(ways)


def _entry(number: int, report: Report, pdf: int | None) -> dict[str, Any]:
    links = [Link(report.link(PAGE), translated("Read the report"))]
    if pdf is not None:
        links.append(Link(report.link(PDF), say("PDF ({size})", size=size_words(pdf))))
    if report.tables:
        count = written(len(report.tables))
        links.append(Link(report.link(TABLES_PAGE), say("Tables ({count})", count=count)))
    links += [
        Link(report.link(CHECKLIST), translated("STRESS-DES checklist")),
        Link(report.link(NOTEBOOK), translated("Notebook")),
        Link(report.link(MANIFEST), translated("Manifest")),
    ]
    named = [one._replace(label=f"{one.text}: {report.title}") for one in links]
    return {
        "anchor": f"report-{number}",
        "address": report.link(PAGE),
        "in_language": in_language(report.language),
        "title": report.title,
        "question": report.question if report.question != report.title else "",
        "answer": report.answer,
        "links": named,
        "facts": [(name, value) for name, value in _facts(report) if value],
    }


def _facts(report: Report) -> list[tuple[str, str]]:
    said = report.manifest
    return [
        (translated("Made"), date_words(said.get("made"))),
        (translated("Number of replications"), _number(said.get("replications"))),
        (translated("Random seed"), str(said.get("seed", ""))[:40]),
        (translated("Hash of the scenario"), str(said.get("scenario_hash", ""))[:12]),
        (translated("Folder"), report.place),
    ]


def date_words(made: Any) -> str:
    """Write when something was made, as manifests say it; nothing if they do not.

    Examples
    --------
    >>> date_words("2026-03-01T14:05:00Z"), date_words("yesterday")
    ('1 March 2026, 14:05 UTC', '')
    """
    try:
        return f"{written_date(datetime.strptime(made, '%Y-%m-%dT%H:%M:%SZ'))} UTC"
    except (TypeError, ValueError):
        return ""


def _number(value: Any) -> str:
    return written(value) if isinstance(value, int) else ""
