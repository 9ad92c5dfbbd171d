"""Staffing in words: up to which number another person keeps customers, and up to which they pay."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pandas as pd

from cxsim.language.points import limits, points, signed_points
from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import (
    MINUS,
    money,
    percent,
    plain_number,
    quoted,
    replications,
    unless_single,
    waiting,
)
from cxsim.questions.staffing.estimate import Staffing
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

ORDINALS = (
    *("the first", "the second", "the third", "the fourth", "the fifth"),
    *("the sixth", "the seventh", "the eighth", "the ninth", "the tenth"),
)
SERVICE = {
    "abandonment": "giving up",
    "wait": "the mean wait",
    "recovered": "the share of frictions put right",
}
SAID = (*ORDINALS, *SERVICE.values())


def sentences(found: Staffing) -> Sentences:
    """Say what more and fewer people at a team bring, from the numbers.

    Examples
    --------
    >>> print(keeps(found))  # doctest: +SKIP
    At “Care agents”, the first additional person keeps 1.2 more of 100 (1.1–1.4), at EUR 1,530 for each …
    """
    return Sentences(keeps(found), pays(found), fewer(found), service(found), sure(found))


def staffing_table(found: Staffing) -> Table:
    """Return what each number on duty brings, as text."""
    currency = found.scenario.currency
    rows = []
    for number, row in found.figures.iterrows():
        rows.append(
            (
                said_number(int(str(number))),
                percent(row["abandonment"]),
                waiting(row["wait"]),
                percent(row["recovered"]),
                percent(row["occupancy"]),
                points(row, "gain") if number != 0 else "–",
                plain_number(row["cost"]),
                plain_number(row["step_cost_per_customer"]),
            )
        )
    columns = [
        say("On duty"),
        say("Give up"),
        say("Mean wait"),
        say("Put right"),
        say("Busy"),
        say("Kept, of 100"),
        say("Staff cost, {currency}", currency=currency),
        say("Per customer"),
    ]
    caption = say(
        "{team}, by people on duty in every shift; kept more than today, with simultaneous 95\u00a0% limits; "
        "cost for each customer whom the last person keeps",
        team=_team(found),
    )
    return table_of(columns, rows, caption, brief=(0, 1, 5, 6, 7))


def said_number(people: int) -> str:
    """Write how many more or fewer than today.

    Examples
    --------
    >>> said_number(0), said_number(2), said_number(-1)
    ('today', '+2', '−1')
    """
    return f"{people:+d}".replace("-", MINUS) if people else say("today")


def _steps(found: Staffing) -> Iterator[tuple[str, Any]]:
    """Yield each step to more people than today, named, with its row."""
    before = 0
    for label, row in found.figures[found.figures.index > 0].iterrows():
        number = int(str(label))
        alone = number == before + 1 and number <= len(ORDINALS)
        if alone:
            yield translated(ORDINALS[number - 1]), row
        else:
            yield say("{number} instead of {before}", number=number, before=before), row
        before = number


def keeps(found: Staffing) -> str:
    """Say up to which number another person keeps customers."""
    steps = list(_steps(found))
    if not steps:
        return ""
    keeping = list(takewhile(lambda step: step[1]["step_gain_low"] > 0, steps))
    team = _team(found)
    if not keeping:
        name, row = steps[0]
        if pd.isna(row["step_gain_low"]):
            return say("At {team}, nobody in addition clearly keeps more customers.", team=team)
        low, high = (signed_points(100 * row[f"step_gain_{limit}"]) for limit in ("low", "high"))
        return say(
            "At {team}, nobody in addition clearly keeps more customers: {name} brings between {low} and "
            "{high} of 100.",
            team=team,
            name=name,
            low=low,
            high=high,
        )
    said = [_keeping(found, name, row) for name, row in keeping]
    if len(keeping) < len(steps):
        said.append(say("that {name} keeps anybody cannot be told", name=steps[len(keeping)][0]))
    return say("Of additional people at {team}, {steps}.", team=team, steps=translated("; ").join(said))


def _keeping(found: Staffing, name: str, row: Any) -> str:
    """Say what another person keeps, and what each customer costs."""
    said = say("{name} keeps {gain} of 100 ({low}–{high})", name=name, **limits(row, "step_gain"))
    if pd.isna(row["step_cost_per_customer"]):
        return said
    price = money(row["step_cost_per_customer"], found.scenario.currency)
    return say("{said}, at {price} for each", said=said, price=price)


def pays(found: Staffing) -> str:
    """Say up to whom additional people pay for themselves."""
    steps = list(_steps(found))
    if not steps or not found.figures["cost"].any():
        return ""
    paying = list(takewhile(lambda step: step[1]["step_net_low"] > 0, steps))
    said = []
    if len(paying) > 1:
        said.append(say("up to {name} each clearly pays for itself", name=paying[-1][0]))
    elif paying:
        said.append(say("{name} clearly pays for itself", name=paying[0][0]))
    if len(paying) < len(steps):
        name, row = steps[len(paying)]
        if row["step_net_high"] < 0:
            lost = money(-row["step_net"], found.scenario.currency)
            said.append(say("{name} costs {money} more than it brings", name=name, money=lost))
        elif said:
            said.append(say("whether {name} does cannot be told", name=name))
        else:
            said.append(say("whether {name} pays cannot be told", name=name))
    text = translated("; ").join(said)
    return say("{said}, in lifetime value.", said=f"{text[:1].upper()}{text[1:]}")


def fewer(found: Staffing) -> str:
    """Say what fewer people would lose, and save."""
    rows = found.figures[found.figures.index < 0]
    if rows.empty:
        return ""
    number, row = -int(str(rows.index[-1])), rows.iloc[-1]
    saved = money(-row["extra"], found.scenario.currency) if row["extra"] < 0 else ""
    if row["gain_high"] < 0:
        lost, low, high = (written(abs(100 * row[name]), 2) for name in ("gain", "gain_high", "gain_low"))
        told = {"lost": lost, "low": low, "high": high}
        if not saved:
            return say_count(
                "One fewer would lose {lost} of 100 ({low}–{high}).",
                "{number} fewer would lose {lost} of 100 ({low}–{high}).",
                number,
                **told,
            )
        return say_count(
            "One fewer would lose {lost} of 100 ({low}–{high}) and save {saved}.",
            "{number} fewer would lose {lost} of 100 ({low}–{high}) and save {saved}.",
            number,
            saved=saved,
            **told,
        )
    if not saved:
        return say_count(
            "One fewer: whether that loses customers cannot be told.",
            "{number} fewer: whether that loses customers cannot be told.",
            number,
        )
    return say_count(
        "One fewer would save {saved}; whether that loses customers cannot be told.",
        "{number} fewer would save {saved}; whether that loses customers cannot be told.",
        number,
        saved=saved,
    )


def service(found: Staffing) -> str:
    """Say how giving up, waiting and putting right change with the number on duty."""
    first, last = found.figures.iloc[0], found.figures.iloc[-1]
    said = []
    for name, write in (("abandonment", percent), ("wait", waiting), ("recovered", percent)):
        what = translated(SERVICE[name])
        clear = last[f"{name}_high"] < first[f"{name}_low"] or last[f"{name}_low"] > first[f"{name}_high"]
        if clear:
            ends = {"before": write(first[name]), "after": write(last[name])}
            said.append(say("{what} goes from {before} to {after}", what=what, **ends))
        elif pd.notna(first[f"{name}_low"]):
            said.append(say("{what} does not clearly change", what=what))
    if not said or len(found.figures) < 2:
        return ""
    fewest, most = (said_number(int(str(row.name))) for row in (first, last))
    return say(
        "From {fewest} to {most} people on duty, {changes}.",
        fewest=fewest,
        most=most,
        changes=translated("; ").join(said),
    )


def sure(found: Staffing) -> str:
    """Say what the limits mean."""
    number = found.manifest["replications"]
    said = say(
        "The same customers with the same luck live with each number ({replications}); with 95\u00a0% "
        "probability all limits of the steps hold together, as far as the assumptions do.",
        replications=replications(number),
    )
    return unless_single(number, said)


def _team(found: Staffing) -> str:
    return quoted(found.scenario.teams[found.team].title)


TABLES = {"staffing": staffing_table}
