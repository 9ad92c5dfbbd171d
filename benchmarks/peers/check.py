"""Whether each peer simulates the model that it is said to simulate: ``python -m benchmarks.peers.check``.

Waits in a queue depend on the waits before, so a run is no sample of independent customers, but runs with
different seeds are independent: their spread gives the standard error. Each run starts with an empty queue,
and is long enough (10,000 customers and more; the queue forgets within hundreds) that this does not show.

Takes two or three minutes; ``python -m benchmarks.peers.check cimba`` checks one peer only.
"""

import importlib
import math
import statistics
import sys

from benchmarks.peers import PEERS, SIZES
from benchmarks.peers.contact_centre import THEORY

SEEDS = range(1, 9)
CUSTOMERS = 10_000
"""Of each run, at least; fast peers simulate more."""

TOLERANCE = 5.0
"""Standard errors; with eight runs, chance alone exceeds five once in 600 comparisons."""


def deviations(run, customers):
    """Each measure's mean over the seeds, and how many standard errors it is off theory."""
    results = [run(customers, seed) for seed in SEEDS]
    samples = {
        "completed": [result.completed / result.customers for result in results],
        "waited": [result.waited for result in results],
        "mean_wait": [result.mean_wait for result in results],
    }
    found = {}
    for name, sample in samples.items():
        mean = statistics.fmean(sample)
        error = statistics.stdev(sample) / math.sqrt(len(sample))
        found[name] = mean, (mean - THEORY[name]) / error
    return found


def main(names):
    """Print a line for each of these peers; exit with an error if one is off."""
    expected = "".join(f"{name:>12} {value:.6f}" for name, value in THEORY.items())
    print(f"{len(SEEDS)} runs each; in brackets: standard errors off theory\n{'theory':12}{expected}")
    wrong = []
    for name in names:
        try:
            run = importlib.import_module(PEERS[name]).run
        except ModuleNotFoundError as missing:
            print(f"{name:12}not installed ({missing.name})")
            continue
        found = deviations(run, max(5 * SIZES[name], CUSTOMERS))
        columns = "".join(f"{mean:13.6f} ({off:+.1f})" for mean, off in found.values())
        off = max(abs(off) for _, off in found.values())
        print(f"{name:12}{columns}{'  WRONG' if off > TOLERANCE else ''}", flush=True)
        if off > TOLERANCE:
            wrong.append(name)
    if wrong:
        sys.exit(f"off theory by more than {TOLERANCE:g} standard errors: {', '.join(wrong)}")


if __name__ == "__main__":
    main(sys.argv[1:] or PEERS)
