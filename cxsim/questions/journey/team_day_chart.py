"""The queue over the day of one team: how long customers wait, and how many people are on duty for them."""

import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cxsim.errors import ParameterError
from cxsim.language.estimate import Estimate
from cxsim.language.speech import say, say_count, written
from cxsim.language.wording import waiting, waiting_interval
from cxsim.questions.journey.team_day import team_day
from cxsim.questions.journey.team_hours import ratios_of_teams, team_visits, waits_by_hour
from cxsim.results.intervals import AMOUNT
from cxsim.results.run import Run
from cxsim.scenario.faults import nearest, shown
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    VERMILLION,
    WIDTH,
    heading,
    house_style,
    new_figure,
    spread,
    wrap,
)

HEIGHT = 4.9  # inches
LEFT, RIGHT = 0.75, 1.55  # inches beside the scales; at the right stand the names of the lines
LINE = 13.0  # points

NAMES = {"waiting": "in_the_queue", "busy": "at_work"}  # as the picture calls them


@named("team_day")
def team_day_chart(run: Run, team: str | None = None) -> Picture:
    """Draw a team's day: the wait by the hour of coming, above people on duty, at work and in the queue.

    Parameters
    ----------
    run
        What was simulated, with its events.
    team
        Its name in the scenario; without one, the team for which customers wait longest.

    Returns
    -------
    Picture
        `data` has one row for each hour in which somebody comes or works.

    Raises
    ------
    ParameterError
        If the scenario has no such team.

    Examples
    --------
    >>> team_day_chart(run, "care_agents")  # doctest: +SKIP
    <Picture "A day at “Care agents”: waiting and staff by hour": 14 rows>
    """
    if team is not None and team not in run.scenario.teams:
        hint = nearest(team, run.scenario.teams) or f"expected {', '.join(run.scenario.teams) or 'none'}"
        raise ParameterError(f"team: found {shown(team)}, {hint}")
    chosen = team or _longest(run)
    if chosen is None:
        title = say("A day of a team: waiting and staff by hour")
        return nothing_to_show(title, say("No customer waits for a team here."), ("hour", "staff"))
    title = say("A day at “{team}”: waiting and staff by hour", team=run.scenario.teams[chosen].title)
    table = team_day(run, chosen)
    used = table[(table["arrivals"] > 0.005) | (table["staff"] > 0) | (table["busy"] > 0.005)]
    if not table["arrivals"].sum() > 0:
        return nothing_to_show(title, say("Nobody came to this team."), ("hour", "staff"))
    with house_style():
        figure = _figure(title, table, int(used.index.min()), int(used.index.max()) + 1)
    caption = _conclude(table, waits_by_hour(run, chosen, team_visits(run)).leaders())
    told = "; ".join(
        say(
            "{hour} h: {staff} on duty, {busy} at work, {waiting} in the queue, wait {wait}",
            hour=hour,
            staff=written(row["staff"], 1),
            busy=written(row["busy"], 1),
            waiting=written(row["waiting"], 1),
            wait=waiting(row["wait"]),
        )
        for hour, row in used.iterrows()
    )
    data = used.rename(columns=lambda name: re.sub("^(waiting|busy)", lambda found: NAMES[found[0]], name))
    return Picture(figure, title, f"{title}. {caption} {told}.", data.reset_index(), caption)


def _longest(run: Run) -> str | None:
    """Return the team for which customers wait longest."""
    waits = ratios_of_teams(team_visits(run), "wait", "served", AMOUNT)
    longest = waits.leaders() or list(waits.below.columns)
    return str(longest[0]) if longest else None


def _conclude(table: pd.DataFrame, longest: list[str]) -> str:
    """Say in a sentence when customers wait longest, and how busy staff is then."""
    if not longest:
        return say("Too few come in any hour to say how long they wait.")
    hour = int(longest[0])
    row: Any = table.loc[hour]
    told = {
        "hour": f"{hour}–{hour + 1}",
        "wait": waiting_interval(Estimate(row["wait"], row["wait_low"], row["wait_high"], 0)),
        "busy": written(row["busy"], 1),
        "staff": written(row["staff"], 1),
    }
    if len(longest) == 1:
        return say(
            "Customers who come at {hour} h wait longest, {wait} on average; then {busy} of {staff} on duty "
            "are at work.",
            **told,
        )
    return say_count(
        "The longest wait is that of customers who come at {hour} h, {wait} on average, though {number} "
        "other hour cannot be told apart from it; then {busy} of {staff} on duty are at work.",
        "The longest wait is that of customers who come at {hour} h, {wait} on average, though {number} "
        "other hours cannot be told apart from it; then {busy} of {staff} on duty are at work.",
        len(longest) - 1,
        **told,
    )


