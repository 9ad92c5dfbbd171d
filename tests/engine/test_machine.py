"""Free memory is what the narrowest of machine, container and process leaves."""

import resource
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from cxsim.engine.machine import free_memory

MB = 1 << 20


def group(folder: Path, limit: str, used: int, files: int = 0, old: bool = False) -> None:
    """Write what a control group says of memory, of the second version or of the first."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("memory.limit_in_bytes", "memory.usage_in_bytes") if old else ("memory.max", "memory.current")
    for name, text in zip(names, (limit, str(used)), strict=True):
        (folder / name).write_text(f"{text}\n")
    kinds = "total_inactive_file", "total_active_file"
    idle, recent = kinds if old else (kind.removeprefix("total_") for kind in kinds)
    parts = f"{idle} {files // 4}\n{recent} {files - files // 4}\n"
    (folder / "memory.stat").write_text(f"anon 5\n{parts}slab_reclaimable 7\n")


@pytest.fixture
def own(tmp_path: Path):
    def write(text: str) -> Path:
        file = tmp_path / "own"
        file.write_text(text)
        return file

    return write


def test_without_limits_it_is_what_the_machine_has(tmp_path: Path) -> None:
    found = free_memory(tmp_path / "none", tmp_path / "neither")
    assert found == pytest.approx(psutil.virtual_memory().available, rel=0.2)


def test_a_container_leaves_its_limit_less_what_is_used_and_not_given_back(tmp_path: Path, own) -> None:
    group(tmp_path, str(100 * MB), 60 * MB, 20 * MB)
    assert free_memory(tmp_path, own("0::/\n")) == 60 * MB


def test_the_narrowest_of_groups_within_each_other_counts(tmp_path: Path, own) -> None:
    group(tmp_path / "outer", str(50 * MB), 45 * MB)
    group(tmp_path / "outer" / "inner", "max", 1 * MB)
    assert free_memory(tmp_path, own("0::/outer/inner\n")) == 5 * MB


def test_a_name_that_only_the_host_knows_means_the_root(tmp_path: Path, own) -> None:
    group(tmp_path, str(30 * MB), 10 * MB)
    assert free_memory(tmp_path, own("0::/../kubepods/pod1\n")) == 20 * MB


def test_the_first_version_counts_too(tmp_path: Path, own) -> None:
    group(tmp_path / "memory" / "docker", str(70 * MB), 20 * MB, 5 * MB, old=True)
    assert free_memory(tmp_path, own("5:cpu:/x\n4:memory:/docker\n")) == 55 * MB


def test_more_used_than_allowed_leaves_nothing(tmp_path: Path, own) -> None:
    group(tmp_path, str(10 * MB), 30 * MB)
    assert free_memory(tmp_path, own("0::/\n")) == 0


def test_files_that_say_nothing_useful_limit_nothing(tmp_path: Path, own) -> None:
    group(tmp_path, "a lot", 30 * MB)
    assert free_memory(tmp_path, own("0::/\n")) > 100 * MB


def test_a_limit_on_the_address_space_counts() -> None:
    code = "from cxsim.engine.machine import free_memory; print(free_memory())"

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (600 * MB, 600 * MB))

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, preexec_fn=narrow)
    assert 100 * MB < int(done.stdout) < 600 * MB
