"""The store gives rows back in their order, however many it had to write away, and when."""

import numpy as np
import pytest

from cxsim.engine.compiled.records import ROW
from cxsim.engine.compiled.store import Store


def rows(count: int, seed: int) -> np.ndarray:
    found = np.zeros(count, ROW)
    found["customer"] = np.random.default_rng(seed).integers(0, 20, count)
    found["step"] = np.arange(count) + 1_000 * seed
    return found


@pytest.mark.parametrize(
    "sizes", [[], [0], [3], [10], [10, 10], [4, 6], [9, 1, 0], [25], [10, 3], [7, 7, 7, 7]]
)
def test_all_rows_come_back_by_customer_and_step(sizes: list[int]) -> None:
    """Also where the last of them fill what is kept in memory, so that nothing is left there."""
    store = Store(in_memory=10, piece=4)
    given = [rows(size, seed) for seed, size in enumerate(sizes)]
    for some in given:
        store.add(some)
    found = np.concatenate([np.zeros(0, ROW), *store.pieces()])
    store.close()
    everything = np.concatenate([np.zeros(0, ROW), *given])
    expected = everything[np.lexsort((everything["step"], everything["customer"]))]
    assert (found == expected).all()
    assert len(found) == sum(sizes)
