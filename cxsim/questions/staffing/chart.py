"""Staffing curves drawn: what customers meet, what becomes of them, and the cost, by people on duty."""

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import capital, percent, plain_number, signed
from cxsim.questions.experiments.objective_words import amount, is_share, unit
from cxsim.questions.staffing.estimate import FIGURES, Staffing
from cxsim.questions.staffing.words import fewer, keeps, said_number, sure
from cxsim.theme.picture import Picture
from cxsim.theme.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    PAPER,
    SMALL,
    VERMILLION,
    WIDTH,
    NumberTicks,
    heading,
    house_style,
    new_figure,
)

BROUGHT = ("gain", "gain_low", "gain_high", "customers", "extra", "net", "net_low", "net_high")
COLUMNS = (
    "people",
    "on_duty",
    "hours",
    "yearly",
    "cost",
    *(f"{figure}{limit}" for figure in FIGURES for limit in ("", "_low", "_high")),
    "level",
    *(f"{step}{name}" for step in ("", "step_") for name in BROUGHT),
)
MOST_LABELS = 7  # points that are all written beside
SAID = COLUMNS


class Panel(NamedTuple):
    """One of the small pictures: a column of the table, times a factor, with its title, unit and colour."""

    column: str
    title: str
    factor: float
    colour: str


def staffing_chart(found: Staffing) -> Picture:
    """Draw giving up, recovery, gain and staff cost by the number on duty.

    Returns
    -------
    Picture
        `data` has one row for each number; columns as in `Staffing.figures`.

    Examples
    --------
    >>> staffing_chart(found)  # doctest: +SKIP
    <Picture "What more or fewer people on duty bring": 5 rows>
    """
    table, team = found.figures, found.scenario.teams[found.team].title
    title = say("What more or fewer people on duty bring: {team}", team=team)
    currency = found.scenario.currency
    panels = (
        Panel("abandonment", say("Give up waiting, %"), 100.0, VERMILLION),
        Panel("recovered", say("Frictions put right, of those noticed, %"), 100.0, GREEN),
        Panel(
            "gain",
            capital(unit(found.objective, currency)),
            100.0 if is_share(found.objective) else 1.0,
            BLUE,
        ),
        Panel(
            "yearly",
            say("Staff cost a year, thousand {currency}", currency=currency),
            0.001,
            MUTED,
        ),
    )
    with house_style():
        height = 6.4
        figure = new_figure(height)
        note = say(
            "How many more or fewer are on duty in every shift (today: dashed); under it, how many that is "
            "on average while the team works. Lines are 95\u00a0% limits; those of the gain hold for all "
            "numbers together."
        )
        top = heading(figure, title, note) + 0.3
        tall = (height - top - 1.45) / 2
        for position, panel in enumerate(panels):
            row, column = divmod(position, 2)
            low = height - top - tall - row * (tall + 0.8)
            box = ((0.55 + 3.8 * column) / WIDTH, low / height, 3.3 / WIDTH, tall / height)
            _draw(figure.add_axes(box), table, panel, last=row == 1)
    caption = keeps(found) or fewer(found) or sure(found)
    numbers = translated("; ").join(
        say(
            "{people}: {share} give up, gain {gain}",
            people=said_number(int(str(number))),
            share=percent(row["abandonment"]),
            gain=amount(found.objective, row["gain"]),
        )
        for number, row in table.iterrows()
    )
    alt = say("{title}. {said} By people more than today: {told}.", title=title, said=caption, told=numbers)
    return Picture(figure, title, alt, table.reset_index()[list(COLUMNS)], caption)


def _draw(axes: Axes, table: pd.DataFrame, panel: Panel, last: bool) -> None:
    axes.set_title(panel.title, size=SMALL, color=INK, pad=8)
    axes.set_xlim(table.index[0] - 0.45, table.index[-1] + 0.45)
    ticks = [
        f"{said_number(int(str(number)))}\n{plain_number(round(on_duty, 1))}"
        for number, on_duty in table["on_duty"].items()
    ]
    axes.set_xticks(table.index, ticks)
    axes.yaxis.set_major_formatter(NumberTicks())
    axes.grid(axis="x", visible=False)
    if last:
        axes.set_xlabel(say("people on duty, against today and on average"))
    axes.axvline(0, color=FAINT, lw=1.2, ls="--", zorder=0)
    values = panel.factor * table[panel.column]
    if values.isna().all():
        axes.set_yticks([])
        nothing = say("No friction comes here to be put right")
        axes.text(0.5, 0.5, nothing, transform=axes.transAxes, ha="center")
        return
    low, high = (
        panel.factor * table.get(f"{panel.column}_{limit}", table[panel.column]) for limit in ("low", "high")
    )
    low, high = low.fillna(values), high.fillna(values)
    bottom, top = min(float(low.min()), 0.0), max(float(high.max()), 0.0)
    room = (top - bottom) or 1.0
    axes.set_ylim(bottom - (0.12 * room if bottom < 0 else 0.0), top + 0.2 * room)
    if bottom < 0:
        axes.axhline(0, color=MUTED, lw=0.8, zorder=1)
    axes.plot(values.index, values, "-o", color=panel.colour, lw=1.4, ms=5, clip_on=False, zorder=3)
    axes.vlines(values.index, low, high, color=panel.colour, lw=1.6)
    ends = {table.index[0], 0, table.index[-1]}
    for number in table.index:
        if (number == 0 and panel.column == "gain") or (len(table) > MOST_LABELS and number not in ends):
            continue
        axes.annotate(
            _label(panel, values[number]),
            (number, high[number]),
            (0, 7),
            textcoords="offset points",
            ha="center",
            size=SMALL,
            color=INK,
            bbox={"boxstyle": "round,pad=0.1", "fc": PAPER, "lw": 0},
            zorder=4,
        )


def _label(panel: Panel, value: float) -> str:
    if panel.column == "gain" and panel.factor == 100.0:
        return signed(value, 1)
    if panel.column == "gain":
        return signed(value, 0) if abs(value) < 1_000 else amount("net_value", value)
    return written(value, 0 if value >= 10 else 1)


CHARTS = {"staffing": staffing_chart}
