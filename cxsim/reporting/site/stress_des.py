"""The STRESS-DES checklist of a report, filled in from its manifest: what is known, and what is not stated.

Monks, T., Currie, C. S. M., Onggo, B. S., Robinson, S., Kunc, M., and Taylor, S. J. E. (2019). Strengthening
the reporting of empirical simulation studies: introducing the STRESS guidelines. Journal of Simulation 13(1),
55-67. The guidelines have twenty items in six sections; their names are those of the article. What is said
under each stands in `checklist/`, a template for each language; here are the facts that fill it in.
"""

import re
from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined, Template

from cxsim.files.overwriting import NOTEBOOK
from cxsim.files.own import MANIFEST
from cxsim.language.speech import say, spoken, translated, written
from cxsim.reporting.site.index import CHECKLIST, ways_from
from cxsim.reporting.site.manifests import ModelFacts
from cxsim.reporting.site.pages import Page, rendered
from cxsim.reporting.site.published import Report

SOURCE = (
    "Monks, Currie, Onggo, Robinson, Kunc, Taylor (2019), Strengthening the reporting of empirical "
    "simulation studies: introducing the STRESS guidelines, Journal of Simulation 13(1), 55–67"
)
TEMPLATES = Path(__file__).parent / "checklist"
LICENCE = "MIT"
LISTED = 40  # titles

# The report of a journey: the title of its notebook, and the tables that it can have.
JOURNEY = "Where do we keep our customers, and where do we lose them?"
JOURNEY_TABLES = {
    *("journey_map", "journey_map_2", "flow", "flow_2", "losses", "survival", "queues", "queues_2"),
    *("feelings", "kpis", "assumptions", "parameters"),
}


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
    known = facts(report)
    return tuple(
        Section(
            number,
            name,
            tuple(
                Item(f"{number}.{place}", item, _said(template.render(known)))
                for place, (item, template) in enumerate(items.items(), 1)
            ),
        )
        for number, (name, items) in enumerate(templates(spoken()).items(), 1)
    )


def facts(report: Report) -> dict[str, Any]:
    """Return what the templates may fill in; what is not known of a report is empty or None."""
    said = report.manifest
    # An empty part says nothing, as if it were not there.
    model = ModelFacts.model_validate({name: part for name, part in report.model.items() if part != {}})
    return {
        **model.model_dump(),
        "mechanisms_off": [name.replace("_", " ") for name in model.mechanisms_off],
        "model": bool(report.model),
        "improvements": model.study.improvements if model.study else (),
        "question": report.question,
        "one_journey": of_one_journey(report),
        "tables": {table["name"] for table in report.tables},
        "python": said.get("python", "?"),
        "scenario": said.get("scenario", "?"),
        "scenario_hash": said.get("scenario_hash"),
        "versions": said.get("versions") or {},
        "cxsim": (said.get("versions") or {}).get("cxsim", "?"),
        **{name: said.get(name) for name in ("engine", "seed", "replications")},
        "LICENCE": LICENCE,
        "LISTED": LISTED,
        "MANIFEST": MANIFEST,
        "NOTEBOOK": NOTEBOOK,
    }


def of_one_journey(report: Report) -> bool:
    """Tell whether this is the report of a journey as it is, and nothing was added to it.

    Other reports without a study may compare scenarios, move assumptions or try improvements.
    """
    tables = {str(table["name"]) for table in report.tables}
    return bool(report.model) and report.manifest.get("question") == JOURNEY and tables <= JOURNEY_TABLES


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


@cache
def templates(language: str) -> dict[str, dict[str, Template]]:
    """Return a template for each item, by the names of its section and its own, as a language has them."""
    # Plain text, which the page escapes; nothing that is filled in can begin a line.
    environment = Environment(undefined=StrictUndefined, finalize=_on_one_line)
    environment.filters |= {"written": written, "number": _number, "days": _days, "listed": _listed}
    environment.filters["in_a_row"] = lambda text: " ".join(text.split())
    source = (TEMPLATES / f"{language}.j2").read_text(encoding="utf-8")
    return {
        section: {item: environment.from_string(text) for item, text in _parts("## ", body)}
        for section, body in _parts("# ", source)
    }


def _parts(mark: str, text: str) -> list[tuple[str, str]]:
    """Return what begins with this mark: the rest of its line, and what follows."""
    _, *parts = re.split(f"^{mark}", text, flags=re.MULTILINE)
    return [(name, rest) for name, _, rest in (part.partition("\n") for part in parts)]


def _said(text: str) -> tuple[str, ...]:
    """Return what begins with a dash, each on one line."""
    _, *parts = re.split("^- ", text, flags=re.MULTILINE)
    said = (" ".join(filter(None, (line.strip(" ") for line in part.split("\n")))) for part in parts)
    return tuple(filter(None, said))


def _on_one_line(value: Any) -> Any:
    return " ".join(value.split("\n")) if isinstance(value, str) else value


def _listed(titles: Sequence[str]) -> str:
    return ", ".join([*titles[:LISTED], *(["…"] if len(titles) > LISTED else [])])


def _number(value: float | None) -> str:
    """Write a number with as many decimals as it needs, at most three."""
    value = value or 0.0
    return next(
        (written(value, digits) for digits in range(3) if abs(value - round(value, digits)) < 1e-9),
        written(value, 3),
    )


def _days(value: float) -> str:
    return written(value, 0 if value == round(value) else 1)
