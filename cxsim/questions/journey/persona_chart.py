"""Who the customers are, as a picture for slides: a card for each persona, with how many of them stay."""

import math
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Rectangle

from cxsim.language.estimate import Estimate
from cxsim.language.speech import say
from cxsim.language.wording import with_interval
from cxsim.questions.journey.persona_cards import persona_facts, score
from cxsim.questions.journey.persona_shares import of_whom, persona_shares
from cxsim.questions.journey.staying import leading, period_of_stay, who_stays
from cxsim.results.estimates import estimate
from cxsim.results.run import Run
from cxsim.theme.colours import FAINT, INK, MUTED, PALETTE, PAPER
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import (
    SMALL,
    TEXT,
    drawable,
    heading,
    house_style,
    new_figure,
    text_width,
    wrap,
)

WIDE = 10.0  # inches
ACROSS = 3  # cards in a row
CARD, GAP, PAD = 3.16, 0.11, 0.12  # inches
KPIS = ("stay", "join", "nps")
SAID = ("persona", "share", *KPIS)
LINE = 0.165  # inches between two lines
BAR = 0.12  # inches: how tall the bar of those who stay is


@named("personas")
def persona_chart(run: Run) -> Picture:
    """Draw a card for each persona: who it is, and how many of them stay.

    The same as `cxsim.persona_cards`, which is text and reads better on a page.

    Returns
    -------
    Picture
        `data` has one row for each persona: ``persona``, ``share`` of today's customers (or of those who
        come), ``stay`` (of today's customers, until the end), ``join`` (of prospects who come by themselves)
        and ``nps``, with 95 % intervals over replications.

    Examples
    --------
    >>> persona_chart(run)  # doctest: +SKIP
    <Picture "Who the customers are": 6 rows>
    """
    title, scenario = say("Who the customers are"), run.scenario
    table, caption, kpi = _table(run), who_stays(run), leading(run)
    about = {name: persona_facts(scenario, name) for name in scenario.personas}
    with house_style():
        figure = _figure(run, title, table, about, kpi)
    told = "; ".join(
        say(
            "{persona}, {share}; {label}: {figure}",
            persona=row["persona"],
            share=of_whom(run, row["share"]),
            label=_label(run, kpi),
            figure=_share(row, kpi),
        )
        for _, row in table.iterrows()
    )
    alt = f"{title}. {caption} {told}."
    return Picture(figure, title, alt, table.reset_index(drop=True), caption)


def _table(run: Run) -> pd.DataFrame:
    rows, shares = {}, persona_shares(run)
    for name, persona in run.scenario.personas.items():
        figures = (limit for kpi in KPIS for limit in estimate(run, kpi, "persona", name)[:3])
        rows[name] = (persona.title, shares[name], *figures)
    names = [f"{kpi}{limit}" for kpi in KPIS for limit in ("", "_low", "_high")]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["persona", "share", *names])


def _figure(
    run: Run, title: str, table: pd.DataFrame, about: dict[str, list[tuple[str, str]]], kpi: str
) -> Figure:
    """Put the cards side by side; all are as tall as the fullest needs."""
    if kpi == "stay":
        note = say(
            "The bar is the share of today’s customers who still are customers after {period}; the line is "
            "its 95 % interval over replications.",
            period=period_of_stay(run),
        )
    else:
        note = say(
            "The bar is the share of prospects who come by themselves and become customers; the line is its "
            "95 % interval over replications."
        )
    lines = {name: _lines(facts) for name, facts in about.items()}
    tall = 1.6 + LINE * max(len(said) for said in lines.values())
    rows = math.ceil(len(table) / ACROSS)
    figure = new_figure(1.0, WIDE)
    top = heading(figure, title, note) + 0.1
    height = top + rows * (tall + GAP) + 0.05
    figure = new_figure(height, WIDE)
    heading(figure, title, note)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set(xlim=(0.0, WIDE), ylim=(height, 0.0))
    for number, (name, row) in enumerate(table.iterrows()):
        across, down = number % ACROSS, number // ACROSS
        at = 0.15 + across * (CARD + GAP), top + down * (tall + GAP)
        colour = PALETTE[number % len(PALETTE)]
        _card(axes, at, tall, colour)
        _who(axes, at, run, str(name), colour)
        for rank, words in enumerate(lines[str(name)]):
            _write(axes, at[0] + PAD, at[1] + 1.05 + LINE * rank, words)
        _figures(axes, (at[0] + PAD, at[1] + tall - 0.5), row, colour, kpi, _label(run, kpi))
    return figure


