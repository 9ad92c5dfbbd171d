"""Who is kept: the same people in two worlds, one by one."""

import numpy as np

from cxsim.engine.vocabulary import FIRST_PROSPECT
from cxsim.questions.experiments.worlds import Outcomes

STAYED, WON, LOST = range(3)


def transitions(today: Outcomes, changed: Outcomes, personas: int) -> np.ndarray:
    """Count who is kept in another world and is not today, and the other way round.

    Parameters
    ----------
    today, changed
        The same replication of two worlds. Friends who were referred in one of them only count in that one.
    personas
        How many there are.

    Returns
    -------
    numpy.ndarray
        Shape (1 + personas, 3), whole numbers: rows are everybody and each persona; columns those kept who
        would have left (`STAYED`), those kept who would never have become customers (`WON`), and those kept
        today and not there (`LOST`). The first two minus the third are the customers gained.

    Examples
    --------
    >>> def lived(kept, was_customer):
    ...     states = np.array(kept), np.array(was_customer)
    ...     numbers = FIRST_PROSPECT + np.arange(4)
    ...     return Outcomes(numbers, np.zeros(4, int), *states, *[np.zeros(4)] * 3)
    >>> today = lived([True, False, False, True], [True, True, False, True])
    >>> transitions(today, lived([True, True, True, False], [True, True, True, True]), personas=1)
    array([[1, 1, 1],
           [1, 1, 1]])
    """
    kept_today, kept_there = today.customer[today.kept], changed.customer[changed.kept]
    gained = ~np.isin(kept_there, kept_today, assume_unique=True)
    lost = ~np.isin(kept_today, kept_there, assume_unique=True)
    # Existing customers who would have left before the follow-up began are not among those measured today.
    was_customer = kept_there[gained] < FIRST_PROSPECT
    was_customer |= np.isin(kept_there[gained], today.customer[today.was_customer], assume_unique=True)
    persona_gained = changed.persona[changed.kept][gained]
    counts = np.stack(
        [
            np.bincount(persona_gained[was_customer], minlength=personas),
            np.bincount(persona_gained[~was_customer], minlength=personas),
            np.bincount(today.persona[today.kept][lost], minlength=personas),
        ],
        axis=1,
    )
    return np.concatenate([counts.sum(axis=0, keepdims=True), counts])
