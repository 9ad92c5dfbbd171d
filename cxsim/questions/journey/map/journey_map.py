"""The journey map as it was lived: touchpoints by stage and channel, passages, feelings, and leaving."""

import pandas as pd
from matplotlib.figure import Figure

from cxsim.errors import ParameterError
from cxsim.language.speech import in_habit, say, say_count, translated
from cxsim.language.wording import one_by_one, percent, quoted, signed
from cxsim.questions.journey.map.map_arrows import draw_arrows
from cxsim.questions.journey.map.map_classes import (
    class_lines,
    class_note,
    class_words,
    conclude_classes,
    draw_classes,
)
from cxsim.questions.journey.map.map_curve import draw_curve
from cxsim.questions.journey.map.map_drawing import draw_blueprint, draw_cards, draw_lanes, draw_stages, write
from cxsim.questions.journey.map.map_layout import Box, Layout, Rows, lay_out
from cxsim.questions.journey.map.map_passages import worth_drawing
from cxsim.questions.journey.satisfaction import conclude_feelings
from cxsim.questions.moments.estimate import Moments
from cxsim.results.estimates import figures
from cxsim.results.run import Run
from cxsim.scenario.model import Scenario
from cxsim.scenario.touchpoints import STAGES
from cxsim.theme.picture import Picture, named
from cxsim.theme.style import LARGE, MUTED, SMALL, house_style, new_figure, wrap

KPIS = ("visits", "felt", "friction", "left_here", "lost_after")
TOLD = (
    "number",
    "touchpoint",
    "class",
    "stage",
    "channel",
    "department",
    "team",
    "recovery_desk",
    "front_stage",
    "back_stage",
)
PASSAGES = ("source", "target", "passages", "context_lost", "drawn")
SAID = (*TOLD, *KPIS, *PASSAGES, *STAGES)
ALARMING = 0.1  # share of hand-offs without context from which on an arrow is marked
CURVE = 1.5  # inches


@named("journey_map")
def journey_map(run: Run, moments: Moments | None = None) -> Picture:
    """Draw the journey map with what was simulated on it.

    Parameters
    ----------
    run
        What was simulated.
    moments
        The classes of the touchpoints of the same scenario, by `cxsim.moments`; each card then says its own.

    Raises
    ------
    ParameterError
        If run and moments are not of the same scenario.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint; `more` holds the passages between them, also those not drawn.

    Examples
    --------
    >>> journey_map(run)  # doctest: +SKIP
    <Picture "Regional telecom operator: the journey as it was lived": 13 rows>
    """
    if moments is not None and moments.effects.manifest["scenario_hash"] != run.manifest["scenario_hash"]:
        raise ParameterError("moments: found those of another scenario, expected those of the run's")
    links = passages(run)
    drawn = links[links["drawn"]].set_index(["source", "target"])
    layout = lay_out(run.scenario, list(drawn.index), class_lines(moments) if moments else None)
    table = _table(run, layout)
    title = say("{title}: the journey as it was lived", title=run.scenario.title)
    note = _note(links) if moments is None else f"{class_note()} {_note(links)}"
    with house_style():
        figure = _draw(run.scenario, title, layout, table, drawn, note)
        if moments is not None:
            draw_classes(figure.axes[0], layout, moments)
    titles, stages = table["touchpoint"], table["stage"].map(translated)
    classes = class_words(moments) if moments is not None else {}
    told = [
        say(
            "{number} {touchpoint} ({stage}): felt {felt}, friction {friction}, {left} of those lost left "
            "here",
            number=row["number"],
            touchpoint=row["touchpoint"],
            stage=stages[str(name)],
            felt=signed(row["felt"]),
            friction=percent(row["friction"]),
            left=percent(row["left_here"]),
        )
        + (f", {classes[str(name)]}" if classes else "")
        for name, row in table.iterrows()
    ]
    caption = conclude_map(run)
    if moments is not None:
        caption = f"{conclude_classes(moments)} {caption}"
        table.insert(2, "class", table.index.map(classes))
    shown = links.assign(source=links["source"].map(titles), target=links["target"].map(titles))
    more = ((say("Passages for each person, and the share that loses the context"), shown),)
    each = say("Touchpoints: {each}.", each=one_by_one(told))
    alt = f"{title}. {caption} {each}"
    data = table.assign(stage=stages).reset_index(drop=True)
    return Picture(figure, title, alt, data, caption, more)


def conclude_map(run: Run) -> str:
    """Say in a sentence what only the map shows: the hand-off that loses the largest share of contexts."""
    links, points = passages(run), run.scenario.touchpoints
    drawn = links[links["drawn"]]
    if drawn.empty:
        return conclude_feelings(run)
    lossy = drawn[drawn["context_lost"] >= ALARMING].sort_values("context_lost", ascending=False)
    shown = lossy.iloc[0] if len(lossy) else drawn.iloc[0]
    ends = {end: quoted(points[shown[end]].title) for end in ("source", "target")}
    if lossy.empty:
        said = say("Of the hand-offs drawn, the one from {source} to {target} is the most frequent", **ends)
        return f"{said}{_rivals(run, drawn, shown, 'visits')}."
    said = say(
        "Of the hand-offs drawn, the one from {source} to {target} loses the largest share of contexts, "
        "{share}",
        **ends,
        share=percent(shown["context_lost"]),
    )
    return f"{said}{_rivals(run, drawn, shown, 'context_lost')}."