def _lines(facts: list[tuple[str, str]]) -> list[str]:
    """Return the lines about a persona."""
    lines: list[str] = []
    for label, text in facts:
        lines += wrap(f"{label} {text}", 72 * (CARD - 2 * PAD), SMALL, 2)
    return lines


def _card(axes: Axes, at: tuple[float, float], tall: float, colour: str) -> None:
    look: dict[str, Any] = {"boxstyle": "round,pad=0,rounding_size=0.05", "fc": PAPER, "ec": FAINT}
    axes.add_patch(FancyBboxPatch(at, CARD, tall, lw=1.0, **look))
    axes.add_patch(Rectangle((at[0] + 0.02, at[1]), CARD - 0.04, 0.05, fc=colour, lw=0))


def _who(axes: Axes, at: tuple[float, float], run: Run, name: str, colour: str) -> None:
    """Write who the persona is, beside a circle with the first letter."""
    persona, (left, top) = run.scenario.personas[name], at
    initial = next((letter for letter in drawable(persona.name) if letter.isalnum()), "?").upper()
    centre = (left + PAD + 0.19, top + 0.34)
    axes.add_patch(Circle(centre, 0.19, fc=PAPER, ec=colour, lw=1.6))
    _write(axes, *centre, initial, ha="center", va="center_baseline", size=TEXT, weight="bold")
    wide = 72 * (CARD - 2 * PAD - 0.5)
    told = "".join(wrap(persona.title, wide, TEXT, 1, "bold"))
    _write(axes, left + PAD + 0.48, top + 0.15, told, weight="bold", size=TEXT)
    share = of_whom(run, persona_shares(run)[name])
    _write(axes, left + PAD + 0.48, top + 0.35, share, color=MUTED)
    whole = 72 * (CARD - 2 * PAD)
    who = {"name": persona.name, "age": persona.age, "occupation": persona.occupation}
    person = say("{name}, {age}, {occupation}", **who)
    for rank, line in enumerate(wrap(person, whole, SMALL, 2)):
        _write(axes, left + PAD, top + 0.62 + LINE * rank, line, color=INK)


def _figures(axes: Axes, at: tuple[float, float], row: pd.Series, colour: str, kpi: str, label: str) -> None:
    """Draw how many stay, and write the figures beside and below."""
    (left, top), wide = at, CARD - 2 * PAD
    _write(axes, left, top, label)
    number = _share(row, kpi)
    _write(axes, left + wide, top, number, ha="right", weight="bold")
    start = left + text_width(label) / 72 + 0.15
    full = left + wide - start - 0.1 - text_width(number, SMALL, "bold") / 72
    axes.add_patch(Rectangle((start, top + 0.02), full, BAR, fc=FAINT, lw=0, zorder=1))
    if not math.isnan(row[kpi]):
        axes.add_patch(Rectangle((start, top + 0.02), full * row[kpi], BAR, fc=colour, lw=0, zorder=2))
    if not math.isnan(row[f"{kpi}_low"]):
        ends = [start + full * row[f"{kpi}_{limit}"] for limit in ("low", "high")]
        axes.plot(ends, [top + 0.02 + BAR / 2] * 2, color=INK, lw=1.2, zorder=3)
    _write(axes, left, top + 0.24, say("NPS"))
    nps = Estimate(row["nps"], row["nps_low"], row["nps_high"], 0)
    _write(axes, left + wide, top + 0.24, score(nps), ha="right")


def _share(row: pd.Series, kpi: str) -> str:
    return with_interval(Estimate(row[kpi], row[f"{kpi}_low"], row[f"{kpi}_high"], 0), plain=True)


def _label(run: Run, kpi: str) -> str:
    """Say what the bar shows."""
    return say("Join") if kpi == "join" else say("Stay {period}", period=period_of_stay(run))


def _write(axes: Axes, x: float, y: float, text: str, **look: Any) -> None:
    axes.text(x, y, text, **{"size": SMALL, "va": "top", "ha": "left", "color": INK, **look})
