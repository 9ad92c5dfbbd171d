"""Scenarios beside each other: the headline KPIs of every report, each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from cxsim.language.speech import say, say_count, translated, written
from cxsim.questions.journey.kpi_table import figure, readable
from cxsim.reporting.site.comparison_picture import comparison_picture, in_order
from cxsim.reporting.site.index import ways_from
from cxsim.reporting.site.pages import Link, Page, rendered
from cxsim.reporting.site.published import Report, short
from cxsim.reporting.site.table_files import holds_kpis, kpis, own_units
from cxsim.theme.tables import Table

LONGEST_CURRENCY = 12  # characters
NAME = "comparison"  # of the files
FILES = (f"{NAME}.csv", f"{NAME}.parquet")


@dataclass(frozen=True)
class Compared:
    """The KPIs of several reports.

    Attributes
    ----------
    reports
        Those that have KPIs.
    names
        What they are called, each its own name.
    kpis
        Columns ``report`` (a name of `names`), ``kpi``, ``unit``, ``currency``, ``mean``, ``low``, ``high``,
        ``replications``, ``seed``, ``scenario_hash``, ``folder``; a row for each report and headline KPI.
    """

    reports: tuple[Report, ...]
    names: tuple[str, ...]
    kpis: pd.DataFrame


def compared(reports: Sequence[Report]) -> Compared | None:
    """Return the KPIs of reports beside each other; None if fewer than two of them have any."""
    with_kpis = [report for report in reports if any(map(holds_kpis, report.tables))]
    if len(with_kpis) < 2:
        return None
    names = _names(with_kpis)
    same = _same_figures(with_kpis)
    parts = [_headlines(report, name, same) for report, name in zip(with_kpis, names, strict=True)]
    return Compared(tuple(with_kpis), names, pd.concat(parts, ignore_index=True))


def comparison_page(found: Compared) -> str:
    """Return the page that shows them."""
    page = Page(
        translated("Comparison of scenarios"),
        translated("How do the scenarios differ?"),
        (say_count("{number} report", "{number} reports", len(found.reports)),),
        ways_from(None, (), ""),
    )
    return rendered(
        "comparison.html.j2",
        page,
        said=conclude_sharing(found),
        picture_heading=translated("Which figures differ?"),
        picture=Markup(comparison_picture(found.names, found.kpis).html()),
        table_heading=translated("How large is each figure, and how sure is it?"),
        table=Markup(_table(found)._repr_html_()),
        links=[Link(name, name) for name in FILES],
    )


def conclude_sharing(found: Compared) -> tuple[str, ...]:
    """Say whether the runs share seed and replications, and what that means for comparing them."""
    seeds, counts = (_numbers(found.reports, name) for name in ("seed", "replications"))
    if seeds is None or counts is None:
        shared = translated(
            "With which seed and how many replications they were simulated is not known of all of them: "
            "where intervals overlap, a difference may be chance."
        )
    elif len(seeds) == len(counts) == 1:
        shared = say(
            "All were simulated with the same seed ({seed}) and {replications}: draws with the same "
            "address have the same value. Scenarios that are much alike therefore share their luck, and "
            "how far they differ is known better than their intervals tell.",
            seed=seeds[0],
            replications=say_count("{number} replication", "{number} replications", counts[0]),
        )
    else:
        shared = say(
            "They do not share seed and replications (seeds {seeds}; replications {counts}): where intervals "
            "overlap, a difference may be chance.",
            seeds=", ".join(str(seed) for seed in seeds),
            counts=", ".join(written(count) for count in counts),
        )
    # Those that name no scenario may be of any.
    hashes = [text for report in found.reports if (text := str(report.manifest.get("scenario_hash") or ""))]
    same = (
        translated("Some of them simulate the very same scenario.") if len(set(hashes)) < len(hashes) else ""
    )
    further = translated(
        "Intervals are 95 % intervals over replications, each report by itself. What differs for the "
        "same people in two of them is answered by the notebook compare_scenarios.ipynb."
    )
    return tuple(filter(None, (shared, same, further)))


def _numbers(reports: Sequence[Report], name: str) -> list[int] | None:
    """Return the numbers that manifests give under a name, rising; None if some manifest gives none."""
    numbers = [report.manifest.get(name) for report in reports]
    known = [number for number in numbers if isinstance(number, int)]
    return sorted(set(known)) if len(known) == len(numbers) else None


def _names(reports: Sequence[Report]) -> tuple[str, ...]:
    """Name reports by their titles; by title and folder where several have the same."""
    titles = [report.title for report in reports]
    return tuple(
        title if titles.count(title) == 1 else f"{title} ({report.place})"
        for title, report in zip(titles, reports, strict=True)
    )


def _same_figures(reports: Sequence[Report]) -> dict[str, tuple[str, str]]:
    """Return unit and source of each figure of somebody's own, as the first report has it."""
    same: dict[str, tuple[str, str]] = {}
    for report in reports:
        for name, unit in own_units(report.manifest).items():
            same.setdefault(name, (unit, report.manifest["figures"][name]["source"]))
    return same


def _headlines(report: Report, name: str, same: dict[str, tuple[str, str]]) -> pd.DataFrame:
    # One that is only called the same, and found otherwise, is not beside it.
    own = {
        one: unit
        for one, unit in own_units(report.manifest).items()
        if same[one] == (unit, report.manifest["figures"][one]["source"])
    }
    table = kpis(report.folder, own)
    table.insert(0, "report", name)
    table.insert(3, "currency", short(str(report.model.get("currency", "")), LONGEST_CURRENCY))
    said = report.manifest
    return table.assign(seed=said.get("seed"), scenario_hash=said.get("scenario_hash"), folder=report.place)


def _table(found: Compared) -> Table:
    """Return the figures as text: a row for each report, a column for each KPI."""
    rows = []
    for name in found.names:
        mine = found.kpis[found.kpis["report"] == name].set_index("kpi")
        cells = [_cell(mine.loc[kpi]) if kpi in mine.index else "–" for kpi in _present(found)]
        rows.append((name, *cells))
    columns = [translated("Which scenario"), *(readable(kpi) for kpi in _present(found))]
    return Table(
        pd.DataFrame(rows, columns=columns), translated("Headline KPIs, with 95 % intervals in brackets")
    )


def _present(found: Compared) -> list[str]:
    return in_order(found.kpis)


def _cell(row: Any) -> str:
    shown = figure(row["mean"], row["unit"], row["currency"])
    if pd.isna(row["low"]):
        return shown
    low, high = (figure(row[end], row["unit"], row["currency"]) for end in ("low", "high"))
    # Broken before the bracket at most.
    interval = say("({low} to {high})", low=low, high=high).replace(" ", "\u00a0")
    return f"{shown} {interval}"
