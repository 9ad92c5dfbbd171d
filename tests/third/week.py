"""The week: when customers are active (docs/model.md, 7.3), and how many staff are on duty (7.6)."""

import bisect
import itertools
import re
from typing import Any

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7.0


class Activity:
    """The time of activity of a rhythm; without one it is the time of the clock."""

    def __init__(self, rhythm: Any | None) -> None:
        self.always = rhythm is None
        if rhythm is None:
            return
        weights = [
            day * hour
            for name, day in zip(DAYS, rhythm.weekdays, strict=True)
            for hour in rhythm.days.get(name, rhythm.hours)
        ]
        self.weights = [one * len(weights) / sum(weights) for one in weights]
        self.passed = [0.0]  # activity from the start of the week to the start of each hour
        for one in self.weights:
            self.passed.append(self.passed[-1] + one / 24)

    def _hour(self, time: float) -> tuple[float, int]:
        week, rest = divmod(time + 1e-9, WEEK)
        return week * WEEK, min(int(rest * 24), 167)

    def is_active(self, time: float) -> bool:
        """Tell whether anybody is active at a time."""
        return self.always or self.weights[self._hour(time)[1]] > 0

    def after(self, time: float, delay: float) -> float:
        """Return the latest time at which no more than the delay has passed in activity."""
        if self.always or delay == float("inf"):
            return time + delay
        monday, hour = self._hour(time)
        if delay == 0 and self.weights[hour] > 0:
            return time
        weight = self.weights[hour]
        done = self.passed[hour] + (max(time - monday - hour / 24, 0) * weight if weight else 0.0) + delay
        weeks, rest = divmod(done, self.passed[-1])
        # The last hour that begins with no more than this: hours of no activity are passed over.
        last = bisect.bisect_right(self.passed, rest + 1e-12) - 1
        if last >= 168 or self.weights[last] == 0:
            # the rest of the week is silent: on to the first active hour of the next one
            weeks, rest = weeks + 1, 0.0
            last = next(number for number, one in enumerate(self.weights) if one > 0)
        within = max(rest - self.passed[last], 0) / self.weights[last]
        return max(time, monday + weeks * WEEK + last / 24 + within)


class Duty:
    """Staff on duty in the course of the week."""

    def __init__(self, team: Any, closed: frozenset[int] = frozenset()) -> None:
        self.closed = frozenset() if team.open_on_closed_days else closed
        if team.shifts:
            spans = [(*span, shift.staff) for shift in team.shifts for span in spans_of(shift.hours)]
        else:
            spans = [(*span, team.staff) for span in spans_of(team.hours)]
        edges = sorted({0.0, *(edge for start, end, _ in spans for edge in (start, end) if edge < WEEK)})
        levels = [sum(n for start, end, n in spans if start <= edge < end) for edge in edges]
        self.changes = list(zip(edges, levels, strict=True))

    def until(self, horizon: float) -> list[tuple[float, int]]:
        """Return all times up to the horizon at which the number on duty changes, and to what."""
        weekly = [
            (week * WEEK + edge, staff)
            for week in range(int(horizon / WEEK) + 1)
            for edge, staff in self.changes
        ]
        times = [time for time, _ in weekly]
        levels = dict(weekly)
        for day in self.closed:
            for time in (float(day), day + 1.0):  # what is on duty at midnight, if it is not closed
                levels[time] = weekly[bisect.bisect_right(times, time) - 1][1]
        found: list[tuple[float, int]] = []
        for time, staff in sorted(levels.items()):
            on_duty = 0 if int(time) in self.closed else staff
            if time < horizon and (not found or found[-1][1] != on_duty):
                found.append((time, on_duty))
        return found

    def days(self, start: float, end: float) -> float:
        """Return the days of staff on duty between two times."""
        changes = [*self.until(end), (end, 0)]
        return sum(
            staff * max(later - max(time, start), 0)
            for (time, staff), (later, _) in itertools.pairwise(changes)
        )


def spans_of(hours: str) -> list[tuple[float, float]]:
    """Read opening hours such as `mon-fri 08:00-20:00; sat 09:00-13:00`: intervals of the week, in days."""
    if hours.strip() == "always":
        return [(0.0, WEEK)]
    spans = []
    for part in hours.lower().split(";"):
        found = re.fullmatch(r"\s*(.*?)\s*(\d+):(\d+)\s*-\s*(\d+):(\d+)\s*", part)
        assert found is not None, part
        start, end = (
            (int(found[hour]) * 60 + int(found[minute])) / 1440 for hour, minute in ((2, 3), (4, 5))
        )
        spans += [(day + start, day + end) for day in _days(found[1])]
    spans.sort()
    whole: list[tuple[float, float]] = []
    for start, end in spans:
        if whole and start <= whole[-1][1] + 1e-12:  # a part that is told twice counts once
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def _days(text: str) -> list[int]:
    if not text:
        return list(range(7))
    found = []
    for part in text.split(","):
        first, *last = (DAYS.index(name.strip()) for name in part.split("-"))
        end = last[0] if last else first
        found += [(first + step) % 7 for step in range((end - first) % 7 + 1)]
    return sorted(set(found))
