"""Pages on paper: an installed browser prints a report as a tagged PDF.

A report may come from somebody else. So the browser gets the page alone, without a way to files or to the
network, runs no scripts, and stays in its sandbox where the machine allows it.
"""

import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path

from cxsim.files.drafts import Scratch
from cxsim.reporting.site.one_page import HOST, served

# An environment variable that names the browser; empty: none.
CHOSEN = "CXSIM_BROWSER"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
ELSEWHERE = {  # where it is, as a rule, on systems that do not put it on the path
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        "C:/Program Files/Google/Chrome/Application/chrome.exe",
        "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
    ),
}
OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--disable-features=HttpsUpgrades",
    f"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE {HOST}",
    "--proxy-bypass-list=<-loopback>",  # not even this machine is reached but through the proxy
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)
PATIENCE = 120.0  # seconds for one page
SCRATCH = "cxsim-print-"  # what temporary folders begin with: what a browser leaves there is much


class PrintError(Exception):
    """A page could not be printed; the message says why."""


def find_browser() -> str | None:
    """Return an installed Chromium, Chrome or Edge; None if there is none."""
    chosen = os.environ.get(CHOSEN)
    if chosen is not None:
        return shutil.which(chosen) if chosen else None
    found = (shutil.which(name) for name in (*NAMES, *ELSEWHERE.get(sys.platform, ())))
    return next((path for path in found if path), None)


def why_without_sandbox(browser: str) -> str:
    """Say why a browser prints without its sandbox; empty if it prints in it."""
    if sys.platform != "linux":
        return ""
    if os.geteuid() == 0:
        return "it was started by root, and a browser that root starts has none: publish as another user"
    if not _sandbox_works(browser):
        return "it does not start with it: this machine does not allow user namespaces"
    return ""


@cache
def _sandbox_works(browser: str) -> bool:
    """Try the sandbox on an empty page, so that no page of somebody else can make it be left out."""
    with Scratch(SCRATCH) as own:
        command = [browser, *OPTIONS, f"--user-data-dir={own}/profile", f"--print-to-pdf={own}/page.pdf"]
        try:
            done = _run([*command, "about:blank"])
        except (OSError, subprocess.TimeoutExpired):
            return False
        return done.returncode == 0 and Path(own, "page.pdf").is_file()


def print_page(browser: str, page: bytes, file: Path, made: str) -> None:
    """Print a page as a tagged PDF with an outline; the same page gives the same bits.

    Parameters
    ----------
    browser
        As from `find_browser`.
    page, file
        What is printed, and where to.
    made
        When the page was made, as in its manifest: the PDF bears this time, not that of printing.

    Raises
    ------
    PrintError
        If the browser does not print it.
    """
    options = [*OPTIONS, *(["--no-sandbox"] if why_without_sandbox(browser) else [])]
    with Scratch(SCRATCH) as own, served(page) as there:
        draft = Path(own, "page.pdf")
        options += [f"--user-data-dir={own}/profile", f"--proxy-server={there.proxy}"]
        try:
            for address in (there.address, there.direct):
                done = _run([browser, *options, f"--print-to-pdf={draft}", address])
                if not there.is_waiting():
                    break
            content = draft.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise PrintError(f"the browser had not printed it after {PATIENCE:.0f} s") from error
        except OSError as error:
            raise PrintError(f"the browser did not print it ({Path(browser).name})") from error
        if there.is_waiting():  # what it printed is a page that says so
            raise PrintError(f"the browser did not fetch it ({Path(browser).name})")
    if done.returncode or not content.startswith(b"%PDF-") or b"%%EOF" not in content[-64:]:
        raise PrintError(f"the browser did not print it whole ({Path(browser).name})")
    file.write_bytes(_dated(content, made))


def _run(command: list[str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
    )


def _dated(content: bytes, made: str) -> bytes:
    """Put the time a page was made in the place of that of printing, which has as many signs.

    Examples
    --------
    >>> _dated(b"/CreationDate (D:20300101000000+00'00')", "2026-03-01T14:05:00Z")
    b"/CreationDate (D:20260301140500+00'00')"
    """
    try:
        digits = f"{datetime.strptime(made, '%Y-%m-%dT%H:%M:%SZ'):%Y%m%d%H%M%S}"
    except ValueError:  # nothing is known of it
        return content
    if len(digits) != 14:  # a year before 1000
        return content
    return re.sub(
        rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([+-]\d\d'\d\d')",
        lambda found: found[1] + digits.encode() + b"+00'00'",
        content,
    )
