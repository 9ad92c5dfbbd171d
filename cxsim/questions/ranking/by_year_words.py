"""Who stays, and customers, at the end of each year, as a table."""

import math
from collections.abc import Mapping
from itertools import chain
from typing import Any

import pandas as pd

from cxsim.language.speech import say, written
from cxsim.language.wording import between, lasting
from cxsim.questions.experiments.objective_words import amounts
from cxsim.theme.tables import Table, table_of


def years_table(years: pd.DataFrame, titles: Mapping[str, str], name: str) -> Table:
    """Return what the first journey reaches by the end of each year, and how much more the others do.

    Parameters
    ----------
    years
        As `cxsim.questions.experiments.by_year.by_year` returns it.
    titles
        Of the journeys, in the order in which they are shown, the first one first.
    name
        What the files are called.
    """
    rows: Any = years.set_index([str(years.columns[0]), "measure", "day"])
    ends = [(measure, day) for one, measure, day in rows.index if one == next(iter(titles))]
    cells = [
        (title, *(_cell(measure, rows.loc[(one, measure, day)], first=not place) for measure, day in ends))
        for place, (one, title) in enumerate(titles.items())
    ]
    heading = {
        measure: [_heading(measure, float(day)) for of, day in ends if of == measure] for measure, _ in ends
    }
    columns = [say("Journey"), *chain.from_iterable(heading.values())]
    caption = say(
        "How many of 100 of today’s customers still are, and customers there are, at the end of each year: "
        "in the first journey with 95\u00a0% limits, and how many more in each other with limits that hold "
        "for all of them together"
    )
    return table_of(columns, cells, caption, years, name, (0, len(ends) // 2, len(ends)))


def _heading(measure: str, day: float) -> str:
    told = {"time": lasting(day)}
    if measure == "stay":
        return say("Stay after {time}, of 100", **told)
    return say("Customers after {time}", **told)


def _cell(measure: Any, row: Any, first: bool) -> str:
    if not first:
        return amounts(measure, row)
    values = [row[f"level{end}"] for end in ("", "_low", "_high")]
    if math.isnan(values[0]):
        return "–"
    shown = [written(100 * one, 1) if measure == "stay" else written(one, 0) for one in values]
    return between(shown, known=not math.isnan(values[1]))
