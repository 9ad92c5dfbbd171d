"""Where customers leave, beside where the friction had happened that was still on their mind.

The place of leaving is where a relationship, or the attempt to start one, ended: a touchpoint, or a decision away
from all touchpoints. The cause is the worst unresolved friction that had not faded when it ended; it may have
happened somewhere else, or there may be none. Neither is proof of an effect: they say where to look.
"""

from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cxsim.reporting.estimates import Estimate, leaders, over_replications
from cxsim.reporting.picture import Picture, nothing_to_show
from cxsim.reporting.style import CAUSE, FAINT, INK, LOSS, MUTED, SMALL, TEXT, WIDTH, heading, house_style, new_figure, wrap
from cxsim.reporting.wording import cause_words, either, percent, with_interval
from cxsim.results.run import Run

LOST, NOT_WON = "customers lost", "prospects not won"
GROUPS = {LOST: ("left", "lapsed"), NOT_WON: ("not_converted",)}
CONTRACT_END, NO_PURCHASE, NOTHING = "contract end", "no purchase", "nothing"  # no names of touchpoints: they hold a space
PLACES = {
    CONTRACT_END: "Decision at the end of the contract",
    NO_PURCHASE: "No purchase in time",
    NOTHING: "No friction on their mind",
}
LEFT, AFTER = "left_here", "friction_here"
TITLE = "Where customers leave, and after which friction"
COLUMNS = ("group", "place", LEFT, "left_low", "left_high", AFTER, "friction_low", "friction_high", "main_cause")
STEP = 0.32  # inches a row takes
SHOWN = 8  # places of a group; the others are summed up


def loss_table(run: Run) -> pd.DataFrame:
    """Return everybody lost, with the place of leaving and the place of the friction on their mind.

    Returns
    -------
    pandas.DataFrame
        One row for each measured loss: ``replication``, ``group`` (customers lost, prospects not won), ``left_here`` and
        ``friction_here`` (names of touchpoints, or keys of `PLACES`), ``cause``.
    """
    people = run.customers
    outcome = people["outcome"].astype(str)
    group = outcome.map({kind: name for name, kinds in GROUPS.items() for kind in kinds})
    lost = people["measured"] & group.notna()
    decision = outcome.map({"left": CONTRACT_END}).fillna(NO_PURCHASE)
    left = people["left_touchpoint"].astype(object)
    caused = people["cause_touchpoint"].astype(object)
    return pd.DataFrame(
        {
            "replication": people["replication"],
            "group": group,
            LEFT: left.where(left.notna(), decision),
            AFTER: caused.where(caused.notna(), NOTHING),
            "cause": people["cause"].astype(object),
        }
    )[lost].reset_index(drop=True)


def loss_shares(losses: pd.DataFrame, group: str, side: str) -> pd.DataFrame:
    """Return the share of a group's losses at each place, one row for each replication with losses."""
    rows = losses[losses["group"] == group]
    counts = rows.groupby(["replication", side]).size().unstack(fill_value=0).astype(float)
    return counts.div(counts.sum(axis=1), axis=0)


def place_name(run: Run, place: str) -> str:
    """Return what a place is called."""
    return PLACES[place] if place in PLACES else run.scenario.touchpoints[place].title


def conclude_losses(run: Run) -> str:
    """Say in a sentence where most customers are lost, and after what."""
    losses = loss_table(run)
    group = next((group for group in GROUPS if (losses["group"] == group).any()), None)
    if group is None:
        return "Nobody was lost in this simulation."
    left, after = loss_shares(losses, group, LEFT), loss_shares(losses, group, AFTER)
    where = leaders(left)
    share = with_interval(over_replications(left[where[0]]))
    who = "customers who are lost" if group == LOST else "prospects who are not won"
    said = f"Of the {who}, {share} leave {_at(run, where)}"
    minded = after.drop(columns=NOTHING, errors="ignore")
    if minded.empty or minded.shape[1] == 0:
        return f"{said}; none of them had a friction on their mind."
    sources = leaders(minded)
    cause = _main_cause(losses[(losses["group"] == group) & (losses[AFTER] == sources[0])]["cause"])
    worst = with_interval(over_replications(minded[sources[0]]), plain=True)
    none = percent(after[NOTHING].mean()) if NOTHING in after else "nobody"
    rest = f"; {none} had no friction on their mind."
    if where == sources:
        return f"{said}, and the friction most often on their mind had happened there too: {worst}, mostly {cause}{rest}"
    names = either([f"“{place_name(run, name)}”" for name in sources])
    here = f" (“{place_name(run, sources[0])}”)" if len(sources) > 1 else ""
    return (
        f"{said}, but the friction most often on their mind had happened at {names}: "
        f"{worst}, mostly {cause}{here}{rest}"
    )


def losses_chart(run: Run) -> Picture:
    """Draw where customers leave, beside where the friction on their mind had happened.

    Returns
    -------
    Picture
        `data` has one row for each group and place: shares of the group's losses with 95 % intervals over replications, and
        the main cause of the frictions there.

    Examples
    --------
    >>> losses_chart(run)  # doctest: +SKIP
    <Picture "Where customers leave, and after which friction": 21 rows>
    """
    losses = loss_table(run)
    groups = [group for group in GROUPS if (losses["group"] == group).any()]
    if not groups:
        return nothing_to_show(TITLE, "Nobody was lost in this simulation.", COLUMNS)
    data = pd.concat([_places(run, losses, group) for group in groups], ignore_index=True)
    caption = conclude_losses(run)
    shown = {group: _shown(data[data["group"] == group]) for group in groups}
    with house_style():
        figure = new_figure(0.95 + sum(0.86 + STEP * len(rows) for rows in shown.values()))
        note = "Shares of each group's losses, with what was mostly to blame; the lines are 95 % intervals over replications."
        top = heading(figure, TITLE, note)
        for group, rows in shown.items():
            share = with_interval(_of_all(losses, group), plain=True)
            top = _block(figure, rows, top, f"{group.capitalize()}: {share} of all losses")
    names = [f"{row['place']} {percent(row[LEFT])}" for _, row in data[data["group"] == groups[0]].head(3).iterrows()]
    alt = f"{TITLE}. {caption} Most frequent places of leaving, {groups[0]}: {'; '.join(names)}."
    return Picture(figure, TITLE, alt, data, caption)


