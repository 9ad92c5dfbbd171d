"""Patience from call logs whose truth is known, censored by service."""

import numpy as np
import pandas as pd
import pytest

from cxsim.calibration.call_log import arrivals_by_hour
from cxsim.calibration.patience import (
    exponential_mean,
    fit_weibull,
    kaplan_meier,
    patience_quantiles,
    waits_and_ends,
)
from cxsim.calibration.service import quantile_table
from cxsim.errors import ParameterError
from tests.calibration.call_logs import logged


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


def test_an_empty_log_is_told() -> None:
    nothing = np.array([])
    with pytest.raises(ParameterError, match="nobody waited"):
        kaplan_meier(nothing, nothing.astype(bool))
    with pytest.raises(ParameterError, match="at least one time"):
        quantile_table(nothing)


@pytest.mark.parametrize(("by", "found"), [("week_day", 'by "week_day"'), ("weekday", "no calls")])
def test_arrivals_of_no_calls_or_by_something_else_are_refused(by: str, found: str) -> None:
    calls = pd.DataFrame({"outcome": ["served"], "day": [pd.Timestamp("1999-08-01")], "hour": [9]})
    with pytest.raises(ParameterError, match=f"found {found}, expected calls, by weekday or day_group"):
        arrivals_by_hour(calls.iloc[: int(by != "weekday")], by)  # type: ignore[arg-type]
