"""Improvements side by side: customers kept, with limits, beside what it costs."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.points import signed_points
from cxsim.language.speech import say, translated
from cxsim.language.wording import money
from cxsim.questions.ranking.estimate import KEEPS, LOSES, Ranking
from cxsim.questions.ranking.words import best, value
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import (
    BLUE,
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

COLUMNS = (
    "title",
    "owner",
    "verdict",
    *(f"{gain}{limit}" for gain in ("kept", "customers") for limit in ("", "_low", "_high")),
    *("stayed", "won", "lost"),
    *("value", "value_low", "value_high", "cost", "cost_per_customer"),
    *("net", "net_low", "net_high", "return", "best", "top"),
)
STEP = 0.4  # inches a row takes
LEFT, WIDE = 2.75, 3.1  # inches: where the scale begins, and how wide it is
SAID = COLUMNS


@named("ranking_chart")
def ranking_chart(ranking: Ranking) -> Picture:
    """Draw the gain of each improvement with its limits, beside its cost.

    Returns
    -------
    Picture
        `data` has one row for each improvement; columns as in `Ranking.figures`.

    Examples
    --------
    >>> ranking_chart(ranking)  # doctest: +SKIP
    <Picture "What each improvement keeps, and what it costs": 15 rows>
    """
    table, currency = ranking.figures, ranking.scenario.currency
    height = 1.75 + STEP * len(table)
    with house_style():
        figure = new_figure(height)
        title = say("What each improvement keeps, and what it costs")
        note = say(
            "Customers kept at the end, more than today, of 100 measured. The lines are 95 % limits which "
            "hold for all improvements together; gains within the grey band count as none."
        )
        top = heading(figure, title, note) + 0.32
        box = (LEFT / WIDTH, 0.55 / height, WIDE / WIDTH, 1 - (top + 0.55) / height)
        axes = figure.add_axes(box)
        _draw(axes, table, ranking.band)
        for column, name in ((0.12, say("Cost")), (1.02, say("per customer"))):
            axes.annotate(
                name,
                (1, 1),
                (72 * column, 6),
                xycoords="axes fraction",
                textcoords="offset points",
                size=SMALL,
                color=MUTED,
            )
        for position, (_, row) in enumerate(table.iterrows()):
            _write(axes, position, row, currency)
    said = best(ranking)
    caption = value(ranking) or said
    told = translated("; ").join(
        say("{title}: {figure}", title=row["title"], figure=signed_points(100 * row["kept"]))
        for _, row in table.iterrows()
    )
    alt = say(
        "{title}. {said} Customers kept more than today, of 100: {told}.",
        title=title,
        said=said,
        told=told,
    )
    data = table[list(COLUMNS)].assign(verdict=table["verdict"].map(translated)).reset_index(drop=True)
    return Picture(figure, title, alt, data, caption)


def _draw(axes: Axes, table: pd.DataFrame, band: float) -> None:
    """Draw the scale, the band of equivalence, and gains with their limits."""
    limits = 100 * table[["kept", "kept_low", "kept_high"]]
    low, high = min(float(limits.min().min()), 0.0), max(float(limits.max().max()), 0.0)
    room = max(high - low, 100 * band) * 0.06
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.axvspan(-100 * band, 100 * band, color="#EEF1F4", lw=0, zorder=0)
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    axes.set_xlabel(say("more customers kept, of 100"))
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    without_frame(axes, "left")
    for position, (_, row) in enumerate(table.iterrows()):
        colour = {KEEPS: BLUE, LOSES: VERMILLION}.get(row["verdict"], MUTED)
        if pd.notna(row["kept_low"]):
            axes.plot([100 * row["kept_low"], 100 * row["kept_high"]], [position] * 2, color=colour, lw=1.6)
        axes.plot(100 * row["kept"], position, "o", color=colour, ms=6)


def _write(axes: Axes, position: int, row: Any, currency: str) -> None:
    """Write the name to the left and the cost to the right of a row."""
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "va": "center",
        "size": SMALL,
        "linespacing": 1.05,
    }
    lines = "\n".join(wrap(row["title"], 72 * (LEFT - 0.3), SMALL, 2))
    axes.annotate(lines, (0, position), (-72 * LEFT + 11, 0), color=INK, ha="left", **place)
    axes.annotate(money(row["cost"], currency), (1, position), (72 * 0.12, 0), color=INK, **place)
    price = money(row["cost_per_customer"], currency)
    colour = INK if price != "–" else MUTED
    axes.annotate(price, (1, position), (72 * 1.02, 0), color=colour, **place)


CHARTS = {"ranking": ranking_chart}
