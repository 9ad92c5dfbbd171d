"""Race the peers: ``python -m benchmarks.peers``, or with ``--json`` for the whole report."""

import json
import sys

from benchmarks.measure import Candidate, measure, table
from benchmarks.peers import PEERS, REFERENCE, SIZES

candidates = [
    Candidate(name, f"{module}:run", {"customers": SIZES[name], "seed": 1}, SIZES[name], {"customers": 200})
    for name, module in PEERS.items()
]
packages = ["simpy", "ciw", "salabim", "greenlet", "cimba", "numba", "numpy"]
report = measure(candidates, REFERENCE, repetitions=11, packages=packages)
print(json.dumps(report, indent=2) if "--json" in sys.argv else table(report, "customer"))
