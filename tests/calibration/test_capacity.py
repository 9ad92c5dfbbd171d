"""Staff on duty, from a log whose truth is known."""

import pandas as pd
import pytest

from cxsim.calibration.capacity import capacity_by_hour, mean_capacity, pool_agents
from tests.calibration.call_logs import SUNDAY, logged


class TestCapacity:
    def test_agents_who_talk_while_somebody_waits_are_the_capacity(self, read):
        nine = 9 * 3_600 - 10
        rows = [
            logged(nine, talk=3_600, server="AVI"),
            logged(nine, talk=1_800, server="TOVA"),
            logged(nine + 600, wait=1_200, talk=60, server="TOVA"),  # waits until the first half hour ends
        ]
        hour = capacity_by_hour(read(rows)).set_index("hour").loc[9]
        assert hour["agents_seen"] == 2
        assert hour["busy_peak"] == 2
        assert hour["seconds_with_queue"] == 1_200
        assert hour["busy_with_queue"] == 2
        assert hour["busy"] == pytest.approx((3_600 + 1_860) / 3_600)

    def test_short_breaks_are_on_duty_and_long_ones_are_not(self, read):
        nine = 9 * 3_600 - 10
        rows = [logged(nine + start, talk=300) for start in (0, 900, 3_000)]
        calls = read(rows)
        on_duty = capacity_by_hour(calls, longest_break=1_200).set_index("hour")["on_duty"]
        assert on_duty[9] == pytest.approx((1_200 + 300) / 3_600)

    def test_specialists_are_not_of_the_pool(self, read):
        rows = [logged(60 * i, kind="IN", server="YIFAT") for i in range(3)]
        rows += [logged(300, kind="IN"), logged(400), logged(500)]
        calls = read(rows)
        assert pool_agents(calls, ("IN",)) == ["DORIT"]
        assert capacity_by_hour(calls, ("IN",)).loc[0, "agents_seen"] == 1

    def test_the_mean_over_days_weighs_by_the_time_with_a_queue(self):
        capacity = pd.DataFrame(
            {
                "day": [SUNDAY, SUNDAY + pd.Timedelta(days=1)],
                "hour": [9, 9],
                "on_duty": [4.0, 6.0],
                "seconds_with_queue": [300, 900],
                "busy_with_queue": [2.0, 4.0],
            }
        )
        mean = mean_capacity(capacity).loc[9]
        assert (mean["on_duty"], mean["busy_with_queue"]) == (5, 3.5)
