"""Drivers: which assumptions decide what an improvement gains, and whether it stays ahead.

Each assumption is moved alone, from several places at which the others could be, with the same people and
draws at every point. So an assumption that does nothing has an effect of exactly zero (elementary effects:
Morris 1991, "Factorial sampling plans for preliminary computational experiments"; Campolongo, Cariboni &
Saltelli 2007).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from SALib.analyze import morris as analysis
from SALib.sample import morris as sampling

from cxsim.errors import InterventionError
from cxsim.questions.experiments.reached import reached
from cxsim.questions.ranking.estimate import Ranking
from cxsim.results.answer import Answer
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.arguments import public
from cxsim.scenario.faults import nearest, shown
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective
from cxsim.scenario.ranges import UncertainParameter, check_ranges, uncertain

LEVELS = 4


@dataclass(frozen=True, repr=False)
class Drivers(Answer, frames={"drivers": "figures"}):
    """What the gain of an improvement, and its lead, depend on.

    Attributes
    ----------
    scenario, manifest
        Today's journey, and what decides every bit of the rest.
    objective
        Of the ranking.
    leader, rival
        The improvement, and the one its lead is over.
    parameters
        The assumptions that were moved.
    figures
        By assumption (its ``path``), the one that moves the lead most first: ``gain`` and ``lead`` (how far,
        on average, the gain and the lead move over its range, whichever way; in units of the objective),
        ``gain_error`` and ``lead_error`` (half the width of a 95 % interval), ``gain_sign`` and ``lead_sign``
        (from -1, always down, to 1, always up), ``today`` (its value).
    lead
        The lead at each point that was tried.
    """

    scenario: Scenario
    manifest: Manifest
    objective: Objective
    leader: str
    rival: str
    parameters: tuple[UncertainParameter, ...]
    figures: pd.DataFrame
    lead: np.ndarray


@public(trajectories=(2, 1_000))
def drivers(
    ranking: Ranking,
    trajectories: int = 4,
    replications: int = 4,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    only: Sequence[str] | None = None,
) -> Drivers:
    """Find the assumptions that decide what the best improvement gains and whether it stays ahead.

    Parameters
    ----------
    ranking
        Of a journey with ranges beside its parameters: the first of it is held against the second.
    trajectories
        From how many places each assumption is moved.
    replications, workers
        As in `cxsim.robustness`.
    progress
        Called with the number of finished points, of ``trajectories * (assumptions + 1)``.
    only
        Which assumptions are moved, by their paths; by default all that have a range.

    Raises
    ------
    ParameterError
        If there are fewer than two trajectories.
    InterventionError
        If there is one improvement alone, or no such assumption; if values within the ranges give no valid
        journey with one of the two.

    Examples
    --------
    >>> import cxsim as cx
    >>> ranking = cx.rank(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> cx.drivers(ranking).to_frame()  # doctest: +SKIP
    """
    scenario, seed = ranking.scenario, ranking.manifest["seed"]
    leader, rival = ranking.lead
    unknown = _asked(uncertain(scenario)[0], only)
    names = [parameter.path for parameter in unknown]
    check_ranges(scenario, [leader, rival], moved=True, only=names)
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
    points = sampling.sample(problem, trajectories, num_levels=LEVELS, seed=seed)
    gain, lead = np.zeros(len(points)), np.zeros(len(points))
    for place, point in enumerate(points):
        given = (scenario, unknown, point, [leader, rival], replications, seed, workers)
        today, first, second = reached(ranking.objective, *given)[0].mean(axis=0)
        gain[place], lead[place] = first - today, first - second
        if progress is not None:
            progress(place + 1)
    columns: dict[str, np.ndarray] = {}
    for name, values in (("lead", lead), ("gain", gain)):
        found = analysis.analyze(problem, points, values, num_levels=LEVELS, seed=seed)
        size = np.asarray(found["mu_star"])
        columns[name] = size
        columns[f"{name}_error"] = np.asarray(found["mu_star_conf"])
        columns[f"{name}_sign"] = np.divide(found["mu"], size, out=np.zeros(len(size)), where=size > 0)
    table = pd.DataFrame(columns, index=pd.Index(names, name="path"))
    table["today"] = [parameter.today for parameter in unknown]
    return Drivers(
        scenario,
        manifest(scenario, "compiled", seed, replications),
        ranking.objective,
        leader,
        rival,
        tuple(unknown),
        table.sort_values("lead", ascending=False, kind="stable"),
        lead,
    )


def _asked(unknown: list[UncertainParameter], only: Sequence[str] | None) -> list[UncertainParameter]:
    """Return the assumptions that are asked about: these, or all."""
    paths = [parameter.path for parameter in unknown]
    for path in only or ():
        if path not in paths:
            hint = nearest(path, paths)
            raise InterventionError(f"no assumption {shown(path)} has a range{hint and '; '}{hint}")
    return [parameter for parameter in unknown if not only or parameter.path in only]
