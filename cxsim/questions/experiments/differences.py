"""Estimates of differences between worlds, with intervals over replications.

A mean over people in one replication is no sample of independent people: they share queues and reviews. But
replications are independent, so intervals rest on them alone. An effect is a ratio of sums, or the difference
of two; its standard error is that of the sums of residuals over replications (Law 2015, "Simulation modeling
and analysis", section 9.5; Cochran 1977, chapter 6), and its interval is Student's.
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from cxsim.results.intervals import LEVEL, SHARE, Scale, over_replications


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
    scale: Scale = SHARE,
    one: np.ndarray | float | None = None,
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
    scale
        What each of the two means can be.
    one
        By how much one event moves a sum; by default 1, and for figures without ends (money) what one of the
        people is worth in the reference.

    Returns
    -------
    Estimate
        Of the shape of the axes after the first; nan where there were no people, or fewer than two
        replications with people.

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
    if one is None:
        one = 1.0 if np.isfinite(scale.most - scale.least) else np.nan_to_num(np.abs(mean_today))
    return interval(
        mean - mean_today,
        residuals - residuals_today,
        people.sum(axis=0),
        family,
        scale.apart,
        one,
        np.minimum((people > 0).sum(axis=0), (others > 0).sum(axis=0)),
    )


def _ratio(sums: np.ndarray, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a ratio of sums, and how far each replication pulls it."""
    total = people.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = over_replications(sums) / total
        return ratio, (sums - ratio * people) / (total / len(people))


def means(
    values: np.ndarray, people: float, scale: Scale = SHARE.apart, one: np.ndarray | float = 1.0
) -> Estimate:
    """Return the means of figures that each replication gives anew, as one family.

    Parameters
    ----------
    values
        Shape (replications, figures).
    people
        How many people all replications rest on.
    scale
        What the figures can be; by default differences of shares.
    one
        By how much one event among all people moves a sum over them.
    """
    mean = values.mean(axis=0)
    everybody = np.full(values.shape[1], people)
    return interval(mean, values - mean, everybody, values.shape[1], scale, one)


def interval(
    mean: np.ndarray,
    residuals: np.ndarray,
    people: np.ndarray,
    family: int,
    scale: Scale = SHARE.apart,
    one: np.ndarray | float = 1.0,
    having_a_say: np.ndarray | None = None,
) -> Estimate:
    """Return an estimate from residuals, whose mean over replications is zero, one row for each replication.

    Simultaneous limits are Bonferroni's, which hold whatever the effects have to do with each other. Where
    hardly anybody was moved, Student's interval is too sure of itself: it is kept at least as wide as one
    event that was not seen among so many people would make it (the rule of three). Replications without
    people have no say in it, and no limit lies outside what the figure can be.
    """
    replications = len(residuals)
    n = np.full(np.shape(mean), replications) if having_a_say is None else having_a_say
    more = np.where(n > 1, n, np.nan)
    # Residuals are those of all replications; where some have no people, the others weigh more.
    error = np.sqrt(over_replications((residuals / replications) ** 2) * more / (more - 1))
    halves = []
    for level in (1.0 - LEVEL, (1.0 - LEVEL) / max(family, 1)):
        least = -np.log(level / 2.0) * one / np.maximum(people, 1)
        halves.append(np.maximum(special.stdtrit(more - 1, 1.0 - level / 2.0) * error, least))
    (low, low_all), (high, high_all) = (
        [end(np.clip(mean + side * half, scale.least, scale.most), mean) for half in halves]
        for side, end in ((-1.0, np.minimum), (1.0, np.maximum))
    )
    return Estimate(mean, low, high, low_all, high_all, people)
