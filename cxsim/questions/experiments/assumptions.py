"""What is held for true: the values of a file, or sets of values that agree with what is known.

A question that is asked over sets lives each of them in a few replications of their own. Its answer is about
the average over all of them, and in how many of them something holds is told beside it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, cast, get_args

import numpy as np
import pandas as pd
from scipy.stats import qmc

from cxsim.errors import InterventionError
from cxsim.questions.experiments.history_matching import Screening, Why, has_ranges, screen
from cxsim.questions.experiments.interventions import World, world
from cxsim.scenario.faults import ScenarioError, either, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.ranges import (
    UncertainParameter,
    check_ranges,
    supposing,
    uncertain,
)

Use = Literal["facts", "ranges", "none"]
USES: tuple[Use, ...] = get_args(Use)
EACH = 2  # replications of a set: the fewest that tell chance from assumptions
SETS = 100
AT_HAND = 16  # sets whose worlds are kept from one replication to the next, at most
# The questions of a decision all ask for the same: what was found last is at hand.
_LAST: dict[str, Any] = {}


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
        What is missing where nothing is varied though that was asked for: ``ranges``, ``facts``, or enough
        sets that agree with these (``few``).
    screening
        Of sets that agree with the facts: which were tried, and which facts ruled out how many.
    """

    use: Use
    sets: tuple[Scenario, ...]
    parameters: tuple[UncertainParameter, ...] = ()
    points: pd.DataFrame = field(default_factory=pd.DataFrame)
    left_out: tuple[tuple[str, str], ...] = ()
    why_not: Why = ""
    screening: Screening | None = None
    _todays: dict[int, World] = field(default_factory=dict, repr=False, compare=False)

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

        @lru_cache(maxsize=AT_HAND)
        def of_set(place: int) -> Sequence[World]:
            scenario = self.sets[place]
            try:
                if place not in self._todays:
                    self._todays[place] = world(scenario)
                return make(self._todays[place])
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
    scenario: Scenario,
    use: str = "none",
    sets: int = SETS,
    seed: int = 1,
    names: Sequence[str] = (),
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Assumptions:
    """Return what is held for true of a scenario.

    Parameters
    ----------
    scenario
        Today's journey.
    use
        ``facts``: sets that agree with the facts it states; ``ranges``: sets drawn evenly from the ranges of
        its evidence, with rival loyalty curves; ``none``: the values of the file.
    sets
        How many.
    seed
        Of the draws.
    names
        Improvements that will be tried: each has to give a valid journey over all of each range.
    workers
        How many threads look for sets that agree with the facts; by default one for each core.
    progress
        Called with 0 now and then while they are looked for.

    Raises
    ------
    InterventionError
        If there is no such use; if a range gives no valid journey.
    """
    if use not in USES:
        raise InterventionError(f"uncertainty.use: found {shown(use)}, expected {either(USES)}")
    if use == "none" or sets < 2:
        return Assumptions("none", (scenario,))
    asked = (use, sets, seed, tuple(names))
    if _LAST.get("of") is not scenario or _LAST["asked"] != asked:
        found = _varied(scenario, use, sets, seed, names, workers, progress)
        _LAST.update(of=scenario, asked=asked, found=found)
    return cast("Assumptions", _LAST["found"])


def draws(parameters: Sequence[UncertainParameter], number: int, seed: int) -> np.ndarray:
    """Return points spread evenly over all ranges, from 0 to 1: shape (number, parameters)."""
    sampler = qmc.LatinHypercube(len(parameters), rng=np.random.default_rng(seed))
    points: np.ndarray = sampler.random(number)
    return points


def _varied(
    scenario: Scenario,
    use: Use,
    sets: int,
    seed: int,
    names: Sequence[str],
    workers: int | None,
    progress: Callable[[int], None] | None,
) -> Assumptions:
    """Return what is held for true where something is to be varied."""
    check_ranges(scenario, names, moved=False)
    if use == "facts":
        looking = (lambda tried: progress(0)) if progress is not None else None
        found = screen(scenario, sets, seed, workers, looking)
        if found.why:
            return Assumptions(
                "none", (scenario,), left_out=found.left_out, why_not=found.why, screening=found
            )
        parameters, left_out, points = found.parameters, found.left_out, found.shares[found.chosen]
    else:
        unknown, not_tried = uncertain(scenario)
        parameters, left_out = tuple(unknown), tuple(not_tried)
        if not has_ranges(parameters):
            return Assumptions("none", (scenario,), left_out=left_out, why_not="ranges")
        found, points = None, draws(parameters, sets, seed)
    frame = pd.DataFrame(points, columns=[parameter.path for parameter in parameters])
    supposed = tuple(_supposed(scenario, parameters, point) for point in points)
    return Assumptions(use, supposed, parameters, frame, left_out, screening=found)


def _supposed(
    scenario: Scenario, parameters: Sequence[UncertainParameter], point: Sequence[float]
) -> Scenario:
    try:
        return supposing(scenario, parameters, list(point))
    except ScenarioError as error:
        raise InterventionError(
            f"{scenario.name}: some values within the ranges of its evidence give no valid journey: "
            f"{error.faults[0]}; narrow a range"
        ) from error
