"""Results kept on disk by what they are made of, so that what was computed once is not computed again.

A result is found under a digest of everything that decides its bits, the program included; so it is never
out of date, and nothing has to be thrown away by hand. What nobody asked for in a month goes. A file that
cannot be read counts as none.
"""

import contextlib
import hashlib
import io
import os
import tempfile
import time
from functools import cache
from pathlib import Path

import numpy as np
import platformdirs

import cxsim
from cxsim.engine.compiled.kernel import digest

PLACE = "CXSIM_CACHE"  # another folder; empty: nothing is kept
DAYS = 30.0
WRITING = ".writing-"
ALONE = "alone"  # what an array is called in its file that was kept by itself, not in a tuple
Kept = np.ndarray | tuple[np.ndarray, ...]


def key(*parts: str | bytes) -> str:
    """Return the digest of some parts and of the program, under which a result is kept."""
    total = hashlib.sha256(_program())
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        total.update(len(content).to_bytes(8, "little"))
        total.update(content)
    return total.hexdigest()


def recall(name: str) -> Kept | None:
    """Return what is kept under a key, an array or a tuple of arrays; nothing if there is nothing."""
    folder = _folder()
    if folder is None:
        return None
    file = folder / name
    try:
        content = file.read_bytes()
        os.utime(file)
    except OSError:
        return None
    checksum, content = content[:32], content[32:]
    if hashlib.sha256(content).digest() != checksum:
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        found = {place: arrays[place] for place in arrays.files}
    return found[ALONE] if ALONE in found else tuple(found[str(place)] for place in range(len(found)))


def keep(name: str, found: Kept) -> None:
    """Keep an array or a tuple of arrays under a key, if the disk allows."""
    folder = _folder()
    if folder is None:
        return
    arrays = (
        [(ALONE, found)]
        if isinstance(found, np.ndarray)
        else zip(map(str, range(len(found))), found, strict=True)
    )
    content = io.BytesIO()
    np.savez(content, allow_pickle=False, **dict(arrays))
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=WRITING, dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(content.getvalue()).digest() + content.getvalue())
            os.replace(draft, folder / name)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(draft)
            raise


def _folder() -> Path | None:
    named = os.environ.get(PLACE)
    if named == "":
        return None
    folder = Path(named) if named else platformdirs.user_cache_path("cxsim", appauthor=False) / "results"
    _throw_away_old(folder)
    return folder


@cache
def _throw_away_old(folder: Path) -> None:
    before = time.time() - DAYS * 86_400.0
    for file in (*folder.glob("[0-9a-f]" * 64), *folder.glob(f"{WRITING}*")):
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < before:
                file.unlink()


@cache
def _program() -> bytes:
    """Return a digest of all code that can change a result."""
    home = Path(cxsim.__file__).parent
    total = hashlib.sha256(f"{digest()} {np.__version__}".encode())
    for package in ("scenario", "results", "analysis"):
        for source in sorted((home / package).rglob("*.py")):
            total.update(source.read_bytes())
    return total.digest()
