"""A selection drawn: what each improvement gained for as long as it was simulated, and what sent it away."""

from cxsim.language.speech import say, written
from cxsim.questions.choice.estimate import Selection
from cxsim.questions.choice.words import beaten_by, counted_in, sentences, title_of
from cxsim.questions.experiments.objective_words import gains_told, is_share
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, INK, MUTED, SMALL, house_style, wrap

COLUMNS = ("title", "gain", "replications", "beaten_by")
SAID = COLUMNS
RIGHT = 2.2  # inches for what sent an improvement away


@named("choice_chart")
def choice_chart(selection: Selection) -> Picture:
    """Draw the gain of each improvement, those that stayed longest first.

    Returns
    -------
    Picture
        `data` has one row for each improvement and for today's journey; columns as in `Selection.figures`.

    Examples
    --------
    >>> choice_chart(selection)  # doctest: +SKIP
    <Picture "Which improvement to choose, and what the others lost to": 16 rows>
    """
    table = selection.figures
    title = say("Which improvement to choose, and what the others lost to")
    note = say(
        "Gain against today, over as many replications as an improvement was simulated. What left early was "
        "clearly beaten, by how much is known roughly only."
    )
    factor = 100 if is_share(selection.objective) else 1
    rows = []
    for name, row in table.iterrows():
        best, there = name == selection.best, not row["beaten_by"]
        lost_to = wrap(beaten_by(selection, str(name)) or "–", 72 * RIGHT, SMALL, 1)[0]
        right, colour = (written(row["replications"]), lost_to), BLUE if best else INK if there else MUTED
        rows.append(
            Row.of(
                title_of(selection, str(name)), row, ["gain"], factor, colour=colour, right=right, bold=best
            )
        )
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), wide=1.9)
        columns = ((0.12, say("replications")), (1.0, say("beaten by")))
        draw_rows(axes, rows, counted_in(selection), columns=columns)
    titles = [title_of(selection, str(name)) for name in table.index]
    by = [beaten_by(selection, str(name)) for name in table.index]
    said = sentences(selection)
    told = gains_told(selection.objective, zip(titles, table["gain"], strict=True))
    alt = say("{title}. {said} {told}.", title=title, said=said, told=f"{counted_in(selection)}: {told}")
    data = table.assign(title=titles, beaten_by=by)[list(COLUMNS)].reset_index(drop=True)
    return Picture(figure, title, alt, data, said)


CHARTS = {"choice": choice_chart}
