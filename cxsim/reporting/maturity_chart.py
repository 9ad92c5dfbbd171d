"""CEM maturity as a picture: the ladder of the whole company, beside one level more at each stage."""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from cxsim.analysis.maturity import TOGETHER, Ladder
from cxsim.reporting.maturity_words import conclude_maturity, not_raised
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import Picture
from cxsim.reporting.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    TEXT,
    VERMILLION,
    WIDTH,
    heading,
    house_style,
    new_figure,
)
from cxsim.scenario.company import LEVELS

TITLE = "What the next level of CEM maturity is worth"
STEP, LEAST = 0.4, 2.4  # inches: a row of the right panel, and what panels are high at least
LADDER = (0.7, 2.95)  # inches: where the left panel begins, and how wide it is
FOREST = (5.55, 2.25)
ROOM = 0.08  # around the limits, as a part of the scale


def maturity_chart(found: Ladder) -> Picture:
    """Draw the share kept with all stages at each level, beside the gain of the next level at each stage.

    Returns
    -------
    Picture
        `data` has one row for each stage that can be raised, `more` one for each level; columns as in
        `cxsim.analysis.maturity.Ladder`.

    Examples
    --------
    >>> maturity_chart(found)  # doctest: +SKIP
    <Picture "What the next level of CEM maturity is worth": 7 rows>
    """
    rows = _rows(found)
    note = (
        "Customers kept at the end, of 100 measured. Lines are 95 % limits of the difference from today: "
        "they hold for all levels of the left panel together, and for all rows of the right one."
    )
    if found.missing.size:
        note += f" Not raised: {not_raised(found)}."
    height = 2.0 + max(LEAST, STEP * len(rows))
    with house_style():
        figure = new_figure(height)
        top = heading(figure, TITLE, note) + 0.42
        for draw, (left, wide) in ((_draw_ladder, LADDER), (_draw_forest, FOREST)):
            box = (left / WIDTH, 0.62 / height, wide / WIDTH, 1 - (top + 0.62) / height)
            draw(figure.add_axes(box), found)
    return Picture(
        figure,
        TITLE,
        _alt(found, rows),
        found.stages.reset_index(),
        conclude_maturity(found),
        (("All stages at the same level", found.rungs.reset_index()),),
    )


def _rows(found: Ladder) -> list[tuple[str, str, Any]]:
    """Return name, what is changed, and gains of each row of the right panel."""
    rows = [(str(stage), f"{row['level']} → {row['next']}", row) for stage, row in found.stages.iterrows()]
    return [*rows, (TOGETHER, "one level up", found.together)] if rows else []


def _draw_ladder(axes: Axes, found: Ladder) -> None:
    """Draw what is kept at each level, and today's line."""
    rungs, today = found.rungs, 100 * float(found.today["mean"])
    kept, places = 100 * rungs["share"].to_numpy(), range(len(LEVELS))
    # Limits of the difference from today, because all levels share what varies between replications.
    low, high = (
        today + 100 * rungs[name].fillna(rungs["kept"]).to_numpy() for name in ("kept_low", "kept_high")
    )
    axes.axhline(today, color=MUTED, lw=0.9, ls=(0, (4, 3)), zorder=1)
    axes.plot(places, kept, color=FAINT, lw=1.4, zorder=2)
    axes.vlines(places, low, high, color=BLUE, lw=1.6, zorder=3)
    axes.plot(places, kept, "o", color=BLUE, ms=6, zorder=4)
    bottom, top = min(*low, today), max(*high, today)
    spread = max(top - bottom, 0.1)
    axes.set_ylim(bottom - 0.16 * spread, top + 0.16 * spread)
    axes.set_xlim(-0.45, len(LEVELS) - 0.55)
    axes.set_xticks(list(places), list(LEVELS), size=SMALL - 1)
    axes.set_xlabel("all stages at this level")
    axes.set_ylabel("customers kept, of 100")
    axes.grid(axis="x", visible=False)
    axes.set_title("The whole company", pad=10)
    for place, share, least, most in zip(places, kept, low, high, strict=True):
        above = share >= today  # away from today's line
        axes.annotate(
            f"{share:.1f}",
            (place, most if above else least),
            (0, 4 if above else -4),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            color=INK,
        )
    end = max((0, -1), key=lambda at: abs(kept[at] - today))  # where the ladder leaves most room
    below = kept[end] >= today
    axes.annotate(
        f"today {today:.1f}",
        (-0.4 if end == 0 else len(LEVELS) - 0.6, today),
        (0, -4 if below else 4),
        textcoords="offset points",
        ha="left" if end == 0 else "right",
        va="top" if below else "bottom",
        color=MUTED,
    )


def _draw_forest(axes: Axes, found: Ladder) -> None:
    """Draw the gain of the next level at each stage, and of all of them."""
    rows = _rows(found)
    axes.set_title("One level up", pad=10, x=-(FOREST[0] - LADDER[0] - LADDER[1] - 0.3) / FOREST[1])
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    sns.despine(ax=axes, left=True)
    if not rows:
        axes.set_xticks([])
        axes.text(
            0.5, 0.5, "no stage can be raised", transform=axes.transAxes, ha="center", size=TEXT, color=MUTED
        )
        return
    axes.set_xlabel("more kept than today, of 100")
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    limits = 100 * pd.DataFrame([row[["kept", "kept_low", "kept_high"]] for _, _, row in rows]).astype(float)
    low, high = min(float(limits.min().min()), 0.0), max(float(limits.max().max()), 0.0)
    room = ROOM * max(high - low, 0.01)
    axes.set_xlim(low - room, high + room)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.axhline(len(rows) - 1.5, color=FAINT, lw=0.8)
    for position, (name, change, row) in enumerate(rows):
        gain, least, most = (100 * float(row[column]) for column in ("kept", "kept_low", "kept_high"))
        colour = BLUE if least > 0 else VERMILLION if most < 0 else MUTED
        if pd.notna(least):
            axes.plot([least, most], [position] * 2, color=colour, lw=1.6)
        axes.plot(gain, position, "o", color=colour, ms=6)
        for text, size, shift, ink in ((name, TEXT, 5.5, INK), (change, SMALL - 1, -6.5, MUTED)):
            axes.annotate(
                text,
                (0, position),
                (-8, shift),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center",
                size=size,
                color=ink,
            )


def _alt(found: Ladder, rows: list[tuple[str, str, Any]]) -> str:
    """Say what the picture shows."""
    rungs = "; ".join(f"{level} {100 * share:.1f}" for level, share in found.rungs["share"].items())
    gains = "; ".join(
        f"{name} ({change}): {signed_points(100 * row['kept'], 2)}" for name, change, row in rows
    )
    said = f" More than today with one level more: {gains}." if gains else ""
    return (
        f"{TITLE}. {conclude_maturity(found)} Kept of 100 with all stages at the same level: {rungs}; today "
        f"{100 * found.today['mean']:.1f}.{said}"
    )
