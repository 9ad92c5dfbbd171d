"""Files of kept results: arrays and nothing else, from somebody who is trusted.

A file begins with a mark, the digest of the rest, and a line of JSON that says under which key it is kept and
which arrays follow; then come their bytes. Nothing in it is unpacked, unpickled or allocated by what it says
of itself: sizes have to come out.

A digest tells damage, and no malice: whoever may write into a folder that is shared can write a right digest.
So only files count that belong to whoever reads them, to the administrator, or to whoever owns a folder that
was named for it, and that nobody else may write. What others put into a folder of all is not used.
"""

import hashlib
import json
import math
import os
import stat
from pathlib import Path

import numpy as np

MARK = b"cxsim kept 2\n"
LARGEST = 1 << 28  # bytes; no result comes near
KINDS = "biuf"  # truth and numbers: whatever is kept is made of these
OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH

Arrays = np.ndarray | tuple[np.ndarray, ...]


def written(name: str, found: Arrays) -> bytes:
    """Return the bytes of a file; ValueError if it is nothing that can be kept."""
    arrays = [found] if isinstance(found, np.ndarray) else list(found)
    if any(array.dtype.kind not in KINDS or array.dtype.names for array in arrays):
        raise ValueError("only truth and numbers are kept")
    shapes = [[array.dtype.str, list(array.shape)] for array in arrays]
    head = json.dumps({"key": name, "alone": isinstance(found, np.ndarray), "arrays": shapes}).encode()
    rest = b"".join([head, b"\n", *(np.ascontiguousarray(array).tobytes() for array in arrays)])
    return MARK + hashlib.sha256(rest).digest() + rest


def read(name: str, content: bytes) -> Arrays | None:
    """Return what a file holds that is kept under a key; nothing if it is damaged, or of something else."""
    if not content.startswith(MARK):
        return None
    digest, rest = content[len(MARK) :][:32], content[len(MARK) + 32 :]
    if hashlib.sha256(rest).digest() != digest:
        return None
    head, _, data = rest.partition(b"\n")
    try:
        said = json.loads(head)
        shapes = [(np.dtype(str(kind)), tuple(map(int, shape))) for kind, shape in said["arrays"]]
        is_fit = all(kind.kind in KINDS and min(shape, default=0) >= 0 for kind, shape in shapes)
        if said["key"] != name or not is_fit:
            return None
        sizes = [kind.itemsize * math.prod(shape) for kind, shape in shapes]
        if sum(sizes) != len(data) or (said["alone"] and len(shapes) != 1):
            return None
        starts = [sum(sizes[:number]) for number in range(len(sizes))]
        arrays = [
            np.frombuffer(data[start : start + size], kind).reshape(shape).copy()
            for (kind, shape), start, size in zip(shapes, starts, sizes, strict=True)
        ]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, SyntaxError):
        return None
    return arrays[0] if said["alone"] else tuple(arrays)


def content_of(file: Path, named: bool) -> bytes | None:
    """Return what is in a file that is trusted; nothing if there is none.

    Parameters
    ----------
    file
        No links are followed.
    named
        Whether its folder was named by whoever reads it, who then trusts its owner.
    """
    flags = (getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
    try:
        handle = os.open(file, os.O_RDONLY | sum(flags))
    except (OSError, ValueError):
        return None
    try:
        status = os.fstat(handle)
        is_file = stat.S_ISREG(status.st_mode) and status.st_size <= LARGEST
        if is_file and _is_trusted(status, file.parent, named):
            with os.fdopen(handle, "rb", closefd=False) as opened:
                return opened.read(LARGEST + 1)
    except OSError:
        pass
    finally:
        os.close(handle)
    return None


def _is_trusted(status: os.stat_result, folder: Path, named: bool) -> bool:
    if not hasattr(os, "geteuid"):  # no owners to go by
        return True
    trusted = {os.geteuid(), 0}
    if named and not folder.parent.stat().st_mode & stat.S_IWOTH:  # or anybody could have put it there
        trusted.add(folder.stat().st_uid)
    return status.st_uid in trusted and not status.st_mode & OTHERS_WRITE
