"""A run: a scenario simulated a number of times, and what came of it."""

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.replications import ReplicationColumns, run_replications
from cxsim.results.customers import customer_table
from cxsim.results.events import event_table
from cxsim.results.files import write_folder
from cxsim.results.kpis import kpis
from cxsim.results.manifest import Manifest, manifest
from cxsim.scenario.model import Scenario

ENGINES = ("simpy",)


@dataclass(frozen=True)
class Run:
    """What a simulation of a scenario left behind.

    Attributes
    ----------
    scenario
        What was simulated.
    manifest
        What decides every bit of the rest.
    events_table, customers_table
        The event log and the customer table, in Arrow.
    """

    scenario: Scenario
    manifest: Manifest
    events_table: pa.Table
    customers_table: pa.Table

    @functools.cached_property
    def events(self) -> pd.DataFrame:
        """The event log; columns as in `cxsim.results.events`."""
        frame: pd.DataFrame = self.events_table.to_pandas()
        return frame

    @functools.cached_property
    def customers(self) -> pd.DataFrame:
        """The customer table; columns as in `cxsim.results.customers`."""
        frame: pd.DataFrame = self.customers_table.to_pandas()
        return frame

    def kpis(self) -> pd.DataFrame:
        """Return all KPIs with 95 % intervals over replications; columns as in `cxsim.results.kpis`."""
        return self._kpis

    @functools.cached_property
    def _kpis(self) -> pd.DataFrame:
        return kpis(self.events, self.customers, plan(self.scenario), self.scenario)

    def save(self, folder: str | Path) -> Path:
        """Write events.parquet, customers.parquet, kpis.parquet and manifest.json; all of them or none.

        Returns
        -------
        pathlib.Path
            The folder.
        """

        def write(to: Path) -> None:
            pq.write_table(self.events_table, to / "events.parquet", compression="zstd")
            pq.write_table(self.customers_table, to / "customers.parquet", compression="zstd")
            pq.write_table(pa.Table.from_pandas(self.kpis(), preserve_index=False), to / "kpis.parquet")
            text = json.dumps(self.manifest, indent=2, ensure_ascii=False)
            (to / "manifest.json").write_text(text + "\n", encoding="utf-8")

        return write_folder(Path(folder), write)


def simulate(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    engine: str = "simpy",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Run:
    """Simulate a scenario.

    Parameters
    ----------
    scenario
        What to simulate.
    replications
        How many independent repetitions; intervals come from their spread.
    seed
        Any whole number from 0 on. The same seed always gives the same result; scenarios that are run with
        the same seed can be compared customer by customer (common random numbers).
    engine
        ``simpy``.
    workers
        Number of processes; the result does not depend on it.
    progress
        Called with the number of finished replications.

    Returns
    -------
    Run
        Event log, customer table, KPIs and manifest.

    Raises
    ------
    ValueError
        If a number or the engine is out of range.
    """
    if engine not in ENGINES:
        raise ValueError(f'engine "{engine}" is unknown; there is {", ".join(ENGINES)}')
    if replications < 1 or workers < 1 or not 0 <= seed < 2**63:
        raise ValueError("replications and workers have to be at least 1, the seed from 0 to 2**63 - 1")
    numbers = plan(scenario)
    done = [
        _tables(result, numbers, scenario)
        for result in run_replications(numbers, seed, replications, workers, progress=progress)
    ]
    return Run(
        scenario,
        manifest(scenario, engine, seed, replications),
        pa.concat_tables(events for events, _ in done),
        pa.concat_tables(customers for _, customers in done),
    )


def _tables(result: ReplicationColumns, numbers: Plan, scenario: Scenario) -> tuple[pa.Table, pa.Table]:
    people = result.customers
    persona = people["persona"][np.searchsorted(people["customer"], result.events["customer"])]
    return (
        event_table(result.replication, result.events, persona, numbers, scenario),
        customer_table(result.replication, people, numbers, scenario),
    )
