"""Replications: the same scenario many times over, with the same bits for any number of workers."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from typing import Literal, NamedTuple, TypeVar, get_args

from cxsim.engine.compiled.arrays import Before, Start
from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.compiled.output import by_number, customer_columns, event_columns
from cxsim.engine.compiled.store import Store
from cxsim.engine.compiled_engine import settled, simulate
from cxsim.engine.ending import end_with
from cxsim.engine.parts import Plan
from cxsim.engine.record import Columns, CustomerRow, Row, columns
from cxsim.engine.tally import Tally

Engine = Literal["compiled", "simpy"]
ENGINES: tuple[Engine, ...] = get_args(Engine)

# Customers are handed on so many at a time, by every engine, since sums are taken piece by piece.
PIECE = 65_536

T = TypeVar("T")


class Replicated(NamedTuple):
    """What one replication leaves behind.

    Attributes
    ----------
    replication
        Its number.
    tally
        What KPIs count.
    customers, events
        Columns, some rows at a time, by customer (and their own step).
    before
        The run before time 0, if the start was to be settled.
    """

    replication: int
    tally: Tally
    customers: Iterable[Columns]
    events: Iterable[Columns]
    before: Before | None = None


def run_replications(
    plan: Plan,
    seed: int,
    replications: int,
    digest: Callable[[Replicated], T],
    engine: str = "compiled",
    workers: int = 1,
    keep_events: bool = True,
) -> Iterator[tuple[T, Iterable[Columns]]]:
    """Simulate replications 0, 1, 2 … and yield them in this order.

    Parameters
    ----------
    digest
        Makes of a replication, but for its events, what is wanted of it. It may run in another thread.
    engine
        ``compiled`` works in threads, ``simpy`` in processes.
    workers
        How many of them; the result does not depend on it.
    keep_events
        Without, there are no events; nothing else changes.

    Yields
    ------
    tuple
        The digest, and the events, which have to be read before the next replication is asked for.
    """
    workers = min(workers, replications)
    if engine == "simpy":
        yield from _in_processes(plan, seed, replications, digest, workers, keep_events)
    else:
        yield from _in_threads(plan, seed, replications, digest, workers, keep_events)


def available_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _in_threads(
    plan: Plan,
    seed: int,
    replications: int,
    digest: Callable[[Replicated], T],
    workers: int,
    keep_events: bool,
) -> Iterator[tuple[T, Iterable[Columns]]]:
    prepare()
    stopped = threading.Event()

    def wanted() -> bool:
        return not stopped.is_set()

    def one(replication: int) -> tuple[T, Store]:
        store = Store()
        try:
            begin = settled(plan, seed, replication, wanted)
            sim = simulate(plan, seed, replication, store.add if keep_events else None, wanted, begin=begin)
            customers = (customer_columns(sim, some) for some in by_number(sim, PIECE))
            before = begin and begin.before
            return digest(Replicated(replication, sim.tally, customers, (), before)), store
        except BaseException:
            store.close()
            raise

    pool = ThreadPoolExecutor(workers, thread_name_prefix="replication")
    try:
        for digested, store in in_order(pool, one, range(replications), workers + 1):
            yield digested, map(event_columns, store.pieces())
            store.close()
    finally:  # what is still under way ends within a tenth of a second
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _in_processes(
    plan: Plan,
    seed: int,
    replications: int,
    digest: Callable[[Replicated], T],
    workers: int,
    keep_events: bool,
) -> Iterator[tuple[T, Iterable[Columns]]]:
    # Where everybody stands at time 0 is not lived again by each worker.
    jobs = ((plan, seed, number, keep_events, settled(plan, seed, number)) for number in range(replications))
    if workers <= 1:
        for job in jobs:
            result = _replicate(job)
            yield digest(result), result.events
        return
    # A fresh interpreter for each worker: forking a process that holds threads (Jupyter, Arrow) can hang.
    context = multiprocessing.get_context("spawn")
    # A worker never notices by itself that nobody asks any more: all of them hold both ends of the queue.
    pool = ProcessPoolExecutor(workers, context, initializer=end_with, initargs=(os.getpid(),))
    try:
        for result in in_order(pool, _replicate, jobs, workers + 1):
            yield digest(result), result.events
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


J = TypeVar("J")


def in_order(pool: Executor, work: Callable[[J], T], jobs: Iterable[J], ahead: int) -> Iterator[T]:
    """Yield results in the order of the jobs, of which only so many are under way or waiting to be taken."""
    waiting: deque[Future[T]] = deque()
    for job in jobs:
        if len(waiting) == ahead:
            yield waiting.popleft().result()
        waiting.append(pool.submit(work, job))
    while waiting:
        yield waiting.popleft().result()


def _replicate(job: tuple[Plan, int, int, bool, Start | None]) -> Replicated:
    from cxsim.engine.simpy_engine import replicate

    plan, seed, replication, keep_events, begin = job
    result = replicate(plan, seed, replication, keep_events, begin)
    customers = [
        columns(result.customers[first : first + PIECE], CustomerRow)
        for first in range(0, len(result.customers), PIECE)
    ]
    events = [columns(result.events, Row)] if keep_events else []
    return Replicated(replication, result.tally, customers, events, begin and begin.before)
