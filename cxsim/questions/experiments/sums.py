"""Sums over people in one replication of a world: what estimates are made of."""

import numpy as np

from cxsim.questions.experiments.worlds import Outcomes
from cxsim.results.intervals import ANY, FEELING, SHARE

PEOPLE, KEPT, WAS_CUSTOMER, LIFETIME_VALUE, SATISFACTION, REACHED_GOAL = range(6)

# What an effect can be on: the sum above, the one below it, and what their ratio can be.
MEASURES = {
    "kept": (KEPT, PEOPLE, SHARE),
    "retention": (KEPT, WAS_CUSTOMER, SHARE),
    "satisfaction": (SATISFACTION, PEOPLE, FEELING),
    "lifetime_value": (LIFETIME_VALUE, PEOPLE, ANY),
    "goal": (REACHED_GOAL, PEOPLE, SHARE),
}


def sums(outcomes: Outcomes, personas: int, among: np.ndarray | None = None) -> np.ndarray:
    """Return sums over everybody, and over each persona.

    Parameters
    ----------
    outcomes
        One replication of a world.
    personas
        How many there are.
    among
        Numbers of customers, rising; only these count.

    Returns
    -------
    numpy.ndarray
        Shape (1 + personas, 6): the rows are everybody and each persona, the columns the constants above.
    """
    columns = (
        np.ones(len(outcomes.customer)),
        outcomes.kept,
        outcomes.was_customer,
        outcomes.lifetime_value,
        outcomes.satisfaction,
        outcomes.reached_goal,
    )
    weights = np.ones(len(outcomes.customer)) if among is None else np.isin(outcomes.customer, among)
    by_persona = np.array(
        [np.bincount(outcomes.persona, column * weights, personas) for column in columns], dtype=float
    ).T
    return np.concatenate([by_persona.sum(axis=0, keepdims=True), by_persona])
