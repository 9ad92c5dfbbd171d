"""How customers feel at each touchpoint, from stage to stage."""

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.language.estimate import Estimate
from cxsim.language.speech import say, translated, written
from cxsim.language.wording import MINUS, either, one_by_one, percent, quoted, signed
from cxsim.questions.journey.persona_cards import persona_cards
from cxsim.questions.journey.stage_order import by_stage
from cxsim.results.catalogue import CATALOGUE
from cxsim.results.estimates import Ratios, estimate, figures
from cxsim.results.run import Run
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    BLUE,
    FAINT,
    FRICTION,
    INK,
    MUTED,
    SKY,
    SMALL,
    WIDTH,
    feeling_colour,
    heading,
    house_style,
    new_figure,
    text_width,
    without_frame,
    wrap,
)

__all__ = ["conclude_feelings", "feelings_chart", "persona_cards"]

KPIS = ("visits", "felt", "friction", "delight", "csat")
SAID = KPIS
STEP = 0.3  # inches a touchpoint takes


def felt_there(run: Run) -> Ratios:
    """Return the mean feeling of a measured visit at each touchpoint."""
    events, people = run.events, run.customers
    after = (events["event"] == "visit") & (events["time"] >= run.scenario.period.warm_up)
    visits = events.loc[after, ["replication", "customer", "touchpoint", "felt"]]
    visits = visits.merge(
        people.loc[people["measured"], ["replication", "customer"]], on=["replication", "customer"]
    )
    felt = visits.groupby(["replication", "touchpoint"], observed=True)["felt"]
    sums, number = (one.unstack(fill_value=0).astype(float) for one in (felt.sum(), felt.size()))
    return Ratios(sums, number, CATALOGUE["felt"].scale)


def conclude_feelings(run: Run) -> str:
    """Say in a sentence where customers feel worst and best."""
    felt, points = felt_there(run), run.scenario.touchpoints
    if not felt.names:
        return say("Nobody came to a touchpoint in this simulation.")
    worst, best = felt.leaders(least=True), felt.leaders()
    title, low = quoted(points[worst[0]].title), _felt(felt.of(worst[0]))
    met = percent(estimate(run, "friction", "touchpoint", worst[0]).mean)
    if len(felt.names) == 1:
        return say(
            "The only touchpoint that anybody came to is {title} (felt {low}), "
            "where {friction} of visits meet a friction.",
            title=title,
            low=low,
            friction=met,
        )
    if len(worst) == len(felt.names):
        return say(
            "No touchpoint is felt clearly worse than the others; lowest is the mean at {title}, {low}.",
            title=title,
            low=low,
        )
    return say(
        "Customers feel worst at {names}: {felt}, where {friction} of visits meet a friction; "
        "they feel best at {best}, {high}.",
        names=either([quoted(points[name].title) for name in worst]),
        felt=say("felt {low}", low=low)
        if len(worst) == 1
        else say("felt {low} at {title}", low=low, title=title),
        friction=met,
        best=either([quoted(points[name].title) for name in best]),
        high=_felt(felt.of(best[0])),
    )


@named("feelings")
def feelings_chart(run: Run) -> Picture:
    """Draw how visits are felt, touchpoint by touchpoint: feeling, friction and delight, CSAT.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint in the order of the stages, with the KPIs ``visits`` (for each
        person), ``felt``, ``friction``, ``delight`` and ``csat``, and their 95 % intervals over replications.

    Examples
    --------
    >>> feelings_chart(run)  # doctest: +SKIP
    <Picture "How customers feel at each touchpoint": 13 rows>
    """
    table, caption = _table(run), conclude_feelings(run)
    seen = table.dropna(subset=["felt"]).reset_index(drop=True)
    if seen.empty:
        return nothing_to_show(_title(), caption, tuple(table.columns))
    with house_style():
        figure = _figure(seen)
    said = one_by_one(f"{row['touchpoint']} {signed(row['felt'])}" for _, row in seen.iterrows())
    each = say("Mean feeling, -1 to 1: {each}.", each=said)
    table = table.assign(stage=table["stage"].map(translated))
    return Picture(figure, _title(), f"{_title()}. {caption} {each}", table, caption)


def _title() -> str:
    return say("How customers feel at each touchpoint")


def _table(run: Run) -> pd.DataFrame:
    names, points = by_stage(run.scenario), run.scenario.touchpoints
    numbers = figures(run, "touchpoint", names, KPIS).reset_index(drop=True)
    titles = pd.DataFrame(
        {
            "touchpoint": [points[name].title for name in names],
            "stage": [points[name].stage for name in names],
        }
    )
    return pd.concat([titles, numbers], axis=1)


def _felt(value: Estimate) -> str:
    if not value.sure:
        return signed(value.mean)
    return say(
        "{mean} (95\u00a0% interval {low} to {high})",
        mean=signed(value.mean),
        low=signed(value.low),
        high=signed(value.high),
    )


