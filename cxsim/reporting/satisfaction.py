"""How customers feel at each touchpoint, and who they are: the feelings chart and the persona cards."""

import math
from html import escape

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.reporting.estimates import Estimate, estimate, figures
from cxsim.reporting.picture import Fragment, Picture, nothing_to_show
from cxsim.reporting.style import (
    BLUE,
    FAINT,
    FRICTION,
    INK,
    MUTED,
    PALETTE,
    SKY,
    SMALL,
    WIDTH,
    feeling_colour,
    heading,
    house_style,
    new_figure,
    wrap,
)
from cxsim.reporting.wording import MINUS, SPACE, either, money, percent, signed, with_interval
from cxsim.results.run import Run
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import STAGES

TITLE = "How customers feel at each touchpoint"
KPIS = ("visits", "felt", "friction", "delight", "csat")
STEP = 0.3  # inches a touchpoint takes


def by_stage(scenario: Scenario) -> list[str]:
    """Return the touchpoints in the order of their stages, and within a stage as the scenario has them.

    Examples
    --------
    >>> by_stage(scenario)  # doctest: +SKIP
    ['social_ad', 'comparison_site', 'website']
    """
    points = scenario.touchpoints
    return sorted(points, key=lambda name: STAGES.index(points[name].stage))


def conclude_feelings(run: Run) -> str:
    """Say in a sentence where customers feel worst and best."""
    table = _table(run)
    felt = table.dropna(subset=["felt"]).sort_values("felt", kind="stable")
    if felt.empty:
        return "Nobody came to a touchpoint in this simulation."
    worst, best = felt.iloc[0], felt.iloc[-1]
    friction = f"where {percent(worst['friction'])} of visits meet a friction"
    if len(felt) == 1:
        return f"The only touchpoint is “{worst['touchpoint']}” (felt {_felt(worst)}), {friction}."
    as_bad = felt[felt["felt_low"] <= worst["felt_high"]] if pd.notna(worst["felt_high"]) else felt[:1]
    as_good = felt[felt["felt_high"] >= best["felt_low"]] if pd.notna(best["felt_low"]) else felt[-1:]
    if len(as_bad) == len(felt):
        return f"No touchpoint is felt clearly worse than all others; the lowest mean is at “{worst['touchpoint']}” ({_felt(worst)})."
    here = f"at “{worst['touchpoint']}”, {friction}" if len(as_bad) > 1 else friction
    return f"Customers feel worst at {_places(as_bad)} ({_felt(worst)}), {here}, and best at {_places(as_good[::-1])} ({_felt(best)})."


def _places(rows: pd.DataFrame) -> str:
    return either([f"“{title}”" for title in rows["touchpoint"]])


def feelings_chart(run: Run) -> Picture:
    """Draw for each touchpoint, in the order of the stages, how a visit is felt, friction and delight, and CSAT.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint, with the KPIs ``visits`` (for each person), ``felt``, ``friction``, ``delight``
        and ``csat``, and their 95 % intervals over replications.

    Examples
    --------
    >>> feelings_chart(run)  # doctest: +SKIP
    <Picture "How customers feel at each touchpoint": 13 rows>
    """
    table, caption = _table(run), conclude_feelings(run)
    seen = table.dropna(subset=["felt"]).reset_index(drop=True)
    if seen.empty:
        return nothing_to_show(TITLE, caption, tuple(table.columns))
    with house_style():
        figure = _figure(seen)
    said = "; ".join(f"{row['touchpoint']} {signed(row['felt'])}" for _, row in seen.iterrows())
    return Picture(figure, TITLE, f"{TITLE}. {caption} Mean feeling, -1 to 1: {said}.", table, caption)


def persona_cards(scenario: Scenario, run: Run) -> Fragment:
    """Return a card for each persona: who it is, and how many of them are kept, with intervals.

    Parameters
    ----------
    scenario
        Where the personas are described.
    run
        A run of it.

    Returns
    -------
    Fragment
        A piece of a page; whatever the scenario's author wrote is escaped.
    """
    cards = "".join(_card(scenario, run, name, number) for number, name in enumerate(scenario.personas))
    return Fragment(
        '<div class="persona-cards" style="display:grid;gap:1rem;'
        f'grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr))">{cards}</div>'
    )


def _table(run: Run) -> pd.DataFrame:
    names, points = by_stage(run.scenario), run.scenario.touchpoints
    numbers = figures(run, "touchpoint", names, KPIS).reset_index(drop=True)
    titles = pd.DataFrame({"touchpoint": [points[name].title for name in names], "stage": [points[name].stage for name in names]})
    return pd.concat([titles, numbers], axis=1)


def _felt(row: pd.Series) -> str:
    if pd.isna(row["felt_low"]):
        return signed(row["felt"])
    return f"{signed(row['felt'])}, 95{SPACE}% interval {signed(row['felt_low'])} to {signed(row['felt_high'])}"


