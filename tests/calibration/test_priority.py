"""The head start of priority customers, from a log whose truth is known."""

import numpy as np
import pandas as pd
import pytest

from cxsim.calibration.priority import estimate_head_start, priority_share
from tests.calibration.call_logs import SUNDAY, tidy


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
