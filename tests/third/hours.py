"""When somebody comes who knows that it is closed (docs/model.md, 7.28)."""

import bisect
import math

from tests.third.week import Activity

LOOKS_AHEAD = 28.0
SECOND = 1 / 86_400


class Planned:
    """The plans of those who know the hours of a team."""

    def __init__(self, changes: list[tuple[float, int]]) -> None:
        self.times = [time for time, _ in changes]
        self.staff = [staff for _, staff in changes]

    def _is_open(self, time: float) -> bool:
        last = bisect.bisect_right(self.times, time + 1e-9) - 1
        return last >= 0 and self.staff[last] > 0

    def begins(self, now: float, activity: Activity, share: float) -> float | None:
        """Return when they come; `share` is how far into the hours that suit them; none: never."""
        after = zip(self.times, self.staff, strict=True)
        opening = next((time for time, staff in after if time > now and staff > 0), None)
        if opening is None:
            return None
        first = self._first(now, opening, activity)
        hour = math.floor((first + 1e-9) * 24)
        spans = [(first, (hour + 1) / 24)] + [((hour + n) / 24, (hour + n + 1) / 24) for n in range(1, 24)]
        spans = [
            span for span in spans if self._is_open(span[0] + SECOND) and activity.is_active(span[0] + SECOND)
        ]
        left = share * sum(end - begin for begin, end in spans)
        for begin, end in spans:
            if left <= end - begin:
                return begin + left
            left -= end - begin
        return first

    def _first(self, now: float, opening: float, activity: Activity) -> float:
        """Return the first time, from the opening on, at which it is open and they are active."""
        hours = range(math.floor((opening + 1e-9) * 24) + 1, math.ceil((now + LOOKS_AHEAD) * 24))
        changes = [time for time in self.times if opening <= time <= now + LOOKS_AHEAD]
        for time in sorted({*changes, *(hour / 24 for hour in hours)}):
            if self._is_open(time) and activity.is_active(time):
                return time
        return opening
