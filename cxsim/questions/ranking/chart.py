"""Improvements side by side: customers kept, with limits, beside what it costs."""

from cxsim.language.points import kept_more, of_each
from cxsim.language.speech import say, translated
from cxsim.language.wording import money
from cxsim.questions.ranking.estimate import KEEPS, LOSES, Ranking
from cxsim.questions.ranking.words import best, value
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, MUTED, VERMILLION, house_style

COLUMNS = (
    "title",
    "owner",
    "verdict",
    *(f"{gain}{limit}" for gain in ("kept", "customers") for limit in ("", "_low", "_high")),
    *("stayed", "won", "lost"),
    *("value", "value_low", "value_high", "cost", "cost_per_customer"),
    *("net", "net_low", "net_high", "return", "best", "top"),
)
SAID = COLUMNS


@named("ranking_chart")
def ranking_chart(ranking: Ranking) -> Picture:
    """Draw the gain of each improvement with its limits, beside its cost.

    Returns
    -------
    Picture
        `data` has one row for each improvement; columns as in `Ranking.figures`.

    Examples
    --------
    >>> ranking_chart(ranking)  # doctest: +SKIP
    <Picture "What each improvement keeps, and what it costs": 15 rows>
    """
    table, currency, equivalence_band = (
        ranking.figures,
        ranking.scenario.currency,
        100 * ranking.equivalence_band,
    )
    title = say("What each improvement keeps, and what it costs")
    note = say(
        "Customers kept at the end, more than today, of 100 measured. The lines are 95 % limits which "
        "hold for all improvements together; gains within the grey band count as none."
    )
    rows = [
        Row.of(
            row["title"],
            row,
            ("kept", "kept_low", "kept_high"),
            colour={KEEPS: BLUE, LOSES: VERMILLION}.get(row["verdict"], MUTED),
            right=(money(row["cost"], currency), money(row["cost_per_customer"], currency)),
        )
        for _, row in table.iterrows()
    ]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows))
        axes.axvspan(-equivalence_band, equivalence_band, color="#EEF1F4", lw=0, zorder=0)
        columns = ((0.12, say("Cost")), (1.02, say("per customer")))
        draw_rows(axes, rows, say("more customers kept, of 100"), columns=columns, least=equivalence_band)
    said = best(ranking)
    alt = kept_more(title, said, of_each(zip(table["title"], table["kept"], strict=True)))
    data = table[list(COLUMNS)].assign(verdict=table["verdict"].map(translated)).reset_index(drop=True)
    return Picture(figure, title, alt, data, value(ranking) or said)


CHARTS = {"ranking": ranking_chart}
