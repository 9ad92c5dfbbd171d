"""What the links between touchpoints cost, against the touchpoints themselves, in words."""

from typing import Any

import pandas as pd

from cxsim.language.points import ALONE, OF_ALL, points
from cxsim.language.speech import say, say_count, written
from cxsim.language.wording import percent, quoted
from cxsim.questions.experiments.objective_words import amount, gained, horizon, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, Fragmentation
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of


def sentences(found: Fragmentation) -> Sentences:
    """Say what perfect links would gain, against perfect parts, and between which departments most is lost.

    Examples
    --------
    >>> print(sentences(found))  # doctest: +SKIP
    If context were never lost between touchpoints, of 100 of today’s customers 1.3 more stay after one year …
    """
    return Sentences(
        links(found), where(found), followed(found.scenario, round(found.todays), round(found.came))
    )


def links(found: Fragmentation) -> str:
    """Say what perfect links would gain, against perfect parts."""
    row: Any = found.figures.loc[LINKS]
    if not row["low_all"] > 0:
        return say(
            "Never losing the context between touchpoints would not clearly win or keep anybody: here it is "
            "the parts that count, not the links."
        )
    limits = {"gain": row["mean"], "gain_low": row["low"], "gain_high": row["high"]}
    said = say(
        "If the context between touchpoints were never lost, touchpoints being as they are, {gained}, which "
        "is worth {currency} {value} over {horizon}; with flawless touchpoints without waiting, links being "
        "as they are, {parts}, with both {both}",
        gained=gained(found.objective, found.scenario, limits),
        currency=found.scenario.currency,
        value=amount("net_value", row["value"]),
        horizon=horizon(found.scenario),
        parts=points(found.figures.loc[PARTS], ALONE, 1),
        both=points(found.figures.loc[BOTH], ALONE, 1),
    )
    if pd.isna(found.share["mean"]):
        return f"{said}."
    return say(
        "{said}. The links are responsible for {part} of that ({low}–{high}).",
        said=said,
        part=percent(found.share["mean"]),
        **{end: written(100 * found.share[end]) for end in ("low", "high")},
    )


def where(found: Fragmentation) -> str:
    """Say between which departments most is lost, if that is clear."""
    of_all: Any = found.figures.loc[LINKS]
    if found.departments.empty or not of_all["low_all"] > 0:
        return ""
    worst: Any = found.departments.iloc[0]
    if not worst["low_all"] > 0:
        return ""
    rivals = int((found.departments["high_all"].iloc[1:] >= worst["low_all"]).sum())
    told = {
        "where": _between(found, worst),
        "figure": points(worst, OF_ALL, 1),
    }
    if not rivals:
        return say("Most is lost {where}: {figure} of 100.", **told)
    return say_count(
        "Most is lost {where}: {figure} of 100, from which {number} other pair cannot be told apart.",
        "Most is lost {where}: {figure} of 100, from which {number} other pairs cannot be told apart.",
        rivals,
        **told,
    )


def fragmentation_table(found: Fragmentation) -> Table:
    """Return what never losing context between two departments gains, as text."""
    rows = [
        (*(_department(found, row[side]) for side in ("source", "target")), points(row, OF_ALL, 1))
        for _, row in found.departments.iterrows()
    ]
    columns = [say("From"), say("To"), unit(found.objective).capitalize()]
    caption = say("What would be gained if context were never lost on the way, with simultaneous 95 % limits")
    return table_of(columns, rows, caption, found.departments, "departments")


def _between(found: Fragmentation, row: pd.Series) -> str:
    one, other = (quoted(_department(found, row[side])) for side in ("source", "target"))
    if one == other:
        return say("within {department}", department=one)
    return say("from {one} to {other}", one=one, other=other)


def _department(found: Fragmentation, name: str) -> str:
    return found.scenario.departments[name].title


TABLES = {"fragmentation": fragmentation_table}
