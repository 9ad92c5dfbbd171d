"""Writing results so that nothing half-written is ever taken for whole."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

WRITING = ".writing-"  # what drafts begin with; one that is found later belongs to a program that was killed


def write_folder(folder: Path, write: Callable[[Path], None], own: tuple[str, ...] = ()) -> Path:
    """Let `write` fill a folder beside the wanted one, then move its files into place.

    Files are moved one by one, manifest last, so other files in the folder stay, and a manifest never stands
    beside results that are not its own: of those named `own`, files or folders of them, the ones go that the
    manifest there speaks of and that were not written anew.

    Raises
    ------
    OSError
        If they cannot be written, or a folder stands where a file has to be; `filename` says where.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=WRITING, dir=folder))
    try:
        write(draft)
        files = sorted(files_below(draft), key=lambda name: name == "manifest.json")
        for name in files:
            _check_room(folder, name)
        # What is out of date goes while the manifest still says whose it is, should this be killed here.
        for name in set(_of_before(folder, own)) - set(files):
            (folder / name).unlink()
        if own or "manifest.json" in files:  # tables that are put beside results leave theirs
            (folder / "manifest.json").unlink(missing_ok=True)
        for name in files:
            (folder / name).parent.mkdir(exist_ok=True)
            os.replace(draft / name, folder / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        for path in made:  # the innermost comes first; one that holds something stays
            with contextlib.suppress(OSError):
                path.rmdir()
    return folder


def _check_room(folder: Path, name: str) -> None:
    """Be sure that a file can be moved to its place."""
    if (folder / name).is_dir():
        raise IsADirectoryError(errno.EISDIR, "a folder, where a file has to be", str(folder / name))
    above = (folder / name).parent
    if above.exists() and not above.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file, where a folder has to be", str(above))


def _of_before(folder: Path, own: tuple[str, ...]) -> Iterator[str]:
    """Return the files of what was written here before; with checksums in its manifest, if still the same."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        listed = manifest.get("files")
    except (OSError, ValueError, RecursionError, AttributeError):
        return
    for name in own:
        for old in [name, *(f"{name}/{inner}" for inner in files_below(folder / name))]:
            is_there = (folder / old).is_file() and old != "manifest.json"
            if is_there and (not isinstance(listed, dict) or listed.get(old) == checksum(folder / old)):
                yield old


def files_below(folder: Path) -> list[str]:
    """Return the files below a folder, named from there, in order; none if there is no such folder."""
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def write_file(file: Path, text: str) -> None:
    """Write a file whole or not at all; an error names the file, also when the disk is full."""
    draft = file.with_name(f"{WRITING}{os.getpid()}-{file.name}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(text, encoding="utf-8")
        os.replace(draft, file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(file)) from error


def checksum(file: Path) -> str:
    """Return the SHA-256 digest of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def throw_away_drafts(folder: Path) -> None:
    """Remove what programs that were killed had begun to write in a folder, which is ours alone."""
    for draft in folder.glob(f"{WRITING}*"):
        if draft.is_dir():
            shutil.rmtree(draft, ignore_errors=True)
        else:
            draft.unlink(missing_ok=True)


@contextlib.contextmanager
def alone_in(folders: Iterable[Path], patience: float) -> Iterator[tuple[int, ...]]:
    """Keep folders for oneself, and for the processes that are given the handles this yields.

    The system gives a folder free when the last of them has ended, however it ended. Where it knows no such
    locks, nothing is kept; whatever is written is whole there, too.

    Raises
    ------
    BlockingIOError
        If another program has one of them, and still has it after some seconds; `filename` says which.
    """
    try:
        import fcntl
    except ImportError:
        yield ()
        return
    until = time.monotonic() + patience
    handles: list[int] = []
    try:
        for folder in sorted(folders):
            folder.mkdir(parents=True, exist_ok=True)
            handles.append(os.open(folder, os.O_RDONLY))
            while True:
                try:
                    fcntl.flock(handles[-1], fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise BlockingIOError(errno.EAGAIN, "in use", str(folder)) from None
                    time.sleep(0.1)
        yield tuple(handles)
    finally:
        for handle in handles:
            os.close(handle)
