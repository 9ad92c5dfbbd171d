"""Estimates from the bank's own log, if it is at hand."""

import os
from pathlib import Path

import pytest

from cxsim.calibration.call_log import (
    arrivals_by_hour,
    disrupted_hours,
    in_opening_hours,
    read_call_log,
    without_hours,
)
from cxsim.calibration.capacity import capacity_by_hour, mean_capacity
from cxsim.calibration.observed import observed_by_hour
from cxsim.calibration.patience import exponential_mean, fit_weibull, waits_and_ends
from cxsim.calibration.priority import estimate_head_start, priority_share
from cxsim.calibration.redial import redials
from cxsim.calibration.service import credible_talk, fit_lognormal

BANK_LOG = "bank_calls_1999_08.csv.gz"


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
