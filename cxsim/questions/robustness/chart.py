"""Two uncertainties side by side, never mixed: chance, and not knowing the parameters."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.points import signed_points
from cxsim.language.speech import say, translated
from cxsim.language.wording import percent
from cxsim.questions.robustness.estimate import TOP, Robustness
from cxsim.questions.robustness.words import sentences
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import (
    BLUE,
    INK,
    MUTED,
    ORANGE,
    SMALL,
    WIDTH,
    NumberTicks,
    heading,
    house_style,
    new_figure,
    without_frame,
    wrap,
)

COLUMNS = ("title", "kept", "kept_low", "kept_high", "middle", "low", "high", "top", "best", "keeps")
STEP = 0.42  # inches a row takes
LEFT, WIDE = 2.75, 3.7  # inches: where the scale begins, and how wide it is
BAND = "#F6DDA8"
SAID = COLUMNS


@named("robustness")
def robustness_chart(robustness: Robustness) -> Picture:
    """Draw the gain of each improvement with its limits by chance, above where other assumptions put it.

    Returns
    -------
    Picture
        `data` has one row for each improvement: ``title``, ``kept``, ``kept_low``, ``kept_high`` (as in the
        ranking), ``middle``, ``low``, ``high``, ``top``, ``best`` and ``keeps`` (as in the robustness).
    """
    table = robustness.ranking.figures[["title", "kept", "kept_low", "kept_high"]].join(
        robustness.figures[["middle", "low", "high", "top", "best", "keeps"]], how="inner"
    )
    height = 2.05 + STEP * len(table)
    title = say("Gains if the assumptions are right, and if they are not")
    with house_style():
        figure = new_figure(height)
        note = say(
            "Customers kept at the end, more than today, of 100 measured. Blue: all assumptions are right; "
            "the line is chance (95 % limits for all together). Orange: other assumptions; nine tenths of "
            "{sets} sets of them, and the median, all with the same people and the same luck.",
            sets=len(robustness.gains),
        )
        top = heading(figure, title, note) + 0.4
        axes = figure.add_axes((LEFT / WIDTH, 0.55 / height, WIDE / WIDTH, 1 - (top + 0.55) / height))
        _draw(axes, table)
        axes.annotate(
            say("best {number} in", number=TOP),
            (1, 1),
            (72 * 0.15, 6),
            xycoords="axes fraction",
            textcoords="offset points",
            size=SMALL,
            color=MUTED,
        )
    told = translated("; ").join(
        say(
            "{title}: {kept} if they are right, {low} to {high} if not, best {number} in {share}",
            title=row["title"],
            number=TOP,
            share=percent(row["top"]),
            **{name: _points(row[name]) for name in ("kept", "low", "high")},
        )
        for _, row in table.iterrows()
    )
    said = sentences(robustness)
    alt = say(
        "{title}. {said} Customers kept more than today, of 100: {told}.", title=title, said=said, told=told
    )
    return Picture(figure, title, alt, table[list(COLUMNS)].reset_index(drop=True), said)


def _draw(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the scale, the ranges, the gains with their limits, and names and shares beside them."""
    limits = 100 * table[["kept", "kept_low", "kept_high", "low", "high"]]
    low, high = min(float(limits.min().min()), 0.0), max(float(limits.max().max()), 0.0)
    room = max(high - low, 0.1) * 0.04
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(table) - 0.4, -0.75)
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    axes.set_xlabel(say("more customers kept, of 100"))
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    without_frame(axes, "left")
    place: dict[str, Any] = {
        "xycoords": ("axes fraction", "data"),
        "textcoords": "offset points",
        "va": "center",
        "size": SMALL,
        "linespacing": 1.05,
    }
    for position, (_, row) in enumerate(table.iterrows()):
        below, above = position + 0.17, position - 0.17
        axes.plot([100 * row["low"], 100 * row["high"]], [below] * 2, color=BAND, lw=7, solid_capstyle="butt")
        axes.plot(100 * row["middle"], below, "|", color=ORANGE, ms=8, mew=2)
        if pd.notna(row["kept_low"]):
            axes.plot([100 * row["kept_low"], 100 * row["kept_high"]], [above] * 2, color=BLUE, lw=1.6)
        axes.plot(100 * row["kept"], above, "o", color=BLUE, ms=5)
        lines = "\n".join(wrap(row["title"], 72 * (LEFT - 0.3), SMALL, 2))
        axes.annotate(lines, (0, position), (-72 * LEFT + 11, 0), color=INK, ha="left", **place)
        share = percent(row["top"])
        axes.annotate(share, (1, position), (72 * 0.15, 0), color=INK if row["top"] else MUTED, **place)


def _points(share: float) -> str:
    return signed_points(100 * share)


CHARTS = {"robustness": robustness_chart}
