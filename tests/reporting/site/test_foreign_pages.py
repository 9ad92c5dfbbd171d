"""Pages of somebody else, in a real browser: they run nothing, read no files and reach no network."""

import json
import socket
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
import pytest

from cxsim.files.folders import checksum
from cxsim.reporting.policy import is_ours
from cxsim.reporting.site import browser as printing
from cxsim.reporting.site.browser import find_browser, print_page
from cxsim.reporting.site.one_page import served
from cxsim.reporting.site.publish_site import publish_site
from tests.reporting.site.reports import publish_small
from tests.reporting.site.shell_browser import FETCH

SECRET = "Swordfish4711"
ATTACK = """
<script>document.body.dataset.ran = 1; document.write("Script" + "Ran")</script>
<script src="{here}/run.js"></script><script type="module">document.write("Module" + "Ran")</script>
<img src="x" onerror="document.write('Handler' + 'Ran')"><svg onload="document.write('Svg' + 'Ran')"></svg>
<iframe src="{here}/secret.txt"></iframe><iframe src="{network}/frame"></iframe>
<iframe srcdoc="<script>document.write('Frame' + 'Ran')</script>
<iframe src='{here}/secret.txt'></iframe>"></iframe>
<iframe src="javascript:document.write('Address' + 'Ran')"></iframe>
<object data="{here}/secret.txt" type="text/plain"></object><embed src="{here}/secret.txt" type="text/plain">
<object data="{network}/object"></object><video src="{network}/video" autoplay></video>
<style>@import url("{here}/secret.css"); @import url("{network}/style");
body {{ background: url("{network}/picture") }} p::after {{ content: url("{here}/secret.svg") }}</style>
<svg width="300" height="60"><use href="{here}/secret.svg#words"/><image href="{here}/secret.svg" width="300"
height="60"/><foreignObject width="300"><iframe src="{here}/secret.txt"></iframe></foreignObject></svg>
<img src="{here}/secret.svg"><img src="{network}/image"><picture><source srcset="{network}/set"></picture>
<base href="{here}/"><form action="{network}/form"><input autofocus onfocus="document.write('Focus' + 'Ran')">
</form><p>The rest of it.</p>
"""
REFRESH = '<meta http-equiv="refresh" content="0; url={to}">'


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and what it is asked for."""
    requests: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    request = connection.recv(1_000).decode("utf-8", "replace")
                    if not request:  # a browser that only gets ready to ask, which no policy forbids
                        continue
                    requests.append(request)
                    connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + SECRET.encode())

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", requests
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


@pytest.fixture
def attack(tmp_path: Path, asked: tuple[str, list[str]]) -> str:
    """What an attacker writes, with secrets of this machine to be had."""
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "secret.txt").write_text(SECRET)
    (place / "run.js").write_text('document.write("File" + "Ran")')
    (place / "secret.css").write_text(f'p::before {{ content: "{SECRET}" }}')
    svg = f'<text id="words" y="20">{SECRET}</text>'
    (place / "secret.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')
    return ATTACK.format(here=place.as_uri(), network=asked[0])


def words(file: Path) -> str:
    return " ".join("".join(page.extract_text() for page in pypdf.PdfReader(file).pages).split())


def put(folder: Path, page: str) -> None:
    """Put another page into a report, as somebody does who wants it to be taken for whole."""
    (folder / "index.html").write_text(page, encoding="utf-8")
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    said["files"]["index.html"] = checksum(folder / "index.html")
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")


@pytest.mark.browser
def test_a_page_with_our_policy_shows_itself_and_does_nothing_else(
    browser: Any, tmp_path: Path, attack: str, asked: tuple[str, list[str]]
) -> None:
    folder = publish_small(tmp_path / "site" / "one")
    page = (folder / "index.html").read_text(encoding="utf-8").replace("</main>", f"{attack}</main>")
    put(folder, page)
    site = publish_site(tmp_path / "site")
    assert (site.reports, site.printed) == (1, 1)
    printed = words(folder / "report.pdf")
    assert "The rest of it." in printed
    assert SECRET not in printed
    assert "Ran" not in printed
    tab = browser.new_page()
    tab.on("dialog", lambda dialog: pytest.fail(dialog.message))
    tab.goto((folder / "index.html").as_uri())
    tab.get_by_text("The rest of it.").wait_for()
    assert "Ran" not in tab.locator("main").inner_text()
    assert tab.evaluate("document.body.dataset.ran") is None
    tab.close()
    assert asked[1] == []


@pytest.mark.browser
def test_whatever_a_page_says_it_is_printed_without_files_scripts_and_network(
    tmp_path: Path, attack: str, asked: tuple[str, list[str]]
) -> None:
    browser = find_browser()
    if browser is None:
        pytest.skip("no browser is installed")
    secret = (tmp_path / "elsewhere" / "secret.txt").as_uri()
    allowing = """<meta http-equiv="Content-Security-Policy" content="default-src * 'unsafe-inline' file:">"""
    pages = [f"<!DOCTYPE html><title>x</title>{allowing}<body>{attack}"]
    pages += [f"<title>x</title>{REFRESH.format(to=to)}{attack}" for to in (secret,)]
    contents = [*(page.encode() for page in pages), pages[0].encode("utf-16")]
    for number, content in enumerate(contents):
        print_page(browser, content, tmp_path / f"{number}.pdf", "")
        printed = words(tmp_path / f"{number}.pdf")
        assert SECRET not in printed
        assert "Ran" not in printed
    assert asked[1] == []


@pytest.mark.parametrize(
    "change",
    [
        lambda page, attack: f"<!DOCTYPE html><title>x</title>{attack}",
        lambda page, attack: page.replace("default-src 'none'", "default-src *"),
        lambda page, attack: page.replace("img-src data:", "img-src data: file:"),
        lambda page, attack: page.replace("<head>", "<head><script>1</script>"),
        lambda page, attack: page.replace("<title>", "<title><!--"),
        lambda page, attack: f"{attack}{page}",
        lambda page, attack: f"\ufeff{page}",
        lambda page, attack: page.replace("</main>", f"{REFRESH.format(to='https://example.com')}</main>"),
        lambda page, attack: page.replace("</main>", "<META\fhttp-equiv=refresh content='0;url=x'></main>"),
        lambda page, attack: page.replace("</main>", "<link rel=dns-prefetch href=//example.com></main>"),
        lambda page, attack: page.replace('charset="utf-8"', 'charset="utf-7"'),
        lambda page, attack: "",
    ],
)
def test_a_page_that_does_not_begin_as_ours_or_may_do_more_is_left_out(
    tmp_path: Path, attack: str, change: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(printing.CHOSEN, "")
    folder = publish_small(tmp_path / "site" / "one")
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert is_ours(page.encode())
    put(folder, change(page, attack))
    site = publish_site(tmp_path / "site")
    why = "its page is none of cxsim, or may do more than show itself; make the report again"
    assert (site.reports, site.notices) == (0, (f"{folder}: left out, {why}",))
    index = site.page.read_text(encoding="utf-8")
    assert f"one: {why}" in index
    assert "one/index.html" not in index


def test_a_notebook_that_shows_what_no_policy_covers_gives_a_page_that_is_published(tmp_path: Path) -> None:
    shown = {"text/html": '<META name="x"><link rel="stylesheet" href="x"><p>Mine</p>'}
    folder = publish_small(tmp_path / "one", shown)
    page = (folder / "index.html").read_bytes()
    assert is_ours(page)
    assert b"<p>Mine</p>" in page


def test_a_page_is_handed_out_once_and_to_nobody_who_does_not_know_its_name() -> None:
    with served(b"<p>Ours</p>") as there:
        through = urllib.request.build_opener(urllib.request.ProxyHandler({"http": there.proxy}))
        for address in (
            "http://report.invalid/",
            f"{there.address}x",
            "http://127.0.0.1/",
            f"{there.proxy}/",
        ):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                through.open(address, timeout=5)
        with through.open(there.address, timeout=5) as answer:
            assert answer.read() == b"<p>Ours</p>"
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert "sandbox" in answer.headers["Content-Security-Policy"]
        with pytest.raises(urllib.error.HTTPError, match="403"):
            through.open(there.address, timeout=5)


def test_the_sandbox_is_left_out_only_where_it_does_not_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    prints = 'for a; do case $a in --print-to-pdf=*) printf "%%PDF-1.4 %%%%EOF" > "${a#*=}";; esac; done'
    fails = 'case "$*" in *--no-sandbox*) ;; *) echo "No usable sandbox!" >&2; exit 1;; esac'
    for name, script, user, wanted in (
        ("works", prints, 1000, ""),
        ("fails", f"{fails}; {prints}", 1000, "user namespaces"),
        ("root", prints, 0, "started by root"),
    ):
        browser = tmp_path / name
        browser.write_text(f'#!/bin/sh\necho "$@" > {log}\n{script}\n{FETCH} 2>/dev/null\nexit 0\n')
        browser.chmod(0o755)
        monkeypatch.setattr(printing.os, "geteuid", lambda user=user: user)
        monkeypatch.setattr(printing.sys, "platform", "linux")
        assert wanted in printing.why_without_sandbox(str(browser))
        assert bool(wanted) == bool(printing.why_without_sandbox(str(browser)))
        print_page(str(browser), b"", tmp_path / "page.pdf", "")
        assert ("--no-sandbox" in log.read_text()) == bool(wanted)


FETCHING = """
import sys, urllib.request
proxy = next((one.partition("=")[2] for one in sys.argv if one.startswith("--proxy-server=")), "")
through = urllib.request.ProxyHandler({"http": proxy} if %(follows)s else {})
try:
    urllib.request.build_opener(through).open(sys.argv[-1], timeout=5).read()
    said = "the page"
