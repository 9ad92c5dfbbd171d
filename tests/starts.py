"""Settled starts of large companies, which many tests begin with: a session lives the years before once."""

import hashlib
import os
import pickle
from pathlib import Path
from typing import cast

from cxsim.engine.compiled.arrays import Start
from cxsim.engine.parts import Plan
from cxsim.questions.experiments.large import is_large
from cxsim.results.starts import OnDisk, pickled


class Shared(OnDisk):
    """Starts in a folder of the session, unless a test keeps results somewhere itself.

    Parameters
    ----------
    folder
        Shared by all workers.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(exist_ok=True)

    def recall(self, plan: Plan, seed: int, replication: int) -> Start | None:
        """Return the start that has been kept after a run of this plan."""
        if not _is_shared(plan):
            return super().recall(plan, seed, replication)
        place = self._place(plan, seed, replication)
        return cast("Start", pickle.loads(place.read_bytes())) if place.exists() else None

    def keep(self, plan: Plan, seed: int, replication: int, start: Start) -> None:
        """Keep a start."""
        if not _is_shared(plan):
            super().keep(plan, seed, replication, start)
            return
        place = self._place(plan, seed, replication)
        unfinished = place.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(pickle.dumps(start))
        unfinished.replace(place)

    def _place(self, plan: Plan, seed: int, replication: int) -> Path:
        named = hashlib.sha256(pickled(plan) + f" {seed} {replication}".encode()).hexdigest()
        return self._folder / named


def _is_shared(plan: Plan) -> bool:
    return is_large(plan.existing) and not os.environ.get("CXSIM_CACHE")
