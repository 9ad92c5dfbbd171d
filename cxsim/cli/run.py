"""The command that simulates a scenario."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim.cli.ctrl_c import interruptible
from cxsim.cli.inputs import (
    Json,
    Lang,
    Replications,
    ScenarioFile,
    Seed,
    Workers,
    check_choice,
    check_numbers,
    load,
    say_size,
)
from cxsim.cli.shell import check_folder, check_free, progress_bar, put
from cxsim.cli.tables import heading, print_table

if TYPE_CHECKING:
    from cxsim.results.run import Run
    from cxsim.scenario.model import Scenario


def run(
    scenario: ScenarioFile,
    replications: Replications = 20,
    seed: Seed = 1,
    engine: Annotated[
        str, typer.Option(help="compiled, or simpy (slower, readable); they give the same bits.")
    ] = "compiled",
    record: Annotated[
        str, typer.Option(help="What to write: events, customers or kpis; each includes the next.")
    ] = "events",
    workers: Workers = None,
    lang: Lang = "en",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the results.  [default: reports/NAME/data]")
    ] = None,
    json: Json = False,
) -> None:
    """Simulate a scenario and write its results.

    Writes event log, customer table and KPIs as parquet, and a manifest; prints the headline KPIs. With
    --record kpis, millions of customers fit into memory.

    \b
    Example:
      cxsim run scenarios/retail.yaml --replications 8 --out /tmp/retail
    """
    from cxsim.files.overwriting import run_would_overwrite
    from cxsim.language.speech import LANGUAGES, speaking

    model = load(scenario)
    check_numbers(replications, seed, workers)
    check_choice("lang", lang, tuple(LANGUAGES))
    folder = out or Path("reports", model.name, "data")
    check_folder(folder)
    check_free(run_would_overwrite(folder))
    started = time.monotonic()
    from cxsim.engine.replications import ENGINES, available_cores
    from cxsim.results.run import RECORDS

    check_choice("engine", engine, ENGINES)
    check_choice("record", record, RECORDS)
    at_once = workers or available_cores()
    say_size(model, replications, engine, at_once, record, err=json)
    with progress_bar("Preparing the engine", replications) as show:
        given = {"replications": replications, "seed": seed, "engine": engine, "workers": at_once}
        done = run_and_write(model, folder, show, **given, record=record)
    seconds = time.monotonic() - started
    with speaking(lang):
        if json:
            typer.echo(done.to_json(), nl=False)
        else:
            _headlines(done)
    written = {"events": "events, customers, kpis", "customers": "customers, kpis", "kpis": "kpis"}[record]
    put(f"\n{written} (parquet) and manifest.json are in {folder} ({seconds:.0f} s)", err=json)


def _headlines(done: "Run") -> None:
    from cxsim.questions.journey.kpi_table import HEADLINES

    put(f"\n{heading(done)}\n")
    print_table(done.table("kpis", names=HEADLINES))


def run_and_write(model: "Scenario", folder: Path, show: Any, **given: Any) -> "Run":
    """Simulate into a folder; with processes, which Ctrl-C ends in the middle, nothing is written before."""
    from cxsim.results.run import simulate

    def tell(done: int) -> None:
        show("Simulating", done)

    if given["engine"] == "compiled":
        return simulate(model, **given, progress=tell, folder=folder)
    with interruptible():
        done = simulate(model, **given, progress=tell)
    done.save(folder)
    return done
