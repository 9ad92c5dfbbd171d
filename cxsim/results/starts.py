"""Settled starts kept on disk: the years before time 0 are lived once for each plan, seed and replication."""

import io
import pickle
from typing import Any

import numpy as np
from pydantic import BaseModel

from cxsim.engine.compiled.arrays import Start
from cxsim.engine.compiled.records import CASE, whole
from cxsim.engine.parts import Plan
from cxsim.engine.settling import Nowhere, kept_in
from cxsim.results import cache


class OnDisk(Nowhere):
    """Starts beside other results (see `cxsim.results.cache`)."""

    def recall(self, plan: Plan, seed: int, replication: int) -> Start | None:
        """Return the start that has been kept after a run of this plan."""
        person = whole(len(plan.journeys), len(plan.touchpoints))

        def like() -> tuple[np.ndarray, ...]:
            sizes = (plan.existing * person.itemsize, plan.existing * CASE.itemsize)
            return (*(np.zeros(size, np.uint8) for size in sizes), np.zeros(5, np.int64))

        found = cache.recall(_key(plan, seed, replication), like)
        if found is None:
            return None
        people, cases, (stars, reviews, days, settled, customers) = found
        return Start(
            people.view(person),
            cases.view(CASE),
            stars.item(),
            reviews.item(),
            days.item(),
            bool(settled),
            customers.item(),
        )

    def keep(self, plan: Plan, seed: int, replication: int, start: Start) -> None:
        """Keep a start."""
        people, cases, *rest = start
        found = (people.view(np.uint8), cases.view(np.uint8), np.array(rest, np.int64))
        cache.keep(_key(plan, seed, replication), found)


kept_in[:] = [OnDisk()]


def _key(plan: Plan, seed: int, replication: int) -> str:
    return cache.key("settled start", f"{seed} {replication}", pickled(plan))


def pickled(thing: Any) -> bytes:
    """Return equal bytes for equal things, such as plans, be they the same object or a copy."""
    written = io.BytesIO()
    pickler = _Pickler(written, protocol=5)
    pickler.fast = True
    pickler.dump(thing)
    return written.getvalue()


class _Pickler(pickle.Pickler):
    """Writes models as text: pickle would write which of their fields were set, in the order of a set.

    All of it: a scenario's own `repr` is short.
    """

    def reducer_override(self, thing: Any) -> Any:
        return (str, (BaseModel.__repr__(thing),)) if isinstance(thing, BaseModel) else NotImplemented
