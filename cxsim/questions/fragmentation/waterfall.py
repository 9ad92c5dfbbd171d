"""From those lost today to those lost in a perfect journey: what links cost, what parts, what both."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import capital, lasting, plain_number
from cxsim.questions.experiments.objective_words import gains_told, is_share, rounded, unit
from cxsim.questions.fragmentation.estimate import BOTH, LINKS, PARTS, TODAY, TOGETHER, Fragmentation
from cxsim.theme.colours import BLUE, INK, LOSS, MUTED, PURPLE, VERMILLION
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import SMALL, TEXT, WIDTH, NumberTicks, heading, house_style, new_figure, wrap

HEIGHT = 4.5  # inches; with the width of a page the shape of a slide
LEFT, RIGHT = 2.9, 1.75  # inches beside the scale: for names, and for the numbers of the longest bars
WIDEST = 1.3  # of the longest bar: as far as limits are shown
COLUMNS = ("what", "figure", "low", "high")
SAID = (*COLUMNS, LINKS, PARTS, BOTH)
COLOURS = {TODAY: LOSS, LINKS: VERMILLION, PARTS: BLUE, TOGETHER: PURPLE, BOTH: LOSS}


@named("waterfall")
def fragmentation_waterfall(found: Fragmentation) -> Picture:
    """Draw what is lost today, how much less with perfect links and parts, and what is lost even so.

    Returns
    -------
    Picture
        `data` has one row for each bar: ``what``, ``figure`` (those who are lost, of 100, and how many fewer
        or more; or customers at the end, or value), ``low``, ``high`` (95 % limits, which hold for all bars
        together).

    Examples
    --------
    >>> fragmentation_waterfall(found)  # doctest: +SKIP
    <Picture "What links and parts cost, one after the other": 5 rows>
    """
    title, bars = say("What links and parts cost, one after the other"), _bars(found)
    caption = conclude_waterfall(found)
    with house_style():
        figure = new_figure(HEIGHT)
        note = say(
            "{counted}, from today’s journey to one without fault. In brackets 95\u00a0% limits, which hold "
            "for all bars together.",
            counted=_label(found),
        )
        top = heading(figure, title, note) + 0.15
        wide, tall = WIDTH - LEFT - RIGHT, HEIGHT - top - 0.6
        axes = figure.add_axes((LEFT / WIDTH, 0.6 / HEIGHT, wide / WIDTH, tall / HEIGHT))
        _draw(axes, bars, _label(found))
    told = "; ".join(f"{row['what']} {_number(row)}" for _, row in bars.iterrows())
    data = bars.reset_index(drop=True)
    return Picture(figure, title, f"{title}. {caption} {told}.", data, caption)


def conclude_waterfall(found: Fragmentation) -> str:
    """Say in a sentence what is lost today, and how much less with perfect links and parts."""
    bars, aim, scenario = _bars(found)["figure"], found.objective, found.scenario
    if not is_share(aim):
        label = unit(aim, scenario.currency, costs=False)
        return say("{title}: {figure}", title=capital(label), figure=_changes(found))
    told = {
        "lost": _signed(bars[TODAY]),
        "links": _signed(bars[TODAY] + bars[LINKS]),
        "parts": _signed(bars[TODAY] + bars[PARTS]),
        "both": _signed(bars[BOTH]),
        "period": lasting(scenario.period.follow_up),
    }
    if aim == "join":
        return say(
            "Of 100 prospects, {lost} do not become customers; with perfect links it would be {links}, with "
            "perfect parts {parts}, with both {both}.",
            **told,
        )
    return say(
        "Of 100 of today’s customers, {lost} are lost after {period}; with perfect links it would be "
        "{links}, with perfect parts {parts}, with both {both}.",
        **told,
    )


def _changes(found: Fragmentation) -> str:
    """Say what each gains."""
    figures = found.figures["mean"]
    return gains_told(found.objective, [(translated(str(name)), one) for name, one in figures.items()])


def _label(found: Fragmentation) -> str:
    """Say what bars count: those who are lost, or customers or value as they are."""
    if found.objective == "stay":
        period = lasting(found.scenario.period.follow_up)
        return say("Lost after {period}, of 100 of today’s customers", period=period)
    if found.objective == "join":
        return say("Who do not become customers, of 100 prospects")
    if found.objective == "customers":
        return say("Customers at the end")
    return say("Value, {currency}", currency=found.scenario.currency)


def _bars(found: Fragmentation) -> pd.DataFrame:
    """Return the bars: what there is today and with both, and between them what each step changes."""
    rows: dict[str, dict[str, object]] = {}
    steps: dict[Any, dict[Any, Any]] = found.steps.to_dict("index")
    share = is_share(found.objective)
    overlap = steps[TOGETHER]["mean"] < 0
    names = {
        TODAY: say("lost today") if share else say("today"),
        LINKS: say("changed by perfect links"),
        PARTS: say("changed by perfect parts"),
        TOGETHER: say("gained by either: counted twice above") if overlap else say("only by both together"),
        BOTH: say("lost even so") if share else say("with both"),
    }
    for step, what in names.items():
        row = steps[step]
        figure, *limits = (row["mean"], row["low_all"], row["high_all"])
        if share:  # those lost are those who do not stay: the other way round
            whole = 100.0 if step in (TODAY, BOTH) else 0.0
            figure, *limits = (whole - 100 * one for one in (row["mean"], row["high_all"], row["low_all"]))
            limits = [min(max(limit, whole - 100.0), 100.0) for limit in limits]
        rows[step] = {"what": what, "figure": figure, "low": limits[0], "high": limits[1]}
    return pd.DataFrame.from_dict(rows, orient="index")


def _draw(axes: Axes, bars: pd.DataFrame, label: str) -> None:
    """Draw a bar below the other, each from where the one before ended."""
    ends = bars["figure"].cumsum().shift(1, fill_value=0.0)
    ends[BOTH] = 0.0
    reached = [0.0, *ends, *(ends + bars["figure"])]
    longest = max(max(reached), -min(reached), 1e-6)
    furthest = (ends + bars["high"].fillna(0.0)).max()
    right = 1.02 * max(min(max(max(reached), furthest), WIDEST * longest), 0.05 * longest)
    left = 1.02 * min(reached)  # value may be below nothing
    axes.set_xlim(left, right)
    if left < 0.0:
        axes.axvline(0.0, color=MUTED, lw=0.8, zorder=1)
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.set_ylim(len(bars) - 0.45, -0.6)
    axes.set_xlabel(label)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    for place, step in enumerate(COLOURS):
        row, start = bars.loc[step], float(ends[step])
        end = start + row["figure"]
        axes.barh(place, end - start, left=start, height=0.56, color=COLOURS[step], zorder=2)
        if pd.notna(row["low"]):
            axes.plot([start + row["low"], start + row["high"]], [place] * 2, color=INK, lw=1.2, zorder=3)
        if place + 1 < len(bars):
            axes.plot([end, end], [place, place + 1], color=MUTED, lw=0.8, ls=(0, (2, 2)), zorder=1)
        total = step in (TODAY, BOTH)
        look: dict[str, Any] = {"textcoords": "offset points", "va": "center", "annotation_clip": False}
        reach = max(start, end, start + row["high"] if pd.notna(row["high"]) else end)
        axes.annotate(_number(row), (min(max(reach, left), right), place), (6, 0), size=SMALL, **look)
        weight = "bold" if total else "normal"
        name = "\n".join(wrap(capital(str(row["what"])), 72 * (LEFT - 0.3), TEXT, 2, weight))
        beside = ("axes fraction", "data")
        axes.annotate(
            name, (0, place), (-72 * LEFT + 11, 0), xycoords=beside, size=TEXT, weight=weight, **look
        )


def _number(row: Any) -> str:
    """Write what a bar counts with its limits; what is less has a minus."""
    if pd.isna(row["low"]):
        return _signed(row["figure"])
    limits = say("{low} to {high}", low=_signed(row["low"]), high=_signed(row["high"]))
    return f"{_signed(row['figure'])} ({limits})"


def _signed(value: float) -> str:
    text = written(value, 1) if abs(value) < 1_000 else plain_number(rounded(value))
    return text.replace("-0.0", "0.0").replace("-", "\u2212")
