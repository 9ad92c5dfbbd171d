"""Which assumptions move the lead of the first improvement, drawn."""

from cxsim.language.speech import say, translated
from cxsim.language.wording import quoted
from cxsim.questions.drivers.estimate import Drivers
from cxsim.questions.drivers.words import SHOWN, moved, range_of, sentences
from cxsim.questions.experiments.objective_words import is_share, unit
from cxsim.questions.journey.assumptions import assumption
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, MUTED, house_style

COLUMNS = ("assumption", "lead", "lead_error", "gain", "gain_error")
SAID = COLUMNS


@named("drivers_chart")
def drivers_chart(drivers: Drivers) -> Picture:
    """Draw how far each assumption moves the lead, those that move it most.

    Returns
    -------
    Picture
        `data` has one row for each assumption; columns as in `Drivers.figures`.

    Examples
    --------
    >>> drivers_chart(drivers)  # doctest: +SKIP
    <Picture "Which assumptions decide whether the first improvement stays ahead": 47 rows>
    """
    names = [assumption(drivers.scenario, str(path)) for path in drivers.figures.index]
    table = drivers.figures.assign(assumption=names)
    title = say("Which assumptions decide whether the first improvement stays ahead")
    note = say(
        "How far, on average, an assumption that is moved over its range moves the lead of {title}, "
        "whichever way ({unit}). Lines are 95 % intervals; what may be chance is grey.",
        title=quoted(drivers.scenario.improvements[drivers.leader].title),
        unit=unit(drivers.objective, drivers.scenario.currency),
    )
    factor = 100 if is_share(drivers.objective) else 1
    rows = []
    for path, row in table.head(SHOWN).iterrows():
        lead, error = factor * row["lead"], factor * row["lead_error"]
        colour, right = BLUE if lead > error else MUTED, (range_of(drivers, str(path)),)
        rows.append(Row(row["assumption"], lead, max(lead - error, 0.0), lead + error, colour, right))
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), 3.1, 3.1)
        draw_rows(axes, rows, say("moves the lead by"), 3.1, [(0.15, say("range"))])
    told = translated("; ").join(
        say("{title}: {figure}", title=row["assumption"], figure=moved(drivers, row, "lead"))
        for _, row in table.head(SHOWN).iterrows()
    )
    said = sentences(drivers)
    alt = say(
        "{title}. {said} The lead moves by: {told}.",
        title=title,
        said=said,
        told=told,
    )
    return Picture(figure, title, alt, table[list(COLUMNS)].reset_index(drop=True), said)


CHARTS = {"drivers": drivers_chart}
