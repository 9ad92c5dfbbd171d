"""Shares of touchpoints in what friction costs, drawn with their limits."""

from cxsim.language.speech import say
from cxsim.language.wording import capital, lasting, percent
from cxsim.questions.experiments.objective_words import gains_told, is_share, unit
from cxsim.questions.shapley.estimate import Shapley
from cxsim.questions.shapley.words import sentences
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import house_style

LIMITS = ("mean", "low_all", "high_all")
COLUMNS = ("touchpoint", *LIMITS, "part", "value", "value_low", "value_high")
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
    label = unit(shapley.objective, shapley.scenario.currency, costs=False)
    factor = 100 if is_share(shapley.objective) else 1
    note = say(
        "{unit}, against today, after {period}, if all friction were gone; each touchpoint has its fair "
        "share of them. Lines are 95 % limits that hold for all touchpoints together.",
        unit=capital(label),
        period=lasting(shapley.scenario.period.follow_up),
    )
    rows = [
        Row.of(row["touchpoint"], row, LIMITS, factor, right=(percent(row["part"]),))
        for _, row in table.iterrows()
    ]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), wide=3.7, step=0.34)
        draw_rows(axes, rows, label, columns=[(0.15, say("part of all"))])
    said = sentences(shapley)
    told = gains_told(shapley.objective, zip(titles, table["mean"], strict=True))
    alt = say("{title}. {said} {told}.", title=title, said=said, told=f"{label}: {told}")
    return Picture(figure, title, alt, table, said)


CHARTS = {"shapley": shapley_chart}
