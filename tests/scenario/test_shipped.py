"""What comes with the package is copied whole, and nothing that is there is touched."""

import errno
import os
from pathlib import Path

import pytest

from cxsim.files.drafts import WRITING
from cxsim.scenario import shipped as module
from cxsim.scenario.shipped import copy_shipped, shipped, shipped_files


def test_all_of_it_is_copied_and_a_second_time_nothing(tmp_path: Path) -> None:
    for folder in ("scenarios", "notebooks"):
        copies = copy_shipped(folder, tmp_path / folder)
        assert list(copies.made) == [tmp_path / folder / file for file in shipped_files(folder)]
        for file in shipped_files(folder):
            assert (tmp_path / folder / file).read_bytes() == (shipped(folder) / file).read_bytes()
        assert copy_shipped(folder, tmp_path / folder) == ((), ())
    assert not list(tmp_path.rglob(".writing-*"))


def test_whatever_is_there_stays(tmp_path: Path) -> None:
    mine, link, folder = tmp_path / "telecom.yaml", tmp_path / "bank.yaml", tmp_path / "retail.yaml"
    mine.write_text("mine")
    link.symlink_to(tmp_path / "nowhere")
    folder.mkdir()
    copies = copy_shipped("scenarios", tmp_path)
    assert set(copies.others) == {mine, link, folder}
    assert len(copies.made) == len(shipped_files("scenarios")) - 3
    assert (mine.read_text(), link.readlink(), list(folder.iterdir())) == ("mine", tmp_path / "nowhere", [])
    assert not (tmp_path / "nowhere").exists()


def test_leftovers_of_jupyter_and_python_are_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PACKAGE", tmp_path / "package")
    home = tmp_path / "package" / "shipped" / "notebooks"
    for name in ("tour.ipynb", ".ipynb_checkpoints/tour.ipynb", "__pycache__/a.pyc", ".hidden"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()
    assert shipped("notebooks") == home
    assert shipped_files("notebooks") == [Path("tour.ipynb")]


def test_a_full_disk_names_the_file_and_leaves_no_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as raised:
        copy_shipped("scenarios", tmp_path / "scenarios")
    assert raised.value.filename == str(tmp_path / "scenarios" / "assessment.yaml")
    assert list((tmp_path / "scenarios").iterdir()) == []


def test_what_a_program_left_that_was_killed_goes(tmp_path: Path) -> None:
    left = tmp_path / f"{WRITING}0123456789abcdef.yaml"
    left.write_text("half")
    copy_shipped("scenarios", tmp_path, [Path("telecom.yaml")])
    assert [file.name for file in tmp_path.iterdir()] == ["telecom.yaml"]


def test_whoever_was_faster_keeps_what_they_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def late(draft: Path, file: Path) -> None:
        file.write_text("mine")
        link(draft, file)

    monkeypatch.setattr(os, "link", late)
    file = tmp_path / "telecom.yaml"
    assert copy_shipped("scenarios", tmp_path, [Path("telecom.yaml")]) == ((), (file,))
    assert file.read_text() == "mine"
