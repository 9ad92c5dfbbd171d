"""Sums over people in one replication of a world: what estimates are made of."""

import numpy as np

from cxsim.engine.vocabulary import Origin
from cxsim.questions.experiments.worlds import Outcomes
from cxsim.results.intervals import ANY, COUNT, FEELING, SHARE

# People: today's customers, who of them are customers at the end, and who were after a year; prospects who
# came by themselves, and who of them became customers in time; customers at the end, who were today's
# (`STAYED`), came by themselves, were referred, and the rest, who had come before and decided since.
(TODAYS, STAYED, STAYED_YEAR, CAME, JOINED, CUSTOMERS, BY_JOINING, REFERRED, THE_REST) = range(9)
# Sums over today's customers; those whose journey reached its goal, and everybody; value, what it would be if
# the time of staff cost nothing, and replications.
SATISFACTION, REACHED_GOAL, PEOPLE, VALUE, BEFORE_STAFF, RUNS = range(9, 15)
SUMS = 15

# What an effect can be on: the sum above, the one below it, and what their ratio can be.
MEASURES = {
    "stay": (STAYED, TODAYS, SHARE),
    "stay_year": (STAYED_YEAR, TODAYS, SHARE),
    "join": (JOINED, CAME, SHARE),
    "customers": (CUSTOMERS, RUNS, COUNT),
    "value": (VALUE, RUNS, ANY),
    "value_as_staffed": (BEFORE_STAFF, RUNS, ANY),
    "satisfaction": (SATISFACTION, TODAYS, FEELING),
    "goal": (REACHED_GOAL, PEOPLE, SHARE),
}


def worth_of_one(today: np.ndarray) -> float:
    """Return what a customer is worth, from sums of today: one of today's, or one come since."""
    customers = today[..., TODAYS].sum() + (today[..., CUSTOMERS] - today[..., STAYED]).sum()
    return float(np.abs(today[..., VALUE].sum() / max(customers, 1.0)))


def sums(outcomes: Outcomes, personas: int, among: np.ndarray | None = None) -> np.ndarray:
    """Return sums over everybody, and over each persona.

    Parameters
    ----------
    outcomes
        One replication of a world.
    personas
        How many there are.
    among
        Numbers of customers, rising; only these count. Value, which is not known of each, is left out then.

    Returns
    -------
    numpy.ndarray
        Shape (1 + personas, sums): the rows are everybody and each persona, the columns the constants above.
    """
    todays, kept, arrived, measured = outcomes.todays, outcomes.kept, outcomes.arrived, outcomes.measured
    referred = arrived & (outcomes.origin == Origin.REFERRED)
    columns = (
        *(todays, todays & kept, outcomes.stayed_year, outcomes.came, outcomes.joined),
        *(kept, kept & arrived & ~referred, kept & referred, kept & ~arrived & ~todays),
        *(np.where(todays, outcomes.satisfaction, 0.0), outcomes.reached_goal & measured, measured),
    )
    weights = np.ones(len(kept)) if among is None else np.isin(outcomes.customer, among)
    found = np.zeros((1 + personas, SUMS))
    for place, column in enumerate(columns):
        found[1:, place] = np.bincount(outcomes.persona, column * weights, personas)
    if among is None:
        found[1:, VALUE] = outcomes.worth[..., -1].sum(axis=1)
        found[1:, BEFORE_STAFF] = found[1:, VALUE] - outcomes.staff_time
    found[0] = found[1:].sum(axis=0)
    found[:, RUNS] = 1.0
    return found
