"""A portfolio in words: what to do under the budget, in which order, and what that keeps."""

import math
from typing import Any

import pandas as pd

from cxsim.language.points import limits, points, signed_points
from cxsim.language.speech import say, say_count, translated, written
from cxsim.language.wording import listed, money, plain_number, quoted, replications, single_replication
from cxsim.questions.experiments.contradictions import REASONS
from cxsim.questions.portfolio.estimate import Portfolio
from cxsim.theme.sentences import Sentences
from cxsim.theme.tables import Table, table_of

NAMED = 3  # contradictions in one breath
SAID = REASONS


def sentences(portfolio: Portfolio) -> Sentences:
    """Say what to do under a budget, from the numbers.

    Examples
    --------
    >>> print(do(portfolio))  # doctest: +SKIP
    4 of 15 improvements together keep 2.2 more of 100 customers (95 % limits 1.9 to 2.4), for …
    """
    return Sentences(
        do(portfolio),
        order(portfolio),
        together(portfolio),
        best(portfolio),
        against(portfolio),
        sure(portfolio),
    )


def portfolio_table(portfolio: Portfolio) -> Table:
    """Return the chosen improvements in their order, as text."""
    scenario = portfolio.scenario
    rows = []
    for number, (_, row) in enumerate(portfolio.steps.iterrows(), 1):
        improvement = scenario.improvements[row["improvement"]]
        owner = scenario.departments[improvement.owner].title
        rows.append(
            (
                f"{number}. {improvement.title} ({owner})",
                points(row, "gain"),
                points(row, "kept"),
                plain_number(row["cost"]),
                plain_number(row["cost_so_far"]),
            )
        )
    currency = scenario.currency
    columns = [
        say("Improvement (owner)"),
        say("Adds, of 100"),
        say("Kept so far, of 100"),
        say("Cost, {currency}", currency=currency),
        say("So far, {currency}", currency=currency),
    ]
    caption = say(
        "What to do, in this order: customers kept of 100 measured that each adds to those before, and that "
        "all up to there keep together, with 95 % limits"
    )
    return table_of(columns, rows, caption, portfolio.steps, "chosen", (0, 1, 4))


def single_gains(portfolio: Portfolio) -> pd.Series:
    """Return what improvements keep one by one, as far as that was simulated, by name."""
    sets = zip(portfolio.tried["improvements"], portfolio.tried["kept"], strict=True)
    return pd.Series({names[0]: kept for names, kept in sets if len(names) == 1}, dtype=float)


def do(portfolio: Portfolio) -> str:
    """Say what to do under the budget, what it keeps and what it costs."""
    scenario, steps = portfolio.scenario, portfolio.steps
    budget = money(portfolio.budget, scenario.currency)
    if steps.empty:
        cheapest = min(portfolio.costs, key=lambda name: portfolio.costs[name])
        if len(portfolio.tried) == 1:
            price = money(portfolio.costs[cheapest], scenario.currency)
            return say(
                "Nothing can be had for {budget}: the cheapest, {title}, costs {price}.",
                budget=budget,
                title=_named(portfolio, cheapest),
                price=price,
            )
        return say(
            "Nothing that {budget} buys keeps more customers than today, as far as this study can tell.",
            budget=budget,
        )
    last: Any = steps.iloc[-1]
    names = _chosen(portfolio)
    price = money(last["cost_so_far"], scenario.currency)
    if last["kept_low"] > 0:
        digits = 1 if last["kept_low"] >= 0.0005 else 2
        said = limits(last, "kept", digits)
        return say_count(
            "{names} keeps {kept} more of 100 customers (95\u00a0% limits {low} to {high}), for {price} of "
            "{budget}.",
            "{names} keep {kept} more of 100 customers (95\u00a0% limits {low} to {high}), for {price} of "
            "{budget}.",
            len(steps),
            names=names,
            kept=said["gain"],
            low=said["low"],
            high=said["high"],
            price=price,
            budget=budget,
        )
    said = {"budget": budget, "names": names, "kept": points(last, "kept"), "price": price}
    if math.isnan(last["kept_low"]):
        return say(
            "Nothing that {budget} buys clearly keeps customers: most seems to be kept by {names}, {kept} of "
            "100 for {price} of {budget}, a single replication, which may be chance.",
            **said,
        )
    return say(
        "Nothing that {budget} buys clearly keeps customers: most seems to be kept by {names}, {kept} of "
        "100 for {price} of {budget}, which cannot be told from chance.",
        **said,
    )


