"""CPU time of a visit here, against that of another commit: ``python -m benchmarks.against HEAD~1``.

Each pair of measurements has processes of its own, one in each tree, which take turns. A ratio below 1 means
that a visit takes less here. Speeds can be compared only where both live the same journey, so the visits are
counted, too; a tree from before `benchmarks/telecom.yaml` lives its own reference journey.
"""

import argparse
import contextlib
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import ROOT, Candidate, measure

HERE, THERE = "here", "there"
TURNS = 3  # in one pair of processes


class Pair(NamedTuple):
    """What one pair of processes has measured: microseconds of CPU a visit, and visits, here and there."""

    here: float
    there: float
    visits_here: int
    visits_there: int


def measured(other: Path, replications: int, scale: int) -> Pair:
    """Measure the telecom journey, in this tree and in another one."""
    arguments = {"replications": replications, "seed": 1, "scale": scale}
    candidates = [
        Candidate(
            name,
            "benchmarks.telecom:in_the_compiled_engine",
            arguments,
            1,
            {"replications": 1, "scale": 1},
            str(root),
        )
        for name, root in ((HERE, ROOT), (THERE, other))
    ]
    results = measure(candidates, THERE, TURNS)["results"]
    here, there = (results[name]["visits"] for name in (HERE, THERE))
    costs = (1e6 * results[name]["median"] / results[name]["visits"] for name in (HERE, THERE))
    return Pair(*costs, here, there)


@contextlib.contextmanager
def tree(name: str) -> Iterator[Path]:
    """Give a folder with the code as it was at a commit, or the folder of that name if there is one."""
    if Path(name, "cxsim").is_dir():
        yield Path(name).resolve()
        return
    git = ("git", "-C", str(ROOT), "worktree")
    with tempfile.TemporaryDirectory(prefix="cxsim-against-") as folder:
        there = str(Path(folder, "tree"))
        subprocess.run([*git, "add", "--quiet", "--detach", there, name], check=True)
        try:
            yield Path(there)
        finally:
            subprocess.run([*git, "remove", "--force", there], check=True)


def main() -> None:
    """Compare this tree with another one, and print the ratio of CPU time a visit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against", description=main.__doc__)
    parser.add_argument("other", metavar="COMMIT", help="what to compare with, or a folder that holds it")
    parser.add_argument("--pairs", type=int, default=7, help="of processes (7)")
    parser.add_argument("--replications", type=int, default=20, help="in each measurement (20)")
    parser.add_argument("--scale", type=int, default=1, help="how many times as large the company is (1)")
    given = parser.parse_args()
    with tree(given.other) as other:
        print(f"{'':8}{'µs/visit here':>16}{'there':>10}{'ratio':>10}")
        ratios = []
        for number in range(1, given.pairs + 1):
            pair = measured(other, given.replications, given.scale)
            ratios.append(pair.here / pair.there)
            print(f"pair {number:<3}{pair.here:16.3f}{pair.there:10.3f}{ratios[-1]:10.3f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.3f}, from {min(ratios):.3f} to {max(ratios):.3f}")
    if pair.visits_here != pair.visits_there:
        print(f"not the same journey: {pair.visits_here:,} visits here, {pair.visits_there:,} there")


if __name__ == "__main__":
    main()
