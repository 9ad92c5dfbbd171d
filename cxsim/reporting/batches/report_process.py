"""Reports of a batch, made in another process: `python -m cxsim.reporting.batches.report_process`.

The batch writes jobs to its input and keeps that open: when it closes, for whatever reason, this process ends
with its kernel. To its output go lines of JSON that say how far a report is, and in the end what came of it.
"""

import contextlib
import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import psutil

if TYPE_CHECKING:
    from cxsim.reporting.batches.make_report import Job


def main() -> None:
    """Make the reports whose jobs come from the input, one after the other."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # whatever else prints does not mix with the answers
    jobs: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.Thread(target=_listen, args=(jobs,), daemon=True).start()

    def say(**what: Any) -> None:
        with contextlib.suppress(OSError):  # the batch has gone, which the other thread notices
            answers.write(json.dumps(what) + "\n")

    make_report = _maker()
    while True:
        job = make_report.Job(**jobs.get())
        try:
            page = make_report.make(job, lambda progress: say(**progress._asdict()))
        except make_report.ReportError as error:
            say(failed=str(error))
        except Exception as error:  # of one report, and not of those that come after it
            say(failed=f"{type(error).__name__}: {error}")
        else:
            say(page=str(page))


def message(job: "Job") -> bytes:
    """Return what the process wants to read."""
    return json.dumps(asdict(job)).encode() + b"\n"


def _maker() -> Any:
    """Import what makes reports: it takes a second, in which the batch may end, so `_listen` comes before."""
    from cxsim.reporting.batches import make_report

    return make_report


def _listen(jobs: "queue.Queue[dict[str, Any]]") -> None:
    """Take in jobs until nobody holds the other end of the input; then end, and the kernel before."""
    with contextlib.suppress(OSError):
        for line in sys.stdin.buffer:
            jobs.put(json.loads(line))
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    os._exit(0)


if __name__ == "__main__":
    main()
