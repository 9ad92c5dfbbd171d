"""How long customers stay: Kaplan–Meier curves by persona, with bands over replications."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MultipleLocator
from scipy import stats

from cxsim.reporting.estimates import Estimate, estimate, leaders, over_replications
from cxsim.reporting.language import say, say_count
from cxsim.reporting.look.picture import Picture, named, nothing_to_show
from cxsim.reporting.look.style import (
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
from cxsim.reporting.wording import either, of_100, one_by_one, percent, quoted, with_interval
from cxsim.results.intervals import LEVEL
from cxsim.results.run import Run
from cxsim.results.survival import YEAR, durations, retention_at, survival_curve

COLUMNS = ("persona", "day", "kept", "low", "high")
LABEL = 27.0  # points between the labels of two curves
STYLES = ("-", "--", "-.", ":")


def stays_by_persona(run: Run) -> pd.DataFrame:
    """Return the share of customers who stay a year: a row for each replication, a column for each persona.

    Where the follow-up is shorter than a year, the share who stay until its end.
    """
    followed = durations(run.customers, run.scenario)
    days = horizon_of_stay(run)
    groups = followed.groupby(["replication", "persona"], observed=True)
    shares = {key: retention_at(group, days) for key, group in groups}
    table = pd.Series(shares, dtype=float).unstack() if shares else pd.DataFrame()
    return table.reindex(columns=[name for name in run.scenario.personas if name in table.columns])


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
    shares = [retention_at(one, horizon_of_stay(run)) for _, one in followed.groupby("replication")]
    return over_replications(pd.Series(shares, dtype=float))


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
        persona: _curve(followed[followed["persona"] == persona], run.scenario.period.follow_up)
        for persona in run.scenario.personas
    }
    curves = {persona: curve for persona, curve in curves.items() if len(curve)}
    shares = stays_by_persona(run)
    with house_style():
        figure = _figure(run, curves, shares)
    caption = _conclude(run, shares)
    said = {persona: with_interval(over_replications(shares[persona]), plain=True) for persona in curves}
    each = one_by_one(f"{run.scenario.personas[persona].title} {share}" for persona, share in said.items())
    data = pd.concat([_monthly(curve, run.scenario.personas[name].title) for name, curve in curves.items()])
    shares_said = say("Share who stay {span}: {each}.", span=span_of_stay(run), each=each)
    alt = f"{_title()}. {caption} {shares_said}"
    return Picture(figure, _title(), alt, data, caption)


def _title() -> str:
    return say("How long customers stay, by persona")


def _conclude(run: Run, shares: pd.DataFrame) -> str:
    overall = overall_stay(run)
    if not overall.known:
        return say("Nobody was a customer in this simulation.")
    said = {"span": span_of_stay(run), **of_100(overall)}
    if shares.shape[1] < 2:
        return say("{number} of 100 customers stay {span}{limits}.", **said)
    least = leaders(-shares)
    if len(least) == shares.shape[1]:
        stay = say("{number} of 100 customers stay {span}{limits}", **said)
        return f"{stay}{say('; the personas cannot be told apart by how many of them stay')}."
    return say(
        "{number} of 100 customers stay {span}{limits}; fewest among {names}: {fewest}.",
        names=either([quoted(run.scenario.personas[persona].title) for persona in least]),
        fewest=with_interval(over_replications(shares[least[0]]), plain=True),
        **said,
    )


def _figure(run: Run, curves: dict[str, pd.DataFrame], shares: pd.DataFrame) -> Figure:
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
    _label(axes, run, shares[list(curves)], ends, 72 * tall)
    return figure


def _look(run: Run, persona: str) -> tuple[str, str]:
    """Return colour and dashes of a persona; the colour is that of its card."""
    number = list(run.scenario.personas).index(persona)
    return PALETTE[number % len(PALETTE)], STYLES[number // len(PALETTE) % len(STYLES)]


def _label(axes: Axes, run: Run, shares: pd.DataFrame, ends: list[float], tall: float) -> None:
    """Write at each curve who it is, and how many stay; `ends` in parts of the height, `tall` in points."""
    places = spread([end * tall for end in ends], LABEL, 12, tall)
    for persona, end, place in zip(shares.columns, ends, places, strict=True):
        at = place / tall
        line = {"arrowstyle": "-", "color": _look(run, persona)[0], "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (1.0, end), (1.05, at), "axes fraction", arrowprops=line)
        title = "".join(wrap(run.scenario.personas[persona].title, 72 * 2.15, SMALL, 1, "bold"))
        share = with_interval(over_replications(shares[persona]), plain=True)
        beside: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "size": SMALL}
        axes.annotate(title, (1.06, at), (0, 1), weight="bold", color=INK, va="bottom", **beside)
        axes.annotate(share, (1.06, at), (0, -1), color=MUTED, va="top", **beside)


def _curve(followed: pd.DataFrame, follow_up: float) -> pd.DataFrame:
    """Return the mean curve over replications on a grid of days, as far as all replications reach."""
    if followed.empty:
        return pd.DataFrame(columns=["day", "kept", "low", "high"])
    curves = [survival_curve(group) for _, group in followed.groupby("replication")]
    known = [math.inf if curve["kept"].iloc[-1] == 0 else float(curve["day"].iloc[-1]) for curve in curves]
    days = np.arange(0.0, math.floor(min(follow_up, *known)) + 1.0)
    kept = [
        curve["kept"].to_numpy()[np.searchsorted(curve["day"].to_numpy(), days, side="right") - 1]
        for curve in curves
    ]
    return _band(np.array(kept)).assign(day=days)


def _band(kept: np.ndarray) -> pd.DataFrame:
    """Return mean and interval of each column, as `over_replications` would one by one, but faster."""
    number, mean = len(kept), kept.mean(axis=0)
    spread_out = kept.std(axis=0, ddof=1) if number > 1 else np.full_like(mean, math.nan)
    half = stats.t.ppf(0.5 + LEVEL / 2, number - 1) * spread_out / math.sqrt(number)
    low, high = np.clip(mean - half, 0.0, None), np.clip(mean + half, None, 1.0)
    return pd.DataFrame({"kept": mean, "low": low, "high": high})


def _monthly(curve: pd.DataFrame, title: str) -> pd.DataFrame:
    rows = curve[(curve["day"] % 30 == 0) | (curve.index == len(curve) - 1)]
    return rows.assign(persona=title, day=rows["day"].astype(int))[list(COLUMNS)].reset_index(drop=True)
