"""Improvements side by side: what each gains, with limits, beside its net value."""

from cxsim.language.speech import say, translated
from cxsim.language.wording import capital, lasting
from cxsim.questions.experiments.objective_words import amounts, gains_told, horizon, is_share, unit
from cxsim.questions.experiments.objectives import VERDICTS
from cxsim.questions.ranking.estimate import PAYS, Ranking
from cxsim.questions.ranking.words import best, first
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, MUTED, VERMILLION, house_style

COLUMNS = (
    *("title", "owner", "verdict"),
    *(f"{gain}{end}" for gain in ("gain", "stay", "join", "customers") for end in ("", "_low", "_high")),
    *("by_staying", "by_joining", "by_referral", "by_the_rest"),
    *(f"{money}{end}" for money in ("value", "net") for end in ("", "_low", "_high")),
    *("cost", "first_year", "pays", "payback", "best", "top"),
)
SAID = (*COLUMNS, *PAYS)


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
    table, scenario, objective = ranking.figures, ranking.scenario, ranking.objective
    label, factor = unit(objective, scenario.currency), 100 if is_share(objective) else 1
    title = say("What each improvement gains, and what it brings")
    note = say(
        "{unit}, against today, after {period}. The lines are 95 % limits which hold for all improvements "
        "together; net value is over {horizon}, discounted.",
        unit=capital(label),
        period=lasting(scenario.period.follow_up),
        horizon=horizon(scenario),
    )
    verdicts = VERDICTS[objective]
    rows = [
        Row.of(
            row["title"],
            row,
            ("gain", "gain_low", "gain_high"),
            factor,
            colour={verdicts.better: BLUE, verdicts.worse: VERMILLION}.get(row["verdict"], MUTED),
            right=(amounts("net_value", row, "net"),),
        )
        for _, row in table.iterrows()
    ]
    band = 100 * ranking.equivalence_band if is_share(objective) else 0.0
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), wide=2.55)  # room for millions with limits
        axes.axvspan(-band, band, color="#EEF1F4", lw=0, zorder=0)
        columns = ((0.12, say("Net value, {currency}", currency=scenario.currency)),)
        draw_rows(axes, rows, label, columns=columns, least=band or 1.0)
    told = gains_told(objective, zip(table["title"], table["gain"], strict=True))
    alt = say("{title}. {said} {told}.", title=title, said=best(ranking), told=f"{label}: {told}")
    said = {name: table[name].map(translated) for name in ("verdict", "pays")}
    data = table[list(COLUMNS)].assign(**said).reset_index(drop=True)
    return Picture(figure, title, alt, data, first(ranking) or best(ranking))


CHARTS = {"ranking": ranking_chart}
