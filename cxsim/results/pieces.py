"""Tables that come in pieces: kept in memory, or written to a file some at a time."""

import contextlib
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from cxsim.files.drafts import naming

ROWS = 262_144  # written at a time


class InMemory:
    """Keeps all pieces; the first, of nobody, has the columns."""

    def __init__(self, nothing: pa.Table) -> None:
        self._pieces = [nothing]

    def take(self, piece: pa.Table) -> None:
        """Take a piece."""
        self._pieces.append(piece)

    def whole(self) -> pa.Table:
        """Return the table."""
        return pa.concat_tables(self._pieces)


class InFile:
    """Writes pieces to a file, so that memory holds only some; an error of the disk names the file."""

    def __init__(self, nothing: pa.Table, file: Path) -> None:
        self._file, self._pieces, self._rows = file, [nothing], 0
        with naming(file):
            self._writer = pq.ParquetWriter(file, nothing.schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is not None:
            with contextlib.suppress(OSError):  # on a full disk it fails once more
                self._writer.close()
            return
        self._write()
        with naming(self._file):
            self._writer.close()

    def take(self, piece: pa.Table) -> None:
        """Take a piece."""
        self._pieces.append(piece)
        self._rows += len(piece)
        if self._rows >= ROWS:
            self._write()

    def whole(self) -> None:
        """Return nothing: the table is whole once the file is closed."""

    def _write(self) -> None:
        if self._rows:
            with naming(self._file):
                self._writer.write_table(pa.concat_tables(self._pieces))
        self._pieces, self._rows = [], 0
