"""A ranking in words: which improvement keeps the most customers, what it costs, and how sure that is."""

import math
from typing import Any

import pandas as pd

from cxsim.language.points import limits, points
from cxsim.language.speech import in_habit, say, say_count, translated, written
from cxsim.language.wording import (
    any_of,
    between,
    chained,
    money,
    percent,
    plain_number,
    quoted,
    replications,
    unless_single,
)
from cxsim.questions.ranking.estimate import KEEPS, LOSES, NO_EFFECT, UNDECIDED, Ranking
from cxsim.questions.ranking.persona_words import conclude_personas, personas_table
from cxsim.questions.ranking.whole_customers import sum_of, who
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # improvements in one breath
SURE = 0.95  # chance from which one is called the best
SAID = (KEEPS, LOSES, NO_EFFECT, UNDECIDED)


def sentences(ranking: Ranking) -> Sentences:
    """Say which improvements keep the most customers, from the numbers.

    Examples
    --------
    >>> print(best(ranking))  # doctest: +SKIP
    “Call centre open until 18:00” keeps the most customers: 1.2 more of 100 (…), or 31 customers: …
    """
    return Sentences(
        best(ranking),
        value(ranking),
        rest(ranking),
        sure(ranking),
        conclude_personas(ranking),
        precision(ranking),
    )


def ranking_table(ranking: Ranking) -> Table:
    """Return the improvements with gain, cost and chances, as text."""
    currency = ranking.scenario.currency
    rows = []
    for _, row in ranking.figures.iterrows():
        net = [plain_number(row[name]) for name in ("net", "net_low", "net_high")]
        verdict: str = row["verdict"]
        rows.append(
            (
                f"{row['title']} ({row['owner']})",
                points(row, "kept"),
                sum_of(row),
                f"{plain_number(row['cost'])} ({plain_number(row['cost_per_customer'])})",
                between(net, known=pd.notna(row["net_low"])),
                translated(verdict),
            )
        )
    columns = [
        say("Improvement (owner)"),
        say("Kept, of 100"),
        say("Stayed + won − lost"),
        say("Cost (each), {currency}", currency=currency),
        say("Value − cost"),
        say("Verdict"),
    ]
    caption = say(
        "Gain in customers kept, with simultaneous 95 % limits; customers gained: stayed who would "
        "have left, plus won who would never have come, minus lost who would be kept today; cost in all, and "
        "for each customer gained"
    )
    return table_of(columns, rows, caption, ranking.figures, "ranking", (0, 1, 3, 5))


def best(ranking: Ranking) -> str:
    """Say which improvement keeps the most customers."""
    table = ranking.figures
    keeping = table.index[table["verdict"] == KEEPS]
    if keeping.empty:
        return say("None of the improvements clearly keeps customers, as far as this study can tell.")
    first = keeping[0]
    row: Any = table.loc[first]
    said = {"title": _named(row), "gain": _gain(row), "people": _people(row)}
    ahead = table.index[: table.index.get_loc(first)]  # by their estimates, which stay open
    rivals = ahead.union(table.index[(table["top"] > 0) & (table["best"] > 1 - SURE)], sort=False)
    if ahead.empty and (row["best"] >= SURE or len(rivals) < 2):
        return say(
            "{title} keeps the most customers: {gain}, or {people}; {best}.",
            best=_how_surely(row, len(table)),
            **said,
        )
    rival = any_of([_named(table.loc[name]) for name in rivals if name != first], NAMED)
    return say(
        "{title} keeps {gain}, or {people}; whether it or {rival} keeps most cannot be told yet.",
        rival=rival,
        **said,
    )


def _gain(row: Any) -> str:
    if pd.isna(row["kept_low"]):
        return say("{gain} more of 100", gain=limits(row, "kept", 1)["gain"])
    return say("{gain} more of 100 (95\u00a0% limits {low}–{high})", **limits(row, "kept", 1))


def _people(row: Any) -> str:
    """Say how many customers are gained, and which."""
    return say(
        "{customers} customers: {stayed} who would have left and {won} who would never have become "
        "customers, against {lost} who are lost by it",
        **who(row),
    )


def _how_surely(row: Any, number: int) -> str:
    """Say how likely the first of so many is the best."""
    if number == 1:
        return say("nothing else was asked about")
    if row["best"] > 0.995:
        return say("it is almost certainly the best of {number}", number=number)
    return say(
        "it is with a probability of {chance} the best of {number}",
        chance=percent(row["best"]),
        number=number,
    )


