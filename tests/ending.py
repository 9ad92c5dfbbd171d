"""What tests start ends with them, also if they are killed: a guardian outlives them to see to it.

Whatever a test starts inherits a mark in its environment, through any number of processes in between:
commands, workers, kernels, servers, browsers. The guardian waits until the tests are gone and then kills what
bears their mark.
"""

import contextlib
import os
import subprocess
import sys
import time
import uuid

import psutil

MARK = "CXSIM_TESTS"
ROUNDS, PAUSE = 5, 0.3  # who is killed may just have started another

guardians: list["subprocess.Popen[bytes]"] = []


def guard() -> None:
    """Mark what is started from now on, and let a guardian see to its end; once for all workers of a run."""
    if MARK in os.environ:
        return
    os.environ[MARK] = uuid.uuid4().hex
    guardians.append(
        subprocess.Popen(
            [sys.executable, __file__, os.environ[MARK]],
            stdin=subprocess.PIPE,
            env={name: value for name, value in os.environ.items() if name != MARK},
            start_new_session=True,  # whoever kills the group of the tests leaves it
        )
    )


def marked(mark: str) -> list[psutil.Process]:
    """All processes that bear a mark."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == mark:
                found.append(process)
    return found


def main(mark: str) -> None:
    """Wait until nobody holds the other end of the input, then end what is left."""
    while sys.stdin.buffer.read(1):
        pass
    for _ in range(ROUNDS):
        for process in marked(mark):
            with contextlib.suppress(psutil.Error):
                process.kill()
        time.sleep(PAUSE)


if __name__ == "__main__":
    main(sys.argv[1])
