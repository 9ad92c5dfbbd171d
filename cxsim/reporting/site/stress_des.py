"""The STRESS-DES checklist of a report, filled in from its manifest: what is known, and what is not stated.

Monks, T., Currie, C. S. M., Onggo, B. S., Robinson, S., Kunc, M., and Taylor, S. J. E. (2019). Strengthening
the reporting of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation 13(1),
55-67. The guidelines have twenty items in six sections; their names are those of the article.
"""

from collections.abc import Collection
from typing import Any, NamedTuple

from cxsim.language.speech import say, translated
from cxsim.reporting.site.index import CHECKLIST, ways_from
from cxsim.reporting.site.pages import Page, rendered
from cxsim.reporting.site.published import Report
from cxsim.reporting.site.stress_about import data, objectives
from cxsim.reporting.site.stress_logic import logic
from cxsim.reporting.site.stress_run import code_access, experimentation, implementation

SOURCE = (
    "Monks, Currie, Onggo, Robinson, Kunc, Taylor (2019), Strengthening the reporting of empirical "
    "simulation studies: introducing the STRESS guidelines, Journal of Simulation 13(1), 55–67"
)


class Item(NamedTuple):
    """One item: its number and name, and what can be said; nothing where it is not stated."""

    number: str
    name: str
    says: tuple[str, ...]


class Section(NamedTuple):
    """A section of the checklist."""

    number: int
    name: str
    items: tuple[Item, ...]


def checklist(report: Report) -> tuple[Section, ...]:
    """Return the checklist of a report, in the language that is spoken."""
    parts: tuple[tuple[str, dict[str, Any]], ...] = (
        (translated("Objectives"), objectives(report)),
        (translated("Logic"), logic(report)),
        (translated("Data"), data(report)),
        (translated("Experimentation"), experimentation(report)),
        (translated("Implementation"), implementation(report)),
        (translated("Code access"), code_access(report)),
    )
    return tuple(
        Section(
            number,
            name,
            tuple(
                Item(f"{number}.{place}", item, tuple(filter(None, says)))
                for place, (item, says) in enumerate(items.items(), 1)
            ),
        )
        for number, (name, items) in enumerate(parts, 1)
    )


def checklist_page(report: Report, others: Collection[str]) -> str:
    """Return the page of the checklist of a report."""
    sections = checklist(report)
    items = [item for section in sections for item in section.items]
    said = (
        say(
            "What the guidelines for reporting discrete-event simulations (STRESS-DES) ask for, filled in "
            "from the manifest of the report. {stated} of {items} items are stated.",
            stated=sum(bool(item.says) for item in items),
            items=len(items),
        ),
        say("Source of the list: {source}.", source=SOURCE),
    )
    page = Page(translated("STRESS-DES checklist"), report.title, ways=ways_from(report, others, CHECKLIST))
    return rendered(
        "checklist.html.j2", page, said=said, sections=sections, not_stated=translated("Not stated.")
    )
