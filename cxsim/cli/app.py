"""The command line: the same as the Python interface, from a shell.

Mistakes of the caller are answered with one line and exit code 2 before anything is written; what fails later
ends with exit code 1, and Ctrl-C with 130. Whatever takes long to import is imported inside the commands.
"""

import contextlib
import gc
import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cxsim import __version__
from cxsim.cli.ask import app as ask
from cxsim.cli.batch import batch
from cxsim.cli.check import check
from cxsim.cli.ctrl_c import heard
from cxsim.cli.named import Named
from cxsim.cli.publish import publish
from cxsim.cli.report import report
from cxsim.cli.run import run
from cxsim.cli.scenario import app as scenario
from cxsim.cli.shell import (
    Mistake,
    outcome,
)
from cxsim.cli.start import folder_of_notebooks, start
from cxsim.files.no_home import do_without_home

if TYPE_CHECKING:
    pass

# JupyterLab asks nobody elsewhere for news, for newer versions, or for extensions.
QUIET = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)

app = typer.Typer(
    cls=Named,
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

    with heard():
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
    """Simulate customer journeys, and find out why customers stay, join or leave.

    \b
    Examples:
      cxsim check scenarios/telecom.yaml
      cxsim report scenarios/telecom.yaml
    """


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


app.command()(check)
app.command()(run)
app.command()(report)
app.command()(batch)
app.command()(publish)
app.add_typer(ask, name="ask")
app.add_typer(scenario, name="scenario")
app.command()(start)
app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(lab)
