"""CEM maturity as a picture: the ladder of the whole company, beside one level more at each stage."""

from typing import Any

from matplotlib.axes import Axes

from cxsim.language.speech import say, translated
from cxsim.language.wording import capital, lasting
from cxsim.questions.experiments.besides import BESIDES
from cxsim.questions.experiments.objective_words import gains_told, is_share, unit
from cxsim.questions.maturity.estimate import TOGETHER, Ladder
from cxsim.questions.maturity.words import level_said, level_unit, not_raised, sentences
from cxsim.scenario.company import LEVELS
from cxsim.theme.picture import Picture
from cxsim.theme.rows import Row, draw_rows
from cxsim.theme.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    TEXT,
    WIDTH,
    NumberTicks,
    heading,
    house_style,
    new_figure,
    text_width,
    without_frame,
)

COLUMNS = (
    "stage",
    "level",
    "next",
    *(f"{gain}{limit}" for gain in ("gain", *BESIDES) for limit in ("", "_low", "_high")),
    "best",
)
RUNGS = (
    "level",
    *(f"{gain}{limit}" for gain in ("reached", "gain", *BESIDES, "step") for limit in ("", "_low", "_high")),
)
STEP, LEAST = 0.4, 2.4  # inches: a row of the right panel, and what panels are high at least
LADDER = (0.7, 2.95)  # inches: where the left panel begins, and how wide it is
FOREST = (5.55, 2.25)
GAIN = ("gain", "gain_low", "gain_high")
SAID = (*COLUMNS, *RUNGS)


def maturity_chart(found: Ladder) -> Picture:
    """Draw how far the objective is with all stages at each level, beside the gain of the next level at each.

    Returns
    -------
    Picture
        `data` has one row for each stage that can be raised, `more` one for each level; columns as in
        `cxsim.questions.maturity.estimate.Ladder`.

    Examples
    --------
    >>> maturity_chart(found)  # doctest: +SKIP
    <Picture "What the next level of CEM maturity is worth": 7 rows>
    """
    rows = _rows(found)
    title = say("What the next level of CEM maturity is worth")
    note = say(
        "{unit}, after {period}. Lines are 95\u00a0% limits of the difference from today: they hold for all "
        "levels of the left panel together, and for all rows of the right one.",
        unit=capital(level_unit(found)),
        period=lasting(found.scenario.period.follow_up),
    )
    if found.missing.size:
        note += " " + say("Not raised: {stages}.", stages=not_raised(found))
    height = 2.0 + max(LEAST, STEP * len(rows))
    with house_style():
        figure = new_figure(height)
        top = heading(figure, title, note) + 0.42
        for draw, (left, wide) in ((_draw_ladder, LADDER), (_draw_forest, FOREST)):
            box = (left / WIDTH, 0.62 / height, wide / WIDTH, 1 - (top + 0.62) / height)
            draw(figure.add_axes(box), found)
    stages, rungs = found.stages.reset_index()[list(COLUMNS)], found.rungs.reset_index()[list(RUNGS)]
    for names, table in ((("stage", "level", "next"), stages), (("level",), rungs)):
        for name in names:
            table[name] = table[name].map(translated)
    more = ((say("All stages at the same level"), rungs),)
    return Picture(figure, title, _alt(found, title, rows), stages, sentences(found), more)


def _rows(found: Ladder) -> list[tuple[str, str, Any]]:
    """Return name, what is changed, and gains of each row of the right panel."""
    rows = [
        (translated(str(stage)), " → ".join(translated(row[name]) for name in ("level", "next")), row)
        for stage, row in found.stages.iterrows()
    ]
    return [*rows, (translated(TOGETHER), say("one level up"), found.together)] if rows else []


