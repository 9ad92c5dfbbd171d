"""The command line: the same as the Python interface, from a shell.

Mistakes of the caller are answered with one line and exit code 2 before anything is written; what fails later
ends with exit code 1, and Ctrl-C with 130. Whatever takes long to import is imported inside the commands.
"""

import contextlib
import gc
import os
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cxsim import __version__
from cxsim.cli.ask import app as ask
from cxsim.cli.batch import batch
from cxsim.cli.inputs import (
    Replications,
    ScenarioFile,
    Seed,
    Workers,
    caution,
    check_choice,
    check_numbers,
    checked,
    load,
    print_table,
    say_size,
)
from cxsim.cli.new import new
from cxsim.cli.publish import publish
from cxsim.cli.report import report
from cxsim.cli.shell import (
    Mistake,
    check_folder,
    check_free,
    interruptible,
    new_file,
    out_of_memory,
    outcome,
    progress_bar,
    put,
)
from cxsim.cli.start import folder_of_notebooks, start
from cxsim.files.no_home import do_without_home

if TYPE_CHECKING:
    from cxsim.scenario.model import Scenario

# JupyterLab asks nobody elsewhere for news, for newer versions, or for extensions.
QUIET = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Run the command line; the entry point of the `cxsim` command."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started this
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 until it ends
        else:  # a question mark is better than nothing, where the encoding of a shell knows no minus
            stream.reconfigure(errors="replace")
    do_without_home()
    gc.set_threshold(100_000, 20, 20)  # starting makes many objects and little garbage: a tenth faster
    code = run_command(sys.argv[1:])
    with contextlib.suppress(OSError):  # whoever read it may have gone
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)  # everything is written, and Numba takes long to tidy up


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit code; what went wrong is said in one line."""
    command = typer.main.get_command(app)

    def run() -> object:
        # A variable of the shell that is not set: as a path it would be the working directory.
        if "--out=" in arguments or ("--out", "") in pairwise(arguments):
            raise Mistake("cxsim: --out: found nothing, expected a name; the folder where you are is .")
        return command.main(args=arguments or ["--help"], prog_name="cxsim", standalone_mode=False)

    return outcome(run)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cxsim {__version__}")
        raise typer.Exit


@app.callback()
def _cxsim(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Simulate customer journeys, and find out where customers are kept and lost.

    \b
    Examples:
      cxsim check scenarios/telecom.yaml
      cxsim report scenarios/telecom.yaml
    """


@app.command()
def check(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE…", help="Scenarios, studies, assessments, batches (YAML).", show_default=False
        ),
    ],
) -> None:
    """Say of scenario, study, assessment and batch files that they are OK, or what is wrong.

    \b
    Example:
      cxsim check scenarios/*.yaml
    """
    from cxsim.scenario.faults import ScenarioError, escaped

    wrong = 0
    for file in files:
        try:
            found = checked(file)
        except ScenarioError as error:
            wrong += 1
            for fault in error.faults:
                typer.echo(str(fault), err=True)
        except MemoryError as error:
            wrong += 1
            put(f"{file}: {out_of_memory(error)}", err=True)
        else:
            typer.echo(f"{escaped(str(file))}: OK, {found}")
            caution(file)
    if wrong:
        raise typer.Exit(2)


@app.command()
def schema(
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it to a file.  [default: print it]")
    ] = None,
    of: Annotated[str, typer.Option(help="scenario, study, batch or assessment.")] = "scenario",
) -> None:
    """Print the JSON schema of scenario files, or of studies, batches, assessments.

    Editors use it to complete and check while you type.

    \b
    Example:
      cxsim schema --out scenario.schema.json
    """
    from cxsim.scenario.schemas import SCHEMAS, schema_text

    check_choice("of", of, SCHEMAS)
    text = schema_text(of)
    if out is None:
        typer.echo(text, nl=False)
        return
    from cxsim.files.own import is_regular

    if not (is_regular(out) and out.read_bytes() == text.encode()):
        new_file(out, text)


@app.command()
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
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the results.  [default: reports/NAME/data]")
    ] = None,
) -> None:
    """Simulate a scenario and write its results.

    Writes event log, customer table and KPIs as parquet, and a manifest; prints the headline KPIs. With
    --record kpis, millions of customers fit into memory.

    \b
    Example:
      cxsim run scenarios/retail.yaml --replications 8 --out /tmp/retail
    """
    model = load(scenario)
    check_numbers(replications, seed, workers)
    folder = out or Path("reports", model.name, "data")
    check_folder(folder)
    from cxsim.files.overwriting import run_would_overwrite

    check_free(run_would_overwrite(folder))
    started = time.monotonic()
    from cxsim.engine.replications import ENGINES, available_cores
    from cxsim.results.run import RECORDS

    check_choice("engine", engine, ENGINES)
    check_choice("record", record, RECORDS)
    at_once = workers or available_cores()
    say_size(model, replications, engine, at_once, record)
    with progress_bar("Preparing the engine", replications) as show:
        given = {"replications": replications, "seed": seed, "engine": engine, "workers": at_once}
        done = run_and_write(model, folder, show, **given, record=record)
    seconds = time.monotonic() - started
    from cxsim.questions.journey.kpi_table import HEADLINES, kpi_table

    table = kpi_table(done, HEADLINES)
    print_table(f"{model.title}, {replications} replications, seed {seed}", table.frame)
    written = {"events": "events, customers, kpis", "customers": "customers, kpis", "kpis": "kpis"}[record]
    put(f"\n{written} (parquet) and manifest.json are in {folder} ({seconds:.0f} s)")


def run_and_write(model: "Scenario", folder: Path, show: Any, **given: Any) -> Any:
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


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open the notebooks in JupyterLab.

    Where there are none, it offers to copy those that come with cxsim, and their scenarios. Further arguments
    go to JupyterLab.

    \b
    Example:
      cxsim lab --no-browser --port 8899
    """
    project = folder_of_notebooks()
    # Its file browser starts at the notebooks, and reaches the scenarios beside them.
    settings = [
        f"--ServerApp.root_dir={project}",
        "--LabApp.default_url=/lab/tree/notebooks",
        *QUIET,
    ]
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", *settings, *context.args])


app.command()(start)
app.command()(new)
app.command()(report)
app.command()(batch)
app.command()(publish)
app.add_typer(ask, name="ask")
