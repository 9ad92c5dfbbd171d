"""Redials of a call log whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from cxsim.calibration.redial import redials
from tests.calibration.call_logs import SUNDAY, tidy


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
