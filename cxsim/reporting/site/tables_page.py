"""The tables of a report: what is in each, as CSV and as Parquet."""

from collections.abc import Collection

from cxsim.language.speech import say, say_count, translated
from cxsim.reporting.downloads import TABLES
from cxsim.reporting.site.index import TABLES_PAGE, ways_from
from cxsim.reporting.site.pages import Link, Page, in_language, rendered, size_words
from cxsim.reporting.site.published import Report, short

SHOWN = 40  # columns that are named


def tables_page(report: Report, others: Collection[str]) -> str:
    """Return the page of the tables of a report."""
    said = (
        translated("The figures behind every picture and table of the report."),
        translated(
            "CSV is for spreadsheets: numbers with a decimal point, columns between commas. A text that a "
            "spreadsheet would take for a formula begins with an apostrophe. Parquet is for programs and "
            "holds every text to the letter."
        ),
    )
    tables = []
    for number, table in enumerate(report.tables, 1):
        links = []
        for suffix, kind in ((".csv", "CSV"), (".parquet", "Parquet")):
            file = f"{TABLES}/{table['name']}{suffix}"
            size = size_words(report.size(file))
            links.append(Link(file, say("{file} ({size})", file=f"{table['name']}{suffix}", size=size), kind))
        names = [short(str(name)) for name in table["columns"]]
        more = ["…"] if len(names) > SHOWN else []
        tables.append(
            {
                "anchor": f"table-{number}",
                "title": short(str(table["title"])),
                "rows": say_count("{number} row", "{number} rows", int(table["rows"])),
                "columns": ", ".join([*names[:SHOWN], *more]),
                "links": links,
            }
        )
    page = Page(translated("Tables"), report.title, ways=ways_from(report, others, TABLES_PAGE))
    return rendered(
        "tables.html.j2", page, said=said, tables=tables, in_language=in_language(report.language)
    )
