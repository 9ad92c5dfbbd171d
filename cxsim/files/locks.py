"""Locks: one program at a time writes into a folder.

A lock is a file that the system gives free when the program that holds it has ended, however it ended. Where
a system or a disk knows no such locks (Windows, some network disks) nothing is kept for anybody; whatever is
written is whole there, too.
"""

import contextlib
import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

LOCK = ".writing-lock"
PATIENCE = 5.0  # seconds, in which another program is waited for


@contextlib.contextmanager
def alone_in(
    folders: Iterable[Path], patience: float = PATIENCE, name: str = LOCK
) -> Iterator[tuple[int, ...]]:
    """Keep folders for oneself, and for the processes that are given the handles this yields.

    Parameters
    ----------
    folders
        They are made if they are not there.
    patience
        Seconds.
    name
        Of the file; for another purpose there is another.

    Yields
    ------
    tuple
        A handle for each folder that is kept; none where there are no locks.

    Raises
    ------
    BlockingIOError
        If another program has one of them, and still has it after some seconds; `filename` says which.
    OSError
        If nothing can be written there.
    """
    until = time.monotonic() + patience
    taken: list[tuple[Path, int]] = []
    try:
        for _, folder in sorted({folder.resolve(): folder for folder in folders}.items()):
            handle = _taken(folder, name, until)
            if handle is not None:
                taken.append((folder / name, handle))
        yield tuple(handle for _, handle in taken)
    finally:
        for file, handle in taken:
            with contextlib.suppress(OSError):
                file.unlink()  # before it is given free: whoever waits for it sees that it has gone
            os.close(handle)


def is_held(handle: int) -> bool:
    """Lock an open file at once; tell whether somebody else holds it, or there are no locks."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return True
    return False


def _taken(folder: Path, name: str, until: float) -> int | None:
    """Wait for the lock of a folder, and take it; none where there are no locks."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        import fcntl
    except ImportError:
        return None
    while True:
        try:
            handle = _opened(folder, name)
        except FileNotFoundError:  # whoever had made the folder took it away again
            folder.mkdir(parents=True, exist_ok=True)
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_still(folder / name, handle):
                return handle
            os.close(handle)
        except BlockingIOError:
            os.close(handle)
            if time.monotonic() > until:
                said = "another program is writing there: wait for it, or choose another folder"
                raise BlockingIOError(errno.EAGAIN, said, str(folder)) from None
            time.sleep(0.01)
        except OSError:  # this disk knows no locks
            os.close(handle)
            with contextlib.suppress(OSError):
                (folder / name).unlink()
            return None


def _opened(folder: Path, name: str) -> int:
    flags = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(folder / name, flags | os.O_CREAT | os.O_RDWR, 0o666)
    except FileNotFoundError:
        raise
    except PermissionError as error:  # or it was left by a program of somebody else that was killed
        if not (folder / name).is_file():
            raise PermissionError(error.errno, error.strerror, str(folder)) from error
        handle = os.open(folder / name, flags | os.O_RDONLY)
    except OSError as error:
        there = folder / name if os.path.lexists(folder / name) else folder
        raise OSError(error.errno, error.strerror, str(there)) from error
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode) and status.st_size == 0:
        return handle
    os.close(handle)
    raise FileExistsError(errno.EEXIST, "in the way of a lock: move it", str(folder / name))


def _is_still(file: Path, handle: int) -> bool:
    """Tell whether a locked file still has its name: whoever had it before took it away."""
    try:
        now = os.lstat(file)
    except FileNotFoundError:
        return False
    return os.path.samestat(now, os.fstat(handle))
