"""What the links between touchpoints cost, against the touchpoints themselves, in words."""

import pandas as pd

from cxsim.language.points import ALONE, OF_ALL, points, unsigned
from cxsim.language.speech import say, say_count, written
from cxsim.language.wording import percent, quoted
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, Fragmentation
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of


def sentences(found: Fragmentation) -> Sentences:
    """Say what perfect links would keep, against perfect parts, and between which departments most is lost.

    Examples
    --------
    >>> sentences(found)  # doctest: +SKIP
    'Never losing the context between touchpoints would keep 1.3 more of 100 (1.2–1.5), …'
    """
    links = found.figures.loc[LINKS]
    if not links["low_all"] > 0:
        return Sentences(
            say(
                "Never losing the context between touchpoints would not clearly keep more customers: here it "
                "is the parts that count, not the links."
            )
        )
    said = say(
        "Never losing the context between touchpoints would keep {links} more of 100, touchpoints being as "
        "they are; flawless touchpoints without waiting, links being as they are, {parts}; both {both}",
        links=unsigned(links, ALONE, 1),
        parts=unsigned(found.figures.loc[PARTS], ALONE, 1),
        both=unsigned(found.figures.loc[BOTH], ALONE, 1),
    )
    if pd.notna(found.share["mean"]):
        said = say(
            "{said}. The links are responsible for {part} of that ({low}–{high})",
            said=said,
            part=percent(found.share["mean"]),
            **{end: written(100 * found.share[end]) for end in ("low", "high")},
        )
    worst = found.departments.iloc[0]
    if worst["low_all"] > 0:
        rivals = int((found.departments["high_all"].iloc[1:] >= worst["low_all"]).sum())
        said = say("{said}; most is lost {where}", said=said, where=_between(found, worst))
        if rivals:
            said = say_count(
                "{said}, from which {number} other pair cannot be told apart",
                "{said}, from which {number} other pairs cannot be told apart",
                rivals,
                said=said,
            )
    return Sentences(f"{said}.")


def fragmentation_table(found: Fragmentation) -> Table:
    """Return what never losing context between two departments keeps, as text."""
    rows = [
        (*(_department(found, row[side]) for side in ("source", "target")), points(row, OF_ALL))
        for _, row in found.departments.iterrows()
    ]
    columns = [say("From"), say("To"), say("Kept, of 100")]
    caption = say(
        "Customers kept of 100 measured, if context were never lost on the way, with simultaneous 95 % limits"
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
