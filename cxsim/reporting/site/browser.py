"""Pages on paper: an installed browser prints a report as a tagged PDF."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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
    # The page loads nothing and runs nothing, and containers do not give what a sandbox needs.
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)
PATIENCE = 120.0  # seconds for one page


class PrintError(Exception):
    """A page could not be printed; the message says why."""


def find_browser() -> str | None:
    """Return an installed Chromium, Chrome or Edge; None if there is none."""
    chosen = os.environ.get(CHOSEN)
    if chosen is not None:
        return shutil.which(chosen) if chosen else None
    found = (shutil.which(name) for name in (*NAMES, *ELSEWHERE.get(sys.platform, ())))
    return next((path for path in found if path), None)


def print_page(browser: str, page: Path, file: Path, made: str) -> None:
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
    with tempfile.TemporaryDirectory(prefix="cxsim-", ignore_cleanup_errors=True) as own:
        draft = Path(own, "page.pdf")
        command = [browser, *OPTIONS, f"--user-data-dir={own}/profile", f"--print-to-pdf={draft}"]
        try:
            done = subprocess.run(
                [*command, page.resolve().as_uri()],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE,
                check=False,
            )
            content = draft.read_bytes()
        except subprocess.TimeoutExpired as error:
            raise PrintError(f"{page}: the browser had not printed it after {PATIENCE:.0f} s") from error
        except OSError as error:
            raise PrintError(f"{page}: the browser did not print it ({Path(browser).name})") from error
    if done.returncode or not content.startswith(b"%PDF-") or b"%%EOF" not in content[-64:]:
        raise PrintError(f"{page}: the browser did not print it whole ({Path(browser).name})")
    file.write_bytes(_dated(content, made))


def _dated(content: bytes, made: str) -> bytes:
    """Put the time a page was made in the place of that of printing, which has as many signs.

    Examples
    --------
    >>> _dated(b"/CreationDate (D:20300101000000+00'00')", "2026-03-01T14:05:00Z")
    b"/CreationDate (D:20260301140500+00'00')"
    """
    digits = re.sub(r"\D", "", made)
    if len(digits) != 14:
        return content
    return re.sub(
        rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([+-]\d\d'\d\d')",
        lambda found: found[1] + digits.encode() + b"+00'00'",
        content,
    )
