"""A folder with a name that everybody can guess is taken only if nobody else can be behind it."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from cxsim.files.private_folder import private_folder


@pytest.mark.skipif(os.name != "posix", reason="owners and modes of POSIX")
def test_the_temporary_folder_is_private_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path))
    tmp_path.chmod(0o1777)
    assert private_folder(make=False) is None
    assert list(tmp_path.iterdir()) == []
    folder = private_folder()
    assert folder is not None
    assert private_folder(make=False) == folder
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert private_folder() == folder, "it lasts"
    for mode in (0o755, 0o770, 0o707):
        folder.chmod(mode)
        assert private_folder() is None, oct(mode)
    folder.chmod(0o700)
    tmp_path.chmod(0o777)
    assert private_folder() is None, "anybody could put another in its place"
    tmp_path.chmod(0o1777)
    moved = folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(moved)
    assert private_folder() is None, "a link leads wherever somebody likes"
    folder.unlink()
    folder.touch()
    assert private_folder() is None
    folder.unlink()
    with monkeypatch.context() as inside:
        inside.chdir(tmp_path)
        assert private_folder() is None, "where somebody works it would be in the way"
    me = os.geteuid()
    (tmp_path / f"cxsim-{me + 1}").mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: me + 1)
    assert private_folder() is None, "somebody else was faster"
