"""Objectives: what improvements are for. A study states its own beforehand, and its answers follow it."""

from typing import NamedTuple

import numpy as np

from cxsim.errors import InterventionError
from cxsim.questions.experiments.differences import Estimate, difference
from cxsim.questions.experiments.sums import MEASURES, RUNS, worth_of_one
from cxsim.scenario.model import Scenario
from cxsim.scenario.objective import Objective

NO_EFFECT, UNDECIDED = "no effect to speak of", "undecided"


class Verdicts(NamedTuple):
    """What is said of a gain that surely is one, and of a loss."""

    better: str
    worse: str


VERDICTS: dict[Objective, Verdicts] = {
    "stay": Verdicts("keeps customers", "loses customers"),
    "join": Verdicts("wins customers", "wins fewer customers"),
    "customers": Verdicts("more customers", "fewer customers"),
    "net_value": Verdicts("brings more than it costs", "costs more than it brings"),
}


def objective_of(scenario: Scenario, asked: Objective | None = None) -> Objective:
    """Return what improvements of a journey are for: what was asked for, or by default that customers stay.

    Where there are no customers when the simulation starts, it is by default that prospects join.

    Raises
    ------
    InterventionError
        If nobody could stay, or nobody could join.

    Examples
    --------
    >>> import cxsim as cx
    >>> objective_of(cx.load_scenario("scenarios/telecom.yaml"))
    'stay'
    >>> objective_of(cx.load_scenario("scenarios/bank.yaml"))
    'join'
    """
    crowd = scenario.population
    if asked is None:
        return "stay" if crowd.existing else "join"
    later = scenario.period.warm_up > 0.0 and crowd.prospects_per_day > 0.0
    if asked == "stay" and not crowd.existing and not later:
        raise InterventionError(
            "objective: found stay, but population.existing is 0, so that nobody could; expected join, "
            "customers or net_value"
        )
    if asked == "join" and not crowd.prospects_per_day:
        raise InterventionError(
            "objective: found join, but population.prospects_per_day is 0, so that nobody could; expected "
            "stay, customers or net_value"
        )
    return asked


def measure_of(objective: Objective) -> str:
    """Return the measure that an objective looks at (see `MEASURES`)."""
    return "value" if objective == "net_value" else objective


def observed(objective: Objective, sums: np.ndarray, cost: np.ndarray | float = 0.0) -> np.ndarray:
    """Return how well an objective is reached in each replication.

    Parameters
    ----------
    sums
        As `cxsim.questions.experiments.sums.sums` gives them, on the last axis.
    cost
        What it cost, which counts where the objective is net value.

    Returns
    -------
    numpy.ndarray
        Shares, customers or money; 0 where there was nobody.
    """
    above, below, _ = MEASURES[measure_of(objective)]
    found = np.divide(
        sums[..., above], sums[..., below], out=np.zeros(sums.shape[:-1]), where=sums[..., below] > 0
    )
    return np.asarray(found - cost if objective == "net_value" else found)


def gain(
    objective: Objective,
    changed: np.ndarray,
    today: np.ndarray,
    cost: np.ndarray | float = 0.0,
    family: int = 1,
) -> Estimate:
    """Return by how much better an objective is reached than today.

    Parameters
    ----------
    changed, today
        Sums, of shape (replications, …, sums).
    cost
        Of each, which counts where the objective is net value.
    family
        How many gains are looked at together.
    """
    above, below, scale = MEASURES[measure_of(objective)]
    today = np.broadcast_to(today, changed.shape)
    found = difference(
        changed[..., above],
        today[..., above],
        changed[..., below],
        today[..., below],
        family,
        scale,
        1.0 if objective != "net_value" else worth_of_one(today),
    )
    if objective != "net_value":
        return found
    return found._replace(**{name: getattr(found, name) - cost for name in found._fields[:-1]})


def in_units_of(objective: Objective, share: float, today: np.ndarray) -> float:
    """Return what a share of 1, such as an equivalence band, is in the units of an objective.

    Shares stay what they are; of customers and of value it is that share of today's.

    Raises
    ------
    InterventionError
        If in today's journey there is nobody who could stay, or join.
    """
    check_objective(objective, today)
    if objective in ("stay", "join"):
        return share
    above = MEASURES[measure_of(objective)][0]
    return float(share * np.abs(today[..., above].sum() / today[..., RUNS].sum()))


def check_objective(objective: Objective, today: np.ndarray) -> None:
    """Refuse an objective which in today's journey, by its sums, nobody could reach."""
    if objective in ("stay", "join") and not today[..., MEASURES[objective][1]].any():
        raise InterventionError(
            f"objective: found {objective}, but in no replication there is anybody who could; expected "
            "more customers or prospects, a shorter warm-up or time to decide, or another objective"
        )


def verdicts(objective: Objective, low: np.ndarray, high: np.ndarray, band: float) -> list[str]:
    """Return what limits of gains say, if gains within the band are as good as none."""
    said = VERDICTS[objective]
    clear = [(low >= -band) & (high <= band), low > 0.0, high < 0.0]
    return [str(one) for one in np.select(clear, [NO_EFFECT, *said], UNDECIDED)]
