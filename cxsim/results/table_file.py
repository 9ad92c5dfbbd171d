"""Tables of a run as Parquet files; errors of a disk say which file they are about."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cxsim.errors import CxsimError
from cxsim.files.drafts import naming

EVENTS, CUSTOMERS = "events.parquet", "customers.parquet"


class ChangedError(CxsimError):
    """A file of a run is not the one that it wrote; the message says which."""


@dataclass(frozen=True)
class TableFile:
    """A table that was written while it came.

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
