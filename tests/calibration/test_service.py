"""Service times of a call log whose truth is known."""

import numpy as np
import pytest

from cxsim.calibration.service import credible_talk, fit_lognormal, quantile_table
from tests.calibration.call_logs import logged


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
