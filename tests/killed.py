"""A child of the test that is killed at a chosen change of the disk, as by `kill -9`."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate", "os.symlink"}
PATIENCE = 60  # seconds


def killed_before(change: int, work: Callable[[], object]) -> bool:
    """Do some work in a child, which is killed before its nth change of the disk; tell whether it was.

    Raises
    ------
    AssertionError
        If it failed before.
    """
    child = os.fork()
    if child == 0:
        try:
            signal.alarm(PATIENCE)
            sys.addaudithook(_Killer(change))
            work()
        except BaseException as error:
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(3)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert not os.WIFEXITED(status) or os.WEXITSTATUS(status) == 0, "the work failed by itself"
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL, "the work hangs"
    return os.WIFSIGNALED(status)


class _Killer:
    """Counts changes of the disk, as Python announces them, and ends the process before one of them."""

    def __init__(self, change: int) -> None:
        self.left = change

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and _writes(*given)):
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


def _writes(path: object, mode: object, flags: object) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))
