"""What friction costs and to which touchpoints that is due, in words."""

import pandas as pd

from cxsim.language.points import with_limits
from cxsim.language.speech import say, say_count, written
from cxsim.language.wording import listed, percent, quoted
from cxsim.questions.shapley.estimate import Shapley
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table


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
    mean, low, high = (written(100 * total[name], 1) for name in ("mean", "low", "high"))
    return Sentences(
        say_count(
            "Without any friction of the touchpoints’ own {mean} more of 100 would be kept ({low}–{high}); "
            "{titles} is responsible for {part} of that.",
            "Without any friction of the touchpoints’ own {mean} more of 100 would be kept ({low}–{high}); "
            "{titles} are responsible for {part} of that.",
            needed,
            titles=listed(names),
            part=percent(float(table["part"].iloc[:needed].sum())),
            mean=mean,
            low=low,
            high=high,
        )
    )


def shapley_table(shapley: Shapley) -> Table:
    """Return the shares of touchpoints in what friction costs, as text."""
    rows = []
    for name, row in shapley.figures.iterrows():
        share = with_limits(*(100 * row[column] for column in ("mean", "low_all", "high_all")))
        rows.append((shapley.scenario.touchpoints[str(name)].title, share, percent(row["part"])))
    columns = [say("Touchpoint"), say("Kept, of 100"), say("Part of all")]
    caption = say(
        "Customers kept of 100 measured, if all friction were gone, shared out fairly among touchpoints "
        "(Shapley), with simultaneous 95 % limits"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, shapley.figures, "shapley")


TABLES = {"shapley": shapley_table}