def _of_all(losses: pd.DataFrame, group: str) -> Estimate:
    return over_replications((losses["group"] == group).groupby(losses["replication"]).mean())


def _at(run: Run, places: list[str]) -> str:
    """Say where they leave: at a touchpoint, or at a decision."""
    said = {CONTRACT_END: "by not renewing at the end of the contract", NO_PURCHASE: "by not buying again in time"}
    return either([said.get(place, f"at “{place_name(run, place)}”") for place in places])


def _main_cause(causes: pd.Series) -> str:
    counts = causes.value_counts()
    return cause_words(str(counts.index[0])) if len(counts) else ""


def _places(run: Run, losses: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the rows of a group, largest shares first."""
    left, after = loss_shares(losses, group, LEFT), loss_shares(losses, group, AFTER)
    places = list(dict.fromkeys([*left.mean().sort_values(ascending=False).index, *after.columns]))
    rows: list[tuple[Any, ...]] = []
    for place in places:
        here = _estimate(left, place, place != NOTHING)
        caused = _estimate(after, place, place not in (CONTRACT_END, NO_PURCHASE))
        causes = losses[(losses["group"] == group) & (losses[AFTER] == place)]["cause"]
        rows.append((group, place_name(run, place), *here[:3], *caused[:3], _main_cause(causes)))
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    order = table[[LEFT, AFTER]].fillna(0.0)
    return table.loc[order.sort_values([LEFT, AFTER], ascending=False, kind="stable").index]


def _estimate(shares: pd.DataFrame, place: str, possible: bool) -> Estimate:
    if not possible:
        return Estimate(float("nan"), float("nan"), float("nan"), 0)
    return over_replications(shares[place] if place in shares else 0.0 * shares.sum(axis=1))


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows to draw: decisions, the most important places, all others in one, and nothing on their mind."""
    places = list(PLACES.values())
    decisions, nothing = rows[rows["place"].isin(places[:2])], rows[rows["place"] == places[2]]
    touchpoints = rows.drop([*decisions.index, *nothing.index])
    small = touchpoints[touchpoints[[LEFT, AFTER]].max(axis=1).rank(ascending=False, method="first") > SHOWN]
    if len(small) < 2:
        return pd.concat([decisions, touchpoints, nothing])
    other = {"place": f"{len(small)} other touchpoints", LEFT: small[LEFT].sum(), AFTER: small[AFTER].sum(), "main_cause": ""}
    return pd.concat([decisions, touchpoints.drop(small.index), pd.DataFrame([other]), nothing])


def _block(figure: Figure, rows: pd.DataFrame, top: float, title: str) -> float:
    """Draw one group: two panels with the same places; return the inches from the top that are taken."""
    height = float(figure.get_size_inches()[1])
    tall = STEP * len(rows)
    figure.text(0.15 / WIDTH, 1 - (top + 0.12) / height, title, size=TEXT, weight="bold", va="top")
    largest = float(rows[[LEFT, "left_high", AFTER, "friction_high"]].max().max())
    for side, start, wide, name in (
        (LEFT, 2.2, 2.0, "They left here"),
        (AFTER, 4.5, 3.4, "After a friction that had happened here"),
    ):
        axes = figure.add_axes((start / WIDTH, 1 - (top + 0.62 + tall) / height, wide / WIDTH, tall / height))
        axes.set_xlim(0, largest * wide / 1.5)  # the same scale on both sides, with room for the numbers
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_title(name, size=SMALL, color=MUTED, weight="normal", pad=3)
        axes.set(xticks=[], yticks=[])
        sns.despine(ax=axes, bottom=True)
        for position, (_, row) in enumerate(rows.iterrows()):
            _bar(axes, position, row, side, 72 * wide)
            if side == LEFT:
                lines = "\n".join(wrap(str(row["place"]), 72 * 1.95, SMALL, 2))
                beside = {"textcoords": "offset points", "ha": "right", "va": "center", "linespacing": 1.0}
                axes.annotate(lines, (0, position), (-7, 0), size=SMALL, **beside)
    return top + 0.86 + tall


def _bar(axes: Axes, position: int, row: pd.Series, side: str, width: float) -> None:
    """Draw a bar with its interval and its number, and for frictions what was mostly to blame."""
    value, low, high = row[side], *row[["left_low", "left_high"] if side == LEFT else ["friction_low", "friction_high"]]
    if pd.isna(value):
        return
    colour = LOSS if side == LEFT else FAINT if row["place"] == PLACES[NOTHING] else CAUSE
    axes.barh(position, value, height=0.64, color=colour)
    if pd.notna(low):
        axes.plot([low, high], [position] * 2, color=INK, lw=1.2, solid_capstyle="butt")
    reach = max(value, high) if pd.notna(high) else value
    cause = f", mostly {row['main_cause']}" if side == AFTER and row["main_cause"] and value > 0 else ""
    room = width * (1 - reach / axes.get_xlim()[1]) - 5
    said = "".join(wrap(f"{percent(value)}{cause}", room, SMALL, 1))
    axes.annotate(said, (reach, position), (5, 0), textcoords="offset points", va="center", size=SMALL)
