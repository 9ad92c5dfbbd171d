"""Worlds lived each by itself: what became of people in one is kept, so that no question lives it again."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple, cast

import numpy as np

from cxsim.engine.compiled.kernel import prepare
from cxsim.engine.replications import available_cores, in_order
from cxsim.questions.experiments.interventions import World
from cxsim.questions.experiments.sums import SUMS, sums
from cxsim.questions.experiments.worlds import Starts, check_memory, check_somebody, content, live
from cxsim.results import cache
from cxsim.results.worth import grid


class Each(NamedTuple):
    """What became of people in each of several worlds.

    Attributes
    ----------
    sums
        Shape (replications, worlds, 1 + personas, sums), see `cxsim.questions.experiments.sums.sums`.
    worth
        What everybody had brought by each time of the grid of value: shape (replications, worlds, times).
    """

    sums: np.ndarray
    worth: np.ndarray


def live_each(
    worlds: Sequence[World],
    replications: range,
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
        Branches of the same journey.
    replications, seed, workers, progress
        As of `live_through`.

    Raises
    ------
    InterventionError
        If nobody was measured in a replication of some world.
    TooLarge
        If this machine has less memory than it takes.
    """
    stopped = threading.Event()

    def wanted() -> bool:
        return not stopped.is_set()

    digests = [hashlib.sha256(content({"": world})).digest() for world in worlds]
    keys = {
        (number, place): cache.key("each world", f"{seed} {number}", digest)
        for number in replications
        for place, digest in enumerate(digests)
    }
    found: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
    for (number, place), key in keys.items():
        if (there := cache.recall(key, partial(_like, worlds[place]))) is not None:
            found[number, place] = cast("tuple[np.ndarray, np.ndarray]", there)
    missing = [
        number for number in replications if any((number, at) not in found for at in range(len(worlds)))
    ]

    def one(number: int) -> None:
        start = Starts(seed, number, wanted)
        for place, world in enumerate(worlds):
            if (number, place) not in found:
                outcomes = live(world, seed, number, wanted, start(world))
                check_somebody(outcomes.measured.sum())
                digest = sums(outcomes, len(world.plan.personas)), outcomes.worth.sum(axis=(0, 1))
                found[number, place] = digest
                cache.keep(keys[number, place], digest)

    if missing:
        check_memory({"": worlds[0]}, len(missing), workers)
        prepare()
    pool = ThreadPoolExecutor(workers or available_cores(), thread_name_prefix="worlds")
    try:
        for done, _ in enumerate(in_order(pool, one, missing, ahead=len(missing)), 1):
            if progress is not None:
                progress(len(replications) - len(missing) + done)
    finally:
        stopped.set()
        pool.shutdown(wait=True, cancel_futures=True)
    parts = (
        np.array([[found[number, at][part] for at in range(len(worlds))] for number in replications])
        for part in (0, 1)
    )
    return Each(*parts)


def _like(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return something of the shapes and types of what is kept of a world."""
    return (
        np.zeros((1 + len(world.plan.personas), SUMS)),
        np.zeros(len(grid(world.plan, world.scenario))),
    )
