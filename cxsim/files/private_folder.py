"""A temporary folder that is one user's alone: where things are kept on a machine without a home."""

import contextlib
import os
import stat
import tempfile
from pathlib import Path

BITS_OF_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def private_folder(make: bool = True) -> Path | None:
    """Return a temporary folder that is this user's alone, and lasts; none where that cannot be had.

    Its name can be known beforehand, so whatever is there is taken only if nobody else can be behind it.
    """
    with contextlib.suppress(OSError):
        above = Path(tempfile.gettempdir())
        if above == Path.cwd():  # for want of any other; what lasts would be in the way there
            return None
        if not hasattr(os, "geteuid"):  # Windows, where each user has temporary folders of their own
            folder = above / "cxsim"
            if make:
                folder.mkdir(exist_ok=True)
            return folder
        around, me = above.stat(), os.geteuid()
        others_may_put = around.st_mode & BITS_OF_OTHERS and not around.st_mode & stat.S_ISVTX
        if others_may_put or around.st_uid not in (0, me):
            return None  # somebody could put another in its place
        folder = above / f"cxsim-{me}"
        if make:
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == me and not found.st_mode & 0o077:
            return folder
    return None
