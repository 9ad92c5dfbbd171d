"""The flow of customers, drawn: how many go on from stage to stage, and how many leave where."""

import math
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from cxsim.language.speech import say, translated, written
from cxsim.language.wording import either, quoted
from cxsim.questions.journey.customer_flow import (
    BEFORE,
    CAME,
    CUSTOMERS,
    EVER,
    LOST,
    NOT_WON,
    PROSPECTS,
    STILL,
    UNDECIDED,
    WON,
    exits,
    flow_table,
    reached_table,
    whereabouts,
)
from cxsim.questions.journey.loss_shares import CONTRACT_END, NO_PURCHASE
from cxsim.questions.journey.loss_shares import PLACES as PLACES_OF_LOSS
from cxsim.results.run import Run
from cxsim.scenario.touchpoints import STAGES
from cxsim.theme.picture import Picture, named, nothing_to_show
from cxsim.theme.style import (
    BLUE,
    INK,
    MUTED,
    SMALL,
    VERMILLION,
    heading,
    house_style,
    new_figure,
    text_width,
    wrap,
)

WIDE, TALL = 10.0, 5.625  # inches, the shape of a slide
LEFT, BUYING, END = 0.2, 6.85, 7.55  # inches: prospects, the moment of buying, ends of customers
RISE = 0.6  # inches in which the won join the customers
DEEP = 2.0  # inches of 100 people, at most
NODE, TURN = 0.07, 0.1  # inches: how wide a node is, and how tightly exits turn
ROW = 0.37  # inches between two ends of customers
FEWEST = 0.05  # of 100: what is less is in the table only
PLACES = 6  # where customers are lost; the others are summed up


class Amount(NamedTuple):
    """People of 100 who came, with limits."""

    of_100: float
    low: float
    high: float


WORDS = ("who", "at", "outcome", "reached")  # columns that hold words
SAID = (*WORDS, "of_100")
NOBODY = Amount(0.0, math.nan, math.nan)


