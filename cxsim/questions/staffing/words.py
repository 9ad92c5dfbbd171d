"""Staffing in words: up to which number another person gains anything, and up to which they pay."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

import pandas as pd

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import (
    MINUS,
    capital,
    money,
    percent,
    plain_number,
    quoted,
    replications,
    unless_single,
    waiting,
)
from cxsim.questions.experiments import besides_words
from cxsim.questions.experiments.objective_words import (
    amounts,
    gained,
    horizon,
    rounded,
    unit,
)
from cxsim.questions.experiments.population_words import followed
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
    At “Care agents”, with the first additional person of 100 of today’s customers 1.2 more stay after one …
    """
    if len(found.figures) == 1:
        nothing = say(
            "At {team} only today’s number was tried, beside which there is none.", team=_team(found)
        )
        return Sentences(nothing, population(found))
    return Sentences(
        keeps(found),
        harm(found),
        pays(found),
        population(found),
        fewer(found),
        service(found),
        sure(found),
    )


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
                amounts(found.objective, row) if number != 0 else "–",
                plain_number(row["yearly"]),
                amounts("net_value", row, "net") if number != 0 else "–",
            )
        )
    columns = [
        say("On duty"),
        say("Give up"),
        say("Mean wait"),
        say("Put right"),
        say("Busy"),
        capital(unit(found.objective, currency)),
        say("Staff cost a year, {currency}", currency=currency),
        say("Net value, {currency}", currency=currency),
    ]
    caption = say(
        "{team}, by people on duty in every shift: gain and net value over {horizon} against today, with "
        "simultaneous 95\u00a0% limits",
        team=_team(found),
        horizon=horizon(found.scenario),
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
    """Say up to which number another person gains anything."""
    steps = list(_steps(found))
    if not steps:
        return ""
    gaining = list(takewhile(lambda step: step[1]["step_gain_low"] > 0, steps))
    team = _team(found)
    name, row = steps[0]
    if not gaining and pd.isna(row["step_gain_low"]):
        return say("At {team}, nobody in addition clearly gains anything.", team=team)
    told = {"team": team, "name": name, "gained": gained(found.objective, found.scenario, _step(row))}
    if not gaining:
        return say("At {team}, nobody in addition clearly gains anything: with {name}, {gained}.", **told)
    said = [
        say("{name} adds {gain}", name=name, gain=amounts(found.objective, row, "step_gain"))
        for name, row in gaining[1:]
    ]
    if len(gaining) < len(steps):
        said.append(say("that {name} gains anything cannot be told", name=steps[len(gaining)][0]))
    first_ = say("Of additional people at {team}, with {name} {gained}", **told)
    told_of = translated("; ").join([first_, *said])
    return f"{besides_words.but(told_of, found.objective, found.scenario, _first_more(found))}."


def _first_more(found: Staffing) -> Any:
    """Return the row of the least number more than today."""
    return found.figures[found.figures.index > 0].iloc[0]


def harm(found: Staffing) -> str:
    """Say which personas the first additional people surely harm."""
    if not (found.figures.index > 0).any():
        return ""
    return besides_words.harm(found.objective, found.scenario, _first_more(found)["harmed"])


def _step(row: Any) -> dict[str, float]:
    """Return the gain of a step, as `gained` takes it."""
    return {f"gain{end}": row[f"step_gain{end}"] for end in ("", "_low", "_high")}


def pays(found: Staffing) -> str:
    """Say up to whom additional people pay for themselves."""
    steps = list(_steps(found))
    if not steps or not found.figures["cost"].any() or found.objective == "net_value":
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
            lost = money(rounded(-row["step_net"]), found.scenario.currency)
            said.append(say("{name} costs {money} more than it brings", name=name, money=lost))
        elif said:
            said.append(say("whether {name} does cannot be told", name=name))
        else:
            said.append(say("whether {name} pays cannot be told", name=name))
    text = translated("; ").join(said)
    return say("{said}, over {horizon}.", said=capital(text), horizon=horizon(found.scenario))


def population(found: Staffing) -> str:
    """Say of how many people this is told."""
    return followed(found.scenario, round(found.todays), round(found.came))


def fewer(found: Staffing) -> str:
    """Say what fewer people would lose, and save."""
    rows = found.figures[found.figures.index < 0]
    if rows.empty:
        return ""
    number, row = -int(str(rows.index[-1])), rows.iloc[-1]
    told = {"gained": gained(found.objective, found.scenario, row)}
    said = say_count("With one fewer, {gained}", "With {number} fewer, {gained}", number, **told)
    if not row["gain_high"] < 0 and not row["gain_low"] > 0:
        said = say("{said}, which cannot be told from none", said=said)
    if row["extra"] < 0 and found.objective != "net_value":
        told = {
            "saved": money(rounded(-row["extra"]), found.scenario.currency),
            "horizon": horizon(found.scenario),
            "net": amounts("net_value", row, "net"),
            "currency": found.scenario.currency,
        }
        said = say(
            "{said}; that saves {saved} over {horizon} (net value {currency} {net})", said=said, **told
        )
    return f"{said}."


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
