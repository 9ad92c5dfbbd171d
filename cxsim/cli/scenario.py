"""`cxsim scenario`: what helps to write scenario files."""

from pathlib import Path
from typing import Annotated

import typer

from cxsim.cli.inputs import check_choice
from cxsim.cli.named import Named
from cxsim.cli.new import new
from cxsim.cli.shell import new_file
from cxsim.cli.upgrade import upgrade

app = typer.Typer(
    cls=Named,
    no_args_is_help=True,
    help="Start a scenario of your own, print the format, or rewrite files of an earlier version.",
)


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
      cxsim scenario schema --out scenario.schema.json
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


app.command()(new)
app.command()(schema)
app.command()(upgrade)
