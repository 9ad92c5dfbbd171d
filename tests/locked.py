"""Processes for which a folder is read-only and that have no home, as in containers and on servers."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

# In a mount namespace of its own, which ends with the process: permissions do not stop root.
MOUNTED = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"'


def locked(folder: Path, command: list[str]) -> list[str]:
    """Return the command that runs another with a folder read-only; skips where this machine cannot do so."""
    if os.name != "posix":
        pytest.skip("makes folders read-only as POSIX does")
    if os.geteuid():
        for place in (folder, *folder.rglob("*")):
            place.chmod(place.stat().st_mode & ~0o222)
        return command
    if shutil.which("unshare") is None:
        pytest.skip("root is not stopped by permissions, and there is no unshare")
    around = ["unshare", "--mount", "sh", "-c", MOUNTED, str(folder)]
    if subprocess.run([*around, "true"], capture_output=True).returncode:
        pytest.skip("root is not stopped by permissions, and may not mount here")
    return [*around, *command]


def homeless(folder: Path, **more: str) -> dict[str, str]:
    """Return an environment without a home that could be made, and with a place for temporary files."""
    (folder / "no folder").touch()
    (folder / "tmp").mkdir(exist_ok=True)
    unset = ("XDG_CACHE_HOME", "MPLCONFIGDIR", "IPYTHONDIR", "NUMBA_CACHE_DIR", "CXSIM_CACHE")
    kept = {name: value for name, value in os.environ.items() if name not in unset}
    kept = {name: value for name, value in kept.items() if not name.startswith("JUPYTER_")}
    return kept | {"HOME": str(folder / "no folder" / "home"), "TMPDIR": str(folder / "tmp")} | more
