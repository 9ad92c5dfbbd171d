"""Scenarios against the first: differences with limits, for everybody and for each persona."""

from typing import Any

from matplotlib.axes import Axes

from cxsim.language.speech import say, translated
from cxsim.language.wording import quoted
from cxsim.questions.comparison.estimate import Comparison
from cxsim.questions.comparison.sure_words import sure
from cxsim.questions.comparison.words import also, best, for_whom
from cxsim.questions.experiments.gains import ON
from cxsim.questions.experiments.objective_words import gains_told
from cxsim.questions.moments.effects import EVERYBODY
from cxsim.theme.picture import Picture
from cxsim.theme.rows import Row, draw_rows, rows_figure
from cxsim.theme.style import INK, MUTED, SMALL, WIDTH, house_style, wrap

COLUMNS = ("scenario", "persona", "measure", "mean", "low", "high", "low_all", "high_all")
MEAN = ("mean", "low_all", "high_all")
LEFT = 2.35  # inches: where panels begin
PANELS = {  # measure: title, factor, unit
    "stay": ("Stay", 100, "of 100 customers"),
    "join": ("Join", 100, "of 100 prospects"),
    "customers": ("Customers", 1, "at the end"),
    "value": ("Value", 1, ""),  # in the currency
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
    shown = [measure for measure in PANELS if found.levels[measure].notna().any()]
    note = say(
        "How much more than there: to the right of the line. Lines through the dots are 95 % limits; those "
        "of everybody hold for all scenarios together, those of personas for all personas in all scenarios."
    )
    with house_style():
        figure, panels = rows_figure(
            title, note, len(lines), LEFT, wide=1.2, step=0.3, above=0.42, panels=len(shown)
        )
        for axes, measure in zip(panels, shown, strict=True):
            _draw(axes, found, lines, measure)
        _name(panels[0], found, lines)
    told = gains_told(found.objective, ((str(name), gain) for name, gain in found.figures["gain"].items()))
    alt = say(
        "{title}. {said} How much more than there: {told}. {also}",
        title=title,
        said=best(found),
        told=told,
        also=also(found),
    )
    data = found.personas[list(COLUMNS)].assign(
        persona=found.personas["persona"].replace(EVERYBODY, translated(EVERYBODY)),
        measure=found.personas["measure"].str.replace("_", " ").map(translated),
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
    table: Any = found.personas[found.personas["measure"] == measure].set_index(["scenario", "persona"])
    rows = []
    for line in lines:
        size = {"dot": 6.0, "line": 1.6} if line[1] == EVERYBODY else {"dot": 4.0, "line": 1.0}
        rows.append(Row.of("", table.loc[line], MEAN, factor, **size) if line[1] else None)
    axes.set_title(translated(title), pad=8, size=SMALL)
    axes.locator_params(axis="x", nbins=3)
    draw_rows(axes, rows, translated(unit) or found.scenario.currency, room=0.08, least=1e-3)


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
