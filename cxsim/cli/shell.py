"""How commands behave in a shell: one line for what went wrong, folders checked first, progress."""

import contextlib
import errno
import os
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer

from cxsim.errors import CxsimError
from cxsim.files.drafts import FULL, draft_of, put_new, throw_away_drafts, trouble
from cxsim.files.locks import alone_in

FAILURE, USAGE, INTERRUPTED = 1, 2, 130
STOPPED = "cxsim: interrupted, nothing was written"
SILENT = 60.0  # seconds after which something is said, where there is no terminal

# How either kind of typer says that an option is no number.
_OF_CLICK = re.compile(r"'(.*)' is not a valid (int|float)", re.DOTALL)
_NUMBERS = {"int": "a whole number", "float": "a number"}


class Mistake(Exception):
    """Something the caller has to change; the text says what."""


class Failure(Exception):
    """Something that went wrong on the way; the text says what."""


class Interrupted(Exception):
    """Ctrl-C where something was written all the same; the text says what."""


def outcome(command: Callable[[], object]) -> int:
    """Run a command; say what went wrong, and return the exit code."""
    # Typer's errors are those of click, or of a copy of click inside typer, depending on its version.
    usage_error: Any = next(kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException")
    try:
        code = command()
        sys.stdout.flush()
        if code == INTERRUPTED:  # typer's own answer to Ctrl-C
            raise KeyboardInterrupt
    except Mistake as error:
        return _said(str(error), USAGE)
    except Failure as error:
        return _said(f"cxsim: {error}", FAILURE)
    except Interrupted as error:
        return _said(f"cxsim: {error}", INTERRUPTED)
    except (KeyboardInterrupt, typer.Abort):
        return _said(STOPPED, INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read it has gone
        return FAILURE
    except MemoryError as error:
        return _said(f"cxsim: {out_of_memory(error)}", USAGE if _is_refused(error) else FAILURE)
    except OSError as error:
        from cxsim.files.folders import TakenError

        if isinstance(error, TakenError):
            return _said(f"cxsim: {error}", USAGE)
        if str(error.strerror).startswith("No usable temporary directory"):
            why = "no temporary folder can be written; let TMPDIR name one that can"
            return _said(f"cxsim: {why}", FAILURE)
        return _said(f"cxsim: {trouble(error)}", FAILURE)
    except CxsimError as error:
        return _said(f"cxsim: {error}", USAGE)
    except usage_error as error:
        return _said(f"cxsim: {_no_number(error) or error.format_message()}", USAGE)
    return code if isinstance(code, int) else 0


# What a part of the package is busy with.
DOING = {
    "scenario": "reading the scenario",
    "engine": "simulating",
    "results": "putting results together",
    "questions": "comparing journeys",
    "calibration": "estimating",
    "reporting": "making the report",
}


def _is_refused(error: MemoryError) -> bool:
    """Tell whether it was refused beforehand, in words of its own."""
    return type(error).__name__ == "TooLarge"


def out_of_memory(error: MemoryError) -> str:
    """Say what was being done when memory ran out, and what to make smaller."""
    if _is_refused(error):
        return str(error)
    doing, step = "working", error.__traceback__
    package = str(Path(__file__).parents[1]) + os.sep
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.startswith(package):
            doing = DOING.get(file.removeprefix(package).split(os.sep)[0], doing)
        step = step.tb_next
    return f"memory ran out while {doing}: fewer customers, a shorter period or fewer --workers need less"


def _no_number(error: Any) -> str:
    """Say of an option that it should have been a number; empty where something else is wrong."""
    cause, option = error.__cause__, getattr(error, "param", None)
    if option is not None and hasattr(cause, "errors"):  # of pydantic
        detail = cause.errors()[0]
        kind, found = detail["type"].partition("_")[0], detail["input"]
    elif option is not None and (said := _OF_CLICK.match(error.message)):
        kind, found = said[2], said[1]
    else:
        return ""
    if kind not in _NUMBERS:
        return ""
    from cxsim.scenario.faults import shown

    return f"{option.opts[0]}: found {shown(found)}, expected {_NUMBERS[kind]}"


def _said(message: str, code: int) -> int:
    put(message, err=True)
    return code


def put(text: object, err: bool = False) -> None:
    """Print what may hold words of others: titles, names of files, errors of a notebook.

    Nothing in it steers the terminal: whatever cannot be printed, such as a colour or a change of the
    direction of writing, is shown as an escape.
    """
    typer.echo(printable(str(text)), err=err)


def printable(text: str) -> str:
    """Escape whatever cannot be printed; line ends and spaces of any width stay."""
    if text.isprintable():
        return text
    from cxsim.scenario.faults import escaped

    return "".join(c if c == "\n" or unicodedata.category(c) == "Zs" else escaped(c) for c in text)


def check_folder(folder: Path) -> None:
    """Be sure that a folder can be written, before hours are spent on what goes into it."""
    made: list[Path] = []
    try:
        str(folder).encode()
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:  # ValueError: a name that is no text
        stands_in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        reason = "not a folder" if stands_in_the_way else "cannot be written"
        raise Mistake(f"cxsim: --out {folder}: {reason}") from error
    finally:
        for path in made:  # the innermost comes first
            with contextlib.suppress(OSError):
                path.rmdir()


def check_free(what: str) -> None:
    """Be sure that nobody else's file is lost; `what` names the one that is there, if any."""
    if what:
        raise Mistake(f"cxsim: --out: found {what}: move it, or choose another folder")


def new_file(file: Path, text: str, check: Callable[[Path], object] = lambda draft: None) -> None:
    """Write a file that is not there yet, whole or not at all; `check` may refuse its draft."""
    try:
        if not os.path.lexists(file.parent):
            raise Mistake(f"cxsim: --out {file}: cannot be written, the folder {file.parent} does not exist")
        if file.is_dir():
            raise IsADirectoryError
        with alone_in([file.parent]) as locks:
            throw_away_drafts(file.parent, bool(locks))
            if os.path.lexists(file):
                raise FileExistsError
            with draft_of(file, text) as draft:
                check(draft)
                put_new(draft, file)
    except FileExistsError as error:
        raise Mistake(f"cxsim: {file}: is there already; move it, or choose another name") from error
    except (OSError, ValueError) as error:  # ValueError: a name that is no text
        if isinstance(error, OSError) and error.errno in (*FULL, errno.EAGAIN):
            raise
        raise Mistake(f"cxsim: --out {file}: cannot be written") from error


@contextlib.contextmanager
def progress_bar(
    step: str, total: int | None, left: Callable[[], str] | None = None
) -> Iterator[Callable[..., None]]:
    """Show a bar with the time left on a terminal, elsewhere a line now and then; yields what moves it.

    It is moved by (step, done). Where the total is not known before, or more is done, the bar only says how
    much that is. The time left goes by the speed of the last half minute; `left` says it otherwise, where
    steps take longer than that.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Left(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(left() if left is not None else "", style="progress.remaining")

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn() if left is None else Left(),
    )
    hidden = not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as progress:
        task = progress.add_task(step, total=total)

        told = time.monotonic()

        def show(description: str, done: int, of: int | None = None) -> None:
            nonlocal told
            whole = of or total
            known = whole if whole is not None and done <= whole else None
            progress.update(task, description=printable(description), completed=done, total=known)
            if hidden and time.monotonic() - told > SILENT:
                told = time.monotonic()
                far = done if whole is None or done == int(done) else f"{100 * done / whole:.0f} %"
                put(f"{description}: {far}{f' of {known}' if known and far == done else ''}", err=True)

        yield show
