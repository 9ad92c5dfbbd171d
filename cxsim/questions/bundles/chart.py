"""Improvements taken apart, drawn: what each part gains by itself, below the whole."""

import pandas as pd

from cxsim.language.speech import say
from cxsim.language.wording import capital, lasting, percent
from cxsim.questions.bundles.estimate import Bundles
from cxsim.questions.bundles.words import part_words, sentences
from cxsim.questions.experiments.objective_words import gains_told, is_share, unit
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import house_style

SHOWN = 3  # improvements
LEFT = 3.9  # inches: parts have long names
COLUMNS = ("improvement", "what", "gain", "gain_low", "gain_high", "share", "cost_part")
SAID = COLUMNS


@named("bundles_chart")
def bundles_chart(found: Bundles) -> Picture:
    """Draw what improvements gain, and below each what its parts gain by themselves.

    Returns
    -------
    Picture
        `data` has a row for each improvement that is drawn, and one for each of its parts.

    Examples
    --------
    >>> bundles_chart(found)  # doctest: +SKIP
    <Picture "By which of its parts an improvement gains": 5 rows>
    """
    table, said = _rows(found), sentences(found)
    factor = 100.0 if is_share(found.objective) else 1.0
    title = say("By which of its parts an improvement gains")
    if table.empty:
        return nothing_to_show(title, said, COLUMNS)
    label = unit(found.objective, found.scenario.currency, costs=False)
    note = say(
        "{unit}, against today, after {period}: the whole (bold), and each part by itself. Lines are "
        "95\u00a0% limits, for the parts of an improvement together.",
        unit=capital(label),
        period=lasting(found.scenario.period.follow_up),
    )
    rows = [
        Row.of(
            row["what"],
            row,
            ("gain", "gain_low", "gain_high"),
            factor,
            bold=row["what"] == row["improvement"],
            right=tuple("–" if pd.isna(row[one]) else percent(row[one]) for one in ("share", "cost_part")),
        )
        for _, row in table.iterrows()
    ]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), LEFT, 2.3, 0.46)
        columns = ((0.12, say("of the gain")), (0.95, say("of the cost")))
        draw_rows(axes, rows, label, LEFT, columns, lines=3)
    told = gains_told(found.objective, zip(table["what"], table["gain"], strict=True))
    alt = say("{title}. {said} {told}.", title=title, said=said, told=f"{label}: {told}")
    return Picture(figure, title, alt, table, said)


def _rows(found: Bundles) -> pd.DataFrame:
    """Return the improvements that are drawn, each with its parts below it."""
    scenario = found.scenario
    rows = []
    for name, whole in found.whole.head(SHOWN).iterrows():
        title = scenario.improvements[str(name)].title
        rows.append((title, title, whole["gain"], whole["gain_low"], whole["gain_high"], 1.0, 1.0))
        mine = found.figures[found.figures["improvement"] == name]
        for place, row in zip(mine["part"], mine.to_dict("records"), strict=True):
            share = row["share"] / whole["gain"] if whole["gain_low"] > 0.0 else float("nan")
            what = capital(part_words(scenario, found.parts[str(name)][place]))
            limits = (row["alone"], row["alone_low"], row["alone_high"])
            rows.append((title, what, *limits, share, row["cost_part"]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


CHARTS = {"bundles": bundles_chart}
