"""Where customers wait: for each team arrivals, waiting and hanging up over the hours of its open days."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from cxsim.engine.weekly import StaffPlan, staff_plan
from cxsim.reporting.estimates import UNKNOWN, Estimate, estimate, over_replications
from cxsim.reporting.picture import Picture, nothing_to_show
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
    wrap,
)
from cxsim.reporting.wording import SPACE, counted, percent, plain_number, waiting_interval, with_interval
from cxsim.results.run import Run
from cxsim.scenario.hours import parse_hours

TITLE = "Where customers wait for staff"
COLUMNS = ("team", "hour", "arrivals", "arrivals_low", "arrivals_high")
MINUTES = 1_440.0
ROW = 2.3  # inches a team takes
FEWEST = 20  # visits an hour needs, all replications together, for a mean wait to say something


def team_visits(run: Run) -> pd.DataFrame:
    """Return all visits to staff after the warm-up, of everybody, measured or not.

    Returns
    -------
    pandas.DataFrame
        ``replication``, ``team``, ``day`` (of the week, 0 for Monday), ``hour``, ``wait`` in minutes (of those served),
        ``served``, ``abandoned``, ``queued`` (came while it was open), ``turned_away``.
    """
    events, points = run.events, run.scenario.touchpoints
    visits = events[(events["event"] == "visit") & (events["began"] >= run.scenario.period.warm_up)]
    team = visits["touchpoint"].astype(object).map({name: point.team for name, point in points.items()})
    visits, team = visits[team.notna()], team[team.notna()]
    outcome, began = visits["outcome"].astype(str), visits["began"].astype(float)
    turned_away, abandoned = outcome.isin(["closed", "busy"]), outcome == "abandoned"
    served = ~(turned_away | abandoned)
    return pd.DataFrame(
        {
            "replication": visits["replication"],
            "team": team,
            "day": (np.floor(began) % 7).astype(int),
            "hour": np.floor(began % 1 * 24).astype(int),
            "wait": (visits["wait"].astype(float) * MINUTES).where(served),
            "served": served,
            "abandoned": abandoned,
            "queued": ~turned_away,
            "turned_away": turned_away,
        }
    )


def team_figures(run: Run) -> pd.DataFrame:
    """Return one row for each team: mean wait, hanging up, turned away, occupancy, each an `Estimate`; nobody came: unknown."""
    visits = team_visits(run)
    rows = {}
    for team in run.scenario.teams:
        mine = visits[visits["team"] == team].assign(all=1.0).groupby("replication")
        rows[team] = {
            "visits": float(mine["all"].sum().sum()) / run.manifest["replications"],
            "wait": over_replications(mine["wait"].mean(), share=False),
            "abandonment": _ratio(mine, "abandoned", "queued"),
            "turned_away": _ratio(mine, "turned_away", "all"),
            "occupancy": estimate(run, "occupancy", "team", team),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def hourly(run: Run, team: str, visits: pd.DataFrame) -> pd.DataFrame:
    """Return a team's hours of the day on days when it is open.

    Returns
    -------
    pandas.DataFrame
        Indexed by hour: ``staff`` (mean on duty on open days) and, each with ``_low`` and ``_high``, ``arrivals`` an hour,
        ``wait`` in minutes, ``abandonment``; the last two are nan where fewer than 20 came.
    """
    plan = _staff(run, team)
    on_duty = np.array([[plan.on_duty(day + (hour + 0.5) / 24) for hour in range(24)] for day in range(7)])
    open_days = [day for day in range(7) if _opens(plan, day)]
    period = run.scenario.period
    days = np.arange(math.ceil(period.warm_up), math.floor(period.warm_up + period.follow_up))
    number = max(int(np.isin(days % 7, open_days).sum()), 1)
    mine = visits[(visits["team"] == team) & visits["day"].isin(open_days)]
    replications = range(run.manifest["replications"])
    rows = []
    for hour in range(24):
        visits_then = mine[mine["hour"] == hour]
        then = visits_then.groupby("replication")
        arrivals = over_replications(then.size().reindex(replications, fill_value=0) / number, share=False)
        wait = gave_up = UNKNOWN
        if len(visits_then) >= FEWEST:
            wait, gave_up = over_replications(then["wait"].mean(), share=False), _ratio(then, "abandoned", "queued")
        rows.append((float(on_duty[open_days, hour].mean()), *arrivals[:3], *wait[:3], *gave_up[:3]))
    names = [f"{name}{limit}" for name in ("arrivals", "wait", "abandonment") for limit in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["staff", *names], index=pd.RangeIndex(24, name="hour"))


def conclude_queues(run: Run) -> str:
    """Say in a sentence where customers wait longest, and how many hang up."""
    figures = team_figures(run)
    seen = figures[figures["visits"] > 0] if len(figures) else figures
    if seen.empty:
        return "No customer waits for staff in this scenario."
    longest, most = _largest(seen, "wait"), _largest(seen, "abandonment")
    if longest is None:
        return "Nobody who came to a team was served."
    title = run.scenario.teams[longest].title
    said = f"Customers wait longest for “{title}”, {waiting_interval(seen.loc[longest, 'wait'])} on average"
    if most is None or seen.loc[most, "abandonment"].mean == 0:
        return f"{said}; nobody gives up waiting."
    share = with_interval(seen.loc[most, "abandonment"], plain=True)
    if most == longest:
        return f"{said}, and {share} of them give up."
    return f"{said}; most give up waiting for “{run.scenario.teams[most].title}”, {share}."


def queue_chart(run: Run) -> Picture:
    """Draw for each team arrivals, mean wait and abandonment over the hours of its open days.

    Returns
    -------
    Picture
        `data` has one row for each team and hour with visits or staff; `more` the figures of the teams as a whole.

    Examples
    --------
    >>> queue_chart(run)  # doctest: +SKIP
    <Picture "Where customers wait for staff": 36 rows>
    """
    visits, figures = team_visits(run), team_figures(run)
    teams = [team for team in run.scenario.teams if figures.loc[team, "visits"] > 0]
    caption = conclude_queues(run)
    if not teams:
        return nothing_to_show(TITLE, caption, COLUMNS)
    tables = {team: hourly(run, team, visits) for team in teams}
    with house_style():
        figure = new_figure(1.0 + ROW * len(teams))
        note = (
            "By hour of the day, on days on which the team works (grey: nobody on duty); "
            "lines and bands are 95 % intervals over replications."
        )
        top = heading(figure, TITLE, note)
        for team, table in tables.items():
            _row(figure, run, team, table, figures.loc[team], top)
            top += ROW
    titles = {team: run.scenario.teams[team].title for team in teams}
    data = pd.concat(
        [table.reset_index()[lambda t: (t["arrivals"] > 0) | (t["staff"] > 0)].assign(team=titles[team]) for team, table in tables.items()]
    )
    data = data[["team", *[column for column in data.columns if column != "team"]]].reset_index(drop=True)
    more = pd.DataFrame([_summary(run.scenario.teams[team].title, figures.loc[team]) for team in figures.index])
    said = " ".join(f"{titles[team]}: {_words(figures.loc[team])}." for team in teams)
    return Picture(figure, TITLE, f"{TITLE}. {caption} {said}", data, caption, (("Teams as a whole", more),))


def _ratio(groups: Any, part: str, whole: str) -> Estimate:
    wholes = groups[whole].sum()
    return over_replications(groups[part].sum() / wholes.where(wholes > 0))


def _staff(run: Run, team: str) -> StaffPlan:
    shifts = run.scenario.teams[team].shift_plan()
    return staff_plan(tuple((parse_hours(shift.hours), shift.staff) for shift in shifts))


def _opens(plan: StaffPlan, day: int) -> bool:
    return plan.staffed_days(float(day), day + 1.0) > 0


def _largest(figures: pd.DataFrame, name: str) -> str | None:
    means = {str(team): value.mean for team, value in figures[name].items() if value.known}
    return max(means, key=means.__getitem__) if means else None


def _words(row: pd.Series) -> str:
    parts = [f"{counted(round(row['visits']), 'visit')}, mean wait {waiting_interval(row['wait'])}"]
    if row["abandonment"].known:
        parts.append(f"{with_interval(row['abandonment'], plain=True)} give up waiting")
    if row["turned_away"].mean > 0:
        parts.append(f"{with_interval(row['turned_away'], plain=True)} find it closed or busy")
    if row["occupancy"].known:
        parts.append(f"staff busy {with_interval(row['occupancy'], plain=True)} of their time")
    return ", ".join(parts)


def _summary(title: str, row: pd.Series) -> dict[str, object]:
    cells: dict[str, object] = {"team": title, "visits": row["visits"]}
    for name in ("wait", "abandonment", "turned_away", "occupancy"):
        cells |= {name: row[name].mean, f"{name}_low": row[name].low, f"{name}_high": row[name].high}
    return cells


def _row(figure: Figure, run: Run, team: str, table: pd.DataFrame, figures: pd.Series, top: float) -> None:
    """Draw the three panels of one team."""
    height = float(figure.get_size_inches()[1])
    title = "".join(wrap(run.scenario.teams[team].title, 72 * 7.6, TEXT, 1, "bold"))
    figure.text(0.15 / WIDTH, 1 - (top + 0.1) / height, title, size=TEXT, weight="bold", va="top")
    for number, line in enumerate(wrap(_words(figures), 72 * 7.7, SMALL, 2)):
        figure.text(0.15 / WIDTH, 1 - (top + 0.3 + 0.16 * number) / height, line, size=SMALL, color=MUTED, va="top")
    used = table.index[(table["arrivals"] > 0.005) | (table["staff"] > 0)]
    first, last = int(used.min()), int(used.max()) + 1
    unit, factor = ("min", 1.0) if table["wait"].max() < 120 else ("hours", 1 / 60)
    panels = (
        ("arrivals", "Arrivals an hour", 1.0, MUTED),
        ("wait", f"Mean wait, {unit}", factor, BLUE),
        ("abandonment", "Give up waiting", 1.0, VERMILLION),
    )
    for number, (name, label, scale, colour) in enumerate(panels):
        place = ((0.5 + 2.55 * number) / WIDTH, 1 - (top + 2.0) / height, 2.1 / WIDTH, 1.15 / height)
        axes = figure.add_axes(place)
        _panel(axes, table, name, scale, colour)
        axes.set_title(label, size=SMALL, color=MUTED, weight="normal", pad=4)
        axes.set_xlim(first, last)
        step = 2 if last - first <= 12 else 4
        ticks = [hour for hour in range(first, last + 1) if hour % step == 0]
        axes.set_xticks(ticks, [f"{hour}{SPACE}h" if hour == ticks[-1] else str(hour) for hour in ticks])
        if name == "abandonment":
            axes.yaxis.set_major_formatter(PercentFormatter(1.0, symbol=f"{SPACE}%"))


def _panel(axes: Axes, table: pd.DataFrame, name: str, scale: float, colour: str) -> None:
    for hour in table.index[table["staff"] == 0]:
        axes.axvspan(hour, hour + 1, color=FAINT, alpha=0.45, lw=0)
    rows = table.dropna(subset=[name])
    middle, high = rows.index + 0.5, rows[f"{name}_high"].fillna(rows[name])
    if name == "arrivals":
        axes.bar(middle, rows[name], width=0.86, color=colour, alpha=0.75)
        error = [rows[name] - rows[f"{name}_low"], rows[f"{name}_high"] - rows[name]]
        axes.errorbar(middle, rows[name], error, fmt="none", ecolor=INK, elinewidth=1)
    else:
        low = rows[f"{name}_low"].fillna(rows[name]).clip(lower=0)
        axes.fill_between(middle, scale * low, scale * high, color=colour, alpha=0.18, lw=0)
        axes.plot(middle, scale * rows[name], color=colour, marker="o", ms=3.5, lw=1.8)
    largest = scale * float(high.max()) if len(rows) else 0.0
    axes.set_ylim(0, 1.1 * largest if largest > 0 else 1.0)
