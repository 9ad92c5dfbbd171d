"""Drafts: files and folders under way, which are whole before they get their names.

A name of a draft cannot be guessed, and a draft is only ever made new, so that no link is followed. Those of
a program that was killed are taken away by the next one that writes there; temporary folders, which can be
large, by the next one that uses such.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import tempfile
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

from cxsim.errors import CxsimError
from cxsim.files.locks import LOCK, is_held

WRITING = ".writing-"
OLD = 7 * 86_400.0  # seconds, after which a draft is nobody's where there are no locks
FULL = (errno.ENOSPC, errno.EDQUOT)
_MAKING = "cxsim-new-"  # what temporary folders begin with before their lock is held
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL
_NEW |= sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))


class FileError(CxsimError, OSError):
    """A file or folder that cannot be read or written.

    Examples
    --------
    >>> print(FileError(13, "Permission denied", "runs/telecom"))
    runs/telecom: permission denied
    """

    def __str__(self) -> str:
        return trouble(self)


@contextlib.contextmanager
def telling() -> Iterator[None]:
    """Let an error of the disk that says which file it is about be a `FileError`."""
    try:
        yield
    except OSError as error:
        if isinstance(error, CxsimError) or error.filename is None:
            raise
        raise FileError(error.errno, error.strerror, error.filename) from error


@contextlib.contextmanager
def draft_folder(folder: Path, prefix: str = WRITING) -> Iterator[Path]:
    """Make a folder below another, for nobody else; it goes in the end."""
    draft = folder / f"{prefix}{secrets.token_hex(8)}"
    with naming(folder):
        draft.mkdir(0o700)
    try:
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextlib.contextmanager
def draft_of(file: Path, content: str | bytes, lasting: bool = True) -> Iterator[Path]:
    """Write contents beside the file that they shall become, with the same ending; what is left goes.

    Parameters
    ----------
    file, content
        What it shall be.
    lasting
        Whether it must survive a failure of the machine, which takes longer.
    """
    draft = file.with_name(f"{WRITING}{secrets.token_hex(8)}{file.suffix}")
    with naming(file):
        opened = os.open(draft, _NEW, 0o666)
    try:
        with naming(file), os.fdopen(opened, "wb") as handle:
            is_held(opened)  # as long as it is written, nobody throws it away
            handle.write(content.encode("utf-8") if isinstance(content, str) else content)
            handle.flush()
            if lasting:
                os.fsync(opened)
        yield draft
    finally:
        with contextlib.suppress(OSError):
            draft.unlink()


def throw_away_drafts(folder: Path, locked: bool = True, prefix: str = WRITING) -> None:
    """Remove what programs that were killed had begun to write in a folder.

    Parameters
    ----------
    folder
        Nobody else writes there as long as its lock is held.
    locked
        Whether it is; otherwise only what nobody touched in a week goes.
    prefix
        What names begin with.
    """
    ours = re.compile(rf"{re.escape(prefix)}[0-9a-f]{{16}}(\.\w+)?")
    for draft in folder.glob(f"{prefix}*"):
        if draft.name != LOCK and ours.fullmatch(draft.name) and (locked or _is_old(draft)):
            if draft.is_dir() and not draft.is_symlink():
                shutil.rmtree(draft, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):  # of somebody else, in a folder of all
                    draft.unlink()


def to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, would survive a failure of the machine."""
    if os.name == "nt":  # which gives no handle of a folder, and of a file only one to write with
        return
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except PermissionError:  # a folder that one may write and not read
        return
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EROFS):  # disks that cannot say
            raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        os.close(handle)


def put_new(draft: Path, file: Path) -> None:
    """Give a draft its name; FileExistsError if anything has that name, whoever was faster."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from None
    except OSError:  # a disk without links
        os.close(os.open(file, _NEW, 0o666))
        try:
            os.replace(draft, file)
        except OSError:
            file.unlink()
            raise
    to_disk(file.parent)


class Scratch:
    """A temporary folder that goes when it is closed, with this object, or with the program, however it ends.

    Attributes
    ----------
    folder
        For nobody else.

    Examples
    --------
    >>> with Scratch("cxsim-example-") as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """

    def __init__(self, prefix: str) -> None:
        # It gets the name by which it is looked for when its lock is held.
        making = Path(tempfile.mkdtemp(prefix=_MAKING))
        handle = os.open(making / LOCK, _NEW, 0o600)
        if is_held(handle):  # there are no locks
            os.close(handle)
            handle = -1
        self.folder = making.with_name(prefix + making.name.removeprefix(_MAKING))
        making.rename(self.folder)
        self._end = weakref.finalize(self, _remove, self.folder, handle)

    def close(self) -> None:
        """Remove it."""
        self._end()

    def __enter__(self) -> Path:
        return self.folder

    def __exit__(self, *_: object) -> None:
        self.close()


def throw_away_scratch(prefix: str) -> None:
    """Remove temporary folders whose programs were killed: ours, no links, and held by nobody."""
    there = Path(tempfile.gettempdir())
    for folder in (*there.glob(f"{prefix}*"), *filter(_is_old, there.glob(f"{_MAKING}*"))):
        with contextlib.suppress(OSError):
            status = folder.lstat()
            if not stat.S_ISDIR(status.st_mode) or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
                continue
            try:
                handle = os.open(folder / LOCK, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            except FileNotFoundError:  # of a program without locks
                handle = -1
            knows = handle >= 0 and os.name != "nt"  # whether somebody holds it
            if not is_held(handle) if knows else _is_old(folder):
                _remove(folder, handle)
            elif handle >= 0:
                os.close(handle)


@contextlib.contextmanager
def naming(file: Path) -> Iterator[None]:
    """Let an error of the disk say which file it is about, as it shall be called."""
    try:
        yield
    except OSError as error:
        number = error.errno
        if number is None:  # numpy only says how much was written
            is_full = shutil.disk_usage(_there(file)).free < 1 << 20
            number = errno.ENOSPC if is_full else errno.EIO
        said = os.strerror(number) if error.errno or number == errno.ENOSPC else str(error)
        raise OSError(number, said, str(file)) from error


def trouble(error: OSError, file: object = "a file") -> str:
    """Say what went wrong with which file; of a full disk, which one it is.

    Examples
    --------
    >>> trouble(PermissionError(13, "Permission denied", "out/kpis.parquet"))
    'out/kpis.parquet: permission denied'
    """
    name = str(error.filename or file)
    said = f"{name}: {(error.strerror or str(error)).lower()}"
    if error.errno not in FULL or not error.filename:
        return said
    path = _there(Path(name)).resolve()
    disk = next(place for place in (path, *path.parents) if place == place.parent or place.is_mount())
    temporary = Path(tempfile.gettempdir()).resolve()
    is_scratch = path.is_relative_to(temporary) and str(path.relative_to(temporary)).startswith("cxsim-")
    return f"{said}, the disk at {disk}" + ("; TMPDIR names another folder" if is_scratch else "")


def _there(file: Path) -> Path:
    """Return the innermost folder above a file that is there."""
    return next(path for path in (file, *file.absolute().parents) if path.exists())


def _is_old(path: Path) -> bool:
    """Tell whether nobody touched a file, or anything in a folder, in a week."""
    with contextlib.suppress(OSError):
        times = [one.lstat().st_mtime for one in (path, *path.rglob("*"))]
        return max(times) < time.time() - OLD
    return False


def _remove(folder: Path, handle: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if handle >= 0:
        os.close(handle)
