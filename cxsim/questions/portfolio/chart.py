"""Cost against gain: every set of improvements that was tried, and the way to the one that reaches most."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated
from cxsim.language.wording import capital, money, quoted
from cxsim.questions.experiments.objective_words import amount, is_share, unit
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.questions.portfolio.words import do
from cxsim.theme.colours import POINT
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    PAPER,
    SMALL,
    VERMILLION,
    WIDTH,
    NumberTicks,
    PlainTicks,
    heading,
    house_style,
    new_figure,
    spread,
    wrap,
)

COLUMNS = ("improvements", "first_year", "gain", "gain_low", "gain_high", "net", "efficient", "reaches_most")
WAY = (
    *("improvement", "first_year", "gain", "gain_low", "gain_high"),
    *("together", "together_low", "together_high", "first_year_so_far"),
    *("net", "net_low", "net_high", "payback"),
)
LEFT, RIGHT = 0.75, 2.55  # inches beside the scales; at the right stand the names of the steps
LABEL = 0.58  # inches that a name with its figures takes
SAID = (*COLUMNS, *WAY)


@named("portfolios")
def frontier_chart(portfolio: Portfolio) -> Picture:
    """Draw cost in the first year against gain: all sets tried, the efficient ones, and the way to the best.

    Returns
    -------
    Picture
        `data` has one row for each set tried, with its cost and what it gains in the objective (with 95 %
        limits), and whether it is efficient or reaches most; `more` holds the way there.

    Examples
    --------
    >>> frontier_chart(portfolio)  # doctest: +SKIP
    <Picture "What a budget can reach, and the way there": 113 rows>
    """
    tried, steps, scenario = portfolio.tried, portfolio.steps, portfolio.scenario
    objective = portfolio.objective
    said, title = do(portfolio), say("What a budget can reach, and the way there")
    if len(tried) == 1:
        return nothing_to_show(title, said, COLUMNS)
    height = max(4.9, 1.9 + LABEL * len(steps))
    with house_style():
        figure = new_figure(height)
        note = say(
            "Each point is a set of improvements; the blue line is the most that was gained for each amount "
            "of money, with 95 % limits that hold for all points together. Numbers lead to the set that "
            "reaches most, whether it pays or not, in the order in which to do it."
        )
        top = heading(figure, title, note) + 0.35
        wide = WIDTH - LEFT - (RIGHT if len(steps) else 0.3)
        axes = figure.add_axes((LEFT / WIDTH, 0.6 / height, wide / WIDTH, 1 - (top + 0.6) / height))
        _draw(axes, portfolio)
        _name(axes, portfolio, wide, height - top - 0.6)
    titles = {name: scenario.improvements[name].title for name in portfolio.first_year}
    apart = translated("; ")
    data = tried.assign(
        improvements=[
            apart.join(titles[name] for name in names) or say("none") for names in tried["improvements"]
        ],
        reaches_most=[set(names) == set(steps["improvement"]) for names in tried["improvements"]],
    )
    way = steps[list(WAY)].assign(improvement=steps["improvement"].map(titles))
    told = apart.join(
        say(
            "{cost} {gain} with {improvement}",
            cost=money(row["first_year_so_far"], scenario.currency),
            gain=amount(objective, row["together"]),
            improvement=quoted(row["improvement"]),
        )
        for _, row in way.iterrows()
    )
    efficient = apart.join(
        f"{money(row['first_year'], scenario.currency)} {amount(objective, row['gain'])}"
        for _, row in tried[tried["efficient"]].iterrows()
    )
    alt = say(
        "{title}. {said} For each amount ({unit}): {told}.",
        title=title,
        said=said,
        unit=unit(objective, scenario.currency),
        told=efficient,
    )
    if told:
        alt += " " + say("On the way to what reaches most: {told}.", told=told)
    more = ((say("What reaches most, in its order"), way),) if len(steps) else ()
    return Picture(figure, title, alt, data[list(COLUMNS)], said, more)


def _scale(portfolio: Portfolio) -> float:
    """Return by what gains are multiplied to be drawn."""
    return 100.0 if is_share(portfolio.objective) else 1.0


def _draw(axes: Axes, portfolio: Portfolio) -> None:
    """Draw the sets, the efficient ones with their limits, the budget and the way to what reaches most."""
    tried, budget, scale = portfolio.tried, portfolio.budget, _scale(portfolio)
    currency = portfolio.scenario.currency
    dearest = float(tried["first_year"].max())
    far = budget > 1.25 * max(dearest, 1e-9)
    right = 1.08 * max(dearest, 1e-9) if far else 1.04 * budget
    efficient = tried[tried["efficient"]]
    limits = scale * efficient[["gain_low", "gain_high"]].iloc[1:]
    gains = scale * tried["gain"]
    low = min(float(gains.min()), float(limits.min().min()) if len(limits.dropna()) else 0.0, 0.0)
    high = max(float(gains.max()), float(limits.max().max()) if len(limits.dropna()) else 0.0, 1e-2)
    axes.set_xlim(-0.03 * right, right)
    axes.set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))
    axes.set_xlabel(say("Cost in the first year, {currency}", currency=currency))
    axes.set_ylabel(capital(unit(portfolio.objective, currency)))
    axes.yaxis.set_major_formatter(NumberTicks())
    axes.xaxis.set_major_formatter(PlainTicks())
    axes.set_xticks([tick for tick in axes.get_xticks() if 0.0 <= tick <= right])
    axes.set_yticks([tick for tick in axes.get_yticks() if axes.get_ylim()[0] <= tick <= axes.get_ylim()[1]])
    axes.axhline(0, color=MUTED, lw=0.8, zorder=1)
    axes.plot(tried["first_year"], gains, "o", color=POINT, ms=4, mew=0, zorder=2)
    ends = pd.concat([efficient, efficient.iloc[-1:].assign(first_year=min(budget, right))])
    axes.step(ends["first_year"], scale * ends["gain"], where="post", color=BLUE, lw=1.8, zorder=3)
    for (_, row), (_, limit) in zip(efficient.iloc[1:].iterrows(), limits.iterrows(), strict=True):
        axes.plot([row["first_year"]] * 2, limit.to_list(), color=BLUE, lw=1.1, alpha=0.6, zorder=3)
    axes.plot(efficient["first_year"], scale * efficient["gain"], "o", color=BLUE, ms=5, zorder=3)
    look: dict[str, Any] = {
        "xycoords": ("data", "axes fraction"),
        "textcoords": "offset points",
        "size": SMALL,
        "color": INK,
        "ha": "right",
    }
    said = say("budget {money}", money=money(budget, currency))
    if far:
        axes.annotate(f"{said} →", (right, 1), (0, 5), **look)
    else:
        axes.axvline(budget, color=INK, lw=1.2, ls=(0, (4, 2)), zorder=2.5)
        axes.annotate(said, (budget, 1), (0, 5), **look)


def _name(axes: Axes, portfolio: Portfolio, wide: float, tall: float) -> None:
    """Number the steps on the way to what reaches most, and name them at the right, each at its height."""
    steps, currency, scale = portfolio.steps, portfolio.scenario.currency, _scale(portfolio)
    objective = portfolio.objective
    if steps.empty:
        axes.plot(0, 0, "o", ms=11, mfc="none", mec=VERMILLION, mew=1.6, zorder=6)
        axes.annotate(
            say("reaches most: nothing"), (0, 0), (10, 8), textcoords="offset points", size=SMALL, color=INK
        )
        return
    way = [(0.0, 0.0), *zip(steps["first_year_so_far"], scale * steps["together"], strict=True)]
    axes.plot(*zip(*way, strict=True), color=INK, lw=1.0, ls=(0, (1, 1.5)), zorder=4)
    bottom, top = axes.get_ylim()
    inches = tall / (top - bottom)
    heights = [inches * (gain - bottom) for _, gain in way[1:]]
    places = spread(heights, LABEL, 0.0, tall - 0.35)
    for number, ((_, row), (cost, gain), height, place) in enumerate(
        zip(steps.iterrows(), way[1:], heights, places, strict=True), 1
    ):
        last = number == len(steps)
        colour = VERMILLION if last else INK
        axes.plot(cost, gain, "o", ms=13, mfc=PAPER, mec=colour, mew=1.8 if last else 1.0, zorder=5)
        axes.annotate(
            str(number), (cost, gain), ha="center", va="center_baseline", size=SMALL, zorder=6, color=INK
        )
        start = axes.get_xlim()
        across = wide * (cost - start[0]) / (start[1] - start[0])
        leader = [(across + 0.1, height), (wide + 0.02, height), (wide + 0.16, place + 0.09)]
        axes.plot(
            [x / wide for x, _ in leader],
            [y / tall for _, y in leader],
            color=FAINT,
            lw=0.9,
            transform=axes.transAxes,
            clip_on=False,
            zorder=1.5,
        )
        title = portfolio.scenario.improvements[row["improvement"]].title
        name = "\n".join(wrap(title, 72 * (RIGHT - 0.5), SMALL, 2))
        figures = say(
            "{gain} for {cost}",
            gain=amount(objective, row["gain"]),
            cost=money(row["first_year"], currency),
        )
        at = ((wide + 0.2) / wide, place / tall)
        look: dict[str, Any] = {
            "xycoords": "axes fraction",
            "textcoords": "offset points",
            "size": SMALL,
            "annotation_clip": False,
        }
        axes.annotate(str(number), at, (0, 0), va="bottom", color=INK, weight="bold", **look)
        named = axes.annotate(name, at, (14, 0), va="bottom", color=INK, linespacing=1.05, **look)
        axes.annotate(figures, at, (14, -2), va="top", color=MUTED, **look)
        if last:
            total = say(
                "reaches most: {gain} for {cost}",
                gain=amount(objective, row["together"]),
                cost=money(cost, currency),
            )
            above = 14 * len(named.get_text().splitlines()) + 2
            axes.annotate(total, at, (0, above), va="bottom", color=VERMILLION, weight="bold", **look)


CHARTS = {"portfolio": frontier_chart}
