"""Tables that come in pieces: kept in memory, or written to a file some at a time."""

from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 262_144  # written at a time


class InMemory:
    """Keeps all pieces; the first, of nobody, has the columns."""

    def __init__(self, nothing: pa.Table) -> None:
        self._pieces = [nothing]

    def take(self, piece: pa.Table) -> None:
        """Take a piece."""
        self._pieces.append(piece)

    def whole(self) -> pa.Table | Path:
        """Return the table."""
        return pa.concat_tables(self._pieces)


class InFile:
    """Writes pieces to a draft, so that memory holds only some; `file` is where that will be moved."""

    def __init__(self, nothing: pa.Table, draft: Path, file: Path) -> None:
        self._file, self._pieces, self._rows = file, [nothing], 0
        self._writer = pq.ParquetWriter(draft, nothing.schema, compression="zstd")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failed: object, *_: object) -> None:
        if failed is None:
            self._write()
        self._writer.close()

    def take(self, piece: pa.Table) -> None:
        """Take a piece."""
        self._pieces.append(piece)
        self._rows += len(piece)
        if self._rows >= ROWS:
            self._write()

    def whole(self) -> pa.Table | Path:
        """Return the file."""
        return self._file

    def _write(self) -> None:
        if self._rows:
            self._writer.write_table(pa.concat_tables(self._pieces))
        self._pieces, self._rows = [], 0
