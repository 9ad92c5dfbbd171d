"""The week: rhythms of activity and staff on duty, piecewise constant, repeating every seven days."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from cxsim.engine.rules import rule

TICKS = 169  # hour marks of a week, both ends included
PARTS = 24  # of a day, for each of which the guide has an entry
TABLE = TICKS + 7 * PARTS + 1


class Rhythm(NamedTuple):
    """How active customers are over the week.

    `table` begins with the activity accumulated by each of the 169 hour marks of the week, in days; a whole
    week of activity lasts seven days, so that a rhythm moves events but never makes them more or fewer. What
    follows is a guide for the way back: by the activity, in parts of a day, from which mark on to look.
    """

    table: tuple[float, ...]


def rhythm_from_weights(week: tuple[tuple[float, ...], ...]) -> Rhythm:
    """Return the rhythm with these weights: seven days, Monday first, of 24 hours."""
    running = list(accumulate(weight for day in week for weight in day))
    ticks = [0.0, *(7.0 * (part / running[-1]) for part in running)]
    parts = [int(PARTS * tick) for tick in ticks]
    # The last mark that is surely not beyond: what is fewer parts is less.
    guide = (float(max(bisect_left(parts, part) - 1, 0)) for part in range(7 * PARTS + 1))
    return Rhythm((*ticks, *guide))


ALWAYS = rhythm_from_weights(((1.0,) * 24,) * 7)


@rule
def activity_in_week(table: tuple[float, ...], time: float) -> float:
    """Return the activity accumulated from Monday 00:00 to `time`, not more than a week later."""
    hours = time * 24.0
    hour = min(int(hours), 167)
    return table[hour] + (table[hour + 1] - table[hour]) * (hours - hour)


@rule
def time_of_activity(table: tuple[float, ...], activity: float) -> float:
    """Return the time at which that much activity has accumulated from time 0 on."""
    week = math.floor(activity / 7.0)
    rest = activity - 7.0 * week
    hour = int(table[TICKS + int(rest * PARTS)])
    while hour < 167 and table[hour + 1] <= rest:
        hour += 1
    width = table[hour + 1] - table[hour]
    part = (rest - table[hour]) / width if width > 0.0 else 0.0
    return 7.0 * week + (hour + part) / 24.0


@rule
def is_active(table: tuple[float, ...], time: float) -> bool:
    """Tell whether there is activity in the hour of the week in which a time lies.

    Examples
    --------
    >>> working_days = rhythm_from_weights(((0.0,) * 8 + (1.0,) * 12 + (0.0,) * 4,) * 7).table
    >>> is_active(working_days, 7.9 / 24), is_active(working_days, 8.1 / 24)
    (False, True)
    """
    hour = min(int((time - 7.0 * math.floor(time / 7.0)) * 24.0), 167)
    return table[hour + 1] > table[hour]


@rule
def is_active_in(table: tuple[float, ...], hour: int) -> bool:
    """Tell whether there is activity in an hour, counted from a Monday 00:00.

    Examples
    --------
    >>> working_days = rhythm_from_weights(((0.0,) * 8 + (1.0,) * 12 + (0.0,) * 4,) * 7).table
    >>> is_active_in(working_days, 7), is_active_in(working_days, 8), is_active_in(working_days, 168 + 8)
    (False, True, True)
    """
    of_week = hour % 168
    return table[of_week + 1] > table[of_week]


@rule
def advance(table: tuple[float, ...], now: float, delay: float) -> float:
    """Return how long it takes until `delay` days of activity have passed: nights pass for nothing.

    Examples
    --------
    >>> working_days = rhythm_from_weights(((0.0,) * 8 + (1.0,) * 12 + (0.0,) * 4,) * 7).table
    >>> round(advance(working_days, 0.0, 0.5) * 24, 9)  # half a day of activity from midnight: 14:00
    14.0
    """
    if delay == 0.0 and is_active(table, now):
        return 0.0
    # Counted from this week's Monday: adding up weeks would round the activity, and a rounded night is not
    # over.
    monday = 7.0 * math.floor(now / 7.0)
    activity = activity_in_week(table, now - monday) + delay
    return max(monday + time_of_activity(table, activity) - now, 0.0)


@rule
def opening(starts: Sequence[float], staff: Sequence[int], spans: int, cycle: float, time: float) -> float:
    """Return when somebody is on duty first, from a time on: perhaps at once; see `Duty`."""
    turn = math.floor(time / cycle)
    place, end = 0, spans
    while end - place > 1:
        middle = (place + end) // 2
        if starts[middle] <= time - cycle * turn:
            place = middle
        else:
            end = middle
    if staff[place] > 0:
        return time
    for _ in range(spans):
        place += 1
        if place == spans:
            place, turn = 0, turn + 1
        if staff[place] > 0:
            return cycle * turn + starts[place]
    return math.inf


class Duty(NamedTuple):
    """Staff on duty over a cycle of days: from `starts[i]` (days from its begin) on, `staff[i]` are."""

    starts: tuple[float, ...]
    staff: tuple[int, ...]
    cycle: float

    def on_duty(self, time: float) -> int:
        """Return how many are on duty at a time."""
        return self.staff[bisect_right(self.starts, time - self.cycle * math.floor(time / self.cycle)) - 1]

    def next_change(self, time: float) -> tuple[int, int]:
        """Return the cycle and the place of the first change after a time."""
        cycle = math.floor(time / self.cycle)
        place = bisect_right(self.starts, time - self.cycle * cycle)
        return (cycle, place) if place < len(self.starts) else (cycle + 1, 0)

    def staffed_days(self, start: float, end: float) -> float:
        """Return days of staff time on duty between two times."""
        return self._until(end) - self._until(start)

    def _until(self, time: float) -> float:
        cycle = math.floor(time / self.cycle)
        rest = time - self.cycle * cycle
        worked = _worked(self)
        place = bisect_right(self.starts, rest) - 1
        return cycle * worked[-1] + worked[place] + (rest - self.starts[place]) * self.staff[place]


@lru_cache(maxsize=64)
def _worked(duty: Duty) -> tuple[float, ...]:
    """Return the days of staff time from the begin of the cycle until each start, and until its end."""
    ends = (*duty.starts[1:], duty.cycle)
    spans = zip(duty.starts, ends, duty.staff, strict=True)
    return (0.0, *accumulate((end - start) * staff for start, end, staff in spans))


class StaffPlan(NamedTuple):
    """Staff on duty over the week: from `starts[i]` (days from Monday 00:00) on, `staff[i]` are on duty.

    Nobody is on the days `closed`, counted from time 0, of the first `weeks` weeks.
    """

    starts: tuple[float, ...]
    staff: tuple[int, ...]
    closed: tuple[int, ...] = ()
    weeks: int = 1

    @property
    def week(self) -> Duty:
        """Who is on duty in a week without a closed day."""
        return Duty(self.starts, self.staff, 7.0)

    @property
    def duty(self) -> Duty:
        """Who is on duty: over a week, or over all weeks where some days are closed."""
        return _without(self) if self.closed else self.week


@lru_cache(maxsize=64)
def _without(plan: StaffPlan) -> Duty:
    """Lay out the weeks one after another, without the days that are closed."""
    week, closed, cycle = plan.week, set(plan.closed), 7.0 * plan.weeks
    spans = {
        7.0 * number + start: staff
        for number in range(plan.weeks)
        for start, staff in zip(plan.starts, plan.staff, strict=True)
    }
    for day in closed:
        spans = {mark: staff for mark, staff in spans.items() if int(mark) != day} | {float(day): 0}
        if day + 1 not in closed and day + 1 < cycle:
            spans.setdefault(float(day + 1), week.on_duty(float((day + 1) % 7)))
    marks = sorted(spans)
    kept = [
        (mark, spans[mark])
        for place, mark in enumerate(marks)
        if not place or spans[mark] != spans[marks[place - 1]]
    ]
    return Duty(tuple(start for start, _ in kept), tuple(staff for _, staff in kept), cycle)


def staff_plan(shifts: tuple[tuple[tuple[tuple[float, float], ...], int], ...]) -> StaffPlan:
    """Return the staff plan of shifts, each with its intervals of the week and its staff; shifts add up."""
    marks = sorted({0.0} | {edge for spans, _ in shifts for span in spans for edge in span if edge < 7.0})
    staff = [
        sum(number for spans, number in shifts if any(start <= mark < end for start, end in spans))
        for mark in marks
    ]
    kept = [i for i in range(len(marks)) if i == 0 or staff[i] != staff[i - 1]]
    return StaffPlan(tuple(marks[i] for i in kept), tuple(staff[i] for i in kept))
