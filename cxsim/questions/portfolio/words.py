"""A portfolio in words: what to do with the budget, what that reaches, and whether it pays."""

import math
from typing import Any

import pandas as pd

from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import listed, money, plain_number, quoted, replications, single_replication
from cxsim.questions.experiments import besides_words
from cxsim.questions.experiments.besides_words import but, limits_of
from cxsim.questions.experiments.contradictions import REASONS
from cxsim.questions.experiments.history_words import not_varied
from cxsim.questions.experiments.objective_words import (
    amount,
    amounts,
    as_staffed,
    gained,
    horizon,
    is_share,
    unit,
)
from cxsim.questions.experiments.population_words import followed
from cxsim.questions.experiments.sets_words import averages, paid, reached
from cxsim.questions.experiments.timing_words import timing
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.questions.portfolio.pair_words import interactions_table, pairs
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # contradictions, or what was left out, in one breath
SAID = REASONS


def sentences(portfolio: Portfolio) -> Sentences:
    """Say what to do under a budget, from the numbers.

    Examples
    --------
    >>> print(do(portfolio))  # doctest: +SKIP
    With 4 of 15 improvements together of 100 of today’s customers 2.2 more stay after one year (95 % limits …
    """
    return Sentences(
        not_varied(portfolio.assumed),
        do(portfolio),
        staffed(portfolio),
        harm(portfolio),
        order(portfolio),
        population(portfolio),
        timing(portfolio.scenario, portfolio.steps["improvement"]),
        together(portfolio),
        pairs(portfolio),
        left_out(portfolio),
        best(portfolio),
        against(portfolio),
        sure(portfolio),
    )


def portfolio_table(portfolio: Portfolio) -> Table:
    """Return the chosen improvements in their order, as text."""
    scenario, objective = portfolio.scenario, portfolio.objective
    rows: list[tuple[str, ...]] = []
    for number, (_, row) in enumerate(portfolio.steps.iterrows(), 1):
        improvement = scenario.improvements[row["improvement"]]
        owner = scenario.departments[improvement.owner].title
        rows.append(
            (
                f"{number}. {improvement.title} ({owner})",
                amounts(objective, row, "gain"),
                amounts(objective, row, "together"),
                plain_number(row["first_year"]),
                plain_number(row["first_year_so_far"]),
                amounts("net_value", row, "net"),
            )
        )
    currency = scenario.currency
    columns = [
        say("Improvement (owner)"),
        say("Adds"),
        say("All so far"),
        say("First year, {currency}", currency=currency),
        say("So far, {currency}", currency=currency),
        say("Net value so far, {currency}", currency=currency),
    ]
    caption = say(
        "What reaches most for all of the budget, whether it pays or not, in this order: what each adds to "
        "those before ({unit}), what all up to there gain together, what they cost in the first year, and "
        "their net value over {horizon}, with 95 % limits",
        unit=unit(objective, currency),
        horizon=horizon(scenario),
    )
    brief: tuple[int, ...] = (0, 1, 4, 5)
    if objective == "net_value":  # which is told once
        columns, rows, brief = columns[:-1], [row[:-1] for row in rows], (0, 1, 2, 4)
    return table_of(columns, rows, caption, portfolio.steps, "chosen", brief)


def single_gains(portfolio: Portfolio) -> pd.Series:
    """Return what improvements gain one by one, as far as that was simulated, by name."""
    sets = zip(portfolio.tried["improvements"], portfolio.tried["gain"], strict=True)
    return pd.Series({names[0]: gain for names, gain in sets if len(names) == 1}, dtype=float)


def staffed(portfolio: Portfolio) -> str:
    """Say what is left of what they bring if shifts stay as they are, where that is much of it."""
    steps = portfolio.steps
    return "" if steps.empty else as_staffed(portfolio.scenario, steps.iloc[-1], len(steps) > 1)


