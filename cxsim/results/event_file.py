"""The event log of a run as a file, and tables as Parquet; errors of a disk say which file they are about."""

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cxsim.drafts import naming

EVENTS = "events.parquet"


class ChangedError(Exception):
    """A file of a run is not the one that it wrote; the message says which."""


@dataclass(frozen=True)
class EventFile:
    """An event log that was written while it came.

    Attributes
    ----------
    file, checksum
        Where it is, and what it was when it was written.
    """

    file: Path
    checksum: str

    def table(self) -> pa.Table:
        """Read it; ChangedError if it is another one by now."""
        with self.file.open("rb") as handle:  # what is compared is what is read
            if hashlib.file_digest(handle, "sha256").hexdigest() != self.checksum:
                said = "was replaced or changed after this run wrote it; simulate again, into another folder"
                raise ChangedError(f"{self.file} {said}")
            handle.seek(0)
            return pq.read_table(handle)


def write_parquet(table: pa.Table, file: Path) -> None:
    """Write a table into a file."""
    with naming(file):
        pq.write_table(table, file, compression="zstd")


@contextlib.contextmanager
def parquet_writer(file: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Write tables into a file one after the other; yields what takes them."""
    with naming(file):
        writer = pq.ParquetWriter(file, schema, compression="zstd")

    def take(table: pa.Table) -> None:
        with naming(file):
            writer.write_table(table)

    try:
        yield take
    except BaseException:
        with contextlib.suppress(OSError):  # on a full disk it fails once more
            writer.close()
        raise
    with naming(file):
        writer.close()
