"""The headline KPIs of several reports, a small panel for each: figure and interval, labelled directly."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated
from cxsim.questions.journey.kpi_table import HEADLINES, figure, readable
from cxsim.theme.picture import Picture
from cxsim.theme.style import (
    BLUE,
    INK,
    MUTED,
    SMALL,
    WIDTH,
    heading,
    house_style,
    new_figure,
    without_frame,
    wrap,
)

LEFT, GAP, RIGHT = 2.0, 0.12, 0.15  # inches: room for names, between panels, at the right
COLUMNS = 5  # panels beside each other
STEP, HEAD = 0.42, 0.6  # inches that a report takes, and what stands above a panel
MOST = 12  # reports in the picture; the table has all


def comparison_picture(names: Sequence[str], kpis: pd.DataFrame) -> Picture:
    """Draw the KPIs of reports below each other.

    Parameters
    ----------
    names, kpis
        As in `cxsim.reporting.site.comparison.Compared`.
    """
    shown = list(names[:MOST])
    panels = [kpi for kpi in in_order(kpis) if _drawable(kpis[kpis["kpi"] == kpi])]
    title = translated("Headline figures of each scenario")
    note = translated(
        "Dots are means over replications, lines their 95 % intervals. Scales do not begin at 0."
    )
    if len(names) > MOST:
        note += " " + say("The first {shown} of {all} reports.", shown=MOST, all=len(names))
    rows = -(-len(panels) // COLUMNS)
    tall = STEP * len(shown)
    with house_style():
        top = heading(new_figure(1.0), title, note) + 0.1
        height = top + rows * (tall + HEAD) + 0.15
        drawn = new_figure(height)
        heading(drawn, title, note)
        wide = (WIDTH - LEFT - RIGHT - (COLUMNS - 1) * GAP) / COLUMNS
        for place, kpi in enumerate(panels):
            row, column = divmod(place, COLUMNS)
            left = LEFT + column * (wide + GAP)
            low = height - top - (row + 1) * (tall + HEAD) + 0.1
            box = (left / WIDTH, low / height, wide / WIDTH, tall / height)
            axes = drawn.add_axes(box)
            _draw(axes, kpis[kpis["kpi"] == kpi].set_index("report"), shown, kpi, wide)
            if column == 0:
                _name(axes, shown)
    caption = translated("Where lines lie apart, the scenarios differ by more than chance.")
    told = "; ".join(_told(kpis[kpis["kpi"] == kpi], kpi) for kpi in panels)
    return Picture(drawn, title, f"{title}. {told}.", kpis, caption, name="comparison")


def in_order(kpis: pd.DataFrame) -> list[str]:
    """Return the KPIs that there are: the headlines, then figures of somebody's own."""
    there = list(dict.fromkeys(map(str, kpis["kpi"])))
    return [kpi for kpi in HEADLINES if kpi in there] + [kpi for kpi in there if kpi not in HEADLINES]


def _drawable(rows: pd.DataFrame) -> bool:
    """Tell whether a KPI can be drawn on one scale: it is there, and money is of one currency."""
    one_unit = rows["unit"].iloc[0] != "money" or rows["currency"].nunique() == 1 if len(rows) else False
    return bool(one_unit and rows["mean"].notna().any())


def _draw(axes: Axes, rows: pd.DataFrame, names: list[str], kpi: str, wide: float) -> None:
    title = wrap(readable(kpi), 72 * wide, SMALL, 2, "bold")
    axes.set_title("\n".join(title), size=SMALL, pad=6, color=INK)
    axes.set_ylim(len(names) - 0.45, -0.75)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.grid(visible=False)
    without_frame(axes, "left", "bottom")
    ends: list[float] = []
    measured = set(rows.index[rows["mean"].notna()])
    for position, name in enumerate(names):
        axes.axhline(position, color="#E9EDF0", lw=0.8, zorder=0)
        if name not in measured:
            continue
        row: Any = rows.loc[name]
        if pd.notna(row["low"]):
            axes.plot([row["low"], row["high"]], [position] * 2, color=BLUE, lw=1.8)
            ends += [row["low"], row["high"]]
        axes.plot(row["mean"], position, "o", color=BLUE, ms=5)
        ends.append(row["mean"])
        axes.annotate(
            figure(row["mean"], row["unit"], row["currency"]),
            (row["mean"], position),
            (0, 4.5),
            textcoords="offset points",
            ha="center",
            size=SMALL,
            color=INK,
        )
    room = 0.3 * max(max(ends) - min(ends), 1e-6 * max(abs(max(ends)), 1e-6))
    axes.set_xlim(min(ends) - room, max(ends) + room)


def _name(axes: Axes, names: list[str]) -> None:
    for position, name in enumerate(names):
        lines = wrap(name, 72 * (LEFT - 0.35), SMALL, 2)
        axes.annotate(
            "\n".join(lines),
            (0, position),
            (-72 * (LEFT - 0.15), 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="left",
            va="center",
            size=SMALL,
            color=MUTED,
        )


def _told(rows: pd.DataFrame, kpi: str) -> str:
    said = []
    for row in rows.head(MOST).to_dict("records"):
        mean, low, high = (figure(row[end], row["unit"], row["currency"]) for end in ("mean", "low", "high"))
        interval = f" ({low} – {high})" if pd.notna(row["low"]) else ""
        said.append(f"{row['report']} {mean}{interval}")
    return f"{readable(kpi)}: {', '.join(said)}"