def _chosen(portfolio: Portfolio) -> str:
    """Name the chosen improvement, or say how many there are."""
    steps = portfolio.steps
    if len(steps) == 1:
        return _named(portfolio, steps["improvement"].iloc[0])
    return say(
        "{number} of {all} improvements together", number=len(steps), all=written(len(portfolio.costs))
    )


def order(portfolio: Portfolio) -> str:
    """Say in which order to do it, and which step may add nothing."""
    steps = portfolio.steps
    if len(steps) < 2 or not steps["kept_low"].iloc[-1] > 0:
        return ""
    said = [
        f"{_named(portfolio, row['improvement'])} ({signed_points(100 * row['gain'], 2)})"
        for _, row in steps.iterrows()
    ]
    order = say(
        "In order of what each adds for its cost: {improvements}.",
        improvements=translated(", then ").join(said),
    )
    unclear = [
        _named(portfolio, str(row["improvement"])) for _, row in steps.iterrows() if not row["gain_low"] > 0
    ]
    if not unclear:
        return order
    doubt = say_count(
        "Whether {titles} adds anything to those before cannot be told from chance.",
        "Whether {titles} add anything to those before cannot be told from chance.",
        len(unclear),
        titles=listed(unclear),
    )
    return f"{order} {doubt}"


def together(portfolio: Portfolio) -> str:
    """Say whether gains add up."""
    steps, singles = portfolio.steps, single_gains(portfolio)
    if len(steps) < 2 or not set(steps["improvement"]) <= set(singles.index):
        return ""
    last: Any = steps.iloc[-1]
    sum_, together = float(singles[list(steps["improvement"])].sum()), float(last["kept"])
    sums = say(
        "one by one they come to {apart} of 100, together to {together}",
        apart=signed_points(100 * sum_, 2),
        together=signed_points(100 * together, 2),
    )
    # What chance could do to the whole is no reason to explain anything.
    if abs(sum_ - together) < (last["kept_high"] - last["kept_low"]) / 2:
        return say("Their gains about add up: {sums}.", sums=sums)
    if together < sum_:
        return say(
            "Their gains do not add up: {sums}; who is kept by one cannot be kept by another.", sums=sums
        )
    return say("Together they gain more than by themselves: {sums}.", sums=sums)


def best(portfolio: Portfolio) -> str:
    """Say how far from the best set it may be."""
    tried = len(portfolio.tried) - 1  # without today's journey
    if not tried:
        return ""
    if portfolio.exact:
        return say_count(
            "The only set of improvements that the budget allows was simulated: none keeps more.",
            "All {number} sets of improvements that the budget allows were simulated: none keeps more.",
            tried,
        )
    number = written(tried)
    if math.isnan(portfolio.gap):
        return say(
            "{number} of the sets that the budget allows were simulated; some clearly keep more than the sum "
            "of their parts, so that it cannot be said how far the best is at most.",
            number=number,
        )
    most = max(math.ceil(10_000 * portfolio.gap - 1e-9), 1) / 100  # never less than it is
    return say(
        "{number} of the sets that the budget allows were simulated; by these gains the best keeps at most "
        "{most} more of 100, if gains never more than add up.",
        number=number,
        most=written(most, 2),
    )


def against(portfolio: Portfolio) -> str:
    """Say which improvements cannot be done together, and why."""
    costs = portfolio.costs
    found = [
        one
        for one in portfolio.contradictions
        if sum(costs[name] for name in one.improvements) <= portfolio.budget
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
    if tried < 2:
        return say(
            "The same customers with the same luck live each journey ({replications}).",
            replications=replications(number),
        )
    return say(
        "The same customers with the same luck live each journey ({replications}); as the best of {sets}, a "
        "set may look a little better than it is.",
        replications=replications(number),
        sets=written(tried),
    )


def _named(portfolio: Portfolio, name: str) -> str:
    return quoted(portfolio.scenario.improvements[name].title)


TABLES = {"portfolio": portfolio_table}
