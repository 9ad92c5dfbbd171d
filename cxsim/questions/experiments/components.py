"""What assumptions do, and what chance does, told apart from two replications or more of each set."""

import numpy as np


def components(figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return standard deviations due to assumptions, and of one set's mean due to chance.

    A one-way analysis of variance with random effects (Searle, Casella & McCulloch 1992, "Variance
    components"): replications belong to their set.

    Parameters
    ----------
    figures
        Shape (sets, replications, …).

    Examples
    --------
    >>> by_assumptions, by_chance = components(np.array([[[1.0], [1.0]], [[3.0], [3.0]]]))
    >>> by_assumptions.round(2).tolist(), by_chance.tolist()
    ([1.41], [0.0])
    """
    noise = figures.var(axis=1, ddof=1).mean(axis=0) / figures.shape[1]
    among = figures.mean(axis=1).var(axis=0, ddof=1)
    return np.sqrt(np.maximum(among - noise, 0.0)), np.sqrt(noise)


def without_noise(figures: np.ndarray) -> np.ndarray:
    """Return what each set reaches, as far from the mean over all as assumptions alone would bring it.

    Means of a few replications scatter more than what sets truly reach, so shares of sets would be pulled
    towards a half. Drawn towards their mean, they scatter as much as they should (constrained shrinkage:
    Louis 1984, "Estimating a population of parameter values using Bayes and empirical Bayes methods").

    Parameters
    ----------
    figures
        Shape (sets, replications, …).

    Examples
    --------
    >>> without_noise(np.array([[[0.0], [2.0]], [[4.0], [6.0]]])).round(2).ravel().tolist()
    [1.13, 4.87]
    """
    means = figures.mean(axis=1)
    middle, among = means.mean(axis=0), means.var(axis=0, ddof=1)
    by_assumptions, _ = components(figures)
    share = np.divide(by_assumptions**2, among, out=np.zeros_like(among), where=among > 0)
    return np.asarray(middle + np.sqrt(share) * (means - middle))