def _figure(title: str, table: pd.DataFrame, first: int, last: int) -> Figure:
    figure = new_figure(HEIGHT)
    note = say(
        "By hour of the day, on days on which the team works (grey: nobody on duty). Bands are 95 % "
        "intervals over replications."
    )
    top = heading(figure, title, note)
    hours_long = table["wait"].max() > 120
    waits = say("Mean wait of those who come in the hour, in minutes")
    if hours_long:
        waits, table = say("Mean wait of those who come in the hour, in hours"), _in_hours(table)
    wide, each = (WIDTH - LEFT - RIGHT) / WIDTH, (HEIGHT - top - 1.25) / 2
    for number, (draw, name) in enumerate(
        (
            (_draw_wait, waits),
            (_draw_people, say("People, as a mean over the hour")),
        )
    ):
        bottom = HEIGHT - top - 0.3 - each - number * (each + 0.4)
        axes = figure.add_axes((LEFT / WIDTH, bottom / HEIGHT, wide, each / HEIGHT))
        for hour in table.index[table["staff"] == 0]:
            axes.axvspan(hour, hour + 1, color=FAINT, alpha=0.45, lw=0)
        draw(axes, table, 72 * each)
        axes.set_title(name, size=SMALL, color=MUTED, weight="normal", pad=4)
        axes.set_xlim(first, last)
        hours = [hour for hour in range(first, last + 1) if hour % (1 if last - first <= 14 else 2) == 0]
        axes.set_xticks(hours, [str(hour) for hour in hours] if number else [])
        axes.grid(axis="x", visible=False)
    axes.set_xlabel(say("hour of the day"))
    return figure


def _in_hours(table: pd.DataFrame) -> pd.DataFrame:
    waits = ["wait", "wait_low", "wait_high"]
    return table.assign(**{name: table[name] / 60 for name in waits})


def _draw_wait(axes: Axes, table: pd.DataFrame, tall: float) -> None:
    """Draw the wait with its interval."""
    known = table.dropna(subset=["wait"])
    high = known["wait_high"].fillna(known["wait"])
    _scale(axes, float(high.max()) if len(known) else 0.0)
    _band(axes, known, "wait", BLUE)
    if len(known):
        _label(axes, [(say("mean wait"), float(known["wait"].iloc[-1]), BLUE)], tall)


def _draw_people(axes: Axes, table: pd.DataFrame, tall: float) -> None:
    """Draw how many are on duty (in steps), at work and in the queue."""
    limits = table[["staff", "busy_high", "waiting_high", "busy", "waiting"]]
    _scale(axes, float(limits.max().max()))
    hours = np.append(table.index.to_numpy(), 24)
    axes.stairs(table["staff"], hours, color=INK, lw=1.8, baseline=None)
    _band(axes, table, "busy", BLUE)
    _band(axes, table, "waiting", VERMILLION, "s")
    work = table[table["staff"] > 0]
    last = work.iloc[-1] if len(work) else table.iloc[-1]
    names = (
        (say("on duty"), "staff", INK),
        (say("at work"), "busy", BLUE),
        (say("in the queue"), "waiting", VERMILLION),
    )
    _label(axes, [(words, float(last[name]), colour) for words, name, colour in names], tall)


def _band(axes: Axes, rows: pd.DataFrame, name: str, colour: str, marker: str = "o") -> None:
    """Draw a line through the middle of the hours, with its interval."""
    middle = rows.index.to_numpy() + 0.5
    low, high = (rows[f"{name}_{limit}"].fillna(rows[name]).clip(lower=0.0) for limit in ("low", "high"))
    axes.fill_between(middle, low, high, color=colour, alpha=0.2, lw=0)
    axes.plot(middle, rows[name], color=colour, marker=marker, ms=3.5, lw=1.8)


def _scale(axes: Axes, largest: float) -> None:
    top = 1.1 * largest if largest > 0 else 1.0
    ticks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(0.0, top)
    inside = [float(tick) for tick in ticks if 0 <= tick <= top]
    digits = 0 if all(tick == round(tick) for tick in inside) else 1 if top > 0.5 else 2
    axes.set_yticks(inside, [written(tick, digits) for tick in inside])
    axes.set_ylim(0.0, top)


def _label(axes: Axes, lines: list[tuple[str, float, str]], tall: float) -> None:
    """Name the lines at the right, each as near to its end as the others allow."""
    to_points = tall / axes.get_ylim()[1]
    places = spread([value * to_points for _, value, _ in lines], LINE, 0.0, tall)
    look: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
    for (words, _, colour), place in zip(lines, places, strict=True):
        said = "".join(wrap(words, 72 * (RIGHT - 0.2), SMALL, 1, "bold"))
        axes.annotate(said, (1, 0), (8, place), color=colour, size=SMALL, weight="bold", **look)