def value(ranking: Ranking) -> str:
    """Say which improvement is the cheapest for what it keeps, and which pay for themselves."""
    table, currency = ranking.figures, ranking.scenario.currency
    keeping = table[(table["verdict"] == KEEPS) & table["cost_per_customer"].notna()]
    if keeping.empty:
        return ""
    by_price = keeping.sort_values("cost_per_customer", kind="stable")
    cheapest: Any = by_price.iloc[0]
    told = {"title": _named(cheapest), "price": money(cheapest["cost_per_customer"], currency)}
    said = say("{title} keeps customers at the least cost, {price} for each", **told)
    fewest, most = float(cheapest["customers_low"]), by_price["customers_high"].iloc[1:]
    at_most = cheapest["cost"] / fewest if fewest > 0 else math.inf
    if rivals := int((by_price["cost"].iloc[1:] / most <= at_most).sum()):
        said = say_count(
            "{title} keeps customers at the least cost, {price} for each, though {number} other may cost no "
            "more",
            "{title} keeps customers at the least cost, {price} for each, though {number} others may cost no "
            "more",
            rivals,
            **told,
        )
    paying = [_named(row) for _, row in table[table["net_low"] > 0].iterrows()]
    if not paying:
        return say(
            "{said}; none clearly pays for itself within the time that was simulated.",
            said=said,
        )
    if paying == [_named(cheapest)]:
        return say("{said}, and is the only one that clearly pays for itself.", said=said)
    if len(paying) == 1:
        return say("{said}; {title} clearly pays for itself.", said=said, title=paying[0])
    if len(paying) <= NAMED:
        return say("{said}; {titles} clearly pay for themselves.", said=said, titles=chained(paying))
    return say(
        "{said}; {number} of {all} improvements clearly pay for themselves.",
        said=said,
        number=len(paying),
        all=len(table),
    )


def rest(ranking: Ranking) -> str:
    """Say which improvements lose customers, which do nothing, and which stay open."""
    lose, none, open_ = (
        [_named(row) for _, row in ranking.figures[ranking.figures["verdict"] == verdict].iterrows()]
        for verdict in (LOSES, NO_EFFECT, UNDECIDED)
    )
    parts, all_ = [], len(ranking.figures)
    if len(lose) > NAMED:
        parts.append(say("{number} of {all} improvements clearly lose customers", number=len(lose), all=all_))
    elif lose:
        parts.append(
            say_count(
                "{titles} clearly loses customers",
                "{titles} clearly lose customers",
                len(lose),
                titles=chained(lose),
            )
        )
    if len(none) > NAMED:
        parts.append(
            say("{number} of {all} improvements have no effect to speak of", number=len(none), all=all_)
        )
    elif none:
        parts.append(
            say_count(
                "{titles} has no effect to speak of",
                "{titles} have no effect to speak of",
                len(none),
                titles=chained(none),
            )
        )
    if len(open_) > NAMED:
        parts.append(say("{number} of {all} improvements stay undecided", number=len(open_), all=all_))
    elif open_:
        parts.append(
            say_count(
                "{titles} stays undecided",
                "{titles} stay undecided",
                len(open_),
                titles=chained(open_),
            )
        )
    return f"{translated('; ').join(parts)}." if parts else ""


def sure(ranking: Ranking) -> str:
    """Say what the limits rest on."""
    number = ranking.manifest["replications"]
    said = say(
        "The same customers with the same luck live each journey ({replications}); with 95\u00a0% "
        "probability all limits of the gains hold together, as far as the assumptions do.",
        replications=replications(number),
    )
    return unless_single(number, said)


def _named(row: Any) -> str:
    return quoted(row["title"])


def precision(ranking: Ranking) -> str:
    """Say whether the limits of the gains are as narrow as they were asked for."""
    if ranking.precision is None:
        return ""
    reached = ((ranking.figures["kept_high"] - ranking.figures["kept_low"]) / 2).max()
    asked = in_habit(f"{100 * ranking.precision:g}")
    if pd.isna(reached):
        return say("From one replication there are no limits; ±{asked} of 100 was asked for.", asked=asked)
    widest = written(100 * reached, 2)
    if reached <= ranking.precision:
        return say(
            "All gains are known to ±{widest} of 100 or better, as precisely as was asked (±{asked}).",
            widest=widest,
            asked=asked,
        )
    # Limits narrow with the root of the number of replications.
    needed = math.ceil(ranking.manifest["replications"] * (reached / ranking.precision) ** 2)
    return say(
        "All gains are known to ±{widest} of 100 or better; ±{asked} of 100 was asked for, which takes "
        "some {needed} replications.",
        widest=widest,
        asked=asked,
        needed=written(needed),
    )


TABLES = {"ranking": ranking_table, "personas": personas_table}
