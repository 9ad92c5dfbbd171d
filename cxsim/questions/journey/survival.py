"""How long customers stay: Kaplan–Meier curves by persona, with bands over replications."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator

from cxsim.language.estimate import Estimate
from cxsim.language.speech import say, say_count
from cxsim.language.wording import either, of_100, one_by_one, percent, quoted, with_interval
from cxsim.results.estimates import Ratios, estimate
from cxsim.results.intervals import SHARE
from cxsim.results.run import Run
from cxsim.results.survival import YEAR, durations, is_told, stay, stay_curve
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

ALL = "all"
COLUMNS = ("persona", "day", "kept", "low", "high")
SAID = COLUMNS
LABEL = 27.0  # points between the labels of two curves
STYLES = ("-", "--", "-.", ":")


def stays_by_persona(run: Run) -> Ratios:
    """Return the share of customers who stay a year, by persona.

    Where the follow-up is shorter than a year, the share who stay until its end. None of those of whom nobody
    was followed that long.
    """
    return _stays(run, durations(run.customers, run.scenario)["persona"].astype(str))


def _stays(run: Run, groups: pd.Series) -> Ratios:
    """Return the share who stay of groups of those who are followed."""
    followed, days = durations(run.customers, run.scenario), horizon_of_stay(run)
    names = [name for name in (*run.scenario.personas, ALL) if (groups == name).any()]
    replications = pd.RangeIndex(run.manifest["replications"])
    kept, people, known, beyond = (pd.DataFrame(0.0, replications, names) for _ in range(4))
    for (replication, name), rows in followed.groupby([followed["replication"], groups]):
        found = stay(rows["duration"].to_numpy(), rows["lost"].to_numpy(dtype=bool), days)
        people.loc[replication, name] = found.people
        kept.loc[replication, name] = found.share * found.people
        known.loc[replication, name] = found.lost + found.followed
        beyond.loc[replication, name] = found.followed
    told = zip(names, is_told(kept.to_numpy(), beyond.to_numpy()), strict=True)
    return Ratios(kept, people, SHARE, known).only([name for name, known_there in told if known_there])


def horizon_of_stay(run: Run) -> float:
    """Return the days after which staying is judged: a year, or the follow-up where that is shorter."""
    return min(YEAR, run.scenario.period.follow_up)


def span_of_stay(run: Run) -> str:
    """Say for how long customers have to stay to be counted.

    Examples
    --------
    >>> span_of_stay(run)  # doctest: +SKIP
    'a year'
    """
    days = horizon_of_stay(run)
    return say("a year") if days == YEAR else say_count("{number} day", "{number} days", round(days))


def overall_stay(run: Run) -> Estimate:
    """Return the share of all customers who stay a year (or as long as the follow-up)."""
    if horizon_of_stay(run) == YEAR:
        return estimate(run, "yearly_retention")
    followed = durations(run.customers, run.scenario)
    return _stays(run, pd.Series(ALL, followed.index)).of(ALL)


def conclude_survival(run: Run) -> str:
    """Say in a sentence how many stay, and which persona stays least."""
    return _conclude(run, stays_by_persona(run))


@named("survival")
def survival_chart(run: Run) -> Picture:
    """Draw for each persona the share of customers who have stayed, day by day.

    Returns
    -------
    Picture
        `data` has one row for each persona and month: share still there, 95 % interval over replications.

    Examples
    --------
    >>> survival_chart(run)  # doctest: +SKIP
    <Picture "How long customers stay, by persona": 65 rows>
    """
    followed = durations(run.customers, run.scenario)
    if followed.empty:
        return nothing_to_show(_title(), conclude_survival(run), COLUMNS)
    curves = {
        persona: stay_curve(followed[followed["persona"] == persona], run.scenario.period.follow_up)
        for persona in run.scenario.personas
    }
    curves = {persona: curve for persona, curve in curves.items() if len(curve)}
    stays = stays_by_persona(run)
    with house_style():
        figure = _figure(run, curves, stays)
    caption = _conclude(run, stays)
    said = {persona: with_interval(stays.of(persona), plain=True) for persona in curves}
    each = one_by_one(f"{run.scenario.personas[persona].title} {share}" for persona, share in said.items())
    data = pd.concat([_monthly(curve, run.scenario.personas[name].title) for name, curve in curves.items()])
    shares_said = say("Share who stay {span}: {each}.", span=span_of_stay(run), each=each)
    alt = f"{_title()}. {caption} {shares_said}"
    return Picture(figure, _title(), alt, data, caption)


def _title() -> str:
    return say("How long customers stay, by persona")


def _conclude(run: Run, stays: Ratios) -> str:
    overall = overall_stay(run)
    if not overall.known:
        if durations(run.customers, run.scenario).empty:
            return say("Nobody was a customer in this simulation.")
        return say("No customer was followed for {span}: how many stay is not known.", span=span_of_stay(run))
    said = {"span": span_of_stay(run), **of_100(overall)}
    if len(stays.names) < 2:
        return say("{number} of 100 customers stay {span}{limits}.", **said)
    least = stays.leaders(least=True)
    if len(least) == len(stays.names):
        stay = say("{number} of 100 customers stay {span}{limits}", **said)
        return f"{stay}{say('; the personas cannot be told apart by how many of them stay')}."
    return say(
        "{number} of 100 customers stay {span}{limits}; fewest among {names}: {fewest}.",
        names=either([quoted(run.scenario.personas[persona].title) for persona in least]),
        fewest=with_interval(stays.of(least[0]), plain=True),
        **said,
    )


def _figure(run: Run, curves: dict[str, pd.DataFrame], stays: Ratios) -> Figure:
    height = max(4.9, 2.0 + LABEL / 72 * len(curves))
    figure = new_figure(height)
    lowest = min(float(curve[["kept", "low"]].min().min()) for curve in curves.values())
    bottom = min(max(0.0, math.floor(10 * lowest) / 10), 0.9)
    note = say(
        "Share of customers still there (Kaplan–Meier); bands are 95 % intervals over replications. "
        "At the right: how many stay {span}.",
        span=span_of_stay(run),
    )
    if bottom > 0:
        note = " ".join([note, say("The scale starts at {share}.", share=percent(bottom))])
    tall = height - heading(figure, _title(), note) - 0.7
    axes = figure.add_axes((0.6 / WIDTH, 0.6 / height, 4.9 / WIDTH, tall / height))
    end = max(float(curve["day"].iloc[-1]) for curve in curves.values())
    axes.set(xlim=(0, end), ylim=(bottom, 1.0))
    axes.set_xlabel(say("Days since the follow-up began, or since becoming a customer"))
    axes.yaxis.set_major_formatter(ShareTicks(decimals=0))
    if end > 100:
        axes.xaxis.set_major_locator(MultipleLocator(30 if end <= 400 else 90))
    for persona, curve in curves.items():
        colour, dashes = _look(run, persona)
        band: dict[str, Any] = {"color": colour, "alpha": 0.15, "lw": 0, "step": "post"}
        axes.fill_between(curve["day"], curve["low"], curve["high"], **band)
        axes.plot(curve["day"], curve["kept"], color=colour, ls=dashes, lw=2, drawstyle="steps-post")
    ends = [(float(curve["kept"].iloc[-1]) - bottom) / (1 - bottom) for curve in curves.values()]
    _label(axes, run, {persona: stays.of(persona) for persona in curves}, ends, 72 * tall)
    return figure


def _look(run: Run, persona: str) -> tuple[str, str]:
    """Return colour and dashes of a persona; the colour is that of its card."""
    number = list(run.scenario.personas).index(persona)
    return PALETTE[number % len(PALETTE)], STYLES[number // len(PALETTE) % len(STYLES)]


def _label(axes: Axes, run: Run, stays: dict[str, Estimate], ends: list[float], tall: float) -> None:
    """Write at each curve who it is, and how many stay; `ends` in parts of the height, `tall` in points."""
    places = spread([end * tall for end in ends], LABEL, 12, tall)
    for (persona, stays_here), end, place in zip(stays.items(), ends, places, strict=True):
        at = place / tall
        line = {"arrowstyle": "-", "color": _look(run, persona)[0], "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (1.0, end), (1.05, at), "axes fraction", arrowprops=line)
        title = "".join(wrap(run.scenario.personas[persona].title, 72 * 2.15, SMALL, 1, "bold"))
        share = with_interval(stays_here, plain=True)
        beside: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL}
        axes.annotate(title, (1.06, at), (0, 1), weight="bold", color=INK, va="bottom", **beside)
        axes.annotate(share, (1.06, at), (0, -1), color=MUTED, va="top", **beside)


def _monthly(curve: pd.DataFrame, title: str) -> pd.DataFrame:
    rows = curve[(curve["day"] % 30 == 0) | (curve.index == len(curve) - 1)]
    return rows.assign(persona=title, day=rows["day"].astype(int))[list(COLUMNS)].reset_index(drop=True)
