"""Objectives and data of a report, as STRESS-DES asks for them (sections 1 and 3)."""

from typing import Any

from cxsim.language.speech import say, say_count, translated, written
from cxsim.reporting.site.published import Report

Says = dict[str, list[str]]
"""What can be said under each item of a section, in the order of the list; nothing where it is not stated."""

# The report of a journey: the title of its notebook, and the tables that it can have.
JOURNEY = "Where do we keep our customers, and where do we lose them?"
JOURNEY_TABLES = {
    *("journey_map", "journey_map_2", "flow", "flow_2", "losses", "survival", "queues", "queues_2"),
    *("feelings", "kpis", "assumptions", "parameters"),
}


def objectives(report: Report) -> Says:
    """Return section 1: what the model is for, what it gives, and what was asked of it."""
    model, study = report.model, asked(report)
    tables = {table["name"] for table in report.tables}
    outputs = []
    if "kpis" in tables:
        outputs.append(
            translated(
                "KPIs of the whole journey and of its parts (table kpis), each a ratio of two sums within a "
                "replication; the report says what each means. Retention over a year is by Kaplan–Meier."
            )
        )
    if "ranking" in tables:
        outputs.append(
            translated(
                "Customers kept by each improvement, its cost and value (table ranking): differences "
                "between the same customers with and without it."
            )
        )
    return {
        translated("Purpose of the model"): [report.question, *texts(model, "description")],
        translated("Model outputs"): outputs,
        translated("Experimentation aims"): _aims(report, study),
    }


def data(report: Report) -> Says:
    """Return section 3: where inputs come from, and which of them are assumptions."""
    evidence = part(report.model, "evidence")
    tables = {table["name"] for table in report.tables}
    sources = [str(source) for source in evidence.get("sources", [])]
    calibrated, assumed = count(evidence, "calibrated"), count(evidence, "assumed")
    preparation = []
    if calibrated:
        preparation.append(
            say_count(
                "{number} parameter was tuned until the model shows a benchmark; its note says which.",
                "{number} parameters were tuned until the model shows benchmarks; their notes say which.",
                calibrated,
            )
        )
    inputs = []
    if evidence:
        inputs.append(
            say(
                "Of the parameters with a note of where they come from, {cited} are cited, {calibrated} "
                "calibrated and {assumed} assumed.",
                cited=written(count(evidence, "cited")),
                calibrated=written(calibrated),
                assumed=written(assumed),
            )
        )
    if "assumptions" in tables:
        inputs.append(
            translated(
                "Table assumptions lists them with value, range, status and source, and so does the report."
            )
        )
    if "parameters" in tables:
        inputs.append(translated("Table parameters has every parameter of the scenario with its value."))
    return {
        translated("Data sources"): sources,
        translated("Pre-processing"): preparation,
        translated("Input parameters"): inputs,
        translated("Assumptions"): [
            translated("Every parameter without a note of where it comes from is an assumption.")
            if evidence
            else "",
            _curve(report.model.get("loyalty_curve")),
        ],
    }


def asked(report: Report) -> dict[str, Any]:
    """Return what a study asked; empty for a report without one."""
    return part(report.model, "study")


def of_one_journey(report: Report) -> bool:
    """Tell whether this is the report of a journey as it is, and nothing was added to it.

    Other reports without a study may compare scenarios, move assumptions or try improvements.
    """
    tables = {str(table["name"]) for table in report.tables}
    return bool(report.model) and report.manifest.get("question") == JOURNEY and tables <= JOURNEY_TABLES


def part(facts: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a part of some facts; empty if it is not there."""
    found = facts.get(name)
    return found if isinstance(found, dict) else {}


def texts(facts: dict[str, Any], *names: str) -> list[str]:
    """Return what an author wrote under these names, as far as something is there."""
    found = (facts.get(name) for name in names)
    return [" ".join(text.split()) for text in found if isinstance(text, str) and text.strip()]


def count(facts: dict[str, Any], name: str) -> int:
    """Return a number of things; 0 if it is not there."""
    found = facts.get(name)
    return found if isinstance(found, int) else 0


def _aims(report: Report, study: dict[str, Any]) -> list[str]:
    if not study.get("improvements"):
        one = of_one_journey(report)
        return [translated("To describe one scenario; nothing was compared.")] if one else []
    number = len(study["improvements"])
    aims = [
        *texts(study, "title", "description"),
        say_count(
            "{number} improvement was compared with today’s journey.",
            "{number} improvements were compared with today’s journey.",
            number,
        ),
    ]
    if study.get("budget"):
        aims.append(
            say(
                "Sets of them were searched for under a budget of {budget} {currency}.",
                budget=written(study["budget"]),
                currency=report.model.get("currency", ""),
            )
        )
    return aims


def _curve(name: object) -> str:
    """Say which loyalty curve was assumed: the evidence disagrees, so that all three exist."""
    curves = {
        "logistic": translated("The loyalty curve is taken to be logistic."),
        "flat_top": translated("The loyalty curve is taken to flatten at the top."),
        "convex_top": translated("The loyalty curve is taken to steepen at the top."),
    }
    return curves.get(str(name), "")
