"""An event list: what happens when, and in which order at the same moment (docs/model.md, 3.6)."""

import heapq
from collections.abc import Callable

# Kinds of events, in the order in which they happen at the same moment.
CALENDAR, STEP, SERVED, JOINING, PATIENCE = range(5)


class Events:
    """A clock and a heap of what is still to happen."""

    def __init__(self, horizon: float) -> None:
        self.now = 0.0
        self.horizon = horizon
        self._heap: list[tuple[float, int, int, int, Callable[[], None]]] = []
        self._count = 0

    def at(self, time: float, kind: int, number: int, action: Callable[[], None]) -> None:
        """Let something happen at a time, to the customer of this number."""
        self._count += 1
        if time < self.horizon:
            heapq.heappush(self._heap, (time, kind, number, self._count, action))

    def run(self) -> None:
        """Let everything happen that happens before the horizon."""
        while self._heap:
            self.now, _, _, _, action = heapq.heappop(self._heap)
            action()
        self.now = self.horizon
