"""Scenarios against the first: differences with limits, for everybody and for each persona."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.points import signed_points
from cxsim.language.speech import say, translated
from cxsim.language.wording import quoted
from cxsim.questions.comparison.estimate import Comparison
from cxsim.questions.comparison.words import also, for_whom, kept, sure
from cxsim.questions.experiments.gains import ON
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.theme.picture import Picture
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    VERMILLION,
    WIDTH,
    NumberTicks,
    heading,
    house_style,
    new_figure,
    without_frame,
    wrap,
)

COLUMNS = ("scenario", "persona", "measure", "mean", "low", "high", "low_all", "high_all")
STEP = 0.3  # inches a row takes
LEFT, WIDE, GAP = 2.35, 1.2, 0.18  # inches: where panels begin, how wide they are, and what is between
PANELS = {  # measure: title, factor, unit
    "kept": ("Kept", 100, "of 100"),
    "retention": ("Retained", 100, "of 100 customers"),
    "satisfaction": ("Satisfaction", 1, "−1 to 1"),
    "lifetime_value": ("Lifetime value", 1, ""),  # in the currency
}
SAID = (
    *(*COLUMNS, EVERYBODY, *ON),
    *(words for title, _, unit in PANELS.values() for words in (title, unit) if words),
)


def comparison_chart(found: Comparison) -> Picture:
    """Draw how each scenario differs from the first, for everybody and for each persona.

    Returns
    -------
    Picture
        `data` has one row for each scenario, persona and measure; columns as in
        `cxsim.questions.comparison.estimate.Comparison.personas`.

    Examples
    --------
    >>> comparison_chart(found)  # doctest: +SKIP
    <Picture "What differs from “Regional telecom operator”": 48 rows>
    """
    title = say("What differs from {title}", title=quoted(str(found.levels.index[0])))
    lines = _lines(found)
    height = 1.75 + STEP * len(lines)
    note = say(
        "How much more than there: to the right of the line. Lines through the dots are 95 % limits; those "
        "of everybody hold for all scenarios together, those of personas for all personas in all scenarios."
    )
    with house_style():
        figure = new_figure(height)
        top = heading(figure, title, note) + 0.42
        for place, measure in enumerate(PANELS):
            left = LEFT + place * (WIDE + GAP)
            box = (left / WIDTH, 0.55 / height, WIDE / WIDTH, 1 - (top + 0.55) / height)
            axes = figure.add_axes(box)
            _draw(axes, found, lines, measure)
            if place == 0:
                _name(axes, found, lines)
    told = translated("; ").join(
        say("{title}: {figure}", title=name, figure=signed_points(100 * row["kept"], 2))
        for name, row in found.figures.iterrows()
    )
    alt = say(
        "{title}. {said} Customers kept more than there, of 100: {told}. {also}",
        title=title,
        said=kept(found),
        told=told,
        also=also(found),
    )
    data = found.personas[list(COLUMNS)].assign(
        persona=found.personas["persona"].replace(EVERYBODY, translated(EVERYBODY)),
        measure=found.personas["measure"].map(translated),
    )
    return Picture(figure, title, alt, data, for_whom(found) or sure(found))


def _lines(found: Comparison) -> list[tuple[str, str]]:
    """Return what stands below each other: scenario and persona, or the name of the scenario alone."""
    groups = [EVERYBODY]
    if len(found.scenario.personas) > 1:
        groups += list(found.scenario.personas)
    return [(str(name), group) for name in found.figures.index for group in ("", *groups)]


def _draw(axes: Axes, found: Comparison, lines: list[tuple[str, str]], measure: str) -> None:
    """Draw one measure: differences with their limits."""
    title, factor, unit = PANELS[measure]
    rows: Any = found.personas[found.personas["measure"] == measure].set_index(["scenario", "persona"])
    axes.axvline(0, color=MUTED, lw=0.8, zorder=1)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_yticks([])
    axes.grid(axis="y", visible=False)
    without_frame(axes, "left")
    axes.set_title(translated(title), pad=8, size=SMALL)
    axes.set_xlabel(translated(unit) or found.scenario.currency)
    axes.xaxis.set_major_formatter(NumberTicks())
    axes.locator_params(axis="x", nbins=3)
    ends = [0.0]
    for position, line in enumerate(lines):
        if not line[1]:
            continue
        mean, low, high = (factor * float(rows.loc[line, name]) for name in ("mean", "low_all", "high_all"))
        if pd.isna(mean):
            axes.annotate("–", (0, position), ha="center", va="center", color=FAINT, size=SMALL)
            continue
        colour = BLUE if low > 0 else VERMILLION if high < 0 else MUTED
        if pd.notna(low):
            axes.plot([low, high], [position] * 2, color=colour, lw=1.6 if line[1] == EVERYBODY else 1.0)
        axes.plot(mean, position, "o", color=colour, ms=6 if line[1] == EVERYBODY else 4)
        ends += [end for end in (mean, low, high) if pd.notna(end)]
    room = 0.08 * max(max(ends) - min(ends), 1e-3)
    axes.set_xlim(min(ends) - room, max(ends) + room)


def _name(axes: Axes, found: Comparison, lines: list[tuple[str, str]]) -> None:
    """Write scenarios and personas to the left of their rows."""
    for position, (scenario, group) in enumerate(lines):
        known = group in found.scenario.personas
        title = found.scenario.personas[group].title if known else translated(group)
        head = not group
        room, weight = (WIDTH - 0.4, "bold") if head else (LEFT - 0.5, "normal")
        axes.annotate(
            wrap(scenario if head else title, 72 * room, SMALL, 1, weight)[0],
            (0, position),
            (-72 * (LEFT - (0.15 if head else 0.3)), 0),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            ha="left",
            va="center",
            size=SMALL,
            weight=weight,
            color=INK if head or group == EVERYBODY else MUTED,
        )


CHARTS = {"comparison": comparison_chart}
