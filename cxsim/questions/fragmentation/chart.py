"""Perfect links against perfect parts, drawn: what each would gain, and between which departments."""

import pandas as pd

from cxsim.language.speech import say, translated
from cxsim.language.wording import capital, lasting
from cxsim.questions.experiments.objective_words import gains_told, is_share, unit
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, Fragmentation
from cxsim.questions.fragmentation.waterfall import fragmentation_waterfall
from cxsim.questions.fragmentation.words import sentences
from cxsim.theme.picture import Picture, named
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import FAINT, house_style

COLUMNS = ("what", "mean", "low_all", "high_all")
PAIRS = ("source", "target", "mean", "low", "high", "low_all", "high_all", "people")
SAID = (*COLUMNS, *PAIRS, *(world.capitalize() for world in (LINKS, PARTS, BOTH)))
LEFT = 3.1  # inches
SHOWN = 6  # pairs of departments


@named("links")
def fragmentation_chart(found: Fragmentation) -> Picture:
    """Draw what perfect links, perfect parts and both would gain, above the links between departments.

    Returns
    -------
    Picture
        `data` has a row for each line of the picture, with its limits; `more` all pairs of departments.

    Examples
    --------
    >>> fragmentation_chart(found)  # doctest: +SKIP
    <Picture "What perfect links and perfect parts would gain": 9 rows>
    """
    table, whole = _rows(found), len(found.figures)
    title = say("What perfect links and perfect parts would gain")
    label = unit(found.objective, found.scenario.currency, costs=False)
    factor = 100 if is_share(found.objective) else 1
    note = say(
        "{unit}, against today, after {period}. Lines are 95 % limits, which hold for the first three "
        "together, and for all links between departments.",
        unit=capital(label),
        period=lasting(found.scenario.period.follow_up),
    )
    rows = [
        Row.of(row["what"], row, COLUMNS[1:], factor, bold=place < whole, dot=6.0 if place < whole else 4.0)
        for place, (_, row) in enumerate(table.iterrows())
    ]
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(rows), LEFT, 4.3, 0.32, above=0.12)
        axes.axhline(whole - 0.5, color=FAINT, lw=0.8)
        draw_rows(axes, rows, label, LEFT, lines=1)
    told = gains_told(found.objective, zip(table["what"], table["mean"], strict=True))
    alt = say("{title}. {said} {told}.", title=title, said=sentences(found), told=f"{label}: {told}")
    caption = say(
        "The links below the line are those between or within departments that would gain the most."
    )
    more = ((say("All links between departments"), found.departments[list(PAIRS)]),)
    return Picture(figure, title, alt, table, caption, more)


def _rows(found: Fragmentation) -> pd.DataFrame:
    names = {name: department.title for name, department in found.scenario.departments.items()}
    links = found.departments.head(SHOWN)
    whole = found.figures.assign(what=[translated(str(name).capitalize()) for name in found.figures.index])
    between = links.assign(
        what=[f"{names[a]} → {names[b]}" for a, b in zip(links["source"], links["target"], strict=True)]
    )
    return pd.concat([whole[list(COLUMNS)], between[list(COLUMNS)]], ignore_index=True)


CHARTS = {"fragmentation": fragmentation_chart, "waterfall": fragmentation_waterfall}
