"""Needs come up evenly from the first day on, in the rhythm of the week, as if they always had."""

from itertools import pairwise

import numpy as np
import pytest

from cxsim.engine.vocabulary import Event
from tests.engine.scenarios import changed, exponential, scenario, simulate, touchpoint

OFFICE = {"hours": [0.0] * 8 + [1.0] * 10 + [0.0] * 6, "weekdays": [1, 1, 1, 1, 1, 0, 0]}
USE = {"title": "Use", "type": "use", "start": {"app": 1.0}, "links": {"app": {"goal": 1.0}}}


def starts(every, existing=3000, horizon=84.0, rhythm=None) -> np.ndarray:
    """Times at which existing customers start to use the app."""
    journey = {**USE, "every": every, **({"rhythm": "office"} if rhythm else {})}
    data = scenario(
        {"app": touchpoint()},
        {"use": journey},
        existing=existing,
        horizon=horizon,
        on=("rhythms",),
        rhythms={"office": OFFICE},
    )
    use = list(data["journeys"]).index("use")
    rows = simulate(data).events
    return np.array([row.time for row in rows if row.event == Event.VISIT and row.journey == use])


@pytest.mark.parametrize(
    "every",
    [
        exponential(20),
        "20 d",
        {"distribution": "lognormal", "mean": "20 d", "sd": "15 d"},
        {"distribution": "uniform", "low": "10 d", "high": "30 d"},
    ],
    ids=["exponential", "constant", "lognormal", "uniform"],
)
def test_as_many_needs_at_the_start_as_later(every) -> None:
    times = starts(every)
    expected = 3000 * 12 / 20  # in twelve days
    counts = np.histogram(times, bins=np.arange(0, 85, 12))[0]
    # Customers are independent of each other: the count varies no more than a Poisson number does.
    assert np.abs(counts - expected).max() < 4 * np.sqrt(expected)


def test_needs_come_when_customers_are_active() -> None:
    times = starts(exponential(20), rhythm="office")
    hour, day = (times % 1) * 24, np.floor(times % 7)
    assert hour.min() >= 8 - 1e-9
    assert hour.max() <= 18 + 1e-9
    assert day.max() <= 4
    by_hour = np.histogram(hour, bins=np.arange(8, 19))[0]
    assert np.abs(by_hour - by_hour.mean()).max() < 4 * np.sqrt(by_hour.mean())  # no rush at opening
    assert len(times) == pytest.approx(3000 * 84 / 20, abs=4 * np.sqrt(3000 * 84 / 20))


def test_who_tries_again_does_so_by_the_clock_but_not_at_night() -> None:
    data = scenario(
        {
            "call": touchpoint(
                team="agents", waiting={"tolerance": "1 d", "redial": 1.0, "redial_delay": "45 min"}
            )
        },
        prospects=40.0,
        horizon=28.0,
        on=("queues", "redial", "rhythms"),
        rhythms={"office": OFFICE},
        teams={"agents": {"title": "Agents", "staff": 1, "hours": "mon-fri 09:00-17:00"}},
    )
    data = changed(data, {"journeys.buy.rhythm": "office"})
    visits = [row for row in simulate(data).events if row.event == Event.VISIT]
    pairs = [(a.began, b.began) for a, b in pairwise(visits) if b.visit > 1]
    again = [(then - before) * 1440 for before, then in pairs]
    ends = [before % 1 * 24 + 0.75 for before, _ in pairs]
    by_day = [gap for gap, end in zip(again, ends, strict=True) if end < 18]
    assert by_day
    assert np.allclose(by_day, 45.0)
    assert all(gap > 45.0 for gap, end in zip(again, ends, strict=True) if end > 18)
