"""Where customers wait: for each team arrivals, waiting and giving up over the hours of its open days."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cxsim.language.estimate import Estimate
from cxsim.language.speech import say, say_count
from cxsim.language.wording import SPACE, either, quoted, waiting, waiting_interval, with_interval
from cxsim.questions.journey.team_hours import TeamFigures, hourly, ratios_of_teams, team_figures, team_visits
from cxsim.results.intervals import AMOUNT
from cxsim.results.run import Run
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    TEXT,
    VERMILLION,
    WIDTH,
    NumberTicks,
    ShareTicks,
    heading,
    house_style,
    new_figure,
    wrap,
)

COLUMNS = ("team", "hour", "staff", "arrivals", "arrivals_low", "arrivals_high")
WHOLE = ("wait", "abandonment", "turned_away", "service_level", "occupancy")
SAID = (*COLUMNS, *WHOLE)
ROW = 2.3  # inches a team takes


def conclude_queues(run: Run) -> str:
    """Say in a sentence where customers wait longest, and where most give up."""
    return _conclude(run, team_visits(run))


def _conclude(run: Run, visits: pd.DataFrame) -> str:
    teams = run.scenario.teams
    if visits.empty:
        return say("No customer waits for staff in this scenario.")
    waits = ratios_of_teams(visits, "wait", "served", AMOUNT)
    longest = waits.leaders()
    if not longest:
        return say("Nobody who came to a team was served.")
    names = either([quoted(teams[team].title) for team in longest])
    wait = waiting_interval(waits.of(longest[0]))
    several = len(waits.below.columns) > 1
    if several:
        said = say("Customers wait longest for {names}: {wait} on average", names=names, wait=wait)
    else:
        said = say("Customers wait for {names}: {wait} on average", names=names, wait=wait)
    gave_up = ratios_of_teams(visits, "abandoned", "queued")
    most = gave_up.leaders()
    if not most or gave_up.of(most[0]).mean == 0:
        return say("{said}; nobody gives up waiting.", said=said)
    share = with_interval(gave_up.of(most[0]), plain=True)
    if not several:
        return say("{said}, and {share} of them give up.", said=said, share=share)
    if most == longest:
        return say("{said}; most give up there as well, {share}.", said=said, share=share)
    names = either([quoted(teams[team].title) for team in most])
    return say("{said}; most give up waiting for {names}, {share}.", said=said, names=names, share=share)


@named("queues")
def queue_chart(run: Run) -> Picture:
    """Draw for each team arrivals, mean wait and abandonment over the hours of its open days.

    Returns
    -------
    Picture
        `data` has one row for each team and hour with visits or staff; `more` the teams as a whole.

    Examples
    --------
    >>> queue_chart(run)  # doctest: +SKIP
    <Picture "Where customers wait for staff": 36 rows>
    """
    visits = team_visits(run)
    figures, caption = team_figures(run, visits), _conclude(run, visits)
    teams = [team for team, whole in figures.items() if whole.visits > 0]
    if not teams:
        return nothing_to_show(_title(), caption, COLUMNS)
    tables = {team: hourly(run, team, visits) for team in teams}
    with house_style():
        figure = new_figure(1.0 + ROW * len(teams))
        note = say(
            "By hour of the day, on days on which the team works (grey: nobody on duty); "
            "lines and bands are 95 % intervals over replications."
        )
        top = heading(figure, _title(), note)
        for team, table in tables.items():
            _row(figure, run, team, table, figures[team], top)
            top += ROW
    titles = {team: run.scenario.teams[team].title for team in teams}
    data = pd.concat(
        [
            table.reset_index()[lambda t: (t["arrivals"] > 0) | (t["staff"] > 0)].assign(team=titles[team])
            for team, table in tables.items()
        ]
    )
    data = data[["team", *[column for column in data.columns if column != "team"]]].reset_index(drop=True)
    more = pd.DataFrame([_summary(run.scenario.teams[team].title, figures[team]) for team in figures])
    said = [
        say("{team}: {figures}.", team=titles[team], figures=_words(run, team, figures[team]))
        for team in teams
    ]
    alt = " ".join([f"{_title()}. {caption}", *said])
    return Picture(figure, _title(), alt, data, caption, ((say("Teams as a whole"), more),))


def _title() -> str:
    return say("Where customers wait for staff")


def _words(run: Run, team: str, whole: TeamFigures) -> str:
    wait = waiting_interval(whole.wait)
    parts = [
        say_count(
            "{number} visit, mean wait {wait}",
            "{number} visits, mean wait {wait}",
            round(whole.visits),
            wait=wait,
        )
    ]
    target = run.scenario.teams[team].target
    if target is not None and whole.service_level.known:
        share = with_interval(whole.service_level, plain=True)
        parts.append(say("{share} served within {time}", share=share, time=waiting(24.0 * 60.0 * target)))
    if whole.abandonment.known and whole.abandonment.mean > 0:
        parts.append(say("{share} give up waiting", share=with_interval(whole.abandonment, plain=True)))
    elif whole.abandonment.known:
        parts.append(say("nobody gives up waiting"))
    if whole.turned_away.mean > 0:
        parts.append(
            say("{share} find it closed or busy", share=with_interval(whole.turned_away, plain=True))
        )
    if whole.occupancy.known:
        parts.append(
            say("staff busy {share} of their time", share=with_interval(whole.occupancy, plain=True))
        )
    return ", ".join(parts)


def _summary(title: str, whole: TeamFigures) -> dict[str, object]:
    cells: dict[str, object] = {"team": title, "visits": whole.visits}
    for name in WHOLE:
        value: Estimate = getattr(whole, name)
        cells |= {name: value.mean, f"{name}_low": value.low, f"{name}_high": value.high}
    return cells


def _row(figure: Figure, run: Run, team: str, table: pd.DataFrame, figures: TeamFigures, top: float) -> None:
    """Draw the three panels of one team."""
    height = float(figure.get_size_inches()[1])
    title = "".join(wrap(run.scenario.teams[team].title, 72 * 7.6, TEXT, 1, "bold"))
    figure.text(0.15 / WIDTH, 1 - (top + 0.1) / height, title, size=TEXT, weight="bold", va="top")
    for number, line in enumerate(wrap(_words(run, team, figures), 72 * 7.7, SMALL, 2)):
        figure.text(
            0.15 / WIDTH, 1 - (top + 0.3 + 0.16 * number) / height, line, size=SMALL, color=MUTED, va="top"
        )
    used = table.index[(table["arrivals"] > 0.005) | (table["staff"] > 0)]
    first, last = int(used.min()), int(used.max()) + 1
    in_minutes = table["wait"].max() < 120
    panels = (
        ("arrivals", say("Arrivals an hour"), 1.0, MUTED),
        (
            "wait",
            say("Mean wait, min") if in_minutes else say("Mean wait, hours"),
            1.0 if in_minutes else 1 / 60,
            BLUE,
        ),
        ("abandonment", say("Give up waiting"), 1.0, VERMILLION),
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
        axes.yaxis.set_major_formatter(ShareTicks() if name == "abandonment" else NumberTicks())


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
    top = 1.1 * largest if largest > 0 else 1.0
    ticks = MaxNLocator(4, steps=[1, 2, 5, 10]).tick_values(0.0, top)
    axes.set_yticks([float(tick) for tick in ticks if 0 <= tick <= top])
    axes.set_ylim(0, top)
