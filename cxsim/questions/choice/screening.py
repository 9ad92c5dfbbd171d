"""Screening: the best of some worlds, with a promise, from as few replications as it takes.

Worlds are simulated side by side with the same draws, one replication after the other. A world leaves as soon
as another one is so far ahead that chance cannot explain it; who stays last is the best. Differences smaller
than the indifference zone do not matter to us, and where the best is ahead of all others by at least that
much, it is chosen with the promised probability, whatever the variances are and whatever the worlds have to
do with each other: procedure KN (Kim & Nelson 2001, "A fully sequential procedure for indifference-zone
selection in simulation"), whose variances are those of paired differences, so that common draws make it
faster.

The first world is the standard, today's journey, which stays unless another is better than it by the whole
zone. It is raised by half the zone, and told from others to half a zone: so it is kept, with the promised
probability, where no world is better, and left where one is better by the zone (after Nelson & Goldsman 2001,
"Comparisons with a standard in simulation experiments").
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy import integrate, optimize, special

STANDARD = 0


class Screened(NamedTuple):
    """Which world is the best, and what it took to find out.

    Attributes
    ----------
    best
        Its place; 0 is the standard.
    sure
        Whether the promise holds; if not, too few replications were allowed, and it is only ahead so far.
    used
        For each world, how many replications of it were simulated.
    beaten_by
        For each world, the place of the one that sent it away; -1 for the best, and for those that
        could not be told from it.
    """

    best: int
    sure: bool
    used: np.ndarray
    beaten_by: np.ndarray


def screen(
    observe: Callable[[range, Sequence[int]], np.ndarray],
    worlds: int,
    zone: float,
    confidence: float = 0.95,
    first: int = 10,
    most: int = 200,
    step: int = 2,
) -> Screened:
    """Find the world with the largest mean.

    Parameters
    ----------
    observe
        Simulates these replications of these worlds: shape (replications, worlds). Replications are
        independent and about normally distributed.
    worlds
        How many there are, the standard included.
    zone
        The smallest difference that matters.
    confidence
        Promised probability to choose the best where it is ahead by the zone.
    first
        Replications of all worlds, from which variances are estimated; at least 2.
    most
        Replications after which it ends, sure or not.
    step
        How many replications are simulated at once after the first; does not change the promise.

    Examples
    --------
    >>> draws = np.random.default_rng(1)
    >>> means = np.array([0.0, 0.1, 1.0, 0.2])
    >>> screen(lambda which, there: draws.normal(means[there], 1.0, (len(which), len(there))), 4, 0.5).best
    2
    """
    if worlds < 2:
        raise ValueError("there is nothing to choose from: at least one world beside the standard")
    if not zone > 0.0 or not 0.5 <= confidence < 1.0 or not 2 <= first <= most or step < 1:
        raise ValueError("zone > 0, confidence from 0.5 to below 1, 2 <= first <= most, step >= 1")
    zones = np.full((worlds, worlds), zone)
    zones[STANDARD] = zones[:, STANDARD] = zone / 2.0
    lead = np.zeros(worlds)
    lead[STANDARD] = zone / 2.0
    seen = np.asarray(observe(range(first), range(worlds)), float)
    paired = seen[:, :, None] - seen[:, None, :]
    closes = _reach(worlds, confidence, first) * paired.var(axis=0, ddof=1) / zones**2
    sums, done = seen.sum(axis=0), first
    used, beaten_by, there = np.full(worlds, first), np.full(worlds, -1), np.arange(worlds)
    while True:
        here = np.ix_(there, there)
        means = sums[there] / done + lead[there]
        ahead = (
            means[None, :] - means[:, None] - np.maximum(zones[here] / (2 * done) * (closes[here] - done), 0)
        )
        beaten = (ahead > 0.0).any(axis=1)
        beaten_by[there[beaten]] = there[ahead[beaten].argmax(axis=1)]
        there, best = there[~beaten], there[means.argmax()]
        sure = bool((closes[np.ix_(there, there)] <= done).all())
        if sure or done >= most:
            return Screened(int(best), sure, used, beaten_by)
        following = range(done, min(done + step, most))
        sums[there] += np.asarray(observe(following, there.tolist()), float).sum(axis=0)
        done = following.stop
        used[there] = done


def _reach(worlds: int, confidence: float, first: int) -> float:
    """Return how far KN's region of doubt reaches, in variances over squared zones (its h², with c = 1)."""
    error = (1.0 - confidence) / (worlds - 1)
    return float(((2.0 * error) ** (-2.0 / (first - 1)) - 1.0) * (first - 1))


def equal_allocation(worlds: int, variance: float, zone: float, confidence: float = 0.95) -> int:
    """Return how many replications of each world it takes with as many for all and other draws for each.

    For the same promise, if all had this variance and it were known (Bechhofer 1954, "A single-sample
    multiple decision procedure for ranking means of normal populations").

    Examples
    --------
    >>> equal_allocation(worlds=2, variance=1.0, zone=1.0)  # (1.6449 * sqrt 2)²
    6
    """

    def right(distance: float) -> float:
        return float(
            integrate.quad(
                lambda best: (
                    special.ndtr(best + distance) ** (worlds - 1)
                    * np.exp(-(best**2) / 2.0)
                    / np.sqrt(2.0 * np.pi)
                ),
                -9.0,
                9.0,
            )[0]
        )

    distance = optimize.brentq(lambda one: right(one) - confidence, 0.0, 20.0)
    return max(int(np.ceil(variance * (distance / zone) ** 2)), 1)
