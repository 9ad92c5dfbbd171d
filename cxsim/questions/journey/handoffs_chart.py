"""Hand-offs between departments as a heat map: from whom to whom, and how often the context is lost."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from cxsim.language.speech import say, written
from cxsim.language.wording import percent, percent_briefly, with_interval
from cxsim.questions.journey.department_handoffs import (
    CONTEXT_LOST,
    HANDOFFS,
    LOST_PEOPLE,
    context_lost,
    count_handoffs,
    department_handoffs,
)
from cxsim.results.run import Run
from cxsim.theme.colours import HEAT, INK, MUTED, PAPER
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import SMALL, WIDTH, heading, house_style, new_figure, wrap

SHOWN = 8  # departments
LEFT, RIGHT = 1.75, 0.2  # inches beside the cells
CELL, ROW = 1.25, 0.62  # inches: the widest cell, and the height of each
SAID = ("source", "target", HANDOFFS, CONTEXT_LOST, LOST_PEOPLE)
STRONG = 0.2  # share of contexts lost, from which on the colour is full


@named("handoffs")
def handoffs_chart(run: Run) -> Picture:
    """Draw the hand-offs between departments as a heat map.

    Returns
    -------
    Picture
        `data` has one row for each pair of departments with hand-offs: how many for each 100 people, the
        share that loses the context, people lost after that of 100; 95 % intervals over replications.

    Examples
    --------
    >>> handoffs_chart(run)  # doctest: +SKIP
    <Picture "Who hands customers over to whom, and where the context is lost": 22 rows>
    """
    title = say("Who hands customers over to whom, and where the context is lost")
    counts = count_handoffs(run)
    table, caption = department_handoffs(counts), conclude_handoffs(run)
    if table.empty:
        return nothing_to_show(title, caption, tuple(table.columns))
    titles = {name: department.title for name, department in run.scenario.departments.items()}
    with house_style():
        figure = _figure(title, table, titles)
    data = table.assign(source=table["source"].map(titles), target=table["target"].map(titles))
    told = "; ".join(
        say(
            "{source} → {target}: {handoffs} hand-offs for each 100 people, {share} lose the context",
            source=row["source"],
            target=row["target"],
            handoffs=written(row[HANDOFFS], 0 if row[HANDOFFS] >= 10 else 1),
            share=percent(row[CONTEXT_LOST]),
        )
        for _, row in data.iterrows()
    )
    return Picture(figure, title, f"{title}. {caption} {told}.", data, caption)


def conclude_handoffs(run: Run) -> str:
    """Say in a sentence how often the context is lost between departments and within them."""
    counts = count_handoffs(run)
    across, within = context_lost(counts, across=True), context_lost(counts, across=False)
    if not across.known and not within.known:
        return say("Nobody passes from one touchpoint to another in this simulation.")
    if not across.known:
        share = with_interval(within)
        return say("Of the hand-offs, all within one department, {share} lose the context.", share=share)
    between = with_interval(across)
    if not within.known:
        return say("Of the hand-offs between departments, {share} lose the context.", share=between)
    return say(
        "Of the hand-offs between departments, {share} lose the context; within departments it is {within}.",
        share=between,
        within=with_interval(within, plain=True),
    )


def _figure(title: str, table: pd.DataFrame, titles: dict[str, str]) -> Figure:
    sides = [table.groupby(side)[HANDOFFS].sum() for side in ("source", "target")]
    busy = pd.concat(sides, axis=1).sum(axis=1).nlargest(SHOWN)
    names = [name for name in titles if name in busy.index]
    cell = min(CELL, (10.0 - LEFT - RIGHT) / len(names))
    wide = max(WIDTH, LEFT + RIGHT + cell * len(names))
    note = say(
        "From the department at the left to that above. In each cell hand-offs for each 100 people, and how "
        "many of them lose the context (the stronger the colour, the more often); below, where there are "
        "any, people lost of 100 with that on their mind."
    )
    figure = new_figure(1.0, wide)
    top = heading(figure, title, note) + 0.75
    height = top + ROW * len(names) + 0.25
    figure = new_figure(height, wide)
    heading(figure, title, note)
    box = (LEFT / wide, 0.25 / height, cell * len(names) / wide, ROW * len(names) / height)
    _draw(figure.add_axes(box), table, names, titles, cell)
    return figure


def _draw(axes: Axes, table: pd.DataFrame, names: list[str], titles: dict[str, str], cell: float) -> None:
    """Draw the cells with their figures, and the names of the departments beside them."""
    import seaborn as sns  # takes a second to import, and only this picture needs it

    shares = table.pivot(index="source", columns="target", values=CONTEXT_LOST)
    cells = shares.reindex(index=names, columns=names)
    colours = LinearSegmentedColormap.from_list("heat", HEAT)
    look: dict[str, Any] = {"cbar": False, "linewidths": 2.0, "linecolor": PAPER}
    sns.heatmap(
        cells, vmin=0.0, vmax=STRONG, cmap=colours, ax=axes, xticklabels=False, yticklabels=False, **look
    )
    axes.set(xlabel="", ylabel="")
    axes.grid(visible=False)
    for _, row in table[table["source"].isin(names) & table["target"].isin(names)].iterrows():
        x, y = names.index(row["target"]) + 0.5, names.index(row["source"]) + 0.5
        lines = [written(row[HANDOFFS], 0 if row[HANDOFFS] >= 10 else 1), percent_briefly(row[CONTEXT_LOST])]
        if row[LOST_PEOPLE] >= 0.05:
            lines.append(say("{number} lost", number=written(row[LOST_PEOPLE], 1)))
        for number, line in enumerate(lines):
            up = (len(lines) - 1) / 2 - number
            weight = "bold" if number == 1 else "normal"
            axes.annotate(
                line,
                (x, y),
                (0, 11.5 * up),
                textcoords="offset points",
                ha="center",
                va="center",
                size=SMALL,
                weight=weight,
                color=INK,
            )
    look = {"size": SMALL, "textcoords": "offset points", "annotation_clip": False}
    left: dict[str, Any]
    above: dict[str, Any]
    left, above = {"ha": "right", "va": "center"}, {"ha": "center", "va": "bottom"}
    for number, name in enumerate(names):
        at = number + 0.5
        for place, away, wide, side in (
            ((0, at), (-6, 0), LEFT - 0.3, left),
            ((at, 0), (0, 5), cell - 0.08, above),
        ):
            words = "\n".join(wrap(titles[name], 72 * wide, SMALL, 3, "bold"))
            axes.annotate(words, place, away, color=INK, weight="bold", **look, **side)
    corner = say("from ↓, to →")
    axes.annotate(corner, (0, 0), (-6, 5), color=MUTED, ha="right", va="bottom", **look)
