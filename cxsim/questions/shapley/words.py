"""What friction costs and to which touchpoints that is due, in words."""

from cxsim.language.points import ALONE, OF_ALL, limits, points
from cxsim.language.speech import say, say_count
from cxsim.language.wording import listed, percent, quoted
from cxsim.questions.shapley.estimate import Shapley
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of


def sentences(shapley: Shapley) -> Sentences:
    """Say what all friction costs, and how few touchpoints most of it is due to.

    Examples
    --------
    >>> sentences(shapley)  # doctest: +SKIP
    'Without any friction of the touchpoints’ own 4.7 more of 100 would be kept (4.5–4.9); …'
    """
    total, table = shapley.total, shapley.figures
    if not total["low"] > 0:
        return Sentences(say("Taking all friction away would not clearly keep more customers."))
    needed = int((table["part"].cumsum() < 0.5).sum()) + 1
    names = [quoted(shapley.scenario.touchpoints[str(name)].title) for name in table.index[:needed]]
    said = limits(total, ALONE, 1)
    return Sentences(
        say_count(
            "Without any friction of the touchpoints’ own {mean} more of 100 would be kept ({low}–{high}); "
            "{titles} is responsible for {part} of that.",
            "Without any friction of the touchpoints’ own {mean} more of 100 would be kept ({low}–{high}); "
            "{titles} are responsible for {part} of that.",
            needed,
            titles=listed(names),
            part=percent(float(table["part"].iloc[:needed].sum())),
            mean=said["gain"],
            low=said["low"],
            high=said["high"],
        )
    )


def shapley_table(shapley: Shapley) -> Table:
    """Return the shares of touchpoints in what friction costs, as text."""
    touchpoints = shapley.scenario.touchpoints
    rows = [
        (touchpoints[str(name)].title, points(row, OF_ALL), percent(row["part"]))
        for name, row in shapley.figures.iterrows()
    ]
    columns = [say("Touchpoint"), say("Kept, of 100"), say("Part of all")]
    caption = say(
        "Customers kept of 100 measured, if all friction were gone, shared out fairly among touchpoints "
        "(Shapley), with simultaneous 95 % limits"
    )
    return table_of(columns, rows, caption, shapley.figures, "shapley")


TABLES = {"shapley": shapley_table}
