"""Bundles in words: by which of its parts an improvement gains, for what part of its cost, what is idle."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from cxsim.language.speech import say, say_count, translated
from cxsim.language.wording import chained, listed, percent, quoted, replications, unless_single
from cxsim.questions.bundles.estimate import Bundles
from cxsim.questions.bundles.parts import Part
from cxsim.questions.experiments.hours_words import with_hours_saved
from cxsim.questions.experiments.objective_words import amount, amounts, gained, horizon, unit
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.experiments.timing_words import timing
from cxsim.questions.journey.assumptions import parameter_words
from cxsim.scenario.model import Scenario
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

ALMOST, AT_MOST = 0.2, 0.5  # of the gain: what the rest adds where a part gains almost all, and its limit
CHEAP = 1.5  # times its part of the cost, from which the gain of a part is worth telling
IDLE = 0.1  # of the gain: the share of what adds nothing
NAMED = 3  # improvements that are told of
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SAID = (*DAYS, "builds", "removes")


def sentences(found: Bundles) -> Sentences:
    """Say by which of its parts each improvement gains, the one that gains most first.

    Examples
    --------
    >>> print(sentences(found))  # doctest: +SKIP
    “Call centre open until 18:00”: of 100 of today’s customers 2.4 more stay after two years (95 % limits …
    """
    clear = [str(name) for name, row in found.whole.iterrows() if row["gain_low"] > 0.0]
    told = [of_one(found, name) for name in clear[:NAMED]]
    population = followed(found.scenario, round(found.todays), round(found.came))
    if found.whole.empty:
        none = say("None of these improvements has several parts that can be done by themselves.")
        return Sentences(none, population, indivisible(found))
    first = told[0] if told else say("No improvement with several parts clearly gains anything.")
    return Sentences(
        first,
        population,
        timing(found.scenario, found.parts),
        *told[1:],
        others(found, len(clear)),
        indivisible(found),
        sure(found),
    )


def of_one(found: Bundles, name: str) -> str:
    """Say by which of its parts an improvement gains, for which part of the cost, and what is idle."""
    whole: Any = found.whole.loc[name]
    rows = found.figures[found.figures["improvement"] == name]
    said = say(
        "{title}: {gained}",
        title=quoted(found.scenario.improvements[name].title),
        gained=gained(found.objective, found.scenario, whole, costs=False),
    )
    due, told = by_what(found, rows, whole)
    parts = [said, told]
    idle = rows[rows["idle"] & (rows["share"] <= IDLE * whole["gain"])].drop(index=due, errors="ignore")
    harmful = rows[(rows["alone_high"] < 0.0) & (rows["without_high"] < 0.0) & ~rows.index.isin(idle.index)]
    if len(idle):
        named = say_count(
            "{parts} adds nothing to speak of",
            "{parts} add nothing to speak of",
            len(idle),
            parts=listed(_names(found, idle)),
        )
        parts.append(named)
    if pay := paying(found, rows, whole):
        parts.append(pay)
    if len(harmful):
        parts.append(say("it would gain more without {parts}", parts=listed(_names(found, harmful))))
    return f"{translated('; ').join(parts)}."


def by_what(found: Bundles, rows: pd.DataFrame, whole: Any) -> tuple[list[Any], str]:
    """Return which part gains almost all by itself, or to which parts most is due, with words for it."""
    gain, best = whole["gain"], int(rows["alone"].to_numpy().argmax())
    row: Any = rows.iloc[best]
    alone = rows.iloc[[best]]
    by_itself = {
        "part": _names(found, alone)[0],
        "alone": amount(found.objective, row["alone"]),
    }
    if row["alone_low"] > 0.0 and row["rest"] <= ALMOST * gain and row["rest_high"] <= AT_MOST * gain:
        said = say("it gains almost wholly by {part}, which by itself comes to {alone}", **by_itself)
        return list(alone.index), _at_cost(said, alone)
    in_order = rows.sort_values("share", ascending=False, kind="stable")
    needed = in_order.head(int((in_order["share"].cumsum() < 0.5 * gain).sum()) + 1)
    told = {
        "share": percent(min(float(needed["share"].sum()) / gain, 1.0)),
        "parts": listed(_names(found, needed)),
    }
    said = say_count(
        "{share} of that is due to {parts}",
        "{share} of that is due to {parts} together",
        len(needed),
        **told,
    )
    said = _at_cost(said, needed)
    if len(needed) > 1 and row["alone_low"] > 0.0 and row["alone"] > CHEAP * row["cost_part"] * gain:
        if needed.index[0] == alone.index[0]:
            cheap = say("the first of them by itself comes to {alone}", **by_itself)
        else:
            cheap = say("{part} by itself comes to {alone}", **by_itself)
        cheap = _at_cost(cheap, alone)
        said = translated("; ").join([said, cheap])
    return list(needed.index), said


def paying(found: Bundles, rows: pd.DataFrame, whole: Any) -> str:
    """Say which part surely pays if it alone is done, where the whole does not surely pay."""
    if whole["value_low"] - whole["cost"] > 0.0 or not (rows["net_low"] > 0.0).any():
        return ""
    surest = rows.sort_values("net_low", kind="stable").tail(1)
    row: Any = surest.iloc[0]
    told = {
        "part": _names(found, surest)[0],
        "net": amounts("net_value", row, "net"),
        "currency": found.scenario.currency,
        "horizon": horizon(found.scenario),
    }
    return say(
        "{part} alone surely pays ({currency} {net} over {horizon}), which the whole does not surely do",
        **told,
    )


def _at_cost(said: str, rows: pd.DataFrame) -> str:
    """Add which part of the cost some parts take, if that is known."""
    cost = float(rows["cost_part"].sum(min_count=1))
    return said if pd.isna(cost) else say("{said}, for {cost} of the cost", said=said, cost=percent(cost))


def others(found: Bundles, clear: int) -> str:
    """Say how many more improvements the table tells of, which lose, and how many are open."""
    said = []
    if clear > NAMED:
        number = clear - NAMED
        said.append(
            say_count(
                "The table tells of {number} more improvement that gains something.",
                "The table tells of {number} more improvements that gain something.",
                number,
            )
        )
    losing = [str(name) for name, row in found.whole.iterrows() if row["gain_high"] < 0.0]
    if losing:
        said.append(
            say_count(
                "{titles} surely does harm: {gained}.",
                "{titles} surely do harm: {gained}.",
                len(losing),
                titles=chained([quoted(found.scenario.improvements[name].title) for name in losing]),
                gained=translated("; ").join(
                    gained(found.objective, found.scenario, found.whole.loc[name], costs=False)
                    for name in losing
                ),
            )
        )
    if clear and (number := len(found.whole) - clear - len(losing)):
        said.append(
            say_count(
                "Of {number} improvement with several parts it is not clear that it gains anything.",
                "Of {number} improvements with several parts it is not clear that they gain anything.",
                number,
            )
        )
    return " ".join(said)


def indivisible(found: Bundles) -> str:
    """Say which improvements could not be taken apart."""
    if not (titles := [quoted(found.scenario.improvements[name].title) for name in found.indivisible]):
        return ""
    return say("Not taken apart, since a part alone is not possible: {titles}.", titles=listed(titles))


def sure(found: Bundles) -> str:
    """Say what the limits rest on."""
    number = found.manifest["replications"]
    said = say(
        "The same customers with the same luck live with each set of parts ({replications}).",
        replications=replications(number),
    )
    return unless_single(number, said)


def _names(found: Bundles, rows: pd.DataFrame) -> list[str]:
    return [
        part_words(found.scenario, found.parts[name][place])
        for name, place in zip(rows["improvement"], rows["part"], strict=True)
    ]


def part_words(scenario: Scenario, part: Part) -> str:
    """Say what a part of an improvement is."""
    if not part.team:
        return quoted(parameter_words(scenario, part.path))
    team, hours = quoted(scenario.teams[part.team].title), when(part.spans)
    if not part.before:
        return say("{after} on duty at {team} {hours}", after=part.after, team=team, hours=hours)
    return say(
        "{after} instead of {before} on duty at {team} {hours}",
        after=part.after,
        before=part.before,
        team=team,
        hours=hours,
    )


def when(spans: Iterable[tuple[float, float]]) -> str:
    """Write the same hours on several days.

    Examples
    --------
    >>> when([(0.625, 0.75), (1.625, 1.75), (2.625, 2.75), (5.625, 5.75)])
    'mon–wed, sat 15:00–18:00'
    """
    spans = list(spans)
    runs: list[list[int]] = []
    for day in (int(start) for start, _ in spans):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    days = ", ".join(
        "–".join(translated(DAYS[day]) for day in dict.fromkeys((run[0], run[-1]))) for run in runs
    )
    start, end = (edge - int(spans[0][0]) for edge in spans[0])
    return f"{days} {_clock(start)}–{_clock(end)}"


def _clock(days: float) -> str:
    hours, minutes = divmod(round(days * 1_440), 60)
    return f"{hours:02d}:{minutes:02d}"


def bundles_table(found: Bundles) -> Table:
    """Return what each part gains alone, is missed if left out, and its share, as text."""
    aim, currency = found.objective, found.scenario.currency
    titles = found.scenario.improvements
    rows = [
        (
            titles[row["improvement"]].title,
            part,
            amounts(aim, row, "alone"),
            amounts(aim, row, "without"),
            amounts(aim, row, "share"),
            "–" if pd.isna(row["cost_part"]) else percent(row["cost_part"]),
            "–" if pd.isna(row["cost_part"]) else amounts("net_value", row, "net"),
        )
        for part, (_, row) in zip(_names(found, found.figures), found.figures.iterrows(), strict=True)
    ]
    columns = [say("Improvement"), say("Part"), say("Alone"), say("Missed without"), say("Share")]
    columns += [say("Part of the cost"), say("Net value alone, {currency}", currency=currency)]
    caption = say(
        "What each part of an improvement gains ({unit}) by itself, what the whole would miss without it, "
        "and its fair share (Shapley), with 95\u00a0% limits for the parts of an improvement together; cost, "
        "and net value of the part alone, over {horizon}, where it is a matter of hours on duty",
        unit=unit(aim, currency, costs=False),
        horizon=horizon(found.scenario),
    )
    return table_of(
        columns, rows, with_hours_saved(caption, found.scenario), found.figures, "bundles", (0, 1, 2, 5)
    )


TABLES = {"bundles": bundles_table}
