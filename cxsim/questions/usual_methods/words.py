"""What the usual methods would have found, in words."""

import pandas as pd

from cxsim.language.speech import in_habit, say, say_count, translated, written
from cxsim.language.wording import listed
from cxsim.questions.usual_methods.estimate import METHODS, TOP, TRUTHS, UsualMethods
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

HEADS = {
    "place_of_leaving": "Place of leaving",
    "correlation": "Correlation",
    "penalty": "Penalty and reward",
    "removal": "Removal effect",
}
FOUND = {"in_a_year": "Cost in a year", "one_visit": "One friction"}
OPEN = {"in_a_year": "which cost most", "one_visit": "where one friction loses most"}
SAID = (*METHODS.values(), *HEADS.values(), *FOUND.values(), *OPEN.values())


def sentences(usual: UsualMethods) -> Sentences:
    """Say how many of the touchpoints that cost most customers the usual methods would have found.

    Examples
    --------
    >>> print(sentences(usual_methods(moments)))  # doctest: +SKIP
    Of the 3 touchpoints where today’s frictions cost most customers, 0 would be among the first 3 by …
    """
    if len(usual.figures) <= TOP:
        return Sentences(
            say_count(
                "Anybody comes to {number} touchpoint only: every method has it among its first {top}.",
                "Anybody comes to {number} touchpoints only: every method has them among its first {top}.",
                len(usual.figures),
                top=TOP,
            )
        )
    if not usual.first["in_a_year"]:
        return Sentences(
            say("No touchpoint costs any customers here, so there is nothing for usual methods to find.")
        )
    return Sentences(found(usual, "in_a_year"), found(usual, "one_visit"), correlation(usual), settled(usual))


def found(usual: UsualMethods, truth: str) -> str:
    """Say how many of the first few each method would have found; nothing where there are none."""
    first = len(usual.first[truth])
    if not first:
        return ""
    counts = [
        {
            "found": in_habit(f"{number:.1f}".removesuffix(".0")),
            "method": translated(METHODS[str(method)]),
        }
        for method, number in usual.agreement[f"in_top{TRUTHS[truth]}"].items()
    ]
    told = {
        "first": say("{found} would be among the first {number} by {method}", number=TOP, **counts[0]),
        "rest": listed([say("{found} by {method}", **one) for one in counts[1:]]),
    }
    if truth == "in_a_year":
        return say_count(
            "Of the only touchpoint where today’s frictions cost customers, {first}, {rest}: none of these "
            "asks what would have been.",
            "Of the {number} touchpoints where today’s frictions cost most customers, {first}, {rest}: none "
            "of these asks what would have been.",
            first,
            **told,
        )
    return say_count(
        "Of the only one where a friction loses some of those who come, {first}, {rest}.",
        "Of the {number} where one friction loses most of those who come, {first}, {rest}.",
        first,
        **told,
    )


def correlation(usual: UsualMethods) -> str:
    """Say where correlation names the same touchpoints, and why it might; nothing where it does not."""
    right = usual.agreement.loc["correlation"]
    same = [truth for truth, end in TRUTHS.items() if right[f"in_top{end}"] >= TOP]
    if not same:
        return ""
    said = (
        say("Correlation names the same {number} that cost most.", number=TOP)
        if "in_a_year" in same
        else say(
            "Correlation names the same {number} where one friction loses most, though not what that costs "
            "in all, which depends on how often it strikes.",
            number=TOP,
        )
    )
    why = say(
        "It may do so here because frictions strike largely by chance, so that those who met one differ from "
        "the others in little else; in a company whoever comes often, or is discontent anyway, meets more of "
        "them, and correlation can then mislead."
    )
    return f"{said} {why}"


def settled(usual: UsualMethods) -> str:
    """Say which of the first few are not settled; nothing where all are."""
    open_ = [
        translated(OPEN[truth])
        for truth in TRUTHS
        if usual.first[truth] and not usual.settled[truth] and len(usual.figures) > len(usual.first[truth])
    ]
    if not open_:
        return ""
    return say("Not settled, as limits meet those of others: {what}.", what=listed(open_))


def ranks(usual: UsualMethods) -> pd.DataFrame:
    """Return the rank of each touchpoint by experiment and by each method, the most costly first."""
    table = usual.figures.sort_values("in_a_year", ascending=False, kind="stable")
    return table.rank(ascending=False, method="min")


def usual_table(usual: UsualMethods) -> Table:
    """Return the rank of each touchpoint by what frictions cost, and by each method, as text."""
    points = usual.scenario.touchpoints
    rows = [
        (points[str(name)].title, *(written(rank) for rank in row)) for name, row in ranks(usual).iterrows()
    ]
    columns = [say("Touchpoint"), *(translated(head) for head in (FOUND | HEADS).values())]
    caption = say(
        "The rank of each touchpoint by what today’s frictions there cost in a year and by how many one "
        "friction loses of those who come, found by experiment, and by what the usual methods make of the "
        "same customers"
    )
    return table_of(columns, rows, caption, usual.figures, "usual_methods", (0, 1, 2, 4))


TABLES = {"usual_methods": usual_table}
