"""A portfolio in words: what to do under the budget, in which order, and what that keeps."""

import math
from typing import Any, NamedTuple

import pandas as pd

from cxsim.analysis.portfolio import Portfolio
from cxsim.reporting.moment_words import signed_points
from cxsim.reporting.picture import on_page
from cxsim.reporting.tables import Table
from cxsim.reporting.wording import SPACE, counted, money, plain_number

NAMED = 3  # contradictions in one breath


class PortfolioAnswer(NamedTuple):
    """What to conclude, in sentences; a notebook shows them as paragraphs.

    Attributes
    ----------
    do
        What to do under the budget, what it keeps and what it costs.
    order
        In which order.
    together
        How gains one by one go together.
    best
        How far from the best it may be.
    against
        What the budget would allow and cannot be done together, and why.
    sure
        What the limits mean.
    """

    do: str
    order: str
    together: str
    best: str
    against: str
    sure: str

    def __str__(self) -> str:
        return "\n".join(sentence for sentence in self if sentence)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{on_page(sentence)}</p>" for sentence in self if sentence)


def conclude_portfolio(portfolio: Portfolio) -> PortfolioAnswer:
    """Say what to do under a budget, from the numbers.

    Examples
    --------
    >>> print(conclude_portfolio(portfolio).do)  # doctest: +SKIP
    4 of 15 improvements together keep 2.2 more of 100 customers (95 % limits 1.9 to 2.4), for …
    """
    return PortfolioAnswer(
        _do(portfolio),
        _order(portfolio),
        _together(portfolio),
        _best(portfolio),
        _against(portfolio),
        _sure(portfolio),
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
                _with_limits(row, "gain", 2),
                _with_limits(row, "kept", 2),
                plain_number(row["cost"]),
                plain_number(row["cost_so_far"]),
            )
        )
    currency = scenario.currency
    columns = [
        "Improvement (owner)",
        "Adds, of 100",
        "Kept so far, of 100",
        f"Cost, {currency}",
        f"So far, {currency}",
    ]
    caption = (
        "What to do, in this order: customers kept of 100 measured that each adds to those before, and that "
        "all up to there keep together, with 95 % limits"
    )
    return Table(pd.DataFrame(rows, columns=columns), caption, portfolio.steps, "chosen")


def single_gains(portfolio: Portfolio) -> pd.Series:
    """Return what improvements keep one by one, as far as that was simulated, by name."""
    sets = zip(portfolio.tried["improvements"], portfolio.tried["kept"], strict=True)
    return pd.Series({names[0]: kept for names, kept in sets if len(names) == 1}, dtype=float)


def _do(portfolio: Portfolio) -> str:
    scenario, steps = portfolio.scenario, portfolio.steps
    budget = money(portfolio.budget, scenario.currency)
    if steps.empty:
        cheapest = min(portfolio.costs, key=lambda name: portfolio.costs[name])
        if len(portfolio.tried) == 1:
            price = money(portfolio.costs[cheapest], scenario.currency)
            name = _named(portfolio, cheapest)
            return f"Nothing can be had for {budget}: the cheapest, {name}, costs {price}."
        return f"Nothing that {budget} buys keeps more customers than today, as far as this study can tell."
    last: Any = steps.iloc[-1]
    names = (
        f"{len(steps)} of {counted(len(portfolio.costs), 'improvement')} together"
        if len(steps) > 1
        else _named(portfolio, last["improvement"])
    )
    price = f"for {money(last['cost_so_far'], scenario.currency)} of {budget}"
    if last["kept_low"] > 0:
        verb = "keep" if len(steps) > 1 else "keeps"
        digits = 1 if last["kept_low"] >= 0.0005 else 2
        kept, low, high = (f"{100 * last[name]:.{digits}f}" for name in ("kept", "kept_low", "kept_high"))
        limits = f"95{SPACE}% limits {low} to {high}"
        return f"{names} {verb} {kept} more of 100 customers ({limits}), {price}."
    if math.isnan(last["kept_low"]):
        chance = "a single replication, which may be chance"
    else:
        chance = "which cannot be told from chance"
    return (
        f"Nothing that {budget} buys clearly keeps customers: most seems to be kept by {names}, "
        f"{_with_limits(last, 'kept', 2)} of 100 {price}, {chance}."
    )


