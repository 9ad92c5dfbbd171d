"""What was observed by the hour, with intervals over days."""

import pandas as pd
import pytest

from cxsim.calibration.observed import observed_by_hour
from tests.calibration.call_logs import SUNDAY, logged


class TestObserved:
    @pytest.fixture
    def two_days(self, read):
        bad = [logged(36_000 + i, wait=100, outcome="HANG") for i in range(10)]
        bad += [logged(36_100 + i, wait=200) for i in range(10)]
        return read(bad + [logged(36_000 + i, day=1) for i in range(20)])

    def test_shares_and_means(self, two_days):
        row = observed_by_hour(two_days).loc[10]
        assert (row["calls"], row["abandoned"], row["had_to_wait"]) == (20, 0.25, 0.5)
        assert row["mean_wait"] == 75
        assert row["mean_wait_served"] == pytest.approx(2_000 / 30)

    def test_the_interval_is_as_wide_as_the_days_differ(self, two_days):
        row = observed_by_hour(two_days).loc[10]
        assert (row["abandoned_low"], row["abandoned_high"]) == (0, 0.5)

    def test_an_hour_left_out_does_not_thin_the_others(self, two_days):
        left_out = pd.DataFrame({"day": [SUNDAY], "hour": [10]})
        table = observed_by_hour(two_days, left_out)
        assert (table.loc[10, "calls"], table.loc[10, "abandoned"]) == (20, 0)
        assert table.index.tolist() == [10, "all"]