def _rivals(run: Run, drawn: pd.DataFrame, first: pd.Series, kpi: str) -> str:
    """Say how many hand-offs cannot be told apart from the first by their intervals; nothing if all can."""
    names = drawn["source"] + " → " + drawn["target"]
    found = figures(run, "link", list(names), [kpi])
    least = found.loc[f"{first['source']} → {first['target']}", f"{kpi}_low"]
    # Without limits nothing can be told apart.
    rivals = int((~(found[f"{kpi}_high"] < least) & found[kpi].notna()).sum()) - 1
    if not rivals:
        return ""
    return say_count(
        ", though {number} other cannot be told apart from it",
        ", though {number} others cannot be told apart from it",
        rivals,
    )


def passages(run: Run) -> pd.DataFrame:
    """Return the passages from touchpoint to touchpoint, most frequent first.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target`` (names of touchpoints), ``passages`` (for each person measured),
        ``context_lost`` (share of them), ``drawn`` (whether the map shows them).
    """
    names = [str(name) for name in run.kpis().query("scope == 'link'")["name"].unique()]
    numbers = figures(run, "link", names, ("visits", "context_lost"))
    table = pd.DataFrame(
        {
            "source": [name.split(" → ")[0] for name in names],
            "target": [name.split(" → ")[1] for name in names],
            "passages": numbers["visits"].to_numpy() if names else [],
            "context_lost": numbers["context_lost"].to_numpy() if names else [],
        }
    ).sort_values("passages", ascending=False, ignore_index=True)
    return table.assign(drawn=worth_drawing(table))


def _table(run: Run, layout: Layout) -> pd.DataFrame:
    scenario, order = run.scenario, layout.order
    points = [scenario.touchpoints[name] for name in order]
    told = {
        "number": range(1, len(order) + 1),
        "touchpoint": [point.title for point in points],
        "stage": [point.stage for point in points],
        "channel": [scenario.channels[point.channel].title for point in points],
        "department": [scenario.departments[point.department].title for point in points],
        "team": [scenario.teams[point.team].title if point.team else "" for point in points],
        "recovery_desk": [scenario.desks[point.recovery].title if point.recovery else "" for point in points],
        "front_stage": [point.front_stage for point in points],
        "back_stage": [point.back_stage for point in points],
    }
    return pd.DataFrame(told, index=pd.Index(order)).join(figures(run, "touchpoint", order, KPIS))


def _note(links: pd.DataFrame) -> str:
    drawn = links[links["drawn"]]
    said = [
        say(
            "Friction is a share of visits; who left here is a share of all customers lost and prospects not "
            "won. Bars have one scale."
        )
    ]
    if len(drawn):
        said.append(
            say_count(
                "{number} arrow for {share} of all passages; the widest stands for {widest} a person.",
                "{number} arrows for {share} of all passages; the widest stands for {widest} a person.",
                len(drawn),
                share=percent(drawn["passages"].sum() / links["passages"].sum()),
                widest=in_habit(f"{drawn['passages'].max():.2g}"),
            )
        )
    if (drawn["context_lost"] >= ALARMING).any():
        said.append(
            say(
                "Broken red arrows are hand-offs that lose the customer’s context; the number says how "
                "often, from {share} on.",
                share=percent(ALARMING),
            )
        )
    said.append(say("Vertical lines on the curve are 95 % intervals over replications."))
    return " ".join(said)


def _draw(
    scenario: Scenario, title: str, layout: Layout, table: pd.DataFrame, links: pd.DataFrame, note: str
) -> Figure:
    """Put the parts together; the swimlanes begin at 0, what stands above them has negative places."""
    wide = layout.width
    titles = wrap(title, 72 * (wide - 0.2), LARGE, 2, "bold")
    notes = wrap(note, 72 * (wide - 0.2), SMALL, 9)
    start = -0.4 - CURVE - 0.18 - 0.155 * len(notes) - 0.26 * len(titles) - 0.1
    figure = new_figure(1.0, wide)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    write(axes, 0.1, start + 0.08, "\n".join(titles), size=LARGE, weight="bold")
    write(axes, 0.1, start + 0.14 + 0.26 * len(titles), "\n".join(notes), color=MUTED, linespacing=1.18)
    rows = {str(name): dict(row) for name, row in table.iterrows()}
    draw_curve(axes, layout, rows, Box(0.0, -0.4 - CURVE, wide, CURVE))
    draw_stages(axes, layout, -0.36)
    draw_lanes(axes, layout, {name: channel.title for name, channel in scenario.channels.items()})
    longest = max(0.05, float(table[["friction", "left_here"]].max().max()))
    draw_cards(axes, layout, rows, longest)
    ways = zip(links.index, links["passages"], links["context_lost"], strict=True)
    draw_arrows(axes, layout, {link: (passed, lost) for link, passed, lost in ways}, ALARMING)
    front = {name: point.front_stage for name, point in scenario.touchpoints.items()}
    end = draw_blueprint(axes, layout, say("Front stage"), front, rows, layout.bottom)
    end = draw_blueprint(axes, layout, say("Back stage"), _backstage(rows), rows, end)
    axes.set(xlim=(0.0, wide), ylim=(end + 0.1, start))
    figure.set_size_inches(wide, end + 0.1 - start)
    return figure


def _backstage(rows: Rows) -> dict[str, str]:
    """Return who works behind each touchpoint: department, team, recovery desk."""
    texts = {}
    for name, row in rows.items():
        desk = say("recovery: {desk}", desk=row["recovery_desk"]) if row["recovery_desk"] else ""
        texts[name] = ", ".join(
            dict.fromkeys(part for part in (row["department"], row["team"], desk) if part)
        )
    return texts
