"""The logic of the model of a report, as STRESS-DES asks for it (section 2)."""

from typing import Any

from cxsim.language.speech import say, say_count, translated, written
from cxsim.reporting.site.published import Report
from cxsim.reporting.site.stress_about import Says, asked, count, of_one_journey

LISTED = 40  # titles


def logic(report: Report) -> Says:
    """Return section 2: the map, what happens in a visit, what scenarios change, and the components."""
    names = {
        translated("Base model overview diagram"): _diagram(report),
        translated("Base model logic"): _base(report),
        translated("Scenario logic"): _scenarios(report),
        translated("Algorithms"): _algorithms(report),
        translated("Components"): _components(report),
    }
    return names if report.model else {name: [] for name in names}


def _diagram(report: Report) -> list[str]:
    shown = any(table["name"] == "journey_map" for table in report.tables)
    return [translated("The journey map in the report.")] if shown else []


def _base(report: Report) -> list[str]:
    said = [
        translated(
            "Customers live through journeys, touchpoint by touchpoint. In a visit: the hand-off may lose "
            "their context; they wait for staff as long as their patience lasts; they are served; "
            "friction, delight or neither happens, also because they expected more; the company notices or "
            "they complain, and recovery succeeds or fails; what they feel moves mood and memory; they go "
            "on or stop. Surveys read the state and never drive it."
        )
    ]
    off = [str(name).replace("_", " ") for name in report.model.get("mechanisms_off", [])]
    if off:
        said.append(say("Mechanisms switched off: {mechanisms}.", mechanisms=", ".join(off)))
    return said


def _scenarios(report: Report) -> list[str]:
    improvements = asked(report).get("improvements", [])
    if not improvements:
        return [translated("There is one scenario.")] if of_one_journey(report) else []
    first = translated("Each improvement changes parameters of today’s journey:")
    return [first, *(f"{one['title']}: {', '.join(one['paths'])}." for one in improvements[:LISTED])]


def _algorithms(report: Report) -> list[str]:
    study = asked(report)
    said = [
        translated(
            "Queues are served first come, first served, within a priority; feelings follow an asymmetric "
            "value function in which losses weigh more than gains; a journey is remembered by its mean, "
            "peak and end."
        )
    ]
    if study:
        said.append(
            say(
                "The best improvement is chosen by a sequential selection that is right with a probability "
                "of {confidence} % where it leads by {difference} of 100 customers.",
                confidence=_number(100 * study["confidence"]),
                difference=_number(study["smallest_difference"]),
            )
        )
    if study.get("draws"):
        said.append(
            say_count(
                "The ranking was tried on {number} set of parameters drawn from the ranges of the evidence.",
                "The ranking was tried on {number} sets of parameters drawn from the ranges of the evidence.",
                study["draws"],
            )
        )
    return said


def _components(report: Report) -> list[str]:
    model = report.model
    arrivals = say(
        "Entry and exit points: {existing} customers at the start, and {prospects} prospects a day "
        "(Poisson); people leave when they stop before they buy, or are lost as customers. {lost}",
        existing=written(count(model, "existing")),
        prospects=_number(model.get("prospects_per_day", 0.0)),
        lost=_lost(model),
    )
    return [
        _listed(translated("Entities: customers of these personas: {names}."), model, "personas"),
        _listed(translated("Activities: visits to these touchpoints: {names}."), model, "touchpoints"),
        _listed(translated("Their order: these journeys: {names}."), model, "journeys"),
        _listed(translated("Resources: the staff of these teams: {names}."), model, "teams"),
        _listed(
            translated("Queues: one for each team, and for the cases of these desks: {names}."),
            model,
            "desks",
        ),
        arrivals,
    ]


def _listed(sentence: str, model: dict[str, Any], kind: str) -> str:
    titles = [str(title) for title in model.get(kind, [])]
    more = ["…"] if len(titles) > LISTED else []
    return sentence.replace("{names}", ", ".join([*titles[:LISTED], *more])) if titles else ""


def _lost(model: dict[str, Any]) -> str:
    churn = model.get("churn") or {}
    if churn.get("definition") == "no_purchase":
        days = _number(churn.get("window") or 0.0)
        return say("Lost is who buys nothing for {days} days.", days=days)
    return translated("Lost is who cancels, or does not renew at the end of the contract.")


def _number(value: float) -> str:
    """Write a number with as many decimals as it needs, at most three."""
    return next(
        (written(value, digits) for digits in range(3) if abs(value - round(value, digits)) < 1e-9),
        written(value, 3),
    )
