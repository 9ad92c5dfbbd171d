"""Figures of each replication, of which sums and differences over any worlds have limits of their own.

An effect is a difference of ratios of sums over all replications (see
`cxsim.questions.experiments.differences`). Here a ratio is written as a mean over replications of the ratio
plus how far each of them pulls it. So the mean of what several such figures are combined to is what the
ratios are combined to, and its scatter is how uncertain that is.
"""

import numpy as np

from cxsim.questions.experiments.differences import Estimate, interval
from cxsim.questions.experiments.sums import MEASURES, worth_of_one
from cxsim.results.intervals import ANY, over_replications


def by_replication(measure: str, sums: np.ndarray) -> np.ndarray:
    """Return figures whose mean over replications is the ratio of the sums over all of them.

    Parameters
    ----------
    measure
        One of `MEASURES`.
    sums
        Shape (replications, …, sums).

    Returns
    -------
    numpy.ndarray
        Shape (replications, …); nan where there was nobody in any replication.
    """
    above, below, _ = MEASURES[measure]
    treated, people = sums[..., above], sums[..., below]
    total = people.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = over_replications(treated) / total
        return np.asarray(ratio + (treated - ratio * people) / (total / len(sums)))


def combined(measure: str, figures: np.ndarray, today: np.ndarray, family: int | None = None) -> Estimate:
    """Return estimates of what figures of replications were combined to: differences, and sums of them.

    Parameters
    ----------
    figures
        Shape (replications, estimates).
    today
        Sums of today's journey, shape (replications, sums): whom the figures are about.
    family
        How many estimates are looked at together; by default these.
    """
    below, scale = MEASURES[measure][1:]
    people = np.full(figures.shape[1], today[..., below].sum())
    mean = figures.mean(axis=0)
    return interval(
        mean,
        figures - mean,
        people,
        figures.shape[1] if family is None else family,
        scale.apart,
        worth_of_one(today) if scale is ANY else 1.0,
    )
