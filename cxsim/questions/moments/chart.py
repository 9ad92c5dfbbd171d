"""Pain × break: where it hurts, and where it decides, which is not the same."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated, written
from cxsim.questions.moments.estimate import Moments
from cxsim.questions.moments.words import KINDS, pain, truth
from cxsim.theme.picture import Picture, named, nothing_to_show
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
    text_width,
    wrap,
)

FORGIVEN, FATAL = "painful, but forgiven", "painful and decisive"
COLUMNS = (
    "touchpoint",
    "kind",
    "moment_of_truth",
    "unjustified_delight",
    *(f"{effect}{limit}" for effect in ("break", "make", "pain") for limit in ("", "_low", "_high")),
)
HEIGHT = 5.4
WIDEST = 2.0  # of the largest pain: as far as limits are shown
SAID = (*COLUMNS, FORGIVEN, FATAL)
LINE = SMALL * 1.4  # points
# Where a label may stand, as its side of the point: (across, along), the nearest first.
SIDES = [(across, along) for along in (0, 1, -1, 2, -2, 3, -3, 4) for across in (1, -1, 0) if across or along]


@named("pain_break")
def pain_break_chart(moments: Moments) -> Picture:
    """Draw pain against break: how much is suffered at a touchpoint, and how many a friction there loses.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint with its class, pain, break and make, with their limits.

    Examples
    --------
    >>> pain_break_chart(moments)  # doctest: +SKIP
    <Picture "Where it hurts, and where it decides": 13 rows>
    """
    table = moments.figures.copy()
    title = say("Where it hurts, and where it decides")
    table.insert(0, "touchpoint", [moments.effects.scenario.touchpoints[name].title for name in table.index])
    shown = table[table["break"].notna() & table["pain"].notna() & (table["people"] > 0)]
    if shown.empty:
        return nothing_to_show(
            title, say("The scenario names nothing that can go wrong at its touchpoints."), COLUMNS
        )
    with house_style():
        figure = new_figure(HEIGHT)
        note = say(
            "Each point is a touchpoint. Up: a single friction there loses many of those who come. To the "
            "right: much is suffered there in all. The lines are 95 % limits that hold for all touchpoints "
            "together."
        )
        top = heading(figure, title, note)
        axes = figure.add_axes((0.75 / WIDTH, 0.6 / HEIGHT, 1 - 0.95 / WIDTH, 1 - (top + 0.75) / HEIGHT))
        _draw(axes, shown)
    said = truth(moments)
    caption = pain(moments) or said
    told = translated("; ").join(
        say(
            "{title}: pain {pain}, break {lost}",
            title=row["touchpoint"],
            pain=written(100 * row["pain"], 1),
            lost=written(100 * -row["break"], 1),
        )
        for _, row in shown.iterrows()
    )
    alt = say(
        "{title}. {said} Pain for each 100 people, and customers lost of 100 who come by a friction: {told}.",
        title=title,
        said=said,
        told=told,
    )
    table["kind"] = table["kind"].map(translated)
    return Picture(figure, title, alt, table[list(COLUMNS)].reset_index(drop=True), caption)


def _draw(axes: Axes, rows: pd.DataFrame) -> None:
    pain, lost = 100 * rows["pain"], -100 * rows["break"]
    # Limits from few replications may lie where nothing can: they run out of the picture.
    high = min(max(float((-100 * rows["break_low"]).fillna(lost).max()), 1.0), 100.0)
    low = max(min(float((-100 * rows["break_high"]).fillna(lost).min()), 0.0), -100.0)
    widest = min(float((100 * rows["pain_high"]).fillna(pain).max()), WIDEST * float(pain.max()))
    axes.set_xlim(0, 1.12 * widest or 1.0)
    axes.set_ylim(low - 0.1 * high, 1.1 * high)
    axes.set_xlabel(say("Pain: negative feelings there, summed up, for each 100 people"))
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_ylabel(say("Break: customers lost by a friction there, of 100 who come"))
    axes.yaxis.set_major_formatter(NumberTicks())
    for _, row in rows.iterrows():
        colour = _colour(row)
        x, y = 100 * row["pain"], -100 * row["break"]
        if pd.notna(row["break_low"]):
            axes.plot(
                [x, x], [-100 * row["break_low"], -100 * row["break_high"]], color=colour, lw=1.2, alpha=0.7
            )
            axes.plot(
                [100 * row["pain_low"], 100 * row["pain_high"]], [y, y], color=colour, lw=1.2, alpha=0.7
            )
        axes.plot(x, y, "o", color=colour, ms=8 if row["moment_of_truth"] else 6, zorder=3)
    corner: dict[str, Any] = {
        "size": SMALL,
        "color": MUTED,
        "style": "italic",
        "transform": axes.transAxes,
    }
    axes.text(0.99, 0.03, translated(FORGIVEN), ha="right", va="bottom", **corner)
    axes.text(0.99, 0.97, translated(FATAL), ha="right", va="top", **corner)
    _label(axes, rows)


def _colour(row: pd.Series) -> str:
    if row["moment_of_truth"]:
        return VERMILLION
    return BLUE if row["kind"] in KINDS else MUTED


def _label(axes: Axes, rows: pd.DataFrame) -> None:
    """Write the names beside the points, the decisive ones first, where they cover nothing."""
    figure = axes.get_figure()
    assert figure is not None
    to_points = 72.0 / figure.dpi

    def place(pain: float, lost: float) -> tuple[float, float]:
        x, y = axes.transData.transform((100 * pain, 100 * lost))
        return to_points * x, to_points * y

    left, bottom, right, top = (to_points * part for part in axes.bbox.extents)
    corner = max(text_width(translated(words)) for words in (FORGIVEN, FATAL)) + 8
    taken = [
        (right - corner, edge - 2 * LINE * up, right, edge + 2 * LINE * (1 - up))
        for edge, up in ((top, 1), (bottom, 0))
    ]
    places, reach, lines = {}, {}, []
    for name, row in rows.iterrows():
        x, y = places[name] = place(row["pain"], -row["break"])
        low_x, low_y = place(row["pain_low"], -row["break_high"])
        high_x, high_y = place(row["pain_high"], -row["break_low"])
        reach[name] = [5.0, 5.0] if math.isnan(low_x) else [x - low_x + 2, high_x - x + 2]
        taken += [(x - 5, y - 5, x + 5, y + 5)]
        if not math.isnan(low_x):
            lines += [(low_x, y - 1, high_x, y + 1), (x - 1, low_y, x + 1, high_y)]
    for name, row in rows.iterrows():
        x, y = places[name]
        weight = "bold" if row["moment_of_truth"] else "normal"
        text = wrap(str(row["touchpoint"]), 170, SMALL, 1, weight)[0]
        wide = text_width(text, SMALL, weight)
        best, least = None, math.inf
        for across, along in SIDES:
            before, after = (max(part, 6.0) + 3 for part in reach[name]) if along == 0 else (9.0, 9.0)
            start = x + after if across > 0 else x - before - wide if across < 0 else x - wide / 2
            middle = y + along * (LINE if across else LINE * 0.95)
            box = (start, middle - LINE / 2, start + wide, middle + LINE / 2)
            outside = box[0] < left or box[2] > right or box[1] < bottom or box[3] > top
            covered = sum(_overlap(box, other) for other in taken) + 0.5 * sum(
                _overlap(box, other) for other in lines
            )
            covered += 1e6 * outside + 10.0 * abs(along)  # better over a line than far away
            if covered < least:
                best, least = box, covered
        assert best is not None
        taken.append(best)
        offset = (best[0] - x, (best[1] + best[3]) / 2 - y)
        axes.annotate(
            text,
            (100 * row["pain"], -100 * row["break"]),
            offset,
            textcoords="offset points",
            size=SMALL,
            weight=weight,
            va="center",
            color=INK if row["moment_of_truth"] or row["kind"] in KINDS else MUTED,
            arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 0.8}
            if abs(offset[1]) > 1.5 * LINE
            else None,
        )


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(tall, 0.0)


CHARTS = {"moments": pain_break_chart}
