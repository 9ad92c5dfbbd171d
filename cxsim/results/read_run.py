"""Reading what a run has written, if its files are still those of its manifest."""

import functools
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pyarrow.parquet as pq
from pydantic import ValidationError

from cxsim.files.inside import InsideError, digest
from cxsim.files.overwriting import RUN, SCENARIO
from cxsim.files.own import MANIFEST, files_in, read_json
from cxsim.results.manifest import Manifest
from cxsim.results.run import Run
from cxsim.results.table_file import CUSTOMERS, EVENTS, ChangedError, TableFile
from cxsim.scenario.arguments import public
from cxsim.scenario.load import scenario_hash
from cxsim.scenario.model import Scenario

KPIS = "kpis.parquet"
LARGEST = 1 << 40  # bytes of a file; logs of events are large
NOT_WHOLE = "the folder is not one whole run: simulate again, into another folder"


@dataclass(frozen=True, repr=False)
class SavedRun(Run, frames={"kpis": "kpis"}, room="cxsim.questions.journey"):
    """A run in a folder, as it was written there: shows itself as it did before.

    Attributes
    ----------
    folder
        Where it is.
    saved_kpis
        The file that holds its KPIs.
    """

    folder: Path = Path()
    saved_kpis: TableFile | None = None

    @functools.cached_property
    def _kpis(self) -> pd.DataFrame:
        assert self.saved_kpis is not None
        frame: pd.DataFrame = self.saved_kpis.table().to_pandas()
        return frame


@public()
def read_run(folder: str | os.PathLike[str]) -> SavedRun:
    """Read a run that `cxsim run`, `Run.save` or ``simulate(…, folder=…)`` has written.

    Parameters
    ----------
    folder
        Where it was written.

    Returns
    -------
    SavedRun
        What `cxsim.simulate` returned: it has KPIs, tables, charts, and what was recorded.

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
    if (
        "replications" not in manifest
        or not files
        or files.keys() - set(RUN)
        or not {KPIS, SCENARIO} <= set(files)
    ):
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
        if not name.endswith(".parquet"):
            continue
        try:
            pq.read_schema(home / name)
        except Exception as error:
            raise ChangedError(f"{home / name}: found no table, expected Parquet; {NOT_WHOLE}") from error
    tables = {name: TableFile(home / name, files[name]) for name in files if name.endswith(".parquet")}
    made = {name: value for name, value in manifest.items() if name != "files"}
    return SavedRun(
        _scenario(home, made),
        cast(Manifest, made),
        (),
        tables.get(CUSTOMERS),
        tables.get(EVENTS),
        folder=home,
        saved_kpis=tables[KPIS],
    )


def _scenario(home: Path, made: dict[str, Any]) -> Scenario:
    """Read the scenario of a run, which has to be the one of its manifest."""
    try:
        scenario = Scenario.model_validate_json((home / SCENARIO).read_bytes())
    except (OSError, ValidationError) as error:
        raise ChangedError(f"{home / SCENARIO}: found no scenario; {NOT_WHOLE}") from error
    if scenario_hash(scenario) != made.get("scenario_hash"):
        raise ChangedError(f"{home / SCENARIO}: found another scenario than its manifest says; {NOT_WHOLE}")
    return scenario
