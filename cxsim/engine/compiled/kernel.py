"""The kernel: the compiled main loop, kept on disk so that only the first run after an edit compiles.

Numba notices edits of the file a function stands in, not of those that it calls. So the kernel carries a
digest of every file that can change what it does; to Numba, another digest is another function.
"""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numba
import numpy as np

from cxsim.engine.code_cache import cached
from cxsim.engine.compiled.records import SIMULATION
from cxsim.engine.compiled.walk import simulate

_ENGINE = Path(__file__).resolve().parents[1]
# What is never compiled, so that whoever edits it waits for no compiler: SimPy's engine, and what makes
# plans, lays them out, starts replications and hands on what happened. Whatever is not named here counts.
_APART = (
    *("__init__", "board", "cases", "code_places", "compiled_engine", "customer", "ending"),
    *("journeys", "lives", "machine", "meetings", "plan", "replications", "settling", "simpy_engine"),
    *("simulation", "teams", "visits", "years"),
    *(f"compiled/{name}" for name in ("__init__", "arrays", "flatten", "output", "store")),
)
_SOURCES = {*_ENGINE.rglob("*.py"), _ENGINE.parent / "scenario" / "distributions.py"} - {
    _ENGINE / f"{name}.py" for name in _APART
}


def fingerprint() -> str:
    """Return a digest of what the kernel is made of."""
    total = hashlib.sha256(numba.__version__.encode())
    for source in sorted(_SOURCES):
        total.update(source.read_bytes())
    return total.hexdigest()


def prepare() -> None:
    """Compile the kernel, or load it, before threads ask for it: from here Ctrl-C ends the compiler too."""
    kernel()(np.zeros(1, SIMULATION), 0)


@cache
def kernel() -> Callable[[Any, int], int]:
    """Return the main loop as a function of a simulation's record and a number of moves, compiled."""
    mark = fingerprint()

    @cached(nogil=True, error_model="numpy")
    def run(sims: Any, moves: int) -> int:
        assert mark  # part of what the cache goes by
        return simulate(sims[0], moves)

    return run
