"""Year × visit: what today's frictions cost in all, and what one of them does, which is not the same."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import lasting
from cxsim.questions.moments.estimate import DECISIVE, Moments, year_or_less
from cxsim.questions.moments.words import JUDGED, costs, truth
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

MANY, FATAL = "costly by their number", "costly and decisive"
COLUMNS = (
    "touchpoint",
    "kind",
    "judged_by",
    "moment_of_truth",
    "unjustified_delight",
    *(
        f"{effect}{limit}"
        for effect in ("customers", "loss", "break", "make", "policy_break", "pain")
        for limit in ("", "_low", "_high")
    ),
)
HEIGHT = 5.4
WIDEST = 2.0  # of the largest loss: as far as limits are shown
SAID = (*COLUMNS, MANY, FATAL)
LINE = SMALL * 1.4  # points
# Where a label may stand, as its side of the point: (across, along), the nearest first.
SIDES = [(across, along) for along in (0, 1, -1, 2, -2, 3, -3, 4) for across in (1, -1, 0) if across or along]


@named("year_and_visit")
def year_and_visit_chart(moments: Moments) -> Picture:
    """Draw what today's frictions at a touchpoint cost in a year against how many a single one there loses.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint with its class, what its frictions cost, and what one friction
        and one delight do, with their limits.

    Examples
    --------
    >>> year_and_visit_chart(moments)  # doctest: +SKIP
    <Picture "What frictions cost in one year, and where one decides": 13 rows>
    """
    table, period = moments.figures.copy(), lasting(year_or_less(moments.scenario))
    title = say("What frictions cost in {period}, and where one decides", period=period)
    table.insert(0, "touchpoint", [moments.scenario.touchpoints[name].title for name in table.index])
    shown = table[table["break"].notna() & table["customers"].notna() & (table["people"] > 0)]
    if shown.empty:
        return nothing_to_show(
            title, say("The scenario names nothing that can go wrong at its touchpoints."), COLUMNS
        )
    with house_style():
        figure = new_figure(HEIGHT)
        note = say(
            "Each point is a touchpoint. Up: a single friction there loses many of those who come. To the "
            "right: today’s frictions there, waiting included, cost many customers in all. The lines are "
            "95\u00a0% limits that hold for all touchpoints together."
        )
        top = heading(figure, title, note)
        axes = figure.add_axes((0.75 / WIDTH, 0.6 / HEIGHT, 1 - 0.95 / WIDTH, 1 - (top + 0.75) / HEIGHT))
        _draw(axes, shown, say("Customers lost in {period} by today’s frictions there", period=period))
    said = truth(moments)
    told = translated("; ").join(
        say(
            "{title}: {customers} customers, {lost} of 100 by one friction",
            title=row["touchpoint"],
            customers=written(row["customers"], 1),
            lost=written(-100 * row["break"], 1),
        )
        for _, row in shown.iterrows()
    )
    alt = say(
        "{title}. {said} Customers lost by today’s frictions, and of 100 who come by one of them: {told}.",
        title=title,
        said=said,
        told=told,
    )
    table["kind"] = table["kind"].map(translated)
    table["judged_by"] = table["judged_by"].map(lambda judged: translated(JUDGED[judged]))
    return Picture(figure, title, alt, table[list(COLUMNS)].reset_index(drop=True), costs(moments))


def _draw(axes: Axes, rows: pd.DataFrame, label: str) -> None:
    cost, lost = rows["customers"], -100 * rows["break"]
    # Limits from few replications may lie where nothing can: they run out of the picture.
    high = min(max(float((-100 * rows["break_low"]).fillna(lost).max()), 1.0), 100.0)
    low = max(min(float((-100 * rows["break_high"]).fillna(lost).min()), 0.0), -100.0)
    most = max(float(cost.max()), 0.5)
    widest = min(max(float(rows["customers_high"].fillna(cost).max()), 0.5), WIDEST * most)
    least = max(float(rows["customers_low"].fillna(cost).min()), -0.5 * most)
    axes.set_xlim(min(least, 0.0) - 0.04 * widest, 1.12 * widest)
    axes.set_ylim(low - 0.1 * high, 1.1 * high)
    axes.set_xlabel(label)
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_ylabel(say("Break: lost by one friction there, of 100 who come"))
    axes.yaxis.set_major_formatter(NumberTicks())
    for _, row in rows.iterrows():
        colour = _colour(row)
        x, y = row["customers"], -100 * row["break"]
        if pd.notna(row["break_low"]):
            axes.plot(
                [x, x], [-100 * row["break_low"], -100 * row["break_high"]], color=colour, lw=1.2, alpha=0.7
            )
            axes.plot([row["customers_low"], row["customers_high"]], [y, y], color=colour, lw=1.2, alpha=0.7)
        axes.plot(x, y, "o", color=colour, ms=8 if row["moment_of_truth"] else 6, zorder=3)
    corner: dict[str, Any] = {
        "size": SMALL,
        "color": MUTED,
        "style": "italic",
        "transform": axes.transAxes,
    }
    axes.text(0.99, 0.03, translated(MANY), ha="right", va="bottom", **corner)
    axes.text(0.99, 0.97, translated(FATAL), ha="right", va="top", **corner)
    _label(axes, rows)


def _colour(row: pd.Series) -> str:
    if row["moment_of_truth"]:
        return VERMILLION
    return BLUE if row["kind"] in DECISIVE else MUTED


def _label(axes: Axes, rows: pd.DataFrame) -> None:
    """Write the names beside the points, the decisive ones first, where they cover nothing."""
    figure = axes.get_figure()
    assert figure is not None
    to_points = 72.0 / figure.dpi

    def place(cost: float, lost: float) -> tuple[float, float]:
        x, y = axes.transData.transform((cost, 100 * lost))
        return to_points * x, to_points * y

    left, bottom, right, top = (to_points * part for part in axes.bbox.extents)
    corner = max(text_width(translated(words)) for words in (MANY, FATAL)) + 8
    taken = [
        (right - corner, edge - 2 * LINE * up, right, edge + 2 * LINE * (1 - up))
        for edge, up in ((top, 1), (bottom, 0))
    ]
    places, reach, lines = {}, {}, []
    for name, row in rows.iterrows():
        x, y = places[name] = place(row["customers"], -row["break"])
        low_x, low_y = place(row["customers_low"], -row["break_high"])
        high_x, high_y = place(row["customers_high"], -row["break_low"])
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
            (row["customers"], -100 * row["break"]),
            offset,
            textcoords="offset points",
            size=SMALL,
            weight=weight,
            va="center",
            color=INK if row["moment_of_truth"] or row["kind"] in DECISIVE else MUTED,
            arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 0.8}
            if abs(offset[1]) > 1.5 * LINE
            else None,
        )


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    tall = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(tall, 0.0)


CHARTS = {"moments": year_and_visit_chart}
