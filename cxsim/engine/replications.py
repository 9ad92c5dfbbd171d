"""Replications: the same scenario many times over, with the same bits for any number of processes."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns, CustomerRow, Row, columns
from cxsim.engine.simpy_engine import replicate


class ReplicationColumns(NamedTuple):
    """The rows of one replication, column by column."""

    replication: int
    events: Columns
    customers: Columns


def run_replications(
    plan: Plan,
    seed: int,
    replications: int,
    workers: int = 1,
    keep_events: bool = True,
    progress: Callable[[int], None] | None = None,
) -> Iterator[ReplicationColumns]:
    """Simulate replications 0, 1, 2 … and yield them in this order.

    Parameters
    ----------
    workers
        Number of processes; the result does not depend on it.
    progress
        Called with the number of finished replications.
    """
    jobs = [(plan, seed, replication, keep_events) for replication in range(replications)]
    if min(workers, replications) <= 1:
        yield from _counted(map(_replicate, jobs), progress)
        return
    # A fresh interpreter for each worker: forking a process that holds threads (Jupyter, Arrow) can hang.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(workers, replications), mp_context=context)
    try:
        yield from _counted(pool.map(_replicate, jobs), progress)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def available_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _counted(
    results: Iterator[ReplicationColumns], progress: Callable[[int], None] | None
) -> Iterator[ReplicationColumns]:
    for done, result in enumerate(results, start=1):
        if progress is not None:
            progress(done)
        yield result


def _replicate(job: tuple[Plan, int, int, bool]) -> ReplicationColumns:
    plan, seed, replication, keep_events = job
    result = replicate(plan, seed, replication, keep_events)
    return ReplicationColumns(
        replication, columns(result.events, Row), columns(result.customers, CustomerRow)
    )
