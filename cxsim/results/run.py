"""A run: a scenario simulated a number of times, and what came of it."""

import contextlib
import functools
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

import pandas as pd
import pyarrow as pa

from cxsim.engine.compiled.arrays import Before
from cxsim.engine.compiled.store import SCRATCH
from cxsim.engine.parts import Plan
from cxsim.engine.plan import plan
from cxsim.engine.record import Columns, CustomerRow, Row, columns
from cxsim.engine.replications import Engine, Replicated, available_cores, run_replications
from cxsim.files.drafts import naming, throw_away_scratch
from cxsim.files.folders import write_folder
from cxsim.files.overwriting import RUN, SCENARIO, run_would_overwrite
from cxsim.files.own import MANIFEST, checksum
from cxsim.results.counts import Counts, count
from cxsim.results.customers import customer_table
from cxsim.results.events import event_table
from cxsim.results.figures import Figure, checked_figures, figure_sums, see_events
from cxsim.results.kpis import kpis
from cxsim.results.manifest import Manifest, manifest
from cxsim.results.pieces import InFile, InMemory
from cxsim.results.recorded import Recorded
from cxsim.results.sizes import check_size, size_of
from cxsim.results.table_file import CUSTOMERS, EVENTS, TableFile, write_parquet
from cxsim.scenario.arguments import public
from cxsim.scenario.changes import plain
from cxsim.scenario.model import Scenario
from cxsim.scenario.whole_numbers import MOST_WORKERS

Record = Literal["events", "customers", "kpis"]
RECORDS: tuple[Record, ...] = get_args(Record)
Pieces = InMemory | InFile


@dataclass(frozen=True, repr=False)
class Run(Recorded, frames={"kpis": "kpis"}, room="cxsim.questions.journey"):
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
    figures
        Figures of the user's own, which `kpis` tells as well.

    Examples
    --------
    >>> import cxsim as cx
    >>> run = cx.simulate(cx.load_scenario("scenarios/telecom.yaml"))  # doctest: +SKIP
    >>> run.kpis(), run.customers, run.table("links")  # doctest: +SKIP
    """

    scenario: Scenario
    manifest: Manifest
    counts: tuple[Counts, ...]
    recorded_customers: pa.Table | TableFile | None
    recorded_events: pa.Table | TableFile | None
    figures: tuple[Figure, ...] = ()

    def kpis(self) -> pd.DataFrame:
        """Return all KPIs with 95 % intervals over replications; columns as in `cxsim.results.kpis`."""
        return self._kpis

    @functools.cached_property
    def _kpis(self) -> pd.DataFrame:
        return kpis(self.counts, plan(self.scenario), self.scenario, self.figures)

    @classmethod
    def file_names(cls) -> list[str]:
        """Return the names of the files that `save` writes."""
        return list(RUN)

    @public()
    def save(self, folder: str | Path, lang: str | None = None) -> Path:
        """Write what was recorded, KPIs, scenario, and manifest.json with checksums; all of them or none.

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

        return write_folder(Path(folder), write, RUN, run_would_overwrite)

    def _write_rest(self, to: Path) -> dict[str, str]:
        """Write all but events and customers; return the checksums of all."""
        write_parquet(pa.Table.from_pandas(self.kpis(), preserve_index=False), to / "kpis.parquet")
        notes = {path: note.model_dump(mode="json") for path, note in self.scenario.evidence.items()}
        with naming(to / SCENARIO):
            (to / SCENARIO).write_text(json.dumps({**plain(self.scenario), "evidence": notes}), "utf-8")
        files = {name: checksum(to / name) for name in RUN if (to / name).exists()}
        text = json.dumps({**self.manifest, "files": files}, indent=2, ensure_ascii=False)
        with naming(to / MANIFEST):
            (to / MANIFEST).write_text(text + "\n", encoding="utf-8")
        return files


@public(workers=(1, MOST_WORKERS))
def simulate(
    scenario: Scenario,
    replications: int = 20,
    seed: int = 1,
    engine: Engine = "compiled",
    workers: int | None = 1,
    progress: Callable[[int], None] | None = None,
    record: Record = "events",
    folder: str | Path | None = None,
    figures: Sequence[Figure] = (),
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
    figures
        Figures of your own (see `cxsim.figure`), which become KPIs. Nothing else depends on them.

    Returns
    -------
    Run
        KPIs, manifest, and what was recorded.

    Raises
    ------
    ParameterError
        If one of the numbers is not whole, or out of range; if the engine or the record is unknown.
    TakenError
        As `Run.save`, before anything is simulated.
    FigureError
        If something is wrong with a figure, or with what it finds.
    TooLarge
        If this machine has less memory than it takes, which is said before anything is simulated.

    Examples
    --------
    >>> import cxsim as cx
    >>> run = cx.simulate(cx.load_scenario("scenarios/telecom.yaml"), replications=8)  # doctest: +SKIP
    >>> run.kpis(), run.chart("queues")  # doctest: +SKIP
    """
    own = checked_figures(figures)
    workers = workers or available_cores()
    taken = "events" if see_events(own) else "customers" if own else record  # of one replication at a time
    goes_by = folder is not None or taken != record
    check_size(size_of(scenario, replications, engine, workers, taken, goes_by), workers)
    throw_away_scratch(SCRATCH)
    numbers = plan(scenario)
    run = functools.partial(
        _run, scenario, numbers, replications, seed, engine, workers, progress, record, own
    )
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

    write_folder(home, write, RUN, run_would_overwrite)
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
    figures: tuple[Figure, ...],
    of_customers: Pieces,
    of_events: Pieces,
) -> Run:
    """Run all replications, and hand over their customers and events some at a time."""
    counted: list[Counts] = []
    before: list[Before] = []
    seen = see_events(figures)

    def digest(result: Replicated) -> tuple[Counts, list[pa.Table], Before | None]:
        tables: list[pa.Table] = []

        def customers() -> Iterator[Columns]:
            for piece in result.customers:
                if record != "kpis" or figures:
                    tables.append(customer_table(result.replication, piece, numbers, scenario))
                yield piece

        counts = count(result.replication, result.tally, customers(), numbers, scenario)
        return counts, tables, result.before

    results = run_replications(
        numbers, seed, replications, digest, engine, workers, record == "events" or seen
    )
    for number, ((counts, tables, lived), columns_of_events) in enumerate(results):
        before += [] if lived is None else [lived]
        happened: list[pa.Table] = []
        for table in tables if record != "kpis" else ():
            of_customers.take(table)
        for piece in columns_of_events:
            table = event_table(number, piece, numbers, scenario)
            if record == "events":
                of_events.take(table)
            if seen:
                happened.append(table)
        if figures:
            people = pa.concat_tables(tables).to_pandas()
            log = pa.concat_tables(happened).to_pandas() if seen else None
            counts = replace(counts, figures=figure_sums(figures, number, people, log, scenario))
        counted.append(counts)
        if progress is not None:
            progress(number + 1)
    return Run(
        scenario,
        manifest(scenario, engine, seed, replications, figures, before),
        tuple(counted),
        of_customers.whole() if record != "kpis" else None,
        of_events.whole() if record == "events" else None,
        figures,
    )
