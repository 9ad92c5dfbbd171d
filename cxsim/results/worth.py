"""What customers are worth: margins minus costs, from the end of the warm-up to the horizon of value.

Until the end of the follow-up, margins come with the time for which people are customers, by the level at
which they are, costs as they arise, and fees when somebody leaves within a term. Beyond it those who are
customers then stay by the hazard of their persona in the last simulated year, at their level, and cost and
pay as customers of it did in that year; nobody new comes. All is discounted to the end of the warm-up. So an
improvement is credited with the years in which it works, and with no others.
"""

import math
from collections.abc import Callable
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np

from cxsim.engine.counted import Spent, Whose
from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns
from cxsim.engine.tally import MONEY, MONTH, UNIT, Tally, months
from cxsim.engine.vocabulary import State
from cxsim.scenario.model import Scenario

YEAR = 365.0


class Times(NamedTuple):
    """For how long people were customers since the warm-up; times of some people and of others add up.

    Attributes
    ----------
    days
        Discounted days as a customer, up to each time of the grid: shape (personas, 2, times), today's
        customers and new ones.
    won
        Discounted numbers of those who became customers, up to each time: shape (personas, times). Where
        winning one costs otherwise by channel, what it cost.
    rests
        Discounted days for which those who left were bound yet, times their level, up to each time: shape
        (personas, 2, times).
    last_rests
        The same days of the last year, not discounted: shape (personas,).
    last_days, last_lost
        Days as a customer in the last year, and customers lost in it: shape (personas,).
    there
        Customers at the end: shape (personas, 2).
    """

    days: np.ndarray
    won: np.ndarray
    rests: np.ndarray
    last_rests: np.ndarray
    last_days: np.ndarray
    last_lost: np.ndarray
    there: np.ndarray


def grid(scenario: Scenario) -> np.ndarray:
    """Return the times, in days from the end of the warm-up, at which value is known: about every month.

    Up to the end of the follow-up these are the ends of the months by which costs are counted; the last one
    is the horizon of value, or the end of the follow-up if that is later.

    Examples
    --------
    >>> import cxsim as cx
    >>> times = grid(cx.load_scenario("scenarios/telecom.yaml"))
    >>> len(times), float(times[12]), float(times[-1])
    (37, 365.0, 1095.0)
    """
    period, horizon = scenario.period, scenario.value.value_horizon
    end = (period.warm_up + period.follow_up) - period.warm_up  # as the plan says it
    until_end = np.maximum(end - MONTH * np.arange(months(end), -1.0, -1.0), 0.0)
    further = np.arange(end + MONTH, horizon - 1e-6, MONTH)
    return np.concatenate([until_end, further, [horizon] if horizon > end + 1e-6 else []])


def times(columns: Columns, plan: Plan, scenario: Scenario) -> Times:
    """Return how long these people were customers; columns are those of an engine."""
    personas, end = len(plan.personas), plan.horizon - plan.warm_up
    discounted = _Discount(scenario).until
    at = grid(scenario)
    at = at[at <= end + 1e-6]
    was_customer = ~np.isnan(columns["since"])
    rows = {name: values[was_customer] for name, values in columns.items()}
    there = rows["state"] == State.CUSTOMER
    since = rows["since"] - plan.warm_up
    until = np.where(there, end, np.where(there, 0.0, rows["ended"]) - plan.warm_up)
    lived = until > 0.0
    persona, new = rows["persona"][lived].astype(int), since[lived] >= 0.0
    since, until, there = since[lived], until[lived], there[lived]
    group = 2 * persona + new
    gone_on = _until(at, until, group, 2 * personas, discounted)
    days = gone_on - _until(at, np.maximum(since, 0.0), group, 2 * personas, discounted)
    place = np.searchsorted(at, since[new])
    won = np.zeros((personas, len(at)))
    paid = _to_win(scenario)[1][rows["entry"][lived][new]]
    np.add.at(won, (persona[new], place), paid * _Discount(scenario).at(since[new]))
    rest, rests = (rows["rest"] * rows["level"])[lived], np.zeros((2 * personas, len(at)))
    rest = np.where(there, 0.0, rest)
    np.add.at(rests, (group, np.searchsorted(at, until)), rest * _Discount(scenario).at(until))
    last = max(end - YEAR, 0.0)
    in_last = np.maximum(until - np.maximum(since, last), 0.0)
    lost = ~there & (until > last)
    return Times(
        days.reshape(personas, 2, len(at)),
        won.cumsum(axis=1),
        rests.cumsum(axis=1).reshape(personas, 2, len(at)),
        np.bincount(persona, rest * (until > last), personas),
        np.bincount(persona, in_last, personas),
        np.bincount(persona, lost, personas),
        np.bincount(group, there, 2 * personas).reshape(personas, 2),
    )


