"""The journey map as it was lived: stages, channels, touchpoints, passages, feelings, friction and losses in one picture."""

import pandas as pd
from matplotlib.figure import Figure

from cxsim.reporting.estimates import figures
from cxsim.reporting.map_drawing import (
    draw_arrows,
    draw_blueprint,
    draw_cards,
    draw_curve,
    draw_lanes,
    draw_stages,
    write,
)
from cxsim.reporting.map_layout import Box, Layout, lay_out
from cxsim.reporting.picture import Picture
from cxsim.reporting.satisfaction import conclude_feelings
from cxsim.reporting.style import LARGE, MUTED, SMALL, house_style, new_figure, wrap
from cxsim.reporting.wording import counted, percent, plain_number, signed
from cxsim.results.run import Run
from cxsim.scenario.model import Scenario

KPIS = ("visits", "felt", "friction", "losses", "losses_caused")
# A passage is drawn if it is this common among those from the same touchpoint, or among all …
COMMON, FREQUENT = 0.2, 0.02
# … but neither if it is this rare among all, nor if so many others are more common.
RARE, MOST = 0.003, 26
ALARMING = 0.1  # share of hand-offs without context from which on an arrow is marked
CURVE = 1.5  # inches


def journey_map(run: Run) -> Picture:
    """Draw the journey map with what was simulated on it.

    Returns
    -------
    Picture
        `data` has one row for each touchpoint; `more` holds the passages between them, with those too rare to be drawn.

    Examples
    --------
    >>> journey_map(run)  # doctest: +SKIP
    <Picture "Regional telecom operator: the journey as it was lived": 13 rows>
    """
    links = passages(run)
    drawn = links[links["drawn"]].set_index(["source", "target"])
    layout = lay_out(run.scenario, list(drawn.index))
    table = _table(run, layout)
    title = f"{run.scenario.title}: the journey as it was lived"
    with house_style():
        figure = _draw(run.scenario, title, layout, table, drawn, _note(links))
    titles = table["touchpoint"]
    told = "; ".join(
        f"{row['number']} {row['touchpoint']} ({row['stage']}): felt {signed(row['felt'])}, friction {percent(row['friction'])}, "
        f"{percent(row['losses'])} of losses"
        for _, row in table.iterrows()
    )
    caption = conclude_map(run)
    shown = links.assign(source=links["source"].map(titles), target=links["target"].map(titles))
    more = (("Passages for each person, and the share that loses the context", shown),)
    return Picture(figure, title, f"{title}. {caption} Touchpoints: {told}.", table.reset_index(drop=True), caption, more)


def conclude_map(run: Run) -> str:
    """Say in a sentence where customers feel worst, and which hand-off loses their context most often."""
    links = passages(run)
    lossy = links[links["drawn"] & (links["context_lost"] >= ALARMING)]
    said = conclude_feelings(run)
    if lossy.empty:
        return said
    worst = lossy.sort_values("context_lost", ascending=False).iloc[0]
    points = run.scenario.touchpoints
    way = f"from “{points[worst['source']].title}” to “{points[worst['target']].title}”"
    return f"{said.rstrip('.')}; of the hand-offs drawn, the one {way} loses the context most often ({percent(worst['context_lost'])})."


def passages(run: Run) -> pd.DataFrame:
    """Return the passages from touchpoint to touchpoint, most frequent first.

    Returns
    -------
    pandas.DataFrame
        ``source``, ``target`` (names of touchpoints), ``passages`` (for each person measured), ``context_lost`` (share of
        them), ``drawn`` (whether the map shows them).
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
    of_source = table["passages"] / table.groupby("source")["passages"].transform("sum")
    of_all = table["passages"] / table["passages"].sum()
    wanted = (of_all >= RARE) & ((of_source >= COMMON) | (of_all >= FREQUENT)) & (table["source"] != table["target"])
    return table.assign(drawn=wanted & (wanted.cumsum() <= MOST))


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
    if drawn.empty:
        return "Friction is a share of visits; losses are customers lost and prospects not won, by where they left."
    share = drawn["passages"].sum() / links["passages"].sum()
    widest = plain_number(float(drawn["passages"].max()))
    return (
        "Friction is a share of visits; losses are customers lost and prospects not won, by where they left, as a share of all. "
        f"Bars have one scale. {counted(len(drawn), 'arrow')} show {percent(share)} of all passages; the widest stands for {widest} "
        f"for each person. Broken red arrows: hand-offs that lose the customer's context, and how often, from {percent(ALARMING)} on. "
        "Vertical lines on the curve are 95 % intervals over replications."
    )


def _draw(
    scenario: Scenario, title: str, layout: Layout, table: pd.DataFrame, links: pd.DataFrame, note: str
) -> Figure:
    """Put the parts together; the swimlanes begin at 0, what stands above them has negative places."""
    wide = layout.width
    titles = wrap(title, 72 * (wide - 0.2), LARGE, 2, "bold")
    notes = wrap(note, 72 * (wide - 0.2), SMALL, 6)
    start = -0.4 - CURVE - 0.18 - 0.155 * len(notes) - 0.26 * len(titles) - 0.1
    figure = new_figure(1.0, wide)
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    write(axes, 0.1, start + 0.08, "\n".join(titles), size=LARGE, weight="bold")
    write(axes, 0.1, start + 0.14 + 0.26 * len(titles), "\n".join(notes), color=MUTED, linespacing=1.18)
    draw_curve(axes, layout, table, Box(0.0, -0.4 - CURVE, wide, CURVE))
    draw_stages(axes, layout, -0.36)
    draw_lanes(axes, layout, {name: channel.title for name, channel in scenario.channels.items()})
    longest = max(0.05, float(table[["friction", "losses"]].max().max()))
    draw_cards(axes, layout, table, longest)
    draw_arrows(axes, layout, links, ALARMING)
    front = {name: point.front_stage for name, point in scenario.touchpoints.items()}
    end = draw_blueprint(axes, layout, "Front stage", front, table, layout.bottom)
    end = draw_blueprint(axes, layout, "Back stage", _backstage(table), table, end)
    axes.set(xlim=(0.0, wide), ylim=(end + 0.1, start))
    figure.set_size_inches(wide, end + 0.1 - start)
    return figure


def _backstage(table: pd.DataFrame) -> dict[str, str]:
    """Return who works behind each touchpoint: department, team, recovery desk."""
    texts = {}
    for name, row in table.iterrows():
        desk = f"recovery: {row['recovery_desk']}" if row["recovery_desk"] else ""
        texts[str(name)] = " · ".join(dict.fromkeys(part for part in (row["department"], row["team"], desk) if part))
    return texts
