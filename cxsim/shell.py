"""How commands behave in a shell: one line for what went wrong, folders made beforehand, progress, Ctrl-C."""

import _thread
import contextlib
import multiprocessing
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

FAILURE, USAGE, INTERRUPTED = 1, 2, 130


class Mistake(Exception):
    """Something the caller has to change; the text says what."""


class Failure(Exception):
    """Something that went wrong on the way; the text says what."""


def outcome(command: Callable[[], object]) -> int:
    """Run a command; say what went wrong, and return the exit code."""
    # Typer's errors are those of click, or of a copy of click inside typer, depending on its version.
    usage_error: type[BaseException] = next(
        kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "ClickException"
    )
    try:
        code = command()
        sys.stdout.flush()
        if code == INTERRUPTED:  # typer's own answer to Ctrl-C
            raise KeyboardInterrupt
    except Mistake as error:
        return _said(str(error), USAGE)
    except Failure as error:
        return _said(f"cxsim: {error}", FAILURE)
    except (KeyboardInterrupt, typer.Abort):
        return _said("cxsim: interrupted, nothing was written", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whoever read it has gone
        return FAILURE
    except OSError as error:
        return _said(
            f"cxsim: {error.filename or 'a file'}: {(error.strerror or str(error)).lower()}", FAILURE
        )
    except usage_error as error:
        return _said(f"cxsim: {error.format_message()}", USAGE)  # type: ignore[attr-defined]
    return code if isinstance(code, int) else 0


def _said(message: str, code: int) -> int:
    typer.echo(message, err=True)
    return code


@contextlib.contextmanager
def output_folder(folder: Path) -> Iterator[Path]:
    """Make a folder and be sure that it can be written, before hours are spent on what goes into it.

    If that fails, or what is done inside fails, folders that were made for it are taken away again.
    """
    made: list[Path] = []
    try:
        made = [path for path in (folder, *folder.parents) if not path.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (OSError, ValueError) as error:  # ValueError: a null byte in the name
        _take_away(made)
        reason = (
            "not a folder" if isinstance(error, FileExistsError | NotADirectoryError) else "cannot be written"
        )
        raise Mistake(f"cxsim: --out {folder}: {reason}") from error
    try:
        yield folder
    except BaseException:
        _take_away(made)
        raise


def _take_away(folders: list[Path]) -> None:
    for folder in folders:  # the innermost comes first
        with contextlib.suppress(OSError):
            folder.rmdir()


def new_file(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    try:
        if file.is_dir():
            raise IsADirectoryError
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as draft:
            draft.write(text)
        os.chmod(draft.name, 0o644)
        os.replace(draft.name, file)
    except (OSError, ValueError) as error:
        raise Mistake(f"cxsim: --out {file}: cannot be written") from error


@contextlib.contextmanager
def progress_bar(step: str, replications: int) -> Iterator[Callable[[str, int], None]]:
    """Show a bar with the time left on a terminal, nothing elsewhere; yields what moves it (step, done)."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(step, total=replications)
        yield lambda description, done: progress.update(task, description=description, completed=done)


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end a simulation at once.

    A terminal sends the signal to worker processes too. They start with it blocked, so that they keep quiet,
    and a thread that waits for it kills them: a worker would finish its replication first.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler or not hasattr(
        signal, "pthread_sigmask"
    ):
        yield
        return
    interrupted, over = threading.Event(), threading.Event()

    def watch() -> None:
        signal.sigwait({signal.SIGINT})
        if over.is_set():
            return
        interrupted.set()
        _thread.interrupt_main()
        while not over.wait(0.02):
            for worker in multiprocessing.active_children():
                worker.kill()

    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    except Exception as error:
        if interrupted.is_set():
            raise KeyboardInterrupt from None
        if type(error).__name__ == "BrokenProcessPool":
            raise Failure(
                "a worker process died, mostly for want of memory: fewer --workers need less"
            ) from error
        raise
    finally:
        over.set()
        if not interrupted.is_set() and watcher.ident is not None:
            signal.pthread_kill(watcher.ident, signal.SIGINT)
        watcher.join()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
