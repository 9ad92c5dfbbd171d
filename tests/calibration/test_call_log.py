"""Estimates from call logs: first from logs whose truth is known, last from the bank's log, if at hand."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxsim.calibration.call_log import (
    arrivals_by_hour,
    disrupted_hours,
    in_opening_hours,
    read_call_log,
    without_hours,
)
from cxsim.calibration.capacity import capacity_by_hour, mean_capacity, pool_agents
from cxsim.calibration.observed import observed_by_hour
from cxsim.calibration.patience import (
    exponential_mean,
    fit_weibull,
    kaplan_meier,
    patience_quantiles,
    waits_and_ends,
)
from cxsim.calibration.priority import estimate_head_start, priority_share
from cxsim.calibration.redial import redials
from cxsim.calibration.service import credible_talk, fit_lognormal, quantile_table

BANK_LOG = "bank_calls_1999_08.csv.gz"
SUNDAY = pd.Timestamp("2010-08-01")


def clock(seconds: float) -> str:
    seconds = int(seconds) % 86_400
    return f"{seconds // 3_600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def logged(
    start: float,
    wait: float = 0,
    talk: float = 100,
    *,
    outcome: str = "AGENT",
    day: int = 0,
    menu: float = 10,
    customer: int = 0,
    priority: int = 1,
    kind: str = "PS",
    server: str = "DORIT",
) -> dict[str, object]:
    """One row of a log in the Technion layout; times are seconds after midnight of the given day."""
    asked, queued, served = start + max(menu, 0), wait > 0, outcome == "AGENT"
    return {
        "vru+line": "AA0101",
        "call_id": 1,
        "customer_id": customer,
        "priority": priority,
        "type": kind,
        "date": (SUNDAY + pd.Timedelta(days=day)).strftime("%Y-%m-%d"),
        "vru_entry": clock(start),
        "vru_exit": clock(start + menu),
        "vru_time": menu,
        "q_start": clock(asked) if queued else "0:00:00",
        "q_exit": clock(asked + wait) if queued else "0:00:00",
        "q_time": int(wait),
        "outcome": outcome,
        "ser_start": clock(asked + wait) if served else "0:00:00",
        "ser_exit": clock(asked + wait + talk) if served else "0:00:00",
        "ser_time": int(talk) if served else 0,
        "server": server if served else "NO_SERVER",
    }


@pytest.fixture
def read(tmp_path):
    def write_and_read(rows):
        path = tmp_path / "calls.csv.gz"
        pd.DataFrame(rows).to_csv(path)
        return read_call_log(path)

    return write_and_read


def tidy(asked_at, **columns) -> pd.DataFrame:
    """Tidy calls without the detour over a file."""
    asked_at = pd.Series(pd.to_datetime(asked_at))
    return pd.DataFrame(
        {
            "customer": 0,
            "type": "PS",
            "outcome": "served",
            "had_to_wait": False,
            "wait_seconds": 0.0,
            "talk_seconds": 1.0,
            "called_at": asked_at,
            "asked_at": asked_at,
            "day": asked_at.dt.normalize(),
            "hour": asked_at.dt.hour,
            **columns,
        }
    )


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


class TestService:
    def test_maximum_likelihood_finds_the_lognormal(self):
        times = np.random.default_rng(1).lognormal(4.8, 0.9, 20_000)
        fit = fit_lognormal(times)
        assert fit.mu == pytest.approx(4.8, abs=0.03)
        assert fit.sigma == pytest.approx(0.9, abs=0.02)
        assert fit.mean == pytest.approx(fit.sample_mean, rel=0.03)

    def test_no_time_may_be_zero(self):
        with pytest.raises(ValueError, match="above 0"):
            fit_lognormal(np.array([0.0, 10.0]))

    def test_impossible_conversations_are_left_out(self, read):
        rows = [logged(60 * i, talk=talk) for i, talk in enumerate((0, 5, 100, 36_291))]
        rows.append(logged(900, talk=50, server="NO_SERVER"))
        assert credible_talk(read(rows)).tolist() == [5, 100]
        assert credible_talk(read(rows), shortest=10).tolist() == [100]

    def test_quantiles_run_from_least_to_greatest(self):
        table = quantile_table(np.arange(101.0))
        assert table["seconds"].tolist() == pytest.approx([5.0 * step for step in range(21)])


class TestPatience:
    @pytest.fixture
    def censored(self):
        """Patience is exponential with mean 400 s; an agent would come after 150 s on average."""
        generator = np.random.default_rng(2)
        patience, offered = generator.exponential(400, 30_000), generator.exponential(150, 30_000)
        return np.minimum(patience, offered), patience < offered

    def test_exponential_mean_sees_through_censoring(self, censored):
        waits, abandoned = censored
        assert exponential_mean(waits, abandoned) == pytest.approx(400, rel=0.04)
        assert waits[abandoned].mean() < 150  # what averaging over those who hung up would say

    def test_calls_that_did_not_wait_change_nothing(self, censored):
        waits, abandoned = censored
        with_zeros = np.append(waits, np.zeros(1_000)), np.append(abandoned, np.zeros(1_000, dtype=bool))
        assert exponential_mean(*with_zeros) == pytest.approx(exponential_mean(waits, abandoned))

    def test_kaplan_meier_follows_the_true_curve(self, censored):
        curve = kaplan_meier(*censored)
        for seconds in (30, 100, 300):
            surviving = np.interp(seconds, curve["seconds"], curve["surviving"])
            assert surviving == pytest.approx(np.exp(-seconds / 400), abs=0.02)

    def test_quantiles_stop_where_the_log_ends(self):
        curve = kaplan_meier(np.array([10.0, 20.0, 30.0, 40.0]), np.array([True, True, False, False]))
        table = patience_quantiles(curve, np.array([0.2, 0.5, 0.9]))
        assert table["seconds"].tolist()[:2] == [10, 20]
        assert np.isnan(table["seconds"].iloc[2])

    def test_weibull_of_memoryless_patience_has_shape_one(self, censored):
        fit = fit_weibull(*censored)
        assert fit.shape == pytest.approx(1, abs=0.03)
        assert fit.scale == pytest.approx(400, rel=0.06)

    def test_only_calls_that_waited_tell_about_patience(self, read):
        rows = [
            logged(0),
            logged(60, wait=20),
            logged(120, wait=9, outcome="HANG"),
            logged(180, outcome="HANG"),
        ]
        waits, abandoned = waits_and_ends(read(rows))
        assert waits.tolist() == [20, 9]
        assert abandoned.tolist() == [False, True]

    @pytest.mark.parametrize("estimate", [exponential_mean, fit_weibull])
    def test_without_abandonment_there_is_no_estimate(self, estimate):
        with pytest.raises(ValueError, match="nobody hung up"):
            estimate(np.array([1.0, 2.0]), np.array([False, False]))


class TestRedial:
    @pytest.fixture
    def day(self):
        """Half the callers have to wait and are known; 40 % of all redial, after 10 minutes on average."""
        generator = np.random.default_rng(3)
        number = 20_000
        first = SUNDAY + pd.to_timedelta(generator.uniform(8 * 3_600, 20 * 3_600, number).round(), unit="s")
        again = generator.random(number) < 0.4
        delay = generator.uniform(0, 1_200, number).round()
        second = (first + pd.to_timedelta(delay, unit="s"))[again]
        customer = np.concatenate([np.arange(number), np.arange(number)[again]]) + 1
        waits = generator.random(len(customer)) < 0.5
        return tidy(
            first.append(second),
            customer=np.where(waits, customer, 0),
            had_to_wait=waits,
            wait_seconds=np.where(waits, 1.0, 0.0),
            talk_seconds=np.nan,
            outcome=np.where(waits, "abandoned", "served"),
        )

    def test_the_correction_finds_redials_that_were_answered_at_once(self, day):
        found = redials(day, after="abandoned")
        # second calls are first calls of nobody, and make up 2/7 of all
        assert found.seen == pytest.approx(0.4 * 5 / 7 * 0.5, abs=0.015)
        assert found.corrected == pytest.approx(0.4 * 5 / 7, abs=0.03)

    def test_delays_are_those_of_the_redials(self, day):
        delays = redials(day, after="abandoned").delays.set_index("share")["seconds"]
        assert delays[0.5] == pytest.approx(600, rel=0.1)
        assert delays[1.0] <= 1_200

    def test_calls_shortly_before_closing_are_left_out(self, day):
        before = redials(day, after="abandoned").after
        assert redials(day, after="abandoned", closing_hour=20).after < before

    def test_call_backs_by_the_bank_are_no_redials(self, day):
        with pytest.raises(ValueError, match="no identified call"):
            redials(day.assign(type="TT"), after="abandoned")


class TestPriority:
    def test_the_head_start_is_found(self):
        """One agent, always a queue, priority callers placed 90 seconds ahead."""
        generator = np.random.default_rng(4)
        joined = np.sort(generator.uniform(0, 40_000, 800)).round()
        priority = generator.random(800) < 0.5
        free, waiting, left = 0.0, list(range(800)), np.zeros(800)
        while waiting:
            free = max(free, joined[waiting[0]])
            here = [i for i in waiting if joined[i] <= free]
            chosen = min(here, key=lambda i: joined[i] - 90 * priority[i])
            waiting.remove(chosen)
            left[chosen] = free
            free += generator.exponential(48)
        calls = tidy(
            SUNDAY + pd.to_timedelta(joined, unit="s"),
            customer=1,
            is_priority=priority,
            had_to_wait=left > joined,
            wait_seconds=left - joined,
        )
        assert estimate_head_start(calls, [0, 30, 60, 90, 120, 150]) == 90
        assert priority_share(calls) == pytest.approx(0.5, abs=0.06)


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


@pytest.fixture(scope="module")
def everything():
    """All calls of the bank."""
    path = Path(os.environ.get("CXSIM_DATA", ""), BANK_LOG)
    if not path.is_file():
        pytest.skip(
            f"the bank's call log is not part of the repository: CXSIM_DATA names no folder with {BANK_LOG}"
        )
    return read_call_log(path)


@pytest.fixture(scope="module")
def opening(everything):
    """Calls to the regular agents while the bank was open."""
    return in_opening_hours(everything[everything["type"] != "IN"])


@pytest.fixture(scope="module")
def outages(opening):
    return disrupted_hours(opening)


@pytest.fixture(scope="module")
def pool(opening, outages):
    """Calls to the regular agents in hours without an outage."""
    return without_hours(opening, outages)


class TestBank:
    """The figures of the bank scenario, from the log itself."""

    def test_outages(self, outages):
        found = [(day.day, hour) for day, hour in outages[["day", "hour"]].itertuples(index=False)]
        assert found == [(9, 20), (9, 21), (9, 22), (16, 15), (19, 13), (19, 14)]

    def test_calls(self, opening, outages):
        per_hour = arrivals_by_hour(opening, "day_group", outages)
        assert per_hour["work day"].sum() == pytest.approx(1_457, abs=1)
        assert per_hour["Friday"].sum() == pytest.approx(449, abs=1)
        assert per_hour.loc[10, "work day"] == pytest.approx(134.8, abs=0.1)
        assert per_hour.loc[:6, "work day"].sum() == 0

    def test_service(self, pool):
        fit = fit_lognormal(credible_talk(pool, shortest=10))
        assert fit.mean == pytest.approx(
            fit.sample_mean, rel=0.02
        )  # lognormal, but for calls cut off by agents
        assert credible_talk(pool).mean() == pytest.approx(171, abs=2)

    def test_patience(self, pool):
        waits, abandoned = waits_and_ends(pool)
        assert exponential_mean(waits, abandoned) == pytest.approx(405, abs=5)
        fit = fit_weibull(waits, abandoned)
        assert fit.shape == pytest.approx(0.79, abs=0.01)
        assert fit.scale == pytest.approx(518, abs=10)
        prospects, customers = pool[pool["type"] == "NW"], pool[pool["customer"] > 0]
        assert (
            exponential_mean(*waits_and_ends(prospects)) < exponential_mean(*waits_and_ends(customers)) / 1.5
        )

    def test_redial(self, opening):
        work_days = opening[opening["day_group"] == "work day"]
        abandoned, served = redials(work_days, "abandoned"), redials(work_days, "served")
        assert (abandoned.seen, served.seen) == pytest.approx((0.333, 0.160), abs=0.005)
        assert (abandoned.corrected, served.corrected) == pytest.approx((0.383, 0.207), abs=0.01)
        assert abandoned.delays["seconds"].median() < served.delays["seconds"].median()

    def test_priority(self, pool):
        assert priority_share(pool) == pytest.approx(0.66, abs=0.01)
        regular_service = pool[pool["type"] == "PS"]
        assert estimate_head_start(regular_service, [0, 30, 60, 75, 90, 105, 120]) == 90

    def test_capacity(self, everything):
        pool_only = ("IN",)
        mean = mean_capacity(capacity_by_hour(everything, pool_only))
        at_ten = mean.loc[10]
        assert at_ten["busy_with_queue"] < at_ten["on_duty"] < at_ten["agents_seen"]

    def test_observed(self, opening, outages):
        work_days = opening[opening["day_group"] == "work day"]
        table = observed_by_hour(work_days, outages, resamples=200)
        assert table.loc["all", "abandoned"] == pytest.approx(0.182, abs=0.001)
        assert table.loc["all", "mean_wait"] == pytest.approx(73.5, abs=0.2)
        assert table.loc[16, "abandoned"] > 2 * table.loc[7, "abandoned"]