def do(portfolio: Portfolio) -> str:
    """Say what to do under the budget, what it reaches, and in the same breath whether it pays."""
    scenario, steps, objective = portfolio.scenario, portfolio.steps, portfolio.objective
    if steps.empty:
        return _nothing(portfolio)
    last: Any = steps.iloc[-1]
    told = {
        "names": _chosen(portfolio),
        "gained": gained(objective, scenario, limits_of(last, "together"))
        if objective != "net_value"
        else reached(objective, scenario, last, portfolio.assumed, _share(portfolio), len(steps) > 1),
        "price": money(last["first_year_so_far"], scenario.currency),
        "budget": money(portfolio.budget, scenario.currency),
        "pays": _paid(portfolio, last),
    }
    if objective == "net_value":
        said = say("With {names}, {gained}, for {price} of the {budget} that the first year may cost", **told)
        return f"{but(said, objective, scenario, last)}."
    said = say(
        "With {names}, {gained}, for {price} of the {budget} that the first year may cost; ", **told
    ).rstrip()
    if last["net_high"] < 0:
        said = say("{said} but this loses money: {pays}", said=said, pays=told["pays"])
    else:
        said = say("{said} {pays}", said=said, pays=told["pays"])
    if last["net_high"] < 0 or last["net_low"] > 0:  # else these limits have been said
        low, high = (amount("net_value", last[f"net_{end}"]) for end in ("low", "high"))
        limits = {"currency": scenario.currency, "low": low, "high": high}
        said = say("{said} (95\u00a0% limits {currency} {low} to {high})", said=said, **limits)
    return f"{but(said, objective, scenario, last)}."


def _nothing(portfolio: Portfolio) -> str:
    """Say that there is nothing to do with the budget."""
    scenario, singles = portfolio.scenario, single_gains(portfolio)
    budget = money(portfolio.budget, scenario.currency)
    if singles.empty:
        prices = portfolio.first_year
        cheapest = min(prices, key=lambda name: prices[name])
        return say(
            "Nothing can be had for {budget}: the cheapest, {title}, costs {price} in the first year.",
            budget=budget,
            title=_named(portfolio, cheapest),
            price=money(prices[cheapest], scenario.currency),
        )
    names = portfolio.tried["improvements"]
    row: Any = portfolio.tried[names.map(len) == 1].sort_values("gain", kind="stable").iloc[-1]
    told = {
        "budget": budget,
        "title": _named(portfolio, row["improvements"][0]),
        "gained": gained(portfolio.objective, scenario, row),
    }
    if row["gain_high"] < 0.0:
        return say("All that {budget} buys does harm; the least with {title}: {gained}.", **told)
    return say(
        "Nothing that {budget} buys surely adds anything to speak of; the most promising is {title}, with "
        "which {gained}.",
        **told,
    )


def _chosen(portfolio: Portfolio) -> str:
    """Name the chosen improvement, or say how many there are."""
    steps = portfolio.steps
    if len(steps) == 1:
        return _named(portfolio, steps["improvement"].iloc[0])
    return say(
        "{number} of {all} improvements together", number=len(steps), all=written(len(portfolio.first_year))
    )


def harm(portfolio: Portfolio) -> str:
    """Say which personas it surely harms."""
    harmed = () if portfolio.steps.empty else portfolio.harmed
    return besides_words.harm(portfolio.objective, portfolio.scenario, harmed)


def order(portfolio: Portfolio) -> str:
    """Say in which order to do it."""
    steps = portfolio.steps
    if len(steps) < 2:
        return ""
    said: list[str] = []
    at_once: list[str] = []
    gain = 0.0
    for _, row in steps.iterrows():
        at_once.append(_named(portfolio, row["improvement"]))
        gain += row["gain"]
        if not row["with_next"]:
            figure = amount(portfolio.objective, gain)
            names = listed(at_once)
            if len(at_once) > 1:
                said.append(say("{names} at once ({figure})", names=names, figure=figure))
            else:
                said.append(f"{names} ({figure})")
            at_once, gain = [], 0.0
    return say(
        "In order of what each adds for its cost ({unit}): {improvements}.",
        unit=unit(portfolio.objective, portfolio.scenario.currency),
        improvements=translated(", then ").join(said),
    )


def population(portfolio: Portfolio) -> str:
    """Say of how many people this is told."""
    return followed(portfolio.scenario, round(portfolio.todays), round(portfolio.came))


