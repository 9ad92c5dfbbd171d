"""The one way to start a browser in tests: an installed Chromium, which asks nobody on the network."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def chromium() -> Iterator[Any]:
    """Start the browser; where there is none, the test is skipped, but fails in CI."""
    executable = shutil.which("chromium")
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail("chromium is not installed, and CI has to look at what people see")
        pytest.skip("chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=OPTIONS)
        try:
            yield opened
        finally:
            opened.close()