def _until(
    at: np.ndarray, ends: np.ndarray, group: np.ndarray, groups: int, of: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return, by group and time, the sums of what is discounted up to the end of each, or the time before."""
    cell = group * (len(at) + 1) + np.searchsorted(at, ends)
    size = groups * (len(at) + 1)
    ended = np.bincount(cell, of(ends), size).reshape(groups, -1).cumsum(axis=1)[:, :-1]
    number = np.bincount(cell, minlength=size).reshape(groups, -1).cumsum(axis=1)
    return np.asarray(ended + (number[:, -1:] - number[:, :-1]) * of(at))


def _to_win(scenario: Scenario) -> tuple[float, np.ndarray]:
    """Return what it costs to win a customer, and that as a factor by the touchpoint where they came in."""
    cost, points = scenario.value.acquisition_cost, scenario.touchpoints.values()
    if isinstance(cost, dict):
        return 1.0, np.array([cost.get(point.channel, 0.0) for point in points])
    return cost, np.ones(len(points))


class _Discount:
    """What a day, or a sum of money, at some time is worth at the end of the warm-up."""

    def __init__(self, scenario: Scenario) -> None:
        self.rate = math.log1p(scenario.value.discount_rate) / YEAR

    def at(self, time: np.ndarray) -> np.ndarray:
        """Return what one is worth that comes at a time."""
        return np.asarray(np.exp(-self.rate * time))

    def until(self, time: np.ndarray, hazard: np.ndarray | float = 0.0) -> np.ndarray:
        """Return what one a day is worth up to a time, if it stops by a hazard."""
        rate = self.rate + hazard
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(rate > 0.0, -np.expm1(-rate * time) / rate, time)


def worth(parts: list[Times], tally: Tally, plan: Plan, scenario: Scenario) -> np.ndarray:
    """Return what customers have brought by each time of the grid.

    Parameters
    ----------
    parts
        Times of everybody who was a customer, in one or more parts.
    tally
        What they cost, and how their levels changed.

    Returns
    -------
    numpy.ndarray
        Shape (personas, `Whose`, times): discounted money by persona; of prospects it is what they cost.
    """
    lived = _all(parts)
    at, discount = grid(scenario), _Discount(scenario)
    inside = lived.days.shape[-1]
    margin = np.array([persona.value_per_year for persona in scenario.personas.values()]) / YEAR
    found = np.zeros((len(margin), len(Whose), len(at)))
    middles = (at[: inside - 1] + at[1:inside]) / 2.0
    steps, days = np.moveaxis(UNIT * tally.levels[:, : Whose.PROSPECTS, ::-1], -1, 0)
    days = days + np.diff(at[:inside]) * (steps.cumsum(axis=2) - steps)  # more than at level 1
    above = margin[:, None] * steps.sum(axis=2)
    fee = margin * [persona.exit_fee for persona in plan.personas]
    found[:, : Whose.PROSPECTS, :inside] = (
        margin[:, None, None] * lived.days + fee[:, None, None] * lived.rests
    )
    more = margin[:, None, None] * days * discount.at(middles)
    found[:, : Whose.PROSPECTS, 1:inside] += more.cumsum(axis=2)
    found[:, Whose.NEW, :inside] -= _to_win(scenario)[0] * lived.won
    found[:, :, inside:] = found[:, :, inside - 1 : inside]
    a_day = margin + fee * lived.last_rests / _last_days(lived)
    going_on = lived.there * a_day[:, None] + above
    found[:, : Whose.PROSPECTS, inside:] += going_on[:, :, None] * _further(lived, plan, scenario)[:, None, :]
    return np.asarray(found - _spent(lived, tally.costs.sum(axis=-1), plan, scenario))


def staff_time(parts: list[Times], tally: Tally, plan: Plan, scenario: Scenario) -> np.ndarray:
    """Return what of `worth`, at the horizon, the time of staff takes: shape (personas,), as it lowers it.

    Where shifts stay as they are, whatever there is to do, time saved is not money.
    """
    spent = _spent(_all(parts), tally.costs[..., Spent.STAFF], plan, scenario)
    return np.asarray(-spent[..., -1].sum(axis=1))


def _spent(lived: Times, costs: np.ndarray, plan: Plan, scenario: Scenario) -> np.ndarray:
    """Return what has been spent by each time of the grid, as `worth`, of costs counted by month."""
    at, discount, inside = grid(scenario), _Discount(scenario), lived.days.shape[-1]
    found = np.zeros((*costs.shape[:2], len(at)))
    middles = (at[: inside - 1] + at[1:inside]) / 2.0
    found[:, :, 1:inside] = (MONEY * costs[:, :, ::-1] * discount.at(middles)).cumsum(axis=2)
    found[:, :, inside:] = found[:, :, inside - 1 : inside]
    last_cost = MONEY * costs[:, : Whose.PROSPECTS, :12].sum(axis=(1, 2))
    going_on = lived.there * (last_cost / _last_days(lived))[:, None]
    found[:, : Whose.PROSPECTS, inside:] += going_on[:, :, None] * _further(lived, plan, scenario)[:, None, :]
    return found


def _further(lived: Times, plan: Plan, scenario: Scenario) -> np.ndarray:
    """Return what one a day is worth after the follow-up, until each time of the grid, by persona."""
    discount, end = _Discount(scenario), plan.horizon - plan.warm_up
    hazard = lived.last_lost / _last_days(lived)
    beyond = grid(scenario)[lived.days.shape[-1] :] - end
    return np.asarray(discount.until(beyond, hazard[:, None]) * discount.at(np.array(end)))


def _last_days(lived: Times) -> np.ndarray:
    return np.where(lived.last_days > 0.0, lived.last_days, 1.0)


def _all(parts: list[Times]) -> Times:
    return Times(*(reduce(add, some) for some in zip(*parts, strict=True)))


def discounted_years(scenario: Scenario, at: np.ndarray) -> np.ndarray:
    """Return what one a year is worth up to each time, in days from the end of the warm-up."""
    return _Discount(scenario).until(at) / YEAR


def discounted(scenario: Scenario, time: float) -> float:
    """Return what money is worth that comes at a time, in days from the end of the warm-up."""
    return float(_Discount(scenario).at(np.array(time)))
