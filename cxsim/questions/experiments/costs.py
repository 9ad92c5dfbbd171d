"""What improvements cost, and when what they bring has paid for it."""

import math
from collections.abc import Iterable

import numpy as np

from cxsim.results.worth import YEAR, discounted, discounted_years, grid
from cxsim.scenario.model import Scenario
from cxsim.scenario.timing import begins, ends


def costs(scenario: Scenario, names: Iterable[str]) -> dict[str, float]:
    """Return what each costs until the horizon of value, discounted, in the scenario's currency."""
    return {name: float(path[-1]) for name, path in cost_paths(scenario, names).items()}


def cost_paths(scenario: Scenario, names: Iterable[str]) -> dict[str, np.ndarray]:
    """Return what each has cost by each time of the grid of value (see `cxsim.results.worth.grid`).

    What it costs once is paid when it begins, what it costs yearly from then until it ends.
    """
    at, found = grid(scenario), {}
    for name in names:
        one, begin = scenario.improvements[name], first_begin(scenario, [name])
        until = ends(scenario, name) - scenario.period.warm_up
        years = [discounted_years(scenario, np.minimum(at, time)) for time in (until, begin)]
        once = one.one_off * discounted(scenario, begin) * (at >= begin)
        found[name] = once + one.yearly * (years[0] - years[1])
    return found


def first_begin(scenario: Scenario, names: Iterable[str]) -> float:
    """Return when the first of some improvements begins, in days from the end of the warm-up."""
    return min((begins(scenario, name) - scenario.period.warm_up for name in names), default=0.0)


def first_year_costs(scenario: Scenario, names: Iterable[str]) -> dict[str, float]:
    """Return what each costs in its own first year, from its beginning on: what a budget has to pay."""
    library = scenario.improvements
    years = {name: min((ends(scenario, name) - begins(scenario, name)) / YEAR, 1.0) for name in names}
    return {name: library[name].one_off + library[name].yearly * share for name, share in years.items()}


def paid_back(scenario: Scenario, names: Iterable[str], net: np.ndarray) -> float:
    """Return how long after the first of them begins improvements are paid back, for good.

    Parameters
    ----------
    net
        Value minus cost of all of them together, by each time of the grid of value.
    """
    times, begin = grid(scenario), first_begin(scenario, names := list(names))
    if begin > 0.0:  # nothing is gained or spent before, and then some of the cost comes at once
        first = [name for name in names if first_begin(scenario, [name]) == begin]
        spent = discounted(scenario, begin) * sum(scenario.improvements[name].one_off for name in first)
        after = times > begin
        times, net = np.array([0.0, *(times[after] - begin)]), np.array([-spent, *net[after]])
    return payback(times, net)


def payback(times: np.ndarray, net: np.ndarray) -> float:
    """Return after how many days something is paid back, for good; infinite if not within the times.

    Parameters
    ----------
    times
        Days, rising.
    net
        Value minus cost by each of them.

    Examples
    --------
    >>> payback(np.array([0.0, 30.0, 60.0]), np.array([-100.0, -50.0, 50.0]))
    45.0
    >>> payback(np.array([0.0, 30.0]), np.array([0.0, 50.0])), payback(np.array([0.0]), np.array([-1.0]))
    (0.0, inf)
    """
    short = np.flatnonzero(net < 0.0)
    if not len(short):
        return 0.0
    last = short[-1]
    if last + 1 == len(net):
        return math.inf
    share = -net[last] / (net[last + 1] - net[last])
    return float(times[last] + share * (times[last + 1] - times[last]))
