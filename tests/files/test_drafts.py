"""Drafts and locks: names that cannot be guessed, links that are not followed, and disks without locks."""

import errno
import os
import signal
import tempfile
import time
from pathlib import Path

import pytest

from cxsim.files import drafts
from cxsim.files.drafts import draft_folder, draft_of, put_new, throw_away_drafts
from cxsim.files.folders import write_folder
from cxsim.files.locks import LOCK, alone_in
from tests.small import names_in

GUESSED = "0123456789abcdef"


@pytest.mark.parametrize("make", ["link", "dead link", "file", "folder"])
def test_even_a_guessed_name_of_a_draft_is_only_made_new(
    make: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: GUESSED)
    (tmp_path / "secret").write_text("theirs")
    home = tmp_path / "home"
    home.mkdir()
    for name in (f".writing-{GUESSED}", f".writing-{GUESSED}.yaml"):
        planted = home / name
        if make == "file":
            planted.write_text("theirs")
        elif make == "folder":
            planted.mkdir()
        else:
            planted.symlink_to(tmp_path / ("secret" if make == "link" else "nowhere"))
    before = names_in(home)
    with pytest.raises(FileExistsError), draft_of(home / "idea.yaml", "ours"):
        pass
    with pytest.raises(FileExistsError), draft_folder(home):
        pass
    assert (tmp_path / "secret").read_text() == "theirs"
    assert not (tmp_path / "nowhere").exists()
    assert names_in(home) == before


def test_names_of_drafts_differ_and_only_their_writer_may_look_into_a_folder(tmp_path: Path) -> None:
    with (
        draft_folder(tmp_path) as one,
        draft_folder(tmp_path) as other,
        draft_of(tmp_path / "a.yaml", "") as it,
    ):
        assert one.name != other.name != it.stem
        assert oct(one.stat().st_mode & 0o777) == "0o700"
        assert it.suffix == ".yaml"
    assert names_in(tmp_path) == []


def test_a_new_file_takes_no_name_that_is_taken_also_on_disks_without_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    for links in (True, False):
        target = tmp_path / f"{links}.yaml"
        if not links:
            monkeypatch.setattr(os, "link", no_links)
        with draft_of(target, "first") as draft:
            put_new(draft, target)
        with pytest.raises(FileExistsError), draft_of(target, "second") as draft:
            put_new(draft, target)
        assert target.read_text() == "first"
    assert names_in(tmp_path) == ["False.yaml", "True.yaml"]

    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "no names here either")

    monkeypatch.setattr(os, "replace", broken)
    target = tmp_path / "third.yaml"
    with pytest.raises(OSError, match="no names here"), draft_of(target, "third") as draft:
        put_new(draft, target)
    assert names_in(tmp_path) == ["False.yaml", "True.yaml"]


def test_where_there_are_no_locks_everything_is_written_and_only_old_drafts_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    young, old = (tmp_path / f".writing-{letter * 16}" for letter in "ab")
    for draft in (young, old):
        draft.mkdir()
        (draft / "half").write_text("half")
    long_ago = time.time() - drafts.OLD - 60.0
    for path in (old / "half", old):
        os.utime(path, (long_ago, long_ago))
    with alone_in([tmp_path]) as locks, alone_in([tmp_path]):
        assert locks == ()
    write_folder(tmp_path, lambda to: (to / "whole").write_text("whole"))
    assert names_in(tmp_path) == [young.name, "whole"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="becomes somebody else")
@pytest.mark.parametrize(
    ("mode", "lock", "ends"), [(0o555, False, 13), (0o555, True, 13), (0o777, False, 0), (0o777, True, 0)]
)
def test_a_folder_of_somebody_else_is_named_and_their_lock_is_none_when_they_have_gone(
    mode: int, lock: bool, ends: int
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as home:
        os.chmod(home, 0o755)
        folder = Path(home, "out")
        folder.mkdir()
        folder.chmod(mode)
        if lock:
            (folder / LOCK).touch(0o644)
        child = os.fork()
        if child == 0:
            signal.alarm(20)
            os.setgroups([])
            os.setgid(4321)
            os.setuid(4321)
            try:
                write_folder(folder, lambda to: (to / "whole").write_text("whole"))
            except OSError as error:
                os._exit(error.errno if str(folder) in str(error) else 99)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == ends
        assert names_in(folder) == (["whole"] if not ends else [LOCK] * lock)


def test_only_drafts_are_taken_for_drafts(tmp_path: Path) -> None:
    mine = [".writing-notes.txt", ".writing-0123", LOCK, f".writing-{GUESSED}-mine", "writing"]
    for name in mine:
        (tmp_path / name).write_text("")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "mine").write_text("mine")
    (tmp_path / f".writing-{GUESSED}").symlink_to(tmp_path / "elsewhere")
    (tmp_path / f".writing-{GUESSED}.yaml").write_text("half")
    throw_away_drafts(tmp_path)
    assert names_in(tmp_path) == sorted([*mine, "elsewhere"])
    assert (tmp_path / "elsewhere" / "mine").read_text() == "mine"
