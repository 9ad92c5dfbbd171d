"""Whatever is in the folder of a report, publishing ends, and every other report is whole."""

import os
import random
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

import cxsim as cx
from cxsim.questions.journey.assumptions import assumptions
from cxsim.reporting.model_facts import model_facts
from cxsim.reporting.site.browser import CHOSEN
from cxsim.reporting.site.publish_site import publish_site
from cxsim.theme.tables import Table
from tests.reporting.site.damage import SECRET, damage
from tests.reporting.site.reports import kpis, publish_small
from tests.reporting.test_publish import Page
from tests.small import ROOT, small_scenario

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no pipes, devices and links there"),
    pytest.mark.filterwarnings("error"),
]
SECONDS = 120  # for a site of many damaged reports


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Fail where something has not ended."""

    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report with everything that one can have."""
    place = tmp_path_factory.mktemp("whole")
    model = cx.load_scenario(small_scenario(place))
    study = cx.load_study(ROOT / "scenarios" / "telecom_study.yaml")[1]
    notes = Table(assumptions(model), "Assumptions", name="assumptions")
    return publish_small(place / "report", kpis(), notes, model=model_facts(model, study))


def written_by_site(home: Path) -> dict[str, bytes]:
    """What the site made: its pages and tables, not what lies beside them."""
    names = ("index.html", "comparison.html", "comparison.csv", "site.json")
    found = {name: home / name for name in names}
    for name in ("checklist.html", "tables.html"):
        found |= {str(file.relative_to(home)): file for file in home.glob(f"*/{name}")}
    return {
        name: file.read_bytes() for name, file in found.items() if file.is_file() and not file.is_symlink()
    }


def check_site(whole: Path, place: Path, seeds: range, language: str) -> tuple[int, int]:
    """Publish damaged reports beside two whole ones; return how many are in it, and how many left out."""
    home, outside = place / "site", place / "outside"
    outside.mkdir(parents=True)
    (outside / "secret.txt").write_text(SECRET)
    (outside / "page.html").write_text(f'<meta name="generator" content="cxsim publish">{SECRET}')
    done = {}
    for name in ("first", "second"):
        shutil.copytree(whole, home / name)
    for seed in seeds:
        shutil.copytree(whole, home / f"bad{seed}")
        done[f"bad{seed}"] = damage(home / f"bad{seed}", outside, random.Random(seed))
    told = "\n".join(f"{name}: {what}" for name, what in done.items())
    with within(SECONDS):
        site = publish_site(home, language)
        made = written_by_site(home)
        again = publish_site(home, language)
    assert again == site, told
    assert written_by_site(home) == made, told
    index = Page((home / "index.html").read_text(encoding="utf-8"))
    listed = {link["href"].split("/")[0] for link in index.all("a") if "/" in link["href"]}
    left_out = [notice for notice in site.notices if "have no PDF" not in notice]
    names = [Path(notice.split(": left out, ")[0]).name for notice in left_out]
    assert {"first", "second"} <= listed, told
    assert (len(listed), listed & set(names)) == (site.reports, set()), told
    # A folder without a manifest, or with neither page nor notebook, is none of a report.
    for name in done.keys() - listed - set(names):
        pages = [(home / name / file).is_file() for file in ("index.html", "report.ipynb")]
        assert not (any(pages) and os.path.lexists(home / name / "manifest.json")), (name, told)
    said = [line for line in index.text["li"] if any(line.startswith(name) for name in names)]
    assert len(said) == len(names), told
    for sentence in (*left_out, *said):
        assert sentence.replace("\xa0", " ").isprintable(), sentence
        assert len(sentence) < 700, sentence
    for name in listed:
        Page((home / name / "checklist.html").read_text(encoding="utf-8"))
    figures = "".join(Page((home / "comparison.html").read_text(encoding="utf-8")).text["table"])
    assert "nan" not in figures, told
    assert not any(SECRET.encode() in content for content in made.values()), told
    assert (outside / "secret.txt").read_text() == SECRET
    assert {file.name for file in outside.iterdir()} <= {"secret.txt", "page.html", *done}, told
    for name in ("first", "second"):
        ours = {file.relative_to(home / name) for file in (home / name).rglob("*") if file.is_file()}
        there = {file.relative_to(whole) for file in whole.rglob("*") if file.is_file()}
        assert ours == there | {Path("checklist.html"), Path("tables.html")}, told
    return site.reports - 2, len(left_out)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_damaged_reports_are_left_out_with_a_reason_and_the_site_is_whole(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv(CHOSEN, "")
    seeds = range(60) if language == "en" else range(60, 120)
    _, left_out = check_site(whole, tmp_path, seeds, language)
    assert left_out >= 30


@pytest.mark.verify
def test_thousands_of_damaged_reports_are_left_out_with_a_reason_and_the_site_is_whole(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verification
) -> None:
    monkeypatch.setenv(CHOSEN, "")
    shown = left_out = 0
    for start in range(1_000, 3_000, 100):
        there, gone = check_site(whole, tmp_path / str(start), range(start, start + 100), "en")
        shown, left_out = shown + there, left_out + gone
        shutil.rmtree(tmp_path / str(start))
    verification("damaged reports left out with a reason, of 2,000", left_out, "at least", 1_000)
    verification("damaged reports that could be shown all the same, of 2,000", shown, "at most", 1_000)


def test_a_deep_folder_and_a_name_of_ours_in_the_way_do_not_stop_the_site(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHOSEN, "")
    shutil.copytree(whole, tmp_path / "site" / "good")
    here = os.getcwd()
    os.chdir(tmp_path / "site")
    try:
        for _ in range(30):  # deeper than a path can be
            os.mkdir("d" * 200)
            os.chdir("d" * 200)
            shutil.copytree(whole, "r", symlinks=True)
        os.chdir(here)
        site = publish_site(tmp_path / "site")
    finally:
        os.chdir(here)
    assert site.reports >= 1
    assert (tmp_path / "site" / "good" / "checklist.html").is_file()
    assert any("its path is too long; rename the folder" in notice for notice in site.notices)
