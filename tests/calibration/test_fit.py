"""Simulated calls beside observed ones: counted by the same rules, and far apart when they differ."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cxsim.calibration.fit import (
    compare_by_hour,
    distances,
    figures_by_hour,
    simulated_calls,
)
from cxsim.calibration.read_observed import read_observed

SECOND = 1 / 86_400
MONDAY, FRIDAY, SUNDAY = 7.0, 11.0, 13.0  # days since the start, after a warm-up of a week


def run_of(*visits, warm_up=7.0, follow_up=7.0):
    """A run with these visits: (replication, day, hour, wait in seconds, outcome) at a staffed touchpoint."""
    rows = [
        {
            "replication": replication,
            "event": "visit",
            "touchpoint": "agent",
            "began": day + hour / 24,
            "wait": wait * SECOND,
            "outcome": outcome,
        }
        for replication, day, hour, wait, outcome in visits
    ]
    columns = ["replication", "event", "touchpoint", "began", "wait", "outcome"]
    points = {"agent": SimpleNamespace(team="agents"), "menu": SimpleNamespace(team=None)}
    period = SimpleNamespace(warm_up=warm_up, follow_up=follow_up)
    scenario = SimpleNamespace(touchpoints=points, period=period)
    return SimpleNamespace(events=pd.DataFrame(rows, columns=columns), scenario=scenario)


class TestCalls:
    def test_who_asked_for_an_agent_while_it_was_open_is_a_call(self):
        run = run_of(
            (0, MONDAY, 10.5, 0, "ok"),
            (0, MONDAY, 10.6, 30, "abandoned"),
            (0, MONDAY, 10.7, 90, "friction"),
            (0, MONDAY, 3.0, 0, "closed"),
            (0, MONDAY, 11.0, 0, "busy"),
            (0, MONDAY, 23.9, 60, "closed"),  # sent home after waiting
        )
        calls = simulated_calls(run)
        assert calls["hour"].tolist() == [10, 10, 10, 23]
        assert calls["outcome"].tolist() == ["served", "abandoned", "served", "served"]
        assert calls["had_to_wait"].tolist() == [False, True, True, True]
        assert calls["wait_seconds"].tolist() == pytest.approx([0, 30, 90, 60])

    def test_neither_the_warm_up_nor_places_without_staff_count(self):
        run = run_of((0, 3.0, 10.0, 0, "ok"), (0, MONDAY, 10.0, 0, "ok"), (0, MONDAY, 10.0, 0, "ok"))
        run.events.loc[2, "touchpoint"] = "menu"
        assert len(simulated_calls(run)) == 1

    def test_each_day_of_each_replication_is_a_day_of_its_own(self):
        run = run_of(
            (0, MONDAY, 9.0, 0, "ok"),
            (1, MONDAY, 9.0, 0, "ok"),
            (0, FRIDAY, 9.0, 0, "ok"),
            (0, SUNDAY, 9.0, 0, "ok"),
        )
        calls = simulated_calls(run)
        assert calls["day"].nunique() == 4
        assert calls["day_group"].tolist() == ["work day", "work day", "Friday", "work day"]


class TestFigures:
    def test_the_spread_is_that_between_days(self):
        run = run_of(
            *[(0, MONDAY, 9.5, 10, outcome) for outcome in ("ok", "ok", "ok", "abandoned")],
            *[(0, MONDAY + 1, 9.5, 10, outcome) for outcome in ("ok", "abandoned", "abandoned", "abandoned")],
        )
        table = figures_by_hour(simulated_calls(run))
        assert table.loc["all", "abandoned"] == table.loc[9, "abandoned"] == 0.5
        assert table.loc["all", "abandoned_spread"] == pytest.approx(np.std([0.25, 0.75], ddof=1))

    def test_hours_left_out_count_nowhere(self):
        run = run_of((0, MONDAY, 9.5, 0, "abandoned"), (0, MONDAY, 10.5, 0, "ok"), (0, SUNDAY, 10.5, 0, "ok"))
        calls = simulated_calls(run)
        table = figures_by_hour(calls, pd.DataFrame({"day": calls["day"][:1], "hour": [9]}))
        assert table.index.tolist() == [10, "all"]
        assert table.loc["all", "abandoned"] == table.loc["all", "abandoned_spread"] == 0


@pytest.fixture
def two_days():
    """A run with two work days of different hours, and a Friday nobody asks about."""
    generator = np.random.default_rng(1)
    visits = [
        (0, day, hour + generator.random(), wait, "abandoned" if wait > limit else "ok")
        for day, limit in ((MONDAY, 60), (SUNDAY, 90))
        for hour in (9, 10)
        for wait in generator.exponential(60, 50)
    ]
    return run_of(*visits, (0, FRIDAY, 9.5, 1_000, "abandoned"))


class TestComparison:
    def test_a_run_is_no_distance_from_itself(self, two_days):
        calls = simulated_calls(two_days)
        observed = figures_by_hour(calls[calls["day_group"] == "work day"])
        table = compare_by_hour(two_days, observed)
        assert table.groupby("measure", sort=False)["hour"].apply(list).iloc[0] == [9, 10, "all"]
        assert (table["distance"] == 0).all()
        assert table["inside"].dropna().all()
        assert (table["low"] == table["simulated_low"])[table["low"].notna()].all()
        summary = distances(table)
        assert summary["mean_distance"].tolist() == [0, 0]
        assert summary["hours_inside"].tolist() == summary["hours"].tolist() == [2, 2]

    def test_distances_have_the_sign_of_the_simulation(self, two_days):
        calls = simulated_calls(two_days)
        observed = figures_by_hour(calls[calls["day_group"] == "work day"])
        observed["abandoned"] += 0.5
        observed[["abandoned_low", "abandoned_high"]] += 0.5
        observed.loc[10, "mean_wait"] -= 7
        table = compare_by_hour(two_days, observed)
        abandoned = table[table["measure"] == "abandoned"]
        assert abandoned["distance"].tolist() == pytest.approx([-0.5] * 3)
        assert not abandoned["inside"].any()
        wait = distances(table).loc["mean_wait"]
        assert (wait["mean_distance"], wait["largest_distance"]) == pytest.approx((3.5, 7))
        assert wait["at_hour"] == 10

    def test_hours_without_calls_are_unknown(self, two_days):
        calls = simulated_calls(two_days)
        observed = figures_by_hour(calls[calls["day_group"] == "work day"]).rename(index={9: 22})
        table = compare_by_hour(two_days, observed)
        assert math.isnan(table.loc[0, "simulated"])
        assert math.isnan(compare_by_hour(run_of(), observed)["simulated"].max())
        assert distances(compare_by_hour(run_of(), observed))["at_hour"].isna().all()


class TestFile:
    def test_figures_survive_the_way_through_a_file(self, two_days, tmp_path):
        calls = simulated_calls(two_days)
        table = figures_by_hour(calls)
        (tmp_path / "a.csv").write_text("# how it was made\n" + table.to_csv(), encoding="utf-8")
        again = read_observed(tmp_path / "a.csv")
        pd.testing.assert_frame_equal(again, table, check_index_type=False)

    @pytest.mark.parametrize(
        ("text", "found"),
        [("hour,calls\nall,3\n", "no column abandoned"), (None, "no line all")],
    )
    def test_what_is_missing_is_named(self, two_days, tmp_path, text, found):
        table = figures_by_hour(simulated_calls(two_days)).drop("all")
        (tmp_path / "a.csv").write_text(text or table.to_csv(), encoding="utf-8")
        with pytest.raises(ValueError, match=found):
            read_observed(tmp_path / "a.csv")
