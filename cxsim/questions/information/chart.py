"""What is worth finding out, drawn."""

from cxsim.language.speech import say, translated
from cxsim.language.wording import money
from cxsim.questions.information.estimate import Information
from cxsim.questions.information.words import SHOWN, sentences
from cxsim.questions.journey.assumptions import assumption
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, MUTED, house_style

COLUMNS = ("assumption", "worth", "by_chance", "sure", "changes")
SAID = COLUMNS


@named("information_chart")
def information_chart(found: Information) -> Picture:
    """Draw what it is worth to know each assumption, those first that are worth most.

    Returns
    -------
    Picture
        `data` has one row for each assumption; columns as in `Information.figures`.

    Examples
    --------
    >>> information_chart(found)  # doctest: +SKIP
    <Picture "What is worth finding out": 31 rows>
    """
    currency = found.scenario.currency
    table = found.figures.assign(
        assumption=[assumption(found.scenario, str(path)) for path in found.figures.index]
    )
    title = say("What is worth finding out")
    note = say(
        "What it is worth to know an assumption before choosing, in {currency}, less what chance alone would "
        "show. Grey: does not stand out from chance.",
        currency=currency,
    )
    shown = [row for _, row in table.head(SHOWN).iterrows()]
    rows = [Row(row["assumption"], row["worth"], colour=BLUE if row["sure"] else MUTED) for row in shown]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), 3.1, 3.9)
        draw_rows(axes, rows, say("worth up to, {currency}", currency=currency), 3.1)
    told = translated("; ").join(
        say("{title}: {figure}", title=row["assumption"], figure=money(row["worth"], currency))
        for row in shown
    )
    said = sentences(found)
    alt = say("{title}. {said} {told}.", title=title, said=said, told=told)
    return Picture(figure, title, alt, table[list(COLUMNS)].reset_index(drop=True), said)


CHARTS = {"information": information_chart}
