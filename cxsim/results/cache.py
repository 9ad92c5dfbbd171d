"""Results kept on disk by what they are made of, so that what was computed once is not computed again.

A result is found under a digest of everything that decides its bits, the program included; so it is never
out of date, and nothing has to be thrown away by hand. What nobody asked for in a month goes. A file that
cannot be read, is damaged, is not trusted (see `cxsim.results.cache_file`) or holds something else than was
expected counts as none, and a disk that takes no more keeps nothing: a result is the same with and without.
"""

import contextlib
import hashlib
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numba
import numpy as np
import platformdirs

import cxsim
from cxsim.files.drafts import WRITING, draft_of
from cxsim.files.locks import alone_in, is_held
from cxsim.results.cache_file import LARGEST, Arrays, content_of, read, written

__all__ = ["PLACE", "Arrays", "alone", "keep", "key", "recall"]

PLACE = "CXSIM_CACHE"  # another folder; empty: nothing is kept
DAYS = 30.0
TURN = 0.2  # seconds after which somebody who waits for a result asks whether it is still wanted
PATIENCE = 300.0  # seconds after which whoever makes it was stopped
_OURS = re.compile(rf"[0-9a-f]{{64}}(\.lock)?|{re.escape(WRITING)}[0-9a-f]{{16}}")


def key(*parts: str | bytes) -> str:
    """Return the digest of some parts and of the program, under which a result is kept."""
    total = hashlib.sha256(_program())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "little"))
        total.update(content)
    return total.hexdigest()


def recall(name: str, like: Callable[[], Arrays]) -> Arrays | None:
    """Return what is kept under a key, an array or a tuple of arrays; nothing if there is nothing.

    Parameters
    ----------
    name
        The key.
    like
        Returns something of the shapes and types that are expected, which is nan where the result is.
    """
    folder = _folder()
    content = None if folder is None else content_of(folder / name, bool(os.environ.get(PLACE)))
    if folder is None or content is None:
        return None
    with contextlib.suppress(OSError):  # whose it is knows when it was used
        os.utime(folder / name)
    found = read(name, content)
    return found if found is not None and _is_like(found, like()) else None


def keep(name: str, found: Arrays) -> None:
    """Keep an array or a tuple of arrays under a key, if the disk allows."""
    folder = _folder()
    if folder is None:
        return
    content = written(name, found)
    if len(content) > LARGEST:
        return
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        # Others may read it where the umask allows; what others may write is not trusted later.
        with draft_of(folder / name, content, lasting=False) as draft:
            os.chmod(draft, draft.stat().st_mode & 0o644)
            os.replace(draft, folder / name)


@contextlib.contextmanager
def alone(name: str, wanted: Callable[[], bool]) -> Iterator[None]:
    """Make what is kept under a key while nobody else does; whoever has waited looks whether it is there.

    Parameters
    ----------
    name
        The key.
    wanted
        Asked while another makes it whether to wait on. Where there are no locks, nobody waits.
    """
    folder, until = _folder(), time.monotonic() + PATIENCE
    with contextlib.ExitStack() as held:
        while folder is not None and time.monotonic() < until and wanted():
            try:
                held.enter_context(alone_in([folder], TURN, f"{name}.lock"))
            except BlockingIOError:
                continue
            except OSError:  # nothing can be kept there
                pass
            break
        yield


def _is_like(found: Arrays, like: Arrays) -> bool:
    if isinstance(found, np.ndarray) or isinstance(like, np.ndarray):
        return isinstance(found, np.ndarray) and isinstance(like, np.ndarray) and _is_like((found,), (like,))
    return len(found) == len(like) and all(
        (one.dtype, one.shape) == (other.dtype, other.shape)
        and (one.dtype.kind != "f" or np.array_equal(np.isnan(one), np.isnan(other)))
        and not np.isinf(one).any()
        for one, other in zip(found, like, strict=True)
    )


def _folder() -> Path | None:
    named = os.environ.get(PLACE)
    if named == "":
        return None
    folder = Path(named) if named else platformdirs.user_cache_path("cxsim", appauthor=False) / "results"
    if not named and not folder.is_absolute():  # without a home it would be a folder named ~, here
        return None
    _throw_away_old(folder)
    return folder


@cache
def _throw_away_old(folder: Path) -> None:
    """Remove what nobody asked for in a month, and what programs that were killed had begun to write."""
    before = time.time() - DAYS * 86_400.0
    with contextlib.suppress(OSError):
        for file in folder.iterdir():
            if _OURS.fullmatch(file.name):
                with contextlib.suppress(OSError):
                    is_draft = file.name.startswith(WRITING)
                    if file.lstat().st_mtime < before or (is_draft and _has_no_writer(file)):
                        file.unlink()


def _has_no_writer(draft: Path) -> bool:
    """Tell whether nobody holds a draft any more; one that is held before it is locked is only not kept."""
    handle = os.open(draft, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        return not is_held(handle)
    finally:
        os.close(handle)


@cache
def _program() -> bytes:
    """Return a digest of all code that can change a result."""
    home = Path(cxsim.__file__).parent
    total = hashlib.sha256(f"{numba.__version__} {np.__version__}".encode())
    for package in ("engine", "scenario", "results", "questions"):
        for source in sorted((home / package).rglob("*.py")):
            total.update(source.read_bytes())
    return total.digest()
