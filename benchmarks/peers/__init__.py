"""One contact centre, written for each simulation library as its own users would write it.

Thirteen touchpoints in a row, the ninth with a queue (`contact_centre.py`). Each module of `PEERS` has
``run(customers, seed) -> Result``; a library that is not installed makes its import fail, and that peer is
passed over. `requirements.txt` pins the libraries which cxsim itself does not need.

``python -m benchmarks.peers`` races them, ``python -m benchmarks.peers.check`` holds them against theory.
"""

PEERS = {
    "SimPy": "benchmarks.peers.simpy_idiomatic",
    "heapq loop": "benchmarks.peers.heapq_loop",
    "Ciw": "benchmarks.peers.ciw_model",
    "salabim": "benchmarks.peers.salabim_model",
    "cimba": "benchmarks.peers.cimba_model",
    "by hand, Numba": "benchmarks.peers.numba_by_hand",
}
"""The import path of each peer's module."""

SIZES = {
    "SimPy": 12_000,
    "heapq loop": 40_000,
    "Ciw": 1_000,
    "salabim": 1_000,
    "cimba": 100_000,
    "by hand, Numba": 800_000,
}
"""Customers that keep a peer busy for half a second or more: their speeds lie a factor of a hundred apart."""

REFERENCE = "SimPy"
"""The peer that the others are compared with."""