def _draw_ladder(axes: Axes, found: Ladder) -> None:
    """Draw how far the objective is at each level, and today's line."""
    factor = 100 if is_share(found.objective) else 1
    rungs, today = found.rungs, factor * float(found.today["mean"])
    reached, places = factor * rungs["reached"].to_numpy(), range(len(LEVELS))
    # Limits of the difference from today, because all levels share what varies between replications.
    low, high = (
        today + factor * rungs[name].fillna(rungs["gain"]).to_numpy() for name in ("gain_low", "gain_high")
    )
    axes.axhline(today, color=MUTED, lw=0.9, ls=(0, (4, 3)), zorder=1)
    axes.plot(places, reached, color=FAINT, lw=1.4, zorder=2)
    axes.vlines(places, low, high, color=BLUE, lw=1.6, zorder=3)
    axes.plot(places, reached, "o", color=BLUE, ms=6, zorder=4)
    bottom, top = min(*low, today), max(*high, today)
    spread = max(top - bottom, 0.1)
    axes.set_ylim(bottom - 0.16 * spread, top + 0.16 * spread)
    axes.set_xlim(-0.45, len(LEVELS) - 0.55)
    _name_levels(axes)
    axes.set_xlabel(say("all stages at this level"))
    axes.set_ylabel(level_unit(found))
    axes.yaxis.set_major_formatter(NumberTicks())
    axes.grid(axis="x", visible=False)
    axes.set_title(say("The whole company"), pad=10)
    for place, share, least, most in zip(places, reached, low, high, strict=True):
        above = share >= today  # away from today's line
        axes.annotate(
            level_said(found, share / factor),
            (place, most if above else least),
            (0, 4 if above else -4),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            color=INK,
        )
    end = max((0, -1), key=lambda at: abs(reached[at] - today))  # where the ladder leaves most room
    below = reached[end] >= today
    axes.annotate(
        say("today {share}", share=level_said(found, today / factor)),
        (-0.4 if end == 0 else len(LEVELS) - 0.6, today),
        (0, -4 if below else 4),
        textcoords="offset points",
        ha="left" if end == 0 else "right",
        va="top" if below else "bottom",
        color=MUTED,
    )


def _name_levels(axes: Axes) -> None:
    """Write the levels beside each other; every second one lower, where they are too long for that."""
    names = [translated(level) for level in LEVELS]
    axes.set_xticks(list(range(len(names))), names, size=SMALL - 1)
    room = 72 * LADDER[1] / len(names) - 4
    if any(text_width(name, SMALL - 1) > room for name in names):
        for tick in axes.xaxis.get_major_ticks()[1::2]:
            tick.set_pad(4.0 + 1.3 * SMALL)


def _draw_forest(axes: Axes, found: Ladder) -> None:
    """Draw the gain of the next level at each stage, and of all of them."""
    rows = _rows(found)
    axes.set_title(say("One level up"), pad=10, x=-(FOREST[0] - LADDER[0] - LADDER[1] - 0.3) / FOREST[1])
    if not rows:
        axes.set_xticks([])
        axes.set_yticks([])
        without_frame(axes, "left")
        nothing = say("no stage can be raised")
        axes.text(0.5, 0.5, nothing, transform=axes.transAxes, ha="center", size=TEXT, color=MUTED)
        return
    factor = 100 if is_share(found.objective) else 1
    gains = [Row.of("", row, GAIN, factor) for _, _, row in rows]
    label = unit(found.objective, found.scenario.currency, costs=False)
    draw_rows(axes, gains, label, room=0.08, least=0.01)
    axes.axhline(len(rows) - 1.5, color=FAINT, lw=0.8)
    for position, (name, change, _) in enumerate(rows):
        for text, size, shift, ink in ((name, TEXT, 5.5, INK), (change, SMALL - 1, -6.5, MUTED)):
            axes.annotate(
                text,
                (0, position),
                (-8, shift),
                xycoords=("axes fraction", "data"),
                textcoords="offset points",
                ha="right",
                va="center",
                size=size,
                color=ink,
            )


def _alt(found: Ladder, title: str, rows: list[tuple[str, str, Any]]) -> str:
    """Say what the picture shows."""
    rungs = translated("; ").join(
        f"{translated(str(level))} {level_said(found, one)}" for level, one in found.rungs["reached"].items()
    )
    said = say(
        "{title}. {said} With all stages at the same level ({unit}): {rungs}; today {today}.",
        title=title,
        said=sentences(found),
        unit=level_unit(found),
        rungs=rungs,
        today=level_said(found, found.today["mean"]),
    )
    if not rows:
        return said
    named = [(f"{name} ({change})", row["gain"]) for name, change, row in rows]
    more = say("More than today with one level more: {gains}.", gains=gains_told(found.objective, named))
    return f"{said} {more}"


CHARTS = {"maturity": maturity_chart}
