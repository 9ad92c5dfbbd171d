"""Ctrl-C: heard wherever it comes, once, and at once."""

import _thread
import contextlib
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker, util
from typing import NoReturn

from cxsim.cli.shell import INTERRUPTED, STOPPED, Failure, put

PATIENCE = 0.5  # seconds


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """Hear Ctrl-C where Python can raise nothing, as in a callback of the compiler.

    It is raised again a moment later. What an interruption broke on its way says nothing; else it would be
    complained of, with a traceback, by whoever tidies up half a thing.
    """
    if not _heard_here(signal.default_int_handler):
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.unraisablehook = sys.__unraisablehook__


def _interrupt(number: int, frame: object) -> NoReturn:
    sys.unraisablehook = _again
    raise KeyboardInterrupt


def _again(unraisable: "sys.UnraisableHookArgs") -> None:
    if unraisable.exc_type is KeyboardInterrupt:
        if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
            signal.signal(signal.SIGINT, _interrupt_once)
        threading.Timer(0.1, _interrupt_main).start()


def _interrupt_main() -> None:
    """Interrupt whatever the main thread waits for, too."""
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        os.kill(os.getpid(), signal.SIGINT)


@contextlib.contextmanager
def interrupted_once() -> Iterator[None]:
    """Let only the first Ctrl-C count: a second one would come in the way of tidying up, which is short."""
    if not _heard_here(_interrupt):
        yield
        return
    signal.signal(signal.SIGINT, _interrupt_once)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, _interrupt)


def _interrupt_once(number: int, frame: object) -> NoReturn:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _interrupt(number, frame)


def _heard_here(by: object) -> bool:
    """Tell whether Ctrl-C comes to this thread, and to nobody else's handler."""
    return signal.getsignal(signal.SIGINT) is by and threading.current_thread() is threading.main_thread()


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end a simulation at once, whatever its workers are doing. Not for code that writes files.

    A terminal sends the signal to worker processes too. They start with it blocked, so that they keep quiet,
    and a thread that waits for it kills them: a worker would finish its replication first.
    """
    if not _heard_here(_interrupt) or not hasattr(signal, "pthread_sigmask"):
        yield
        return
    interrupted, over = threading.Event(), threading.Event()
    reading, writing = os.pipe()  # gets a byte for each signal, whichever thread it comes to

    def watch() -> None:
        while not over.is_set():
            if os.read(reading, 1) == bytes([signal.SIGINT]):
                interrupted.set()
                _end_workers(over)

    os.set_blocking(writing, False)
    before = signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    resource_tracker.ensure_running()  # of multiprocessing; would unblock the signal if it started later
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # here and in workers, not for the watcher
    try:
        yield
    except Exception as error:
        if interrupted.is_set():
            raise KeyboardInterrupt from None
        if type(error).__name__ == "BrokenProcessPool":
            why = "a worker process died, mostly for want of memory: fewer --workers need less"
            raise Failure(why) from error
        raise
    finally:
        over.set()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.set_wakeup_fd(before)
        os.write(writing, b"\0")
        watcher.join()
        os.close(reading)
        os.close(writing)


def _end_workers(over: threading.Event) -> None:
    """Kill workers until the simulation notices, which it never does if one was handing over its result."""
    give_up = time.monotonic() + PATIENCE
    while not over.wait(0.02):
        for worker in multiprocessing.active_children():
            worker.kill()
        if time.monotonic() > give_up:
            _show_cursor()
            util._run_finalizers(0)  # type: ignore[attr-defined]  # else what was shared is complained of
            put(STOPPED, err=True)
            os._exit(INTERRUPTED)


def _show_cursor() -> None:
    """Give back the cursor, which a progress bar had hidden."""
    if sys.stderr.isatty():
        sys.stderr.write("\x1b[?25h\n")
