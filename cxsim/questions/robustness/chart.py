"""Two uncertainties side by side, never mixed: chance, and not knowing the parameters."""

from cxsim.language.speech import say, translated
from cxsim.language.wording import capital, percent
from cxsim.questions.experiments.objective_words import amount, is_share, unit
from cxsim.questions.robustness.estimate import TOP, Robustness
from cxsim.questions.robustness.words import sentences
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, ORANGE, house_style

COLUMNS = ("title", "gain", "gain_low", "gain_high", "middle", "low", "high", "top", "best", "gains", "pays")
SAID = COLUMNS
BAND = "#F6DDA8"
APART = 0.17  # of a row: chance above its middle, assumptions below


@named("robustness")
def robustness_chart(robustness: Robustness) -> Picture:
    """Draw the gain of each improvement with its limits by chance, above where other assumptions put it.

    Returns
    -------
    Picture
        `data` has one row for each improvement: ``title``, ``gain``, ``gain_low``, ``gain_high`` (as in the
        ranking), ``middle``, ``low``, ``high``, ``top``, ``best``, ``gains`` and ``pays`` (as in
        the robustness).
    """
    table = robustness.ranking.figures[list(COLUMNS[:4])].join(
        robustness.figures[list(COLUMNS[4:])], how="inner"
    )
    objective = robustness.ranking.objective
    label, factor = unit(objective, robustness.scenario.currency), 100 if is_share(objective) else 1
    title = say("Gains, and what they owe to the assumptions")
    note = say(
        "{unit}, against today. Blue: the mean over {sets} sets of assumptions; the line is chance (95 % "
        "limits for all together). Orange: the median, and where nine tenths of the sets lie, without the "
        "noise of the few replications that a set has.",
        sets=len(robustness.gains),
        unit=capital(label),
    )
    points = factor * table[["low", "high", "middle"]]
    rows = [
        Row.of(row["title"], row, COLUMNS[1:4], factor, colour=BLUE, right=(percent(row["top"]),), dot=5.0)
        for _, row in table.iterrows()
    ]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), wide=3.7, step=0.42, above=0.4, rest=2.05)
        for place, (_, row) in enumerate(points.iterrows()):
            below = place + APART
            axes.plot([row["low"], row["high"]], [below] * 2, color=BAND, lw=7, solid_capstyle="butt")
            axes.plot(row["middle"], below, "|", color=ORANGE, ms=8, mew=2)
        columns = [(0.15, say("best {number} in", number=TOP))]
        ends = points[["low", "high"]].to_numpy().flat
        draw_rows(axes, rows, label, columns=columns, room=0.04, ends=ends, lift=APART, top=0.75)
    told = translated("; ").join(
        say(
            "{title}: {gain} on average, {low} to {high} by assumptions, best {number} in {share}",
            title=row["title"],
            number=TOP,
            share=percent(row["top"]),
            **{end: amount(objective, row[end]) for end in ("gain", "low", "high")},
        )
        for _, row in table.iterrows()
    )
    said = sentences(robustness)
    data = table[list(COLUMNS)].reset_index(drop=True)
    alt = say("{title}. {said} {told}.", title=title, said=said, told=f"{label}: {told}")
    return Picture(figure, title, alt, data, said)


CHARTS = {"robustness": robustness_chart}
