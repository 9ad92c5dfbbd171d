"""What this machine can give: memory that is free, within the limits of a container and of the process."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

_GROUPS, _OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")


def free_memory(groups: Path = _GROUPS, own: Path = _OWN) -> int:
    """Return how many bytes this process may still take.

    Parameters
    ----------
    groups, own
        Where Linux keeps control groups, and the file that says to which this process belongs.
    """
    left = [psutil.virtual_memory().available, *_of_groups(groups, own), *_of_process()]
    return max(int(min(left)), 0)


def _of_groups(groups: Path, own: Path) -> Iterator[int]:
    """Return what the control groups of this process leave: a container is one, and may be within others."""
    with contextlib.suppress(OSError):
        for line in own.read_text(encoding="utf-8").splitlines():
            _, controllers, name = line.split(":", 2)
            if not controllers:
                yield from _left(groups, name, "memory.max", "memory.current", "")
            elif "memory" in controllers.split(","):
                names = "memory.limit_in_bytes", "memory.usage_in_bytes", "total_"
                yield from _left(groups / "memory", name, *names)


def _left(root: Path, name: str, limit: str, used: str, prefix: str) -> Iterator[int]:
    inner = root / name.lstrip("/")
    # A container sees its own group as the root, while its name may be that on the host.
    for folder in dict.fromkeys([inner, *inner.parents, root]):
        if folder == root or root in folder.parents:
            with contextlib.suppress(OSError, ValueError):
                most, now = (int((folder / file).read_text()) for file in (limit, used))
                yield most - now + _cached(folder, prefix)


def _cached(folder: Path, prefix: str) -> int:
    """Return how much of what is used are files, which are dropped when memory is needed."""
    total = 0
    with contextlib.suppress(OSError, ValueError):
        for line in (folder / "memory.stat").read_text().splitlines():
            kind, _, amount = line.partition(" ")
            if kind in (f"{prefix}inactive_file", f"{prefix}active_file"):
                total += int(amount)
    return total


def _of_process() -> Iterator[int]:
    """Return what the limit on the address space leaves, where there is one."""
    if sys.platform == "win32":
        return
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit != resource.RLIM_INFINITY:
        yield limit - psutil.Process().memory_info().vms
