"""Worlds lived each by itself: what became of people in one is kept, so that no question lives it again."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, cast

import numpy as np

from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.replications import available_cores, in_order
from cxsim.questions.experiments.interventions import World
from cxsim.questions.experiments.sums import SUMS, sums
from cxsim.questions.experiments.worlds import Starts, check_memory, check_somebody, content, live
from cxsim.results import cache
from cxsim.results.customers import ends_of_years
from cxsim.results.worth import grid

# Sums of a world, what everybody had brought by each time, and who is there at the end of each year.
Told = tuple[np.ndarray, np.ndarray, np.ndarray]
# What was found last to fit into memory: a scenario, replications, workers.
_HELD: list[Any] = []


class Each(NamedTuple):
    """What became of people in each of several worlds.

    Attributes
    ----------
    sums
        Shape (replications, worlds, 1 + personas, sums), see `cxsim.questions.experiments.sums.sums`.
    worth
        What everybody had brought by each time of the grid of value: shape (replications, worlds, times).
    years
        As in `cxsim.questions.experiments.worlds.Outcomes`: shape (replications, worlds, 2, years).
    """

    sums: np.ndarray
    worth: np.ndarray
    years: np.ndarray


def live_each(
    worlds: Sequence[World] | Callable[[int], Sequence[World]],
    replications: Sequence[int],
    seed: int,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Each:
    """Live through several worlds with the same draws, as far as they have not been lived before.

    Unlike `cxsim.questions.experiments.worlds.live_through`, which keeps what one question makes of all its
    worlds, this keeps sums of each world and replication on disk, whoever asks for them.

    Parameters
    ----------
    worlds
        Branches of the same journey, or what gives those of a replication.
    replications
        Which ones; the results have their order.
    seed, workers, progress
        As of `live_through`.

    Raises
    ------
    InterventionError
        If nobody was measured in a replication of some world.
    TooLarge
        If this machine has less memory than it takes.
    """
    stopped = threading.Event()
    make = worlds if callable(worlds) else lambda number: worlds
    same = None if callable(worlds) else _digests(worlds)

    def known(number: int, world: World, digest: bytes) -> Told | None:
        return cast("Told | None", cache.recall(_key(seed, number, digest), partial(_like, world)))

    def one(number: int) -> list[Told]:
        there = make(number)
        start = Starts(seed, number, lambda: not stopped.is_set())
        digests = same if same is not None else _digests(there)
        return [
            known(number, world, digest) or lived(number, world, digest, start)
            for world, digest in zip(there, digests, strict=True)
        ]

    def lived(number: int, world: World, digest: bytes, start: Starts) -> Told:
        outcomes = live(world, seed, number, lambda: not stopped.is_set(), start(world))
        check_somebody(outcomes.measured.sum())
        brought = outcomes.worth.sum(axis=(0, 1))
        found = sums(outcomes, len(world.plan.personas)), brought, outcomes.years
        cache.keep(_key(seed, number, digest), found)
        return found

    some = make(replications[0])
    if same is None or not all(
        known(number, world, digest)
        for number in replications
        for world, digest in zip(some, same, strict=True)
    ):
        _check_memory(some[0].start or some[0], len(replications), workers)
        prepare()
    pool = ThreadPoolExecutor(workers or available_cores(), thread_name_prefix="worlds")
    told = []
    try:
        for done, found in enumerate(in_order(pool, one, replications, ahead=len(replications)), 1):
            told.append(found)
            if progress is not None:
                progress(done)
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)
    return Each(*(np.array([[found[part] for found in one] for one in told]) for part in range(3)))


def _check_memory(today: World, replications: int, workers: int | None) -> None:
    """Refuse what this machine cannot hold, unless it was the last that it could hold."""
    scenario, *given = _HELD or (None,)
    if scenario is not today.scenario or given != [replications, workers]:
        check_memory({"": today}, replications, workers)
        _HELD[:] = today.scenario, replications, workers


def _key(seed: int, replication: int, digest: bytes) -> str:
    return cache.key("each world", f"{seed} {replication}", digest)


def _digests(worlds: Sequence[World]) -> list[bytes]:
    return [hashlib.sha256(content({"": world})).digest() for world in worlds]


def _like(world: World) -> Told:
    """Return something of the shapes and types of what is kept of a world."""
    return (
        np.zeros((1 + len(world.plan.personas), SUMS)),
        np.zeros(len(grid(world.scenario))),
        np.zeros((2, len(ends_of_years(world.plan)))),
    )
