"""Objectives in words: how much is gained of what, by when, and what it brings over how long."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from cxsim.language.points import signed_points
from cxsim.language.speech import say, translated, written
from cxsim.language.wording import MINUS, between, lasting, money, plain_number
from cxsim.questions.experiments.objectives import NO_EFFECT, UNDECIDED, VERDICTS
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective

# From this share of net value on, what time of staff is of it is told.
STAFF_TIME = 0.1
SAID = (NO_EFFECT, UNDECIDED, *(word for pair in VERDICTS.values() for word in pair))


def is_share(objective: Objective) -> bool:
    """Tell whether an objective is counted of 100 people."""
    return objective in ("stay", "join")


def amount(objective: Objective, value: float, digits: int = 1) -> str:
    """Write a gain with its sign, in the unit of an objective.

    Examples
    --------
    >>> amount("stay", 0.0123), amount("customers", 3.4), amount("net_value", -12_345.0)
    ('+1.2', '+3', '−12,000')
    """
    if is_share(objective):
        return signed_points(100 * value, digits)
    if math.isnan(value):
        return "–"
    text = plain_number(rounded(abs(value))) if objective == "net_value" else written(abs(value), 0)
    return text if not any(one in text for one in "123456789") else f"{MINUS if value < 0 else '+'}{text}"


def rounded(value: float) -> float:
    """Round money to thousands, or to two digits where it is less: what is said is no more exact.

    Examples
    --------
    >>> rounded(43_812.0), rounded(512.3), rounded(-1_499.0)
    (44000.0, 510.0, -1500.0)
    """
    if value == 0 or math.isnan(value):
        return value
    size = math.floor(math.log10(abs(value)))
    step = 10.0 ** min(3, size - 1)
    return round(value / step) * step


def amounts(objective: Objective, row: Any, column: str | Sequence[str] = "gain", digits: int = 1) -> str:
    """Write a gain with its limits, in columns named after it or in those that are named."""
    columns = [column + end for end in ("", "_low", "_high")] if isinstance(column, str) else column
    values = [row[one] for one in columns]
    return between((amount(objective, one, digits) for one in values), known=not math.isnan(values[1]))


def unit(objective: Objective, currency: str = "", costs: bool = True) -> str:
    """Say what gains are counted in, beside figures; value is net only where it `costs` something."""
    said = {
        "stay": say("more stay, of 100"),
        "join": say("more join, of 100"),
        "customers": say("more customers at the end"),
        "net_value": say("net value, {currency}", currency=currency)
        if costs
        else say("value, {currency}", currency=currency),
    }
    return said[objective]


def gained(objective: Objective, scenario: Scenario, row: Any, costs: bool = True) -> str:
    """Say how much is gained, of whom and by when, with limits as far as there are any.

    What has no price does not bring more than it `costs`, but simply more.

    Examples
    --------
    >>> import cxsim as cx
    >>> scenario = cx.load_scenario("scenarios/telecom.yaml")
    >>> said = gained("stay", scenario, {"gain": 0.012, "gain_low": 0.009, "gain_high": 0.015})
    >>> print(*said.split())
    of 100 of today’s customers 1.2 more stay after two years (95 % limits +0.9 to +1.5)
    """
    said = _more(objective, scenario, row["gain"], costs)
    if math.isnan(row["gain_low"]):
        return said
    low, high = (amount(objective, row[f"gain_{end}"]) for end in ("low", "high"))
    return say("{said} (95\u00a0% limits {low} to {high})", said=said, low=low, high=high)


def _more(objective: Objective, scenario: Scenario, gain: float, costs: bool) -> str:
    number = amount(objective, abs(gain)).removeprefix("+")
    told = {"number": number, "period": lasting(scenario.period.follow_up)}
    if objective == "stay":
        if gain < 0:
            return say("of 100 of today’s customers {number} fewer stay after {period}", **told)
        return say("of 100 of today’s customers {number} more stay after {period}", **told)
    if objective == "join":
        told["period"] = lasting(scenario.period.time_to_decide or scenario.period.follow_up)
        if gain < 0:
            return say("of 100 prospects {number} fewer become customers within {period}", **told)
        return say("of 100 prospects {number} more become customers within {period}", **told)
    if objective == "customers":
        if gain < 0:
            return say("there are {number} fewer customers after {period}", **told)
        return say("there are {number} more customers after {period}", **told)
    return net(scenario, gain) if costs else _brought(scenario, gain)


def _brought(scenario: Scenario, value: float) -> str:
    """Say how much more customers bring, or less."""
    told = {"money": money(rounded(abs(value)), scenario.currency), "horizon": horizon(scenario)}
    if value < 0:
        return say("customers bring {money} less over {horizon}", **told)
    return say("customers bring {money} more over {horizon}", **told)


def horizon(scenario: Scenario) -> str:
    """Say over how long value is counted."""
    return lasting(max(scenario.value.value_horizon, scenario.period.follow_up))


def net(scenario: Scenario, value: float, several: bool = False) -> str:
    """Say what something brings more than it costs, or several do, or the other way round."""
    told = {"money": money(rounded(abs(value)), scenario.currency), "horizon": horizon(scenario)}
    if value < 0:
        if several:
            return say("they cost {money} more than they bring over {horizon}", **told)
        return say("it costs {money} more than it brings over {horizon}", **told)
    if several:
        return say("they bring {money} more than they cost over {horizon}", **told)
    return say("it brings {money} more than it costs over {horizon}", **told)


def pays(scenario: Scenario, row: Any, several: bool = False) -> str:
    """Say whether something pays: what it brings more than it costs, and when that has paid for it."""
    said = net(scenario, row["net"], several)
    if math.isnan(row["net_low"]) or row["net_high"] < 0.0:
        return said
    if row["net_low"] > 0.0:
        if not math.isfinite(row["payback"]):
            return said
        if row["payback"] < 1.0:
            return say("{said}, from the first day", said=said)
        after = lasting(row["payback"])
        if several:
            return say("{said} and are paid back after {after}", said=said, after=after)
        return say("{said} and is paid back after {after}", said=said, after=after)
    low, high = (amount("net_value", row[f"net_{end}"]) for end in ("low", "high"))
    told = {"horizon": horizon(scenario), "currency": scenario.currency, "low": low, "high": high}
    if several:
        return say("whether they pay over {horizon} is undecided ({currency} {low} to {high})", **told)
    return say("whether it pays over {horizon} is undecided ({currency} {low} to {high})", **told)


def as_staffed(scenario: Scenario, row: Any, several: bool = False) -> str:
    """Say what it brings if shifts stay as they are, where time of staff is much of what it brings."""
    time = row["net"] - row["net_as_staffed"]
    then = {f"net{end}": row[f"net_as_staffed{end}"] for end in ("", "_low", "_high")}
    if not time or (abs(time) < STAFF_TIME * abs(row["net"]) and _sure(row) == _sure(then)):
        return ""
    told = {
        "money": money(rounded(abs(time)), scenario.currency),
        "pays": pays(scenario, {**then, "payback": math.inf}, several),
    }
    if time < 0:
        return say("That counts {money} for more time of staff; if shifts stay as they are, {pays}.", **told)
    return say("That counts {money} of staff time saved; if shifts stay as they are, {pays}.", **told)


def if_shifts_stay(said: str, scenario: Scenario, row: Any, several: bool = False) -> str:
    """Add to what something brings if shifts follow what is left of that if they do not."""
    then = {f"net{end}": row[f"net_as_staffed{end}"] for end in ("", "_low", "_high")}
    left = pays(scenario, {**then, "payback": math.inf}, several)
    return say("{said}; if they do not, {left}.", said=said, left=left)


def _sure(row: Any) -> tuple[bool, bool]:
    return row["net_low"] > 0.0, row["net_high"] < 0.0


def gains_told(objective: Objective, gains: Iterable[tuple[str, float]]) -> str:
    """Say the gain of each of several, one after the other."""
    return translated("; ").join(
        say("{title}: {figure}", title=title, figure=amount(objective, gain)) for title, gain in gains
    )
