"""Sets of assumptions in words: under how many of them something pays, and what limits are of."""

import math
from typing import Any

from cxsim.language.speech import say, say_count, written
from cxsim.questions.experiments.assumptions import Assumptions
from cxsim.questions.experiments.objective_words import amount, gained, pays
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective


def sets_told(assumed: Assumptions) -> int:
    """Return of how many sets shares are told: of as many as there are, at most 100."""
    return min(len(assumed.sets), 100)


def paid(scenario: Scenario, row: Any, assumed: Assumptions, share: float, several: bool = False) -> str:
    """Say whether something pays on average, and in which share of the sets, where that is known.

    Examples
    --------
    >>> import cxsim as cx
    >>> scenario = cx.load_scenario("scenarios/telecom.yaml")
    >>> row = {"net": 3000.0, "net_low": 500.0, "net_high": 5500.0, "payback": math.inf}
    >>> print(*paid(scenario, row, Assumptions("ranges", (scenario,) * 60), 0.55).split())
    it brings EUR 3,000 more than it costs over three years, and pays in 33 of 60 sets of assumptions
    """
    said = pays(scenario, row, several)
    if math.isnan(share):
        return said
    told = {"said": said, "in_sets": written(sets_told(assumed) * share), "sets": sets_told(assumed)}
    if row["net_low"] <= 0.0 <= row["net_high"]:
        return say_count(
            "{said}; it does in {in_sets} of {sets} sets of assumptions",
            "{said}; they do in {in_sets} of {sets} sets of assumptions",
            1 + several,
            **told,
        )
    return say_count(
        "{said}, and pays in {in_sets} of {sets} sets of assumptions",
        "{said}, and pay in {in_sets} of {sets} sets of assumptions",
        1 + several,
        **told,
    )


def reached(
    objective: Objective,
    scenario: Scenario,
    row: Any,
    assumed: Assumptions,
    share: float,
    several: bool = False,
) -> str:
    """Say what something gains in an objective, and whether it pays: once, where that is the objective.

    Examples
    --------
    >>> import cxsim as cx
    >>> scenario = cx.load_scenario("scenarios/telecom.yaml")
    >>> row = {"net": 3000.0, "net_low": 500.0, "net_high": 5500.0, "payback": math.inf}
    >>> reached("net_value", scenario, row, Assumptions("none", ()), math.nan).replace("\u00a0", " ")
    'it brings EUR 3,000 more than it costs over three years (95 % limits +500 to +5,500)'
    """
    said = paid(scenario, row, assumed, share, several)
    if objective != "net_value":
        return say("{gained}; {pays}", gained=gained(objective, scenario, row), pays=said)
    if math.isnan(row["net_low"]) or row["net_low"] <= 0.0 <= row["net_high"]:
        return said
    low, high = (amount("net_value", row[f"net_{end}"]) for end in ("low", "high"))
    return say("{said} (95\u00a0% limits {low} to {high})", said=said, low=low, high=high)


def averages(assumed: Assumptions) -> str:
    """Say that figures are averages over the sets, and limits of these; nothing where none was varied.

    Examples
    --------
    >>> averages(Assumptions("none", ()))
    ''
    """
    if not assumed.varied:
        return ""
    return say(
        "Figures are averages over {sets} sets of assumptions, and limits say what chance leaves open of "
        "the averages: under a single set it may be more or less.",
        sets=len(assumed.sets),
    )
