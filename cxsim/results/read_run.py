"""Reading what a run has written, if its files are still those of its manifest."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from cxsim.files.inside import InsideError, digest
from cxsim.files.overwriting import RUN
from cxsim.files.own import MANIFEST, files_in, read_json
from cxsim.results.run import NotRecordedError
from cxsim.results.table_file import CUSTOMERS, EVENTS, ChangedError, TableFile
from cxsim.scenario.arguments import public

KPIS = "kpis.parquet"
LARGEST = 1 << 40  # bytes of a file; logs of events are large
NOT_WHOLE = "the folder is not one whole run: simulate again, into another folder"


@dataclass(frozen=True)
class SavedRun:
    """A run in a folder, as it was written there.

    Attributes
    ----------
    folder
        Where it is.
    manifest
        What decides every bit of it, with the checksums of its files.
    """

    folder: Path
    manifest: dict[str, Any]

    def kpis(self) -> pd.DataFrame:
        """Return all KPIs with 95 % intervals; columns as in `cxsim.results.kpis`."""
        return self._read(KPIS)

    @property
    def customers(self) -> pd.DataFrame:
        """The customer table; columns as in `cxsim.results.customers`."""
        return self._read(CUSTOMERS)

    @property
    def events(self) -> pd.DataFrame:
        """The event log; columns as in `cxsim.results.events`."""
        return self._read(EVENTS)

    def _read(self, name: str) -> pd.DataFrame:
        files = files_in(self.manifest)
        if name not in files:
            raise NotRecordedError(f"{self.folder}: this run recorded no {name.removesuffix('.parquet')}")
        frame: pd.DataFrame = TableFile(self.folder / name, files[name]).table().to_pandas()
        return frame


@public()
def read_run(folder: str | os.PathLike[str]) -> SavedRun:
    """Read a run that `cxsim run`, `Run.save` or ``simulate(…, folder=…)`` has written.

    Parameters
    ----------
    folder
        Where it was written.

    Raises
    ------
    ChangedError
        If there is no run, or a file of it is missing, was changed, or is of another run.

    Examples
    --------
    >>> import cxsim as cx
    >>> cx.read_run("runs/telecom").kpis()  # doctest: +SKIP
    """
    home = Path(folder)
    manifest = read_json(home / MANIFEST) or {}
    files = files_in(manifest)
    if "replications" not in manifest or not files or files.keys() - set(RUN):
        raise ChangedError(f"{home / MANIFEST}: found no manifest of a run, expected the folder of one")
    for name in RUN:
        if name == MANIFEST:
            continue
        if name not in files:
            if os.path.lexists(home / name):
                raise ChangedError(f"{home / name}: found a file that is not of this run; {NOT_WHOLE}")
            continue
        try:
            found, _ = digest(home, name, LARGEST)
        except InsideError as error:
            raise ChangedError(
                f"{home / name}: found it {error.fault}, expected a file; {NOT_WHOLE}"
            ) from error
        if found != files[name]:
            raise ChangedError(f"{home / name}: found other contents than its manifest says; {NOT_WHOLE}")
        try:
            pq.read_schema(home / name)
        except Exception as error:
            raise ChangedError(f"{home / name}: found no table, expected Parquet; {NOT_WHOLE}") from error
    return SavedRun(home, manifest)
