"""Writing results so that nothing half-written is ever taken for whole."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path


def write_folder(folder: Path, write: Callable[[Path], None], own: tuple[str, ...] = ()) -> Path:
    """Let `write` fill a folder beside the wanted one, then move its files into place.

    Files are moved one by one, manifest last, so other files in the folder stay, and a manifest never stands
    beside results that are not its own: those named `own` go if they were not written anew.
    """
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".writing-", dir=folder))
    try:
        write(draft)
        files = sorted(draft.iterdir(), key=lambda file: file.name == "manifest.json")
        (folder / "manifest.json").unlink(missing_ok=True)
        for name in own:
            if not (draft / name).exists():
                (folder / name).unlink(missing_ok=True)
        for file in files:
            os.replace(file, folder / file.name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        for path in made:  # the innermost comes first; one that holds something stays
            with contextlib.suppress(OSError):
                path.rmdir()
    return folder
