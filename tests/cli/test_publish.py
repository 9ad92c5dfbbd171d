"""`cxsim publish`: what it makes first, what it says, and how it ends."""

import re
import sys
from pathlib import Path

import pytest

from cxsim.cli import publish as cli_publish
from cxsim.cli.shell import Failure
from cxsim.reporting.batches import processes
from cxsim.reporting.site.browser import CHOSEN
from tests.cli.test_commands import said
from tests.reporting.batches import PROBABILITY, write_batch, write_notebook
from tests.reporting.site.reports import publish_small

QUICK = Path(__file__).parents[1] / "reporting" / "quick_process.py"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, without a browser."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(CHOSEN, "")
    return tmp_path


def test_what_is_there_is_published(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(capsys, "publish")
    assert (code, err) == (0, "")
    assert re.fullmatch(r"reports/index\.html: 0 reports, 0 with PDF \(\d+ s\)\n", out)
    publish_small(here / "mine" / "one")
    code, out, err = said(capsys, "publish", "--out", "mine", "--lang", "fr")
    assert code == 0
    assert out.startswith("mine/index.html: 1 report, 0 with PDF")
    assert err.startswith("1 of 1 reports have no PDF: install Chromium")
    assert 'lang="fr"' in (here / "mine" / "index.html").read_text(encoding="utf-8")


def test_with_files_their_reports_are_made_first_and_only_once(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "COMMAND", (sys.executable, str(QUICK)))
    write_batch(
        here, [{"scenario": "journey.yaml", "report": "own.ipynb", "grid": {PROBABILITY: [0.1, 0.2]}}]
    )
    write_notebook(here / "own.ipynb", "print(seed)")
    code, out, _ = said(capsys, "publish", "batch.yaml", "--workers", "1")
    assert code == 0
    assert "reports/mine/batch.json: 2 of 2 reports made, 0 unchanged" in out
    assert "reports/index.html: 2 reports" in out
    index = (here / "reports" / "index.html").read_text(encoding="utf-8")
    assert 'href="mine/journey_probability_0_1/index.html"' in index
    _, out, _ = said(capsys, "publish", "batch.yaml", "--workers", "1")
    assert "0 of 2 reports made, 2 unchanged" in out


def test_what_could_be_made_is_published_and_the_rest_is_told(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise Failure("1 of 2 reports could not be made")

    monkeypatch.setattr(cli_publish, "batch", fail)
    publish_small(here / "reports" / "one")
    code, out, err = said(capsys, "publish", "a.yaml")
    assert code == 1
    assert out.startswith("reports/index.html: 1 report")
    assert err.endswith("cxsim: 1 of 2 reports could not be made\n")


def test_mistakes_are_told_in_one_line_before_anything_is_done(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "file").write_text("")
    publish_small(here / "report")
    for arguments, code, message in (
        (("--lang", "de"), 2, 'lang: found "de", expected en or fr'),
        (("--out", "file"), 2, "--out file: not a folder"),
        (("--workers", "0"), 2, "workers: found 0"),
        (("nowhere.yaml",), 2, "nowhere.yaml: found no such file"),
        (("--out", "report"), 1, "report is the folder of a report: publish the folder above it"),
    ):
        found, out, err = said(capsys, "publish", *arguments)
        assert (found, out, err.count("\n")) == (code, "", 1)
        assert message in err
    assert sorted(one.name for one in here.iterdir()) == ["file", "report"]
    assert not (here / "report" / "site.json").exists()
