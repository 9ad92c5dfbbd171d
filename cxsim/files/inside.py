"""Files inside a folder that somebody else may have filled: regular ones, read in pieces, up to a limit."""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Literal

PIECE = 1 << 20  # bytes read at once

Fault = Literal["missing", "outside", "no file", "too large", "unreadable"]


class InsideError(Exception):
    """A name leads to no file that is read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


def opened(folder: Path, name: str) -> BinaryIO:
    """Open a file for reading, by its name from the folder, with ``/``.

    Raises
    ------
    InsideError
        If there is none, its name or a link leads out of the folder, or it is a pipe, a device or a folder.
    """
    if not name or "\0" in name or "\\" in name or Path(name).is_absolute() or ".." in Path(name).parts:
        raise InsideError("outside")
    try:
        home = folder.resolve(strict=True)
        file = (home / name).resolve(strict=True)
    except (FileNotFoundError, NotADirectoryError):
        raise InsideError("missing") from None
    except (OSError, RuntimeError, ValueError):  # links that lead to each other; a name that is too long
        raise InsideError("unreadable") from None
    if home not in file.parents:
        raise InsideError("outside")
    if not stat.S_ISREG(_mode(file)):  # looked at first: opening a device can do something
        raise InsideError("no file")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        handle = os.open(file, flags | getattr(os, "O_BINARY", 0))
    except OSError:
        raise InsideError("unreadable") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):  # changed in the meantime
        os.close(handle)
        raise InsideError("no file")
    return open(handle, "rb")


def pieces(folder: Path, name: str, most: int) -> Iterator[bytes]:
    """Read a file piece by piece; `InsideError` if it is none, or has more bytes than `most`."""
    with opened(folder, name) as file:
        left = most
        try:
            if os.fstat(file.fileno()).st_size > most:
                raise InsideError("too large")
            while piece := file.read(PIECE):
                left -= len(piece)
                if left < 0:
                    raise InsideError("too large")
                yield piece
        except OSError:
            raise InsideError("unreadable") from None


def content(folder: Path, name: str, most: int) -> bytes:
    """Return what is in a file; `InsideError` if it is none, or has more bytes than `most`."""
    return b"".join(pieces(folder, name, most))


def digest(folder: Path, name: str, most: int) -> tuple[str, int]:
    """Return the SHA-256 digest of a file and how many bytes it has; `InsideError` as above."""
    total, size = hashlib.sha256(), 0
    for piece in pieces(folder, name, most):
        total.update(piece)
        size += len(piece)
    return total.hexdigest(), size


def _mode(file: Path) -> int:
    try:
        return file.lstat().st_mode
    except OSError:
        raise InsideError("unreadable") from None
