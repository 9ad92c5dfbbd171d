"""A site in a folder where something is already: files of others, earlier sites, another program."""

import errno
import json
import os
import shutil
import threading
from pathlib import Path

import pytest

from cxsim.files.drafts import FileError
from cxsim.files.locks import alone_in
from cxsim.reporting.batches.batch import AT_WORK
from cxsim.reporting.site import publish_site as publishing
from cxsim.reporting.site.publish_site import SiteError, publish_site
from tests.reporting.site.reports import kpis, publish_small
from tests.reporting.test_publish import Page
from tests.small import LIST, names_in

pytestmark = pytest.mark.usefixtures("without_browser")


def page(file: Path) -> Page:
    return Page(file.read_text(encoding="utf-8"))


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_what_the_site_no_longer_has_goes_and_nothing_else(home: Path) -> None:
    publish_small(home / "three", kpis())
    publish_small(home / "four", kpis())
    publish_site(home)
    (home / "one" / "notes.txt").write_text("mine")
    for name in ("three", "four"):
        shutil.rmtree(home / name)
    (home / "one" / "two" / "manifest.json").unlink()
    (home / "comparison.csv").write_text("mine by now")
    publish_site(home)
    two = home / "one" / "two"
    assert names_in(two) == ["index.html", "report.ipynb", "tables"]
    assert (home / "one" / "notes.txt").read_text() == "mine"
    assert (home / "comparison.csv").read_text() == "mine by now"
    assert [name for name in names_in(home) if "." in name] == ["comparison.csv", "index.html", "site.json"]
    shutil.rmtree(home / "one")
    assert publish_site(home).reports == 0
    assert "There is no report here yet" in (home / "index.html").read_text()


def test_a_list_of_files_that_somebody_changed_deletes_nothing_elsewhere(home: Path, tmp_path: Path) -> None:
    publish_site(home)
    outside = tmp_path / "outside.html"
    outside.write_text('<meta name="generator" content="cxsim publish">')
    said = json.loads((home / "site.json").read_text())
    said["files"] |= {"../outside.html": "0", str(outside): "0"}
    (home / "site.json").write_text(json.dumps(said))
    for _ in range(2):
        with pytest.raises(SiteError, match=r"site\.json, which (was changed after cxsim|cxsim did not) "):
            publish_site(home)
        (home / LIST).unlink(missing_ok=True)
    assert outside.exists()


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "mine"}',
        '{"files": {}}',
        '{"files": [], "printed": {}}',
        "[]",
        "{",
        "",
        "[" * 100_000,
        r'{"files": {"\ud800": "0"}, "printed": {}}',
    ],
    ids=["own", "half", "list", "other", "cut", "empty", "deep", "signs"],
)
def test_a_list_of_files_that_somebody_else_wrote_is_not_replaced(home: Path, text: str) -> None:
    (home / "site.json").write_text(text)
    before = files_below(home)
    with pytest.raises(
        SiteError,
        match=r"site\.json, which (cxsim did not write|is a folder)",
    ):
        publish_site(home)
    assert files_below(home) == before
    (home / "site.json").unlink()
    (home / "site.json").mkdir()
    with pytest.raises(
        SiteError,
        match=r"site\.json, which (cxsim did not write|is a folder)",
    ):
        publish_site(home)


def test_a_report_may_be_carried_from_one_site_into_another(home: Path, tmp_path: Path) -> None:
    """With the pages that the first site has put beside it; unless somebody has changed them."""
    publish_site(home)
    for hidden in (False, True):
        other = tmp_path / f"other{hidden}"
        shutil.copytree(home / "one" / "two", other / "two")
        if hidden:
            (other / "two" / LIST).unlink()
        assert publish_site(other, "fr").reports == 1
        assert (other / "two" / "checklist.html").read_bytes() != (
            home / "one/two/checklist.html"
        ).read_bytes()
    whole = (home / "one" / "two" / "checklist.html").read_bytes()
    shutil.copytree(home / "one" / "two", tmp_path / "third" / "two")
    for changed in (
        whole + b"\n",
        whole.replace(b"<p>", b"<p>Mine: ", 1),
        whole[:-2],
        whole[: len(whole) // 2],
    ):
        (tmp_path / "third" / "two" / "checklist.html").write_bytes(changed)
        site = publish_site(tmp_path / "third")
        assert site.reports == 0
        assert "its checklist.html was not written by cxsim publish" in site.notices[0]
        assert (tmp_path / "third" / "two" / "checklist.html").read_bytes() == changed


def test_a_page_that_somebody_else_wrote_is_not_replaced(home: Path) -> None:
    (home / "index.html").write_text("<p>mine</p>")
    before = files_below(home)
    with pytest.raises(SiteError, match=r"index\.html, which cxsim did not write: move it"):
        publish_site(home)
    assert files_below(home) == before


@pytest.mark.parametrize("name", ["checklist.html", "tables.html"])
def test_a_page_of_somebody_else_beside_a_report_leaves_out_that_report(home: Path, name: str) -> None:
    (home / "one" / name).write_text("<p>mine</p>")
    site = publish_site(home)
    assert (home / "one" / name).read_text() == "<p>mine</p>"
    why = f"its {name} was not written by cxsim publish; move that file"
    assert (site.reports, site.notices[0]) == (1, f"{home / 'one'}: left out, {why}")
    assert f"one: {why}" in page(home / "index.html").text["li"]
    publish_site(home, "fr")
    said = "".join(page(home / "index.html").text["main"])
    assert f"one\xa0: son {name} n’a pas été écrit par cxsim publish\xa0; déplacez ce fichier" in said


def test_the_folder_of_a_report_is_no_site(home: Path) -> None:
    with pytest.raises(SiteError, match="the folder of a report: publish the folder above it"):
        publish_site(home / "one")


def test_interrupted_anywhere_the_next_time_gives_the_whole_site(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(home, tmp_path / "copy")
    publish_site(tmp_path / "copy")
    replace, stops = os.replace, 0

    def full(source: str, target: str) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "no space left on device", str(target))
        replace(source, target)

    while True:
        left = stops
        monkeypatch.setattr(os, "replace", full)
        try:
            publish_site(home)
            break
        except OSError:
            monkeypatch.setattr(os, "replace", replace)
            assert not list(home.glob(".writing-*"))
            stops += 1
    assert stops >= 3
    assert files_below(home) == files_below(tmp_path / "copy")


def test_pages_written_before_an_interruption_go_with_their_report(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def full(source: str, target: str) -> None:
        if (home / "one" / "two" / "report.pdf").exists():
            raise OSError(errno.ENOSPC, "no space left on device", str(target))
        replace(source, target)

    monkeypatch.setattr(publishing, "find_browser", lambda: "browser")
    monkeypatch.setattr(publishing, "print_page", lambda browser, page, file, made: file.write_bytes(b"%PDF"))
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileError, match="no space left on device, the disk at"):
        publish_site(home)
    monkeypatch.setattr(os, "replace", replace)
    (home / "one" / "two" / "manifest.json").unlink()
    publish_site(home)
    assert names_in(home / "one" / "two") == ["index.html", "report.ipynb", "tables"]


def test_two_at_once_do_not_mix(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "PATIENCE", 0.1)
    with alone_in({home}, 1.0, AT_WORK), pytest.raises(SiteError, match="another program is at work in"):
        publish_site(home)
    threads = [threading.Thread(target=publish_site, args=(home,)) for _ in range(2)]
    monkeypatch.setattr(publishing, "PATIENCE", 30.0)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert json.loads((home / "site.json").read_text())["files"].keys() > {"index.html", "one/tables.html"}
