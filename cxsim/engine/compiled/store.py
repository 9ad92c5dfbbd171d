"""The store of the event log of one replication: sorted in memory, or on disk where it grows too large."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cxsim.engine.compiled.records import ROW
from cxsim.files.drafts import Scratch, naming

# Rows that are sorted in memory at a time (an eighth of a gigabyte), and that are handed on at a time.
IN_MEMORY, PIECE = 1_000_000, 250_000
SCRATCH = "cxsim-log-"  # what temporary folders begin with


class Store:
    """Takes rows in any order, and gives them back by customer and the customer's own step."""

    def __init__(self, in_memory: int = IN_MEMORY, piece: int = PIECE) -> None:
        self._in_memory = in_memory
        self._piece = piece
        self._rows: list[np.ndarray] = []
        self._count = 0
        self._files: list[Path] = []
        self._scratch: Scratch | None = None

    def add(self, rows: np.ndarray) -> None:
        """Take rows, which may be overwritten afterwards."""
        self._rows.append(rows.copy())
        self._count += len(rows)
        if self._count >= self._in_memory:
            self._write_away()

    def pieces(self) -> Iterator[np.ndarray]:
        """Yield all rows in their order, some at a time."""
        if not self._files:
            rows = _sorted(self._rows or [np.zeros(0, ROW)])
            for start in range(0, len(rows), self._piece):
                yield rows[start : start + self._piece]
            return
        if self._rows:
            self._write_away()
        runs = [np.load(file, mmap_mode="r") for file in self._files]
        for low, high in self._ranges(runs):
            edges = [np.searchsorted(run["customer"], (low, high)) for run in runs]
            yield _sorted([run[start:end] for run, (start, end) in zip(runs, edges, strict=True)])

    def close(self) -> None:
        """Delete what is on disk."""
        self._rows = []
        if self._scratch is not None:
            self._scratch.close()

    def _write_away(self) -> None:
        if self._scratch is None:
            self._scratch = Scratch(SCRATCH)
        file = self._scratch.folder / f"{len(self._files)}.npy"
        rows = _sorted(self._rows)
        with naming(file):
            np.save(file, rows)
        self._files.append(file)
        self._rows, self._count = [], 0

    def _ranges(self, runs: list[np.ndarray]) -> Iterator[tuple[int, int]]:
        """Yield ranges of customers that hold about as many rows as are handed on at a time."""
        every = max(self._piece // 100, 1)
        sample = np.sort(np.concatenate([run["customer"][::every] for run in runs]))
        edges = np.unique(sample[:: self._piece // every]).tolist()
        last = max(int(run["customer"][-1]) for run in runs if len(run))
        edges[0] = min(int(run["customer"][0]) for run in runs if len(run))
        yield from zip(edges, [*edges[1:], last + 1], strict=True)


def _sorted(parts: list[np.ndarray]) -> np.ndarray:
    rows = np.concatenate(parts)
    return rows[np.lexsort((rows["step"], rows["customer"]))]
