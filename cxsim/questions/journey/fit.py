"""How near a model of a contact centre comes to what was observed: hour by hour, both with intervals."""

import math
from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from cxsim.calibration.fit import compare_by_hour, distances
from cxsim.calibration.read_observed import JUDGED
from cxsim.language.wording import SPACE, counted, signed
from cxsim.results.run import Run
from cxsim.theme.picture import Picture, nothing_to_show
from cxsim.theme.style import (
    BLUE,
    INK,
    TEXT,
    WIDTH,
    heading,
    house_style,
    new_figure,
    spread,
)
from cxsim.theme.tables import Table

TITLE = "Simulated and observed, hour by hour"
COLUMNS = ("measure", "hour", "observed", "simulated", "distance")
PANELS = {"abandoned": "Hung up while waiting", "mean_wait": "Mean wait of all calls, seconds"}
OBSERVED, SIMULATED = ("observed", "low", "high"), ("simulated", "simulated_low", "simulated_high")
SUMMARY = {
    "abandoned": ("Hung up while waiting", "%", 100.0, 1),
    "mean_wait": ("Mean wait of all calls", "s", 1.0, 1),
    "had_to_wait": ("Had to wait at all", "%", 100.0, 1),
    "calls": ("Calls", "a day", 1.0, 0),
    "abandoned_spread": ("Spread of hanging up between days", "points", 100.0, 1),
}
PANEL = 2.35  # inches a panel takes


def conclude_fit(comparison: pd.DataFrame) -> str:
    """Say in two sentences how far the simulation is from what was observed, as a whole and by hour."""
    table = distances(comparison)
    if table.empty or table["simulated"].isna().any():
        return "There is no simulated call to compare."
    gone, wait = (table.loc[[measure]].to_dict("records")[0] for measure in JUDGED)
    return (
        f"{_percent(gone['simulated'])} of simulated callers hang up where {_percent(gone['observed'])} did "
        f"(95{SPACE}% interval {_interval(100 * gone['low'], 100 * gone['high'], 1)}), after a mean wait of "
        f"{_seconds(wait['simulated'])} where it was {_seconds(wait['observed'])} "
        f"({_interval(wait['low'], wait['high'], 0)}). Hour by hour the simulation is off by "
        f"{_points(gone['mean_distance'])} and {_seconds(wait['mean_distance'])} on average, by "
        f"{_points(gone['largest_distance'])} (at {_clock(gone['at_hour'])}) and "
        f"{_seconds(wait['largest_distance'])} (at {_clock(wait['at_hour'])}) at most; it lies inside the "
        f"observed intervals in {gone['hours_inside']:.0f} and {wait['hours_inside']:.0f} of "
        f"{gone['hours']:.0f} hours."
    )


def fit_chart(run: Run, observed: pd.DataFrame, day_group: str = "work day") -> Picture:
    """Draw abandonment and mean wait by hour, simulated beside observed.

    Parameters
    ----------
    run
        A simulation of a contact centre.
    observed
        Figures of the same contact centre, from `cxsim.calibration.read_observed.read_observed`.
    day_group
        The days to compare.

    Returns
    -------
    Picture
        `data` as returned by `cxsim.calibration.fit.compare_by_hour`; `more` the distances as a whole.

    Examples
    --------
    >>> fit_chart(run, read_observed("scenarios/bank_observed.csv"))  # doctest: +SKIP
    <Picture "Simulated and observed, hour by hour": 72 rows>
    """
    comparison = compare_by_hour(run, observed, day_group)
    caption = conclude_fit(comparison)
    summary = distances(comparison)
    if summary.empty or summary["simulated"].isna().any():
        return nothing_to_show(TITLE, caption, COLUMNS)
    with house_style():
        figure = _figure(comparison, day_group)
    more = summary.rename_axis("measure").reset_index()
    said = " ".join(_in_words(comparison, measure) for measure in JUDGED)
    return Picture(
        figure, TITLE, f"{TITLE}. {caption} {said}", comparison, caption, (("Distance as a whole", more),)
    )


def fit_table(run: Run, observed: pd.DataFrame, day_group: str = "work day") -> Table:
    """Return the figures of `fit_chart` as a table: observed with its interval, simulated with its own."""
    comparison = compare_by_hour(run, observed, day_group)
    measures = (comparison[comparison["measure"] == name].to_dict("records") for name in ("calls", *JUDGED))
    rows = [
        {
            "Hour": str(calls["hour"]),
            "Calls a day": f"{calls['observed']:.0f}",
            "simulated": f"{calls['simulated']:.0f}",
            "Hung up, %": _cell(gone, OBSERVED, 100.0, 1),
            "simulated, %": _cell(gone, SIMULATED, 100.0, 1),
            "Mean wait, s": _cell(wait, OBSERVED, 1.0, 0),
            "simulated, s": _cell(wait, SIMULATED, 1.0, 0),
        }
        for calls, gone, wait in zip(*measures, strict=True)
    ]
    caption = f"Every {day_group}, by hour of arrival; in brackets 95{SPACE}% intervals"
    return Table(pd.DataFrame(rows), caption)


