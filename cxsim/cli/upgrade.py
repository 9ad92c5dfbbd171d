"""The command that rewrites files of an earlier version of the format."""

from pathlib import Path
from typing import Annotated

import typer

from cxsim.cli.shell import put


def upgrade(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE…", help="Scenarios, studies, batches (YAML).", show_default=False),
    ],
) -> None:
    """Rewrite files of version 1 of the format in place, with those that they extend or name.

    Comments and order stay. What a file meant stays, too: what version 1 did not know is switched off in it.

    \b
    Example:
      cxsim scenario upgrade scenarios/*.yaml
    """
    from cxsim.scenario.source import name_of
    from cxsim.scenario.upgrade import upgrade as rewrite

    for file, changes in rewrite(files):
        put(f"{name_of(file)}: {'; '.join(changes) or 'nothing to change'}")
