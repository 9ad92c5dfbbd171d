"""Time: one canonical order of simultaneous events, so that no result depends on how the code is written.

Events at the same time happen in the order of their key (kind, customer, the customer's own step). SimPy's
event list is sorted by (time, priority, order of creation); the key is given as the priority.
"""

from enum import IntEnum

import simpy
from simpy.events import EventPriority


class Kind(IntEnum):
    """What happens first at the same time: shifts change, staff get free, customers come or give up."""

    CALENDAR = 0
    STEP = 1
    SERVICE_END = 2
    JOIN = 3
    PATIENCE = 4


# SimPy uses the priorities 0 and 1 for what must happen at once; keys start above.
_AT_ONCE = 2
_FIRST_OF_ALL = 1


class Moment(simpy.Event):
    """An event that happens at a time, in its canonical place among those of the same time."""

    def __init__(self, env: simpy.Environment, delay: float, key: int) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=EventPriority(key), delay=delay)


class Clock:
    """The simulation's clock."""

    def __init__(self) -> None:
        self.env = simpy.Environment()

    @property
    def now(self) -> float:
        """Days since the start of the simulation."""
        return self.env.now

    def after(self, delay: float, kind: Kind, customer: int, step: int) -> Moment:
        """Return an event `delay` days from now."""
        return Moment(self.env, delay, _AT_ONCE + ((kind << 63 | customer) << 32 | step))

    def branch(self, time: float) -> Moment:
        """Return an event that comes before all others of its time."""
        return Moment(self.env, time - self.env.now, _FIRST_OF_ALL)

    def until(self, time: float, kind: Kind, customer: int, step: int) -> Moment:
        """Return an event at a time, or now if it is past."""
        return self.after(max(time - self.env.now, 0.0), kind, customer, step)
