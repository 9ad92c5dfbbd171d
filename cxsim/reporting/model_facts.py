"""What was simulated, in facts: carried along with a report, so that whoever publishes it needs no scenario.

Titles and descriptions are as the author wrote them; times are in days, money in the scenario's currency.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a page is published without the model, which takes a while to import
    from cxsim.scenario.model import Scenario
    from cxsim.scenario.study import Study

MODEL_TYPE = "application/vnd.cxsim.model+json"


def model_facts(scenario: "Scenario", study: "Study | None" = None) -> dict[str, Any]:
    """Return what the guidelines for reporting simulation studies ask about a model, as plain data.

    Examples
    --------
    >>> import cxsim as cx
    >>> facts = model_facts(cx.load_scenario("scenarios/telecom.yaml"))
    >>> facts["period"]["follow_up"], facts["evidence"]["cited"] > 0
    (365.0, True)
    """
    off = [name for name, on in scenario.mechanisms.model_dump().items() if not on]
    facts: dict[str, Any] = {
        "sector": scenario.sector,
        "description": scenario.description,
        "currency": scenario.currency,
        "start": scenario.start.isoformat(),
        "period": scenario.period.model_dump(),
        "existing": scenario.population.existing,
        "prospects_per_day": scenario.population.prospects_per_day,
        "churn": scenario.churn.model_dump(),
        "loyalty_curve": scenario.loyalty.curve,
        "mechanisms_off": off,
        "personas": _titles(scenario.personas),
        "touchpoints": _titles(scenario.touchpoints),
        "journeys": _titles(scenario.journeys),
        "teams": _titles(scenario.teams),
        "desks": _titles(scenario.desks),
        "evidence": _evidence(scenario),
    }
    return facts if study is None else {**facts, "study": _asked(scenario, study)}


def _titles(entries: Any) -> list[str]:
    return [str(getattr(entry, "title", None) or name) for name, entry in entries.items()]


def _evidence(scenario: "Scenario") -> dict[str, Any]:
    notes = scenario.evidence.values()
    count = Counter(note.status for note in notes)
    return {
        **{status: count[status] for status in ("cited", "calibrated", "assumed")},
        "sources": sorted({note.source.strip() for note in notes if note.source.strip()}),
    }


def _asked(scenario: "Scenario", study: "Study") -> dict[str, Any]:
    chosen = study.improvements or tuple(scenario.improvements)
    improvements = [scenario.improvements[name] for name in chosen if name in scenario.improvements]
    return {
        "title": study.title,
        "description": study.description,
        "improvements": [
            {"title": one.title, "paths": [change.path for change in one.changes]} for one in improvements
        ],
        "precision": study.precision,
        "band": study.band,
        "budget": study.budget,
        "confidence": study.choice.confidence,
        "smallest_difference": study.choice.smallest_difference,
        "draws": study.doubts.draws,
        "draw_replications": study.doubts.replications,
    }
