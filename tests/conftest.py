"""A browser for those that need one; what notebooks share; what long statistical checks find, as a table."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cxsim.engine.settling import kept_in
from tests.browser import chromium
from tests.ending import guard
from tests.quick import is_quick
from tests.starts import Shared

# What a test computes it computes itself; tests of what is kept name a folder of their own.
os.environ["CXSIM_CACHE"] = ""
guard()


# Notebooks that simulate most. `make notebooks`, part of continuous integration, runs all for small journeys.
FOR_VERIFY = {
    "compare_scenarios",
    "decision_report",
    "fragmentation",
    "maturity",
    "moments_of_truth",
    "recovery_and_staffing",
    "robustness",
    "scenario_report",
}


class Notebooks:
    """Notebooks and the README ask much of the same journey, which a session simulates once for all."""

    @pytest.hookimpl(tryfirst=True)  # before those that are not wanted are left out
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if item.path.suffix == ".ipynb" and item.path.stem == "tour":
                item.add_marker(pytest.mark.whole)
            if item.path.suffix == ".ipynb" and item.path.stem in FOR_VERIFY:
                item.add_marker(pytest.mark.verify)
            if item.get_closest_marker("whole"):
                item.add_marker(pytest.mark.verify)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            if item.path.suffix == ".ipynb" or item.path.stem == "test_readme":
                patch.setenv("CXSIM_CACHE", str(together(item.config) / "kept"))
            return (yield)


@pytest.fixture(scope="session", autouse=True)
def settled_starts(pytestconfig: pytest.Config) -> Iterator[None]:
    """Let a session settle each large company once."""
    kept_in.append(Shared(together(pytestconfig) / "starts"))
    yield
    kept_in.pop()


def together(config: pytest.Config) -> Path:
    """Return the folder of a session that its workers share."""
    home: Path = config._tmp_path_factory.getbasetemp()
    return home.parent if "PYTEST_XDIST_WORKER" in os.environ else home


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="the tests of `make quick` only (tests/quick.py)")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    left_out = config.getoption("quick") and collection_path.is_file() and not is_quick(collection_path)
    return True if left_out else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("quick"):
        slow = [item for item in items if item.get_closest_marker("slow")]
        config.hook.pytest_deselected(items=slow)
        items[:] = [item for item in items if item not in slow]


def pytest_configure(config: pytest.Config) -> None:
    # As a plugin of its own, because a conftest speaks for the tests below it only.
    config.pluginmanager.register(Notebooks())


FILE = Path(__file__).resolve().parents[1] / "reports" / "verification.json"


@pytest.fixture(scope="module")  # a longer life would leave Playwright's event loop running in other tests
def browser() -> Iterator[Any]:
    """A browser, started once for the tests of a file."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def verification(record_property):
    """Note what was found and what was asked for, then hold them against each other."""

    def note(what: str, found: float, sense: str, asked: float) -> None:
        right = {"at least": found >= asked, "at most": found <= asked}[sense]
        row = {"what": what, "found": float(found), "asked": f"{sense} {asked:g}", "right": bool(right)}
        record_property("verified", row)
        assert right, row

    return note


def pytest_terminal_summary(terminalreporter) -> None:
    done = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    found = [row for report in done for name, row in report.user_properties if name == "verified"]
    if not found:
        return
    terminalreporter.section("what was verified")
    width = max(len(str(row["what"])) for row in found)
    for row in found:
        mark = "" if row["right"] else "  WRONG"
        terminalreporter.write_line(f"{row['what']:{width}}  {row['found']:8.4f}  {row['asked']}{mark}")
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    terminalreporter.write_line(
        f"kept in {FILE.relative_to(Path.cwd()) if FILE.is_relative_to(Path.cwd()) else FILE}"
    )
