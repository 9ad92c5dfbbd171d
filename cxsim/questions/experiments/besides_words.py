"""What else changes besides an objective, in words: nothing gained hides what is lost elsewhere."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cxsim.language.speech import say, translated
from cxsim.language.wording import listed, quoted
from cxsim.questions.experiments.objective_words import gained
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective

TOLD: tuple[Objective, ...] = ("stay", "join", "customers")
MORE: dict[Objective, str] = {
    "stay": "more stay",
    "join": "more join",
    "customers": "more customers at the end",
}
FEWER: dict[Objective, str] = {
    "stay": "fewer stay",
    "join": "fewer join",
    "customers": "fewer customers at the end",
}
SAID = (*MORE.values(), *FEWER.values())


def but(said: str, objective: Objective, scenario: Scenario, row: Any) -> str:
    """Add to a sentence about a gain how many fewer stay, join, or are customers at the end, if that is sure.

    Parameters
    ----------
    said
        The sentence, without its full stop.
    row
        As `cxsim.questions.experiments.besides.besides` gives it.
    """
    for other in _others(objective, row):
        if row[f"{other}_high"] < 0:
            lost = gained(other, scenario, limits_of(row, other))
            return say("{said}; but {lost}", said=said, lost=lost)
    return said


def both_ways(row: Any) -> str:
    """Say of what there are surely more and of what fewer, where figures point both ways.

    Examples
    --------
    >>> limits = {"stay_low": 0.01, "stay_high": 0.02, "join_low": -0.1, "join_high": 0.1}
    >>> both_ways({**limits, "customers_low": -9.0, "customers_high": -3.0})
    'more stay, fewer customers at the end'
    """
    more = [translated(MORE[one]) for one in TOLD if row[f"{one}_low"] > 0.0]
    fewer = [translated(FEWER[one]) for one in TOLD if row[f"{one}_high"] < 0.0]
    return ", ".join([*more, *fewer])


def also(objective: Objective, scenario: Scenario, row: Any) -> str:
    """Say what else there is more of, as far as it is sure."""
    sure = [
        gained(other, scenario, limits_of(row, other))
        for other in _others(objective, row)
        if row[f"{other}_low"] > 0
    ]
    return say("Besides, {changes}.", changes=listed(sure)) if sure else ""


def harm(objective: Objective, scenario: Scenario, harmed: Iterable[str]) -> str:
    """Say of which personas something surely loses some."""
    if not (titles := [quoted(scenario.personas[name].title) for name in harmed]):
        return ""
    if objective == "join":
        return say("It does harm: among {personas} fewer join.", personas=listed(titles))
    return say("It does harm: among {personas} fewer stay.", personas=listed(titles))


def limits_of(row: Any, column: str) -> dict[str, float]:
    """Return a gain with its limits, as `gained` takes it."""
    return {f"gain{end}": row[column + end] for end in ("", "_low", "_high")}


def _others(objective: Objective, row: Any) -> list[Objective]:
    return [one for one in TOLD if one != objective and pd.notna(row.get(f"{one}_low"))]
