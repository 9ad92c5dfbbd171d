"""How many customers have to be simulated to choose the best improvement of the telecom journey safely.

The sequential procedure with common draws, against equally many replications of every improvement with draws
of its own, for the same promise. Twice: as the journey is, and in the hardest case the promise covers, in
which the best is only just a zone ahead and all others are as good as each other.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.telecom import scenario
from cxsim.questions.choice.estimate import TODAY, ZONE
from cxsim.questions.choice.screening import Screened, equal_allocation, screen
from cxsim.questions.experiments.interventions import Improve, world
from cxsim.questions.experiments.worlds import Lived, live_through

CONFIDENCE = 0.95


def shares_kept(replications: int, seed: int) -> tuple[list[str], np.ndarray, float]:
    """Return names, the share kept in each replication of each world, and how many customers one has."""
    journey = scenario()
    worlds = {
        TODAY: world(journey),
        **{name: world(journey, Improve(name)) for name in journey.improvements},
    }

    def digest(lived: Lived) -> np.ndarray:
        of_each = [(found.kept.mean(), len(found.customer)) for found in lived.outcomes.values()]
        return np.array(of_each)

    found = np.array(live_through(worlds, digest, range(replications), seed))
    return list(worlds), found[..., 0], float(found[..., 1].mean())


def choose(replications: int, studies: int, seed: int) -> dict[str, Any]:
    """Compare what it takes, for several zones.

    Parameters
    ----------
    replications
        Of every world, from which means, variances and covariances are known.
    studies
        How often the hardest case is tried, with normal draws of those covariances.
    """
    names, kept, people = shares_kept(replications, seed)
    worlds, best = len(names), int(kept.mean(axis=0).argmax())
    variance = float(kept.var(axis=0, ddof=1).mean())
    rows = []
    for zone in (5 * ZONE / 2, ZONE, ZONE / 2):
        found = screen(
            lambda which, there: kept[np.ix_(which, there)],
            worlds,
            zone,
            CONFIDENCE,
            most=replications,
        )
        equally = equal_allocation(worlds, variance, zone, CONFIDENCE) * worlds
        hard = [_hardest(kept, best, zone, seed + study) for study in range(studies)]
        rows.append(
            {
                "zone": zone,
                "best": names[found.best],
                "sure": found.sure,
                "customers": found.used.sum() * people,
                "customers_equal": equally * people,
                "ratio": equally / found.used.sum(),
                "ratio_hardest": equally / float(np.mean([one.used.sum() for one in hard])),
                "right_hardest": float(np.mean([one.best == best for one in hard])),
            }
        )
    return {"worlds": worlds, "replications": replications, "studies": studies, "results": rows}


def _hardest(kept: np.ndarray, best: int, zone: float, seed: int) -> Screened:
    draws, worlds = np.random.default_rng(seed), kept.shape[1]
    means = np.zeros(worlds)
    means[best] = zone
    spread = np.linalg.cholesky(np.cov(kept.T) + 1e-12 * np.eye(worlds))

    def observe(which: range, there: Sequence[int]) -> np.ndarray:
        return (means + draws.standard_normal((len(which), worlds)) @ spread.T)[:, list(there)]

    return screen(observe, worlds, zone, CONFIDENCE, most=100_000)
