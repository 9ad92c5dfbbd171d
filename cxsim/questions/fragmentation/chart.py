"""Perfect links against perfect parts, drawn: what each would keep, and between which departments."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.points import signed_points
from cxsim.language.speech import say, translated
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, Fragmentation
from cxsim.questions.fragmentation.waterfall import fragmentation_waterfall
from cxsim.questions.fragmentation.words import sentences
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    VERMILLION,
    WIDTH,
    NumberTicks,
    heading,
    house_style,
    new_figure,
    without_frame,
    wrap,
)

COLUMNS = ("what", "mean", "low_all", "high_all")
PAIRS = ("source", "target", "mean", "low", "high", "low_all", "high_all", "people")
STEP = 0.32  # inches a row takes
LEFT, WIDE = 3.1, 4.3  # inches: where the scale begins, and how wide it is
SHOWN = 6  # pairs of departments
SAID = (*COLUMNS, *PAIRS, *(world.capitalize() for world in (LINKS, PARTS, BOTH)))


@named("links")
def fragmentation_chart(found: Fragmentation) -> Picture:
    """Draw what perfect links, perfect parts and both would keep, above the links between departments.

    Returns
    -------
    Picture
        `data` has a row for each line of the picture, with its limits; `more` all pairs of departments.

    Examples
    --------
    >>> fragmentation_chart(found)  # doctest: +SKIP
    <Picture "What perfect links and perfect parts would keep": 9 rows>
    """
    rows = _rows(found)
    title = say("What perfect links and perfect parts would keep")
    note = say(
        "Customers kept at the end, more than today, of 100 measured. Lines are 95 % limits, which hold for "
        "the first three together, and for all links between departments."
    )
    height = 1.75 + STEP * len(rows)
    with house_style():
        figure = new_figure(height)
        top = heading(figure, title, note) + 0.12
        box = (LEFT / WIDTH, 0.55 / height, WIDE / WIDTH, 1 - (top + 0.55) / height)
        _draw(figure.add_axes(box), rows, len(found.figures))
    said = sentences(found)
    told = translated("; ").join(
        say("{title}: {figure}", title=row["what"], figure=signed_points(100 * row["mean"], 2))
        for _, row in rows.iterrows()
    )
    alt = say(
        "{title}. {said} Customers kept more than today, of 100: {told}.", title=title, said=said, told=told
    )
    caption = say("The links below the line are those between two departments that would keep the most.")
    more = ((say("All links between departments"), found.departments[list(PAIRS)]),)
    return Picture(figure, title, alt, rows, caption, more)


def _rows(found: Fragmentation) -> pd.DataFrame:
    names = {name: department.title for name, department in found.scenario.departments.items()}
    links = found.departments.head(SHOWN)
    whole = found.figures.assign(what=[translated(str(name).capitalize()) for name in found.figures.index])
    between = links.assign(
        what=[f"{names[a]} → {names[b]}" for a, b in zip(links["source"], links["target"], strict=True)]
    )
    return pd.concat([whole[list(COLUMNS)], between[list(COLUMNS)]], ignore_index=True)


def _draw(axes: Axes, rows: pd.DataFrame, whole: int) -> None:
    """Draw gains with their limits; the first rows are about the whole journey."""
    limits: Any = 100 * rows[["mean", "low_all", "high_all"]]
    low, high = min(float(limits.min().min()), 0.0), max(float(limits.max().max()), 0.1)
    room = 0.06 * (high - low)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    axes.axhline(whole - 0.5, color=FAINT, lw=0.8)
    axes.set_xlabel(say("more customers kept, of 100"))
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    without_frame(axes, "left")
    for position, (_, row) in enumerate(rows.iterrows()):
        mean, least, most = (100 * row[name] for name in ("mean", "low_all", "high_all"))
        colour = BLUE if least > 0 else VERMILLION if most < 0 else MUTED
        if pd.notna(least):
            axes.plot([least, most], [position] * 2, color=colour, lw=1.6)
        axes.plot(mean, position, "o", color=colour, ms=6 if position < whole else 4)
        weight = "bold" if position < whole else "normal"
        axes.annotate(
            wrap(row["what"], 72 * (LEFT - 0.3), SMALL, 1, weight)[0],
            (0, position),
            (-72 * LEFT + 11, 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="left",
            va="center",
            size=SMALL,
            weight=weight,
            color=INK,
        )


CHARTS = {"fragmentation": fragmentation_chart, "waterfall": fragmentation_waterfall}
