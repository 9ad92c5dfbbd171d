"""What improvements cost, and when what they bring has paid for it."""

import math
from collections.abc import Iterable

import numpy as np

from cxsim.engine.plan import plan
from cxsim.results.worth import discounted_years, grid
from cxsim.scenario.model import Scenario


def costs(scenario: Scenario, names: Iterable[str]) -> dict[str, float]:
    """Return what each costs until the horizon of value, discounted, in the scenario's currency."""
    return {name: float(path[-1]) for name, path in cost_paths(scenario, names).items()}


def cost_paths(scenario: Scenario, names: Iterable[str]) -> dict[str, np.ndarray]:
    """Return what each has cost by each time of the grid of value (see `cxsim.results.worth.grid`)."""
    years = discounted_years(scenario, grid(plan(scenario), scenario))
    library = scenario.improvements
    return {name: library[name].one_off + library[name].yearly * years for name in names}


def first_year_costs(scenario: Scenario, names: Iterable[str]) -> dict[str, float]:
    """Return what each costs in the first year: what a budget has to pay."""
    library = scenario.improvements
    return {name: library[name].one_off + library[name].yearly for name in names}


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
