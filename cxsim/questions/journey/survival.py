"""How long customers stay: Kaplan–Meier by persona, apart for those in a first contract and past it."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.language.estimate import Estimate
from cxsim.language.speech import say, translated
from cxsim.language.wording import either, lasting, of_100, one_by_one, percent, quoted, with_interval
from cxsim.results.estimates import Ratios, estimate
from cxsim.results.run import Run
from cxsim.results.survival import PAST_FIRST, STAYING_GROUPS, durations, stay_curve
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    INK,
    MUTED,
    PALETTE,
    SMALL,
    WIDTH,
    ShareTicks,
    heading,
    house_style,
    new_figure,
    spread,
    wrap,
)

COLUMNS = ("group", "persona", "day", "share", "low", "high")
SAID = (*COLUMNS, *STAYING_GROUPS)
Curves = dict[str, pd.DataFrame]
LABEL = 27.0  # points between the labels of two curves
PANEL = 0.95  # inches of a panel above and below its curves
STYLES = ("-", "--", "-.", ":")


def conclude_survival(run: Run) -> str:
    """Say in a sentence how many of each group stay, and which persona stays least."""
    return _conclude(run, durations(run.customers, run.scenario))


@named("survival")
def survival_chart(run: Run) -> Picture:
    """Draw for each persona the share of customers who have stayed, day by day, apart for two groups.

    Customers past their first contract can leave; new ones are in theirs (see `cxsim.results.survival`).

    Returns
    -------
    Picture
        `data` has one row for each group, persona and month: share still there, 95 % interval over
        replications.

    Examples
    --------
    >>> survival_chart(run)  # doctest: +SKIP
    <Picture "How long customers stay, by persona": 65 rows>
    """
    followed = durations(run.customers, run.scenario)
    caption = _conclude(run, followed)
    if followed.empty:
        return nothing_to_show(_title(), caption, COLUMNS)
    groups = {name: _curves(run, followed[followed["group"] == name]) for name in STAYING_GROUPS}
    groups = {name: curves for name, curves in groups.items() if curves}
    with house_style():
        figure = _figure(run, groups)
    titles = {name: persona.title for name, persona in run.scenario.personas.items()}
    said = [_title(), caption.rstrip(".")]
    for name, curves in groups.items():
        each = one_by_one(
            f"{titles[persona]} {with_interval(_end(curve), plain=True)}" for persona, curve in curves.items()
        )
        said.append(f"{_group(run, name)}, {each}")
    data = pd.concat(
        [
            _monthly(curve, translated(name), titles[persona])
            for name, curves in groups.items()
            for persona, curve in curves.items()
        ]
    )
    return Picture(figure, _title(), f"{'. '.join(said)}.", data, caption)


def _title() -> str:
    return say("How long customers stay, by persona")


def _has_contracts(run: Run) -> bool:
    return any(persona.contract for persona in run.scenario.personas.values())


def _group(run: Run, group: str) -> str:
    """Say of whom curves tell."""
    if group == PAST_FIRST:
        if _has_contracts(run):
            return say("Today’s customers past their first contract")
        return say("Today’s customers")
    if _has_contracts(run):
        return say("New customers, in their first contract")
    return say("New customers")


def _curves(run: Run, followed: pd.DataFrame) -> Curves:
    """Return the curve of each persona of a group that is known for at least a day."""
    follow_up = run.scenario.period.follow_up
    curves = {
        name: stay_curve(followed[followed["persona"] == name], follow_up) for name in run.scenario.personas
    }
    return {name: curve for name, curve in curves.items() if len(curve) > 1}


def _end(curve: pd.DataFrame) -> Estimate:
    """Return the share at the end of a curve."""
    end = curve.iloc[-1]
    return Estimate(float(end["share"]), float(end["low"]), float(end["high"]), 0)


def _stays(followed: pd.DataFrame) -> Ratios:
    """Return the share who are still there at the end, by persona, of people who are all followed to it."""
    groups = followed.groupby([followed["replication"], followed["persona"].astype(str)])["lost"]
    number = groups.size().unstack(fill_value=0).astype(float)
    return Ratios(number - groups.sum().unstack(fill_value=0).astype(float), number)


def _conclude(run: Run, followed: pd.DataFrame) -> str:
    if followed.empty and estimate(run, "todays").mean > 0.0:
        return say(
            "All of today’s customers were in their first contract, and nobody became one since: how long "
            "customers stay is not told."
        )
    if followed.empty:
        return say("Nobody was a customer in this simulation.")
    said = []
    for group in STAYING_GROUPS:
        mine = followed[followed["group"] == group]
        curve = stay_curve(mine, run.scenario.period.follow_up)
        if len(curve) < 2:
            continue
        told = {"days": lasting(float(curve["day"].iloc[-1])), **of_100(_end(curve))}
        who = _group(run, group)
        said.append(say("{who}: {number} of 100 are still there after {days}{limits}", who=who, **told))
        if group == PAST_FIRST:
            said[-1] += _fewest(run, mine)
    if not said:
        return say("No customer was followed for a day: how many stay is not known.")
    return f"{'. '.join(said)}."


def _fewest(run: Run, followed: pd.DataFrame) -> str:
    """Say which persona stays least."""
    stays = _stays(followed)
    if len(stays.names) < 2:
        return ""
    least = stays.leaders(least=True)
    if len(least) == len(stays.names):
        return say("; the personas cannot be told apart by how many of them stay")
    return say(
        "; fewest among {names}: {fewest}",
        names=either([quoted(run.scenario.personas[persona].title) for persona in least]),
        fewest=with_interval(stays.of(least[0]), plain=True),
    )


def _figure(run: Run, groups: dict[str, Curves]) -> Figure:
    """Draw the curves of each group in a panel as many days wide as they reach."""
    curves = [curve for of_group in groups.values() for curve in of_group.values()]
    lowest = min(float(curve[["share", "low"]].min().min()) for curve in curves)
    bottom = min(max(0.0, math.floor(10 * lowest) / 10), 0.9)
    note = say(
        "Share of customers still there (Kaplan–Meier); bands are 95 % intervals over replications. At the "
        "right: how many are still there at the end of the curve."
    )
    if bottom > 0:
        note = " ".join([note, say("The scale starts at {share}.", share=percent(bottom))])
    panels = {group: max(2.4, LABEL / 72 * (len(of_group) + 1)) for group, of_group in groups.items()}
    height = 1.0 + sum(tall + PANEL for tall in panels.values())
    figure = new_figure(height)
    top = heading(figure, _title(), note)
    figure = new_figure(top + sum(tall + PANEL for tall in panels.values()))
    height = float(figure.get_size_inches()[1])
    heading(figure, _title(), note)
    for group, tall in panels.items():
        end = max(float(curve["day"].iloc[-1]) for curve in groups[group].values())
        place = (0.6 / WIDTH, 1 - (top + 0.3 + tall) / height, 4.9 / WIDTH, tall / height)
        axes = figure.add_axes(place)
        axes.set_title(_group(run, group), size=SMALL, weight="bold", loc="left", pad=6)
        axes.set(xlim=(0, end), ylim=(bottom, 1.0))
        axes.set_xlabel(
            say("Days since the follow-up began") if group == PAST_FIRST else say("Days as a customer")
        )
        axes.yaxis.set_major_formatter(ShareTicks(decimals=0))
        if end > 100:
            axes.set_xticks(np.arange(0.0, end + 1.0, 30.0 if end <= 400 else 90.0))
        _draw(axes, run, groups[group], bottom, 72 * tall)
        top += tall + PANEL
    return figure


def _draw(axes: Axes, run: Run, curves: Curves, bottom: float, tall: float) -> None:
    """Draw the curves of one group, and write at each who it is; `tall` in points."""
    for persona, curve in curves.items():
        colour, dashes = _look(run, persona)
        band: dict[str, Any] = {"color": colour, "alpha": 0.15, "lw": 0, "step": "post"}
        axes.fill_between(curve["day"], curve["low"], curve["high"], **band)
        axes.plot(curve["day"], curve["share"], color=colour, ls=dashes, lw=2, drawstyle="steps-post")
    stays = {persona: _end(curve) for persona, curve in curves.items()}
    days = [float(curve["day"].iloc[-1]) for curve in curves.values()]
    ends = [
        (day / axes.get_xlim()[1], (one.mean - bottom) / (1 - bottom))
        for day, one in zip(days, stays.values(), strict=True)
    ]
    _label(axes, run, stays, ends, tall)


def _look(run: Run, persona: str) -> tuple[str, str]:
    """Return colour and dashes of a persona; the colour is that of its card."""
    number = list(run.scenario.personas).index(persona)
    return PALETTE[number % len(PALETTE)], STYLES[number // len(PALETTE) % len(STYLES)]


def _label(
    axes: Axes, run: Run, stays: dict[str, Estimate], ends: list[tuple[float, float]], tall: float
) -> None:
    """Write at each curve who it is, and how many stay; `ends` in parts of the panel, `tall` in points."""
    places = spread([end * tall for _, end in ends], LABEL, 12, tall)
    for (persona, stays_here), end, place in zip(stays.items(), ends, places, strict=True):
        at = place / tall
        line = {"arrowstyle": "-", "color": _look(run, persona)[0], "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", end, (1.05, at), "axes fraction", arrowprops=line)
        title = "".join(wrap(run.scenario.personas[persona].title, 72 * 2.15, SMALL, 1, "bold"))
        share = with_interval(stays_here, plain=True)
        beside: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL}
        axes.annotate(title, (1.06, at), (0, 1), weight="bold", color=INK, va="bottom", **beside)
        axes.annotate(share, (1.06, at), (0, -1), color=MUTED, va="top", **beside)


def _monthly(curve: pd.DataFrame, group: str, title: str) -> pd.DataFrame:
    rows = curve[(curve["day"] % 30 == 0) | (curve.index == len(curve) - 1)]
    rows = rows.assign(group=group, persona=title, day=rows["day"].astype(int))
    return rows[list(COLUMNS)].reset_index(drop=True)
