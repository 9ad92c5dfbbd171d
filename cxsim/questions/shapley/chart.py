"""Shares of touchpoints in what friction costs, drawn with their limits."""

from cxsim.language.points import kept_more, of_each
from cxsim.language.speech import say
from cxsim.language.wording import percent
from cxsim.questions.shapley.estimate import Shapley
from cxsim.questions.shapley.words import sentences
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import house_style

LIMITS = ("mean", "low_all", "high_all")
COLUMNS = ("touchpoint", *LIMITS, "part")
SAID = COLUMNS


@named("shapley_chart")
def shapley_chart(shapley: Shapley) -> Picture:
    """Draw the share of each touchpoint in what all friction costs.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint; columns as in `Shapley.figures`.

    Examples
    --------
    >>> shapley_chart(shapley)  # doctest: +SKIP
    <Picture "What friction costs, shared out among touchpoints": 13 rows>
    """
    titles = [shapley.scenario.touchpoints[str(name)].title for name in shapley.figures.index]
    table = shapley.figures.reset_index().assign(touchpoint=titles)[list(COLUMNS)]
    title = say("What friction costs, shared out among touchpoints")
    note = say(
        "Customers kept at the end, more than today, of 100 measured, if all friction were gone; each "
        "touchpoint has its fair share of them. Lines are 95 % limits that hold for all touchpoints together."
    )
    rows = [
        Row.of(row["touchpoint"], row, LIMITS, right=(percent(row["part"]),)) for _, row in table.iterrows()
    ]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), wide=3.7, step=0.34)
        draw_rows(axes, rows, say("more customers kept, of 100"), columns=[(0.15, say("part of all"))])
    said, told = sentences(shapley), of_each(zip(titles, table["mean"], strict=True), 2)
    return Picture(figure, title, kept_more(title, said, told), table, said)


CHARTS = {"shapley": shapley_chart}
