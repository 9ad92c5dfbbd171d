"""Parts and whole drawn against their targets: each figure with its interval, beside a tick."""

from typing import Any

from cxsim.language.speech import say, translated
from cxsim.questions.journey.kpi_table import readable
from cxsim.questions.targets.estimate import AMBER, GREEN, RED, WHOLE, Targets
from cxsim.questions.targets.words import against, sentences, target_of, titled
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, ORANGE, VERMILLION, house_style

COLUMNS = ("who", "kpi", "mean", "low", "high", "asked_for", "status")
SAID = COLUMNS
COLOURS = {GREEN: BLUE, AMBER: ORANGE, RED: VERMILLION}
UNITS = {"share": "%", "min": "min"}
LEFT, STEP = 3.1, 0.29  # inches


@named("targets_chart")
def targets_chart(found: Targets) -> Picture:
    """Draw each figure with its interval, beside its target; each unit has a scale of its own.

    Returns
    -------
    Picture
        `data` has one row for each figure; columns as in `Targets.figures`.

    Examples
    --------
    >>> targets_chart(found)  # doctest: +SKIP
    <Picture "Where targets are met, and whether the journey meets its own": 26 rows>
    """
    table, currency = found.figures, found.scenario.currency
    title = say("Where targets are met, and whether the journey meets its own")
    if table.empty:
        return nothing_to_show(title, sentences(found), COLUMNS)
    note = say(
        "The tick is the target, the line the 95 % interval. Blue: the whole interval meets the target; "
        "orange: that cannot be told; red: none of it does."
    )
    units = list(dict.fromkeys(table["unit"]))
    number = len(table) + 2 * (len(units) - 1)
    with house_style():
        figure, (whole,) = rows_figure(title, note, number, LEFT, 2.3, STEP)
        place, done = whole.get_position(), 0
        whole.remove()
        for unit in units:
            rows = [_row(found, row) for _, row in table[table["unit"] == unit].iterrows()]
            tall, above = (place.height * part / number for part in (len(rows), done))
            axes = figure.add_axes((place.x0, place.y1 - above - tall, place.width, tall))
            columns = ((0.12, say("Target")), (1.35, say("Light"))) if not done else ((0.12, ""), (1.35, ""))
            label = {**UNITS, "money": currency, "d": say("d")}.get(unit, "")
            draw_rows(axes, rows, label, LEFT, columns, lines=1)
            done += len(rows) + 2
    said = sentences(found)
    told = translated("; ").join(
        say("{title}: {figure}", title=titled(row), figure=against(found, row)) for _, row in table.iterrows()
    )
    data = table.assign(
        who=[titled(row) for _, row in table.iterrows()],
        kpi=table["kpi"].map(readable),
        asked_for=table["target"],
        status=table["status"].map(translated),
    )
    alt = say("{title}. {said} {told}.", title=title, said=said, told=told)
    return Picture(figure, title, alt, data[list(COLUMNS)], said)


def _row(found: Targets, row: Any) -> Row:
    share = row["unit"] == "share"
    return Row.of(
        f"{titled(row)}, {readable(row['kpi'])}",
        row,
        ("mean", "low", "high"),
        factor=100.0 if share else 1.0,
        colour=COLOURS[row["status"]],
        right=(target_of(found, row), translated(row["status"])),
        mark=row["target"] * (100.0 if share else 1.0),
        bold=row["scope"] == WHOLE,
    )


CHARTS = {"targets": targets_chart}