except OSError:
    said = "this page cannot be reached"
file = next(one.partition("=")[2] for one in sys.argv if one.startswith("--print-to-pdf="))
open(file, "w").write(f"%%PDF-1.4 {said} %%%%EOF")
"""


def browser_of(folder: Path, program: str) -> str:
    """Write a program as a browser; the sandbox has been tried on it before."""
    file = folder / "browser"
    (folder / "browser.py").write_text(program)
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/browser.py" "$@"\n')
    file.chmod(0o755)
    return str(file)


@pytest.mark.parametrize("follows", [True, False], ids=["proxy", "another proxy by an administrator"])
def test_the_page_is_fetched_whatever_proxy_a_browser_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, follows: bool
) -> None:
    monkeypatch.setattr(printing, "why_without_sandbox", lambda browser: "")
    browser = browser_of(tmp_path, FETCHING % {"follows": follows})
    print_page(browser, b"<p>Ours</p>", tmp_path / "page.pdf", "")
    assert (tmp_path / "page.pdf").read_text() == "%PDF-1.4 the page %%EOF"


def test_a_page_that_says_that_there_is_none_is_not_taken_for_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "why_without_sandbox", lambda browser: "")
    nowhere = FETCHING.replace("sys.argv[-1]", '"http://127.0.0.1:9/"') % {"follows": False}
    with pytest.raises(printing.PrintError, match="the browser did not fetch it"):
        print_page(browser_of(tmp_path, nowhere), b"<p>Ours</p>", tmp_path / "page.pdf", "")
    assert not (tmp_path / "page.pdf").exists()
