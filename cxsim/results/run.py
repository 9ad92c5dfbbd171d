"""A run: a scenario simulated a number of times, and what came of it."""

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import pandas as pd
import pyarrow as pa

from cxsim.engine.compiled.store import SCRATCH
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.record import Columns, CustomerRow, Row, columns
from cxsim.engine.replications import ENGINES, Replicated, available_cores, run_replications
from cxsim.errors import CxsimError
from cxsim.files.drafts import naming, throw_away_scratch
from cxsim.files.folders import write_folder
from cxsim.files.overwriting import RUN, in_the_way_of_run
from cxsim.files.own import MANIFEST, checksum
from cxsim.results.answer import Answer
from cxsim.results.counts import Counts, count
from cxsim.results.customers import customer_table
from cxsim.results.events import event_table
from cxsim.results.kpis import kpis
from cxsim.results.manifest import Manifest, manifest
from cxsim.results.pieces import InFile, InMemory
from cxsim.results.sizes import check_size, size_of
from cxsim.results.table_file import CUSTOMERS, EVENTS, TableFile, write_parquet
from cxsim.scenario.model import Scenario
from cxsim.scenario.whole_numbers import MOST_WORKERS, whole_numbers

Record = Literal["events", "customers", "kpis"]
RECORDS: tuple[Record, ...] = get_args(Record)
Pieces = InMemory | InFile


class NotRecordedError(CxsimError, ValueError):
    """Something was asked of a run that it was told not to record."""


@dataclass(frozen=True, repr=False)
class Run(Answer, frames={"kpis": "kpis"}, room="cxsim.questions.journey"):
    """What a simulation of a scenario left behind.

    Attributes
    ----------
    scenario
        What was simulated.
    manifest
        What decides every bit of the rest.
    counts
        What KPIs are made of, for each replication.
    kpis
        All KPIs (see `cxsim.results.kpis`): ``scope``, ``name``, ``kpi``, ``unit``, ``mean``, ``low`` and
        ``high`` (95 %, over replications), ``replications`` that have a say in it.
    recorded_customers, recorded_events
        The customer table and the event log in Arrow, or the files that hold them, if they were recorded.
    """

    scenario: Scenario
    manifest: Manifest
    counts: tuple[Counts, ...]
    recorded_customers: pa.Table | TableFile | None
    recorded_events: pa.Table | TableFile | None

    @property
    def customers_table(self) -> pa.Table:
        """The customer table, in Arrow."""
        if self.recorded_customers is None:
            raise NotRecordedError(
                'this run recorded KPIs only; for the customers, simulate with record="customers"'
            )
        if isinstance(self.recorded_customers, TableFile):
            return self.recorded_customers.table()
        return self.recorded_customers

    @property
    def events_table(self) -> pa.Table:
        """The event log, in Arrow."""
        if self.recorded_events is None:
            raise NotRecordedError(
                'this run recorded no events; for the event log, simulate with record="events"'
            )
        if isinstance(self.recorded_events, TableFile):
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

    @classmethod
    def file_names(cls) -> list[str]:
        """Return the names of the files that `save` writes."""
        return list(RUN)

    def save(self, folder: str | Path, lang: str | None = None) -> Path:
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
            if self.recorded_customers is not None:
                write_parquet(self.customers_table, to / CUSTOMERS)
            self._write_rest(to)

        return write_folder(Path(folder), write, RUN, in_the_way_of_run)

    def _write_rest(self, to: Path) -> dict[str, str]:
        """Write all but events and customers; return the checksums of all."""
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
    workers: int | None = 1,
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
        Number of threads (compiled) or processes (simpy), None for one on each core; the result does not
        depend on it.
    progress
        Called with the number of finished replications.
    record
        ``events`` keeps the event log and the customers, ``customers`` the customers, ``kpis`` neither. The
        KPIs are the same.
    folder
        Where to write what is recorded, as `Run.save` does. It goes there as it comes, so that memory holds
        only some of it; what was replaced there since is not read.

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
    TooLarge
        If this machine has less memory than it takes, which is said before anything is simulated.
    """
    if engine not in ENGINES:
        raise ValueError(f'engine "{engine}" is unknown; there is {" and ".join(ENGINES)}')
    if record not in RECORDS:
        raise ValueError(f'record "{record}" is unknown; there is {", ".join(RECORDS)}')
    workers = workers or available_cores()
    check_size(size_of(scenario, replications, engine, workers, record, folder is not None), workers)
    throw_away_scratch(SCRATCH)
    numbers = plan(scenario)
    run = functools.partial(_run, scenario, numbers, replications, seed, engine, workers, progress, record)
    # Tables of nobody, so that there are columns.
    customers = customer_table(0, columns([], CustomerRow), numbers, scenario)
    events = event_table(0, columns([], Row), numbers, scenario)
    if folder is None:
        return run(InMemory(customers), InMemory(events))
    home, done = Path(folder), list[Run]()

    def write(to: Path) -> None:
        with contextlib.ExitStack() as files:

            def place(name: str, nothing: pa.Table, recorded: bool) -> Pieces:
                if not recorded:
                    return InMemory(nothing)
                return files.enter_context(InFile(nothing, to / name))

            of_customers = place(CUSTOMERS, customers, record != "kpis")
            lived = run(of_customers, place(EVENTS, events, record == "events"))
        sums = lived._write_rest(to)
        tables = [
            TableFile(home / name, sums[name]) if name in sums else None for name in (CUSTOMERS, EVENTS)
        ]
        done.append(replace(lived, recorded_customers=tables[0], recorded_events=tables[1]))

    write_folder(home, write, RUN, in_the_way_of_run)
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
    of_customers: Pieces,
    of_events: Pieces,
) -> Run:
    """Run all replications, and hand over their customers and events some at a time."""
    counted: list[Counts] = []

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
        for table in kept:
            of_customers.take(table)
        for piece in events:
            of_events.take(event_table(number, piece, numbers, scenario))
        if progress is not None:
            progress(number + 1)
    return Run(
        scenario,
        manifest(scenario, engine, seed, replications),
        tuple(counted),
        of_customers.whole() if record != "kpis" else None,
        of_events.whole() if record == "events" else None,
    )
