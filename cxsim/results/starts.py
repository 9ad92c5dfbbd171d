"""Settled starts kept on disk: the years before time 0 are lived once for each plan, seed and replication."""

import io
import pickle
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from statistics import fmean
from typing import Any, TypedDict

import numpy as np
from pydantic import BaseModel

from cxsim.engine.compiled.arrays import Before, Start
from cxsim.engine.compiled.records import CASE, whole
from cxsim.engine.parts import Plan
from cxsim.engine.settling import Nowhere, kept_in
from cxsim.results import cache


class Settled(TypedDict):
    """The runs before time 0 from which customers come: how long at most, and how they ended on average."""

    years: int
    settled: int
    customers: float
    existing: int
    prospects: float


class OnDisk(Nowhere):
    """Starts beside other results (see `cxsim.results.cache`)."""

    def alone(
        self, plan: Plan, seed: int, replication: int, wanted: Callable[[], bool]
    ) -> AbstractContextManager[None]:
        """Let no other program live the same years at the same time."""
        return cache.alone(_key(plan, seed, replication), wanted)

    def recall(self, plan: Plan, seed: int, replication: int) -> Start | None:
        """Return the start that has been kept after a run of this plan."""
        person = whole(len(plan.journeys), len(plan.touchpoints))

        def like() -> tuple[np.ndarray, ...]:
            sizes = (plan.existing * person.itemsize, plan.existing * CASE.itemsize)
            return (*(np.zeros(size, np.uint8) for size in sizes), np.zeros(6))

        found = cache.recall(_key(plan, seed, replication), like)
        if found is None:
            return None
        people, cases, numbers = found
        stars, reviews, days, settled, customers, prospects = numbers.tolist()
        before = Before(int(days), bool(settled), int(customers), prospects)
        return Start(people.view(person), cases.view(CASE), int(stars), int(reviews), before)

    def keep(self, plan: Plan, seed: int, replication: int, start: Start) -> None:
        """Keep a start."""
        numbers = np.array([start.stars, start.reviews, *start.before], np.float64)
        found = (start.people.view(np.uint8), start.cases.view(np.uint8), numbers)
        cache.keep(_key(plan, seed, replication), found)


kept_in[:] = [OnDisk()]


def settled_facts(before: Sequence[Before], existing: int) -> Settled:
    """Return what a run says of the runs before time 0 of all its replications."""
    return Settled(
        years=round(max(one.days for one in before) / 365.25),
        settled=sum(one.settled for one in before),
        customers=round(fmean(one.customers for one in before), 1),
        existing=existing,
        prospects=fmean(one.prospects for one in before),
    )


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
