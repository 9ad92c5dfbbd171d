"""How likely each of several worlds is the best of them, given replications of all."""

import numpy as np
from scipy import special

DRAWS = 4_000
TOP = 3
SURE = 0.95  # chance from which one is called the best


def chances(reached: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how likely each world is the best, and among the best three, given replications of all.

    Means of worlds are drawn from what their replications leave open: a multivariate t distribution around
    what was seen, with the scatter over replications, which worlds share, so that what they have in common
    cancels. It is as much wider as it takes that of two worlds which are equally good one gets `SURE` or more
    in no more than 1 - `SURE` of all studies, whichever of them is ahead (twice as many would without).

    Parameters
    ----------
    reached
        How far each world reaches: shape (replications, worlds).

    Returns
    -------
    tuple of numpy.ndarray
        By world; nan from one replication.

    Examples
    --------
    >>> best, top = chances(np.array([[0.0, 0.1, 5.0], [0.1, 0.0, 5.1], [0.0, 0.0, 5.0]]))
    >>> best.round(1).tolist(), top.tolist()
    ([0.0, 0.0, 1.0], [1.0, 1.0, 1.0])
    """
    replications, worlds = reached.shape
    if replications < 2:
        return np.full(worlds, np.nan), np.full(worlds, np.nan)
    random, freedom = np.random.default_rng(0), replications - 1
    wider = special.stdtrit(freedom, (1 + SURE) / 2) / special.stdtrit(freedom, SURE)
    around = random.standard_normal((DRAWS, replications)) @ (reached - reached.mean(axis=0))
    scale = wider / np.sqrt(random.chisquare(freedom, DRAWS) * replications)
    drawn = reached.mean(axis=0) + scale[:, None] * around
    # Worlds that are the same in every draw share their places, instead of the first of them taking the best.
    tied = drawn + random.uniform(0.0, 1e-12, drawn.shape) * np.abs(drawn).max()
    ranks = (-tied).argsort(axis=1).argsort(axis=1)
    return (ranks == 0).mean(axis=0), (ranks < min(TOP, worlds)).mean(axis=0)
