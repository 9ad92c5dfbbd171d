"""What frictions cost beside what the usual methods find, drawn: the ranks of each touchpoint."""

import numpy as np
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import listed
from cxsim.questions.usual_methods.estimate import METHODS, TOP, UsualMethods
from cxsim.questions.usual_methods.words import FOUND, HEADS, ranks, sentences
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.rows import Row, rows_figure, write_row
from cxsim.theme.style import BLUE, FAINT, INK, MUTED, PAPER, SMALL, house_style, wrap

COLUMNS = ("touchpoint", *FOUND, *HEADS)
SAID = COLUMNS
LEFT, WIDE = 2.6, 5.2  # inches


@named("ranks")
def usual_methods_chart(usual: UsualMethods) -> Picture:
    """Draw the rank of each touchpoint by what frictions there cost, and by each method.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint, the most costly first: its ranks.

    Examples
    --------
    >>> usual_methods_chart(usual)  # doctest: +SKIP
    <Picture "What frictions cost, and what the usual methods would find": 13 rows>
    """
    table, title = ranks(usual), say("What frictions cost, and what the usual methods would find")
    titles = [usual.scenario.touchpoints[str(name)].title for name in table.index]
    if table.empty:
        return nothing_to_show(title, sentences(usual), COLUMNS)
    note = say(
        "Ranks of touchpoints: by what today’s frictions there cost in a year and by how many one friction "
        "loses of those who come, found by experiment, and by what the usual methods make of the same "
        "customers. Blue: the first {number}; a dash: the method says nothing about it.",
        number=TOP,
    )
    with house_style():
        figure, (axes,) = rows_figure(title, note, len(table), LEFT, WIDE, 0.3, above=0.5, rest=2.0)
        axes.set_axis_off()
        axes.set_xlim(-0.5, table.shape[1] - 0.5)
        axes.set_ylim(len(table) - 0.4, -0.6)
        axes.axvline(len(FOUND) - 0.5, color=FAINT, lw=0.8)
        for place, name in enumerate(titles):
            write_row(axes, Row(name), place, LEFT, lines=1)
        _draw(axes, table.to_numpy())
    said = sentences(usual)
    told = translated("; ").join(
        say("{title}: {figure}", title=name, figure=", ".join(map(written, row)))
        for name, row in zip(titles, table.to_numpy(), strict=True)
    )
    alt = say(
        "{title}. {said} Ranks by {methods}: {told}.",
        title=title,
        said=said,
        methods=listed([translated(name) for name in (FOUND | METHODS).values()]),
        told=told,
    )
    data = table.assign(touchpoint=titles)[list(COLUMNS)].reset_index(drop=True)
    return Picture(figure, title, alt, data, said)


def _draw(axes: Axes, table: np.ndarray) -> None:
    """Write the ranks below their titles, the first few on a dot."""
    titles = [translated(head) for head in (FOUND | HEADS).values()]
    for across, head in enumerate(titles):
        lines = "\n".join(wrap(head, 72 * (WIDE / len(titles) - 0.1), SMALL, 2))
        axes.annotate(
            lines,
            (across, 1),
            (0, 6),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=SMALL,
            color=MUTED if across >= len(FOUND) else INK,
            linespacing=1.05,
        )
    for place, row in enumerate(table):
        for across, rank in enumerate(row):
            first = rank <= TOP
            if first:
                axes.plot(across, place, "o", color=BLUE, ms=15, mew=0)
            axes.annotate(
                written(rank),
                (across, place),
                ha="center",
                va="center_baseline",
                size=SMALL,
                color=PAPER if first else MUTED,
                weight="bold" if first else "normal",
            )


CHARTS = {"usual_methods": usual_methods_chart}
