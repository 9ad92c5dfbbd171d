"""The site as files: what it lists, what goes, what it leaves alone; the same reports give the same bits."""

import json
import os
import re
import shutil
import time
from pathlib import Path

import pandas as pd
import pytest
from pyarrow import parquet

from cxsim.files.drafts import Scratch
from cxsim.files.locks import LOCK
from cxsim.reporting.policy import POLICY, is_ours
from cxsim.reporting.publish import publish
from cxsim.reporting.site import publish_site as publishing
from cxsim.reporting.site.browser import CHOSEN, SCRATCH
from cxsim.reporting.site.publish_site import publish_site
from cxsim.theme.table_data import bundle, table_data
from cxsim.theme.tables import Table
from tests.reporting.site.reports import kpis, notebook_of, publish_small
from tests.reporting.site.shell_browser import FETCH
from tests.reporting.test_publish import Page
from tests.small import HOSTILE

pytestmark = pytest.mark.usefixtures("without_browser")


def page(file: Path) -> Page:
    return Page(file.read_text(encoding="utf-8"))


def files_below(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_every_report_is_listed_with_question_answer_and_facts(home: Path) -> None:
    site = publish_site(home)
    assert (site.page, site.reports, site.printed) == (home / "index.html", 2, 0)
    index = page(site.page)
    assert index.text["h2"] == ["A small company", "Another"]
    words = " ".join("".join(index.text["main"]).split())
    assert "Who stays?Most <stay>." in words
    assert "Some leave" not in words
    for fact in ("1 March 2026, 14:05 UTC", "replications4", "seed1", "0123456789ab ", "Folderone/two"):
        assert fact in words
    links = [link["href"] for link in index.all("a")]
    beside = ("index.html", "tables.html", "checklist.html", "report.ipynb", "manifest.json")
    assert {f"one/two/{name}" for name in beside} < set(links)
    for link in links[1:]:
        assert (home / link).is_file(), link


def test_a_report_that_is_not_whole_is_left_out_and_so_is_whatever_is_none(home: Path) -> None:
    (home / "one" / "two" / "tables" / "waits.csv").write_text("changed")
    for name, manifest in (("data", "{}"), (".writing-x", "{}"), ("broken", "{")):
        (home / name).mkdir()
        (home / name / "manifest.json").write_text(manifest)
    for name in (".writing-x", "broken"):
        (home / name / "index.html").write_text("<p>half</p>")
    os.symlink(home / "one", home / "again")
    site = publish_site(home)
    assert site.reports == 1
    assert [notice.split(": ")[0] for notice in site.notices[:2]] == [
        str(home / "broken"),
        str(home / "one" / "two"),
    ]
    assert all("make the report again" in notice for notice in site.notices[:2])
    shown = page(site.page).text
    assert shown["h2"] == ["A small company", "Which reports are left out, and why?"]
    assert [line.split(":")[0] for line in shown["li"] if "make the report again" in line] == [
        "broken",
        "one/two",
    ]
    assert str(home) not in site.page.read_text(), "nothing of the machine"


def test_the_same_reports_give_the_same_bits_and_nothing_is_written_twice(home: Path, tmp_path: Path) -> None:
    for stay in (0.5, 0.6):
        publish_small(home / str(stay), kpis(stay))
    shutil.copytree(home, tmp_path / "copy")
    publish_site(home)
    once = files_below(home)
    written = {name: (home / name).stat().st_mtime_ns for name in once}
    time.sleep(0.02)
    publish_site(home)
    assert files_below(home) == once
    assert {name: (home / name).stat().st_mtime_ns for name in once} == written
    publish_site(tmp_path / "copy")
    assert files_below(tmp_path / "copy") == once


def test_every_page_has_our_policy_before_all_content(home: Path) -> None:
    publish_small(home / "three", kpis())
    publish_small(home / "four", kpis())
    publish_site(home)
    pages = sorted(home.rglob("*.html"))
    assert {file.name for file in pages} == {"index.html", "comparison.html", "checklist.html", "tables.html"}
    for file in pages:
        metas = [meta for meta in page(file).all("meta") if "http-equiv" in meta]
        assert metas == [{"http-equiv": "Content-Security-Policy", "content": POLICY}], file
        assert is_ours(file.read_bytes()) == (file.name == "index.html" and file.parent != home), file


def test_scenarios_are_compared_with_their_intervals(home: Path) -> None:
    publish_small(home / "one", kpis(0.5))
    publish_small(home / "one" / "two", kpis(0.6), title="Another", scenario_hash="fedc")
    publish_site(home)
    found = parquet.read_table(home / "comparison.parquet").to_pandas()
    stay = found[found["kpi"] == "stay"].set_index("report")
    assert stay["mean"].to_dict() == {"A small company": 0.5, "Another": 0.6}
    assert (stay["low"] < stay["mean"]).all()
    assert set(found["kpi"]) == {"stay", "csat"}, "of the whole journey"
    shown = page(home / "comparison.html")
    words = "".join(shown.text["main"])
    assert "same seed (1) and 4 replications" in words
    assert "50.0\u00a0% (49.0\u00a0%\u00a0to\u00a051.0\u00a0%)" in "".join(shown.text["table"])
    assert "Another 60.0" in shown.all("img")[0]["alt"]
    publish_small(home / "three", kpis(), title="Another", seed=7)
    publish_site(home)
    shown = page(home / "comparison.html")
    assert "do not share seed and replications (seeds 1, 7; replications 4)" in "".join(shown.text["main"])
    assert "Some of them simulate the very same scenario" in "".join(shown.text["main"])
    assert "Another (three)" in "".join(shown.text["table"]), "told apart"


def test_what_manifests_do_not_say_is_not_compared(home: Path) -> None:
    for place in (home / "one", home / "one" / "two"):
        publish(notebook_of(kpis()), place, fingerprint="a digest")
    publish_site(home)
    words = "".join(page(home / "comparison.html").text["main"])
    assert "is not known of all of them: where intervals overlap, a difference may be chance" in words
    assert "same seed" not in words
    assert "very same scenario" not in words
    for place in ("three", "four"):
        publish_small(home / place, kpis())
    publish_site(home)
    words = "".join(page(home / "comparison.html").text["main"])
    assert "is not known of all of them" in words
    assert "Some of them simulate the very same scenario" in words, "those whose scenario is known"


def test_one_scenario_is_compared_with_nothing(home: Path) -> None:
    publish_small(home / "one", kpis(0.5))
    publish_site(home)
    assert not list(home.glob("comparison*"))
    assert "comparison" not in (home / "index.html").read_text()


def test_a_table_of_that_name_with_something_else_in_it_is_not_compared(home: Path) -> None:
    own = Table(pd.DataFrame({"KPI": ["Stay"]}), "Mine", pd.DataFrame({"kpi": ["stay"]}), "kpis")
    publish_small(home / "one", kpis(0.5))
    publish_small(home / "three", kpis(0.6))
    publish_small(home / "four", own, title="Of one's own")
    publish_site(home)
    assert "Of one's own" not in "".join(page(home / "comparison.html").text["table"])
    assert "Of one's own" in "".join(page(home / "index.html").text["main"])


def test_in_french_words_numbers_and_dates_are_french(home: Path) -> None:
    publish_small(home / "three", replications=1200, lang="fr", title="Une société")
    publish_site(home, "fr")
    text = (home / "index.html").read_text(encoding="utf-8")
    words = "".join(Page(text).text["body"])
    assert '<html lang="fr">' in text
    for said in ("3 rapports", "1er mars 2026, 14:05 UTC", "1\u202f200", "Liste de contrôle STRESS-DES"):
        assert said in words
    assert 'lang="en"><bdi>Another' in text
    assert 'index.html"><bdi>Une société' in text.replace(' aria-label="', ' x="')
    assert "PDF n’ont pas été imprimés" in words
    publish_site(home)
    assert '<html lang="en">' in (home / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("title", [HOSTILE, "W" * 10_000, "\u202e\u2067", "{{ 1 + 1 }}{% x %}", '"><b>'])
def test_whatever_an_author_typed_is_text(tmp_path: Path, title: str) -> None:
    place = tmp_path / "a b&<i>#?é"
    hostile = pd.DataFrame({title: [title, "=1+1"]})
    odd = bundle(table_data("../../x", title, hostile), table_data(title, title, hostile))
    model = {
        "description": title,
        "personas": [title],
        "touchpoints": ["{names}"],
        "currency": title,
        "evidence": {"sources": [title], "cited": 1},
        "loyalty_curve": title,
        "study": {"title": title, "improvements": [{"title": title, "paths": [title]}]}
        | {"confidence": 0.95, "smallest_difference": 0.1, "precision": 0.25, "budget": 1000.0, "sets": 3},
    }
    said = {"title": title, "answer": title, "scenario": title, "python": title, "engine": title}
    publish_small(place, kpis(), odd, model=model, **said)
    publish_small(tmp_path / "plain", kpis(), title=title)
    publish_site(tmp_path)
    for name in ("index", "comparison", "a b&<i>#?é/checklist", "a b&<i>#?é/tables"):
        text = (tmp_path / f"{name}.html").read_text(encoding="utf-8")
        shown = Page(text)
        tags = {tag for tag, _ in shown.elements}
        assert not tags & {"script", "b", "i", "iframe", "form"}
        assert not [one for _, one in shown.elements if any(key.startswith("on") for key in one)]
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text.split("</style>")[1])
        for _, attributes in shown.elements:
            for key in ("href", "src"):
                value = attributes.get(key, "#")
                assert value.startswith(("#", "data:image/png", "data:,")) or ":" not in value
        heads = [*shown.text.get("h1", []), *shown.text.get("h2", [])]
        assert all(len(head) < 500 for head in heads)
    assert "<script" not in (tmp_path / "comparison.csv").read_text(encoding="utf-8-sig")[:7]
    assert {file.parent.name for file in tmp_path.rglob("*.csv")} == {"tables", tmp_path.name}


def test_a_manifest_that_names_files_elsewhere_links_nowhere(home: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("secret")
    file = home / "one" / "manifest.json"
    said = json.loads(file.read_text())
    said["tables"] += [{"name": "../../../secret", "title": "x", "rows": 1, "columns": []}]
    file.write_text(json.dumps(said))
    publish_site(home)
    assert "secret" not in (home / "one" / "tables.html").read_text()
    said["files"]["../../secret.csv"] = "0"
    file.write_text(json.dumps(said))
    assert "left out" in publish_site(home).notices[0]


def test_without_a_browser_there_is_no_dead_link_and_one_clear_line(home: Path) -> None:
    site = publish_site(home)
    (notice,) = site.notices
    assert notice.startswith("2 of 2 reports have no PDF: install Chromium, Chrome or Edge")
    index = (home / "index.html").read_text()
    assert "report.pdf" not in index
    assert "were not printed: that needs Chromium, Chrome or Edge" in index


@pytest.mark.skipif(os.name == "nt", reason="a script stands for the browser")
def test_a_browser_that_fails_is_told_and_one_that_prints_prints_only_what_changed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    monkeypatch.setenv(CHOSEN, str(browser))
    monkeypatch.setattr(publishing, "why_without_sandbox", lambda browser: "")
    for script in (
        "exit 1",
        f"{FETCH}; " + 'for a; do case $a in --print-to-pdf=*) echo half > "${a#*=}";; esac; done',
    ):
        browser.write_text(f"#!/bin/sh\n{script}\n")
        browser.chmod(0o755)
        site = publish_site(home, workers=1)
        assert site.printed == 0
        assert all("the browser did not print it" in notice for notice in site.notices)
        assert len(site.notices) == 2
        index = (home / "index.html").read_text()
        assert "were not printed: that needs Chromium, Chrome or Edge. cxsim publish tries again" in index
        assert "no browser" not in index, "there is one"
    prints = "printf '%%PDF-1.4 /CreationDate (D:20300101000000+00'\"'00'\"')\\n%%%%EOF' > \"${a#*=}\""
    each = f"for a; do case $a in --print-to-pdf=*) {prints};; esac; done"
    browser.write_text(f"#!/bin/sh\necho x >> {tmp_path}/count\n{FETCH}\n{each}\n")
    assert publish_site(home).printed == 2
    assert b"D:20260301140500" in (home / "one" / "report.pdf").read_bytes(), "the time of the page"
    assert publish_site(home).notices == ()
    assert len((tmp_path / "count").read_text().split()) == 2, "what is unchanged is not printed again"
    publish_small(home / "one" / "two", title="Changed")
    (home / "one" / "report.pdf").write_bytes(b"somebody's own")
    site = publish_site(home)
    assert (site.reports, site.printed) == (2, 1)
    assert f"found {home}/one/report.pdf, which was changed after cxsim wrote it: move it" in site.notices[0]
    assert (home / "one" / "report.pdf").read_bytes() == b"somebody's own"
    assert "one/report.pdf" not in (home / "index.html").read_text()
    (home / "one" / "report.pdf").unlink()
    assert publish_site(home).printed == 2
    assert len((tmp_path / "count").read_text().split()) == 5


def test_what_a_killed_browser_left_behind_goes(home: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    left = tmp_path / f"{SCRATCH}left"
    (left / "profile").mkdir(parents=True)
    (left / LOCK).touch(0o600)
    with Scratch(SCRATCH) as held:
        publish_site(home)
        assert held.is_dir()
    assert not left.exists()