def fit_summary(run: Run, observed: pd.DataFrame, day_group: str = "work day") -> Table:
    """Return the distance as a whole as a table: all hours together, and on average and at most by hour.

    Besides abandonment and wait it holds what is easily forgotten: the calls themselves, the share of callers
    who had to wait at all, and how much days differ.
    """
    comparison = compare_by_hour(run, observed, day_group)
    rows = []
    for measure, (title, unit, factor, digits) in SUMMARY.items():
        mine = comparison[comparison["measure"] == measure]
        whole = factor * mine.loc[mine["hour"] == "all", [*OBSERVED, "simulated", "distance"]].iloc[0]
        size = factor * mine.loc[mine["hour"] != "all", "distance"].abs()
        interval = f" ({_interval(whole['low'], whole['high'], digits)})" if measure in JUDGED else ""
        by_hour = measure != "abandoned_spread"  # in an hour of a day it is mostly chance
        rows.append(
            {
                "Figure": f"{title}, {unit}",
                "Observed": f"{whole['observed']:.{digits}f}{interval}",
                "Simulated": f"{whole['simulated']:.{digits}f}",
                "Distance": signed(float(whole["distance"]), digits),
                "by hour, on average": f"{size.mean():.{digits}f}" if by_hour else "",
                "by hour, at most": f"{size.max():.{digits}f}" if by_hour else "",
            }
        )
    many = counted(run.manifest["replications"], "replication")
    return Table(pd.DataFrame(rows), f"Every {day_group}, all hours together; {many}")


def _cell(row: dict[Hashable, Any], names: tuple[str, str, str], factor: float, digits: int) -> str:
    value, low, high = (factor * row[name] for name in names)
    return "none" if math.isnan(value) else f"{value:.{digits}f} ({_interval(low, high, digits)})"


def _figure(comparison: pd.DataFrame, day_group: str) -> Figure:
    figure = new_figure(0.95 + PANEL * len(PANELS))
    height = float(figure.get_size_inches()[1])
    note = (
        f"By hour of arrival, every {day_group}. Bars and band are 95{SPACE}% intervals from drawing whole "
        "days again: wide where real days differ much."
    )
    top = heading(figure, TITLE, note)
    for measure, title in PANELS.items():
        place = (0.6 / WIDTH, 1 - (top + PANEL - 0.35) / height, 6.2 / WIDTH, (PANEL - 0.75) / height)
        axes = figure.add_axes(place)
        axes.set_title(title, size=TEXT)
        mine = comparison[(comparison["measure"] == measure) & (comparison["hour"] != "all")]
        _panel(axes, mine.dropna(subset=["simulated"]), (PANEL - 0.75) * 72)
        if measure == "abandoned":
            axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=f"{SPACE}%"))
        top += PANEL
    return figure


def _panel(axes: Axes, rows: pd.DataFrame, tall: float) -> None:
    """Draw one measure; `tall` is the height of the panel in points."""
    hours = rows["hour"].to_numpy(dtype=float) + 0.5
    lines = {name: rows[name].to_numpy(dtype=float) for name in (*OBSERVED, *SIMULATED)}
    axes.fill_between(hours, lines["simulated_low"], lines["simulated_high"], color=BLUE, alpha=0.18, lw=0)
    axes.plot(hours, lines["simulated"], color=BLUE, marker="o", ms=3.5, lw=1.8)
    error = [lines["observed"] - lines["low"], lines["high"] - lines["observed"]]
    axes.errorbar(
        hours, lines["observed"], error, fmt="D", ms=4.5, mfc="white", mec=INK, ecolor=INK, elinewidth=1
    )
    largest = 1.06 * float(np.nanmax([lines["high"], lines["simulated_high"]]))
    first, last = math.floor(hours.min()), math.ceil(hours.max())
    axes.set(xlim=(first, last), ylim=(0, largest))
    ticks = [hour for hour in range(first, last + 1) if hour % 2 == 0]
    axes.set_xticks(ticks, [f"{hour}{SPACE}h" if hour == ticks[-1] else str(hour) for hour in ticks])

    ends = [float(lines["observed"][-1]) / largest, float(lines["simulated"][-1]) / largest]
    places = spread([end * tall for end in ends], 16, 8, tall)
    for label, colour, end, place in zip(("observed", "simulated"), (INK, BLUE), ends, places, strict=True):
        at = (hours[-1] - first) / (last - first)
        line = {"arrowstyle": "-", "color": colour, "lw": 0.8, "shrinkA": 4, "shrinkB": 0}
        axes.annotate("", (at, end), (1.03, place / tall), "axes fraction", arrowprops=line)
        axes.annotate(
            label, (1.04, place / tall), None, "axes fraction", color=colour, va="center", weight="bold"
        )


def _in_words(comparison: pd.DataFrame, measure: str) -> str:
    """List observed and simulated figures by hour, for people who do not see the picture."""
    rows = comparison[(comparison["measure"] == measure) & (comparison["hour"] != "all")]
    write = _percent if measure == "abandoned" else _seconds
    each = ", ".join(
        f"{hour} h {write(seen)} and {write(made)}"
        for hour, seen, made in zip(rows["hour"], rows["observed"], rows["simulated"], strict=True)
    )
    return f"{PANELS[measure]}, observed and simulated: {each}."


def _points(share: float) -> str:
    return f"{100 * share:.1f}{SPACE}points"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}{SPACE}%"


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f}{SPACE}s"


def _interval(low: float, high: float, digits: int) -> str:
    return f"{low:.{digits}f}–{high:.{digits}f}"


def _clock(hour: float) -> str:
    return f"{hour:.0f}{SPACE}h"
