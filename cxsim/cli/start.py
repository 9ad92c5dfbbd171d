"""The command that puts what comes with the package where one can work with it."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from cxsim.cli.shell import Mistake, printable, put


def start(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where to.  [default: here]", show_default=False)
    ] = Path(),
) -> None:
    """Put the reference scenarios and the notebooks into a folder, to work with.

    Copies what is missing; files that are there stay as they are.

    \b
    Examples:
      cxsim start
      cxsim start journeys
    """
    for line in put_to_work(folder):
        put(line)
    beyond = "" if folder == Path() else f"  cd {shlex.quote(str(folder))}\n"
    put(
        f"\nNext:\n{beyond}  cxsim check scenarios/*.yaml\n  cxsim report scenarios/telecom.yaml\n  cxsim lab"
    )


def put_to_work(folder: Path) -> list[str]:
    """Copy scenarios and notebooks into a folder, and say what was copied and what stayed."""
    from cxsim.scenario.shipped import NOTEBOOKS, SCENARIOS, copy_shipped

    said: list[str] = []
    others: list[Path] = []
    for name in (SCENARIOS, NOTEBOOKS):
        try:
            copies = copy_shipped(name, folder / name)
        except OSError as error:
            raise Mistake(
                f"cxsim: {error.filename}: cannot be written: {str(error.strerror).lower()}"
            ) from error
        count = len(copies.made)
        files = f"{count} file{'s' if count > 1 else ''}" if count else "nothing was missing"
        said.append(f"{folder / name}: {files}")
        others += copies.others
    return [*said, *(f"{file}: kept, it differs from the one that comes with cxsim" for file in others)]


def folder_of_notebooks() -> Path:
    """Return the folder in which notebooks are: this one, to which they may be copied, or a checkout."""
    from cxsim.scenario.shipped import NOTEBOOKS, in_a_checkout, shipped

    here = Path.cwd()
    if (here / NOTEBOOKS).is_dir():
        return here
    if in_a_checkout():
        return shipped(NOTEBOOKS).parent
    if not sys.stdin.isatty():
        raise Mistake("cxsim: there is no folder notebooks here; cxsim start puts one here")
    if not typer.confirm(
        f"Copy the notebooks and the reference scenarios into {printable(str(here))}?", True
    ):
        raise Mistake("cxsim: there is no folder notebooks here; start where there is one")
    for line in put_to_work(Path()):
        put(line)
    return here
