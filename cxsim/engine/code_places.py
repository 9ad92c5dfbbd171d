"""Where compiled code may be kept, and whose files may be loaded as code.

Code that is loaded runs with all rights of whoever loads it. So only files count that nobody could have put
there who could not have changed the program itself.
"""

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import platformdirs
from numba.core import config

from cxsim.files.private_folder import BITS_OF_OTHERS, private_folder


def places(source: Path, make: bool = True) -> Iterator[Path]:
    """Go through the folders in which code that is compiled from a source file may be kept, best first.

    Beside the source, as Python does; where an installation cannot be written, in a cache of the user's own,
    and where there is no home either, in a temporary folder that is private to the user. That one is made
    when it comes to it, unless `make` is false.
    """
    if named := config.CACHE_DIR:  # type: ignore[attr-defined]  # by NUMBA_CACHE_DIR
        yield Path(named).absolute()
    yield source.parent / "__pycache__"
    if named := os.environ.get("CXSIM_CACHE"):
        yield Path(named).absolute() / "compiled"
    home = platformdirs.user_cache_path("cxsim", appauthor=False)
    if home.is_absolute():  # a user without a home would get a folder named ~ wherever they are
        yield home / "compiled"
    if (private := private_folder(make)) is not None:
        yield private / "compiled"


def trusted_content(file: Path, source: Path) -> bytes | None:
    """Read a file that is no easier to change than the source it was compiled from; nothing of any other.

    It has to belong to this user, to root or to the owner of the source; group or others may write it only
    where they may write the source.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # a pipe would wait for ever
    with contextlib.suppress(OSError):
        handle = os.open(file, flags | getattr(os, "O_BINARY", 0))
        try:
            if not _as_safe_as(source.stat(), os.fstat(handle)):
                return None
            with open(handle, "rb", closefd=False) as opened:
                return opened.read()
        finally:
            os.close(handle)
    return None


def _as_safe_as(program: os.stat_result, found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        return True
    trusted = found.st_uid in (os.geteuid(), 0, program.st_uid)
    return trusted and not found.st_mode & BITS_OF_OTHERS & ~program.st_mode
