"""A run: a scenario simulated a number of times, and what came of it."""

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import pandas as pd
import pyarrow as pa

from cxsim.drafts import naming, throw_away_scratch
from cxsim.engine.compiled.store import SCRATCH
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.record import Columns, CustomerRow, Row, columns
from cxsim.engine.replications import ENGINES, Replicated, run_replications
from cxsim.results.counts import Counts, count
from cxsim.results.customers import customer_table
from cxsim.results.event_file import EVENTS, EventFile, parquet_writer, write_parquet
from cxsim.results.events import event_table
from cxsim.results.files import write_folder
from cxsim.results.in_the_way import RUN, in_the_way_of_run
from cxsim.results.kpis import kpis
from cxsim.results.manifest import Manifest, manifest
from cxsim.results.written import MANIFEST, checksum
from cxsim.scenario.model import Scenario
from cxsim.scenario.whole_numbers import MOST_WORKERS, whole_numbers

Record = Literal["events", "customers", "kpis"]
RECORDS: tuple[Record, ...] = get_args(Record)


class NotRecordedError(ValueError):
    """Something was asked of a run that it was told not to record."""


@dataclass(frozen=True)
class Run:
    """What a simulation of a scenario left behind.

    Attributes
    ----------
    scenario
        What was simulated.
    manifest
        What decides every bit of the rest.
    counts
        What KPIs are made of, for each replication.
    recorded_customers
        The customer table in Arrow, if it was recorded.
    recorded_events
        The event log in Arrow, or the file that holds it, if it was recorded.
    """

    scenario: Scenario
    manifest: Manifest
    counts: tuple[Counts, ...]
    recorded_customers: pa.Table | None
    recorded_events: pa.Table | EventFile | None

    @property
    def customers_table(self) -> pa.Table:
        """The customer table, in Arrow."""
        if self.recorded_customers is None:
            raise NotRecordedError(
                'this run recorded KPIs only; for the customers, simulate with record="customers"'
            )
        return self.recorded_customers

    @property
    def events_table(self) -> pa.Table:
        """The event log, in Arrow."""
        if self.recorded_events is None:
            raise NotRecordedError(
                'this run recorded no events; for the event log, simulate with record="events"'
            )
        if isinstance(self.recorded_events, EventFile):
            return self.recorded_events.table()
        return self.recorded_events

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
        return kpis(self.counts, plan(self.scenario), self.scenario)

    def save(self, folder: str | Path) -> Path:
        """Write what was recorded, kpis.parquet and manifest.json with checksums; all of them or none.

        Returns
        -------
        pathlib.Path
            The folder.

        Raises
        ------
        TakenError
            If one of these names is that of a file that cxsim did not write, or that was changed since.
        """

        def write(to: Path) -> None:
            if self.recorded_events is not None:
                write_parquet(self.events_table, to / EVENTS)
            self._write_rest(to)

        return write_folder(Path(folder), write, RUN, in_the_way_of_run)

    def _write_rest(self, to: Path) -> dict[str, str]:
        """Write all but the events; return the checksums of all."""
        if self.recorded_customers is not None:
            write_parquet(self.recorded_customers, to / "customers.parquet")
        write_parquet(pa.Table.from_pandas(self.kpis(), preserve_index=False), to / "kpis.parquet")
        files = {name: checksum(to / name) for name in RUN if (to / name).exists()}
        text = json.dumps({**self.manifest, "files": files}, indent=2, ensure_ascii=False)
        with naming(to / MANIFEST):
            (to / MANIFEST).write_text(text + "\n", encoding="utf-8")
        return files


@whole_numbers(workers=(1, MOST_WORKERS))
def simulate(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    engine: str = "compiled",
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
    record: Record = "events",
    folder: str | Path | None = None,
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
        ``compiled``, or ``simpy`` for reading, stepping through and extending; both give the same bits.
    workers
        Number of threads (compiled) or processes (simpy); the result does not depend on it.
    progress
        Called with the number of finished replications.
    record
        ``events`` keeps the event log and the customers, ``customers`` the customers, ``kpis`` neither. The
        KPIs are the same.
    folder
        Where to write what is recorded, as `Run.save` does. Events go there as they come, so that memory
        holds only some of them; what was replaced there since is not read.

    Returns
    -------
    Run
        KPIs, manifest, and what was recorded.

    Raises
    ------
    ParameterError
        If one of the numbers is not whole, or out of range.
    ValueError
        If the engine or the record is unknown.
    TakenError
        As `Run.save`, before anything is simulated.
    """
    if engine not in ENGINES:
        raise ValueError(f'engine "{engine}" is unknown; there is {" and ".join(ENGINES)}')
    if record not in RECORDS:
        raise ValueError(f'record "{record}" is unknown; there is {", ".join(RECORDS)}')
    throw_away_scratch(SCRATCH)
    numbers = plan(scenario)
    nothing = event_table(0, columns([], Row), numbers, scenario)
    run = functools.partial(_run, scenario, numbers, replications, seed, engine, workers, progress, record)
    if folder is None:
        events = [nothing]
        return run(events.append, lambda: pa.concat_tables(events))
    done: list[Run] = []

    def write(to: Path) -> None:
        if record != "events":
            done.append(run(lambda table: None, lambda: None))
            done[0]._write_rest(to)
            return
        with parquet_writer(to / EVENTS, nothing.schema) as take:
            lived = run(take, lambda: EventFile(Path(folder) / EVENTS, ""))
        files = lived._write_rest(to)
        done.append(replace(lived, recorded_events=EventFile(Path(folder) / EVENTS, files[EVENTS])))

    write_folder(Path(folder), write, RUN, in_the_way_of_run)
    return done[0]


def _run(
    scenario: Scenario,
    numbers: Plan,
    replications: int,
    seed: int,
    engine: str,
    workers: int,
    progress: Callable[[int], None] | None,
    record: Record,
    take: Callable[[pa.Table], object],
    taken: Callable[[], pa.Table | EventFile | None],
) -> Run:
    """Run all replications, hand over their events some at a time, and ask in the end where they are."""
    counted: list[Counts] = []
    tables = [customer_table(0, columns([], CustomerRow), numbers, scenario)]  # of nobody: there are columns

    def digest(result: Replicated) -> tuple[Counts, list[pa.Table]]:
        kept: list[pa.Table] = []

        def customers() -> Iterator[Columns]:
            for piece in result.customers:
                if record != "kpis":
                    kept.append(customer_table(result.replication, piece, numbers, scenario))
                yield piece

        return count(result.replication, result.tally, customers(), numbers, scenario), kept

    results = run_replications(numbers, seed, replications, digest, engine, workers, record == "events")
    for number, ((counts, kept), events) in enumerate(results):
        counted.append(counts)
        tables.extend(kept)
        for piece in events:
            take(event_table(number, piece, numbers, scenario))
        if progress is not None:
            progress(number + 1)
    return Run(
        scenario,
        manifest(scenario, engine, seed, replications),
        tuple(counted),
        pa.concat_tables(tables) if record != "kpis" else None,
        taken() if record == "events" else None,
    )
