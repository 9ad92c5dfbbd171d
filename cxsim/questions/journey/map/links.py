"""The links of a journey as a table: who passes from where to where, and how often the context is lost."""

import pandas as pd

from cxsim.language.speech import say, written
from cxsim.language.wording import percent
from cxsim.questions.journey.map.journey_map import passages
from cxsim.results.run import Run
from cxsim.scenario.arguments import public
from cxsim.theme.tables import Table

SHOWN = 12


@public(most=(1, 1_000_000))
def links_table(run: Run, most: int = SHOWN) -> Table:
    """Return the most frequent passages from touchpoint to touchpoint, as text.

    Parameters
    ----------
    most
        How many are listed.

    Examples
    --------
    >>> links_table(run)  # doctest: +SKIP
    """
    points, found = run.scenario.touchpoints, passages(run)
    rows = [
        (
            points[row["source"]].title,
            points[row["target"]].title,
            written(100 * row["passages"]),
            percent(row["context_lost"]),
        )
        for row in found.head(most).to_dict("records")
    ]
    caption = say(
        "The {shown} most frequent of {all} ways from one touchpoint to the next",
        shown=len(rows),
        all=len(found),
    )
    columns = [say("From"), say("To"), say("Times, for 100 people"), say("Context lost")]
    return Table(pd.DataFrame(rows, columns=columns), caption)
