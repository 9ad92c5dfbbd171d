"""What the usual methods would have found, in words."""

import pandas as pd

from cxsim.language.speech import in_habit, say, say_count, translated, written
from cxsim.language.wording import listed
from cxsim.questions.usual_methods.estimate import METHODS, TOP, UsualMethods
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

HEADS = {
    "place_of_leaving": "Place of leaving",
    "correlation": "Correlation",
    "penalty": "Penalty and reward",
    "removal": "Removal effect",
}
SAID = (*METHODS.values(), *HEADS.values())


def sentences(usual: UsualMethods) -> Sentences:
    """Say how many of the touchpoints that cost most customers the usual methods would have found.

    Examples
    --------
    >>> sentences(usual_methods(moments))  # doctest: +SKIP
    'Of the 3 touchpoints where today’s frictions cost most customers, 0 would be among the first 3 by …'
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
    if not usual.figures["decides"].gt(0).any():
        return Sentences(
            say("No touchpoint costs any customers here, so there is nothing for usual methods to find.")
        )
    found = [
        {
            "found": in_habit(f"{row['in_top']:.1f}".removesuffix(".0")),
            "method": translated(METHODS[str(method)]),
        }
        for method, row in usual.agreement.iterrows()
    ]
    return Sentences(
        say(
            "Of the {number} touchpoints where today’s frictions cost most customers, {first}, {rest}: none "
            "of these asks what would have been.",
            number=TOP,
            first=say("{found} would be among the first {number} by {method}", number=TOP, **found[0]),
            rest=listed([say("{found} by {method}", **one) for one in found[1:]]),
        ),
        correlation(usual),
        ""
        if usual.settled
        else say("Which {number} cost most is not settled: their limits meet those of others.", number=TOP),
    )


def correlation(usual: UsualMethods) -> str:
    """Say where correlation names the same touchpoints, and why it might; nothing where it does not."""
    if usual.agreement.loc["correlation", "in_top"] < TOP:
        return ""
    return say(
        "Correlation names the same {number}. It may do so here because frictions strike largely by chance, "
        "so that those who met one differ from the others in little else; in a company whoever comes often, "
        "or is discontent anyway, meets more of them, and correlation can then mislead.",
        number=TOP,
    )


def ranks(usual: UsualMethods) -> pd.DataFrame:
    """Return the rank of each touchpoint by what frictions cost and by each method, the most costly first."""
    table = usual.figures.sort_values("decides", ascending=False, kind="stable")
    return table.rank(ascending=False, method="min")


def usual_table(usual: UsualMethods) -> Table:
    """Return the rank of each touchpoint by what frictions cost, and by each method, as text."""
    points = usual.scenario.touchpoints
    rows = [
        (points[str(name)].title, *(written(rank) for rank in row)) for name, row in ranks(usual).iterrows()
    ]
    columns = [say("Touchpoint"), say("What frictions cost"), *(translated(head) for head in HEADS.values())]
    caption = say(
        "The rank of each touchpoint by what today’s frictions there cost, found by experiment, and by what "
        "the usual methods make of the same customers"
    )
    return table_of(columns, rows, caption, usual.figures, "usual_methods", (0, 1, 2, 3))


TABLES = {"usual_methods": usual_table}
