"""How far the facts narrow the assumptions, drawn."""

from cxsim.language.speech import say, translated
from cxsim.questions.facts.estimate import ConsistentSets
from cxsim.questions.facts.words import limits_of, sentences
from cxsim.questions.journey.assumptions import assumption
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import BLUE, MUTED, house_style

SHOWN = 12  # assumptions
COLUMNS = ("assumption", "low", "high", "from", "middle", "to", "narrowed", "told")
SAID = COLUMNS


@named("facts_chart")
def facts_chart(found: ConsistentSets) -> Picture:
    """Draw where the sets that agree with the facts lie in the range of each assumption.

    Returns
    -------
    Picture
        `data` has one row for each assumption; columns as in `ConsistentSets.ranges`.

    Examples
    --------
    >>> facts_chart(found)  # doctest: +SKIP
    <Picture "Which assumptions agree with the facts": 30 rows>
    """
    names = [assumption(found.scenario, str(path)) for path in found.ranges.index]
    table = found.ranges.assign(assumption=names)
    title = say("Which assumptions agree with the facts")
    note = say(
        "Where nine tenths of the sets lie that agree with the facts, in the range of each assumption from "
        "its lowest to its highest value; the dot is their median. What may be chance is grey."
    )
    rows, told = list[Row](), list[str]()
    for path, row in table.head(SHOWN).iterrows():
        width = max(row["high"] - row["low"], 1e-300)
        middle, start, end = (100 * (row[one] - row["low"]) / width for one in ("middle", "from", "to"))
        said = limits_of(found, str(path))
        right = say("{low} to {high}", low=said["least"], high=said["most"])
        rows.append(Row(row["assumption"], middle, start, end, BLUE if row["told"] else MUTED, (right,)))
        told.append(say("{title}: {figure}", title=row["assumption"], figure=right))
    with house_style():
        figure, (axes,) = rows_figure(title, note, max(len(rows), 1), 3.1, 2.9)
        draw_rows(axes, rows, say("place in the range, of 100"), 3.1, [(0.15, say("agrees"))], ends=(0, 100))
    said_all = sentences(found)
    alt = say("{title}. {said} {told}.", title=title, said=said_all, told=translated("; ").join(told))
    return Picture(figure, title, alt, table[list(COLUMNS)].reset_index(drop=True), said_all)


CHARTS = {"facts": facts_chart}
