"""What friction costs and to which touchpoints that is due, in words."""

import pandas as pd

from cxsim.analysis.shapley import Shapley
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Sentence
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import percent


def conclude_shapley(shapley: Shapley) -> Sentence:
    """Say what all friction costs, and how few touchpoints most of it is due to.

    Examples
    --------
    >>> conclude_shapley(shapley)  # doctest: +SKIP
    'Without any friction of the touchpoints’ own 4.7 more of 100 would be kept (4.5–4.9); …'
    """
    total, table = shapley.total, shapley.table
    if not total["low"] > 0:
        return Sentence("Taking all friction away would not clearly keep more customers.")
    limits = f"({100 * total['low']:.1f}–{100 * total['high']:.1f})"
    needed = int((table["part"].cumsum() < 0.5).sum()) + 1
    names = [f"“{shapley.scenario.touchpoints[str(name)].title}”" for name in table.index[:needed]]
    which = names[0] if needed == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    part = percent(float(table["part"].iloc[:needed].sum()))
    verb = "is" if needed == 1 else "are"
    return Sentence(
        f"Without any friction of the touchpoints’ own {100 * total['mean']:.1f} more of 100 would be kept "
        f"{limits}; {which} {verb} responsible for {part} of that."
    )


def shapley_table(shapley: Shapley) -> Table:
    """Return the shares of touchpoints in what friction costs, as text."""
    rows = []
    for name, row in shapley.table.iterrows():
        share, low, high = (signed_points(100 * row[column], 2) for column in ("mean", "low_all", "high_all"))
        limits = f" ({low} to {high})" if pd.notna(row["low_all"]) else ""
        rows.append((shapley.scenario.touchpoints[str(name)].title, f"{share}{limits}", percent(row["part"])))
    caption = (
        "Customers kept of 100 measured, if all friction were gone, shared out fairly among touchpoints "
        "(Shapley), with simultaneous 95 % limits"
    )
    columns = ["Touchpoint", "Kept, of 100", "Part of all"]
    return Table(pd.DataFrame(rows, columns=columns), caption, shapley.table, "shapley")
