"""Pairs of improvements in words: which help or hinder each other, and what could have been found."""

import math
from typing import Any

import numpy as np

from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import plain_number, quoted, replications
from cxsim.questions.experiments.objective_words import amount, amounts, is_share, rounded, unit
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.theme.tables import Table, table_of

NAMED = 3  # pairs in one breath
LARGE = 0.2  # of the sum of both: an interaction that is worth telling even if it is not sure


def pairs(portfolio: Portfolio) -> str:
    """Say which pairs help or hinder each other, and which size of interaction would have been found."""
    table, objective = portfolio.interactions, portfolio.objective
    if table.empty or math.isnan(portfolio.interaction_size):
        return ""
    found = table[table["found"]]
    found = found.loc[found["interaction"].abs().sort_values(ascending=False, kind="stable").index]
    said = []
    for _, row in found.head(NAMED).iterrows():
        told = {
            "one": _named(portfolio, row["one"]),
            "other": _named(portfolio, row["other"]),
            "figure": amounts(objective, row, "interaction"),
        }
        helps = row["interaction"] > 0.0
        said.append(
            say("{one} and {other} help each other: {figure} beyond their sum", **told)
            if helps
            else say("{one} and {other} gain partly the same: {figure} against their sum", **told)
        )
    if len(found) > NAMED:
        said.append(say_count("and {number} more pair", "and {number} more pairs", len(found) - NAMED))
    first = f"{translated('; ').join(said)}. " if said else ""
    return " ".join(filter(None, (first.rstrip(), _not_sure(portfolio), _looked_at(portfolio))))


def _not_sure(portfolio: Portfolio) -> str:
    """Name pairs that may well help or hinder each other much, though that is not sure."""
    table, objective = portfolio.interactions, portfolio.objective
    sum_of_both = (table["both"] - table["interaction"]).abs()
    closely = table["replications"] == table["replications"].max()
    matters = {"stay": 1.0, "join": 1.0, "customers": portfolio.todays}.get(objective, 0.0)
    least = np.maximum(LARGE * sum_of_both, matters * portfolio.equivalence_band)
    large = table[closely & ~table["found"] & (table["interaction"].abs() >= least)]
    large = large.loc[large["interaction"].abs().sort_values(ascending=False, kind="stable").index]
    told = [
        say(
            "{one} and {other} {figure}",
            one=_named(portfolio, row["one"]),
            other=_named(portfolio, row["other"]),
            figure=amounts(objective, row, "interaction"),
        )
        for _, row in large.head(NAMED).iterrows()
    ]
    if not told or portfolio.glanced == table["replications"].max():
        return ""
    return say("Large against their sum, but not sure: {each}.", each=translated("; ").join(told))


def _looked_at(portfolio: Portfolio) -> str:
    """Say how many pairs were looked at, and what was not."""
    seen, objective = portfolio.glanced, portfolio.objective
    often = (
        say_count("{number} set of assumptions", "{number} sets of assumptions", seen)
        if portfolio.assumed.varied
        else replications(seen)
    )
    if is_share(objective) and portfolio.interaction_size >= 1.0:
        return say("Pairs were looked at ({replications}) too seldom to find any.", replications=often)
    told = {"size": _size(portfolio), "replications": often}
    said = say_count(
        "The only pair that the budget allows was looked at ({replications}): an interaction of {size} or "
        "more would have been found with a probability of 95\u00a0%",
        "All {number} pairs that the budget allows were looked at ({replications} at least): an interaction "
        "of {size} or more would have been found with a probability of 95\u00a0%",
        len(portfolio.interactions),
        **told,
    )
    if portfolio.exact:
        return f"{said}."
    return say("{said}; what only three or more do together was not sought.", said=said)


def _size(portfolio: Portfolio) -> str:
    """Write an interaction without its sign, rounded up: never less than it is."""
    size, objective = portfolio.interaction_size, portfolio.objective
    if is_share(objective):
        return say("{number} of 100", number=written(math.ceil(1_000 * size - 1e-9) / 10, 1))
    if objective == "customers":
        whole = math.ceil(size)
        return say_count("{number} customer", "{number} customers", whole)
    number = plain_number(rounded(size))
    return say("{currency} {number}", currency=portfolio.scenario.currency, number=number)


def interactions_table(portfolio: Portfolio) -> Table:
    """Return the pairs that were found to help or hinder each other, as text."""
    objective, found = portfolio.objective, portfolio.interactions
    found = found[found["found"]]
    rows: list[Any] = [
        (
            _named(portfolio, row["one"]),
            _named(portfolio, row["other"]),
            amount(objective, row["both"] - row["interaction"]),
            amount(objective, row["both"]),
            amounts(objective, row, "interaction"),
        )
        for _, row in found.iterrows()
    ]
    rows = rows or [(say("none"), *"––––")]
    columns = [say("Improvement"), say("Other"), say("One by one"), say("Together"), say("Interaction")]
    caption = say(
        "Pairs that gain clearly more, or less, together than the sum of both ({unit}), with simultaneous "
        "95\u00a0% limits",
        unit=unit(objective, portfolio.scenario.currency),
    )
    return table_of(columns, rows, caption, found, "interactions")


def _named(portfolio: Portfolio, name: str) -> str:
    return quoted(portfolio.scenario.improvements[name].title)
