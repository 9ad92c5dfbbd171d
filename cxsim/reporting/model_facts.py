"""What was simulated, in facts: carried along with a report, so that whoever publishes it needs no scenario.

Titles and descriptions are as the author wrote them; times are in days, money in the scenario's currency.
"""

import json
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a page is published without these, which take a while to import
    import pandas as pd

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
    (730.0, True)
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


def parameters(scenario: "Scenario") -> "pd.DataFrame":
    """Return every parameter of a scenario, whichever file it stands in, and the defaults.

    Returns
    -------
    pandas.DataFrame
        Columns ``path``, as in the file, ``value``, as JSON where it is no text, and ``status``: of its note
        or of that of what it is part of (cited, calibrated, assumed); without a note it is assumed.

    Examples
    --------
    >>> import cxsim as cx
    >>> table = parameters(cx.load_scenario("scenarios/telecom.yaml")).set_index("path")
    >>> table.loc["value.discount_rate"].tolist()
    ['0.08', 'assumed']
    """
    import pandas as pd

    from cxsim.scenario.changes import plain

    simulated = {name: entry for name, entry in plain(scenario).items() if name != "facts"}
    rows = [(path, value, _status(scenario, path)) for path, value in _leaves(simulated, "")]
    return pd.DataFrame(rows, columns=["path", "value", "status"])


def _leaves(node: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict) and node:
        for name, entry in node.items():
            yield from _leaves(entry, f"{path}.{name}" if path else str(name))
    else:
        yield path, node if isinstance(node, str) else json.dumps(node, ensure_ascii=False, default=str)


def _status(scenario: "Scenario", path: str) -> str:
    while path:
        if path in scenario.evidence:
            return str(scenario.evidence[path].status)
        path = path.rpartition(".")[0]
    return "assumed"


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
            {"title": one.title, "paths": [*one.structure(), *(change.path for change in one.changes)]}
            for one in improvements
        ],
        "precision": study.precision,
        "equivalence_band": study.equivalence_band,
        "budget": study.budget,
        "confidence": study.choice.confidence,
        "smallest_difference": study.choice.smallest_difference,
        "sets": study.uncertainty.sets if study.uncertainty.use != "none" else 0,
    }
