"""From those lost today to those lost in a perfect journey: what links cost, what parts, what both."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, written
from cxsim.language.wording import lasting
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, TODAY, TOGETHER, Fragmentation
from cxsim.theme.colours import BLUE, INK, LOSS, MUTED, PURPLE, VERMILLION
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import SMALL, TEXT, WIDTH, NumberTicks, heading, house_style, new_figure, wrap

HEIGHT = 4.5  # inches; with the width of a page the shape of a slide
LEFT, RIGHT = 2.9, 1.75  # inches beside the scale: for names, and for the numbers of the longest bars
WIDEST = 1.3  # of the longest bar: as far as limits are shown
COLOURS = {TODAY: LOSS, LINKS: VERMILLION, PARTS: BLUE, TOGETHER: PURPLE, BOTH: LOSS}


@named("waterfall")
def fragmentation_waterfall(found: Fragmentation) -> Picture:
    """Draw how many of those lost today perfect links and perfect parts would save, and how many neither.

    Returns
    -------
    Picture
        `data` has one row for each bar, in people of 100: ``what``, ``of_100`` (negative where people
        are saved), ``low``, ``high`` (95 % limits, which hold for all bars together).

    Examples
    --------
    >>> fragmentation_waterfall(found)  # doctest: +SKIP
    <Picture "Of those who are lost: what links and parts cost": 5 rows>
    """
    title, bars = say("Of those who are lost: what links and parts cost"), _bars(found)
    caption = conclude_waterfall(found)
    with house_style():
        figure = new_figure(HEIGHT)
        note = say(
            "{lost}, from today’s journey down to one without fault. In brackets 95 % limits, which hold for "
            "all bars together.",
            lost=_lost(found),
        )
        top = heading(figure, title, note) + 0.15
        wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - top - 0.6
        axes = figure.add_axes((LEFT / WIDTH, 0.6 / HEIGHT, wide / WIDTH, tall / HEIGHT))
        _draw(axes, bars, _lost(found))
    told = "; ".join(f"{row['what']} {_number(row)}" for _, row in bars.iterrows())
    data = bars.reset_index(drop=True)
    return Picture(figure, title, f"{title}. {caption} {told}.", data, caption)


def conclude_waterfall(found: Fragmentation) -> str:
    """Say in a sentence how many are lost, and how many of them perfect links and parts would save."""
    stays = 100 * found.steps["mean"]
    told = {
        "lost": written(100 - stays[TODAY], 1),
        "links": _signed(stays[LINKS]),
        "parts": _signed(stays[PARTS]),
        "both": _signed(stays[BOTH] - stays[TODAY]),
        "period": lasting(found.scenario.period.follow_up),
    }
    if found.objective == "join":
        return say(
            "Of 100 prospects, {lost} do not become customers; perfect links would win {links} of them, "
            "perfect parts {parts}, both {both}.",
            **told,
        )
    return say(
        "Of 100 of today’s customers, {lost} are lost after {period}; perfect links would save {links} of "
        "them, perfect parts {parts}, both {both}.",
        **told,
    )


def _lost(found: Fragmentation) -> str:
    """Say who is lost, of whom."""
    if found.objective == "join":
        return say("Who do not become customers, of 100 prospects")
    period = lasting(found.scenario.period.follow_up)
    return say("Lost after {period}, of 100 of today’s customers", period=period)


def _bars(found: Fragmentation) -> pd.DataFrame:
    """Return the bars: totals of those lost, and between them what each step changes."""
    rows: dict[str, dict[str, object]] = {}
    steps: dict[Any, dict[Any, Any]] = found.steps.to_dict("index")
    both_at_once = (
        say("saved by either: counted twice above")
        if steps[TOGETHER]["mean"] < 0
        else say("saved only by both together")
    )
    names = {
        TODAY: say("lost today"),
        LINKS: say("saved by perfect links"),
        PARTS: say("saved by perfect parts"),
        TOGETHER: both_at_once,
        BOTH: say("lost even so"),
    }
    for step, what in names.items():
        mean, low, high = (100 * steps[step][name] for name in ("mean", "low_all", "high_all"))
        whole = 100.0 if step in (TODAY, BOTH) else 0.0  # the lost are those who do not stay
        limits = whole - high, whole - low
        low, high = (min(max(limit, whole - 100.0), 100.0) for limit in limits)
        rows[step] = {"what": what, "of_100": whole - mean, "low": low, "high": high}
    return pd.DataFrame.from_dict(rows, orient="index")


def _draw(axes: Axes, bars: pd.DataFrame, lost: str) -> None:
    """Draw a bar below the other, each from where the one before ended."""
    ends = bars["of_100"].cumsum().shift(1, fill_value=0.0)
    ends[BOTH] = 0.0
    longest = max(float((ends + bars["of_100"].clip(lower=0.0)).max()), 1e-6)
    furthest = (ends + bars["high"].fillna(0.0)).max()
    right = 1.02 * min(max(longest, furthest), WIDEST * longest)
    axes.set_xlim(0.0, right)
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_ylim(len(bars) - 0.45, -0.6)
    axes.set_xlabel(lost)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    for place, step in enumerate(COLOURS):
        row, start = bars.loc[step], float(ends[step])
        end = start + row["of_100"]
        axes.barh(place, end - start, left=start, height=0.56, color=COLOURS[step], zorder=2)
        if pd.notna(row["low"]):
            axes.plot([start + row["low"], start + row["high"]], [place] * 2, color=INK, lw=1.2, zorder=3)
        if place + 1 < len(bars):
            axes.plot([end, end], [place, place + 1], color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=1)
        total = step in (TODAY, BOTH)
        look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
        reach = max(start, end, start + row["high"] if pd.notna(row["high"]) else end)
        axes.annotate(_number(row), (min(reach, right), place), (6, 0), size=SMALL, **look)
        weight = "bold" if total else "normal"
        name = "\n".join(wrap(_capital(str(row["what"])), 72 * (LEFT - 0.3), TEXT, 2, weight))
        axes.annotate(name, (0, place), (-72 * LEFT + 11, 0), size=TEXT, weight=weight, **look)


def _number(row: Any) -> str:
    """Write people of 100 with their limits; who is saved has a minus."""
    if pd.isna(row["low"]):
        return _signed(row["of_100"])
    limits = say("{low} to {high}", low=_signed(row["low"]), high=_signed(row["high"]))
    return f"{_signed(row['of_100'])} ({limits})"


def _signed(value: float) -> str:
    return written(value, 1).replace("-0.0", "0.0").replace("-", "\u2212")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
