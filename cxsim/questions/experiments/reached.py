"""What an objective and net value would be, were the parameters others."""

from collections.abc import Sequence

import numpy as np

from cxsim.errors import InterventionError
from cxsim.questions.experiments.costs import costs
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.questions.experiments.objectives import observed
from cxsim.questions.experiments.sums import sums
from cxsim.questions.experiments.worlds import Lived, live_through
from cxsim.scenario.faults import ScenarioError
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.ranges import UncertainParameter, supposing

TODAY = "today"


def reached(
    objective: Objective,
    scenario: Scenario,
    parameters: Sequence[UncertainParameter],
    point: Sequence[float] | np.ndarray,
    names: Sequence[str],
    replications: int,
    seed: int,
    workers: int | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what an objective and net value are today and with each improvement, with these parameters.

    Returns
    -------
    tuple of numpy.ndarray
        How far the objective is reached, and net value: shape (replications, 1 + improvements).

    Raises
    ------
    InterventionError
        If they give no valid journey.
    """
    try:
        true = supposing(scenario, parameters, list(point))
        today = world(true)
        worlds = {TODAY: today, **{name: today.after(Improve(name)) for name in names}}
    except ScenarioError as error:
        raise InterventionError(
            f"{scenario.name}: some values within the ranges of its evidence give no valid journey: "
            f"{error.faults[0]}; narrow a range, or change the improvement"
        ) from error

    personas, cost = len(true.personas), np.array([0.0, *costs(true, names).values()])

    def digest(lived: Lived) -> np.ndarray:
        return np.array([sums(outcomes, personas)[0] for outcomes in lived.outcomes.values()])

    parts = live_through(worlds, digest, range(replications), seed, workers, cache_as="reached")
    found = np.array(parts)
    return observed(objective, found, cost), observed("net_value", found, cost)
