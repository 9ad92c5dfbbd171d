"""A batch of reports, against the CPU time of its notebooks.

The batch is the command as anybody runs it, from the start of its process to its end. Only the processes that
make the reports differ: they note what each notebook's kernel took, its start and imports included, from the
resource usage that the system keeps of ended children.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NOTES = "CXSIM_BENCHMARK_NOTES"  # names the file that the processes write to
REPLICATIONS = 4


class Found(NamedTuple):
    """What a batch took, in seconds.

    Attributes
    ----------
    wall
        From start to end.
    kernels
        CPU time of the notebooks' kernels.
    total
        CPU time of everything.
    """

    wall: float
    kernels: float
    total: float


def run(reports: int, workers: int) -> Found:
    """Make reports of as many small companies, in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="cxsim-benchmark-") as folder:
        place = Path(folder)
        small = {
            "extends": str(ROOT / "benchmarks" / "telecom.yaml"),
            "name": "small",
            "population": {"existing": 120, "prospects_per_day": 0.6},
            "period": {"warm_up": "0 d", "follow_up": "200 d", "time_to_decide": "0 d"},
        }
        (place / "small.yaml").write_text(json.dumps(small))
        values = [round(1.5 + number / reports, 4) for number in range(reports)]
        item = {
            "scenario": "small.yaml",
            "replications": REPLICATIONS,
            "grid": {"feelings.loss_aversion": values},
        }
        (place / "batch.yaml").write_text(json.dumps({"batch": 1, "name": "batch", "items": [item]}))
        notes = place / "notes"
        before, began = cpu(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "benchmarks.batch", "batch", "batch.yaml", "--workers", str(workers)],
            cwd=place,
            env=os.environ | {NOTES: str(notes), "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        wall, total = time.perf_counter() - began, cpu(resource.RUSAGE_CHILDREN) - before
        kernels = [float(line) for line in notes.read_text().splitlines()]
    assert len(kernels) == reports
    return Found(wall, sum(kernels), total)


def cpu(who: int) -> float:
    """CPU time so far of this process, or of its children that have ended."""
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def noting(make: Any) -> Any:
    """Note what the kernel of each report takes."""

    def made(*given: Any) -> Any:
        before = cpu(resource.RUSAGE_CHILDREN)
        page = make(*given)
        with open(os.environ[NOTES], "a") as notes:
            notes.write(f"{cpu(resource.RUSAGE_CHILDREN) - before}\n")
        return page

    return made


def main() -> None:
    """Be the command, or one of its processes."""
    if sys.argv[1:]:
        from cxsim.cli import app as cli
        from cxsim.reporting.batches import processes

        processes.COMMAND = (sys.executable, "-m", "benchmarks.batch")
        cli.main()
    from cxsim.reporting.batches import make_report, report_process

    make_report.make = noting(make_report.make)
    report_process.main()


if __name__ == "__main__":
    main()