def _order(portfolio: Portfolio) -> str:
    steps = portfolio.steps
    if len(steps) < 2 or not steps["kept_low"].iloc[-1] > 0:
        return ""
    said = [
        f"{_named(portfolio, row['improvement'])} ({signed_points(100 * row['gain'], 2)})"
        for _, row in steps.iterrows()
    ]
    order = f"In order of what each adds for its cost: {', then '.join(said)}."
    unclear = [
        _named(portfolio, str(row["improvement"])) for _, row in steps.iterrows() if not row["gain_low"] > 0
    ]
    if unclear:
        verb = "adds" if len(unclear) == 1 else "add"
        order += f" Whether {_listed(unclear)} {verb} anything to those before cannot be told from chance."
    return order


def _together(portfolio: Portfolio) -> str:
    steps, singles = portfolio.steps, single_gains(portfolio)
    if len(steps) < 2 or not set(steps["improvement"]) <= set(singles.index):
        return ""
    last: Any = steps.iloc[-1]
    sum_, together = float(singles[list(steps["improvement"])].sum()), float(last["kept"])
    sums = (
        f"one by one they come to {signed_points(100 * sum_, 2)} of 100, together to "
        f"{signed_points(100 * together, 2)}"
    )
    # What chance could do to the whole is no reason to explain anything.
    if abs(sum_ - together) < (last["kept_high"] - last["kept_low"]) / 2:
        return f"Their gains about add up: {sums}."
    if together < sum_:
        return f"Their gains do not add up: {sums}; who is kept by one cannot be kept by another."
    return f"Together they gain more than by themselves: {sums}."


def _best(portfolio: Portfolio) -> str:
    tried = len(portfolio.tried) - 1  # without today's journey
    if not tried:
        return ""
    if portfolio.exact:
        every = "The only set" if tried == 1 else f"All {tried} sets"
        verb = "was" if tried == 1 else "were"
        return f"{every} of improvements that the budget allows {verb} simulated: none keeps more."
    said = f"{tried} of the sets that the budget allows were simulated"
    if math.isnan(portfolio.gap):
        return (
            f"{said}; some clearly keep more than the sum of their parts, so that it cannot be said how far "
            "the best is at most."
        )
    most = max(math.ceil(10_000 * portfolio.gap - 1e-9), 1) / 100  # never less than it is
    return (
        f"{said}; by these gains the best keeps at most {most:.2f} more of 100, if gains never more than "
        "add up."
    )


def _against(portfolio: Portfolio) -> str:
    costs = portfolio.costs
    found = [
        one
        for one in portfolio.contradictions
        if sum(costs[name] for name in one.improvements) <= portfolio.budget
    ]
    said = [
        f"{_listed([_named(portfolio, name) for name in names])} cannot be done together: {why}"
        for names, why in found[:NAMED]
    ]
    if len(found) > NAMED:
        said.append(f"and {counted(len(found) - NAMED, 'more contradiction')}")
    return f"{'; '.join(said)}." if said else ""


def _sure(portfolio: Portfolio) -> str:
    number = portfolio.manifest["replications"]
    if number < 2:
        return "This is a single replication, so nothing can be told from chance."
    said = f"The same customers with the same luck live each journey ({counted(number, 'replication')})"
    if len(portfolio.tried) > 2:
        said += f"; as the best of {len(portfolio.tried) - 1}, a set may look a little better than it is"
    return f"{said}."


def _with_limits(row: Any, name: str, digits: int, words: str = "") -> str:
    value, low, high = (signed_points(100 * row[f"{name}{limit}"], digits) for limit in ("", "_low", "_high"))
    return value if pd.isna(row[f"{name}_low"]) else f"{value} ({words}{low} to {high})"


def _named(portfolio: Portfolio, name: str) -> str:
    return f"“{portfolio.scenario.improvements[name].title}”"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
