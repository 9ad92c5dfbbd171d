"""What the links between touchpoints cost, against the touchpoints themselves, in words."""

from typing import Any

import pandas as pd

from cxsim.language.points import ALONE, OF_ALL
from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import capital, lasting, money, percent, quoted
from cxsim.questions.experiments import besides_words
from cxsim.questions.experiments.objective_words import amount, amounts, gained, horizon, rounded, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, Fragmentation
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

COST: dict[Objective, str] = {
    "stay": "any customers",
    "join": "any prospects",
    "customers": "any customers",
    "net_value": "any money",
}
SAID = tuple(COST.values())


def sentences(found: Fragmentation) -> Sentences:
    """Say what perfect links would gain, against perfect parts, and between which departments most is lost.

    Examples
    --------
    >>> print(sentences(found))  # doctest: +SKIP
    If context were never lost between touchpoints, of 100 of today’s customers 1.3 more stay after one year …
    """
    aim, scenario = found.objective, found.scenario
    row: Any = found.figures.loc[LINKS]
    return Sentences(
        links(found),
        besides_words.harm(aim, scenario, row["harmed"]),
        followed(scenario, round(found.todays), round(found.came)),
        besides_words.also(aim, scenario, row),
        parts(found),
        where(found),
    )


def links(found: Fragmentation) -> str:
    """Say what perfect links would gain, touchpoints being as they are."""
    row: Any = found.figures.loc[LINKS]
    aim, scenario = found.objective, found.scenario
    limits = {"gain": row["mean"], "gain_low": row["low"], "gain_high": row["high"]}
    more = gained(aim, scenario, limits, costs=False)
    if not row["low"] > 0:  # which is what the question is about, so that it has limits of its own
        said = say(
            "It is not clear that the links between touchpoints cost {what}: if context were never lost, "
            "{gained}",
            what=translated(COST[aim]),
            gained=more,
        )
        return f"{besides_words.but(said, aim, scenario, row)}."
    said = say("If context were never lost between touchpoints, {gained}", gained=more)
    if aim != "net_value":
        said = _worth(said, scenario, row)
    return f"{besides_words.but(said, aim, scenario, row)}."


def _worth(said: str, scenario: Scenario, row: Any) -> str:
    """Add to what perfect links gain what that is worth, or that it is open."""
    if row["value_low"] <= 0.0 <= row["value_high"]:
        low, high = (amount("net_value", row[f"value_{end}"]) for end in ("low", "high"))
        return say(
            "{said}; whether that is worth money over {horizon} is undecided ({currency} {low} to {high})",
            said=said,
            horizon=horizon(scenario),
            currency=scenario.currency,
            low=low,
            high=high,
        )
    return say(
        "{said}, which is worth {value} over {horizon}",
        said=said,
        value=money(rounded(row["value"]), scenario.currency),
        horizon=horizon(scenario),
    )


def parts(found: Fragmentation) -> str:
    """Say what perfect touchpoints would gain, and which part of all is due to the links."""
    row, both = found.figures.loc[PARTS], found.figures.loc[BOTH]
    limits = dict(zip(("gain", "gain_low", "gain_high"), row[list(ALONE)], strict=True))
    said = say(
        "With flawless touchpoints and no waiting, links being as they are, {gained}; with both {both}",
        gained=gained(found.objective, found.scenario, limits, costs=False),
        both=amounts(found.objective, both, ALONE),
    )
    if pd.isna(found.share["mean"]):
        return f"{said}."
    return say(
        "{said}: the links are responsible for {part} of that ({low}–{high}).",
        said=said,
        part=percent(found.share["mean"]),
        **{end: written(100 * found.share[end]) for end in ("low", "high")},
    )


def where(found: Fragmentation) -> str:
    """Say between which departments most is lost, if that is clear."""
    of_all: Any = found.figures.loc[LINKS]
    if found.departments.empty or not of_all["low"] > 0:
        return ""
    surely = found.departments[found.departments["low_all"] > 0]
    if surely.empty:
        return say("Between or within which departments is not clear.")
    worst: Any = surely.iloc[0]
    rivals = int((found.departments["high_all"].drop(worst.name) >= worst["low_all"]).sum())
    told = {"where": _between(found, worst), "figure": amounts(found.objective, worst, OF_ALL)}
    if not rivals:
        return say("Most is lost {where}: {figure}.", **told)
    return say_count(
        "Most is lost {where}: {figure}, from which {number} other pair cannot be told apart.",
        "Most is lost {where}: {figure}, from which {number} other pairs cannot be told apart.",
        rivals,
        **told,
    )


def fragmentation_table(found: Fragmentation) -> Table:
    """Return what never losing context between two departments gains, as text."""
    rows = [
        (
            *(_department(found, row[side]) for side in ("source", "target")),
            amounts(found.objective, row, OF_ALL),
        )
        for _, row in found.departments.iterrows()
    ]
    label = unit(found.objective, found.scenario.currency, costs=False)
    columns = [say("From"), say("To"), capital(label)]
    caption = say(
        "What would be gained after {period} if context were never lost on the way, with simultaneous "
        "95\u00a0% limits",
        period=lasting(found.scenario.period.follow_up),
    )
    return table_of(columns, rows, caption, found.departments, "departments")


def _between(found: Fragmentation, row: pd.Series) -> str:
    one, other = (quoted(_department(found, row[side])) for side in ("source", "target"))
    if one == other:
        return say("within {department}", department=one)
    return say("from {one} to {other}", one=one, other=other)


def _department(found: Fragmentation, name: str) -> str:
    return found.scenario.departments[name].title


TABLES = {"fragmentation": fragmentation_table}
