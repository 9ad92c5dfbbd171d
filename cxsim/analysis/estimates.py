"""Estimates of differences between worlds, with intervals over replications.

A mean over people in one replication is no sample of independent people: they share queues and reviews. But
replications are independent, so intervals rest on them alone. An effect is a ratio of sums, or the difference
of two; its standard error is that of the sums of residuals over replications (Law 2015, "Simulation modeling
and analysis", section 9.5; Cochran 1977, chapter 6), and its interval is Student's.
"""

from functools import reduce
from typing import NamedTuple

import numpy as np
from scipy import special

LEVEL = 0.95


class Estimate(NamedTuple):
    """A mean with its limits; all fields have the shape of the effects asked for.

    Attributes
    ----------
    mean
        The estimate.
    low, high
        95 % interval for this effect alone.
    low_all, high_all
        Simultaneous limits: with 95 % probability all effects of the family lie within theirs.
    people
        How many people it rests on.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    low_all: np.ndarray
    high_all: np.ndarray
    people: np.ndarray


def difference(
    treated: np.ndarray,
    reference: np.ndarray,
    people: np.ndarray,
    reference_people: np.ndarray | None = None,
    family: int = 1,
) -> Estimate:
    """Return the difference of two means over the same or other people.

    Parameters
    ----------
    treated, reference
        Sums of an outcome in one replication: shape (replications, …).
    people, reference_people
        How many people the sums are over; by default the same.
    family
        How many effects are looked at together.

    Returns
    -------
    Estimate
        Of the shape of the axes after the first; nan where there were no people, or fewer than two
        replications.

    Examples
    --------
    >>> kept, kept_today, people = np.array([62.0, 58, 60]), np.array([50.0, 50, 50]), np.full(3, 100.0)
    >>> effect = difference(kept, kept_today, people)
    >>> print(f"{effect.mean:.2f} {effect.low:.3f} {effect.high:.3f}")
    0.10 0.050 0.150
    """
    others = people if reference_people is None else reference_people
    mean, residuals = _ratio(treated, people)
    mean_today, residuals_today = _ratio(reference, others)
    return interval(mean - mean_today, residuals - residuals_today, people.sum(axis=0), family)


def _ratio(sums: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a ratio of sums, and how far each replication pulls it."""
    total = people.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = _over_replications(sums) / total
        return ratio, (sums - ratio * people) / (total / len(people))


def _over_replications(values: np.ndarray) -> np.ndarray:
    """Add up rows one after the other: numpy's own order, hence the last bit, depends on what lies beside."""
    return np.asarray(reduce(np.add, values))


def means(values: np.ndarray, people: float) -> Estimate:
    """Return the means of figures that each replication gives anew, as one family.

    Parameters
    ----------
    values
        Shape (replications, figures).
    people
        How many people all replications rest on.
    """
    mean = values.mean(axis=0)
    return interval(mean, values - mean, np.full(values.shape[1], people), family=max(values.shape[1], 1))


def interval(mean: np.ndarray, residuals: np.ndarray, people: np.ndarray, family: int) -> Estimate:
    """Return an estimate from residuals, whose mean over replications is zero, one row for each replication.

    Simultaneous limits are Bonferroni's, which hold whatever the effects have to do with each other. Where
    hardly anybody was moved, Student's interval is too sure of itself: it is kept at least as wide as one
    event that was not seen among so many people would make it (the rule of three).
    """
    replications = len(residuals)
    if replications < 2:
        nothing = np.full(np.shape(mean), np.nan)
        return Estimate(mean, nothing, nothing, nothing, nothing, people)
    error = np.sqrt(_over_replications(residuals**2) / (replications - 1) / replications)
    halves = []
    for level in (1.0 - LEVEL, (1.0 - LEVEL) / family):
        least = -np.log(level / 2.0) / np.maximum(people, 1)
        halves.append(np.maximum(special.stdtrit(replications - 1, 1.0 - level / 2.0) * error, least))
    alone, together = halves
    return Estimate(mean, mean - alone, mean + alone, mean - together, mean + together, people)
