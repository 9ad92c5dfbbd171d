"""Doing only what was asked for last, in a thread of its own, so that a notebook stays free meanwhile."""

import contextvars
import threading
import time
from collections.abc import Callable

Wanted = Callable[[], bool]
PAUSE = 0.15  # seconds: a slider that is still moved moves on sooner


class Latest:
    """Does the latest piece of work; what was asked for before and is not done yet is dropped.

    Parameters
    ----------
    pause
        Seconds to wait whether something else is asked for.

    Examples
    --------
    >>> done = []
    >>> latest = Latest(pause=0.05)
    >>> for number in range(3):
    ...     latest.ask(lambda wanted, number=number: done.append(number))
    >>> latest.wait()
    >>> done
    [2]
    """

    def __init__(self, pause: float = PAUSE) -> None:
        self._pause, self._asked = pause, 0
        self._turn = threading.Lock()
        self._last: threading.Thread | None = None

    def ask(self, work: Callable[[Wanted], None]) -> None:
        """Do some work soon. It is handed a function that tells whether it is still wanted."""
        self._asked += 1
        number = self._asked

        def wanted() -> bool:
            return number == self._asked

        def run() -> None:
            time.sleep(self._pause)
            if wanted():
                with self._turn:
                    if wanted():
                        work(wanted)

        # Jupyter keeps in the context where messages belong; the language that is spoken is there, too.
        context = contextvars.copy_context()
        self._last = threading.Thread(target=context.run, args=(run,), name="explore", daemon=True)
        self._last.start()

    def wait(self, seconds: float | None = None) -> None:
        """Wait until the latest work is done."""
        while (last := self._last) is not None and last.is_alive():
            last.join(seconds)
            if seconds is not None:
                return
