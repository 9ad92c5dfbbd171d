"""What comes with the package to work with: reference scenarios, and notebooks.

In a checkout they lie beside the package. The wheel is built with them inside it, so that they are there
wherever cxsim is installed; to be changed, they are copied from there.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from cxsim.files.drafts import draft_of, put_new, throw_away_drafts
from cxsim.files.locks import alone_in

SCENARIOS, NOTEBOOKS = "scenarios", "notebooks"
PACKAGE = Path(__file__).resolve().parents[1]
INSIDE = "shipped"  # where pyproject.toml puts them in the wheel


class Copies(NamedTuple):
    """What became of files that were copied.

    Attributes
    ----------
    made
        The files that are new.
    others
        Files that were there before and hold something else; they stay as they were.
    """

    made: tuple[Path, ...]
    others: tuple[Path, ...]


def in_a_checkout() -> bool:
    """Tell whether this is a checkout, where what comes with the package may be changed in its place."""
    return not (PACKAGE / INSIDE).is_dir()


def shipped(folder: str) -> Path:
    """Return the folder of what comes with the package.

    Parameters
    ----------
    folder
        ``scenarios`` or ``notebooks``.

    Examples
    --------
    >>> (shipped("scenarios") / "telecom.yaml").is_file()
    True
    """
    return (PACKAGE.parent if in_a_checkout() else PACKAGE / INSIDE) / folder


def shipped_files(folder: str) -> list[Path]:
    """Return the files of such a folder, named from there.

    Examples
    --------
    >>> Path("schema/scenario.json") in shipped_files("scenarios")
    True
    """
    home = shipped(folder)
    files = (file.relative_to(home) for file in sorted(home.rglob("*")) if file.is_file())
    return [file for file in files if not any(part.startswith((".", "__")) for part in file.parts)]


def copy_shipped(folder: str, to: Path, files: Iterable[Path] | None = None) -> Copies:
    """Copy what comes with the package into a folder; whatever is there stays as it is.

    Parameters
    ----------
    folder
        ``scenarios`` or ``notebooks``.
    to
        Gets the files; made where it is missing.
    files
        Which of them, named from there; all of them if absent.

    Raises
    ------
    OSError
        If one cannot be written; `filename` says which. What was copied before that stays.
    """
    made, others = [], []
    for file in shipped_files(folder) if files is None else files:
        content, there = (shipped(folder) / file).read_bytes(), to / file
        if not os.path.lexists(there) and _is_made(there, content):
            made.append(there)
        elif not there.is_file() or there.read_bytes() != content:
            others.append(there)
    return Copies(tuple(made), tuple(others))


def _is_made(file: Path, content: bytes) -> bool:
    """Write a file whole or not at all; tell whether nobody was faster."""
    with alone_in([file.parent]) as locks:
        throw_away_drafts(file.parent, bool(locks))
        try:
            with draft_of(file, content) as draft:
                put_new(draft, file)
        except FileExistsError:
            return False
    return True
