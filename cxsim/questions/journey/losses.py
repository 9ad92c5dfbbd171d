"""Where customers leave, beside where the friction had happened that was still on their mind."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.language.estimate import UNKNOWN
from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import either, lasting, one_by_one, percent, quoted, with_interval
from cxsim.questions.journey.loss_shares import (
    AFTER,
    CONTRACT_END,
    GROUPS,
    LEFT,
    LOST,
    NO_PURCHASE,
    NOTHING,
    PLACES,
    group_name,
    loss_shares,
    loss_table,
    main_cause,
    place_name,
)
from cxsim.results.estimates import share
from cxsim.results.run import Run
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    CAUSE,
    FAINT,
    INK,
    LOSS,
    MUTED,
    SMALL,
    TEXT,
    WIDTH,
    heading,
    house_style,
    new_figure,
    without_frame,
    wrap,
)

LIMITS = {LEFT: ("left_low", "left_high"), AFTER: ("friction_low", "friction_high")}
COLUMNS = ("group", "place", LEFT, *LIMITS[LEFT], AFTER, *LIMITS[AFTER], "main_cause")
SAID = COLUMNS
STEP = 0.32  # inches a row takes
SHOWN = 8  # touchpoints of a group; the others are summed up


def conclude_losses(run: Run) -> str:
    """Say in a sentence where most customers are lost, and after what."""
    losses = loss_table(run)
    group = next((group for group in GROUPS if (losses["group"] == group).any()), None)
    if group is None:
        return say("Nobody was lost in this simulation.")
    left, after = loss_shares(losses, group, LEFT), loss_shares(losses, group, AFTER)
    where = left.leaders()
    told = {
        "people": written((losses["group"] == group).sum() / run.manifest["replications"]),
        "share": with_interval(left.of(where[0])),
        "at": _at(run, where),
        "period": lasting(run.scenario.period.follow_up),
    }
    if group == LOST:
        said = say(
            "Of {people} customers, of today or new, who are lost within {period}, {share} leave {at}", **told
        )
    else:
        said = say("Of {people} prospects who are not won within {period}, {share} leave {at}", **told)
    minded = after.only([place for place in after.names if place != NOTHING])
    if not minded.names:
        return say("{said}; none of them had a friction on their mind.", said=said)
    sources = minded.leaders()
    worst = percent(minded.of(sources[0]).mean)
    if cause := main_cause(run, losses, group, sources[0]):
        here = f" ({quoted(place_name(run, sources[0]))})" if len(sources) > 1 else ""
        worst = say("{share}, mostly {cause}", share=worst, cause=f"{cause}{here}")
    if NOTHING in after.names:
        rest = say("{share} had no friction on their mind", share=percent(after.of(NOTHING).mean))
    else:
        rest = say("all of them had a friction on their mind")
    if where == sources:
        return say(
            "{said}, where the friction most often on their mind had happened, too ({worst}), and {rest}.",
            said=said,
            worst=worst,
            rest=rest,
        )
    told = {
        "said": said,
        "names": either([quoted(place_name(run, name)) for name in sources]),
        "worst": worst,
        "rest": rest,
    }
    if set(where) & set(sources):
        return say(
            "{said}; the friction most often on their mind had happened at {names} ({worst}), and {rest}.",
            **told,
        )
    return say(
        "{said}, but the friction most often on their mind had happened at {names} ({worst}), and {rest}.",
        **told,
    )


def conclude_places(run: Run) -> str:
    """Say in a sentence how many had met the friction on their mind elsewhere than where they left.

    Of those who left at a touchpoint: at a decision away from all touchpoints nobody can have met it.
    """
    losses = loss_table(run)
    minded = losses[(losses[AFTER] != NOTHING) & ~losses[LEFT].isin([CONTRACT_END, NO_PURCHASE])]
    said = []
    for group in GROUPS:
        rows = minded[minded["group"] == group]
        if len(rows):
            elsewhere = with_interval(share(rows[AFTER] != rows[LEFT], rows["replication"]))
            said.append(_elsewhere(group, elsewhere))
    return " ".join(said) or conclude_losses(run)


def _elsewhere(group: str, part: str) -> str:
    if group == LOST:
        return say(
            "Of customers who left at a touchpoint after a friction, {share} had met it elsewhere.",
            share=part,
        )
    return say("Of prospects not won after a friction, {share} had met it elsewhere.", share=part)


@named("losses")
def losses_chart(run: Run) -> Picture:
    """Draw where customers leave, beside where the friction on their mind had happened.

    Returns
    -------
    Picture
        `data` has one row for each group and place: shares of the group with 95 % intervals over
        replications, and the main cause of the frictions there.

    Examples
    --------
    >>> losses_chart(run)  # doctest: +SKIP
    <Picture "Where customers leave, and after which friction": 21 rows>
    """
    losses = loss_table(run)
    groups = [group for group in GROUPS if (losses["group"] == group).any()]
    if not groups:
        return nothing_to_show(_title(), say("Nobody was lost in this simulation."), COLUMNS)
    tables = {group: _places(run, losses, group) for group in groups}
    shown = {group: _shown(table) for group, table in tables.items()}
    with house_style():
        figure = new_figure(0.95 + sum(0.86 + STEP * len(rows) for rows in shown.values()))
        note = say(
            "Shares of each group, by where they left and by where the friction on their mind had happened, "
            "with what was mostly to blame; the lines are 95 % intervals over replications."
        )
        top = heading(figure, _title(), note)
        for group, rows in shown.items():
            of_all = share(losses["group"] == group, losses["replication"])
            said = with_interval(of_all, plain=True)
            title = say("{group}: {share} of all who were lost", group=group_name(group), share=said)
            top = _block(figure, rows, top, title)
    caption = conclude_places(run)
    told = [
        say("{group}: {places}.", group=group_name(group), places=_told(table))
        for group, table in tables.items()
    ]
    alt = " ".join([f"{_title()}. {caption}", say("Where most leave."), *told])
    data = pd.concat(tables.values(), ignore_index=True)
    data = data.assign(group=data["group"].map(translated))
    return Picture(figure, _title(), alt, data, caption)


def _title() -> str:
    return say("Where customers leave, and where the friction on their mind had happened")


def _at(run: Run, places: list[str]) -> str:
    """Say where they leave: at a touchpoint, or at a decision."""
    decisions = {
        CONTRACT_END: say("by not renewing at the end of the contract"),
        NO_PURCHASE: say("by not buying again in time"),
    }
    said = [
        decisions[place] if place in decisions else say("at “{title}”", title=place_name(run, place))
        for place in places
    ]
    return either(said)


def _told(rows: pd.DataFrame) -> str:
    """Name the three most frequent places of leaving."""
    most = rows.dropna(subset=[LEFT]).sort_values(LEFT, ascending=False, kind="stable").head(3)
    return one_by_one(f"{row['place']} {percent(row[LEFT])}" for _, row in most.iterrows())


def _places(run: Run, losses: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the rows of a group by place, largest shares first."""
    left, after = loss_shares(losses, group, LEFT), loss_shares(losses, group, AFTER)
    rows: list[tuple[Any, ...]] = []
    places = list(dict.fromkeys([*left.names, *after.names]))
    left, after = (loss_shares(losses, group, side, places) for side in (LEFT, AFTER))
    for place in places:
        here = UNKNOWN if place == NOTHING else left.of(place)
        caused = UNKNOWN if place in (CONTRACT_END, NO_PURCHASE) else after.of(place)
        cause = main_cause(run, losses, group, place)
        rows.append((group, place_name(run, place), *here[:3], *caused[:3], cause))
    table = pd.DataFrame(rows, columns=list(COLUMNS), index=pd.Index(places))
    in_order = table[[LEFT, AFTER]].fillna(0.0).sort_values([LEFT, AFTER], ascending=False, kind="stable")
    return table.loc[in_order.index]


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to draw: decisions, the main touchpoints, all others in one, nothing on their mind."""
    decisions, nothing = rows[rows.index.isin([CONTRACT_END, NO_PURCHASE])], rows[rows.index == NOTHING]
    touchpoints = rows[~rows.index.isin(PLACES)]
    main = touchpoints[[LEFT, AFTER]].max(axis=1).rank(ascending=False, method="first") <= SHOWN
    if len(touchpoints) < SHOWN + 2:
        return pd.concat([decisions, touchpoints, nothing])
    others = touchpoints.loc[~main, [LEFT, AFTER]].sum()
    other = others.to_frame().T.assign(place=_others(int((~main).sum())), main_cause="")
    return pd.concat([decisions, touchpoints[main], other, nothing])


def _others(number: int) -> str:
    return say_count("{number} other touchpoint", "{number} other touchpoints", number)


def _block(figure: Figure, rows: pd.DataFrame, top: float, title: str) -> float:
    """Draw one group: two panels with the same places; return the inches from the top that are taken."""
    height = float(figure.get_size_inches()[1])
    tall = STEP * len(rows)
    figure.text(0.15 / WIDTH, 1 - (top + 0.12) / height, title, size=TEXT, weight="bold", va="top")
    largest = float(rows[[LEFT, *LIMITS[LEFT], AFTER, *LIMITS[AFTER]]].max().max())
    for side, start, wide, name in (
        (LEFT, 2.2, 2.0, say("They left here")),
        (AFTER, 4.5, 3.4, say("After a friction that had happened here")),
    ):
        axes = figure.add_axes((start / WIDTH, 1 - (top + 0.62 + tall) / height, wide / WIDTH, tall / height))
        axes.set_xlim(0, largest * wide / 1.5)  # the same scale on both sides, with room for the numbers
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_title(name, size=SMALL, color=MUTED, weight="normal", pad=3)
        axes.set(xticks=[], yticks=[])
        without_frame(axes, "bottom")
        for position, (_, row) in enumerate(rows.iterrows()):
            _bar(axes, position, row, side, 72 * wide)
            if side == LEFT:
                lines = "\n".join(wrap(str(row["place"]), 72 * 1.95, SMALL, 2))
                beside: dict[str, Any] = {
                    "textcoords": "offset points",
                    "ha": "right",
                    "va": "center",
                    "linespacing": 1.0,
                }
                axes.annotate(lines, (0, position), (-7, 0), size=SMALL, **beside)
    return top + 0.86 + tall


def _bar(axes: Axes, position: int, row: pd.Series, side: str, width: float) -> None:
    """Draw a bar with its interval and its number, and for frictions what was mostly to blame."""
    value, (low, high) = row[side], (row[limit] for limit in LIMITS[side])
    if pd.isna(value):
        return
    colour = LOSS if side == LEFT else FAINT if row.name == NOTHING else CAUSE
    axes.barh(position, value, height=0.64, color=colour)
    if pd.notna(low):
        axes.plot([low, high], [position] * 2, color=INK, lw=1.2, solid_capstyle="butt")
    reach = max(value, high) if pd.notna(high) else value
    said = percent(value)
    if side == AFTER and row["main_cause"] and value > 0:
        said = say("{share}, mostly {cause}", share=said, cause=row["main_cause"])
    room = width * (1 - reach / axes.get_xlim()[1]) - 5
    said = "".join(wrap(said, room, SMALL, 1))
    axes.annotate(said, (reach, position), (5, 0), textcoords="offset points", va="center", size=SMALL)
