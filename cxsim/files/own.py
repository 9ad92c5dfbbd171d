"""What cxsim wrote into a folder, with checksums: by them its own files are told from those of others.

They are in a hidden list there, and in the manifests of reports, runs and sites. While files are replaced the
list holds both what they were and what they become, so that after a kill each of them is still known.
"""

import contextlib
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from cxsim.files.drafts import draft_of, naming
from cxsim.files.sealed import is_sealed

LIST, MANIFEST, SITE = ".cxsim.json", "manifest.json", "site.json"
ABOUT = "What cxsim wrote here, with SHA-256 checksums; what was changed since, it does not replace."
OURS = {
    "made",
    "replications",
    "printed",
}  # what a manifest of a report, a run, or a site has beside its files
SHA256 = re.compile("[0-9a-f]{64}")
LARGEST = 1 << 26  # bytes of a list that is read
GENERATOR = b'<meta name="generator" content="cxsim'
EARLIER = "which an earlier version of cxsim wrote without checksums"

Checksums = dict[str, set[str]]


def checksum(file: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def known(folder: Path) -> Checksums:
    """Return the checksums of what cxsim wrote into a folder, by the names of the files."""
    found = _listed(folder)
    for name in (MANIFEST, SITE):
        files = files_in(read_json(folder / name) or {})
        for inner, said in files.items():
            found.setdefault(inner, set()).add(said)
        if files and name not in found:  # it came here without the list, or is of an earlier version
            found[name] = {checksum(folder / name)}
    return found


def files_in(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the checksums in a manifest of ours by the names of files; none in one of somebody else.

    Examples
    --------
    >>> files_in({"made": "2026-03-01", "files": {"index.html": "0" * 64}}).keys()
    dict_keys(['index.html'])
    >>> files_in({"files": {"index.html": "/static/index.html"}})
    {}
    """
    files = manifest.get("files")
    if not isinstance(files, dict) or not OURS & manifest.keys():
        return {}
    is_whole = all(SHA256.fullmatch(str(said)) and is_inside(name) for name, said in files.items())
    return dict(files) if is_whole else {}


def remember(folder: Path, files: Mapping[str, Iterable[str]]) -> None:
    """Write the list of a folder, whose lock is held; nothing if it says so already."""
    listed = {name: sorted(sums) for name, sums in sorted(files.items())}
    text = json.dumps({"about": ABOUT, "files": listed}, indent=1) + "\n"
    file = folder / LIST
    if is_regular(file) and file.read_bytes() == text.encode():
        return
    with draft_of(file, text) as draft, naming(file):
        os.replace(draft, file)


def not_ours(folder: Path, names: Iterable[str]) -> str:
    """Return the first file of a folder that is not as cxsim wrote it, and why; empty if there is none.

    Examples
    --------
    >>> not_ours(Path("scenarios"), ["kpis.parquet"])
    ''
    """
    list_of_us = folder / LIST
    if os.path.lexists(list_of_us) and read_json(list_of_us) is None:
        return f"{list_of_us}, which is not the list that cxsim wrote"
    sums = known(folder)
    for name in names:
        path = folder
        for part in Path(name).parts[:-1]:
            path /= part
            if os.path.lexists(path) and (path.is_symlink() or not path.is_dir()):
                return f"{path}, {_kind(path)}, where a folder has to be"
        if why := _why_not(folder / name, sums.get(name, set())):
            return f"{folder / name}, {why}"
    return ""


def is_ours(folder: Path, name: str, sums: Checksums) -> bool:
    """Tell whether a file is there, as it was written."""
    file = folder / name
    return is_regular(file) and not _why_not(file, sums.get(name, set()))


def is_regular(file: Path) -> bool:
    """Tell whether there is a file, which is no link, pipe or device."""
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except (OSError, ValueError):
        return False


def read_json(file: Path) -> dict[str, Any] | None:
    """Read a file of JSON that holds a mapping; nothing if there is none, or something else."""
    try:
        if not is_regular(file) or file.stat().st_size > LARGEST:
            return None
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def is_inside(name: str) -> bool:
    """Tell whether a name stays in the folder it is seen from."""
    return bool(name) and not Path(name).is_absolute() and ".." not in Path(name).parts


def _listed(folder: Path) -> Checksums:
    files = (read_json(folder / LIST) or {}).get("files")
    if not isinstance(files, dict):
        return {}
    return {
        name: {str(one) for one in sums}
        for name, sums in files.items()
        if isinstance(sums, list) and is_inside(name)
    }


def _why_not(file: Path, sums: set[str]) -> str:
    if not os.path.lexists(file):
        return ""
    if not is_regular(file):
        return f"{_kind(file)}, where a file has to be"
    try:
        if checksum(file) in sums or is_sealed(file):
            return ""
    except OSError:
        return "which cannot be read"
    if sums:
        return "which was changed after cxsim wrote it"
    return EARLIER if _is_earlier(file) else "which cxsim did not write"


def _is_earlier(file: Path) -> bool:
    """Tell whether a file looks like what cxsim wrote before it kept checksums of everything."""
    if file.suffix == ".html":
        with contextlib.suppress(OSError), file.open("rb") as page:
            return GENERATOR in page.read(4_096)
    found = read_json(file) or {}
    is_manifest = file.name == MANIFEST and {"scenario_hash", "versions"} <= found.keys()
    return is_manifest or (file.name == "batch.json" and isinstance(found.get("items"), list))


def _kind(path: Path) -> str:
    if path.is_symlink():
        return "which is a link"
    if path.is_dir():
        return "which is a folder"
    return "which is a file" if path.is_file() else "which is neither file nor folder"
