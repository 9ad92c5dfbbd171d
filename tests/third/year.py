"""The year: seasons, what draws customers away by day, and closed days (docs/model.md, 7.30)."""

import bisect
import datetime
import itertools
import math
from typing import Any

from tests.third.week import Activity


class Seasons:
    """The time of activity of a rhythm, as often as the factor of the day says."""

    def __init__(self, activity: Activity, factors: list[float]) -> None:
        weights = [1.0] * 168 if activity.always else activity.weights
        hours = range(24 * len(factors))
        self.weights = [weights[hour % 168] * factors[hour // 24] for hour in hours]
        self.passed = [0.0, *itertools.accumulate(one / 24 for one in self.weights)]

    def after(self, time: float, delay: float) -> float:
        """Return the latest time at which no more than the delay has passed."""
        hour = int((time + 1e-9) * 24) if time < len(self.weights) / 24 else len(self.weights)
        if hour == len(self.weights):
            return math.inf  # after the horizon
        weight = self.weights[hour]
        if delay == 0 and weight > 0:
            return time
        done = self.passed[hour] + max(time - hour / 24, 0) * weight + delay
        last = bisect.bisect_right(self.passed, done + 1e-12) - 1
        if last == len(self.weights):
            return math.inf
        return max(time, last / 24 + max(done - self.passed[last], 0) / self.weights[last])


class Year:
    """What differs from day to day until the horizon."""

    def __init__(self, scenario: Any, horizon: float) -> None:
        calendar = scenario.calendar
        self.days = [scenario.start + datetime.timedelta(number) for number in range(math.ceil(horizon) + 1)]
        self._months, self._spells = calendar.months, list(calendar.spells.values())
        self.pull = [
            self._months.competition[day.month - 1]
            + sum(
                spell.competition + scenario.gate.price * math.log(spell.price) for spell in self._held(day)
            )
            for day in self.days
        ]
        self.closed = frozenset((day - scenario.start).days for day in calendar.closed)

    def _held(self, day: datetime.date) -> list[Any]:
        return [
            spell
            for spell in self._spells
            if spell.begins <= day and (spell.ends is None or day < spell.ends)
        ]

    def factors(self, what: str) -> list[float]:
        """Return the factor of each day on `arrivals` or `needs`."""
        months = getattr(self._months, what)
        return [
            months[day.month - 1]
            * 12
            / sum(months)
            * math.prod(getattr(spell, what) for spell in self._held(day))
            for day in self.days
        ]
