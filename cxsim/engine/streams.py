"""Random streams: every draw has an address, and the address alone decides its value.

A draw is addressed by (seed, replication, customer, journey, its occurrence, touchpoint, visit, purpose) and
comes from the counter-based generator Philox-4x64-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random
numbers: as easy as 1, 2, 3"). So a change to one touchpoint leaves every other draw of every customer as it
was, which makes common random numbers between scenarios exact.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from cxsim.engine.code_cache import cached

Word = np.uint64

_M0 = np.uint64(0xD2E7470EE14C6C93)
_M1 = np.uint64(0xCA5A826395121157)
_W0 = np.uint64(0x9E3779B97F4A7C15)
_W1 = np.uint64(0xBB67AE8584CAA73B)
_12 = np.uint64(12)
_STEP = 2.0**-52


@intrinsic
def _product(_typing: Any, a: Word, b: Word) -> Any:
    """Both halves of the 128-bit product of two uint64: one instruction, which Python has no name for."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        word, wide = ir.IntType(64), ir.IntType(128)
        product = builder.mul(*(builder.zext(argument, wide) for argument in arguments))
        halves = [builder.lshr(product, ir.Constant(wide, 64)), product]
        return context.make_tuple(
            builder, signature.return_type, [builder.trunc(half, word) for half in halves]
        )

    return types.UniTuple(types.uint64, 2)(types.uint64, types.uint64), generate


@cached(forceinline=True)
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Return the four random words at a counter, under a key (all uint64).

    numpy increments its counter before it generates, so this equals
    ``np.random.Philox(counter=c - 1, key=k).random_raw(4)``.
    """
    for _ in range(10):
        high0, low0 = _product(_M0, c0)
        high1, low1 = _product(_M1, c2)
        c0, c1, c2, c3 = high1 ^ c1 ^ k0, low1, high0 ^ c3 ^ k1, low0
        k0 += _W0
        k1 += _W1
    return c0, c1, c2, c3


@cached(inline="always")
def to_uniform(word: Word) -> float:
    """Return a number strictly between 0 and 1 from a word, so that no sampler has to guard its ends."""
    return (np.float64(word >> _12) + 0.5) * _STEP


@cached()
def _fill(k0: Word, k1: Word, customer: Word, journey: Word, place: Word, blocks: int) -> np.ndarray:
    out = np.empty(4 * blocks)
    for block in range(blocks):
        w0, w1, w2, w3 = philox(np.uint64(block), customer, journey, place, k0, k1)
        out[4 * block] = to_uniform(w0)
        out[4 * block + 1] = to_uniform(w1)
        out[4 * block + 2] = to_uniform(w2)
        out[4 * block + 3] = to_uniform(w3)
    return out


@cached()
def mix64(value: Word) -> Word:
    """Scramble a uint64 (the finaliser of SplitMix64)."""
    value += np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def mix(value: int) -> int:
    """Scramble 64 bits, so that neighbouring seeds and customers share nothing.

    Examples
    --------
    >>> mix(1) != mix(2)
    True
    """
    return int(mix64(np.uint64(value)))


class Streams:
    """All random numbers of one replication.

    Parameters
    ----------
    seed, replication
        Mixed into the key of the generator; mixing, not multiplying, so that no value is special.

    Examples
    --------
    >>> streams = Streams(seed=1, replication=0)
    >>> a = streams.uniforms(customer=7, journey=2, occurrence=0, place=3, visit=1, count=8)
    >>> b = streams.uniforms(customer=7, journey=2, occurrence=0, place=3, visit=1, count=4)
    >>> a[:4] == b[:4]
    True
    """

    def __init__(self, seed: int, replication: int) -> None:
        self.key = (np.uint64(mix(mix(seed) ^ 0x5EED)), np.uint64(mix(mix(replication) ^ mix(seed))))

    def uniforms(
        self, customer: int, journey: int, occurrence: int, place: int, visit: int, count: int
    ) -> list[float]:
        """Return at least `count` numbers strictly between 0 and 1; the index is the purpose of the draw."""
        values: list[float] = _fill(
            *self.key,
            np.uint64(customer),
            np.uint64(journey << 32 | occurrence),
            np.uint64(place << 32 | visit),
            (count + 3) // 4,
        ).tolist()
        return values
