"""Without a home that can be written, libraries keep their things in a private temporary folder."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from cxsim.files.no_home import PLACES, do_without_home
from tests.locked import homeless, locked
from tests.small import ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go; nobody has said anything else."""
    for name in PLACES:
        monkeypatch.setenv(name, "")
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir(mode=0o700)
    return tmp_path / "temporary"


def test_a_home_that_can_be_written_is_used(
    temporary: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    do_without_home()
    assert [os.environ[name] for name in PLACES] == [""] * len(PLACES)
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("home", ["/proc/none", "relative", ""])
def test_without_one_each_library_has_its_place(
    home: str, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", home)
    if not home:  # and the system does not know this user
        monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.setenv("IPYTHONDIR", "/mine")
    do_without_home()
    private = temporary / f"cxsim-{os.geteuid()}"
    assert {name: os.environ[name] for name in PLACES} == {
        name: "/mine" if name == "IPYTHONDIR" else str(private / below) for name, below in PLACES.items()
    }
    assert all((private / below).is_dir() for name, below in PLACES.items() if name != "IPYTHONDIR")


def test_a_read_only_home_is_none(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    code = (
        "from cxsim.files.no_home import os, do_without_home as do; do(); print(os.environ['MPLCONFIGDIR'])"
    )
    around = homeless(tmp_path, HOME=str(home), PYTHONPATH=str(ROOT))
    command = locked(home, [sys.executable, "-c", code])
    done = subprocess.run(command, env=around, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(tmp_path / "tmp" / f"cxsim-{os.geteuid()}" / "matplotlib")


def test_where_no_private_folder_can_be_had_libraries_do_as_they_like(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/proc/none")
    temporary.chmod(0o777)
    do_without_home()
    assert [os.environ[name] for name in PLACES] == [""] * len(PLACES)