def _figure(table: pd.DataFrame) -> Figure:
    tall = STEP * len(table)
    figure = new_figure(tall + 1.5)
    height = tall + 1.5
    note = (
        f"A visit is felt from {MINUS}1 (far worse than expected) over 0 (as expected) to 1. Lines are 95 % intervals "
        "over replications. CSAT is the mean answer, from 1 to 5, where it is asked."
    )
    top = heading(figure, TITLE, note)
    panels = []
    for start, wide, name in ((3.55, 1.35, ""), (5.2, 1.75, "Friction | delight"), (7.3, 0.6, "CSAT")):
        axes = figure.add_axes((start / WIDTH, 1 - (top + 0.35 + tall) / height, wide / WIDTH, tall / height))
        axes.set_ylim(len(table) - 0.5, -0.5)
        axes.set(xticks=[], yticks=[])
        middle = "center" if name.startswith("Friction") else "left"  # over the line between the two
        axes.set_title(name, middle, size=SMALL, color=MUTED, weight="normal", pad=5)
        sns.despine(ax=axes, left=True, bottom=True)
        panels.append(axes)
    _names(panels[0], table)
    _feelings(panels[0], table)
    _frictions(panels[1], table)
    _scores(panels[2], table)
    return figure


def _names(axes: Axes, table: pd.DataFrame) -> None:
    """Write stage, touchpoint and feeling beside the first panel."""
    axes.annotate(
        "Felt", (0, 1), (-72 * 0.5, 5), "axes fraction", "offset points", size=SMALL, color=MUTED, annotation_clip=False
    )
    for position, (_, row) in enumerate(table.iterrows()):
        new_stage = position == 0 or table["stage"].iloc[position - 1] != row["stage"]
        title = "".join(wrap(row["touchpoint"], 72 * 1.85, SMALL, 1))
        cells = ((row["stage"] if new_stage else "", -3.4, MUTED), (title, -2.4, INK), (signed(row["felt"]), -0.5, INK))
        for text, inches, colour in cells:
            axes.annotate(
                text, (0, position), (72 * inches, 0), axes.get_yaxis_transform(), "offset points",
                va="center", size=SMALL, color=colour, annotation_clip=False,
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
    for position, row in table.iterrows():
        for name, sign, colour in (("friction", -1, FRICTION), ("delight", 1, SKY)):
            value, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
            if value > 0:
                axes.barh(position, sign * value, height=0.62, color=colour)
            if pd.notna(low) and value > 0:
                axes.plot([sign * low, sign * high], [position] * 2, color=INK, lw=1.2, solid_capstyle="butt")
            reach = value if pd.isna(high) else max(value, high)
            if name == "friction" or value > 0:
                axes.annotate(
                    percent(value), (sign * reach, position), (5 * sign, 0), textcoords="offset points",
                    ha="right" if sign < 0 else "left", va="center", size=SMALL,
                )
    axes.axvline(0.0, color=MUTED, lw=0.8)


def _scores(axes: Axes, table: pd.DataFrame) -> None:
    axes.set_xlim(0, 1)
    for position, row in table.iterrows():
        said = "–" if pd.isna(row["csat"]) else f"{row['csat']:.1f}"
        axes.text(0.0, float(position), said, va="center", size=SMALL, color=MUTED if said == "–" else BLUE)


def _card(scenario: Scenario, run: Run, name: str, number: int) -> str:
    persona, colour = scenario.personas[name], PALETTE[number % len(PALETTE)]
    facts = (
        ("Family", persona.family),
        ("Ambitions", persona.ambitions),
        ("Interests", persona.interests),
        ("Hobbies", persona.hobbies),
        ("Habits", persona.habits),
        ("Technology", f"{percent(persona.technology)} familiar"),
        ("Brings", f"{money(persona.value_per_year, scenario.currency)} a year, before the cost to serve"),
    )
    results = (
        ("Stay a year", with_interval(estimate(run, "yearly_retention", "persona", name), plain=True)),
        ("Kept, of all who came", with_interval(estimate(run, "kept", "persona", name), plain=True)),
        ("NPS", _points(estimate(run, "nps", "persona", name))),
    )
    about = "".join(f"<div><strong>{label}:</strong> {escape(text)}</div>" for label, text in facts if text)
    rows = "".join(f'<tr><th scope="row" style="text-align:left">{label}</th><td>{value}</td></tr>' for label, value in results)
    initial = escape(next((letter for letter in persona.name if letter.isalnum()), "?").upper())
    return (
        f'<section style="border:1px solid #d5dbe1;border-top:4px solid {colour};border-radius:6px;padding:0.9rem;break-inside:avoid">'
        f'<div style="display:flex;gap:0.7rem;align-items:center"><span aria-hidden="true" style="flex:none;width:2.4rem;height:2.4rem;'
        f'border-radius:50%;border:2px solid {colour};display:grid;place-items:center;font-weight:bold">{initial}</span>'
        f"<div><strong>{escape(persona.title)}</strong>, {percent(persona.share)} of customers<br>"
        f"{escape(persona.name)}, {persona.age}, {escape(persona.occupation)}</div></div>"
        f'<div style="font-size:0.9em;margin:0.6rem 0">{about}</div>'
        f'<table style="font-size:0.9em;width:100%">{rows}</table></section>'
    )


def _points(value: Estimate) -> str:
    if not value.known:
        return "nobody answered"
    interval = f" ({signed(value.low, 0)} to {signed(value.high, 0)})" if value.sure else ""
    return f"{signed(value.mean, 0)}{interval}"
