"""Two reports below one folder, and a machine without a browser."""

from pathlib import Path

import pandas as pd
import pytest

from cxsim.reporting.site.browser import CHOSEN
from cxsim.theme.tables import Table
from tests.reporting.site.reports import publish_small


@pytest.fixture
def without_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHOSEN, "")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1772373900")  # 1 March 2026, 14:05


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two reports, one of them inside the folder of the other, with nothing to compare."""
    waits = Table(pd.DataFrame({"Team": ["Care"], "Wait": ["2 min"]}), "Waiting", name="waits")
    publish_small(tmp_path / "reports" / "one", waits)
    publish_small(tmp_path / "reports" / "one" / "two", waits, title="Another", scenario_hash="fedc")
    return tmp_path / "reports"
