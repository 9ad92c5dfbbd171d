"""Processes that end with the one that started them, however that ends."""

import os
import threading
import time

import psutil

EVERY = 0.5  # seconds between two looks


def end_with(parent: int) -> None:
    """Let this process end soon after its parent, which may be killed and then can end nobody.

    Parameters
    ----------
    parent
        The process that started this one.
    """
    threading.Thread(target=_watch, args=(parent,), daemon=True, name="parent").start()


def _watch(parent: int) -> None:
    # A system either gives an orphan another parent, or keeps the number of one that is gone.
    while os.getppid() == parent and psutil.pid_exists(parent):
        time.sleep(EVERY)
    os._exit(1)
