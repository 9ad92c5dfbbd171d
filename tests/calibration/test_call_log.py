"""Call logs are read, and counted by the hour."""

import pandas as pd
import pytest

from cxsim.calibration.call_log import arrivals_by_hour, disrupted_hours, in_opening_hours, without_hours
from tests.calibration.call_logs import SUNDAY, logged


class TestReading:
    def test_a_call_keeps_what_the_log_says(self, read):
        calls = read([logged(36_000, wait=40, talk=90, customer=77, priority=2)])
        call = calls.iloc[0]
        assert (call.customer, call.is_priority, call.agent, call.outcome) == (77, True, "DORIT", "served")
        assert call.asked_at == SUNDAY + pd.Timedelta(seconds=36_010)
        assert call.service_at == SUNDAY + pd.Timedelta(seconds=36_050)
        assert (call.wait_seconds, call.talk_seconds, call.hour) == (40, 90, 10)
        assert (call.weekday, call.day_group) == (6, "work day")

    def test_who_hung_up_in_the_menu_never_waited(self, read):
        calls = read([logged(0, outcome="HANG"), logged(60, outcome="HANG", wait=5), logged(120)])
        assert calls["outcome"].tolist() == ["left in menu", "abandoned", "served"]
        assert calls["had_to_wait"].tolist() == [False, True, False]
        assert calls["talk_seconds"].isna().tolist() == [True, True, False]

    def test_phantoms_are_dropped(self, read):
        assert len(read([logged(0), logged(60, outcome="PHANTOM", wait=3)])) == 1

    def test_midnight_is_passed_and_backward_clocks_are_not(self, read):
        backward, late = read([logged(86_395, wait=30), logged(13_600, menu=-20)]).itertuples()
        assert late.asked_at == SUNDAY + pd.Timedelta(days=1, seconds=5)
        assert (late.day, late.hour) == (SUNDAY + pd.Timedelta(days=1), 0)
        assert late.service_at == SUNDAY + pd.Timedelta(days=1, seconds=35)
        assert backward.asked_at == backward.called_at


class TestHours:
    def test_mean_calls_per_hour_of_a_weekday(self, read):
        first = [logged(9 * 3_600 + 60 * minute) for minute in range(6)]
        second = [logged(9 * 3_600 + 60 * minute, day=7) for minute in range(2)]
        table = arrivals_by_hour(read(first + second))
        assert table.loc[9, 6] == 4  # two Sundays
        assert table.loc[9, 0] == 0  # one Monday without calls
        assert table.loc[10, 6] == 0

    def test_left_out_hours_count_neither_as_calls_nor_as_days(self, read):
        calls = read([logged(9 * 3_600), logged(9 * 3_600 + 60), logged(9 * 3_600, day=7)])
        left_out = pd.DataFrame({"day": [SUNDAY], "hour": [9]})
        assert arrivals_by_hour(calls, left_out=left_out).loc[9, 6] == 1
        assert arrivals_by_hour(calls, by="day_group").loc[9, "work day"] == pytest.approx(3 / 6)

    def test_opening_hours_depend_on_the_day(self, read):
        six, noon, ten_in_the_evening = 6 * 3_600, 12 * 3_600, 22 * 3_600
        rows = [logged(time, day=day) for day in (0, 5, 6) for time in (six, noon, ten_in_the_evening)]
        kept = in_opening_hours(read(rows))
        assert list(zip(kept["day_group"], kept["hour"], strict=True)) == [
            ("work day", 12),
            ("work day", 22),
            ("Friday", 12),
            ("Saturday", 22),
        ]

    def test_an_outage_is_found_and_taken_out(self, read):
        outage = [logged(15 * 3_600 + second, outcome="HANG") for second in range(30)]
        normal = [logged(16 * 3_600 + second) for second in range(30)]
        calls = read(outage + normal)
        found = disrupted_hours(calls)
        assert found[["hour", "left_in_menu"]].to_numpy().tolist() == [[15, 30]]
        assert set(without_hours(calls, found)["hour"]) == {16}
