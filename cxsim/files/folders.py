"""Writing results so that nothing half-written is ever taken for whole, and nothing of others is replaced."""

import contextlib
import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from cxsim.errors import CxsimError
from cxsim.files.drafts import WRITING, draft_folder, naming, throw_away_drafts, to_disk
from cxsim.files.locks import alone_in
from cxsim.files.own import LIST, MANIFEST, checksum, is_ours, is_regular, known, not_ours, remember

__all__ = ["TakenError", "checksum", "files_below", "tidy_up", "write_file", "write_folder"]


class TakenError(CxsimError, FileExistsError):
    """In the place of a result is a file that cxsim did not write, or that was changed since."""

    def __init__(self, found: str) -> None:
        super().__init__(errno.EEXIST, f"found {found}: move it, or choose another folder")

    def __str__(self) -> str:
        return str(self.strerror)


def write_folder(
    folder: Path,
    write: Callable[[Path], None],
    own: Iterable[str] = (),
    would_overwrite: Callable[[Path], str] = lambda folder: "",
) -> Path:
    """Let `write` fill a folder below the wanted one, then move its files into place.

    Files are moved one by one, manifest last, so other files in the folder stay, and a manifest never stands
    beside results that are not its own. Only one program does so at a time.

    Parameters
    ----------
    folder
        It is made if it is not there.
    write
        Gets a folder to write into.
    own
        Files, or folders of them, that belong to the same results: those go that were written here before,
        are unchanged, and were not written anew; and the manifest with them.
    would_overwrite
        Returns what stands in the way of what `write` will write, to be refused before it begins.

    Raises
    ------
    TakenError
        If something would be replaced that cxsim did not write, or that was changed since.
    OSError
        If they cannot be written; `filename` says where.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        with alone_in([folder]) as locks:
            throw_away_drafts(folder, bool(locks))
            _refuse(would_overwrite(folder))
            with draft_folder(folder) as draft:
                _fill(draft, folder, write)
                _put(draft, folder, tuple(own))
    finally:
        for path in made:  # the innermost comes first; one that holds something stays
            with contextlib.suppress(OSError):
                path.rmdir()
    return folder


def write_file(file: Path, text: str) -> None:
    """Write a file whole or not at all, as `write_folder`."""

    def write(to: Path) -> None:
        with naming(file):
            (to / file.name).write_text(text, encoding="utf-8")

    write_folder(file.parent, write, would_overwrite=lambda folder: not_ours(folder, [file.name]))


def tidy_up(folder: Path) -> None:
    """Remove what programs that were killed left of their drafts in a folder, if it is there."""
    if any(folder.glob(f"{WRITING}*")):
        with alone_in([folder]) as locks:
            throw_away_drafts(folder, bool(locks))


def files_below(folder: Path) -> list[str]:
    """Return the files below a folder, named from there, in order; none if there is no such folder."""
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())


def _refuse(found: str) -> None:
    if found:
        raise TakenError(found)


def _fill(draft: Path, folder: Path, write: Callable[[Path], None]) -> None:
    """Write into the draft; an error names the file that was to come of it, or its folder."""
    try:
        write(draft)
    except OSError as error:
        name = Path(os.fsdecode(error.filename)) if error.filename is not None else None
        if name is None or name.is_relative_to(draft):
            with naming(folder if name is None else folder / name.relative_to(draft)):
                raise
        raise


def _put(draft: Path, folder: Path, own: tuple[str, ...]) -> None:
    """Move what was written into place, and take away what it follows."""
    new = {name: checksum(draft / name) for name in files_below(draft)}
    after, before = {name: {said} for name, said in new.items()}, known(folder)
    moved = [name for name in new if not _is_same(draft / name, folder / name, new[name])]
    speaks = bool(own) or MANIFEST in new  # tables that are put beside results leave theirs
    out_of_date = speaks and MANIFEST not in new and os.path.lexists(folder / MANIFEST)
    _refuse(not_ours(folder, [*moved, *([MANIFEST] if out_of_date else [])]))
    gone = [name for name in _below(folder, own) if name not in new and is_ours(folder, name, before)]
    if moved or gone or out_of_date:
        for name in new:
            with naming(folder / name):
                to_disk(draft / name)
        remember(folder, {name: before.get(name, set()) | after.get(name, set()) for name in {*before, *new}})
        # A manifest goes first: it would speak of what is no longer there.
        for name in ([MANIFEST] if speaks else []) + gone:
            with naming(folder / name):
                (folder / name).unlink(missing_ok=True)
        _move(draft, folder, [name for name in moved if name != MANIFEST])
        _move(draft, folder, [MANIFEST] if MANIFEST in new else [])
    remember(folder, _still(folder, before) | after)


def _move(draft: Path, folder: Path, names: list[str]) -> None:
    for name in names:
        with naming(folder / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(draft / name, folder / name)
    for place in {folder, *((folder / name).parent for name in names)}:
        to_disk(place)


def _is_same(draft: Path, file: Path, sum_: str) -> bool:
    """Tell whether a file holds already what it shall hold."""
    return is_regular(file) and file.stat().st_size == draft.stat().st_size and checksum(file) == sum_


def _below(folder: Path, own: tuple[str, ...]) -> list[str]:
    """Return the files of some names that are there, or of folders of these names."""
    found = []
    for name in own:
        if is_regular(folder / name):
            found.append(name)
        elif not (folder / name).is_symlink():
            found += [f"{name}/{inner}" for inner in files_below(folder / name)]
    return [name for name in found if name != MANIFEST]


def _still(folder: Path, before: dict[str, set[str]]) -> dict[str, set[str]]:
    """Return what is known of files that are still there."""
    return {name: sums for name, sums in before.items() if name != LIST and os.path.lexists(folder / name)}