def _figure(table: pd.DataFrame) -> Figure:
    tall = STEP * len(table)
    figure = new_figure(tall + 1.5)
    height = tall + 1.5
    note = say(
        "A visit is felt from {worst} (far worse than expected) over 0 (as expected) to 1. Lines are 95 % "
        "intervals over replications. CSAT is the mean answer, from 1 to 5, where it is asked.",
        worst=f"{MINUS}1",
    )
    top = heading(figure, _title(), note)
    panels = []
    names = ("", say("Friction | delight"), say("CSAT"))
    for start, wide, name in zip((3.55, 5.2, 7.3), (1.35, 1.75, 0.6), names, strict=True):
        axes = figure.add_axes((start / WIDTH, 1 - (top + 0.35 + tall) / height, wide / WIDTH, tall / height))
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.set(xticks=[], yticks=[])
        look: dict[str, Any] = {"size": SMALL, "color": MUTED, "weight": "normal", "pad": 5}
        axes.set_title(name, loc="center" if name == names[1] else "left", **look)
        without_frame(axes, "left", "bottom")
        panels.append(axes)
    _names(panels[0], table)
    _feelings(panels[0], table)
    _frictions(panels[1], table)
    _scores(panels[2], table)
    return figure


def _names(axes: Axes, table: pd.DataFrame) -> None:
    """Write stage, touchpoint and feeling beside the first panel."""
    axes.annotate(
        say("Felt"),
        (0, 1),
        (-72 * 0.5, 5),
        "axes fraction",
        "offset points",
        size=SMALL,
        color=MUTED,
        annotation_clip=False,
    )
    stages = table["stage"].map(translated)
    indent = max(1.0, *(text_width(stage) / 72 + 0.1 for stage in stages))  # inches
    for position, (_, row) in enumerate(table.iterrows()):
        new_stage = position == 0 or table["stage"].iloc[position - 1] != row["stage"]
        title = "".join(wrap(row["touchpoint"], 72 * (2.85 - indent), SMALL, 1))
        cells = (
            (stages.iloc[position] if new_stage else "", -3.4, MUTED),
            (title, indent - 3.4, INK),
            (signed(row["felt"]), -0.5, INK),
        )
        for text, inches, colour in cells:
            axes.annotate(
                text,
                (0, position),
                (72 * inches, 0),
                axes.get_yaxis_transform(),
                "offset points",
                va="center",
                size=SMALL,
                color=colour,
                annotation_clip=False,
            )


def _feelings(axes: Axes, table: pd.DataFrame) -> None:
    values = table[["felt", "felt_low", "felt_high"]].to_numpy(dtype=float)
    low, high = min(0.0, float(np.nanmin(values))), max(0.0, float(np.nanmax(values)))
    margin = max(0.1 * (high - low), 0.01)
    axes.set_xlim(low - margin, high + margin)
    axes.axvline(0.0, color=MUTED, lw=0.8)
    axes.plot(table["felt"], range(len(table)), color=FAINT, lw=1.4, zorder=1)
    for position, (felt, least, most) in enumerate(values):
        if not math.isnan(least):
            axes.plot([least, most], [position] * 2, color=INK, lw=1.4)
        axes.plot(felt, position, "o", ms=8, mfc=feeling_colour(felt), mec=INK, mew=0.8)


def _frictions(axes: Axes, table: pd.DataFrame) -> None:
    largest = max(0.02, float(table[["friction", "friction_high", "delight", "delight_high"]].max().max()))
    axes.set_xlim(-1.75 * largest, 1.75 * largest)
    for position, (_, row) in enumerate(table.iterrows()):
        for name, sign, colour in (("friction", -1, FRICTION), ("delight", 1, SKY)):
            value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
            if value > 0:
                axes.barh(position, sign * value, height=0.62, color=colour)
            if pd.notna(low) and value > 0:
                axes.plot([sign * low, sign * high], [position] * 2, color=INK, lw=1.2, solid_capstyle="butt")
            reach = value if pd.isna(high) else max(value, high)
            if name == "friction" or value > 0:
                axes.annotate(
                    percent(value),
                    (sign * reach, position),
                    (5 * sign, 0),
                    textcoords="offset points",
                    ha="right" if sign < 0 else "left",
                    va="center",
                    size=SMALL,
                )
    axes.axvline(0.0, color=MUTED, lw=0.8)


def _scores(axes: Axes, table: pd.DataFrame) -> None:
    axes.set_xlim(0, 1)
    for position, (_, row) in enumerate(table.iterrows()):
        said = "–" if pd.isna(row["csat"]) else written(row["csat"], 1)
        axes.text(0.0, position, said, va="center", size=SMALL, color=MUTED if said == "–" else BLUE)