def together(portfolio: Portfolio) -> str:
    """Say whether gains add up."""
    steps, singles, objective = portfolio.steps, single_gains(portfolio), portfolio.objective
    if len(steps) < 2 or not set(steps["improvement"]) <= set(singles.index):
        return ""
    last: Any = steps.iloc[-1]
    apart, whole = float(singles[list(steps["improvement"])].sum()), float(last["together"])
    told = {"apart": amount(objective, apart), "whole": amount(objective, whole)}
    sums = (
        say("one by one they come to {apart} of 100, together to {whole}", **told)
        if is_share(objective)
        else say("one by one they come to {apart}, together to {whole}", **told)
    )
    # What chance could do to the whole is no reason to explain anything, unless a pair surely explains it.
    pairs, chosen = portfolio.interactions, set(steps["improvement"])
    surely = (pairs["found"] & pairs["one"].isin(chosen) & pairs["other"].isin(chosen)).any()
    if not surely and abs(apart - whole) < (last["together_high"] - last["together_low"]) / 2:
        return say("Their gains about add up: {sums}.", sums=sums)
    if whole < apart:
        return say("Their gains do not add up: {sums}; part of what one gains another gains, too.", sums=sums)
    return say("Together they gain more than by themselves: {sums}.", sums=sums)


def left_out(portfolio: Portfolio) -> str:
    """Say what promised something, but does not surely add anything."""
    titles = [_named(portfolio, name) for name in portfolio.left_out]
    if not titles:
        return ""
    if len(titles) > NAMED:
        return say(
            "{number} improvements that the budget allows besides are left out: they do not surely add "
            "anything to speak of.",
            number=len(titles),
        )
    return say_count(
        "{titles} is left out: it does not surely add anything to speak of.",
        "{titles} are left out: they do not surely add anything to speak of.",
        len(titles),
        titles=listed(titles),
    )


def best(portfolio: Portfolio) -> str:
    """Say whether there may be a better one."""
    tried = portfolio.simulated
    if not tried:
        return ""
    if portfolio.exact:
        return say_count(
            "The only set of improvements that the budget allows was simulated.",
            "All {number} sets of improvements that the budget allows were simulated.",
            tried,
        )
    return say(
        "{number} of the sets that the budget allows were simulated, the most promising: there may be a "
        "better one.",
        number=written(tried),
    )


def against(portfolio: Portfolio) -> str:
    """Say which improvements cannot be done together, and why."""
    prices = portfolio.first_year
    found = [
        one
        for one in portfolio.contradictions
        if sum(prices[name] for name in one.improvements) <= portfolio.budget
    ]
    said = [
        say(
            "{titles} cannot be done together: {why}",
            titles=listed([_named(portfolio, name) for name in one.improvements]),
            why=say(one.reason, **one.about),
        )
        for one in found[:NAMED]
    ]
    if len(found) > NAMED:
        said.append(
            say_count(
                "and {number} more contradiction", "and {number} more contradictions", len(found) - NAMED
            )
        )
    return f"{translated('; ').join(said)}." if said else ""


def sure(portfolio: Portfolio) -> str:
    """Say what the limits rest on, and what choosing adds to them."""
    number, tried = portfolio.manifest["replications"], len(portfolio.tried) - 1
    if number < 2:
        return single_replication()
    lived = (
        say("The same customers with the same luck live each journey, once under each set.")
        if portfolio.assumed.varied
        else say(
            "The same customers with the same luck live each journey ({replications}).",
            replications=replications(number),
        )
    )
    told = [averages(portfolio.assumed), lived]
    if tried > 1:
        told.append(
            say(
                "Limits hold for all {sets} combinations together, so that they are wide enough for the best "
                "of them; its figures may still look a little better than they are.",
                sets=written(tried),
            )
        )
    return " ".join(filter(None, told))


def _paid(portfolio: Portfolio, row: Any) -> str:
    return paid(portfolio.scenario, row, portfolio.assumed, _share(portfolio), len(portfolio.steps) > 1)


def _share(portfolio: Portfolio) -> float:
    """Return in which share of the sets of assumptions the chosen ones together pay."""
    return portfolio.pays_in.get(frozenset(portfolio.steps["improvement"]), math.nan)


def _named(portfolio: Portfolio, name: str) -> str:
    return quoted(portfolio.scenario.improvements[name].title)


TABLES = {"portfolio": portfolio_table, "interactions": interactions_table}
