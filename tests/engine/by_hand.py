"""What a hand computation needs: the value function, odds, and worlds with one or two touchpoints."""

import math

from cxsim.engine.vocabulary import Event
from tests.engine.scenarios import changed, only, rows_of, scenario, simulate, touchpoint

HOUR = 1 / 24


SLOW = {"slow": {"probability": 1.0, "severity": 0.4}}


def felt(gap):
    """The value function with the default parameters."""
    return math.copysign(abs(gap) ** 0.88 * (1.7 if gap < 0 else 1.0), gap) if gap else 0.0


def shifted(probability, log_odds):
    return 1 / (1 + (1 - probability) / probability * math.exp(-log_odds))


def visits(data, *on, touchpoint=0, **changes):
    """Visits to a touchpoint with these mechanisms on and no others."""
    rows = rows_of(simulate(changed(data, {"mechanisms": only(*on), **changes})), Event.VISIT)
    return [row for row in rows if row.touchpoint == touchpoint]


def at_once(prospects=200.0, horizon=10.0, **parts):
    """Prospects who come to one touchpoint, where nothing takes time."""
    return scenario({"site": touchpoint(**parts)}, prospects=prospects, horizon=horizon)


def two(**links):
    """From a web site of one department to a call of another."""
    there = touchpoint(channel="phone", department="care", stage="action")
    data = scenario({"site": touchpoint(), "call": there}, prospects=200.0, horizon=10.0)
    return changed(data, {"journeys.buy.links.site": {"call": {"share": 1.0, **links}}})


def twice(delay, **parts):
    """Two touchpoints, a friction at each."""
    site = touchpoint(frictions=SLOW, **parts)
    data = scenario({"first": site, "second": site}, prospects=20.0, horizon=40.0)
    return changed(data, {"journeys.buy.links.first": {"second": {"share": 1.0, "delay": delay}}})
