"""What is held for true: the values of a file, or sets of values that agree with what is known.

A question that is asked over sets lives each of them in a few replications of their own, so that its answer
is one over all of them: what it says holds chance and assumptions alike, and both can be told apart.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

import numpy as np
import pandas as pd

from cxsim.questions.experiments.interventions import InterventionError, World, world
from cxsim.questions.experiments.uncertainty import (
    UncertainParameter,
    check_ranges,
    draws,
    supposing,
    uncertain,
)
from cxsim.scenario.faults import ScenarioError, either, shown
from cxsim.scenario.model import Scenario

Use = Literal["facts", "ranges", "none"]
USES: tuple[Use, ...] = get_args(Use)
EACH = 2  # replications of a set: the fewest that tell chance from assumptions
SETS, MOST_SETS = 100, 10_000


@dataclass(frozen=True)
class Assumptions:
    """Sets of values that are held for possible.

    Attributes
    ----------
    use
        Where they come from.
    sets
        Today's journey under each set; only that of the file where nothing is varied.
    parameters
        What was varied.
    points
        By set: each parameter's place in its range from 0 to 1 (columns are paths).
    left_out
        Those with a range that could not be tried, with the reason.
    why_not
        What is missing where nothing is varied though that was asked for: ``ranges``.
    """

    use: Use
    sets: tuple[Scenario, ...]
    parameters: tuple[UncertainParameter, ...] = ()
    points: pd.DataFrame | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    why_not: Literal["", "ranges"] = ""

    @property
    def varied(self) -> bool:
        """Whether there are several sets."""
        return len(self.sets) > 1

    def replications(self, number: int) -> Sequence[int]:
        """Return the replications in which all is lived: those of a set together, or as many as asked for."""
        sets = len(self.sets)
        return (
            [first + more * sets for first in range(sets) for more in range(EACH)]
            if self.varied
            else range(number)
        )

    def worlds(self, make: Callable[[World], Sequence[World]]) -> Callable[[int], Sequence[World]]:
        """Return what makes the worlds of a replication from today's journey, as its set says it is.

        Raises
        ------
        InterventionError
            When they are made, if they give no valid journey with one of the sets.
        """
        one_at_a_time = threading.Lock()  # replications of a set come next to each other, in two threads

        @lru_cache(maxsize=2)
        def of_set(place: int) -> Sequence[World]:
            scenario = self.sets[place]
            try:
                return make(world(scenario))
            except ScenarioError as error:
                if not self.varied:
                    raise
                raise InterventionError(
                    f"{scenario.name}: some values within the ranges of its evidence give no valid journey: "
                    f"{error.faults[0]}; narrow a range, or change the improvement"
                ) from error

        def of_replication(replication: int) -> Sequence[World]:
            with one_at_a_time:
                return of_set(replication % len(self.sets))

        return of_replication

    def by_set(self, figures: np.ndarray) -> np.ndarray:
        """Return sums over the replications of each set, which come one after the other.

        Sets are independent of each other, so limits rest on them. Where nothing is varied they are as they
        were.
        """
        if not self.varied:
            return figures
        return np.asarray(figures.reshape(len(self.sets), EACH, *figures.shape[1:]).sum(axis=1))


def assumptions(
    scenario: Scenario, use: str = "none", sets: int = SETS, seed: int = 1, names: Sequence[str] = ()
) -> Assumptions:
    """Return what is held for true of a scenario.

    Parameters
    ----------
    scenario
        Today's journey.
    use
        ``ranges``: sets drawn evenly from the ranges of its evidence, with rival loyalty curves; ``none``:
        the values of the file.
    sets
        How many.
    seed
        Of the draws.
    names
        Improvements that will be tried: each has to give a valid journey over all of each range.

    Raises
    ------
    InterventionError
        If there is no such use; if a range gives no valid journey.
    """
    if use not in USES:
        raise InterventionError(f"uncertainty.use: found {shown(use)}, expected {either(USES)}")
    if use == "none" or sets < 2:
        return Assumptions("none", (scenario,))
    check_ranges(scenario, names, moved=False)
    parameters, left_out = uncertain(scenario)
    if len(parameters) < 2:  # the loyalty curve alone
        return Assumptions("none", (scenario,), left_out=tuple(left_out), why_not="ranges")
    points = draws(parameters, sets, seed)
    found = []
    for point in points:
        try:
            found.append(supposing(scenario, parameters, list(point)))
        except ScenarioError as error:
            raise InterventionError(
                f"{scenario.name}: some values within the ranges of its evidence give no valid journey: "
                f"{error.faults[0]}; narrow a range"
            ) from error
    frame = pd.DataFrame(points, columns=[parameter.path for parameter in parameters])
    return Assumptions("ranges", tuple(found), tuple(parameters), frame, tuple(left_out))