@named("flow")
def flow_chart(run: Run) -> Picture:
    """Draw everybody who came as a flow: prospects from stage to stage, customers to the end, and the exits.

    Returns
    -------
    Picture
        `data` has one row for each way to end, in people of 100 who came, with 95 % intervals over
        replications; `more` those who reached each stage.

    Examples
    --------
    >>> flow_chart(run)  # doctest: +SKIP
    <Picture "Where 100 people who came are at the end": 15 rows>
    """
    title = say("Where 100 people who came are at the end")
    people = whereabouts(run)
    ends, reached = flow_table(people), reached_table(people)
    if people.empty:
        return nothing_to_show(title, say("Nobody came in this simulation."), tuple(ends.columns))
    with house_style():
        figure = _figure(title, ends, reached)
    caption = conclude_flow(run)
    told = [f"{_place(row)} {_number(_amount(row))}" for _, row in ends.iterrows() if row["outcome"] != WON]
    each = say("Of 100 people who came: {told}.", told="; ".join(told))
    alt = f"{title}. {caption} {each}"
    more = ((say("Those who came, and prospects who reached a stage or a later one"), _in_words(reached)),)
    return Picture(figure, title, alt, _in_words(ends), caption, more)


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with its stages, places and ends in the language that is spoken."""
    shown = table.copy()
    for name in WORDS:
        if name in table:
            shown[name] = [translated(PLACES_OF_LOSS.get(str(word), str(word))) for word in table[name]]
    return shown


def conclude_flow(run: Run) -> str:
    """Say in a sentence how many are customers at the end, and by which exit most leave."""
    people = whereabouts(run)
    ends = flow_table(people)
    if ends.empty:
        return say("Nobody came in this simulation.")
    sums = ends.groupby("outcome")["of_100"].sum()
    kept, lost, not_won = (written(float(sums.get(name, 0.0)), 1) for name in (STILL, LOST, NOT_WON))
    said = say(
        "Of 100 people who came, {kept} are customers at the end, {lost} were customers and left, and "
        "{not_won} looked but never bought",
        kept=kept,
        lost=lost,
        not_won=not_won,
    )
    widest = [exit_.split("/") for exit_ in exits(people).leaders()]
    if not widest:
        return f"{said}."
    rows = [ends[(ends["outcome"] == outcome) & (ends["at"] == at)].iloc[0] for outcome, at in widest]
    names = either([quoted(_place(row)) for row in rows])
    number = _number(_amount(rows[0]))
    return say("{said}; the widest exit is {place}: {number}.", said=said, place=names, number=number)


def _place(row: pd.Series) -> str:
    """Say where somebody is at the end."""
    place = str(row["at"])
    if row["outcome"] == STILL:
        return say("customers at the end")
    if row["outcome"] == LOST:
        return _way_out(place)
    stage = say("before any touchpoint") if place == BEFORE else translated(place)
    if row["outcome"] == UNDECIDED:
        return say("prospects still deciding at the stage {stage}", stage=stage)
    return say("prospects who stop at the stage {stage}", stage=stage)


def _way_out(place: str) -> str:
    """Say where customers are lost."""
    if place == CONTRACT_END:
        return say("contract not renewed")
    if place == NO_PURCHASE:
        return say("no purchase in time")
    return say("left at the stage {stage}", stage=translated(place))


def _amount(row: Any) -> Amount:
    return Amount(float(row["of_100"]), float(row["low"]), float(row["high"]))


def _number(amount: Amount) -> str:
    """Write people of 100 with their interval."""
    return f"{written(amount.of_100, 1)}{_limits(amount)}"


def _limits(amount: Amount) -> str:
    if not amount.low < amount.high:
        return ""
    return f" ({written(amount.low, 1)}–{written(amount.high, 1)})"


class Sheet(NamedTuple):
    """The sheet that is drawn on, in inches from the upper left corner.

    Attributes
    ----------
    axes
        Where to draw.
    scale
        Inches that 100 people take.
    apart
        Inches between two stages.
    """

    axes: Axes
    scale: float
    apart: float

    def deep(self, of_100: float) -> float:
        """Return how many inches people take."""
        return self.scale * of_100 / 100

    def write(self, x: float, y: float, text: str, **look: Any) -> None:
        """Write small text."""
        self.axes.text(x, y, text, **{"size": SMALL, "color": INK, **look})


def _figure(title: str, ends: pd.DataFrame, reached: pd.DataFrame) -> Figure:
    figure = new_figure(TALL, WIDE)
    note = say(
        "Bands are as wide as the people in them, of 100 who came; in brackets 95 % intervals over "
        "replications. A prospect counts at the furthest stage reached before buying."
    )
    top = heading(figure, title, note) + 0.5
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set(xlim=(0.0, WIDE), ylim=(TALL, 0.0))
    stages = [name for name in (CAME, *STAGES) if _of(reached, who=PROSPECTS, reached=name).of_100 > 0]
    apart = (BUYING - RISE - LEFT) / max(len(stages), 1)
    before_buying = ends[ends["who"] == PROSPECTS]
    leaving = before_buying[before_buying["outcome"] != WON].groupby("at")["of_100"].sum().max()
    # An exit has to pass between its stage and the next.
    sheet = Sheet(axes, min(DEEP, 100 * (apart - 0.3) / leaving) if leaving > 0 else DEEP, apart)
    before = _of(reached, who=CUSTOMERS, reached=CAME)
    if before.of_100 > 0:
        _head(sheet, LEFT, top, say("Customers at the start"), before, 2.5)
        _band(sheet, (LEFT, top), (BUYING, top), before.of_100, BLUE)
        _node(sheet, LEFT, top, before.of_100)
    joined = top + sheet.deep(before.of_100)
    if stages:
        start = joined + (0.75 if before.of_100 > 0 else 0.0)
        won = _prospects(sheet, start, stages, ends, reached)
        end = BUYING - RISE
        _band(sheet, (end, start), (BUYING, joined), won, BLUE)
    _customers(sheet, top, _of(reached, who=CUSTOMERS, reached=EVER), ends)
    return figure


def _of(table: pd.DataFrame, **what: str) -> Amount:
    """Return the row of a table with these values, or nobody."""
    rows = table
    for column, value in what.items():
        rows = rows[rows[column] == value]
    return NOBODY if rows.empty else _amount(rows.iloc[0])


def _prospects(
    sheet: Sheet, top: float, stages: list[str], ends: pd.DataFrame, reached: pd.DataFrame
) -> float:
    """Draw prospects from stage to stage; return how many of 100 are won."""
    high, left, all_won = top, _of(reached, who=PROSPECTS, reached=CAME).of_100, 0.0
    open_ = bool((ends["outcome"] == UNDECIDED).any())
    foot = TALL - (0.72 if not open_ else 1.02)
    for number, stage in enumerate(stages):
        x, following = LEFT + sheet.apart * number, LEFT + sheet.apart * (number + 1)
        name = say("Prospects") if stage == CAME else _capital(translated(stage))
        _head(sheet, x, top, name, _of(reached, who=PROSPECTS, reached=stage), sheet.apart - 0.08)
        _node(sheet, x, high, left)
        at = BEFORE if stage == CAME else stage
        won, not_won, undecided = (
            _of(ends, who=PROSPECTS, at=at, outcome=how) for how in (WON, NOT_WON, UNDECIDED)
        )
        edge = high + sheet.deep(left)
        for rank, (colour, leaving) in enumerate(((VERMILLION, not_won), (MUTED, undecided))):
            if leaving.of_100 > 0:
                edge -= sheet.deep(leaving.of_100)
                _way_down(sheet, x + NODE, edge, foot, leaving.of_100, colour)
            if leaving.of_100 >= FEWEST:
                for line, text in enumerate((written(leaving.of_100, 1), _limits(leaving).strip())):
                    y = foot + 0.05 + 0.16 * line + 0.32 * rank
                    sheet.write(x + NODE + TURN, y, text, va="top", color=MUTED if rank or line else INK)
        left -= not_won.of_100 + undecided.of_100
        _band(sheet, (x + NODE, high), (following, high), left, BLUE)
        if won.of_100 > 0:  # those who have bought pass by all later stages
            _band(sheet, (following, high), (BUYING - RISE, high), won.of_100, BLUE)
        high, left, all_won = high + sheet.deep(won.of_100), left - won.of_100, all_won + won.of_100
    words = say("↑ stop before they buy (grey: still deciding)") if open_ else say("↑ stop before they buy")
    sheet.write(LEFT, TALL - 0.12, words, color=MUTED, va="bottom")
    return all_won


def _customers(sheet: Sheet, top: float, ever: Amount, ends: pd.DataFrame) -> None:
    """Draw customers from the moment of buying to their ends."""
    if not ever.of_100 > 0:
        return
    _head(sheet, BUYING, top, say("Customers"), ever, 2.5)
    _node(sheet, BUYING, top, ever.of_100)
    kept = _of(ends, outcome=STILL)
    lost = ends[ends["outcome"] == LOST].sort_values("of_100", ascending=False, kind="stable")
    rows = [(_way_out(row["at"]), _amount(row)) for _, row in lost.iterrows()]
    if len(rows) > PLACES:
        others = sum(amount.of_100 for _, amount in rows[PLACES - 1 :])
        rows = [*rows[: PLACES - 1], (say("left elsewhere"), Amount(others, math.nan, math.nan))]
    ways = [(say("customers at the end"), kept)] if kept.of_100 > 0 else []
    edge = lowest = top
    for rank, (words, amount) in enumerate([*ways, *rows]):
        deep, colour = sheet.deep(amount.of_100), BLUE if rank < len(ways) else VERMILLION
        # The kept go straight on; below them the others, with room for two lines each.
        end = top if colour == BLUE else max(lowest, top + ROW) + max(ROW - deep, 0.1) / 2
        lowest = end + max(deep, (deep + ROW) / 2)
        _band(sheet, (BUYING + NODE, edge), (END, end), amount.of_100, colour)
        edge += deep
        _node(sheet, END, end, amount.of_100, colour)
        line = wrap(_capital(words), 72 * (WIDE - END - 0.3), SMALL, 1)[0]
        middle = end + deep / 2
        sheet.write(END + 0.15, middle - 0.01, line, va="bottom")
        sheet.write(END + 0.15, middle + 0.01, _number(amount), va="top", color=MUTED)


def _head(sheet: Sheet, x: float, y: float, name: str, amount: Amount, wide: float) -> None:
    """Write the name of a node and its number above it."""
    lines = wrap(name, 72 * wide, SMALL, 2, "bold")
    numbers = [_number(amount)]
    if text_width(numbers[0]) > 72 * wide:
        numbers = [written(amount.of_100, 1), _limits(amount).strip()]
    for number, text in enumerate(reversed([*lines, *numbers])):
        look = {"color": MUTED} if number < len(numbers) else {"weight": "bold"}
        sheet.write(x, y - 0.05 - 0.155 * number, text, va="bottom", **look)


def _node(sheet: Sheet, x: float, top: float, of_100: float, colour: str = INK) -> None:
    deep = max(sheet.deep(of_100), 0.015)
    sheet.axes.add_patch(Rectangle((x, top), NODE, deep, fc=colour, lw=0, zorder=3))


def _band(
    sheet: Sheet, start: tuple[float, float], end: tuple[float, float], of_100: float, colour: str
) -> None:
    """Draw a band between two upper edges, to the right."""
    if not of_100 > 0:
        return
    (x0, y0), (x1, y1), deep, middle = start, end, sheet.deep(of_100), (start[0] + end[0]) / 2
    upper = [(x0, y0), (middle, y0), (middle, y1), (x1, y1)]
    _fill(sheet, upper, [(x, y + deep) for x, y in upper], [Path.CURVE4] * 3, colour)


def _way_down(sheet: Sheet, x: float, top: float, foot: float, of_100: float, colour: str) -> None:
    """Draw a band that turns down and ends at the foot."""
    deep = sheet.deep(of_100)
    outer, inner = x + TURN + deep, x + TURN
    upper = [(x, top), (outer, top), (outer, top + TURN + deep), (outer, foot)]
    lower = [(x, top + deep), (inner, top + deep), (inner, top + deep + TURN), (inner, foot)]
    _fill(sheet, upper, lower, [Path.CURVE3, Path.CURVE3, Path.LINETO], colour)


def _fill(
    sheet: Sheet,
    one: list[tuple[float, float]],
    other: list[tuple[float, float]],
    codes: list[Any],
    colour: str,
) -> None:
    """Fill the band between two edges, pale, and draw the edges, which are seen on their own."""
    back = other[::-1]
    whole = Path([*one, *back, one[0]], [Path.MOVETO, *codes, Path.LINETO, *codes[::-1], Path.CLOSEPOLY])
    edges = Path([*one, *other], [Path.MOVETO, *codes, Path.MOVETO, *codes])
    sheet.axes.add_patch(PathPatch(whole, fc=colour, alpha=0.32, lw=0, zorder=1))
    sheet.axes.add_patch(PathPatch(edges, fc="none", ec=colour, lw=0.7, zorder=1.5))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
